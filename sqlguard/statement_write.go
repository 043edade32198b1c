package sqlguard

import "github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"

// A Change is what a statement that writes changes.
type Change struct {
	// Action is INSERT, UPDATE or DELETE.
	Action string
	// Table is what is written. It is not in Statement.Tables, unless the
	// statement reads it in a subquery, too.
	Table TableRef
	// Columns holds the columns that are set.
	Columns []ColumnRef
	// Where says that there is a WHERE clause; Always that it holds for rows
	// without looking at them: it names no column, as 1 = 1 does, or says so
	// behind an OR.
	Where, Always bool
	// Rows is how many rows VALUES has.
	Rows int
	// Query says that INSERT takes the rows of a SELECT.
	Query bool
	// Returning says that columns of the rows are returned.
	Returning bool

	only bool   // ONLY, of PostgreSQL
	twin string // the name of a source that is the name of Table, too
}

// write notes what a statement changes, and what it reads as if it were a SELECT.
func (c *collector) write(w *syntax.Write, reads *syntax.Query) {
	t := TableRef{w.Target.Schema, w.Target.Name, w.Target.Alias, w.Target.Pos}
	change := &Change{
		Action: w.Action, Table: t, Where: w.Where != nil, Rows: len(w.Rows), Query: w.Query != nil, Returning: w.Returning != nil, only: w.Target.Only,
	}
	for _, target := range w.Columns {
		change.Columns = append(change.Columns, ColumnRef{Name: target.Name, Pos: target.Pos})
	}
	for _, a := range w.Set {
		for _, target := range a.Columns {
			change.Columns = append(change.Columns, ColumnRef{Name: target.Name, Pos: target.Pos})
		}
	}
	change.Always = w.Where != nil && always(w.Where)
	change.twin = twin(w)
	c.st.Write = change
	c.named(w.Target)
	if w.Returning != nil && c.dialect == Postgres {
		c.versions()
	}
	c.Query(reads)
}

// versions notes the rows before and after the write, which RETURNING of PostgreSQL 18
// has as old and new (https://www.postgresql.org/docs/18/dml-returning.html).
func (c *collector) versions() {
	for _, name := range []string{"old", "new"} {
		c.rows = append(c.rows, name)
		c.st.groups = append(c.st.groups, name)
	}
}

// twin returns a name that the target shares with another source of the same
// statement: which one a column with that name belongs to, engines see
// differently.
func twin(w *syntax.Write) string {
	own := map[string]bool{looseName(w.Target.Name): true}
	if w.Target.Alias != "" {
		own[looseName(w.Target.Alias)] = true
	}
	for _, t := range w.With {
		if own[looseName(t.Name)] {
			return t.Name
		}
	}
	return twinSource(own, w.From)
}

func twinSource(own map[string]bool, list []*syntax.Source) string {
	for _, s := range list {
		names := []string{s.Alias, s.UsingAlias}
		if s.Alias == "" {
			names = append(sourceNames(s), s.Name, s.UsingAlias)
		}
		for _, name := range names {
			if name != "" && own[looseName(name)] {
				return name
			}
		}
		if name := twinSource(own, s.Group); name != "" {
			return name
		}
	}
	return ""
}

// always reports whether a condition holds, or may hold, without a look at the
// row. It finds accidents and the well-known forms; the ceiling finds the others.
func always(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.Binary:
		switch e.Op {
		case "OR", "XOR":
			return always(e.Left) || always(e.Right)
		case "AND":
			return always(e.Left) && always(e.Right)
		case "=", "<=>", ">=", "<=", "IS", "LIKE":
			if left, ok := e.Left.(*syntax.Ref); ok && !e.Not {
				right, ok := e.Right.(*syntax.Ref)
				return ok && looseName(left.Name) == looseName(right.Name) && looseName(left.Table) == looseName(right.Table)
			}
		}
	case *syntax.Unary:
		if e.Op == "NOT" || e.Op == "!" {
			return always(e.Operand)
		}
	}
	f := &columnFinder{}
	f.Expr(e)
	return !f.found
}

// A columnFinder looks for a column in an expression. What a subquery names
// counts, for it may look at the row.
type columnFinder struct{ found bool }

// Expr implements syntax.Visitor.
func (f *columnFinder) Expr(e syntax.Expr) {
	switch e.(type) {
	case *syntax.Ref, *syntax.Match, *syntax.Field:
		f.found = true
	}
	if !f.found {
		syntax.Children(e, f)
	}
}

// Type implements syntax.Visitor.
func (f *columnFinder) Type(*syntax.Type) {}

// Query implements syntax.Visitor.
func (f *columnFinder) Query(q *syntax.Query) {
	syntax.Members(q.Body, func(b syntax.Body) {
		switch b := b.(type) {
		case *syntax.Query:
			f.Query(b)
		case *syntax.Select:
			for _, c := range b.Columns {
				f.found = f.found || c.Star
				syntax.Visit(f, c.Expr)
			}
			syntax.VisitClauses(f, b)
		}
	})
}
