package redact

import (
	"sort"
	"strings"
)

// An edit is one replacement in a text: what stands at new stood at old before.
type edit struct{ old, new span }

// A step is a number of edits of one text, in order, after those of an earlier step.
type step struct{ first, end, earlier int }

// rewrite does with each match what the filter says, and notes the finding.
func (n *session) rewrite(text, turn int, s string) (string, error) {
	var out strings.Builder
	out.Grow(len(s) + min(8*len(n.found), len(s)/8) + maxPlaceholder)
	copied := 0
	first := len(n.edits)
	for i := range n.found {
		m := &n.found[i]
		value := n.values[m.value]
		if m.value == 0 {
			value = s[m.start:m.end]
		}
		kept, err := n.note(text, turn, m, value)
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
		n.replaced(s, m, start, out.Len())
		if n.detailed {
			n.edits = append(n.edits, edit{span{m.start, m.end}, span{start, out.Len()}})
		}
		copied = m.end
	}
	out.WriteString(s[copied:])
	n.stepped(text, first)
	return out.String(), nil
}

// stepped makes a step of the edits from index first on.
func (n *session) stepped(text, first int) {
	switch {
	case n.decoded: // its places are not those of the text
		n.edits = n.edits[:first]
	case len(n.edits) > first:
		if n.latest == nil {
			n.latest = make([]int, len(n.texts))
		}
		n.steps = append(n.steps, step{first, len(n.edits), n.latest[text]})
		n.latest[text] = len(n.steps)
	}
}

// moved notes a single edit of a text.
func (n *session) moved(text int, old, new span) {
	if n.detailed {
		n.edits = append(n.edits, edit{old, new})
		n.stepped(text, len(n.edits)-1)
	}
}

// note counts a finding, and reports whether its value stays.
func (n *session) note(text, turn int, m *match, value string) (kept bool, err error) {
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
		n.findings = append(n.findings, n.finding(text, m, value, suppressed))
	}
	if action == Block && !suppressed {
		return false, ErrBlocked
	}
	kept = suppressed || action == Report
	n.edited = n.edited || !kept
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

func (n *session) finding(text int, m *match, value string, suppressed bool) Finding {
	f := n.filter
	rule := &f.rules[m.rule]
	found := Finding{Kind: rule.Kind, Rule: rule.ID, Text: text, Where: n.texts[text].Where, Start: m.start, End: m.end, Confidence: m.conf,
		Encoding: encodingNames[m.encoding], Action: f.actions[rule.kind], Suppressed: suppressed, Reference: f.reference("finding", string(rule.Kind), normal(rule.kind, value))}
	if n.decoded {
		found.Start, found.End, found.Encoding = 0, len(n.texts[text].Value), encodingNames[base64Text]
	}
	if n.latest == nil {
		return found
	}
	for i := n.latest[text]; i > 0; i = n.steps[i-1].earlier {
		edits := n.edits[n.steps[i-1].first:n.steps[i-1].end]
		found.Start, found.End = undone(edits, found.Start, false), undone(edits, found.End, true)
	}
	return found
}

// undone returns where a position in a text was before some edits.
func undone(edits []edit, pos int, isEnd bool) int {
	next := sort.Search(len(edits), func(i int) bool {
		e := edits[i].new
		return pos < e.end || pos == e.end && !isEnd && e.start != e.end
	})
	if next < len(edits) && pos > edits[next].new.start {
		if isEnd {
			return edits[next].old.end
		}
		return edits[next].old.start
	}
	if next > 0 {
		return pos + edits[next-1].old.end - edits[next-1].new.end
	}
	return pos
}
