package syntax

// Restrict narrows tables to the rows in which a column has a value: each source
// for which column returns a name becomes (SELECT * FROM source WHERE column =
// value) under the source's own name. It changes the tree, not a text.
func Restrict(d Dialect, t *Tree, column func(*Source) (name string, value *Literal)) {
	r := &restricter{d, column}
	if t.Write != nil {
		r.Query(t.Write.Reads())
	}
	VisitQuery(r, t.Query)
}

type restricter struct {
	dialect Dialect
	column  func(*Source) (string, *Literal)
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
			narrow(s, equals(r.dialect, &Ref{Name: name}, value))
		}
	}
}

// equals is column = value. MySQL compares a text with a number as numbers, where
// 'abc' is 0 and '1x' is 1 (https://dev.mysql.com/doc/refman/8.4/en/type-conversion.html),
// so there the value is a text, and that of the column must be the same.
func equals(d Dialect, column *Ref, value *Literal) Expr {
	if d != MySQL {
		return &Binary{Op: "=", Left: column, Right: value, Level: lEqual}
	}
	text := &Literal{Kind: LitString, Text: value.Text}
	return &Binary{
		Op: "AND", Level: lAnd,
		Left:  &Binary{Op: "=", Left: column, Right: text, Level: lEqual},
		Right: &Binary{Op: "=", Left: &Cast{Operand: column, Type: Type{Name: "char"}}, Right: text, Level: lEqual},
	}
}

func narrow(s *Source, condition Expr) {
	inner := &Source{Pos: s.Pos, Only: s.Only, Schema: s.Schema, Name: s.Name, Sample: s.Sample, Access: s.Access}
	s.Query = &Query{Body: &Select{
		Pos: s.Pos, Columns: []Column{{Star: true}}, From: []*Source{inner},
		Where: condition,
	}}
	if s.Alias == "" {
		s.Alias = s.Name
	}
	s.Only, s.Schema, s.Name, s.Sample, s.Access = false, "", "", nil, nil
}
