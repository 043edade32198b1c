package syntax

import "strconv"

// limits reads LIMIT, OFFSET and FETCH. In SQLite and MySQL OFFSET follows LIMIT;
// MariaDB has OFFSET with FETCH, too.
func (p *parser) limits(q *Query) {
	if p.postgres() {
		p.postgresLimits(q)
		return
	}
	for {
		switch {
		case q.Limit == nil && q.Examined == nil && p.accept(kwLimit):
			p.noTailAfterValues(q)
			p.limit(q)
		case p.mysql() && q.Offset == nil && q.Limit == nil && p.accept(kwOffset):
			q.Offset = p.count()
			if !p.accept(kwRow) && !p.accept(kwRows) {
				p.fail(hintLimit, "OFFSET without LIMIT or ROWS")
			}
		case p.mysql() && q.Limit == nil && q.Examined == nil && p.accept(kwFetch):
			p.fetch(q)
		default:
			return
		}
	}
}

func (p *parser) limit(q *Query) {
	if p.kind() != kwRows {
		q.Limit = p.count()
	}
	switch {
	case p.accept(kwOffset):
		q.Offset = p.count()
	case p.accept(kComma): // LIMIT offset, limit
		q.Offset, q.Limit = q.Limit, p.count()
	}
	if p.mysql() && p.accept(kwRows) { // of MariaDB
		if !p.acceptWord("examined") {
			p.fail(hintLimit, "ROWS without EXAMINED")
		}
		q.Examined = p.count()
	}
}

// count reads a number of rows, which MySQL does not compute.
func (p *parser) count() Expr {
	if !p.mysql() {
		return p.expr()
	}
	if p.kind() != kNumber && p.kind() != kParam {
		p.fail(hintLimit, "no number")
	}
	number := p.expr()
	switch n := number.(type) {
	case *Param:
	case *Literal:
		if _, err := strconv.ParseUint(n.Text, 10, 64); err != nil {
			p.failBefore(hintLimit, "no whole number")
		}
	default:
		p.fail(hintLimit, "more than a number")
	}
	return number
}

// fetch reads FETCH FIRST 5 ROWS ONLY.
func (p *parser) fetch(q *Query) {
	if !p.accept(kwFirst) {
		p.expect(kwNext, hintLimit)
	}
	q.Limit = &Literal{Kind: LitNumber, Text: "1"}
	if p.kind() != kwRow && p.kind() != kwRows {
		q.Limit = p.fetchCount()
	}
	if !p.accept(kwRow) {
		p.expect(kwRows, hintLimit)
	}
	if p.accept(kwWith) {
		p.expect(kwTies, hintLimit)
		q.Ties = true
	} else {
		p.expect(kwOnly, hintLimit)
	}
}

func (p *parser) fetchCount() Expr {
	k, pos := p.kind(), p.pos()
	switch {
	case p.mysql():
		return p.count()
	case k == kPlus || k == kMinus:
		p.next()
		return &Unary{Op: opNames[k], Operand: &Literal{Kind: LitNumber, Text: p.number(hintLimit)}, Pos: pos}
	}
	return p.operand()
}

// postgresLimits reads LIMIT or FETCH, and OFFSET, each once and in any order.
func (p *parser) postgresLimits(q *Query) {
	limit, offset := false, false
	for {
		switch {
		case !limit && p.accept(kwLimit):
			if limit = true; !p.accept(kwAll) {
				q.Limit = p.expr()
			}
		case !limit && p.accept(kwFetch):
			limit = true
			p.fetch(q)
		case !offset && p.accept(kwOffset):
			offset = true
			p.offset(q)
		default:
			if q.Ties && q.Order == nil {
				p.failBefore(hintLimit, "WITH TIES without ORDER BY")
			}
			return
		}
	}
}

// offset reads what follows OFFSET. Before ROWS that is one value or a number with
// a sign.
func (p *parser) offset(q *Query) {
	start := p.tokens[p.i]
	n := p.i
	q.Offset = p.expr()
	n = p.i - n
	if !p.accept(kwRow) && !p.accept(kwRows) {
		return
	}
	wrapped := start.kind == kLParen && int(start.match) == p.i-2
	signed := n == 2 && (start.kind == kPlus || start.kind == kMinus) && p.tokens[p.i-2].kind == kNumber
	if n != 1 && !wrapped && !signed {
		p.failBefore(hintLimit, "ROWS behind a value that is computed without parentheses")
	}
}
