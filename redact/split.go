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
	n.anew()
	n.scanner.reset(n.filter, n.caller())
	n.scan(joined, 0, len(joined), hints{}, maxDepth-1)
	for k := range n.found {
		m := n.found[k]
		rule := &n.filter.rules[m.rule]
		if m.start >= len(tail) || m.end <= len(tail) || m.conf != Sure || !rule.kind.secret() && !(rule.kind == email && (head[0] == '@' || tail[len(tail)-1] == '@')) {
			continue
		}
		cut, over := len(a)-len(tail)+m.start, m.end-len(tail)
		value := joined[m.start:m.end]
		m.start, m.end, m.encoding = cut, len(a), pieces // of its first half
		kept, err := n.note(i, 0, &m, value)
		if err != nil || kept {
			return err
		}
		mark := string(n.act(nil, &m, value))
		n.moved(i, span{cut, len(a)}, span{cut, cut + len(mark)})
		n.moved(j, span{0, over}, span{0, len(mark)})
		n.texts[i].Value = a[:cut] + mark
		n.texts[j].Value = mark + b[over:]
		return nil
	}
	return nil
}

// atEdge reports whether a value may have b where it is cut.
func atEdge(b byte) bool { return class[b]&masks[bearerSet] != 0 || b == '@' }
