package redact

import (
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// maxDepth bounds how many encodings are taken off one text.
const maxDepth = 6

// encoding names what stood between a value and the text.
type encoding uint8

const (
	asIs encoding = iota
	unusual
	jsonEscapes
	programEscapes
	percent
	entity
	terminal
	hexadecimal
	base64Text
	pieces
	bytesOfText
	quotedPrintable
	written
)

var encodingNames = [...]string{"", "unicode", "json", "escapes", "percent", "html", "ansi", "hex", "base64", "pieces", "bytes", "quoted-printable", "written"}

// A view is a text as it reads without an encoding, and where each of its bytes
// came from.
type view struct {
	buf      []byte
	at       []uint32 // one more than buf: the end
	encoding encoding
	used     int // bytes that hold text of the call
}

func (v *view) reset() { v.buf, v.at, v.encoding = v.buf[:0], v.at[:0], asIs }

// shrink forgets the text, and a buffer that is too large to keep.
func (v *view) shrink() {
	if cap(v.buf) > maxKept {
		*v = view{}
		return
	}
	clear(v.buf[:v.used])
	v.reset()
	v.used = 0
}

func (v *view) add(at int, b byte) {
	v.buf = append(v.buf, b)
	v.at = append(v.at, uint32(at))
}

func (v *view) addRune(at int, r rune) {
	n := len(v.buf)
	v.buf = utf8.AppendRune(v.buf, r)
	for range len(v.buf) - n {
		v.at = append(v.at, uint32(at))
	}
}

// end finishes the view. The string is valid until the view is used again: what
// outlives it has to be cloned.
func (v *view) end(at int) string {
	v.used = max(v.used, len(v.buf))
	v.at = append(v.at, uint32(at))
	return unsafe.String(unsafe.SliceData(v.buf), len(v.buf)) // spares the copy of every escaped string of a clean result
}

// outward turns a match in the view, whose text is s, into one in what the view
// was made of.
func (n *session) outward(v *view, m *match, s string) {
	if m.value == 0 {
		m.value = n.keep(s[m.start:m.end])
	}
	m.start, m.end = int(v.at[m.start]), int(v.at[m.end])
	if m.encoding == asIs {
		m.encoding = v.encoding
	}
}

// unescape makes the view of the inside of a valid JSON string.
func (v *view) unescape(s string, lo, hi int) string {
	v.reset()
	v.encoding = jsonEscapes
	for i := lo; i < hi; {
		if s[i] != '\\' {
			v.add(i, s[i])
			i++
			continue
		}
		switch b := s[i+1]; b {
		case 'u':
			r, n := unicodeEscape(s[i:hi])
			v.addRune(i, r)
			i += n
		default:
			if at := strings.IndexByte("bfnrt", b); at >= 0 {
				b = "\b\f\n\r\t"[at]
			}
			v.add(i, b)
			i += 2
		}
	}
	return v.end(hi)
}

// unicodeEscape reads \uXXXX, or two of them that form a surrogate pair.
func unicodeEscape(s string) (r rune, size int) {
	r, ok := unit(s)
	if !ok {
		return utf8.RuneError, 1
	}
	if r >= 0xD800 && r < 0xDC00 {
		if low, ok := unit(s[6:]); ok && low >= 0xDC00 && low < 0xE000 {
			return (r-0xD800)<<10 + (low - 0xDC00) + 0x10000, 12
		}
	}
	return r, 6
}

func unit(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' || !hexRun(s[2:6]) {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 32)
	return rune(n), err == nil
}
