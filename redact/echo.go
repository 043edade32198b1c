package redact

import (
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// leastEcho is how long a value must be to be looked for where nothing says what
// it is.
const leastEcho = 8

// maxEchoes bounds the values that begin alike, to stay linear.
const maxEchoes = 32

// echoes are the values of one call that only a label gave away. The other texts
// of the call may hold them without one: a result's text repeats what stands
// below a key in its structured twin. They are in clear and must not outlive the
// call.
type echoes struct {
	values map[uint64][]echo // by their first bytes
	seen   *[1 << 8]uint64   // a bit for each first bytes
	on     bool
}

type echo struct {
	value string
	rule  ruleID
}

func (e *echoes) add(value string, rule ruleID) {
	if len(value) < leastEcho || len(value) > maxQuoted || distinct(value[:min(len(value), sample)]) < 4 {
		return
	}
	head := word64(value)
	if len(e.values[head]) >= maxEchoes {
		return
	}
	for _, other := range e.values[head] {
		if other.value == value {
			return
		}
	}
	if e.values == nil {
		e.values, e.seen = map[uint64][]echo{}, new([1 << 8]uint64)
	}
	e.values[head] = append(e.values[head], echo{strings.Clone(value), rule})
	bit := echoBit(head)
	e.seen[bit>>6] |= 1 << (bit & 63)
}

func echoBit(head uint64) uint64 { return head * 0x9e3779b97f4a7c15 >> 50 }

// at returns the longest value that stands at s[i] as a word of its own.
func (e *echoes) at(s string, i, lo int) (found echo) {
	head := word64(s[i:])
	if bit := echoBit(head); e.seen[bit>>6]&(1<<(bit&63)) == 0 {
		return echo{}
	}
	for _, v := range e.values[head] {
		end := i + len(v.value)
		if len(v.value) <= len(found.value) || !strings.HasPrefix(s[i:], v.value) {
			continue
		}
		if i > lo && class[s[i-1]]&class[s[i]]&alnum != 0 || end < len(s) && joins(s[end-1], s[end]) || i > lo && joins(s[i-1], s[i]) {
			continue
		}
		found = v
	}
	return found
}

// joins reports whether two bytes belong to one word.
func joins(a, b byte) bool { return class[a]&alnum != 0 && class[b]&alnum != 0 }

// repeated looks for the values of the call in s[lo:].
func (n *session) repeated(s string, lo int) {
	for i := lo; i+leastEcho <= len(s); i++ {
		if v := n.echoes.at(s, i, lo); v.value != "" {
			n.found = append(n.found, hit(i, i+len(v.value), v.rule, Possible))
			i += len(v.value) - 1
		}
	}
}

// echo edits the texts once more, if what was found in one may stand in others.
func (n *session) echo() error {
	if len(n.echoes.values) == 0 {
		return nil
	}
	n.echoes.on, n.later = true, true
	for i := range n.texts {
		value, err := n.edit(i)
		if err != nil {
			return n.block(i, err)
		}
		n.texts[i].Value = value
	}
	return nil
}

const maxLead = 64 // bytes of a text that is nothing but a label

// lead returns what the Plain text at index i says about the next one: the header
// of the table that it ends with or goes on with, or a label if it holds nothing
// else.
func (n *session) lead(i int, header string) string {
	if i+1 >= len(n.texts) || n.texts[i+1].Form != guard.Plain {
		return ""
	}
	text, next := n.texts[i].Value, n.texts[i+1].Value
	if label := strings.TrimSpace(text); len(label) <= maxLead && label != "" && label[0] != '-' && !strings.ContainsAny(label, "\n,;|\t0123456789") && !strings.ContainsAny(strings.TrimSpace(next), " \t\n") {
		name := strings.TrimRight(label, ":= *`")
		name = strings.TrimSuffix(name, " is")
		if nameClass(name, 0) != otherName || wordsIn(keyTail(name)) != 0 {
			return name + ": "
		}
	}
	head := strings.TrimSuffix(text, "\n") + "\n"
	for _, s := range [...]string{text, head + firstLine(next) + "\n"} {
		c := findTables(s, 0, len(s))
		if c == nil {
			continue
		}
		if t := c.tables[len(c.tables)-1]; (t.any != 0 || t.secret != otherName) && t.start < len(text) {
			return s[t.start:t.body]
		}
	}
	if s := header + head; header != "" && findTables(s, 0, len(s)) != nil && strings.Count(firstLine(next), ",") > 0 {
		return header
	}
	return ""
}

// follow looks at the text at index i as what it is behind a lead.
func (n *session) follow(i int, lead string) error {
	t := &n.texts[i]
	if lead == "" || t.Form != guard.Plain {
		return nil
	}
	before := n.later
	n.later, n.ahead = true, len(lead)
	n.moved(i, span{}, span{0, len(lead)})
	out, err := n.turns(i, guard.Plain, lead+t.Value)
	n.moved(i, span{0, len(lead)}, span{})
	if n.later, n.ahead = before, 0; err != nil {
		return err
	}
	t.Value = out[len(lead):]
	return nil
}

// behindLead keeps of the matches in s, which are in order, what stands behind a
// lead and the placeholders that follow it.
func (n *session) behindLead(s string) {
	lead, over := n.ahead, 0
	for end := lead; lead > 0 && end > 0; {
		lead = end
		_, end = n.filter.placeholderAt(s, lead)
	}
	for over < len(n.found) && n.found[over].end <= lead {
		over++
	}
	if n.found = slices.Delete(n.found, 0, over); len(n.found) > 0 {
		n.found[0].start = max(n.found[0].start, lead)
	}
}
