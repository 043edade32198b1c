package guard

import (
	"strings"
	"unicode/utf8"
)

// string reads a string whose decoded form has at most most bytes.
func (d *decoder) string(most int) (string, error) {
	d.pos++
	start := d.pos
	for d.pos < len(d.src) {
		switch c := d.src[d.pos]; {
		case c == '"':
			s := d.src[start:d.pos]
			d.pos++
			if len(s) > most {
				return "", tooLong()
			}
			return s, nil
		case c == '\\':
			return d.escaped(start, most)
		case c < 0x20:
			return "", malformed()
		}
		d.pos++
	}
	return "", malformed()
}

func tooLong() error { return invalid("the arguments hold a string that is too long") }

// escaped goes on reading a string at its first backslash.
func (d *decoder) escaped(start, most int) (string, error) {
	var out []byte
	if !d.skipping {
		out = []byte(d.src[start:d.pos])
	}
	for d.pos < len(d.src) {
		c := d.src[d.pos]
		if len(out) > most {
			return "", tooLong()
		}
		switch {
		case c == '"':
			d.pos++
			return string(out), nil
		case c < 0x20:
			return "", malformed()
		case c != '\\':
			if !d.skipping {
				out = append(out, c)
			}
			d.pos++
		default:
			r, ok := d.escape()
			if !ok {
				return "", malformed()
			}
			if r == loneSurrogate && !d.skipping {
				return "", invalid("the arguments hold half of a surrogate pair")
			}
			if !d.skipping {
				out = utf8.AppendRune(out, r)
			}
		}
	}
	return "", malformed()
}

// loneSurrogate is what escape returns for half of a pair; no text holds it.
const loneSurrogate rune = -1

const escapes = `"\/bfnrt`

var escapedRunes = [...]rune{'"', '\\', '/', '\b', '\f', '\n', '\r', '\t'}

// escape reads one escape sequence, or two that form a surrogate pair.
func (d *decoder) escape() (rune, bool) {
	if d.pos+1 >= len(d.src) {
		return 0, false
	}
	c := d.src[d.pos+1]
	if i := strings.IndexByte(escapes, c); i >= 0 {
		d.pos += 2
		return escapedRunes[i], true
	}
	unit, ok := d.unit()
	switch {
	case !ok:
		return 0, false
	case unit < 0xD800 || unit > 0xDFFF:
		return unit, true
	case unit > 0xDBFF:
		return loneSurrogate, true
	}
	low, ok := d.unit()
	if !ok || low < 0xDC00 || low > 0xDFFF {
		return loneSurrogate, true
	}
	return (unit-0xD800)<<10 + (low - 0xDC00) + 0x10000, true
}

// unit reads \uXXXX.
func (d *decoder) unit() (rune, bool) {
	s := d.src[d.pos:]
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[2:6]) {
		digit := strings.IndexByte(hexDigits, c|0x20)
		if digit < 0 || c < '0' {
			return 0, false
		}
		r = r<<4 | rune(digit)
	}
	d.pos += 6
	return r, true
}
