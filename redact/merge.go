package redact

import (
	"cmp"
	"slices"
)

// merge puts the matches from index mark on in order. Those that overlap become
// one that covers them all, so that nothing of any is left; it is named for the
// longest.
func (n *session) merge(mark int) {
	list := n.found[mark:]
	slices.SortStableFunc(list, func(a, b match) int {
		if c := cmp.Compare(a.start, b.start); c != 0 {
			return c
		}
		return cmp.Compare(b.end, a.end)
	})
	kept := list[:0]
	for _, m := range list {
		if len(kept) == 0 || m.start >= kept[len(kept)-1].end {
			kept = append(kept, m)
			continue
		}
		last := &kept[len(kept)-1]
		end := max(last.end, m.end)
		switch {
		case m.start == last.start && m.end == last.end: // found twice
			continue
		case m.end-m.start > last.end-last.start:
			m.start, m.value = last.start, 0
			*last = m
		case m.end > last.end:
			last.value = 0
		}
		last.end = end
	}
	n.found = n.found[:mark+len(kept)]
}
