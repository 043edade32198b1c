package redact

import "strings"

// named follows the keyword at start, the end of a secret's name, to the value.
func (c *scanner) named(start int, index int16) match {
	if c.filter.literals[index].code {
		return c.coded(start, index)
	}
	word := c.filter.literals[index].text
	end := start + len(word)
	if start < c.floor || end > len(c.s) || !startsFold(c.s[start:], word) {
		return match{}
	}
	c.keyword = true
	if end < len(c.s) && !afterName[c.s[end]] || word == "key" && !c.is(start-1, alnum|underscore|dash|dot) && !c.is(start-2, letter) {
		return match{}
	}
	end = c.nameEnd(end)
	if c.namesBoth(start, word) {
		if m, ok := c.userPair(end, false); ok {
			return m
		}
	}
	mark := end
	for mark < len(c.s) && mark-end < 4 && besideName[c.s[mark]] {
		mark++
	}
	if mark >= len(c.s) {
		return match{}
	}
	if word == "key" && mark == end+1 && c.s[end] == ' ' {
		mark = c.ordinal(mark)
	}
	if far := c.blanks(mark); far > mark && far < len(c.s) && strings.IndexByte("=:|", c.s[far]) >= 0 { // in a column of its own
		mark = far
	}
	if len(c.names) < maxNames && c.mayHead(end, mark) {
		c.names = append(c.names, end)
	}
	return c.behindName(end, mark, start)
}

// nameEnd returns where the name ends whose keyword ends at end: behind the digits of
// password2 and the s of passwords.
func (c *scanner) nameEnd(end int) int {
	for n := 0; n < 4 && c.is(end, digit|underscore|dash); n++ {
		end++
	}
	if end < len(c.s) && c.s[end]|0x20 == 's' && !c.is(end+1, alnum) {
		end++
	}
	return end
}

// ordinal returns where the colon stands behind the number at i, of the shares of a
// key: Unseal Key 1: x. Or it returns i.
func (c *scanner) ordinal(i int) int {
	end := i
	for end-i < 2 && c.is(end, digit) {
		end++
	}
	if c.is(end, colonMark) {
		return end
	}
	return i
}

// behindName finds the value of the name that ends at end, by what stands at mark
// behind it. The keyword in the name stands at start.
func (c *scanner) behindName(end, mark, start int) match {
	switch c.s[mark] {
	case '=', ':':
		return c.assigns(end, c.arrow(end, mark))
	case ';':
		if m := c.serialized(end, mark); m.end > 0 {
			return m
		}
	case '.', '?', '|', '+': // .= ?= ||= +=
		op := mark
		for op < len(c.s) && op-mark < 2 && c.s[op] == c.s[mark] {
			op++
		}
		if op < len(c.s) && c.s[op] == '=' {
			return c.assigns(end, op)
		}
	case '>':
		return c.element(end, mark)
	case ',':
		return c.pairValue(end, mark)
	}
	if op := c.farOperator(end, mark); op > 0 {
		return c.assigns(end, op)
	}
	if after := c.typeName(mark); after > 0 && mark > end {
		return c.assigns(end, after)
	}
	if m := c.apart(end, mark); m.end > 0 {
		return m
	}
	return c.spoken(start, end)
}

// besideName are the blanks and quotation marks between a name and an operator.
var besideName = [256]bool{' ': true, '\t': true, '"': true, '\'': true, '`': true, '\\': true, '*': true}

// afterName is false for what cannot stand behind the name of a value: a letter
// goes on with another word, but for the s of passwords.
var afterName = func() (t [256]bool) {
	for b := range t {
		t[b] = class[b]&letter == 0 || b|0x20 == 's'
	}
	return t
}()

// farOperator returns where the operator stands in m["password"] = "x", in
// setPassword("x"), in <add key="password" value="x"/> and in a list of names and
// values in YAML, or 0.
func (c *scanner) farOperator(end, mark int) int {
	rest := c.s[mark:min(len(c.s), mark+64)]
	switch {
	case rest[0] == ']':
		after := strings.TrimLeft(rest[1:], " ")
		if strings.HasPrefix(after, "=>") || mark > end && after != "" && (after[0] == '=' || after[0] == ':') {
			return mark + len(rest) - len(after)
		}
	case rest[0] == '(' && mark == end && len(rest) > 1 && (rest[1] == '"' || rest[1] == '\''):
		return mark
	case strings.HasPrefix(rest, "value=") && mark > end:
		return mark + len("value")
	case rest[0] == '{' && mark > end && c.s[end] == '"': // variable "password" { default = "x" } of Terraform
		body, _, _ := strings.Cut(c.s[mark:min(len(c.s), mark+windowReach)], "}")
		if at := strings.Index(body, "default"); at > 0 {
			at += len("default")
			if op := len(body[at:]) - len(strings.TrimLeft(body[at:], " \t")); at+op < len(body) && body[at+op] == '=' {
				return mark + at + op
			}
		}
	case rest[0] == '\n' || rest[0] == '\r':
		after := strings.TrimLeft(rest, " \t\r\n")
		if strings.HasPrefix(after, "value:") && len(after) < len(rest)-1 {
			return mark + len(rest) - len(after) + len("value")
		}
		if op := c.reply(end, mark); op > 0 {
			return op
		}
		if strings.HasPrefix(after, ": ") && c.lineHead(end, "? ") { // a key of its own in YAML
			return mark + len(rest) - len(after)
		}
	}
	return 0
}

// typeName returns where the = behind the name of a text type at i stands, as in
// "var token string =", or 0.
func (c *scanner) typeName(i int) int {
	if i >= len(c.s) || c.s[i]|0x20 != 's' && c.s[i] != '&' {
		return 0
	}
	for _, name := range [...]string{"string", "String", "str", "&str"} {
		rest, ok := strings.CutPrefix(c.s[i:], name)
		if !ok {
			continue
		}
		blanks := len(rest) - len(strings.TrimLeft(rest[:min(len(rest), 4)], " ")) - max(0, len(rest)-4)
		if at := i + len(name) + max(0, blanks); at < len(c.s) && c.s[at] == '=' {
			return at
		}
	}
	return 0
}

// assigns finds the value behind the operator that begins at op, for the name
// that ends at end.
func (c *scanner) assigns(end, op int) match {
	k := queryName(c.s[:end], c.floor)
	if k == otherName || c.s[op] == ':' && (c.isVerdict(end) || c.inResource(end, 5)) {
		return match{}
	}
	start := op + 1
	if k == signatureName {
		if c.s[op] != '=' || op > end || c.is(start, stop|equals) { // sig=x
			return match{}
		}
		k = tokenName
	}
	for start < len(c.s) && start-op < 4 && strings.IndexByte(":=>", c.s[start]) >= 0 { // := => ==
		start++
	}
	start = c.blanks(start)
	if c.s[start-1] == '>' {
		start = c.dumped(start)
	}
	if start < len(c.s) && class[c.s[start]]&alnum == 0 {
		if start = c.property(start); start < 0 {
			return match{}
		}
	}
	if after := c.typeName(start); after > 0 { // token: string = "x"
		return c.assigns(end, after)
	}
	if below := c.below(end, start); below > 0 {
		from, to, quoted := c.assigned(below)
		return c.accept(from, to, k, quoted)
	}
	from, to, quoted := c.assigned(start)
	if !quoted && k == passwordName {
		to = c.lineEnd(end, from, to)
	}
	if !quoted && from < to && c.s[from] == '{' && to < len(c.s) && c.s[to-1] != '}' && c.s[to] == '}' && striking(c.s[from+1:to]) { // PWD={x} of ODBC
		from++
	}
	if m := c.accept(from, to, k, quoted); m.end > 0 {
		c.becomes(m, k)
		return m
	}
	return c.otherScheme(end, from, to)
}

// isVerdict reports whether the name that ends at end is the PASS of a test.
func (c *scanner) isVerdict(end int) bool {
	start := end - len("PASS")
	return start >= c.floor && (c.s[start:end] == "PASS" || c.s[start:end] == "Pass") && !c.is(start-1, alnum|underscore|dash|dot)
}

// below returns where the value stands that follows a name in YAML on a line of
// its own, deeper than the name: behind nothing, | or >. Or it returns 0.
func (c *scanner) below(end, start int) int {
	if start >= len(c.s) || strings.IndexByte("\r\n|>", c.s[start]) < 0 {
		return 0
	}
	rest := c.s[start:min(len(c.s), start+128)]
	head, next, ok := strings.Cut(rest, "\n")
	switch strings.TrimRight(head, "\r") {
	case "", "|", ">", "|-", ">-", "|+", ">+":
	default:
		return 0
	}
	value := strings.TrimLeft(next, " ")
	line, _, _ := strings.Cut(value, "\n")
	if !ok || len(next)-len(value) <= c.indent(end) || strings.ContainsAny(strings.TrimRight(line, "\r"), " \t:#") {
		return 0
	}
	return start + len(rest) - len(value)
}

// indent returns how many blanks begin the line of the name that ends at end.
func (c *scanner) indent(end int) int {
	from := max(c.floor, end-128)
	line := c.s[from:end]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	return len(line) - len(strings.TrimLeft(line, " "))
}

// lineEnd returns where the unquoted password s[from:to] ends if its line holds
// nothing but the name and the value: at the end of the line, as any mark may be
// a part of it.
func (c *scanner) lineEnd(end, from, to int) int {
	if end <= from && from < len(c.s) && to < len(c.s) {
		start := max(c.floor, end-64)
		name := c.s[start:end]
		name = strings.TrimPrefix(strings.TrimLeft(name[strings.LastIndexByte(name, '\n')+1:], " "), "export ")
		rest, _, _ := strings.Cut(c.s[from:min(len(c.s), from+sample)], "\n")
		rest = strings.TrimRight(rest, "\r")
		if len(rest) < sample && strings.Trim(name, nameBytes) == "" && !strings.ContainsAny(rest, " \t\"'`[](){}\x1b\\") && !strings.HasSuffix(rest, ";") && !strings.HasSuffix(rest, ",") {
			return max(to, from+len(rest))
		}
	}
	return to
}

const nameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."

// otherScheme finds the credentials of an Authorization header whose scheme
// s[from:to] has no rule of its own (RFC 9110, section 11.6.2).
func (c *scanner) otherScheme(end, from, to int) match {
	name := c.s[max(c.floor, end-len("authorization")):end]
	if name[len(name)-1]|0x20 != 'n' || !strings.EqualFold(name, "authorization") || to-from < 3 || to-from > 16 || to+1 >= len(c.s) || c.s[to] != ' ' || mixed(c.s[from:to]) {
		return match{}
	}
	known := false
	for _, scheme := range [...]string{"token", "apikey", "api-key", "ssws", "negotiate", "key"} {
		known = known || strings.EqualFold(c.s[from:to], scheme)
	}
	if !known {
		return match{}
	}
	value := c.run(to+1, valueSet)
	if head := c.s[to+1 : min(value, to+1+sample)]; !hasOpaque(head, 12) || !c.filter.plausible(c.s[to+1:value], tokenName, true) {
		return match{}
	}
	return hit(to+1, value, c.filter.special[spToken], Likely)
}

// pairValue finds the value of {"name": "DB_PASSWORD", "value": "..."} behind
// the comma at mark.
func (c *scanner) pairValue(end, mark int) match {
	i := mark + 1
	for i < len(c.s) && i-mark < 40 && strings.IndexByte(" \t\r\n\"'\\", c.s[i]) >= 0 {
		i++
	}
	if m := c.secondField(end, mark); m.end > 0 {
		return m
	}
	if i+5 > len(c.s) || !strings.EqualFold(c.s[i:i+5], "value") {
		from, to, quoted := c.assigned(i - 1) // set("TOKEN", "x")
		if head := c.s[from:min(to, from+sample)]; !quoted || c.isKey(to) || !mixed(head) || !shaped(head, secretName) && (mark == end || !striking(head)) {
			return match{}
		}
		return c.accept(from, to, nameClass(c.s[:end], c.floor), true)
	}
	for i += 5; i < len(c.s) && i-mark < 60 && strings.IndexByte(" \t\"':=\\", c.s[i]) >= 0; i++ {
		if c.s[i] == ':' || c.s[i] == '=' {
			for i++; i < len(c.s) && i-mark < 80 && strings.IndexByte(" \t", c.s[i]) >= 0; i++ {
			}
			from, to, quoted := c.assigned(i)
			return c.accept(from, to, nameClass(c.s[:end], c.floor), quoted)
		}
	}
	return match{}
}

// isKey reports whether the string that ends at the mark at i names what follows.
func (c *scanner) isKey(i int) bool {
	i = c.blanks(i + 1)
	return i < len(c.s) && c.s[i] == ':'
}

// accept makes a match of a value if it is what its name promises.
func (c *scanner) accept(start, end int, k nameKind, quoted bool) match {
	if k == otherName || k == cookieName || start >= end || !c.filter.plausible(c.s[start:end], k, quoted) {
		return match{}
	}
	return hit(start, end, c.filter.special[nameRules[k]], Likely)
}

var nameRules = [...]special{cookieName: spCookie, cardCodeName: spCardCode, pinName: spPIN, onceName: spOnce, birthName: spBirth, manyNames: spSecret, tokenName: spToken, secretName: spSecret, passwordName: spPassword}

const maxQuoted = 4096

// assigned returns where the value at i begins and ends.
func (c *scanner) assigned(i int) (start, end int, quoted bool) {
	open := i
	if i+1 < len(c.s) && strings.IndexByte("bBrRuUN", c.s[i]) >= 0 && (c.s[i+1] == '"' || c.s[i+1] == '\'') { // b'x' of Python, N'x' of SQL
		i, open = i+1, i+1
	}
	if c.is(i, stop) && c.s[i] == '\\' { // \"
		open++
	}
	if open < len(c.s) && strings.IndexByte("\"'`", c.s[open]) >= 0 {
		from := open + 1
		inside := c.s[from:min(len(c.s), from+maxQuoted)]
		if n := closing(inside, c.s[open], open == i); n > 0 {
			if open > i && inside[n-1] == '\\' {
				n--
			}
			return from, from + n, true
		}
		i = from
	}
	end = c.run(i, valueSet)
	if end-i > 3 && c.s[end-3:end] == "..." { // cut for show
		return i, i, false
	}
	if end-i > 2 && c.s[end-2:end] == "**" && strings.Contains(c.s[c.lineStart(i):i], "**") { // bold type ends
		end -= 2
	}
	for range 8 { // no more, to stay linear
		if end > i && strings.IndexByte(")]}.", c.s[end-1]) >= 0 {
			end--
		}
	}
	return i, end, false
}

// closing returns where the quotation mark stands that ends a string, or -1. In
// a string that is no part of another one, a backslash escapes a mark.
func closing(s string, mark byte, outer bool) int {
	for i := 0; ; i++ {
		n := strings.IndexByte(s[i:], mark)
		if n < 0 {
			return -1
		}
		i += n
		if before := len(s[:i]) - len(strings.TrimRight(s[:i], `\`)); !outer || mark == '`' || before%2 == 0 {
			return i
		}
	}
}
