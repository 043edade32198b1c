package syntax

// A Write is one INSERT, UPDATE or DELETE of one table.
type Write struct {
	Pos       int
	With      []*CTE
	Recursive bool
	Action    string // INSERT, UPDATE or DELETE
	Target    *Source
	Columns   []Target // of INSERT
	Rows      [][]Expr // of INSERT ... VALUES
	Query     *Query   // of INSERT ... SELECT
	Set       []Assignment
	From      []*Source // UPDATE ... FROM, DELETE ... USING
	Where     Expr
	Order     []Order // of MySQL
	Limit     Expr    // of MySQL
	Returning []Column
}

// A Target is a column that is set.
type Target struct {
	Pos  int
	Name string
}

// An Assignment is column = value, or (columns) = values of an UPDATE.
type Assignment struct {
	Columns []Target
	Value   Expr
}

// Reads returns a SELECT of everything that the write reads: what it names but
// for its target and the columns that it sets. The nodes are those of the write
// itself.
func (w *Write) Reads() *Query {
	s := &Select{Pos: w.Pos, From: w.From, Where: w.Where}
	value := func(e Expr) { s.Columns = append(s.Columns, Column{Expr: e, Pos: w.Pos}) }
	for _, a := range w.Set {
		value(a.Value)
	}
	for _, row := range w.Rows {
		for _, e := range row {
			value(e)
		}
	}
	if w.Query != nil {
		value(&Subquery{Query: w.Query})
	}
	s.Columns = append(s.Columns, w.Returning...)
	return &Query{With: w.With, Recursive: w.Recursive, Body: s, Order: w.Order, Limit: w.Limit}
}

// Sees returns Reads with the target in FROM: what a name of a column can be of.
func (w *Write) Sees() *Query {
	q := w.Reads()
	s := q.Body.(*Select)
	s.From = []*Source{w.Target}
	for i, further := range w.From {
		if i == 0 {
			first := *further
			first.Join = JoinComma
			further = &first
		}
		s.From = append(s.From, further)
	}
	return q
}

// Narrow adds a condition to WHERE: the column of the target has the value.
func (w *Write) Narrow(d Dialect, column string, value *Literal) {
	name := w.Target.Alias
	if name == "" {
		name = w.Target.Name
	}
	w.Where = &Binary{Op: "AND", Left: w.Where, Level: lAnd, Right: equals(d, &Ref{Table: name, Name: column}, value)}
}
