package syntax

import "strings"

// A printer writes a tree in its canonical form. Every name is in quotes and
// every operation in parentheses, but for chains of operators that bind alike,
// which read from left to right in every dialect.
type printer struct {
	dialect Dialect
	b       strings.Builder
}

// String returns the statement in canonical form. Parsing it gives an equal
// tree, but for positions.
func String(d Dialect, t *Tree) string {
	p := &printer{dialect: d}
	p.b.Grow(t.Tokens * 8)
	if t.Show != nil {
		p.show(t.Show)
		return p.b.String()
	}
	p.putIf(t.Explain != "", t.Explain+" ")
	if t.Write != nil {
		p.write(t.Write)
	} else {
		p.query(t.Query)
	}
	return p.b.String()
}

func (p *printer) put(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
}

// putIf writes text if the condition holds.
func (p *printer) putIf(condition bool, text string) {
	if condition {
		p.b.WriteString(text)
	}
}

// name writes a name in quotes. To SQLite a name in double quotes may be a text,
// so it gets those of MySQL, which it knows, too.
func (p *printer) name(s string) {
	quote := "`"
	if p.dialect == Postgres {
		quote = `"`
	}
	p.quoted(s, quote)
}

func (p *printer) quoted(s, quote string) {
	p.put(quote, strings.ReplaceAll(s, quote, quote+quote), quote)
}

// dotted writes a name behind those of its parents that are not empty. SQLite
// has empty names.
func (p *printer) dotted(parts ...string) {
	last := len(parts) - 1
	for i, s := range parts {
		if s != "" || i == last {
			p.name(s)
			p.putIf(i < last, ".")
		}
	}
}

// each writes a list with commas.
func each[T any](p *printer, list []T, write func(T)) {
	for i, e := range list {
		p.putIf(i > 0, ", ")
		write(e)
	}
}

func (p *printer) nameList(list []string) {
	p.put("(")
	each(p, list, p.name)
	p.put(")")
}

func (p *printer) with(list []*CTE, recursive bool) {
	if list != nil {
		p.put("WITH ")
		p.putIf(recursive, "RECURSIVE ")
		each(p, list, p.cte)
		p.put(" ")
	}
}

func (p *printer) query(q *Query) {
	p.with(q.With, q.Recursive)
	p.body(q.Body, 0)
	p.orderBy(" ORDER BY ", q.Order)
	switch {
	case q.Ties && p.dialect == MySQL:
		p.offsetRows(q.Offset)
		p.clause(" FETCH FIRST ", q.Limit)
		p.put(" ROWS WITH TIES")
	case q.Ties:
		p.clause(" OFFSET ", q.Offset)
		p.clause(" FETCH FIRST (", q.Limit)
		p.put(") ROWS WITH TIES")
	case q.Limit == nil && p.dialect == MySQL:
		p.offsetRows(q.Offset)
		p.clause(" LIMIT ROWS EXAMINED ", q.Examined)
	default:
		p.clause(" LIMIT ", q.Limit)
		p.clause(" OFFSET ", q.Offset)
		p.clause(" ROWS EXAMINED ", q.Examined)
	}
	p.putIf(len(q.Locks) > 0, " FOR UPDATE")
}

// offsetRows writes OFFSET as MariaDB has it without LIMIT.
func (p *printer) offsetRows(e Expr) {
	if e != nil {
		p.clause(" OFFSET ", e)
		p.put(" ROWS")
	}
}

func (p *printer) cte(c *CTE) {
	p.name(c.Name)
	if c.Columns != nil {
		p.nameList(c.Columns)
	}
	p.put(" AS ", c.Materialized)
	p.paren(c.Body)
	if s := c.Search; s != nil {
		p.put(" SEARCH ", s.Order, " FIRST BY ")
		each(p, s.Columns, p.name)
		p.put(" SET ")
		p.name(s.Set)
	}
	if c.Cycle != nil {
		p.cycle(c.Cycle)
	}
}

func (p *printer) cycle(c *Cycle) {
	p.put(" CYCLE ")
	each(p, c.Columns, p.name)
	if c.Restrict {
		p.put(" RESTRICT")
		return
	}
	p.put(" SET ")
	p.name(c.Set)
	p.clause(" TO ", c.To)
	p.clause(" DEFAULT ", c.Default)
	p.put(" USING ")
	p.name(c.Using)
}

func (p *printer) paren(q *Query) {
	p.put("(")
	p.query(q)
	p.put(")")
}

// body writes queries and the operators between them, in parentheses if the
// operator around them binds tighter than level.
func (p *printer) body(b Body, least int) {
	switch b := b.(type) {
	case *Query:
		p.paren(b)
	case *Values:
		p.put("VALUES ")
		each(p, b.Rows, func(row []Expr) {
			p.putIf(b.RowWord, "ROW")
			p.list(row)
		})
	case *Select:
		p.selectCore(b)
	case *SetOp:
		level := 1
		if b.Op == "INTERSECT" && p.dialect != SQLite {
			level = 2
		}
		p.putIf(level < least, "(")
		p.body(b.Left, level)
		p.put(" ", b.Op)
		p.putIf(b.All, " ALL")
		p.put(" ")
		p.body(b.Right, level+1)
		p.putIf(level < least, ")")
	}
}

func (p *printer) selectCore(s *Select) {
	p.put("SELECT ")
	for _, m := range s.Modifiers {
		p.put(m, " ")
	}
	p.putIf(s.Distinct, "DISTINCT ")
	if s.DistinctOn != nil {
		p.put("ON ")
		p.list(s.DistinctOn)
		p.put(" ")
	}
	each(p, s.Columns, p.column)
	if s.From != nil {
		p.put(" FROM ")
		p.sources(s.From)
	}
	p.clause(" WHERE ", s.Where)
	if s.Group != nil {
		p.put(" GROUP BY ")
		p.putIf(s.GroupOnce, "DISTINCT ")
		each(p, s.Group, p.expr)
		p.putIf(s.Rollup, " WITH ROLLUP")
	}
	p.clause(" HAVING ", s.Having)
	if s.Windows != nil {
		p.put(" WINDOW ")
		each(p, s.Windows, func(w NamedWindow) {
			p.name(w.Name)
			p.put(" AS ")
			p.window(w.Spec)
		})
	}
}

func (p *printer) clause(word string, e Expr) {
	if e != nil {
		p.put(word)
		p.expr(e)
	}
}

func (p *printer) column(c Column) {
	if c.Star {
		if c.Table != "" {
			p.dotted(c.Schema, c.Table)
			p.put(".")
		}
		p.put("*")
		return
	}
	p.expr(c.Expr)
	if c.Alias != "" {
		p.put(" AS ")
		p.name(c.Alias)
	}
	p.putIf(c.Nameless, " AS ''")
}

var joins = [...]string{
	JoinNone: "", JoinComma: ", ", JoinInner: "JOIN ", JoinCross: "CROSS JOIN ", JoinStraight: "STRAIGHT_JOIN ",
	JoinLeft: "LEFT JOIN ", JoinRight: "RIGHT JOIN ", JoinFull: "FULL JOIN ",
}

func (p *printer) sources(list []*Source) {
	for _, s := range list {
		p.putIf(s.Join > JoinComma, " ")
		p.putIf(s.Natural, "NATURAL ")
		p.put(joins[s.Join])
		p.source(s)
		p.clause(" ON ", s.On)
		if s.Using != nil {
			p.put(" USING ")
			p.nameList(s.Using)
		}
		if s.UsingAlias != "" {
			p.put(" AS ")
			p.name(s.UsingAlias)
		}
	}
}

func (p *printer) source(s *Source) {
	p.putIf(s.Lateral, "LATERAL ")
	switch {
	case s.Query != nil:
		p.paren(s.Query)
	case s.Group != nil:
		p.put("(")
		p.sources(s.Group)
		p.put(")")
	case s.Call != nil:
		p.expr(s.Call)
	case s.RowsFrom != nil:
		p.put("ROWS FROM (")
		each(p, s.RowsFrom, p.expr)
		p.put(")")
	default:
		p.putIf(s.Only, "ONLY ")
		p.dotted(s.Schema, s.Name)
	}
	p.putIf(s.Ordinality, " WITH ORDINALITY")
	if s.Access != nil {
		p.rowsRead(s.Access)
	}
	p.sourceAlias(s)
}

func (p *printer) sourceAlias(s *Source) {
	p.putIf(s.Alias != "" || s.Columns != nil, " AS ")
	if s.Alias != "" {
		p.name(s.Alias)
	}
	if s.Columns != nil {
		p.put("(")
		for i, c := range s.Columns {
			p.putIf(i > 0, ", ")
			p.name(c)
			if s.Types != nil {
				p.put(" ")
				p.typeName(&s.Types[i])
			}
		}
		p.put(")")
	}
	if s.Access != nil {
		p.hints(s.Access.Hints)
	}
	if s.Sample != nil {
		p.put(" TABLESAMPLE ")
		p.dotted(s.Sample.Schema, s.Sample.Name)
		p.list(s.Sample.Arguments)
		if s.Sample.Repeatable != nil {
			p.put(" REPEATABLE (")
			p.expr(s.Sample.Repeatable)
			p.put(")")
		}
	}
}

func (p *printer) orderBy(word string, list []Order) {
	if list == nil {
		return
	}
	p.put(word)
	each(p, list, func(t Order) {
		p.expr(t.Expr)
		p.putIf(t.Desc, " DESC")
		p.putIf(t.Using != "", " USING "+t.Using)
		p.putIf(t.Nulls != "", " NULLS "+t.Nulls)
	})
}

func (p *printer) window(w *Window) {
	if w.Name != "" {
		p.name(w.Name)
		return
	}
	p.put("(")
	if w.Base != "" {
		p.name(w.Base)
	}
	if w.Partition != nil {
		p.put(" PARTITION BY ")
		each(p, w.Partition, p.expr)
	}
	p.orderBy(" ORDER BY ", w.Order)
	if f := w.Frame; f != nil {
		p.put(" ", f.Unit, " BETWEEN ")
		p.bound(f.From)
		p.put(" AND ")
		p.bound(f.To)
		p.putIf(f.Exclude != "", " EXCLUDE "+f.Exclude)
	}
	p.put(")")
}

func (p *printer) bound(b Bound) {
	if b.Expr != nil {
		p.expr(b.Expr)
		p.put(" ")
	}
	p.put(b.Word)
}
