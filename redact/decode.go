package redact

const (
	leastBase64 = 20 // characters
	leastHex    = 20
	leastWidth  = 16 // characters of a line that goes on in the next
)

// encoded looks into base64 and hexadecimal runs of s[lo:hi] that decode to
// text.
func (n *session) encoded(s string, lo, hi int, h hints, depth int) {
	if hi-lo < leastBase64 || depth >= maxDepth {
		return
	}
	for lo < hi {
		start, end := nextRun(s, lo, hi)
		if end == 0 {
			return
		}
		lo = n.run(s, start, end, hi, h, depth)
	}
}

// runStep is how far apart nextRun looks: a run of leastBase64 characters has eight
// at one of these places.
const runStep = leastBase64 - 8 + 1

// nextRun returns the next run in s[lo:hi] of leastBase64 or more characters of
// base64, or an end of 0.
func nextRun(s string, lo, hi int) (start, end int) {
	for i := lo; i+8 <= hi; i += runStep {
		if hasLowOr(word64(s[i:])) != 0 || !slugs(s[i:i+8]) {
			continue
		}
		for end = i + 8; end+8 <= hi && slugs(s[end:end+8]); {
			end += 8
		}
		for end < hi && slug[s[end]] != 0 {
			end++
		}
		for start = i; start > lo && slug[s[start-1]] != 0; {
			start--
		}
		if end-start >= leastBase64 {
			return start, end
		}
		i = max(i, end-runStep)
	}
	return 0, 0
}

// slug is 1 for the characters of both base64 alphabets.
var slug = func() (t [256]uint8) {
	for b := range t {
		if class[b]&masks[slugSet] != 0 {
			t[b] = 1
		}
	}
	return t
}()

// slugs reports whether eight bytes are of base64.
func slugs(s string) bool {
	return slug[s[0]]&slug[s[1]]&slug[s[2]]&slug[s[3]]&slug[s[4]]&slug[s[5]]&slug[s[6]]&slug[s[7]] != 0
}

// wordAt is word64 at i, with zeros for what is beyond the ends of s.
func wordAt(s string, i int) (w uint64) {
	if i >= 0 && i+8 <= len(s) {
		return word64(s[i:])
	}
	for k := max(0, -i); k < 8 && i+k < len(s); k++ {
		w |= uint64(s[i+k]) << (8 * k)
	}
	return w
}

func word64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// eightDigits reports whether a word holds eight digits: they stay between 0x30 and
// 0x3F when six is added.
func eightDigits(w uint64) bool {
	const upper = ones * 0xF0
	return w&upper|(w+ones*6)&upper>>4 == ones*0x33
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
	if skip := v.hexadecimal(s[start:end]); skip >= 0 {
		n.inside(v, start+skip, end, h, depth, hexadecimal)
		return end
	}
	begin, wide := textWithin(s[start:end])
	if begin < 0 {
		return end
	}
	begin += start
	end = v.lines(s, start, begin, end, hi)
	if wide {
		v.narrow()
	}
	for end < hi && s[end] == '=' {
		end++
	}
	if begin-start < 4 { // nothing but what is glued to it
		begin = start
	}
	n.inside(v, begin, end, h, depth, base64Text)
	return end
}

// inside looks at the decoded text of a run. A value in it takes the place of
// the whole run, as half of one decodes to something else.
func (n *session) inside(v *view, start, end int, h hints, depth int, e encoding) {
	mark, outer := len(n.found), n.scanner.memory
	text := v.end(0)
	h.columns = nil
	n.scanner.memory = memory{}
	n.plain(text, 0, len(text), h, depth+1)
	n.scanner.memory = outer
	if e == base64Text && len(n.found) > mark && !isLegible(v.buf) { // a certificate names its owner
		n.found = onlyTokens(n.found, mark, n.filter)
	}
	if len(n.found) == mark {
		return
	}
	m := n.found[mark]
	m.value = n.keep(text[m.start:m.end])
	m.start, m.end, m.encoding, m.quote = start, end, e, 0
	n.found = append(n.found[:mark], m)
}
