package redact

import (
	"sort"
	"strings"
)

// cut returns where s can be cut: behind a line, where no value, no label of
// one, and no encoded text reaches over; if there is none, behind or before a
// value; 0 if s has to grow first. At last, encoded text is cut where its
// characters begin a new byte.
func (n *session) cut(s string, last bool) int {
	at := len(s) - holdBack
	for line := at; line > at-segment/2; {
		line = strings.LastIndexByte(s[:line], '\n')
		if line <= 0 {
			break
		}
		if n.free(s, line+1) == line+1 && encodedFrom(s, line+1) == line+1 {
			return line + 1
		}
	}
	at = n.free(s, at)
	start := encodedFrom(s, at)
	switch {
	case start == at || !decodes(s[start:]):
		return at
	case start > 0:
		return n.free(s, start)
	case last:
		return at &^ 3
	}
	return 0
}

// free returns the last place up to at that neither a value nor what may be its
// label reaches over. Behind a value the next one's label is whole. If there is
// none, it is a place behind the first value, or 0 if that goes on at the end.
func (n *session) free(s string, at int) int {
	i := sort.Search(len(n.found), func(i int) bool { return n.found[i].end > at })
	if i == len(n.found) {
		return at
	}
	m, place := &n.found[i], 0
	if i > 0 {
		place = n.found[i-1].end
	}
	start := m.start
	if n.filter.rules[m.rule].Tier == Labelled {
		start -= clearing
	}
	switch place = max(place, start); {
	case start >= at:
		return at
	case place > 0:
		return place
	case m.end < len(s)-1:
		return n.free(s, m.end)
	}
	return 0
}

// encodedFrom returns where the run of base64 or hexadecimal characters begins
// that reaches over at, with the lines before that it goes on from, or at.
func encodedFrom(s string, at int) int {
	in := func(i int) bool { return i >= 0 && i < len(s) && class[s[i]]&masks[slugSet] != 0 }
	start := at
	for in(start) {
		for in(start - 1) {
			start--
		}
		end := start
		for end > 0 && start-end < 8 && strings.IndexByte(" \t>|", s[end-1]) >= 0 { // of quoted mail
			end--
		}
		if end > 0 && s[end-1] == '\n' {
			end--
		}
		if end > 0 && end < start && s[end-1] == '\r' {
			end--
		}
		line := end
		for in(line - 1) {
			line--
		}
		if end == start || end-line < leastWidth {
			break
		}
		start = line
	}
	return start
}

// decodes reports whether a run of encoded characters holds text.
func decodes(run string) bool {
	run = run[:min(len(run), segment)]
	if len(run) < leastBase64 || hexRun(run[:leastHex]) {
		return len(run) >= leastBase64
	}
	begin, _ := textWithin(run)
	return begin >= 0
}
