package syntax

import (
	"errors"
	"strconv"
	"strings"
)

// LimitTo tightens the LIMIT of a query, and of the one that an INSERT takes its
// rows from, to n rows: it adds one, or lowers a number that is greater. A LIMIT that is computed is left alone, and so are
// FETCH ... WITH TIES and what has none: VALUES in SQLite, EXPLAIN and SHOW.
func LimitTo(d Dialect, t *Tree, n int) {
	q := t.Query
	if t.Write != nil {
		q = t.Write.Query
	}
	if t.Explain != "" || q == nil || q.Ties {
		return
	}
	if last := lastMember(q.Body); d == SQLite {
		if _, ok := last.(*Values); ok {
			return
		}
	}
	if q.Limit != nil && !greater(q.Limit, n) {
		return
	}
	q.Limit = &Literal{Kind: LitNumber, Text: strconv.Itoa(n)}
}

// greater reports whether an expression is a number above n, in any form that an
// engine takes for a LIMIT: 0x10, 5.0, 1e3.
func greater(e Expr, n int) bool {
	l, ok := e.(*Literal)
	if !ok || l.Kind != LitNumber && l.Kind != LitHex {
		return false
	}
	if have, err := strconv.ParseUint(l.Text, 0, 64); err == nil && strings.HasPrefix(Lower(l.Text), "0x") {
		return int64(have) > int64(n) // to SQLite above 2^63 is negative
	}
	have, err := strconv.ParseFloat(l.Text, 64)
	return (err == nil || errors.Is(err, strconv.ErrRange)) && have > float64(n)
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

// Streams reports whether a query returns a row for every row of a single table that
// it reads, in the order in which it finds them, unless it calls a function.
func Streams(t *Tree) bool {
	q := t.Query
	if q == nil {
		return false
	}
	s, ok := q.Body.(*Select)
	return ok && q.With == nil && q.Order == nil && q.Offset == nil && len(s.From) == 1 &&
		!s.Distinct && s.DistinctOn == nil && s.Where == nil && s.Group == nil && s.Having == nil
}
