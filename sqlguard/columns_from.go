package sqlguard

import "github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"

// from adds the sources of a FROM clause, or of a join in parentheses, to a level.
// Around is the level whose sources LATERAL sees further.
//
// A condition sees what stands before it: from the last comma on in PostgreSQL and
// MySQL, where a comma joins less tight; in SQLite all of FROM.
func (r *columnReader) from(l, around *columnLevel, list []*syntax.Source) {
	chain := 0 // where the sources begin that ON sees
	for _, s := range list {
		if s.Join == syntax.JoinComma && r.dialect != SQLite {
			chain = len(l.sources)
		}
		before := len(l.sources)
		r.source(l, around, s)
		added := l.sources[before:]
		if s.Natural && (&columnLevel{sources: l.sources[chain:]}).closed() {
			r.refuse(hintUnnamed, s.Pos, "NATURAL")
		}
		for name := range r.named(s.Using) {
			r.using(l.sources[chain:], name, s.Pos)
		}
		if s.UsingAlias != "" {
			l.sources = append(l.sources, columnSource{name: looseName(s.UsingAlias)})
		}
		if s.On != nil && r.dialect != SQLite {
			r.in(&columnLevel{outer: l.outer, sources: l.sources[chain : before+len(added)]}, func() { syntax.Visit(r, s.On) })
		}
	}
	for _, s := range list {
		if s.On != nil && r.dialect == SQLite {
			r.in(l, func() { syntax.Visit(r, s.On) })
		}
	}
}

// using refuses a column of USING unless each table may show it: the engine takes
// it from any of them.
func (r *columnReader) using(sources []columnSource, column string, pos int) {
	if r.denial != nil {
		return
	}
	for _, s := range sources {
		if s.closed() && !s.known[column] {
			r.refuse(hintUnlisted, pos, "column of USING")
		}
	}
}

func (r *columnReader) source(l, around *columnLevel, s *syntax.Source) {
	added := columnSource{schema: looseName(s.Schema), name: looseName(s.Alias)}
	switch {
	case s.Query != nil:
		level := l.outer
		if s.Lateral {
			level = around.with(l)
		}
		r.in(level, func() { r.Query(s.Query) })
		added.known = r.outputs(s.Query)
	case s.Group != nil:
		r.group(l, around, s)
		if s.Alias == "" {
			return
		}
	case s.Call != nil || s.RowsFrom != nil:
		r.in(around.with(l), func() { syntax.VisitSource(r, s) })
		if names := sourceNames(s); len(names) > 0 {
			l.sources = append(l.sources, columnSource{name: looseName(names[0]), known: r.callOutputs(s)})
		}
		return
	default:
		r.in(l.outer, func() { syntax.VisitSource(r, s) })
		r.table(&added, s)
	}
	if s.Columns != nil && !added.stored {
		added.known = r.named(s.Columns)
	}
	l.sources = append(l.sources, added)
}

// with returns the level that LATERAL sees: the sources of l so far, and those
// around it.
func (l *columnLevel) with(inner *columnLevel) *columnLevel {
	if l == inner {
		return l
	}
	return &columnLevel{outer: l, sources: inner.sources}
}

// group adds the sources of a join in parentheses, which see each other alone.
// Under a name of its own it is one source, with the columns of all of them.
func (r *columnReader) group(l, around *columnLevel, s *syntax.Source) {
	inside := &columnLevel{outer: l.outer}
	r.from(inside, around.with(l), s.Group)
	if s.Alias != "" && inside.closed() {
		r.refuse(hintColumn, s.Pos, "name for a join")
	}
	l.sources = append(l.sources, inside.sources...)
}

// table fills in a source that is named: a table, or one of WITH.
func (r *columnReader) table(added *columnSource, s *syntax.Source) {
	if s.Alias == "" {
		added.name = looseName(s.Name)
	}
	if t, _ := r.scope.find(withName(r.dialect, s.Name)); s.Schema == "" && t != nil && !r.tables[s.Pos] {
		if added.known = r.outputs(t.Body); t.Columns != nil {
			added.known = r.named(t.Columns)
		}
		return
	}
	added.stored = true
	added.known, added.all = r.list.of(s.Schema, s.Name)
	if s.Columns != nil && !added.all {
		r.refuse(hintUnnamed, s.Pos, "names of columns behind a table")
	}
}
