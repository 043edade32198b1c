package syntax

// startsQuery reports whether a query starts n places on. Behind an opening
// parenthesis a query and an expression begin alike; what follows the partner
// of an inner parenthesis tells them apart.
func (p *parser) startsQuery(n int) bool {
	for range p.maxDepth {
		switch p.ahead(n) {
		case kwSelect, kwWith:
			return true
		case kwValues:
			return !p.mysql() || p.ahead(n+1) == kLParen || p.ahead(n+1) == kwRow
		case kwTable:
			return p.postgres()
		case kLParen:
			if p.sqlite() {
				return false
			}
		default:
			return false
		}
		if p.ahead(n+1) == kLParen && !p.continuesQuery(int(p.tokens[p.i+n+1].match)+1) {
			return false
		}
		n++
	}
	return false
}

// continuesQuery reports whether the token at i may follow a query in
// parentheses that is the beginning of a longer one.
func (p *parser) continuesQuery(i int) bool {
	switch p.tokens[min(i, len(p.tokens)-1)].kind {
	case kwUnion, kwIntersect, kwExcept, kwOrder, kwLimit, kwOffset, kwFetch, kwFor, kRParen:
		return true
	}
	return false
}

// query reads [WITH] body [ORDER BY] [LIMIT] [FOR UPDATE].
func (p *parser) query() *Query {
	p.enter()
	defer p.leave()
	q := once(&p.query0)
	if p.accept(kwWith) {
		q.Recursive = p.accept(kwRecursive)
		q.With = p.with(q.Recursive)
	}
	q.Body = p.body(0)
	p.tail(q)
	p.clausesOnce(q)
	return q
}

// setOp says whether the next token joins two queries and how tight. In SQLite
// all bind alike; elsewhere INTERSECT binds tighter.
func (p *parser) setOp() (op string, level int) {
	switch p.kind() {
	case kwUnion:
		return "UNION", 1
	case kwExcept:
		return "EXCEPT", 1
	case kwIntersect:
		if p.sqlite() {
			return "INTERSECT", 1
		}
		return "INTERSECT", 2
	}
	return "", 0
}

// body reads queries joined by operators that bind tighter than level.
func (p *parser) body(level int) Body {
	left := p.member()
	for {
		op, l := p.setOp()
		if l <= level {
			return left
		}
		p.next()
		p.operator()
		s := &SetOp{Op: op, Left: left, All: (op == "UNION" || !p.sqlite()) && p.accept(kwAll)}
		if !s.All && !p.sqlite() {
			p.accept(kwDistinct)
		}
		s.Right = p.body(l)
		left = s
	}
}

// member reads one SELECT, VALUES or query in parentheses.
func (p *parser) member() Body {
	switch p.kind() {
	case kwValues:
		return p.values()
	case kLParen:
		if p.sqlite() {
			break
		}
		q := p.parenQuery(hintSelect)
		if q.plain() {
			return q.Body
		}
		return q
	case kwTable:
		if !p.postgres() {
			break
		}
		p.next()
		return p.allOf()
	}
	return p.selectCore()
}

// allOf reads the name of a table and returns the SELECT of all its columns.
func (p *parser) allOf() *Select {
	src := &Source{Pos: p.pos()}
	p.relation(src)
	return &Select{Pos: src.Pos, Columns: []Column{{Star: true, Pos: src.Pos}}, From: []*Source{src}}
}

// wholeTable reads the name of a table and returns the query of all its rows.
func (p *parser) wholeTable() *Query {
	q := &Query{Body: p.allOf()}
	if p.kind() == kLParen {
		p.fail(hintIn, "table-valued function behind IN")
	}
	return q
}

// plain reports whether parentheses around the query say nothing.
func (q *Query) plain() bool {
	return q.With == nil && q.Order == nil && q.Limit == nil && q.Offset == nil && q.Examined == nil && q.Locks == nil
}

// tail reads ORDER BY, LIMIT and locks.
func (p *parser) tail(q *Query) {
	if p.kind() == kwOrder {
		p.noTailAfterValues(q)
		q.Order = p.orderBy()
	}
	p.limits(q)
	if p.kind() == kwFor || p.kind() == kwLock {
		q.Locks = p.locks()
		p.limits(q)
	}
	switch p.kind() {
	case kwUnion, kwIntersect, kwExcept:
		p.fail(hintCompound, "compound operator after ORDER BY or LIMIT")
	}
}

// clausesOnce refuses what PostgreSQL does of a query in parentheses that goes on
// behind them: a clause that it has inside already.
func (p *parser) clausesOnce(q *Query) {
	inner, ok := q.Body.(*Query)
	if !ok || !p.postgres() {
		return
	}
	limits := q.Limit != nil && inner.Limit != nil || q.Offset != nil && inner.Offset != nil
	if limits || q.Order != nil && inner.Order != nil || q.With != nil && inner.With != nil {
		p.failBefore(hintCompound, "a clause inside of parentheses and behind them")
	}
}

// noTailAfterValues refuses what SQLite refuses.
func (p *parser) noTailAfterValues(q *Query) {
	last := q.Body
	if s, ok := last.(*SetOp); ok {
		last = s.Right
	}
	if _, ok := last.(*Values); ok && p.sqlite() {
		p.fail(hintCompound, "ORDER BY or LIMIT after VALUES")
	}
}

// locks reads FOR UPDATE, FOR SHARE, LOCK IN SHARE MODE and what belongs to
// them. The policy refuses all of them.
func (p *parser) locks() []Lock {
	var list []Lock
	for p.kind() == kwFor || p.kind() == kwLock {
		list = append(list, Lock{p.pos()})
		for p.next(); p.can(cAny) || p.kind() == kwUpdate || p.kind() == kwIn || p.kind() == kComma || p.kind() == kDot; {
			p.next()
		}
	}
	return list
}

func (p *parser) with(recursive bool) []*CTE {
	if k := p.kind(); p.mysql() && !recursive && (k == kwCube || k == kwRollup || p.isWord("system")) { // one token with WITH
		p.fail(hintName, "a word that is none behind WITH")
	}
	var list []*CTE
	for {
		c := &CTE{Pos: p.pos(), Name: p.name(cName)}
		if p.kind() == kLParen {
			c.Columns = p.names()
		}
		p.expect(kwAs, hintWith)
		switch {
		case p.mysql():
		case p.acceptTwo(kwNot, kwMaterialized):
			c.Materialized = "NOT MATERIALIZED"
		case p.accept(kwMaterialized):
			c.Materialized = "MATERIALIZED"
		}
		c.Body = p.parenQuery(hintWith)
		switch {
		case p.postgres():
			p.searchAndCycle(c)
		case p.mysql() && recursive && p.acceptWord("cycle"):
			c.Cycle = &Cycle{Columns: p.nameList(), Restrict: true}
			p.expectWord("restrict", hintWith)
		}
		list = append(list, c)
		if !p.accept(kComma) {
			return list
		}
	}
}

func (p *parser) searchAndCycle(c *CTE) {
	if p.acceptWord("search") {
		c.Search = &Search{Order: p.oneOf(hintWith, "DEPTH", "BREADTH")}
		p.expect(kwFirst, hintWith)
		p.expect(kwBy, hintWith)
		c.Search.Columns = p.nameList()
		p.expectWord("set", hintWith)
		c.Search.Set = p.name(cName)
	}
	if p.acceptWord("cycle") {
		c.Cycle = &Cycle{Columns: p.nameList()}
		p.expectWord("set", hintWith)
		c.Cycle.Set = p.name(cName)
		if p.accept(kwTo) {
			c.Cycle.To = p.constant()
			p.expect(kwDefault, hintWith)
			c.Cycle.Default = p.constant()
		}
		p.expect(kwUsing, hintWith)
		c.Cycle.Using = p.name(cName)
	}
}

// constant reads a literal.
func (p *parser) constant() Expr {
	paren := p.kind() == kLParen
	e := p.primary()
	if _, ok := e.(*Literal); !ok || paren {
		p.failBefore(hintWith, "no literal")
	}
	return e
}

func (p *parser) expectWord(word, hint string) {
	if !p.acceptWord(word) {
		p.fail(hint, word+" was expected")
	}
}

// parenQuery reads a query in parentheses.
func (p *parser) parenQuery(hint string) *Query {
	p.expect(kLParen, hint)
	if !p.startsQuery(0) {
		p.fail(hint, "a SELECT was expected")
	}
	q := p.query()
	p.expect(kRParen, hintParen)
	for { // ((SELECT 1)) is (SELECT 1)
		inner, ok := q.Body.(*Query)
		if !ok || !q.plain() || p.mysql() && inner.With != nil { // which MariaDB takes in single ones only
			return q
		}
		q = inner
	}
}

func (p *parser) values() *Values {
	v := &Values{Pos: p.pos()}
	p.next()
	for {
		if p.mysql() && p.accept(kwRow) {
			v.RowWord = true
		}
		p.expect(kLParen, hintOpen)
		row := p.exprs()
		p.expect(kRParen, hintParen)
		if len(v.Rows) > 0 && len(row) != len(v.Rows[0]) {
			p.fail(hintValues, "rows of different length")
		}
		v.Rows = append(v.Rows, row)
		if !p.accept(kComma) {
			return v
		}
	}
}
