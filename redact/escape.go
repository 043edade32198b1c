package redact

import "strings"

// entities are the names of HTML that stand for characters of values.
var entities = [...]struct {
	name string
	char byte
}{
	{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&commat;", '@'}, {"&period;", '.'}, {"&colon;", ':'}, {"&sol;", '/'},
	{"&lowbar;", '_'}, {"&hyphen;", '-'}, {"&dash;", '-'}, {"&equals;", '='}, {"&plus;", '+'}, {"&nbsp;", ' '}, {"&num;", '#'}, {"&excl;", '!'}, {"&dollar;", '$'},
}

// decodeAt decodes the escape at i: of JSON, programs, URLs, HTML, terminals.
// A size of 0 says that there is none; a rune of gone that it stands for
// nothing.
func decodeAt(s string, i int) (r rune, size int) {
	if i+1 >= len(s) {
		return 0, 0
	}
	switch rest := s[i:]; s[i] {
	case '%':
		if len(rest) >= 3 && hexDigit(rest[1]) && hexDigit(rest[2]) {
			return rune(hexValue(rest[1])<<4 | hexValue(rest[2])), 3
		}
		if len(rest) >= 6 && rest[1] == 'u' && hexRun(rest[2:6]) {
			return hexRune(rest[2:6]), 6
		}
	case '=':
		return decodeQuoted(rest)
	case '(', '[', '{', '<', ' ':
		return decodeWritten(rest)
	case '\\':
		return decodeBackslash(rest)
	case '&':
		return decodeEntity(rest)
	case 0x1B:
		return decodeANSI(rest)
	}
	return 0, 0
}

func hexValue(b byte) byte {
	if b <= '9' {
		return b - '0'
	}
	return b&0xF + 9
}

func decodeBackslash(s string) (rune, int) {
	if len(s) < 2 {
		return 0, 0
	}
	switch s[1] {
	case 'u':
		if len(s) > 3 && s[2] == '{' { // \u{40}
			if end := strings.IndexByte(s[:min(len(s), 12)], '}'); end > 3 && hexRun(s[3:end]) {
				return hexRune(s[3:end]), end + 1
			}
			return 0, 0
		}
		if r, n := unicodeEscape(s); n > 1 {
			return r, n
		}
	case 'x':
		if len(s) >= 4 && hexRun(s[2:4]) {
			return hexRune(s[2:4]), 4
		}
	case 'U':
		if len(s) >= 10 && hexRun(s[2:10]) {
			return hexRune(s[2:10]), 10
		}
	case 'e', 'E':
		if len(s) > 2 && s[2] == '[' {
			return 0x1B, 2
		}
	case '_', '@', '-', '.', '*', '#', '+': // of Markdown
		return rune(s[1]), 2
	case '\\': // of an escape that was escaped again
		n := 1
		for n < len(s) && n < 16 && s[n] == '\\' {
			n++
		}
		if _, size := decodeBackslash(s[n-1:]); n < 16 && size > 2 {
			return gone, n - 1
		}
	case '0', '1':
		if len(s) >= 4 && s[2]-'0' < 8 && s[3]-'0' < 8 {
			return rune(s[1]-'0')<<6 | rune(s[2]-'0')<<3 | rune(s[3]-'0'), 4
		}
	}
	return 0, 0
}

func hexRune(s string) (r rune) {
	for i := range len(s) {
		r = r<<4 | rune(hexValue(s[i]))
	}
	return r
}

func decodeEntity(s string) (rune, int) {
	if s[1] != '#' {
		for _, e := range entities {
			if s[1] == e.name[1] && strings.HasPrefix(s, e.name) {
				return rune(e.char), len(e.name)
			}
		}
		return 0, 0
	}
	i, base, r := 2, rune(10), rune(0)
	if len(s) > 2 && s[2]|0x20 == 'x' {
		i, base = 3, 16
	}
	from := i
	for ; i < len(s) && i < 24 && hexDigit(s[i]) && (base == 16 || s[i] <= '9') && r < 0x110000; i++ {
		r = r*base + rune(hexValue(s[i]))
	}
	if i == from {
		return 0, 0
	}
	if i < len(s) && s[i] == ';' {
		i++
	}
	return r, i
}

// decodeANSI skips a control sequence of ECMA-48: colours, cursor, titles, links.
func decodeANSI(s string) (rune, int) {
	if n := sequenceLength(s[1:]); n > 0 {
		return gone, 1 + n
	}
	return 0, 0
}

// sequenceLength returns the length of what follows the escape character in a
// control sequence.
func sequenceLength(s string) int {
	if s == "" {
		return 0
	}
	switch s[0] {
	case '[':
		if looksReplaced(s) {
			return 0
		}
		i := 1
		for i < len(s) && i < 64 && s[i] >= '0' && s[i] <= '?' {
			i++
		}
		if i+1 < len(s) && (s[i:i+2] == " q" || s[i:i+2] == "!p") { // the only marks that programs use
			i++
		}
		if i < len(s) && s[i] >= 0x40 && s[i] <= 0x7E {
			return i + 1
		}
	case ']':
		s = s[:min(len(s), 512)]
		end := strings.IndexAny(s, "\a\x1b")
		switch {
		case end < 0:
		case s[end] == '\a':
			return end + 1
		case strings.HasPrefix(s[end:], "\x1b\\"):
			return end + 2
		}
	case '(', ')': // a set of characters
		return min(len(s), 2)
	}
	return 0
}

// looksReplaced reports whether s begins like a placeholder: [EMAIL_1]. A
// sequence would end with its first letter.
func looksReplaced(s string) bool {
	end := strings.IndexByte(s[:min(len(s), maxPlaceholder)], ']')
	return end > 2 && class[s[1]]&class[s[2]]&upper != 0
}

// decodeQuoted decodes quoted-printable (RFC 2045, section 6.7): =40, and a line
// break that is none.
func decodeQuoted(s string) (rune, int) {
	switch {
	case strings.HasPrefix(s, "=\r\n"):
		return gone, 3
	case s[1] == '\n' && len(s) > 2 && !beginsMember(s[2:]):
		return gone, 2
	case len(s) >= 3 && hexPairUpper(s[1:3]):
		return rune(hexValue(s[1])<<4 | hexValue(s[2])), 3
	}
	return 0, 0
}

// beginsMember reports whether a line begins with a key of YAML: base64 with padding
// stands above many.
func beginsMember(line string) bool {
	line = strings.TrimLeft(line[:min(len(line), sample)], " ")
	key := line[:len(line)-len(strings.TrimLeft(line, nameBytes))]
	rest := line[len(key):]
	return key != "" && len(rest) > 1 && rest[0] == ':' && (rest[1] == ' ' || rest[1] == '\n')
}

func hexPairUpper(s string) bool {
	return class[s[0]]&(digit|hexUpper) != 0 && class[s[1]]&(digit|hexUpper) != 0
}

// isQuoted reports whether a text is quoted-printable, in which = is an escape.
func isQuoted(s string) bool {
	for i := 0; ; i++ {
		n := strings.IndexByte(s[i:], '=')
		if n < 0 {
			return false
		}
		if i += n; i+1 < len(s) && (s[i+1] == '\n' || s[i+1] == '\r') || quotedAt(s, i) {
			return true
		}
	}
}

// quotedAt reports whether the = at i can begin an escape: two of them stand in a
// row, or it is that of an at sign.
func quotedAt(s string, i int) bool {
	if i+3 > len(s) || !hexPairUpper(s[i+1:i+3]) {
		return false
	}
	return s[i+1:i+3] == "40" || i+6 <= len(s) && s[i+3] == '=' && hexPairUpper(s[i+4:i+6])
}

// softBreak reports whether the line break at i is none in quoted-printable.
func softBreak(s string, i int) bool {
	return i > 0 && (s[i-1] == '=' || s[i-1] == '\r' && i > 1 && s[i-2] == '=')
}

// marks are how people write an at sign and a dot so that no machine reads them.
var marks = [...]struct {
	text string
	char rune
}{{"at", '@'}, {"AT", '@'}, {"@", '@'}, {"dot", '.'}, {"DOT", '.'}, {".", '.'}}

// decodeWritten decodes alice (at) example [dot] com, with the blanks around.
func decodeWritten(s string) (rune, int) {
	i := 0
	if s[0] == ' ' {
		i++
	}
	if i >= len(s) {
		return 0, 0
	}
	open := strings.IndexByte("([{<", s[i])
	if open < 0 {
		return 0, 0
	}
	for _, m := range marks {
		if rest, ok := strings.CutPrefix(s[i+1:], m.text); ok && rest != "" && rest[0] == ")]}>"[open] {
			i += len(m.text) + 2
			if i < len(s) && s[i] == ' ' {
				i++
			}
			return m.char, i
		}
	}
	return 0, 0
}

// begins says which bytes begin an escape.
var begins = [256]uint8{'\\': 1, '%': 1, '&': 1, 0x1B: 1, '=': 1, '(': 1, '[': 1, '{': 1, '<': 1, ' ': 1}

// plainText is true for what begins nothing.
var plainText = func() (t [256]bool) {
	for b := 0x21; b < 0x7F; b++ {
		t[b] = begins[b] == 0
	}
	return t
}()

// unseen reports whether b is a control character that a text does not need.
func unseen(b byte) bool { return b < 0x20 && b != '\t' && b != '\n' && b != '\r' || b == 0x7F }
