package sqlguard

// query reads [WITH] core [UNION core ...] [ORDER BY] [LIMIT].
func (p *parser) query() *query {
	p.enter()
	defer p.leave()
	q := &query{}
	if p.accept(kwWith) {
		q.with = p.with()
	}
	q.cores = append(q.cores, p.core())
	for {
		op, ok := p.compoundOp()
		if !ok {
			break
		}
		p.operator()
		q.compound = append(q.compound, op)
		q.cores = append(q.cores, p.core())
	}
	p.tail(q)
	return q
}

func (p *parser) compoundOp() (compoundOp, bool) {
	switch {
	case p.accept(kwUnion):
		if p.accept(kwAll) {
			return unionAll, true
		}
		return union, true
	case p.accept(kwIntersect):
		return intersect, true
	case p.accept(kwExcept):
		return except, true
	}
	return 0, false
}

// tail reads ORDER BY and LIMIT, which SQLite does not allow after VALUES.
func (p *parser) tail(q *query) {
	if k := p.kind(); k != kwOrder && k != kwLimit {
		return
	}
	if q.cores[len(q.cores)-1].values != nil {
		p.fail(hintCompound, "ORDER BY or LIMIT after VALUES")
	}
	q.order = p.orderBy()
	if p.accept(kwLimit) {
		q.limit = p.expr()
		switch {
		case p.accept(kwOffset):
			q.offset = p.expr()
		case p.accept(kComma): // LIMIT offset, limit
			q.offset, q.limit = q.limit, p.expr()
		}
	}
	if k := p.kind(); k == kwUnion || k == kwIntersect || k == kwExcept {
		p.fail(hintCompound, "compound operator after ORDER BY or LIMIT")
	}
}

func (p *parser) with() []*cte {
	p.accept(kwRecursive) // SQLite lets a table refer to itself without it, too
	var list []*cte
	for {
		c := &cte{pos: p.pos(), name: p.name()}
		if p.kind() == kLParen {
			c.columns = p.names()
		}
		p.expect(kwAs, hintWith)
		if p.accept(kwNot) {
			p.expect(kwMaterialized, hintWith)
		} else {
			p.accept(kwMaterialized)
		}
		c.body = p.parenQuery(hintWith)
		list = append(list, c)
		if !p.accept(kComma) {
			return list
		}
	}
}

// startsQuery reports whether a parenthesis is followed by a query.
func (p *parser) startsQuery(n int) bool {
	k := p.ahead(n)
	return k == kwSelect || k == kwWith || k == kwValues
}

// parenQuery reads a query in parentheses.
func (p *parser) parenQuery(hint string) *query {
	p.expect(kLParen, hint)
	if !p.startsQuery(0) {
		p.fail(hint, "a SELECT was expected")
	}
	q := p.query()
	p.expect(kRParen, hintParen)
	return q
}

func (p *parser) core() *core {
	c := &core{pos: p.pos()}
	if p.accept(kwValues) {
		p.values(c)
		return c
	}
	p.expect(kwSelect, hintSelect)
	if p.accept(kwDistinct) {
		c.distinct = true
	} else {
		p.accept(kwAll)
	}
	c.columns = p.columns()
	if p.accept(kwFrom) {
		c.from = p.from()
	}
	if p.accept(kwWhere) {
		c.where = p.expr()
	}
	if p.accept(kwGroup) {
		p.expect(kwBy, hintOrder)
		c.group = p.exprs()
	}
	if p.accept(kwHaving) {
		c.having = p.expr()
	}
	if p.accept(kwWindow) {
		c.windows = p.windows()
	}
	return c
}

func (p *parser) values(c *core) {
	for {
		p.expect(kLParen, hintOpen)
		row := p.exprs()
		p.expect(kRParen, hintParen)
		if len(c.values) > 0 && len(row) != len(c.values[0]) {
			p.fail(hintValues, "rows of different length")
		}
		c.values = append(c.values, row)
		if !p.accept(kComma) {
			return
		}
	}
}

func (p *parser) columns() []column {
	list := make([]column, 0, 4)
	for {
		list = append(list, p.column())
		if !p.accept(kComma) {
			return list
		}
	}
}

func (p *parser) column() column {
	switch {
	case p.accept(kStar):
		return column{}
	case p.kind().names() && p.ahead(1) == kDot && p.ahead(2) == kStar:
		table := p.name()
		p.next()
		p.next()
		return column{table: table}
	}
	return column{expr: p.expr(), alias: p.alias(true)}
}

// orderBy reads an optional ORDER BY.
func (p *parser) orderBy() []orderTerm {
	if !p.accept(kwOrder) {
		return nil
	}
	p.expect(kwBy, hintOrder)
	list := []orderTerm{p.orderTerm()}
	for p.accept(kComma) {
		list = append(list, p.orderTerm())
	}
	return list
}

func (p *parser) orderTerm() orderTerm {
	t := orderTerm{expr: p.expr()}
	if p.accept(kwDesc) {
		t.desc = true
	} else {
		p.accept(kwAsc)
	}
	if p.accept(kwNulls) {
		if t.nulls = p.kind(); t.nulls != kwFirst && t.nulls != kwLast {
			p.fail(hintOrder, "FIRST or LAST was expected")
		}
		p.next()
	}
	return t
}
