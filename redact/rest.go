package redact

import "strings"

// maxRested is the size of a text, or of the texts of a call together, up to which it
// is read as a whole until nothing more is found. Of a larger one, only what stands
// around the replacements is read again, and if they are many, around those in doubt.
const maxRested = 64 << 10

// How much of a text around a replacement is read again.
const (
	restBefore = 256
	restAfter  = 512
	leastLines = 32 // bytes of a value that goes over several lines
)

// replaced notes that something stands in place of m at out[start:end], and whether
// what is left beside it may read differently now: it is glued to it, or m went over
// several lines, behind which a table or a label may begin.
func (n *session) replaced(s string, m *match, start, end int) {
	n.places = place(n.places, start, end)
	if m.start > 0 && glues[s[m.start-1]] || m.end < len(s) && glues[s[m.end]] ||
		m.end-m.start >= leastLines && strings.IndexByte(s[m.start:m.end], '\n') >= 0 {
		n.doubts = place(n.doubts, start, end)
	}
}

// place appends a place in the text, or widens the last one if it is close.
func place(list []span, start, end int) []span {
	if last := len(list) - 1; last >= 0 && start-list[last].end < restBefore+restAfter {
		list[last].end = end
		return list
	}
	return append(list, span{start, end})
}

// glues is true for what may belong to a value beside it.
var glues = func() (t [256]bool) {
	for b := range t {
		t[b] = class[b]&(alnum|underscore|dash|plusSlash|dot|colonMark) != 0 || strings.IndexByte("@%\\", byte(b)) >= 0 || b >= 0x80
	}
	return t
}()

// rests reports whether nothing is found around the replacements in out, as far as
// that is cheaper than to read out as a whole. The text came with size bytes.
func (n *session) rests(out string, size int) bool {
	if min(size, len(out)) <= maxRested {
		return n.joint
	}
	places, around := n.places, 0
	for _, p := range places {
		around += p.end - p.start + restBefore + restAfter
	}
	if around > len(out)/4 {
		places = n.doubts
	}
	n.scanner.reset(n.filter, n.caller())
	for _, p := range places {
		lo, hi := max(0, p.start-restBefore), min(len(out), p.end+restAfter)
		if line := strings.IndexByte(out[lo:p.start], '\n'); lo > 0 && line >= 0 {
			lo += line + 1
		}
		if line := strings.LastIndexByte(out[p.end:hi], '\n'); hi < len(out) && line >= 0 {
			hi = p.end + line + 1
		}
		n.found = n.found[:0]
		if n.plain(out, lo, hi, hints{}, 0); len(n.found) > 0 {
			return false
		}
	}
	return true
}
