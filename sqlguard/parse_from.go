package sqlguard

// from reads the sources of a FROM clause.
func (p *parser) from() []*source {
	list := make([]*source, 0, 2)
	list = append(list, p.source(joinNone, false))
	for {
		join, natural, ok := p.joinOp()
		if !ok {
			return list
		}
		p.operator()
		list = append(list, p.source(join, natural))
	}
}

// joinOp reads a comma or [NATURAL] [LEFT|RIGHT|FULL [OUTER] | INNER | CROSS] JOIN.
func (p *parser) joinOp() (kind joinKind, natural, ok bool) {
	if p.accept(kComma) {
		return joinComma, false, true
	}
	if k := p.kind(); k != kwJoin && !k.joins() {
		return 0, false, false
	}
	natural = p.accept(kwNatural)
	kind = joinInner
	switch {
	case p.accept(kwCross):
		kind = joinCross
	case p.accept(kwInner):
	case p.accept(kwLeft):
		kind = joinLeft
	case p.accept(kwRight):
		kind = joinRight
	case p.accept(kwFull):
		kind = joinFull
	}
	if kind >= joinLeft {
		p.accept(kwOuter)
	}
	p.expect(kwJoin, hintJoin)
	return kind, natural, true
}

func (p *parser) source(join joinKind, natural bool) *source {
	s := &source{pos: p.pos(), join: join, natural: natural}
	switch {
	case p.kind() == kLParen && p.startsQuery(1):
		s.query = p.parenQuery(hintParen)
	case p.kind() == kLParen:
		p.enter()
		defer p.leave()
		p.next()
		s.group = p.from()
		p.expect(kRParen, hintParen)
	default:
		p.table(s)
	}
	s.alias = p.alias(false)
	if k := p.kind(); k == kwIndexed || k == kwNot {
		p.fail(hintIndexed, "INDEXED BY or NOT INDEXED")
	}
	p.condition(s)
	return s
}

// table reads [schema.]name and the arguments of a table-valued function.
func (p *parser) table(s *source) {
	s.name = p.name()
	if p.accept(kDot) {
		s.schema, s.name = s.name, p.nameAfter()
	}
	if p.accept(kLParen) {
		s.arguments = []expr{}
		if p.kind() != kRParen {
			s.arguments = p.exprs()
		}
		p.expect(kRParen, hintParen)
	}
}

// condition reads ON or USING. On a source that is not joined, and on a
// natural join, they have no meaning that everybody agrees on.
func (p *parser) condition(s *source) {
	k := p.kind()
	if k != kwOn && k != kwUsing {
		return
	}
	if s.join == joinNone || s.join == joinComma || s.natural {
		p.fail(hintOn, "ON or USING without a join")
	}
	p.next()
	if k == kwOn {
		s.on = p.expr()
	} else {
		s.using = p.names()
	}
}
