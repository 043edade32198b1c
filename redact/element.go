package redact

import "strings"

// element finds the text of the XML element whose start tag ends at mark, or of
// one that an attribute names.
func (c *scanner) element(end, mark int) match {
	if mark > end+1 || mark > end && c.s[end] != '"' && c.s[end] != '\'' {
		return match{}
	}
	return c.text(mark+1, nameClass(c.s[:end], c.floor))
}

// text finds the text of an element at i, which may be a CDATA section.
func (c *scanner) text(i int, k nameKind) match {
	const open = "<![CDATA["
	if strings.HasPrefix(c.s[i:], open) {
		i += len(open)
		if n := strings.Index(c.s[i:min(len(c.s), i+maxQuoted)], "]]>"); n > 0 {
			return c.accept(i, i+n, k, true)
		}
		return match{}
	}
	i += c.innerTag(i)
	n := strings.IndexByte(c.s[i:min(len(c.s), i+maxQuoted)], '<')
	if n <= 0 || !strings.HasPrefix(c.s[i+n:], "</") {
		return match{}
	}
	n = len(strings.TrimRight(c.s[i:i+n], " \t\r\n"))
	blank := n - len(strings.TrimLeft(c.s[i:i+n], " \t\r\n"))
	return c.accept(i+blank, i+n, k, true)
}

// elementNames are the elements whose text names what stands in the next one.
var elementNames = [...]string{"key", "name", "td", "th", "dt", "b", "strong", "label", "span", "param-name", "Key", "Name"}

// nextElement finds the value of <name>password</name><value>x</value>, of a
// property list and of two cells in a row. The end tag begins at i.
func (c *scanner) nextElement(i int, k nameKind) match {
	close := strings.IndexByte(c.s[i:min(len(c.s), i+24)], '>')
	if close < 0 {
		return match{}
	}
	name, known := c.s[i+2:i+close], false
	for _, e := range elementNames {
		known = known || e == name
	}
	at := i + close + 1
	for n := 0; at < len(c.s) && n < 32 && strings.IndexByte(" \t\r\n", c.s[at]) >= 0; n++ {
		at++
	}
	size := c.innerTag(at)
	if !known || size == 0 || name == "th" && strings.HasPrefix(c.s[at:], "<th") {
		return match{}
	}
	return c.text(at+size, k)
}

// valueTags are the elements that hold nothing but a value.
var valueTags = [...]string{"value", "Value", "val", "string", "td", "dd", "span", "code", "param-value", "p"}

// innerTag returns the size of the start tag at i of an element for values, or 0.
func (c *scanner) innerTag(i int) int {
	tag := c.s[i:min(len(c.s), i+64)]
	trimmed := strings.TrimLeft(tag, " \t\r\n")
	if len(trimmed) < 3 || trimmed[0] != '<' || class[trimmed[1]]&letter == 0 {
		return 0
	}
	n := strings.IndexByte(trimmed, '>')
	if n < 0 || trimmed[n-1] == '/' {
		return 0
	}
	name, _, _ := strings.Cut(trimmed[1:n], " ")
	for _, v := range valueTags {
		if name == v {
			return len(tag) - len(trimmed) + n + 1
		}
	}
	return 0
}

// attributed finds the text of an element that has attributes, such as
// <password type="plain">x</password>. The element's name ends at end.
func (c *scanner) attributed(end int, k nameKind) match {
	if !c.is(end, stop) || c.s[end] != ' ' {
		return match{}
	}
	start := c.nameStart(end)
	if start > c.floor && c.s[start-1] == ':' { // of a namespace
		start = c.nameStart(start - 1)
	}
	if start <= c.floor || c.s[start-1] != '<' {
		return match{}
	}
	close := strings.IndexAny(c.s[end:min(len(c.s), end+200)], "<>")
	if close < 0 || c.s[end+close] != '>' || c.s[end+close-1] == '/' {
		return match{}
	}
	return c.text(end+close+1, k)
}

// valueBefore finds the value of <property value="x" name="password"/>, where the
// name ends at end.
func (c *scanner) valueBefore(end int, k nameKind) match {
	if !c.is(end, stop) || c.s[end] != '"' {
		return match{}
	}
	start := c.nameStart(end)
	if start < c.floor+2 || c.s[start-1] != '"' || c.s[start-2] != '=' {
		return match{}
	}
	before := c.s[max(c.floor, end-200):end]
	before = before[strings.LastIndexByte(before, '<')+1:]
	from := strings.Index(before, ` value="`)
	if from < 0 || !strings.Contains(before[from:], ` name="`) && !strings.Contains(before[from:], ` key="`) {
		return match{}
	}
	from += len(` value="`)
	to := strings.IndexByte(before[from:], '"')
	if to <= 0 {
		return match{}
	}
	from += end - len(before)
	return c.accept(from, from+to, k, true)
}
