package redact

import (
	"sort"
	"strings"
)

// An edit is one replacement of a turn: what stands at new stood at old in the
// text before.
type edit struct {
	turn     int
	old, new span
}

// rewrite does with each match what the filter says, and notes the finding.
func (n *session) rewrite(text, turn int, s string) (string, error) {
	var out strings.Builder
	out.Grow(len(s) + min(8*len(n.found), len(s)/8) + maxPlaceholder)
	copied := 0
	earlier := len(n.edits)
	for i := range n.found {
		m := &n.found[i]
		value := n.values[m.value]
		if m.value == 0 {
			value = s[m.start:m.end]
		}
		kept, err := n.note(text, turn, m, value, earlier)
		if err != nil {
			return "", err
		}
		if kept {
			continue
		}
		out.WriteString(s[copied:m.start])
		start := out.Len()
		n.out = appendQuote(n.out[:0], int(m.quote))
		n.out = n.act(n.out, m, value)
		n.out = appendQuote(n.out, int(m.quote))
		out.Write(n.out)
		if n.detailed && n.again {
			n.edits = append(n.edits, edit{turn, span{m.start, m.end}, span{start, out.Len()}})
		}
		copied = m.end
	}
	out.WriteString(s[copied:])
	return out.String(), nil
}

// note counts a finding, and reports whether its value stays.
func (n *session) note(text, turn int, m *match, value string, earlier int) (kept bool, err error) {
	f := n.filter
	rule := &f.rules[m.rule]
	action := f.actions[rule.kind]
	suppressed := len(f.suppress) > 0 && f.suppresses(n, rule.ID, text)
	if (suppressed || action == Report) && (turn > 0 || n.later) { // seen before
		return true, nil
	}
	if n.total++; n.total > f.maxFindings {
		return false, &BudgetError{"findings", f.maxFindings}
	}
	if !n.begun {
		n.reserve(f, n.texts)
	}
	if suppressed {
		n.passed[rule.kind]++
	} else {
		n.counts[rule.kind]++
	}
	if n.detailed {
		n.findings = append(n.findings, n.finding(text, turn, m, value, suppressed, earlier))
	}
	if action == Block && !suppressed {
		return false, ErrBlocked
	}
	kept = suppressed || action == Report
	if m.conf != Sure && !kept && len(n.texts) > 1 && !n.echoes.on {
		n.echoes.add(value, m.rule)
	}
	return kept, nil
}

func (f *Filter) suppresses(n *session, rule string, text int) bool {
	for i := range f.suppress {
		if f.suppress[i].covers(rule, n.call, n.texts[text].Where) {
			return true
		}
	}
	return false
}

func (n *session) finding(text, turn int, m *match, value string, suppressed bool, earlier int) Finding {
	f := n.filter
	rule := &f.rules[m.rule]
	start, end := m.start, m.end
	for t := turn - 1; t >= 0; t-- {
		start, end = n.before(t, start, false, earlier), n.before(t, end, true, earlier)
	}
	found := Finding{Kind: rule.Kind, Rule: rule.ID, Text: text, Where: n.texts[text].Where, Start: start, End: end, Confidence: m.conf,
		Encoding: encodingNames[m.encoding], Action: f.actions[rule.kind], Suppressed: suppressed, Reference: f.reference("finding", string(rule.Kind), normal(rule.kind, value))}
	if n.decoded {
		found.Start, found.End, found.Encoding = 0, len(n.texts[text].Value), encodingNames[base64Text]
	}
	return found
}

// before returns where a position in the text after a turn was before it. The
// edits are in the order of turns and places.
func (n *session) before(turn, pos int, isEnd bool, earlier int) int {
	list := n.edits[:earlier]
	list = list[sort.Search(len(list), func(i int) bool { return list[i].turn >= turn }):]
	list = list[:sort.Search(len(list), func(i int) bool { return list[i].turn > turn })]
	next := sort.Search(len(list), func(i int) bool {
		e := list[i].new
		return pos < e.end || pos == e.end && !isEnd && e.start != e.end
	})
	if next < len(list) && pos > list[next].new.start {
		if isEnd {
			return list[next].old.end
		}
		return list[next].old.start
	}
	if next > 0 {
		return pos + list[next-1].old.end - list[next-1].new.end
	}
	return pos
}
