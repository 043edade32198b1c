package sqlguard

import (
	"math"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// above reports whether an expression is a number above most, or holds one that it
// may be made of.
func above(e syntax.Expr, most float64) bool {
	l := &largest{}
	if n, ok := l.value(e); ok {
		return n > most
	}
	return l.unknown || l.n > most
}

// largest finds, in one pass, the value of an expression or else the largest number
// in it, by its amount. A power makes more of small ones.
type largest struct {
	n       float64
	unknown bool
}

func (l *largest) value(e syntax.Expr) (float64, bool) {
	switch e := e.(type) {
	case *syntax.Literal:
		return number(e)
	case *syntax.Unary:
		n, ok := l.value(e.Operand)
		switch {
		case ok && e.Op == "-":
			return -n, true
		case ok && e.Op == "+":
			return n, true
		}
		return 0, l.note(n, ok)
	case *syntax.Cast:
		return l.value(e.Operand)
	case *syntax.Binary:
		left, ok := l.value(e.Left)
		right, okRight := l.value(e.Right)
		if ok && okRight {
			if n, ok := compute(e.Op, left, right); ok {
				return n, true
			}
		}
		l.note(left, ok)
		return 0, l.note(right, okRight)
	case *syntax.Call:
		switch lower(e.Name) {
		case "power", "pow", "exp":
			l.unknown = true
		}
	}
	syntax.Children(e, l)
	return 0, false
}

// note notes a number that is a part of an expression without a known value.
func (l *largest) note(n float64, ok bool) bool {
	if ok {
		l.n = max(l.n, math.Abs(n))
	}
	return false
}

// Expr implements syntax.Visitor.
func (l *largest) Expr(e syntax.Expr) { l.note(l.value(e)) }

// Type implements syntax.Visitor.
func (l *largest) Type(*syntax.Type) {}

// Query implements syntax.Visitor: a subquery is what it selects.
func (l *largest) Query(q *syntax.Query) {
	syntax.Members(q.Body, func(b syntax.Body) {
		switch b := b.(type) {
		case *syntax.Query:
			l.Query(b)
		case *syntax.Values:
			for _, row := range b.Rows {
				syntax.Visit(l, row...)
			}
		case *syntax.Select:
			for _, c := range b.Columns {
				syntax.Visit(l, c.Expr)
			}
		}
	})
}
