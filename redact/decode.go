package redact

const (
	leastBase64 = 24 // characters
	leastHex    = 24
	wrapped     = 60 // characters of a line that goes on in the next
)

// encoded looks into base64 and hexadecimal runs of s[lo:hi] that decode to
// text. It looks at sixteen bytes at a time.
func (n *session) encoded(s string, lo, hi int, h hints, depth int) {
	if hi-lo < leastBase64 || depth >= maxDepth {
		return
	}
	for i := lo; i+16 <= hi; i += 8 {
		if w := word64(s[i:]); hasLowOr(w) != 0 {
			continue
		} else if w = word64(s[i+8:]); hasLowOr(w) != 0 {
			i += 8
			continue
		}
		start, end := i, i
		for end < hi && class[s[end]]&masks[slugSet] != 0 {
			end++
		}
		if end-i < 16 {
			continue
		}
		for start > lo && class[s[start-1]]&masks[slugSet] != 0 {
			start--
		}
		if end-start >= leastBase64 {
			end = n.run(s, start, end, hi, h, depth)
		}
		lo = end
		i = max(i, end-8)
	}
}

func word64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// hasLowOr is not 0 if one of eight bytes is a comma, or less than a plus sign:
// a blank, a quotation mark. Neither stands in base64, and most texts have one.
func hasLowOr(w uint64) uint64 {
	comma := w ^ ones*','
	return ((w-ones*'+')&^w | (comma-ones)&^comma) & highs
}

// run looks into one run and returns where it ends.
func (n *session) run(s string, start, end, hi int, h hints, depth int) int {
	v := &n.views[depth+1]
	if v.hexadecimal(s[start:end]) {
		n.inside(v, start, end, h, depth, hexadecimal)
		return end
	}
	if !v.printable(s[start : start+leastBase64]) {
		return end
	}
	for end-start >= wrapped && end+1 < hi && (s[end] == '\n' || s[end] == '\r') { // the next line
		next := end + 1
		for next < hi && (s[next] == '\n' || s[next] == '\r' || s[next] == ' ' || s[next] == '\t') {
			next++
		}
		line := next
		for line < hi && class[s[line]]&masks[slugSet] != 0 {
			line++
		}
		if line-next < 4 {
			break
		}
		end = line
		if line-next < wrapped {
			break
		}
	}
	v.base64(s[start:end])
	for end < hi && s[end] == '=' {
		end++
	}
	n.inside(v, start, end, h, depth, base64Text)
	return end
}

// inside looks at the decoded text of a run. A value in it takes the place of
// the whole run, as half of one decodes to something else.
func (n *session) inside(v *view, start, end int, h hints, depth int, e encoding) {
	mark, outer := len(n.found), n.scanner.runs
	text := v.end(0)
	h.columns = nil
	n.scanner.runs = [numSets]span{}
	n.plain(text, 0, len(text), h, depth+1)
	n.scanner.runs = outer
	if len(n.found) == mark {
		return
	}
	m := n.found[mark]
	m.value = n.keep(text[m.start:m.end])
	m.start, m.end, m.encoding, m.quote = start, end, e, 0
	n.found = append(n.found[:mark], m)
}

// hexadecimal decodes a run of hexadecimal digits that is text, or reports
// false.
func (v *view) hexadecimal(s string) bool {
	if len(s)%2 != 0 || len(s) < leastHex || !hexRun(s[:leastHex]) || !hexRun(s) {
		return false
	}
	v.reset()
	for i := 0; i < len(s); i += 2 {
		b := hexValue(s[i])<<4 | hexValue(s[i+1])
		if !textByte(b) {
			return false
		}
		v.add(0, b)
	}
	return true
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

// printable reports whether the first characters of a run decode to text. Of
// words and random tokens next to none do.
func (v *view) printable(s string) bool {
	v.base64(s)
	for _, b := range v.buf {
		if !textByte(b) {
			return false
		}
	}
	return len(v.buf) > 0
}

// base64 decodes as far as the run is base64, line breaks skipped.
func (v *view) base64(s string) {
	v.reset()
	acc, bits := uint32(0), 0
	for i := range len(s) {
		value := base64Value[s[i]]
		if value == 64 {
			continue
		}
		acc = acc<<6 | uint32(value)
		if bits += 6; bits >= 8 {
			bits -= 8
			v.add(0, byte(acc>>bits))
		}
	}
}
