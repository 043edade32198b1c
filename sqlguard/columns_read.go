package sqlguard

import (
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// listedColumns refuses columns that are not on Policy.Columns, and what may stand
// for one of them.
func (p *Policy) listedColumns(tree *syntax.Tree, st *Statement) *guard.Denial {
	if p.Columns == nil || st.Show {
		return nil
	}
	list, err := p.columnList()
	switch {
	case err != nil:
		return refuse(hintUnlisted, 0, err.Error())
	case len(st.pragmas) > 0:
		return refuse(hintListed, st.pragmas[0].pos, "pragma in FROM beside a list of columns")
	}
	query := tree.Query
	if tree.Write != nil {
		query = tree.Write.Sees()
	}
	if query == nil {
		return refuse(hintUnlisted, 0, "no query")
	}
	r := &columnReader{dialect: p.Dialect, list: list, tables: make(map[int]bool, len(st.Tables))}
	for _, t := range st.sources() {
		r.tables[t.Pos] = true
	}
	r.Query(query)
	return r.denial
}

// A columnReader follows the names of columns to the tables they may be of, by the
// rules of scope of the engines. Where those differ, or it cannot know what
// a query returns, it takes less for granted.
type columnReader struct {
	dialect Dialect
	list    columnList
	tables  map[int]bool // where FROM names a table and no table of WITH
	level   *columnLevel
	scope   *scope
	denial  *guard.Denial
}

func (r *columnReader) refuse(hint string, pos int, detail string) {
	if r.denial == nil {
		r.denial = refuse(hint, pos, detail)
	}
}

// Type implements syntax.Visitor.
func (r *columnReader) Type(*syntax.Type) {}

// Expr implements syntax.Visitor.
func (r *columnReader) Expr(e syntax.Expr) {
	if pos, ok := searches(e); ok && r.level.reaches() {
		r.refuse(hintUnnamed, pos, "MATCH")
	}
	ref, ok := e.(*syntax.Ref)
	switch {
	case !ok:
		syntax.Children(e, r)
	case ref.Star:
		r.star(ref.Schema, ref.Table, ref.Pos)
	case ref.Table != "":
		if !r.level.qualified(ref.Schema, ref.Table, r.list.fold(ref.Name)) {
			r.refuse(hintUnlisted, ref.Pos, "column "+clip(ref.Table+"."+ref.Name))
		}
	case !r.level.bare(r.list.fold(ref.Name)):
		r.refuse(hintUnlisted, ref.Pos, "column "+clip(ref.Name))
	}
}

// star decides about all columns of a source, or of all if none is named.
func (r *columnReader) star(schema, table string, pos int) {
	if table == "" && r.level.closed() || table != "" && !r.level.qualified(schema, table, "*") {
		r.refuse(hintColumn, pos, "star")
	}
}

// in calls f inside a level, or outside of all if it is nil.
func (r *columnReader) in(l *columnLevel, f func()) {
	outer := r.level
	r.level = l
	f()
	r.level = outer
}

// Query implements syntax.Visitor.
func (r *columnReader) Query(q *syntax.Query) {
	outer := r.scope
	if len(q.With) > 0 {
		s := newScope(r.dialect, q, outer)
		r.scope = s
		for i, t := range q.With {
			s.open = i
			r.Query(t.Body)
			if t.Cycle != nil {
				syntax.Visit(r, t.Cycle.To, t.Cycle.Default)
			}
		}
		s.close()
	}
	order := &columnLevel{outer: r.level}
	syntax.Members(q.Body, func(b syntax.Body) {
		if l := r.member(b); l != nil && b == q.Body {
			order = l
		}
	})
	if len(q.Order) > 0 {
		order = &columnLevel{outer: order.outer, sources: order.sources, aliases: r.outputs(q)}
		for _, t := range q.Order {
			r.orderTerm(order, t.Expr)
		}
	}
	syntax.Visit(r, q.Limit, q.Offset)
	r.scope = outer
}

// orderTerm decides about a term of ORDER BY. Only a name alone is looked for in
// the select list first.
func (r *columnReader) orderTerm(order *columnLevel, e syntax.Expr) {
	level := order
	if ref, ok := e.(*syntax.Ref); !ok || ref.Table != "" {
		level = &columnLevel{outer: order.outer, sources: order.sources}
	}
	r.in(level, func() { syntax.Visit(r, e) })
}

// member reads a SELECT and returns its level, or something else that returns
// rows.
func (r *columnReader) member(b syntax.Body) *columnLevel {
	switch b := b.(type) {
	case *syntax.Query:
		r.Query(b)
	case *syntax.Values:
		for _, row := range b.Rows {
			syntax.Visit(r, row...)
		}
	case *syntax.Select:
		l := &columnLevel{outer: r.level}
		r.from(l, l, b.From)
		r.in(l, func() {
			for _, c := range b.Columns {
				if c.Star {
					r.star(c.Schema, c.Table, c.Pos)
				}
				syntax.Visit(r, c.Expr)
			}
			syntax.VisitClauses(r, b)
		})
		return l
	}
	return nil
}

func firstSelect(b syntax.Body) *syntax.Select {
	for {
		switch body := b.(type) {
		case *syntax.SetOp:
			b = body.Left
		case *syntax.Query:
			b = body.Body
		case *syntax.Select:
			return body
		default:
			return nil
		}
	}
}

// outputs returns the columns that a query is sure to have, as the engine compares
// them.
func (r *columnReader) outputs(q *syntax.Query) map[string]bool {
	names := map[string]bool{}
	if s := firstSelect(q.Body); s != nil {
		for _, c := range s.Columns {
			if c.Alias != "" {
				names[r.list.fold(c.Alias)] = true
			} else if ref, ok := c.Expr.(*syntax.Ref); ok && !ref.Star && !ref.Double {
				names[r.list.fold(ref.Name)] = true
			}
		}
	}
	return names
}

func (r *columnReader) named(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[r.list.fold(name)] = true
	}
	return set
}

// callColumns are those of functions in FROM that always have them, in each
// dialect that knows the function.
var callColumns = map[string][]string{
	"json_each": {"key", "value"}, "jsonb_each": {"key", "value"}, "json_each_text": {"key", "value"}, "jsonb_each_text": {"key", "value"},
	"json_array_elements": {"value"}, "jsonb_array_elements": {"value"},
}

// callOutputs returns the columns that a function in FROM is sure to have.
func (r *columnReader) callOutputs(s *syntax.Source) map[string]bool {
	call, ok := s.Call.(*syntax.Call)
	switch {
	case s.Columns != nil:
		return r.named(s.Columns)
	case !ok || call.Schema != "":
		return nil
	case r.dialect == Postgres && call.Name == "generate_series":
		return r.named(sourceNames(s))
	}
	return r.named(callColumns[lower(call.Name)])
}
