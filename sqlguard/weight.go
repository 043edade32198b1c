package sqlguard

import (
	"maps"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// Engines copy. Where a subquery or a table of WITH is merged into the query
// around it (https://sqlite.org/optoverview.html, "Subquery flattening"; the
// others do the same), every use of a column becomes a copy of the column's
// expression; every use of a table of WITH is a copy of its SELECT; ORDER BY 1
// and OVER w are copies, too. So thirty levels of "SELECT x||x AS x FROM (...)",
// 700 bytes, ask for 2^30 nodes while the statement is still being prepared, when
// neither a time limit nor the limits of the engine stop it. The code below
// bounds, from above, how many nodes there can be.

const (
	maxWeight  = 250_000 // where counting ends
	maxWork    = 20_000  // names looked up or copied; honest statements need hundreds
	maxColumns = 2000    // SQLite's own limit for a result
)

// maxWeights are what each engine prepares in less than a tenth of a second.
// PostgreSQL needs several times as long for a node as the others.
var maxWeights = [...]int{SQLite: maxWeight, MySQL: maxWeight, Postgres: 50_000}

// A weight is what a query grows to.
type weight struct {
	total   int            // nodes of the whole query
	heavy   int            // nodes of its heaviest column
	members int            // SELECTs that a union in it is spread over
	columns map[string]int // nodes of each column by name; "" for those without; nil if there is none
}

// set says how many nodes a column has.
func (w *weight) set(name string, n int) {
	if w.columns == nil {
		w.columns = make(map[string]int)
	}
	w.columns[name] = n
}

// A level is a query that is being weighed: what its column names stand for.
type level struct {
	outer   *level
	from    *weight
	windows map[string]int
}

// A withLevel is a WITH clause and what its tables weigh.
type withLevel struct {
	outer   *withLevel
	names   map[string]int
	weights []weight // of the tables that are weighed already
}

// A weigher walks a tree as a collector does. sum collects the nodes of the
// expressions visited.
type weigher struct {
	dialect Dialect
	level   *level
	with    *withLevel
	sum     int
	work    int
}

// heavy reports whether a query can grow above what its engine prepares quickly,
// or takes too long to weigh. Numbers are capped on the way, so they cannot
// overflow.
func heavy(d Dialect, q *syntax.Query) bool {
	w := &weigher{dialect: d}
	return w.weigh(q).total > maxWeights[d] || w.work > maxWork
}

func capped(n int) int { return min(n, maxWeight+1) }

func times(a, b int) int {
	if b > 0 && a > maxWeight/b {
		return maxWeight + 1
	}
	return a * b
}

// add counts nodes.
func (w *weigher) add(n int) { w.sum = capped(w.sum + n) }

// measure returns the nodes that walk visits, and does not count them.
func (w *weigher) measure(walk func()) int {
	before := w.sum
	w.sum = 0
	walk()
	n := w.sum
	w.sum = before
	return n
}

// Query implements syntax.Visitor.
func (w *weigher) Query(q *syntax.Query) { w.add(w.weigh(q).total) }

// Type implements syntax.Visitor.
func (w *weigher) Type(*syntax.Type) {}

// Expr implements syntax.Visitor.
func (w *weigher) Expr(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.Ref:
		if e.Star { // all columns as one value
			w.add(w.column(e.Table))
		} else {
			w.add(w.column(e.Name))
		}
		return
	case *syntax.Call:
		if e.Over != nil {
			w.add(w.level.windows[lower(e.Over.Name)])
			w.add(w.level.windows[lower(e.Over.Base)])
		}
	}
	w.add(1)
	syntax.Children(e, w)
}

// column returns the nodes that a name stands for: those of the heaviest column
// it can mean. SQLite names a column without an alias by its text.
func (w *weigher) column(name string) int {
	n := 1
	name = lower(name)
	for l := w.level; l != nil && w.work <= maxWork; l = l.outer {
		w.work++
		n = max(n, l.from.columns[name], l.from.columns[""])
	}
	return n
}

func (w *weigher) weigh(q *syntax.Query) weight {
	with := w.with
	defer func() { w.with = with }()
	sum := weight{}
	if len(q.With) > 0 {
		w.with = &withLevel{outer: with, names: withNames(w.dialect, q.With)}
		for _, c := range q.With {
			body := w.weigh(c.Body)
			for _, name := range c.Columns {
				body.set(lower(name), body.heavy)
			}
			w.with.weights = append(w.with.weights, body)
			sum.total = capped(sum.total + body.total)
		}
	}
	members := make([]syntax.Body, 0, 4)
	syntax.Members(q.Body, func(b syntax.Body) { members = append(members, b) })
	for i, b := range members {
		if inner, ok := b.(*syntax.Query); ok { // one in parentheses
			b = &syntax.Select{Columns: []syntax.Column{{Star: true}}, From: []*syntax.Source{{Query: inner}}}
		}
		one := w.core(b, q, i == len(members)-1)
		sum.total = capped(sum.total + one.total)
		sum.members = capped(sum.members + one.members)
		w.take(&sum, one, true)
	}
	return sum
}

// take adds the columns of other to those of to. Last says that nobody changes those
// of other afterwards.
func (w *weigher) take(to *weight, other weight, last bool) {
	if w.work += len(other.columns); w.work > maxWork {
		return
	}
	to.heavy = max(to.heavy, other.heavy)
	if len(to.columns) == 0 && len(other.columns) > 0 {
		if to.columns = other.columns; !last {
			to.columns = maps.Clone(other.columns)
		}
		return
	}
	for name, n := range other.columns {
		to.columns[name] = max(to.columns[name], n)
	}
}

// core weighs one SELECT or VALUES; the last one of a query with what stands
// behind it.
func (w *weigher) core(b syntax.Body, q *syntax.Query, last bool) weight {
	from := weight{members: 1}
	w.level = &level{outer: w.level, from: &from}
	defer func() { w.level = w.level.outer }()
	c, ok := b.(*syntax.Select)
	if !ok {
		c = &syntax.Select{}
	}
	own := w.measure(func() { w.sources(c.From, &from) })
	w.windows(c)
	out := weight{members: from.members}
	own = capped(own + w.columns(b, from, &out))
	w.take(&from, weight{columns: out.columns}, true) // the clauses below see aliases, too
	own = capped(own + w.measure(func() {
		syntax.VisitClauses(w, c)
		for _, e := range c.Group {
			w.term(e, out.heavy)
		}
		if last {
			syntax.Visit(w, q.Limit, q.Offset)
			for _, t := range q.Order {
				w.term(t.Expr, out.heavy)
			}
		}
	}))
	out.total = capped(from.total + times(own, from.members))
	return out
}

// term counts a term of ORDER BY or GROUP BY, which may be the number of a
// column, with a sign or a collation.
func (w *weigher) term(e syntax.Expr, heavy int) {
	syntax.Visit(w, e)
	if _, ok := e.(*syntax.Ref); !ok {
		w.add(heavy)
	}
}

func (w *weigher) windows(c *syntax.Select) {
	if len(c.Windows) > 0 {
		w.level.windows = make(map[string]int)
	}
	for _, named := range c.Windows {
		w.level.windows[lower(named.Name)] = w.measure(func() {
			syntax.VisitWindow(w, named.Spec)
			w.add(w.level.windows[lower(named.Spec.Base)])
		})
	}
}

// columns weighs the select list, or the rows of VALUES, into out.
func (w *weigher) columns(b syntax.Body, from weight, out *weight) int {
	total := 0
	note := func(name string, e syntax.Expr) {
		n := w.measure(func() { syntax.Visit(w, e) })
		total = capped(total + n)
		out.heavy = max(out.heavy, n)
		out.set(name, max(out.columns[name], n))
	}
	if v, ok := b.(*syntax.Values); ok {
		for _, row := range v.Rows {
			for _, e := range row {
				note("", e)
			}
		}
		return total
	}
	stars := 0
	for _, col := range b.(*syntax.Select).Columns {
		if col.Star {
			stars++
			continue
		}
		name := lower(col.Alias)
		if ref, ok := col.Expr.(*syntax.Ref); ok && name == "" {
			name = lower(ref.Name)
		}
		note(name, col.Expr)
	}
	if stars > 0 {
		w.take(out, from, false)
		total = capped(total + times(min(stars*len(from.columns), maxColumns), from.heavy))
	}
	return total
}

// sources adds what FROM brings: the copies of subqueries and of tables of
// WITH, and their columns.
func (w *weigher) sources(list []*syntax.Source, from *weight) {
	for _, src := range list {
		w.add(1)
		syntax.Visit(w, src.Call)
		syntax.Visit(w, src.RowsFrom...)
		syntax.VisitAccess(w, src.Access)
		w.sources(src.Group, from)
		other := weight{}
		switch {
		case src.Query != nil:
			other = w.weigh(src.Query)
		case src.Call == nil && src.RowsFrom == nil && src.Group == nil && src.Schema == "":
			other = w.table(src.Name)
		}
		w.join(from, other)
		w.rename(src, from)
	}
	for _, src := range list { // ON sees the columns of all sources
		syntax.Visit(w, src.On)
	}
}

// rename adds the names that a source gives to what it brings: of its columns,
// and in PostgreSQL its own, which stands for a whole row.
func (w *weigher) rename(src *syntax.Source, from *weight) {
	for _, name := range src.Columns {
		from.set(lower(name), max(from.columns[lower(name)], from.heavy))
	}
	if w.dialect != Postgres {
		return
	}
	for _, name := range []string{src.Alias, src.Name, src.UsingAlias} {
		if name != "" && from.total > 0 {
			from.set(name, max(from.columns[name], from.total))
		}
	}
}

// join adds a source. SQLite makes one SELECT of each pair of members of two
// unions; PostgreSQL has the members of each as children of its own, and gives
// every child a copy of what is said of it.
func (w *weigher) join(to *weight, other weight) {
	to.total = capped(to.total + other.total)
	if w.dialect == Postgres {
		to.members = capped(to.members + max(other.members, 1) - 1)
	} else {
		to.members = times(to.members, max(other.members, 1))
	}
	w.take(to, other, false)
}

// table returns the weight of a table of WITH. A stored table weighs nothing,
// and neither does one that refers to itself, for SQLite does not copy that. One
// that is defined later is not weighed yet and counts as too heavy.
func (w *weigher) table(name string) weight {
	name = withName(w.dialect, name)
	for l := w.with; l != nil; l = l.outer {
		w.work++
		switch i, ok := l.names[name]; {
		case !ok:
		case i < len(l.weights):
			return l.weights[i]
		case i > len(l.weights):
			return weight{total: maxWeight + 1}
		default:
			return weight{}
		}
	}
	return weight{}
}
