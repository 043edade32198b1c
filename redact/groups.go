package redact

import (
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Here are numbers whose groups of digits stand in the strings of one array, or in
// texts of a call that follow each other.

const (
	leastGroups = 3
	mostGroups  = 5
)

// A grouping is the groups of a number: where each stands, and all of them as they
// would stand in one text.
type grouping struct {
	list   [mostGroups]part
	n      int
	joined []byte
}

// add takes the digits s, and reports false if they are no group or one too many.
func (g *grouping) add(text int, s string, start int) bool {
	if g.n == mostGroups || len(s) < 2 || len(s) > 6 || !allDigits(s) {
		return false
	}
	if g.n > 0 {
		g.joined = append(g.joined, '-')
	}
	g.joined = append(g.joined, s...)
	g.list[g.n] = part{text, start, start + len(s)}
	g.n++
	return true
}

// number returns the match that the groups are together: a card, or the number of a
// person if a label says so. Lists of years, ports and numbers of things have their
// order or a name, and a card of theirs needs a label too.
func (g *grouping) number(n *session, h hints, labels labelSet) (m match, value string) {
	if g.n < leastGroups {
		return match{}, ""
	}
	joined := string(g.joined)
	c := scanner{filter: n.filter, s: joined, hints: h}
	labels |= c.labels(0)
	m = c.next(0)
	if m.start != 0 || m.end != len(joined) {
		return match{}, ""
	}
	switch n.filter.rules[m.rule].kind {
	case card:
		if labels&wCard == 0 && (g.inOrder(joined) || mentionsAny(keyTail(h.key), countedThings)) {
			return match{}, ""
		}
	case ssn:
		if labels&(wSSN|wITIN) == 0 {
			return match{}, ""
		}
	default:
		return match{}, ""
	}
	return m, strings.ReplaceAll(joined, "-", "")
}

// countedThings are what lists of four digits hold by their names.
var countedThings = [][]byte{[]byte("port"), []byte("year"), []byte("id"), []byte("zip"), []byte("post"), []byte("plz"), []byte("room"), []byte("model"), []byte("ext"), []byte("code"), []byte("version"), []byte("size"), []byte("count")}

// inOrder reports whether each group is greater than the one before, or each less.
func (g *grouping) inOrder(joined string) bool {
	up, down, last := true, true, ""
	for s := range strings.SplitSeq(joined, "-") {
		if last != "" {
			up, down = up && s > last, down && s < last
		}
		last = s
	}
	return up || down
}

// groups looks for a number whose groups are the strings of the array of which the
// first element stands at i.
func (w *walker) groups(i int, key string) {
	if i+3 >= len(w.s) || w.s[i] != '"' || class[w.s[i+1]]&class[w.s[i+2]]&digit == 0 {
		return
	}
	var g grouping
	for {
		if i >= len(w.s) || w.s[i] != '"' {
			return
		}
		end := i + 1
		for end < len(w.s) && class[w.s[end]]&digit != 0 {
			end++
		}
		if end >= len(w.s) || w.s[end] != '"' || !g.add(0, w.s[i+1:end], i+1) {
			return
		}
		if i = w.space(end + 1); i < len(w.s) && w.s[i] == ']' {
			break
		}
		if i >= len(w.s) || w.s[i] != ',' {
			return
		}
		i = w.space(i + 1)
	}
	m, value := g.number(w.n, hints{key: key, path: w}, 0)
	if m.end == 0 {
		return
	}
	kept := w.n.keep(value)
	for _, p := range g.list[:g.n] {
		piece := hit(p.start, p.end, m.rule, m.conf)
		piece.value, piece.encoding = kept, pieces
		w.n.found = append(w.n.found, piece)
	}
	w.unsorted = true
}

// grouped looks for numbers whose groups are Plain texts that follow each other.
func (n *session) grouped() error {
	for i := 0; i < len(n.texts); i++ {
		first := i
		var g grouping
		for ; i < len(n.texts) && n.texts[i].Form == guard.Plain; i++ {
			s := n.texts[i].Value
			if len(s) > maxLead || !g.add(i, strings.TrimSpace(s), len(s)-len(strings.TrimLeft(s, " \t\r\n"))) {
				break
			}
		}
		list := false // of more numbers than one has groups
		for ; i < len(n.texts) && len(n.texts[i].Value) <= maxLead && allDigits(strings.TrimSpace(n.texts[i].Value)); i++ {
			list = true
		}
		if g.n < leastGroups || list {
			continue
		}
		labels := labelSet(0)
		if first > 0 {
			if s := n.texts[first-1].Value; len(s) <= maxLead && !n.filter.hasPlaceholder(s) {
				labels = wordsIn(s)
			}
		}
		m, value := g.number(n, hints{}, labels)
		if m.end == 0 {
			continue
		}
		m.end = len(value)
		if err := n.replaceParts(&parts{list: g.list[:g.n], joined: value}, &m); err != nil {
			return n.block(first, err)
		}
	}
	return nil
}
