package redact

import (
	"strings"
	"unicode/utf8"
)

// hexadecimal decodes a run of hexadecimal digits that is text. It returns how many
// characters stand before them, as in 0x6d61, or -1 if there are none.
func (v *view) hexadecimal(s string) int {
	skip := 0
	switch {
	case strings.HasPrefix(s, "0x"), strings.HasPrefix(s, "0X"):
		skip = 2
	case s[0] == 'x':
		skip = 1
	}
	if !hexRun(s[skip:min(len(s), skip+leastHex)]) || len(s)-skip < leastHex || !hexRun(s[skip:]) {
		return -1
	}
	skip += (len(s) - skip) % 2
	v.reset()
	for i := skip; i < len(s); i += 2 {
		b := hexValue(s[i])<<4 | hexValue(s[i+1])
		if !textByte(b) && b < utf8.RuneSelf {
			return -1
		}
		v.add(b)
	}
	if !utf8.Valid(v.buf) {
		return -1
	}
	return skip
}

func textByte(b byte) bool { return b >= ' ' && b < 0x7F || b == '\n' || b == '\r' || b == '\t' }

// base64Value is the value of each character of both alphabets, and 64.
var base64Value = func() (t [256]byte) {
	for i := range t {
		t[i] = 64
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t[c] = byte(i)
	}
	t['-'], t['_'] = 62, 63
	return t
}()

// textWithin returns where in a run base64 begins of which some part decodes to
// ASCII, and whether that is UTF-16; -1 if there is none. Words, pictures and
// random tokens next to never do. Something may be glued to the beginning, and
// what decodes to no text may stand before: it looks at the places behind the
// marks in the run, then at samples.
func textWithin(s string) (begin int, wide bool) {
	if !anyCase(s) {
		return -1, false
	}
	last := len(s) - leastBase64
	for i := 0; i <= min(last, 3); i++ {
		if ok, wide := isText(s[i:]); ok {
			return i, wide
		}
	}
	marks := 0
	for i := 1; i <= last && i < 256 && marks < 8; i++ {
		if class[s[i-1]]&alnum == 0 {
			if marks++; class[s[i]]&alnum == 0 {
				continue
			}
			if ok, wide := isText(s[i:]); ok {
				return i, wide
			}
		}
	}
	step := 5
	if len(s) <= 48 {
		step = 1
	}
	for i := 4; i <= last; i += step { // all steps try each of the four ways to cut
		if i > 256 {
			step = 61
		}
		if ok, wide := isText(s[i:]); ok {
			return i % 4, wide
		}
	}
	return -1, false
}

// anyCase reports whether capitals and small letters stand in s. Base64 of a text
// has both; paths, names and UUIDs seldom do.
func anyCase(s string) bool {
	capital := mayBeCapital(word64(s[len(s)-8:]))
	for i := 0; i+8 < len(s) && !capital; i += 8 {
		capital = mayBeCapital(word64(s[i:]))
	}
	if !capital {
		return false
	}
	var seen uint16
	for i := 0; i < len(s) && (seen&upper == 0 || seen&lower == 0); i++ {
		seen |= class[s[i]]
	}
	return seen&upper != 0 && seen&lower != 0
}

// mayBeCapital reports whether one of eight bytes is a capital, or stands between the
// capitals and the small letters.
func mayBeCapital(w uint64) bool { return w&^(w<<1)&(ones*0x40) != 0 }

// isText reports whether the first characters of s decode to a text that begins
// with ASCII, in UTF-8 or in UTF-16.
func isText(s string) (ok, wide bool) {
	if first := base64Value[s[0]]; first-8 >= 24 && first != 0 && first != 2 && first != 3 { // of a byte that is none of ASCII
		return false, false
	}
	narrow, even, odd, rest := true, true, true, 0
	for i, at := 0, 0; i+4 <= leastBase64; i += 4 {
		a, b, c, d := base64Value[s[i]], base64Value[s[i+1]], base64Value[s[i+2]], base64Value[s[i+3]]
		if a|b|c|d == 64 {
			return false, false
		}
		for _, x := range [...]byte{a<<2 | b>>4, b<<4 | c>>2, c<<6 | d} {
			text := textByte(x)
			narrow = narrow && continues(x, &rest)
			even = even && (at%2 == 0 && text || at%2 == 1 && x == 0)
			odd = odd && (at%2 == 1 && text || at%2 == 0 && x == 0)
			at++
		}
		if !narrow && !even && !odd {
			return false, false
		}
	}
	return true, !narrow
}

// continues reports whether a text in UTF-8 can go on with b, where rest bytes of a
// character are still to come.
func continues(b byte, rest *int) bool {
	switch {
	case *rest > 0:
		*rest--
		return b&0xC0 == 0x80
	case b >= 0xC2 && b < 0xF5:
		*rest = 1
		if b >= 0xE0 {
			*rest += 1 + int(b>>4&1)
		}
		return true
	}
	return textByte(b)
}

// lines decodes the base64 that begins at begin in the run s[start:end], and the
// lines that follow it: as long ones, with the same marks before them, or behind
// an escaped line break. It returns where the last one ends.
func (v *view) lines(s string, start, begin, end, hi int) int {
	v.reset()
	var d decoder
	d.add(v, s[begin:end])
	width := end - begin
	line := strings.LastIndexByte(s[max(0, begin-16):begin], '\n') + 1 + max(0, begin-16)
	prefix := s[line:begin]
	if len(prefix) > 8 {
		prefix = ""
	}
	for end-begin >= leastWidth && width >= leastWidth {
		next := nextLine(s[:hi], end, prefix)
		stop := next
		for stop < hi && class[s[stop]]&masks[slugSet] != 0 {
			stop++
		}
		if next == end || stop-next < 4 || stop-next > width || stop < hi && s[stop] == ':' { // a key of YAML
			break
		}
		d.add(v, s[next:stop])
		end = stop
		if stop-next < width {
			break
		}
	}
	return end
}

// nextLine returns where the text goes on behind the line break at i, or i.
func nextLine(s string, i int, prefix string) int {
	for _, escaped := range [...]string{`\r\n`, `\n`} {
		if strings.HasPrefix(s[i:], escaped) {
			return i + len(escaped)
		}
	}
	next := i
	for next < len(s) && (s[next] == '\r' || s[next] == '\n' || s[next] == ' ') {
		next++
	}
	if strings.Count(s[i:next], "\n") != 1 { // none, or an empty line
		return i
	}
	line := strings.LastIndexByte(s[:next], '\n') + 1
	if strings.HasPrefix(s[line:], prefix) {
		return line + len(prefix)
	}
	for next < len(s) && (s[next] == '\t' || s[next] == ' ') {
		next++
	}
	return next
}

// A decoder decodes base64 that comes in lines.
type decoder struct{ acc, bits uint32 }

// add decodes one line.
func (d *decoder) add(v *view, s string) {
	for i := range len(s) {
		value := base64Value[s[i]]
		if value == 64 {
			continue
		}
		d.acc = d.acc<<6 | uint32(value)
		if d.bits += 6; d.bits >= 8 {
			d.bits -= 8
			v.add(byte(d.acc >> d.bits))
		}
	}
}

// narrow makes ASCII of UTF-16.
func (v *view) narrow() {
	kept := 0
	for _, b := range v.buf {
		if b != 0 {
			v.buf[kept] = b
			kept++
		}
	}
	v.buf = v.buf[:kept]
}
