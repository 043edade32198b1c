package sqlguard

// A scope holds the tables of the WITH clauses around a query. All tables of
// one WITH clause see each other in SQLite, in any order.
type scope struct {
	outer *scope
	ctes  []*cte
	open  int // the table whose body is being read; len(ctes) if none
}

// resolve reports whether name stands for a table of a WITH clause, and whether
// that makes the clause recursive.
func (s *scope) resolve(name string) (found, recursive bool) {
	for ; s != nil; s = s.outer {
		for i, c := range s.ctes {
			if equalFold(c.name, name) {
				return true, i >= s.open
			}
		}
	}
	return false, false
}

// A collector walks a tree and notes the facts. Its recursion is bounded by the
// parser's limits on depth and operators.
type collector struct {
	st    *Statement
	scope *scope
	depth int
}

// lightTokens is how long a statement of one SELECT may be that is not weighed:
// it grows at most to the third power of a third of them.
const lightTokens = 180

func factsOf(q *query, p *parser) *Statement {
	c := &collector{st: &Statement{Parameters: p.params, Limit: q.limit != nil}}
	c.query(q)
	c.st.heavy = (c.st.Depth > 1 || len(p.tokens) > lightTokens) && heavy(q)
	return c.st
}

func (c *collector) query(q *query) {
	outer := c.scope
	c.depth++
	c.st.Depth = max(c.st.Depth, c.depth)
	if len(q.with) > 0 {
		c.scope = &scope{outer: outer, ctes: q.with}
		for i, t := range q.with {
			c.scope.open = i
			c.query(t.body)
		}
		c.scope.open = len(q.with)
	}
	for _, core := range q.cores {
		c.core(core)
	}
	visitOrder(c, q.order)
	visit(c, q.limit, q.offset)
	c.depth--
	c.scope = outer
}

func (c *collector) core(core *core) {
	for _, row := range core.values {
		visit(c, row...)
	}
	for _, col := range core.columns {
		visit(c, col.expr)
	}
	c.sources(core.from, core.where == nil)
	visitClauses(c, core)
}

func (c *collector) sources(list []*source, free bool) {
	for _, src := range list {
		if src.join != joinNone {
			c.st.Joins++
		}
		visitQuery(c, src.query)
		c.sources(src.group, free)
		visit(c, src.on)
		if src.arguments != nil {
			c.st.Functions = append(c.st.Functions, Function{lower(src.name), true, src.pos})
			visit(c, src.arguments...)
		} else if src.query == nil && src.group == nil {
			c.table(src, free)
		}
	}
}

func (c *collector) table(src *source, free bool) {
	if src.schema == "" {
		if found, recursive := c.scope.resolve(src.name); found {
			c.st.Recursive = c.st.Recursive || recursive
			return
		}
	}
	if free && src.join != joinNone && src.on == nil && src.using == nil && !src.natural {
		c.st.Products++
	}
	c.st.Tables = append(c.st.Tables, TableRef{src.schema, src.name, src.alias, src.pos})
}

// operatorFunctions are the operators that call a function which an application
// may have replaced (https://sqlite.org/lang_expr.html, section 5).
var operatorFunctions = map[kind]string{kwLike: "like", kwGlob: "glob", kwRegexp: "regexp", kwMatch: "match"}

func (c *collector) expr(e expr) {
	switch e := e.(type) {
	case *binary:
		if e.op > kwSoft {
			c.st.Functions = append(c.st.Functions, Function{operatorFunctions[e.op], false, e.pos})
		}
	case *call:
		name := lower(e.name)
		c.st.Functions = append(c.st.Functions, Function{name, false, e.pos})
		if (name == "printf" || name == "format") && c.st.format == nil && !harmlessFormat(e.arguments) {
			c.st.format = &e.pos
		}
	}
	children(e, c)
}
