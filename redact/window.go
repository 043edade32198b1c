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

// window looks at the escape or the unusual character at i, and at the characters
// beyond ASCII that follow it. If one may hide something, the text around it is to
// be read again without it. It returns where the scan goes on.
func (c *scanner) window(i int) (resume int) {
	t := &c.filter.triggers
	for class := t.classAt(c.s, i); ; {
		size, suspicious := c.escape(i)
		if suspicious {
			c.widen(i, i+size)
		}
		next := i + size
		switch b := c.s[i]; {
		case b >= utf8.RuneSelf:
			if c.filter.careful || next+1 >= len(c.s) || c.s[next] < utf8.RuneSelf || t.hot[pairOf(c.s[next-1], c.s[next])] != 0 || t.classAt(c.s, next) != class {
				return next - 1 // the last byte of a letter may begin a pair of interest
			}
			i = next
		case b == '=' || b == '\\' && c.is(i+1, digit) || b == '(' || b == '[' || b == '{' || b == '<' || b == 0x1B:
			return i + 1 // it may be none, or hold a value
		default:
			return next
		}
	}
}

// escape returns the size of what stands at i, and whether it may hide
// something.
func (c *scanner) escape(i int) (size int, suspicious bool) {
	switch b := c.s[i]; {
	case begins[b] != 0:
		_, size = decodeAt(c.s, i)
		return max(size, 1), size > 0
	case b < utf8.RuneSelf: // a letter before a zero, as in UTF-16, or before what nobody sees
		return 1, true
	}
	r, size := utf8.DecodeRuneInString(c.s[i:])
	to := fold(r)
	switch {
	case to == r:
		return size, false
	case partsDigits(r):
		return size, c.is(i-1, digit) && c.is(i+size, digit)
	case drawnAlike(r), to == '-', to == ' ': // in a word of its own script it is what it seems
		return size, c.is(i-1, alnum) || c.is(i+size, alnum)
	case to == '.' && strings.IndexByte(c.s[max(c.floor, i-halfWord):i], '@') >= 0: // of a domain name
		return size, true
	case to != gone && to != '@' && class[to]&alnum == 0: // in a sentence of Chinese
		return size, c.visible(i-1) || c.visible(c.blanks(i+size))
	}
	return size, true
}

// visible reports whether a character of ASCII stands at i that people see.
func (c *scanner) visible(i int) bool {
	return i >= c.floor && i < len(c.s) && c.s[i] > ' ' && c.s[i] < 0x7F
}

// widen adds the text around s[i:end] to the windows.
func (c *scanner) widen(i, end int) {
	n, hi := len(c.windows), end
	var last *span // that holds i
	if n > c.mark && i < c.windows[n-1].end {
		if last = &c.windows[n-1]; end+windowReach/2 < last.end { // and some way beyond
			return
		}
		hi = max(hi, last.end)
	}
	for hi < len(c.s) && hi-end < windowReach && (c.s[hi] != '\n' || softBreak(c.s, hi)) {
		hi++
	}
	if hi-end == windowReach {
		hi = min(max(hi, c.run(hi, valueSet)), hi+maxTail)
	}
	if last != nil {
		last.end = hi
		return
	}
	lo := i
	for lo > c.floor && i-lo < windowReach && (c.s[lo-1] != '\n' || softBreak(c.s, lo-1)) {
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
	if n > c.mark && lo <= c.windows[n-1].end {
		c.windows[n-1].end = hi
		return
	}
	c.windows = append(c.windows, span{lo, hi})
}

// decode makes the view of s[lo:hi] without escapes and unusual characters.
func (v *view) decode(s string, lo, hi int) string {
	v.reset()
	quoted := isQuoted(s[lo:hi])
	kept := lo // from here on it stays as it is
	for i := lo; i < hi; {
		b := s[i]
		if plainText[b] || b == '=' && !quoted || b == ' ' && !(i+1 < hi && begins[s[i+1]] != 0) || b < utf8.RuneSelf && begins[b] == 0 && !unseen(b) {
			i++
			continue
		}
		r, size := decodeAt(s[:hi], i)
		switch {
		case unseen(b) && size == 0:
			v.copy(s, kept, i)
			kept = i
			if b == '\b' && len(v.buf) > 0 && v.buf[len(v.buf)-1] > ' ' { // overstruck
				v.erase()
			}
			r, size = gone, 1
		case size > 0:
			v.encoding = escapeName(b, v.encoding)
			if r == 0x1B { // written out
				size += sequenceLength(s[i+size : hi])
				r = gone
			}
		case b < utf8.RuneSelf:
			i++
			continue
		default:
			if r, size = utf8.DecodeRuneInString(s[i:hi]); r == utf8.RuneError && size == 1 {
				r = gone // no text has it
			} else if r == 0x9B {
				size += sequenceLength("["+s[i+size:min(hi, i+64)]) - 1
			} else if fold(r) == r {
				i += size
				continue
			}
		}
		v.copy(s, kept, i)
		if r = fold(r); r != gone {
			v.addDecoded(i, r, b == '%' && s[i+1] != 'u' || b == '=')
		}
		i += size
		kept = i
	}
	v.copy(s, kept, hi)
	return v.end(hi)
}

// addDecoded adds a character; percent escapes are bytes, not characters.
func (v *view) addDecoded(from int, r rune, isByte bool) {
	if isByte {
		v.addByte(from, byte(r))
		return
	}
	v.addRune(from, r)
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
	case '=':
		return quotedPrintable
	case '(', '[', '{', '<', ' ':
		return written
	case 0x1B:
		return terminal
	}
	return programEscapes
}
