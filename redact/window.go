package redact

import (
	"strings"
	"unicode/utf8"
)

// windowReach is how far around an escape a text is read in a second view.
const windowReach = 160

// halfWord is how much of a word the edge of a window may skip, so that none
// begins in the middle of one.
const halfWord = 64

// maxTail is how far a window follows the word at its end: tokens are long, and
// what is left of one is as good as the whole.
const maxTail = 8 << 10

// window looks at the escape or the unusual character at i. If it may hide
// something, the text around it is to be read again without it. It returns
// where the scan goes on.
func (c *scanner) window(i int) (resume int) {
	size, suspicious := c.escape(i)
	if suspicious {
		c.widen(i, i+size)
	}
	if c.s[i] >= utf8.RuneSelf {
		size-- // the last byte of a letter may begin a pair of interest
	}
	return i + size
}

// escape returns the size of what stands at i, and whether it may hide
// something.
func (c *scanner) escape(i int) (size int, suspicious bool) {
	switch b := c.s[i]; {
	case b == '\\', b == '%', b == '&', b == 0x1B:
		_, size = decodeAt(c.s, i)
		return max(size, 1), size > 0
	case b == 0 || b < utf8.RuneSelf: // a letter before a zero: UTF-16
		return 1, true
	}
	r, size := utf8.DecodeRuneInString(c.s[i:])
	if fold(r) == r {
		return size, false
	}
	if drawnAlike(r) { // in a word of its own script it is what it seems
		return size, c.is(i-1, alnum) || c.is(i+size, alnum)
	}
	return size, true
}

// widen adds the text around s[i:end] to the windows.
func (c *scanner) widen(i, end int) {
	n := len(c.windows)
	if n > c.mark && end+windowReach/2 < c.windows[n-1].end { // seen already, and some way beyond
		return
	}
	lo := i
	for lo > c.floor && i-lo < windowReach && c.s[lo-1] != '\n' {
		lo--
	}
	if i-lo == windowReach {
		skip := lo
		for skip < lo+halfWord && class[c.s[skip]]&stop == 0 {
			skip++
		}
		if skip < lo+halfWord {
			lo = skip
		}
	}
	hi := end
	for hi < len(c.s) && hi-end < windowReach && c.s[hi] != '\n' {
		hi++
	}
	if hi-end == windowReach {
		hi = min(max(hi, c.run(hi, valueSet)), hi+maxTail)
	}
	if n > c.mark && lo <= c.windows[n-1].end {
		c.windows[n-1].end = max(hi, c.windows[n-1].end)
		return
	}
	c.windows = append(c.windows, span{lo, hi})
}

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
			if strings.HasPrefix(s, e.name) {
				return rune(e.char), len(e.name)
			}
		}
		return 0, 0
	}
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 3 {
		return 0, 0
	}
	if s[2]|0x20 == 'x' {
		if hexRun(s[3:end]) && end > 3 {
			return hexRune(s[3:end]), end + 1
		}
		return 0, 0
	}
	var r rune
	for _, b := range []byte(s[2:end]) {
		if class[b]&digit == 0 {
			return 0, 0
		}
		r = r*10 + rune(b-'0')
	}
	return r, end + 1
}

// decodeANSI skips a control sequence of ECMA-48: colours, cursor, titles.
func decodeANSI(s string) (rune, int) {
	switch s[1] {
	case '[':
		for i := 2; i < len(s) && i < 64; i++ {
			if s[i] >= 0x40 && s[i] <= 0x7E {
				return gone, i + 1
			}
		}
	case ']':
		if end := strings.IndexByte(s[:min(len(s), 512)], 7); end > 0 {
			return gone, end + 1
		}
	}
	return 0, 0
}

// decode makes the view of s[lo:hi] without escapes and unusual characters.
func (v *view) decode(s string, lo, hi int) string {
	v.reset()
	for i := lo; i < hi; {
		b := s[i]
		if b < utf8.RuneSelf && b != '\\' && b != '%' && b != '&' && b != 0x1B && b != 0 {
			v.add(i, b)
			i++
			continue
		}
		r, size := decodeAt(s[:hi], i)
		switch {
		case b == 0:
			r, size = gone, 1
		case size > 0:
			v.encoding = escapeName(b, v.encoding)
		case b < utf8.RuneSelf:
			v.add(i, b)
			i++
			continue
		default:
			if r, size = utf8.DecodeRuneInString(s[i:hi]); r == utf8.RuneError && size == 1 {
				v.add(i, b)
				i++
				continue
			}
		}
		if r = fold(r); r != gone {
			v.addDecoded(i, r, b == '%')
		}
		i += size
	}
	return v.end(hi)
}

// addDecoded adds a character; percent escapes are bytes, not characters.
func (v *view) addDecoded(at int, r rune, isByte bool) {
	if isByte {
		v.add(at, byte(r))
		return
	}
	v.addRune(at, r)
}

func escapeName(b byte, before encoding) encoding {
	if before != asIs && before != unusual {
		return before
	}
	switch b {
	case '%':
		return percent
	case '&':
		return entity
	case 0x1B:
		return terminal
	}
	return programEscapes
}
