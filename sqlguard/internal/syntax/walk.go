package syntax

// A Visitor is called for what stands directly below a node. The arguments are
// never nil.
type Visitor interface {
	Expr(Expr)
	Query(*Query)
	Type(*Type)
}

// Visit calls v for each expression that is not nil.
func Visit(v Visitor, list ...Expr) {
	for _, e := range list {
		if e != nil {
			v.Expr(e)
		}
	}
}

// VisitQuery calls v for a query that is not nil.
func VisitQuery(v Visitor, q *Query) {
	if q != nil {
		v.Query(q)
	}
}

// Children visits the operands of an expression.
func Children(e Expr, v Visitor) {
	switch e := e.(type) {
	case *Unary:
		Visit(v, e.Operand)
	case *Binary:
		Visit(v, e.Left, e.Right, e.Escape)
	case *Call:
		callChildren(e, v)
	case *Cast:
		Visit(v, e.Operand)
		v.Type(&e.Type)
	case *Is:
		Visit(v, e.Operand)
	case *Between:
		Visit(v, e.Operand, e.Low, e.Top)
	case *In:
		Visit(v, e.Operand)
		Visit(v, e.List...)
		VisitQuery(v, e.Query)
	case *Quantified:
		Visit(v, e.Operand, e.Array)
		VisitQuery(v, e.Query)
	case *Case:
		Visit(v, e.Operand)
		for _, w := range e.When {
			Visit(v, w.When, w.Then)
		}
		Visit(v, e.Else)
	case *Subquery:
		VisitQuery(v, e.Query)
	case *Exists:
		VisitQuery(v, e.Query)
	case *Array:
		Visit(v, e.Values...)
		VisitQuery(v, e.Query)
	default:
		rareChildren(e, v)
	}
}

func rareChildren(e Expr, v Visitor) {
	switch e := e.(type) {
	case *Typed:
		v.Type(&e.Type)
	case *Interval:
		Visit(v, e.Value)
	case *Field:
		Visit(v, e.Operand)
	case *Index:
		Visit(v, e.Operand, e.Low, e.High)
	case *Collate:
		Visit(v, e.Operand)
	case *Special:
		Visit(v, e.Arguments...)
	case *Match:
		Visit(v, e.Columns...)
		Visit(v, e.Against)
	case *Row:
		Visit(v, e.Values...)
	case *Grouping:
		Visit(v, e.Items...)
	case *Directed:
		Visit(v, e.Operand)
	case *JSONTable:
		Visit(v, e.Value)
		jsonColumns(e.Columns, v)
	}
}

func jsonColumns(list []JSONColumn, v Visitor) {
	for i := range list {
		c := &list[i]
		jsonColumns(c.Nested, v)
		Visit(v, c.Empty.Default, c.Error.Default)
	}
}

func callChildren(c *Call, v Visitor) {
	Visit(v, c.Arguments...)
	VisitOrder(v, c.Order)
	VisitOrder(v, c.Within)
	Visit(v, c.Filter)
	VisitWindow(v, c.Over)
}

// VisitOrder visits the terms of an ORDER BY.
func VisitOrder(v Visitor, list []Order) {
	for _, t := range list {
		Visit(v, t.Expr)
	}
}

// VisitWindow visits a window that is not nil.
func VisitWindow(v Visitor, w *Window) {
	if w == nil {
		return
	}
	Visit(v, w.Partition...)
	VisitOrder(v, w.Order)
	if w.Frame != nil {
		Visit(v, w.Frame.From.Expr, w.Frame.To.Expr)
	}
}

// VisitClauses visits what stands in a SELECT behind the select list and FROM.
func VisitClauses(v Visitor, s *Select) {
	Visit(v, s.DistinctOn...)
	Visit(v, s.Where)
	Visit(v, s.Group...)
	Visit(v, s.Having)
	for _, w := range s.Windows {
		VisitWindow(v, w.Spec)
	}
}

// VisitSource visits what a source is made of; On is left to the caller.
func VisitSource(v Visitor, s *Source) {
	VisitQuery(v, s.Query)
	Visit(v, s.Call)
	Visit(v, s.RowsFrom...)
	for i := range s.Types {
		v.Type(&s.Types[i])
	}
	if s.Sample != nil {
		Visit(v, s.Sample.Arguments...)
		Visit(v, s.Sample.Repeatable)
	}
	VisitAccess(v, s.Access)
}

// VisitAccess visits what says which rows of a table are read.
func VisitAccess(v Visitor, a *Access) {
	if a != nil && a.Period != nil {
		Visit(v, a.Period.From, a.Period.To)
	}
}

// Members calls f for the SELECTs, VALUES and queries in parentheses that a body
// is made of, from left to right.
func Members(b Body, f func(Body)) {
	if s, ok := b.(*SetOp); ok {
		Members(s.Left, f)
		Members(s.Right, f)
		return
	}
	f(b)
}
