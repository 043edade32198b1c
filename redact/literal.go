package redact

import (
	"encoding/base64"
	"regexp"
	"strings"
)

// A literal is a fixed beginning of a value, compiled from a rule.
type literal struct {
	text    string
	rule    ruleID
	set     set
	chars   *[256]bool // instead of set, for the operator's rules
	min     int        // characters behind the literal
	max     int        // at most; 0: as many as there are
	lead    int        // characters that stand before the literal
	digits  int        // if not 0, so many digits at most, and no others
	before  uint16     // of these classes
	entropy float64    // bits per character of the body, at least
	check   func(body string) bool
	words   []string
	expr    *regexp.Regexp // anchored, run in a bounded window
	sure    bool           // no text for show has this form
	exact   bool           // a known value: no boundary, no body
	longer  []int16        // literals that begin with this one, longest first
	code    bool           // the end of the name of a short number
	do      probeKind
	fold    bool
}

const (
	// distinctive is how many characters of a prefix no accident has: what
	// is glued to the body's end then excuses nothing.
	distinctive = 6

	sample     = 128 // as much of a body as the checks read
	exprWindow = 1024
)

// literal tries the literal at start, and before it those that say more.
func (c *scanner) literal(start int, index int16) match {
	l := &c.filter.literals[index]
	if start < c.floor || !strings.HasPrefix(c.s[start:], l.text) {
		return match{}
	}
	if l.exact {
		return hit(start, start+len(l.text), l.rule, Sure)
	}
	if l.lead == 0 && class[l.text[0]]&alnum != 0 && c.inWord(start) {
		return match{}
	}
	from := start + len(l.text)
	for _, i := range l.longer {
		longer := &c.filter.literals[i]
		if from >= len(c.s) || c.s[from] != longer.text[len(l.text)] || !strings.HasPrefix(c.s[start:], longer.text) {
			continue
		}
		if m := c.body(start, start+len(longer.text), longer); m.end > 0 {
			return m
		}
	}
	return c.body(start, from, l)
}

// body tries what follows the literal s[start:from].
func (c *scanner) body(start, from int, l *literal) match {
	if l.expr != nil {
		return c.expression(start, l)
	}
	switch l.do {
	case probeJWT:
		return c.jwt(start, c.run(from, urlSet), l)
	case probeScheme:
		return c.scheme(from, c.run(from, l.set), l)
	}
	end := c.bodyRun(from, l)
	n := end - from
	if (l.set == hexSet || l.set == hexAnySet) && l.chars == nil && len(l.text) < distinctive && c.is(end, alnum) { // not hexadecimal then
		return match{}
	}
	if l.max > 0 && n > l.max {
		return match{}
	}
	body := c.s[from:min(end, from+sample)]
	if n < l.min {
		if end == len(c.s) && c.open == 0 && l.chars == nil && l.lead == 0 && l.min >= 16 && len(l.text) > 2 {
			c.open = start + 1
		}
		var joined [sample]byte
		if body, end = c.spliced(from, l, joined[:0]); end == 0 {
			return match{}
		}
	}
	if l.lead > 0 {
		if start = c.leadOf(start, l); start < 0 {
			return match{}
		}
	}
	if !l.accepts(body) || len(l.words) > 0 && !c.mentions(start, l.words) {
		return match{}
	}
	return hit(start, end, l.rule, Sure)
}

// leadOf returns where the characters begin that stand before the literal at
// start, or -1.
func (c *scanner) leadOf(start int, l *literal) int {
	end, least, before := start, l.lead, l.before
	if l.digits > 0 {
		before = digit
		for least < l.digits && c.is(end-least-1, digit) {
			least++
		}
	}
	for range least {
		if start--; !c.is(start, before) {
			return -1
		}
	}
	if l.digits > 0 && !c.is(start-1, digit) && start-3 >= c.floor && c.s[start-3:start] == "bot" { // of a URL
		return start
	}
	if c.inWord(start) {
		return -1
	}
	return start
}

// maxEscaped bounds the bytes of a body from its first percent escape on.
const maxEscaped = 512

// escapesBase64 reports whether a character of base64 stands at i as a percent
// escape, as cookies and queries have them: +, / or =.
func (c *scanner) escapesBase64(i int) bool {
	if i+3 > len(c.s) || c.s[i] != '%' {
		return false
	}
	switch c.s[i+1 : i+3] {
	case "2B", "2b", "2F", "2f", "3D", "3d":
		return true
	}
	return false
}

func (c *scanner) bodyRun(from int, l *literal) int {
	if l.chars == nil {
		end := c.run(from, l.set)
		if mask := masks[l.set]; mask&plusSlash != 0 && l.max == 0 && c.escapesBase64(end) {
			for limit := min(len(c.s), end+maxEscaped); end < limit && (class[c.s[end]]&mask != 0 || c.escapesBase64(end)); {
				if c.s[end] == '%' {
					end += 2
				}
				end++
			}
		}
		return end
	}
	if r := &c.charRun; c.chars != l.chars || from < r.start || from >= r.end {
		c.chars = l.chars
		*r = span{from, from}
		for r.end < len(c.s) && l.chars[c.s[r.end]] {
			r.end++
		}
	}
	return max(from, min(c.charRun.end, len(c.s)))
}

// accepts runs the checks of a body that has the right length.
func (l *literal) accepts(body string) bool {
	if l.min == 0 {
		return true
	}
	switch { // the cheap questions first: hostile texts have many beginnings
	case !l.sure && len(body) >= 16 && distinct(body) < 5, l.check != nil && !l.check(body), !l.sure && (masked(body) || typedOut(body)):
		return false
	}
	return (l.entropy == 0 || entropy(body) >= l.entropy)
}

// expression runs a rule's own expression from the literal on.
func (c *scanner) expression(start int, l *literal) match {
	window := c.s[start:min(len(c.s), start+exprWindow)]
	loc := l.expr.FindStringIndex(window)
	if loc == nil || loc[1] == 0 || len(l.words) > 0 && !c.mentions(start, l.words) {
		return match{}
	}
	return hit(start, start+loc[1], l.rule, Sure)
}

// joiners are the operators of programs that join literals.
const joiners = "+.&,\\"

// spliced reads a body that is cut into lines or pieces. Only a body that is
// too short comes here, which is rare.
func (c *scanner) spliced(from int, l *literal, joined []byte) (body string, end int) {
	if l.chars != nil || l.min < 16 || l.lead > 0 || len(l.text) < 3 {
		return "", 0
	}
	if first := c.run(from, l.set); first == from || first == len(c.s) || !splits[c.s[first]] {
		return "", 0
	}
	pieces := 0
	for i := from; ; pieces++ {
		end = i
		for end < len(c.s) && class[c.s[end]]&masks[l.set] != 0 && end-from < 2*sample {
			end++
		}
		if end == i || pieces > 0 && end-i < 6 || end-from >= 2*sample { // no piece of a token
			return "", 0
		}
		joined = append(joined, c.s[i:min(end, i+sample-min(sample, len(joined)))]...)
		if len(joined) >= l.min {
			break
		}
		if i = c.joint(end); i == end {
			return "", 0
		}
	}
	if pieces == 0 || !mixed(string(joined)) || l.max > 0 && len(joined) > l.max {
		return "", 0
	}
	return string(joined), end
}

// splits are the bytes with which a joint begins.
var splits = [256]bool{'\\': true, '\r': true, '\n': true, '"': true, '\'': true, '*': true, ' ': true, '\t': true}

// joint returns where the text goes on behind what splits a token: a line break,
// as it is or escaped, with the marks of quoted mail, comments and patches; the
// seam of two literals; bold type. Without one it returns i.
func (c *scanner) joint(i int) int {
	s := c.s[i:min(len(c.s), i+64)]
	if rest, ok := strings.CutPrefix(s, "**"); ok {
		return i + len(s) - len(rest)
	}
	quote := byte(0)
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		quote, s = s[0], s[1:]
	}
	s = strings.TrimLeft(s, " \t")
	if quote != 0 && s != "" && strings.IndexByte(joiners, s[0]) >= 0 {
		s = strings.TrimLeft(s[1:], " \t")
	}
	lines, rest := lineBreaks(s)
	switch {
	case quote != 0 && (rest == "" || rest[0] != quote), quote == 0 && lines == 0:
		return i
	case quote != 0:
		rest = rest[1:]
	}
	return min(len(c.s), i+64) - len(rest)
}

// lineBreaks skips line breaks, and what stands at the beginning of the lines.
func lineBreaks(s string) (lines int, rest string) {
	for _, brk := range [...]string{"\\\r\n", "\\\n", "\r\n", "\n", "\r", `\r\n`, `\n`} {
		if after, ok := strings.CutPrefix(s, brk); ok {
			after = strings.TrimLeft(after, " \t")
			number := strings.TrimLeft(after, "0123456789")
			if len(number) < len(after) && strings.HasPrefix(number, ": ") { // of the line
				after = number[1:]
			}
			return 1, strings.TrimLeft(after, " \t>|+#*/-")
		}
	}
	return 0, s
}

// jwt finds the JSON Web Token (RFC 7519) whose header is s[start:end]. The
// payload of a signed one is JSON too; an encrypted one (RFC 7516) has five
// parts. The signature may be missing or cut.
func (c *scanner) jwt(start, end int, l *literal) match {
	if end-start < 10 || !c.is(end, dot) {
		return match{}
	}
	signed := strings.HasPrefix(c.s[end+1:], "eyJ")
	parts := 1
	for parts < 5 && c.is(end, dot) {
		next := c.run(end+1, urlSet)
		if next == end+1 && !c.is(next, dot) { // the end of a sentence
			break
		}
		end = next
		parts++
	}
	if !signed && parts != 5 {
		return match{}
	}
	return hit(start, end, l.rule, Sure)
}

// scheme finds the credentials behind Bearer (RFC 6750) or Basic (RFC 7617),
// if they are no prose and no placeholder.
func (c *scanner) scheme(start, end int, l *literal) match {
	if padding := strings.IndexByte(c.s[start:end], '='); padding >= 0 && l.text[1]|0x20 == 'a' { // it ends base64
		rest := c.s[start+padding : end]
		end -= len(strings.TrimLeft(rest, "="))
	}
	if end-start < l.min {
		return match{}
	}
	head := c.s[start:min(end, start+sample)]
	if strings.HasPrefix(head, "eyJ") { // a JWT, whatever the scheme says
		end = c.run(start, bearerSet)
	}
	if masked(head) || placeholderWord(head) || l.text[1]|0x20 == 'e' && !hasOpaque(head, 12) || l.text[1]|0x20 == 'a' && !userAndPassword(head) {
		return match{}
	}
	return hit(start, end, l.rule, Likely)
}

func userAndPassword(head string) bool {
	plain, err := base64.StdEncoding.AppendDecode(make([]byte, 0, sample), []byte(head[:len(head)/4*4]))
	return err == nil && strings.IndexByte(string(plain), ':') >= 1
}

// pairReach is how far behind an AWS key id its secret key may stand.
const pairReach = 200

// pair looks for the secret key of the AWS key id that m is. It has no prefix,
// so only its neighbour tells what it is.
func (c *scanner) pair(m match) {
	limit := min(len(c.s), m.end+pairReach)
	for i := m.end; i < limit; i++ {
		if class[c.s[i]]&(alnum|plusSlash) == 0 {
			continue
		}
		end := i
		for end < len(c.s) && end-i <= 41 && class[c.s[end]]&(alnum|plusSlash) != 0 {
			end++
		}
		if key := c.s[i:end]; len(key) == 40 && mixed(key) && !shout(key) && entropy(key) > 4 {
			c.paired = hit(i, end, c.filter.special[spPair], Likely)
			return
		}
		i = end
	}
}

// mentions reports whether one of the words stands in the key or in the bytes
// before i.
func (c *scanner) mentions(i int, words []string) bool {
	before := c.s[max(c.floor, i-reach):i]
	for _, w := range words {
		if containsFold(before, w) || containsFold(c.hints.key, w) {
			return true
		}
	}
	return false
}
