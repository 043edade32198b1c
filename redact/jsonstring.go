package redact

import "math/bits"

// plainByte is true for what needs no look in a JSON string.
var plainByte = func() (t [256]bool) {
	for b := 0x20; b < 256; b++ {
		t[b] = b != '"' && b != '\\'
	}
	return t
}()

// stringEnd returns the end of the string at i, or 0, whether it has escapes, and
// whether anything in it calls for a look. Most strings have neither.
func (w *walker) stringEnd(i int) (end int, escaped, calls bool) {
	s := w.s
	i++
	start := i
	i, block, hits := w.n.filter.triggers.plain(s, i)
	if i < len(s) && s[i] == '"' {
		w.called = w.readsAll || i-start >= leastBase64 && w.encodes(start, i) || hits != 0 && !w.n.scanner.idle(s, start, i, block, hits)
		return i + 1, false, w.called
	}
	w.called = true
	for ; i < len(s) && s[i] != '"'; i = plainEnd(s, i) {
		switch {
		case s[i] != '\\' || i+1 >= len(s):
			return 0, false, false
		case s[i+1] == 'u':
			if i+6 > len(s) || !hexRun(s[i+2:i+6]) {
				return 0, false, false
			}
			i += 6
		case !afterSlash[s[i+1]]:
			return 0, false, false
		default:
			i += 2
		}
	}
	if i >= len(s) {
		return 0, false, false
	}
	return i + 1, true, true
}

// plainEnd returns where the bytes end that may stand in a JSON string as they are,
// from i on.
func plainEnd(s string, i int) int {
	for ; i+8 <= len(s); i += 8 {
		if special := breaks(word64(s[i:])); special != 0 {
			return i + bits.TrailingZeros64(special)/8
		}
	}
	for i < len(s) && plainByte[s[i]] {
		i++
	}
	return i
}

// breaks has a bit for the first of eight bytes that may not stand in a JSON
// string as it is.
func breaks(w uint64) uint64 {
	quote, slash := w^ones*'"', w^ones*'\\'
	return ((quote-ones)&^quote | (slash-ones)&^slash | (w-ones*' ')&^w) & highs
}

// afterSlash is true for the letters and marks of escapes.
var afterSlash = [256]bool{'"': true, '\\': true, '/': true, 'b': true, 'f': true, 'n': true, 'r': true, 't': true}

// encodes reports whether a long string may hold something by its looks: encoded
// text, or a document.
func (w *walker) encodes(lo, hi int) bool {
	b := w.s[lo]
	if b == '{' || b == '[' || b == ' ' {
		return true
	}
	_, run := nextRun(w.s, lo, hi)
	return run > 0
}
