package sqlguard

import (
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// PostgreSQL takes x.f for f(x) if x has no column f
// (https://www.postgresql.org/docs/current/sql-expressions.html, 4.2.6). Where x
// is a function in FROM that returns single values, f can be any function of one
// argument, pg_read_file for one. Where x is a table or a query, f must be a
// function over rows; of those that come with the engine all that do more than
// compute need a type of their own, so DB asks for the others.

// named notes a source of PostgreSQL that is made of rows.
func (c *collector) named(s *syntax.Source) {
	if c.dialect != Postgres {
		return
	}
	if s.Alias != "" {
		c.rows = append(c.rows, s.Alias)
	} else if s.Name != "" {
		c.rows = append(c.rows, s.Name)
	}
	if s.UsingAlias != "" {
		c.rows = append(c.rows, s.UsingAlias)
	}
}

// namedFunctions are the functions in FROM that have one name: how many there are,
// and how many, from the first on, have each column.
type namedFunctions struct {
	sources int
	columns map[string]int
}

// dottedCalls notes the functions that are written like columns: what follows
// the name of a source is a function, unless every source of that name is made
// of rows or is a function with such a column.
func (c *collector) dottedCalls() {
	if len(c.dotted) == 0 {
		return
	}
	rows := map[string]bool{}
	for _, name := range c.rows {
		rows[name] = true
	}
	known := map[string]*namedFunctions{}
	for _, s := range c.functions {
		if s.UsingAlias != "" {
			rows[s.UsingAlias] = true
		}
		names, columns := sourceNames(s), s.Columns // a list of columns takes the place of the name
		if len(names) == 0 {
			continue
		}
		if len(columns) == 0 {
			columns = append(outputs(s), names...)
		}
		of := known[names[0]]
		if of == nil {
			of = &namedFunctions{columns: map[string]int{}}
			known[names[0]] = of
		}
		of.sources++
		for _, name := range columns {
			if of.columns[name] == of.sources-1 { // all before have it, and it is counted once
				of.columns[name]++
			}
		}
	}
	c.st.fields = slices.Grow(c.st.fields, len(c.dotted))
	for _, e := range c.dotted {
		of := known[e.Table]
		switch {
		case of == nil && rows[e.Table]:
			c.st.fields = append(c.st.fields, e.Name)
		case of == nil || of.columns[e.Name] < of.sources:
			c.function("", e.Name, e.Pos)
		}
	}
}

// returned reports whether a field is a column that a function of the engine
// returns: such a column goes before a function of the same name.
func returned(e *syntax.Field) bool {
	call, ok := e.Operand.(*syntax.Call)
	if !ok || call.Schema != "" && call.Schema != "pg_catalog" || e.Name != "key" && e.Name != "value" {
		return false
	}
	switch call.Name {
	case "json_each", "json_each_text", "jsonb_each", "jsonb_each_text":
		return true
	}
	return false
}

// sourceNames returns what a function in FROM is called, and the further columns that
// ROWS FROM names after its functions.
func sourceNames(s *syntax.Source) []string {
	if s.Alias != "" {
		return []string{s.Alias}
	}
	var names []string
	for _, e := range heads(s) {
		switch e := e.(type) {
		case *syntax.Call:
			names = append(names, e.Name)
		case *syntax.Special:
			names = append(names, e.Name)
		case *syntax.Keyword:
			names = append(names, e.Name)
		}
	}
	return names
}

// heads returns the calls of a source.
func heads(s *syntax.Source) []syntax.Expr {
	if s.Call == nil {
		return s.RowsFrom
	}
	return []syntax.Expr{s.Call}
}

// outputs returns what the functions of a source name the columns that they
// return.
func outputs(s *syntax.Source) []string {
	var columns []string
	if s.Ordinality {
		columns = append(columns, "ordinality")
	}
	for _, e := range heads(s) {
		if call, ok := e.(*syntax.Call); ok && strings.HasPrefix(call.Name, "json") {
			columns = append(columns, "key", "value")
		}
	}
	return columns
}
