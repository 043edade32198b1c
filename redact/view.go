package redact

import (
	"sort"
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

// A view is a text as it reads without an encoding.
type view struct {
	buf      []byte
	origins  []origin // in order
	encoding encoding
	used     int // bytes that hold text of the call
}

// An origin says that the bytes of a view from at on stood at from and behind it, as
// far as the next origin.
type origin struct{ at, from uint32 }

func (v *view) reset() { v.buf, v.origins, v.encoding = v.buf[:0], v.origins[:0], asIs }

// shrink forgets the text, and buffers that are too large to keep.
func (v *view) shrink() {
	if cap(v.buf) > maxKept || cap(v.origins) > maxKept/2 {
		*v = view{}
		return
	}
	clear(v.buf[:v.used])
	v.reset()
	v.used = 0
}

// stood notes that what the view goes on with stood at from.
func (v *view) stood(from int) {
	next := origin{uint32(len(v.buf)), uint32(from)}
	if n := len(v.origins); n > 0 && v.origins[n-1].from-v.origins[n-1].at == next.from-next.at {
		return
	}
	v.origins = append(v.origins, next)
}

// copy adds s[lo:hi] as it is.
func (v *view) copy(s string, lo, hi int) {
	if lo < hi {
		v.stood(lo)
		v.buf = append(v.buf, s[lo:hi]...)
	}
}

// add adds a byte of a run whose places nobody asks for.
func (v *view) add(b byte) { v.buf = append(v.buf, b) }

func (v *view) addByte(from int, b byte) {
	v.stood(from)
	v.buf = append(v.buf, b)
}

func (v *view) addRune(from int, r rune) {
	v.stood(from)
	v.buf = utf8.AppendRune(v.buf, r)
}

// erase takes back the last byte, and what is noted of its place.
func (v *view) erase() {
	v.used = max(v.used, len(v.buf))
	v.buf = v.buf[:len(v.buf)-1]
	for n := len(v.origins); n > 0 && int(v.origins[n-1].at) >= len(v.buf); n-- {
		v.origins = v.origins[:n-1]
	}
}

// end finishes the view, which ends at from. The string is valid until the view is
// used again: what outlives it has to be cloned.
func (v *view) end(from int) string {
	v.used = max(v.used, len(v.buf))
	v.stood(from)
	return unsafe.String(unsafe.SliceData(v.buf), len(v.buf)) // spares the copy of every escaped string of a clean result
}

// source returns where the byte at i of the view stood.
func (v *view) source(i int) int {
	n := sort.Search(len(v.origins), func(k int) bool { return int(v.origins[k].at) > i })
	return int(v.origins[n-1].from) + i - int(v.origins[n-1].at)
}

// outward turns a match in the view, whose text is s, into one in what the view
// was made of.
func (n *session) outward(v *view, m *match, s string) {
	if m.value == 0 {
		m.value = n.keep(s[m.start:m.end])
	}
	m.start, m.end = v.source(m.start), v.source(m.end)
	if m.encoding == asIs {
		m.encoding = v.encoding
	}
}

// unescape makes the view of the inside of a valid JSON string.
func (v *view) unescape(s string, lo, hi int) string {
	v.reset()
	v.encoding = jsonEscapes
	for i := lo; i < hi; {
		plain := strings.IndexByte(s[i:hi], '\\')
		if plain < 0 {
			v.copy(s, i, hi)
			break
		}
		v.copy(s, i, i+plain)
		i += plain
		switch b := s[i+1]; b {
		case 'u':
			r, n := unicodeEscape(s[i:hi])
			v.addRune(i, r)
			i += n
		default:
			v.addByte(i, unescaped[b])
			i += 2
		}
	}
	return v.end(hi)
}

// unescaped is what a byte behind a backslash stands for.
var unescaped = func() (t [256]byte) {
	for b := range t {
		t[b] = byte(b)
	}
	t['b'], t['f'], t['n'], t['r'], t['t'] = '\b', '\f', '\n', '\r', '\t'
	return t
}()

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
