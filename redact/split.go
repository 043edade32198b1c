package redact

import "github.com/mcpcordon/mcpcordon/guard"

// seam is how much of two neighbouring texts is looked at for a token that was
// cut in two.
const seam = 512

// seams looks for secrets that begin in one Plain text of the call and end in
// the next one.
func (n *session) seams() error {
	last := -1
	for i := range n.texts {
		if n.texts[i].Form != guard.Plain {
			continue
		}
		if last >= 0 {
			if err := n.seam(last, i); err != nil {
				return err
			}
		}
		last = i
	}
	return nil
}

func (n *session) seam(i, j int) error {
	a, b := n.texts[i].Value, n.texts[j].Value
	tail, head := a[max(0, len(a)-seam):], b[:min(len(b), seam)]
	if tail == "" || head == "" || !atEdge(tail[len(tail)-1]) || !atEdge(head[0]) {
		return nil
	}
	joined := tail + head
	n.found, n.values = n.found[:0], n.values[:1]
	n.scanner.reset(n.filter, n.caller())
	n.scan(joined, 0, len(joined), hints{}, maxDepth-1)
	for k := range n.found {
		m := n.found[k]
		rule := &n.filter.rules[m.rule]
		if m.start >= len(tail) || m.end <= len(tail) || m.conf != Sure || !rule.kind.secret() && !(rule.kind == email && (head[0] == '@' || tail[len(tail)-1] == '@')) {
			continue
		}
		m.encoding = pieces
		kept, err := n.note(i, 0, &m, joined[m.start:m.end], 0)
		if err != nil || kept {
			return err
		}
		if n.detailed { // the offsets are those of its first half, in the text as it was left
			f := &n.findings[len(n.findings)-1]
			f.Start, f.End = len(a)-len(tail)+m.start, len(a)
		}
		mark := string(n.act(nil, &m, joined[m.start:m.end]))
		n.texts[i].Value = a[:len(a)-len(tail)+m.start] + mark
		n.texts[j].Value = mark + b[m.end-len(tail):]
		return nil
	}
	return nil
}

// atEdge reports whether a value may have b where it is cut.
func atEdge(b byte) bool { return class[b]&masks[bearerSet] != 0 || b == '@' }
