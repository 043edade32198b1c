package syntax

// Restrict narrows tables to the rows in which a column has a value: each source
// for which column returns a name becomes (SELECT * FROM source WHERE column =
// value) under the source's own name. It changes the tree, not a text.
func Restrict(t *Tree, column func(*Source) (name string, value Expr)) {
	r := &restricter{column}
	if t.Write != nil {
		r.Query(t.Write.Reads())
	}
	VisitQuery(r, t.Query)
}

type restricter struct {
	column func(*Source) (string, Expr)
}

// Type implements Visitor.
func (r *restricter) Type(*Type) {}

// Expr implements Visitor.
func (r *restricter) Expr(e Expr) { Children(e, r) }

// Query implements Visitor.
func (r *restricter) Query(q *Query) {
	for _, c := range q.With {
		r.Query(c.Body)
	}
	Members(q.Body, func(b Body) {
		switch b := b.(type) {
		case *Query:
			r.Query(b)
		case *Values:
			for _, row := range b.Rows {
				Visit(r, row...)
			}
		case *Select:
			for _, c := range b.Columns {
				Visit(r, c.Expr)
			}
			r.sources(b.From)
			VisitClauses(r, b)
		}
	})
	VisitOrder(r, q.Order)
	Visit(r, q.Limit, q.Offset)
}

func (r *restricter) sources(list []*Source) {
	for _, s := range list {
		r.sources(s.Group)
		VisitSource(r, s)
		Visit(r, s.On)
		if s.Call != nil || s.RowsFrom != nil || s.Query != nil || s.Group != nil {
			continue
		}
		if name, value := r.column(s); name != "" {
			narrow(s, name, value)
		}
	}
}

func narrow(s *Source, column string, value Expr) {
	inner := &Source{Pos: s.Pos, Only: s.Only, Schema: s.Schema, Name: s.Name, Sample: s.Sample, Access: s.Access}
	s.Query = &Query{Body: &Select{
		Pos: s.Pos, Columns: []Column{{Star: true}}, From: []*Source{inner},
		Where: &Binary{Op: "=", Left: &Ref{Name: column}, Right: value, Level: lEqual},
	}}
	if s.Alias == "" {
		s.Alias = s.Name
	}
	s.Only, s.Schema, s.Name, s.Sample, s.Access = false, "", "", nil, nil
}
