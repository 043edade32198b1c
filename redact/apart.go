package redact

import "strings"

// Here are the values that stand apart from their names: in the next element,
// cell or line, behind an arrow, or behind blanks alone.

// apart tries what may part the name that ends at end from its value. Most names
// are words of a sentence, and the first question says so.
func (c *scanner) apart(end, mark int) match {
	b := c.s[mark]
	switch b {
	case '\n', '\r', ']', '#':
		if !c.heads(end) {
			return match{}
		}
	case '<', '|', 0xE2:
	case '-', '(':
		if mark+1 >= len(c.s) || b == '-' && c.s[mark+1] != '>' && c.s[mark+1] != ' ' || mark == end {
			return match{}
		}
	default:
		if mark == end || c.s[end] != '"' && !c.digitAhead(end, mark) {
			return match{}
		}
	}
	k := nameClass(c.s[:end], c.floor)
	if k == otherName || k == cookieName {
		return match{}
	}
	rest := c.s[mark:min(len(c.s), mark+4)]
	switch {
	case strings.HasPrefix(rest, "</"):
		return c.nextElement(mark, k)
	case strings.HasPrefix(rest, "->"):
		return c.strict(c.blanks(mark+2), k)
	case strings.HasPrefix(rest, "→"), strings.HasPrefix(rest, "–"), strings.HasPrefix(rest, "—"):
		return c.strict(c.blanks(mark+len("→")), k)
	case b == '-' && mark == end+1:
		return c.strict(c.blanks(mark+1), k)
	case b == '(':
		return c.behindRemark(mark, k)
	case b == '|' || strings.HasPrefix(rest, "│") || strings.HasPrefix(rest, "┃"):
		return c.cellBeside(end, mark, k)
	case b == '\n' || b == '\r':
		if m := c.valueAbove(end, k); m.end > 0 {
			return m
		}
		return c.lineBelow(end, mark, k)
	case b == ']' || b == '#':
		return c.lineBelow(end, mark, k)
	case c.s[end] == '"':
		return c.valueBefore(end, k)
	}
	if m := c.attributed(end, k); m.end > 0 {
		return m
	}
	return c.behindBlanks(end, k)
}

// heads reports whether nothing but marks, "name: " or name=" stands in the line
// before the name that ends at end.
func (c *scanner) heads(end int) bool {
	i := c.nameStart(end)
	for n := 0; n < 12 && i > c.floor && strings.IndexByte(" \t#*[\"", c.s[i-1]) >= 0; n++ {
		i--
	}
	return i <= c.floor || strings.IndexByte("\n:=", c.s[i-1]) >= 0
}

// digitAhead reports whether a digit stands as far behind the name that ends at end
// as a value may: in the next word, or in some more behind the name of an element.
func (c *scanner) digitAhead(end, mark int) bool {
	word := c.s[mark-1] == ' ' || c.s[mark-1] == '\t'
	if start := c.nameStart(end); start > c.floor && (c.s[start-1] == '<' || c.s[start-1] == ':') {
		word = false
	}
	i := mark
	if word {
		i = c.blanks(mark)
	}
	for _, b := range []byte(c.s[i:min(len(c.s), i+48)]) {
		if b-'0' < 10 {
			return true
		}
		if b == '\n' || word && (b == ' ' || b == '\t') {
			break
		}
	}
	return false
}

func (c *scanner) blanks(i int) int {
	for n := 0; i < len(c.s) && n < 64 && (c.s[i] == ' ' || c.s[i] == '\t'); n++ {
		i++
	}
	return i
}

// strict makes a match of the value at i if it is one by its looks alone: no
// word, no name, no type.
func (c *scanner) strict(i int, k nameKind) match {
	from, to, quoted := c.assigned(i)
	if !striking(c.s[from:min(to, from+sample)]) {
		return match{}
	}
	m := c.accept(from, to, k, quoted)
	if m.end > 0 {
		m.conf = Possible
	}
	return m
}

// behindRemark finds the value behind a remark in brackets: password (staging): x.
func (c *scanner) behindRemark(mark int, k nameKind) match {
	remark, _, ok := strings.Cut(c.s[mark:min(len(c.s), mark+48)], ")")
	i := mark + len(remark) + 1
	if !ok || strings.ContainsAny(remark, "\n:=") || !c.is(i, colonMark|equals) {
		return match{}
	}
	return c.strict(c.blanks(i+1), k)
}

// striking reports whether a value mixes capitals, small letters, digits and
// marks more than a name or a type does.
func striking(value string) bool {
	if len(value) < 8 {
		return false
	}
	var seen uint16
	turns, marks := 0, 0
	for i := range len(value) {
		b := value[i]
		seen |= class[b]
		if i > 0 && class[b]&digit != 0 != (class[value[i-1]]&digit != 0) {
			turns++
		}
		if symbols[b] {
			marks++
		}
	}
	if marks == 0 && (turns < 2 || turns < 3 && len(value) < 12) { // key1024, Bug4Name
		return false
	}
	return seen&digit != 0 && seen&letter != 0 && (marks > 0 && strings.IndexByte("!$^&*", value[0]) < 0 || seen&lower != 0 && seen&upper != 0 || turns >= 4)
}

// cellBeside finds the value in the cell behind the one that the name fills, in
// a row of two: | password | x |, or of an expanded row of psql. A line of names
// alone is a header, and what stands there is no value.
func (c *scanner) cellBeside(end, mark int, k nameKind) match {
	line := c.lineStart(end)
	head := strings.TrimLeft(strings.TrimLeft(c.s[line:end], " \t|│┃"), "`*")
	if strings.ContainsAny(head, " |") || strings.Contains(head, "│") {
		return match{}
	}
	i := mark
	for i < len(c.s) && (c.s[i] == '|' || c.s[i] >= 0x80) {
		i++
	}
	i = c.blanks(i)
	from, to, quoted := c.wordAt(i)
	rest, below, _ := strings.Cut(c.s[to:min(len(c.s), to+sample)], "\n")
	if strings.Trim(rest, " \t\r|│┃`") != "" || isRule(firstLine(below)) || strings.HasPrefix(below, "├") || strings.HasPrefix(below, "┡") {
		return match{}
	}
	if !striking(c.s[from:min(to, from+sample)]) {
		return match{}
	}
	return c.accept(from, to, k, quoted)
}

// wordAt returns the value at i, which goes on to the next blank or bar.
func (c *scanner) wordAt(i int) (start, end int, quoted bool) {
	start, end, quoted = c.assigned(i)
	for !quoted && end < len(c.s) && end-start < sample && strings.IndexByte(" \t\r\n|\"'`", c.s[end]) < 0 && c.s[end] < 0x80 {
		end++
	}
	return start, end, quoted
}

// secondField finds the value in a line of two fields, the name and the value.
func (c *scanner) secondField(end, mark int) match {
	if start := c.nameStart(end); mark != end || start > c.floor && c.s[start-1] != '\n' {
		return match{}
	}
	length := lineLength(c.s[mark+1:])
	value := c.s[mark+1 : mark+1+length]
	if length > sample || strings.IndexByte(value, ',') >= 0 || !striking(value) {
		return match{}
	}
	return c.accept(mark+1, mark+1+length, nameClass(c.s[:end], c.floor), false)
}

// valueAbove finds the value of a pair in YAML whose name stands in the line below:
//   - value: x
//     name: password
func (c *scanner) valueAbove(end int, k nameKind) match {
	line := c.lineStart(end)
	name := strings.TrimLeft(c.s[line:end], " \t-")
	if !strings.HasPrefix(name, "name: ") && !strings.HasPrefix(name, "key: ") || line <= c.floor+1 {
		return match{}
	}
	above := c.lineStart(line - 1)
	head := c.s[above:line]
	from := strings.Index(head, "value: ")
	if from < 0 || strings.Trim(head[:from], " \t-") != "" {
		return match{}
	}
	start, to, quoted := c.assigned(above + from + len("value: "))
	return c.accept(start, min(to, line), k, quoted)
}

// nameStart returns where the name begins that ends at end.
func (c *scanner) nameStart(end int) int {
	for n := 0; n < 64 && end > c.floor && class[c.s[end-1]]&(alnum|underscore|dash|dot) != 0; n++ {
		end--
	}
	return end
}

func (c *scanner) lineStart(i int) int {
	from := max(c.floor, i-128)
	return from + strings.LastIndexByte(c.s[from:i], '\n') + 1
}

// lineHead reports whether the line of the name that ends at end begins with a
// mark, behind blanks.
func (c *scanner) lineHead(end int, head string) bool {
	return strings.HasPrefix(strings.TrimLeft(c.s[c.lineStart(end):end], " \t"), head)
}

// lineBelow finds the value that stands alone in the next line: below a heading,
// a section of an INI file, in a fence, or in a part of a form.
func (c *scanner) lineBelow(end, mark int, k nameKind) match {
	start := c.nameStart(end)
	field := strings.HasSuffix(c.s[c.floor:start], `name="`)
	if c.s[mark] == ']' && !c.is(start-1, stopHard) { // [password]
		return match{}
	}
	for n := 0; !field && n < 12 && start > c.floor && strings.IndexByte(" \t#*[", c.s[start-1]) >= 0; n++ {
		start--
	}
	if !field && start > c.floor && c.s[start-1] != '\n' {
		return match{}
	}
	i := mark
	for n := 0; i < len(c.s) && n < 24 && strings.IndexByte("]# \t\r\n*", c.s[i]) >= 0; n++ {
		i++
	}
	if i >= len(c.s) || i == mark || strings.IndexByte(c.s[mark:i], '\n') < 0 {
		return match{}
	}
	if strings.HasPrefix(c.s[i:], "```") {
		n := strings.IndexByte(c.s[i:min(len(c.s), i+16)], '\n')
		if n < 0 {
			return match{}
		}
		i += n + 1
	} else if rest, ok := strings.CutPrefix(c.s[i:], "value"); ok && c.s[mark] == ']' {
		i = len(c.s) - len(strings.TrimLeft(rest[:min(len(rest), 4)], " =:")) - max(0, len(rest)-4)
	}
	from, to, quoted := c.wordAt(i)
	rest, _, _ := strings.Cut(c.s[to:min(len(c.s), to+sample)], "\n")
	if strings.Trim(rest, " \t\r") != "" || !field && !striking(c.s[from:min(to, from+sample)]) {
		return match{}
	}
	return c.accept(from, to, k, quoted)
}

// commandWords stand before a name that blanks part from its value: of Docker,
// shells, routers and .netrc.
var commandWords = [...]string{"ENV", "ARG", "set", "setenv", "setx", "login", "user", "username", "machine", "enable", "-x", "-gx", "community"}

// hasCommandWord reports whether one of commandWords begins s, or stands last or
// last but one in it.
func hasCommandWord(s string) bool {
	last := s[strings.LastIndexByte(s, ' ')+1:]
	rest := strings.TrimRight(s[:len(s)-len(last)], " ")
	first, _, _ := strings.Cut(s, " ")
	for _, w := range commandWords {
		if first == w || last == w || strings.HasSuffix(rest, w) && len(rest) == strings.LastIndexByte(rest, ' ')+1+len(w) {
			return true
		}
	}
	return false
}

// behindBlanks finds the value behind nothing but blanks: the last word of a line
// that begins with its name, or that one of a command's words begins.
func (c *scanner) behindBlanks(end int, k nameKind) match {
	i := c.blanks(end)
	if i == end || i >= len(c.s) || c.s[i] == '"' || c.s[i] == '\'' && i == end+1 {
		return match{}
	}
	before := strings.TrimSpace(c.s[c.lineStart(end):c.nameStart(end)])
	command := before != "" && hasCommandWord(before)
	if !command && before != "" {
		return match{}
	}
	if command && c.is(i, digit) && c.is(i+1, stop) && c.s[i+1] == ' ' { // password 0 x
		i += 2
	}
	from, to, quoted := c.wordAt(i)
	rest, _, _ := strings.Cut(c.s[to:min(len(c.s), to+sample)], "\n")
	if !command && strings.Trim(rest, " \t\r") != "" || !striking(c.s[from:min(to, from+sample)]) {
		return match{}
	}
	return c.accept(from, to, k, quoted)
}

// property skips an anchor and a tag of text before a value in YAML, and returns
// where the value begins; -1 if another tag says that it is none.
func (c *scanner) property(i int) int {
	for strings.HasPrefix(c.s[i:], "**") || strings.HasPrefix(c.s[i:], "__") { // of bold type
		i = c.blanks(i + 2)
	}
	for range 2 {
		if i >= len(c.s) || c.s[i] != '&' && c.s[i] != '!' {
			break
		}
		word := c.s[i:min(len(c.s), i+32)]
		n := strings.IndexByte(word, ' ')
		switch {
		case n < 2 || strings.Trim(word[1:n], nameBytes+"!") != "":
			return i
		case word[0] == '!' && word[:n] != "!!str" && word[:n] != "!!binary":
			return -1
		}
		i = c.blanks(i + n)
	}
	if strings.HasPrefix(c.s[i:], `"""`) || strings.HasPrefix(c.s[i:], "'''") {
		i += 2
	}
	if strings.HasPrefix(c.s[i:], "\\\n") { // the line goes on
		i = c.blanks(i + 2)
	}
	return i
}

// becomes looks for the second value of a plan: "old" -> "new".
func (c *scanner) becomes(m match, k nameKind) {
	const arrow = `" -> "`
	if c.paired.end > 0 || !strings.HasPrefix(c.s[m.end:], arrow) {
		return
	}
	from := m.end + len(arrow)
	if to := strings.IndexByte(c.s[from:min(len(c.s), from+maxQuoted)], '"'); to > 0 {
		c.paired = c.accept(from, from+to, k, true)
	}
}
