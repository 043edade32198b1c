package syntax

import "strconv"

// LimitTo tightens the LIMIT of a query to n rows: it adds one, or lowers a
// number that is greater. A LIMIT that is computed is left alone, and so are
// FETCH ... WITH TIES and what SQLite gives none, VALUES.
func LimitTo(d Dialect, t *Tree, n int) {
	q := t.Query
	if t.Explain || q.Ties {
		return
	}
	if last := lastMember(q.Body); d == SQLite {
		if _, ok := last.(*Values); ok {
			return
		}
	}
	if l, ok := q.Limit.(*Literal); ok && l.Kind == LitNumber {
		if have, err := strconv.Atoi(l.Text); err == nil && have <= n {
			return
		}
	} else if q.Limit != nil {
		return
	}
	q.Limit = &Literal{Kind: LitNumber, Text: strconv.Itoa(n)}
}

func lastMember(b Body) Body {
	for {
		s, ok := b.(*SetOp)
		if !ok {
			return b
		}
		b = s.Right
	}
}
