package sqlguard

import (
	"strings"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// A scope holds the tables of the WITH clauses around a query. In SQLite all
// tables of one WITH clause see each other, in any order; elsewhere they do with
// the word RECURSIVE, and without it those before.
type scope struct {
	outer *scope
	list  []*syntax.CTE
	names map[string]int // of the tables, the first that has the name
	open  int            // the table whose body is being read; the number of tables if none
	all   bool
}

// newScope returns the scope of the WITH clause of a query, in which no table is
// read yet.
func newScope(d Dialect, q *syntax.Query, outer *scope) *scope {
	return &scope{outer: outer, list: q.With, names: withNames(d, q.With), all: d == SQLite || q.Recursive}
}

// close says that all tables were read: what follows sees them all.
func (s *scope) close() { s.open, s.all = len(s.list), true }

// find returns the table of a WITH clause that a name stands for, or nil, and
// whether that makes the clause recursive. The name is as withName has it.
func (s *scope) find(name string) (table *syntax.CTE, recursive bool) {
	for ; s != nil; s = s.outer {
		if i, ok := s.names[name]; ok && (s.all || i < s.open) {
			return s.list[i], i >= s.open
		}
	}
	return nil, false
}

// withNames returns where each name of a WITH clause is defined first.
func withNames(d Dialect, list []*syntax.CTE) map[string]int {
	names := make(map[string]int, len(list))
	for i, t := range list {
		if _, ok := names[withName(d, t.Name)]; !ok {
			names[withName(d, t.Name)] = i
		}
	}
	return names
}

// withName folds the name of a table of WITH as the engine does, or further: MariaDB
// folds it, and MySQL does not where the files of tables have upper and lower case.
func withName(d Dialect, name string) string {
	switch d {
	case SQLite:
		return lower(name)
	case MySQL:
		return looseName(name)
	}
	return name
}

// A collector walks a tree and notes the facts. Its recursion is bounded by the
// parser's limits on depth and operators.
type collector struct {
	dialect Dialect
	st      *Statement
	scope   *scope
	depth   int
	growth  growth

	dotted    []*syntax.Ref    // the columns with a table, of PostgreSQL
	functions []*syntax.Source // the functions in FROM, of PostgreSQL
	rows      []string         // the names of the other sources, of PostgreSQL
}

// A harvest is a collector, and what it needs for most statements, in one allocation.
type harvest struct {
	collector collector
	statement Statement
	tables    [2]TableRef
	rows      [2]string
}

// lightTokens is how long a statement of one SELECT may be that is not weighed:
// it grows at most to the third power of a third of them.
const lightTokens = 180

func factsOf(d Dialect, t *syntax.Tree) *Statement {
	if t.Show != nil {
		return factsOfShow(t.Show)
	}
	h := &harvest{}
	c := &h.collector
	c.dialect, c.growth, c.rows = d, newGrowth(), h.rows[:0]
	query := t.Query
	if t.Write != nil {
		query = t.Write.Reads()
	}
	c.st = &h.statement
	*c.st = Statement{Explain: t.Explain != "", Parameters: t.Params, Limit: query.Limit != nil, Subqueries: -1, unnamed: -1, Tables: h.tables[:0]}
	c.st.Columns, c.st.Functions = make([]ColumnRef, 0, t.Refs+1), make([]Function, 0, t.Calls)
	if d == Postgres {
		c.st.Operators = make([]Operator, 0, t.Operators)
	}
	if t.Write != nil {
		c.write(t.Write, query)
	} else {
		c.Query(query)
	}
	c.dottedCalls()
	c.hiddenArguments()
	c.textTotal()
	c.st.heavy = (c.st.Depth > 1 || t.Tokens > lightTokens) && heavy(d, query)
	return c.st
}

// factsOfShow are those of a statement that describes. An index of SQLite has a
// name of its own, and only the engine knows its table.
func factsOfShow(s *syntax.Show) *Statement {
	st := &Statement{Show: true, show: s, unnamed: -1}
	switch described := []TableRef{{Schema: s.Schema, Name: s.Table, Pos: s.Pos}}; {
	case s.Kind == syntax.ShowIndex:
		st.indexes = described
	case s.Table != "":
		st.Tables = described
	}
	return st
}

// refuse keeps the first reason.
func (c *collector) refuse(hint string, pos int, detail string) {
	if c.st.refused == nil {
		c.st.refused = &refusal{hint, pos, detail}
	}
}

// Query implements syntax.Visitor.
func (c *collector) Query(q *syntax.Query) {
	outer := c.scope
	c.depth++
	c.st.Depth = max(c.st.Depth, c.depth)
	if len(q.With) > 0 {
		s := newScope(c.dialect, q, outer)
		c.scope = s
		for i, t := range q.With {
			s.open = i
			c.Query(t.Body)
			if t.Cycle != nil {
				syntax.Visit(c, t.Cycle.To, t.Cycle.Default)
			}
		}
		s.close()
	}
	syntax.Members(q.Body, c.member)
	syntax.VisitOrder(c, q.Order)
	syntax.Visit(c, q.Limit, q.Offset)
	c.st.Locks = c.st.Locks || len(q.Locks) > 0
	c.depth--
	c.scope = outer
}

func (c *collector) member(b syntax.Body) {
	switch b := b.(type) {
	case *syntax.Query:
		c.Query(b)
		return
	case *syntax.Values:
		for _, row := range b.Rows {
			syntax.Visit(c, row...)
		}
	case *syntax.Select:
		for _, col := range b.Columns {
			if col.Star {
				c.st.Columns = append(c.st.Columns, ColumnRef{col.Schema, col.Table, "*", col.Pos})
			}
			syntax.Visit(c, col.Expr)
		}
		c.sources(b.From, b.Where == nil)
		syntax.VisitClauses(c, b)
	}
	c.st.Subqueries++
}

func (c *collector) sources(list []*syntax.Source, free bool) {
	for _, s := range list {
		if s.Join != syntax.JoinNone {
			c.st.Joins++
		}
		c.sources(s.Group, free)
		c.unnamed(s)
		if s.Call == nil && s.RowsFrom == nil {
			c.named(s)
			syntax.VisitSource(c, s)
		} else {
			c.calls(s)
		}
		syntax.Visit(c, s.On)
		for _, name := range s.Using {
			c.st.Columns = append(c.st.Columns, ColumnRef{Name: name, Pos: s.Pos})
		}
		if s.Name != "" || s.Query == nil && s.Group == nil && s.Call == nil && s.RowsFrom == nil {
			c.table(s, free)
		}
	}
}

// unnamed notes columns that a source stands for without naming them. Those of
// queries and functions are named inside of them.
func (c *collector) unnamed(s *syntax.Source) {
	if s.Group != nil && s.Alias != "" {
		c.st.groups = append(c.st.groups, s.Alias)
	}
	renamed := len(s.Columns) > 0 && s.Query == nil && s.Call == nil && s.RowsFrom == nil
	if (s.Natural || renamed) && c.st.unnamed < 0 {
		c.st.unnamed = s.Pos
	}
}

// calls collects a source that is a function, which is a different one than in
// an expression to SQLite.
func (c *collector) calls(s *syntax.Source) {
	from := len(c.st.Functions)
	if c.dialect == Postgres {
		c.functions = append(c.functions, s)
	}
	syntax.VisitSource(c, s)
	called := map[int]bool{}
	for _, e := range heads(s) {
		if call, ok := e.(*syntax.Call); ok {
			c.pragma(call)
			called[call.Pos] = true
		}
	}
	for i := range c.st.Functions[from:] {
		f := &c.st.Functions[from+i]
		f.Table = f.Table || called[f.Pos]
	}
}

func (c *collector) table(s *syntax.Source, free bool) {
	if t := s.Sample; t != nil && !(t.Schema == "" || t.Schema == "pg_catalog") || t != nil && t.Name != "bernoulli" && t.Name != "system" {
		c.refuse(hintSample, t.Pos, "method of TABLESAMPLE")
	}
	if s.Schema == "" && c.scope != nil {
		if t, recursive := c.scope.find(withName(c.dialect, s.Name)); t != nil {
			c.st.Recursive = c.st.Recursive || recursive
			if c.dialect == MySQL && t.Name != s.Name { // a table of the database to some servers
				c.refuse(hintWithCase, s.Pos, "name of a table of WITH in another case")
			}
			return
		}
	}
	if free && s.Join != syntax.JoinNone && s.On == nil && s.Using == nil && !s.Natural {
		c.st.Products++
	}
	c.st.Tables = append(c.st.Tables, TableRef{s.Schema, s.Name, s.Alias, s.Pos})
}

// Type implements syntax.Visitor.
func (c *collector) Type(t *syntax.Type) {
	c.typeCost(t)
	c.st.Types = append(c.st.Types, TypeRef{t.Schema, t.Name, t.Pos})
}

// Expr implements syntax.Visitor.
func (c *collector) Expr(e syntax.Expr) {
	if pos, ok := searches(e); ok && c.st.unnamed < 0 {
		c.st.unnamed = pos
	}
	switch e := e.(type) {
	case *syntax.Ref:
		c.ref(e)
	case *syntax.Field:
		if !e.Star && !returned(e) {
			c.function("", e.Name, e.Pos)
		}
	case *syntax.Binary:
		c.operator(e.Op, e.Pos)
		c.binaryCost(e)
	case *syntax.Quantified:
		c.operator(e.Op, e.Pos)
	case *syntax.Unary:
		if e.Op != "NOT" && e.Op != "BINARY" && e.Op != "!" {
			c.operator(e.Op, e.Pos)
		}
	case *syntax.Variable:
		c.st.Variables = append(c.st.Variables, e.Text)
	case *syntax.Collate:
		if e.Schema != "" && e.Schema != "pg_catalog" {
			c.refuse(hintForeignCollation, e.Pos, "collation of another schema")
		}
	case *syntax.Call:
		c.function(e.Schema, e.Name, e.Pos)
		c.callCost(e)
	case *syntax.Special:
		c.function("", e.Name, e.Pos)
	case *syntax.JSONTable:
		c.function("", "json_table", e.Pos)
	case *syntax.Keyword:
		if c.dialect != SQLite { // there they are literals
			c.function("", e.Name, e.Pos)
		}
	}
	syntax.Children(e, c)
}

func (c *collector) ref(e *syntax.Ref) {
	name := e.Name
	if e.Star {
		name = "*"
	}
	c.st.Columns = append(c.st.Columns, ColumnRef{e.Schema, e.Table, name, e.Pos})
	switch {
	case e.Table == "" || e.Star || c.dialect != Postgres:
	case e.Schema == "":
		if c.dotted == nil {
			c.dotted = make([]*syntax.Ref, 0, cap(c.st.Columns))
		}
		c.dotted = append(c.dotted, e)
	default: // only tables have a schema
		c.st.fields = append(c.st.fields, e.Name)
	}
}

func (c *collector) function(schema, name string, pos int) {
	c.st.Functions = append(c.st.Functions, Function{schema, lower(name), false, pos})
}

// searches reports whether an expression is a full-text search of SQLite whose
// pattern may name columns: those in the pattern count in FTS3 and FTS4, and not the
// one before MATCH (https://sqlite.org/fts3.html#full_text_index_queries).
func searches(e syntax.Expr) (pos int, ok bool) {
	switch e := e.(type) {
	case *syntax.Binary:
		l, literal := e.Right.(*syntax.Literal)
		return e.Pos, e.Op == "MATCH" && !(literal && !strings.Contains(l.Text, ":"))
	case *syntax.Call:
		return e.Pos, lower(e.Name) == "match"
	}
	return 0, false
}

// operatorFunctions are the operators of SQLite that call a function which an
// application may have replaced (https://sqlite.org/lang_expr.html, section 5).
var operatorFunctions = map[string]string{"LIKE": "like", "GLOB": "glob", "REGEXP": "regexp", "MATCH": "match"}

// catalogNames are what PostgreSQL calls the operators that are words.
var catalogNames = map[string]string{"LIKE": "~~", "ILIKE": "~~*", "SIMILAR TO": "~", "IS DISTINCT FROM": "="}

// operator notes an operator that is a function of the engine.
func (c *collector) operator(op string, pos int) {
	switch op {
	case "AND", "OR", "XOR", "IS", "AT TIME ZONE", "OVERLAPS", "SOUNDS LIKE", "DIV":
		return
	case "REGEXP", "MATCH", "GLOB", "LIKE", "ILIKE", "SIMILAR TO", "IS DISTINCT FROM":
		if name := operatorFunctions[op]; c.dialect == SQLite && name != "" {
			c.function("", name, pos)
		}
		if op = catalogNames[op]; op == "" {
			return
		}
	}
	if c.dialect != Postgres {
		return
	}
	c.st.Operators = append(c.st.Operators, Operator{op, pos})
}
