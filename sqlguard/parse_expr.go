package sqlguard

import "strings"

// The levels of precedence, the loosest first
// (https://sqlite.org/lang_expr.html, section 2).
const (
	precNone = iota
	precOr
	precAnd
	precNot
	precEquality
	precComparison
	precBits
	precSum
	precProduct
	precConcat
	precCollate
	precUnary
)

// precedence returns the level of an operator between two operands, or
// precNone. The operators with a grammar of their own (IS, IN, BETWEEN, LIKE)
// are on the level of equality.
func (k kind) precedence() int {
	switch k {
	case kwOr:
		return precOr
	case kwAnd:
		return precAnd
	case kEq, kNe, kwIs, kwIn, kwBetween, kwLike, kwGlob, kwRegexp, kwMatch, kwIsnull, kwNotnull, kwNot:
		return precEquality
	case kLt, kLe, kGt, kGe:
		return precComparison
	case kAmp, kPipe, kShl, kShr:
		return precBits
	case kPlus, kMinus:
		return precSum
	case kStar, kSlash, kPercent:
		return precProduct
	case kConcat, kArrow, kArrow2:
		return precConcat
	case kwCollate:
		return precCollate
	}
	return precNone
}

func (p *parser) expr() expr { return p.binary(precOr) }

// exprs reads a list of at least one expression.
func (p *parser) exprs() []expr {
	list := make([]expr, 0, 2)
	list = append(list, p.expr())
	for p.accept(kComma) {
		list = append(list, p.expr())
	}
	return list
}

// binary reads an expression whose operators bind at least as tight as least.
// All of them associate to the left.
func (p *parser) binary(least int) expr {
	p.enter()
	defer p.leave()
	left := p.prefix()
	for {
		prec := p.kind().precedence()
		if prec == precNone || prec < least {
			return left
		}
		p.operator()
		left = p.infix(left, prec)
	}
}

func (p *parser) prefix() expr {
	switch k := p.kind(); k {
	case kwNot:
		p.next()
		return &unary{op: kwNot, operand: p.binary(precNot)}
	case kMinus, kPlus, kTilde:
		p.next()
		return &unary{op: k, operand: p.binary(precUnary)}
	}
	return p.primary()
}

// infix reads one operator and what stands right of it.
func (p *parser) infix(left expr, prec int) expr {
	pos := p.pos()
	switch op := p.next().kind; op {
	case kwNot:
		return p.negated(left)
	case kwIsnull, kwNotnull:
		return &unary{op: op, operand: left}
	case kwIs:
		return p.is(left)
	case kwIn, kwBetween, kwLike, kwGlob, kwRegexp, kwMatch:
		return p.membership(left, op, pos, false)
	case kwCollate:
		return p.collate(left, pos)
	default:
		return &binary{op: op, left: left, right: p.binary(prec + 1), pos: pos}
	}
}

// negated reads what follows a NOT behind an operand.
func (p *parser) negated(left expr) expr {
	pos := p.pos()
	switch op := p.next().kind; op {
	case kwNull:
		return &unary{op: kwNotnull, operand: left}
	case kwIn, kwBetween, kwLike, kwGlob, kwRegexp, kwMatch:
		return p.membership(left, op, pos, true)
	}
	p.fail(hintExpr, "NOT before something unknown")
	return nil
}

func (p *parser) is(left expr) expr {
	not := p.accept(kwNot)
	if p.accept(kwDistinct) {
		p.expect(kwFrom, hintIs)
		return &distinctFrom{not: not, left: left, right: p.binary(precEquality + 1)}
	}
	return &binary{op: kwIs, not: not, left: left, right: p.binary(precEquality + 1)}
}

func (p *parser) membership(left expr, op kind, pos int, not bool) expr {
	switch op {
	case kwIn:
		return p.in(left, not)
	case kwBetween:
		b := &between{not: not, operand: left, low: p.binary(precEquality + 1)}
		p.expect(kwAnd, hintBetween)
		b.top = p.binary(precEquality + 1)
		return b
	}
	b := &binary{op: op, not: not, left: left, right: p.binary(precEquality + 1), pos: pos}
	if p.accept(kwEscape) {
		b.escape = p.binary(precComparison + 1)
	}
	return b
}

// in reads a list or a query in parentheses. SQLite also takes the name of a
// table or a table-valued function without a SELECT, which is refused.
func (p *parser) in(left expr, not bool) expr {
	n := &in{not: not, operand: left}
	if p.kind() == kLParen && p.startsQuery(1) {
		n.query = p.parenQuery(hintIn)
		return n
	}
	p.expect(kLParen, hintIn)
	if p.kind() != kRParen {
		n.list = p.exprs()
	}
	p.expect(kRParen, hintParen)
	return n
}

// collate reads the name of a collation. Others than SQLite's own are code of
// the application.
func (p *parser) collate(left expr, pos int) expr {
	c := &collate{operand: left, pos: pos, name: p.name()}
	switch strings.ToLower(c.name) {
	case "binary", "nocase", "rtrim":
	default:
		p.fail(hintCollation, "unknown collation")
	}
	return c
}

// primary reads an operand.
func (p *parser) primary() expr {
	switch k := p.kind(); k {
	case kString, kNumber, kBlob, kwNull, kwCurrentTime:
		return &literal{kind: k, text: p.text(p.next())}
	case kParam:
		p.params++
		return &parameter{text: p.text(p.next())}
	case kLParen:
		return p.paren()
	case kwCase:
		return p.caseOf()
	case kwCast:
		return p.cast()
	case kwExists:
		p.next()
		return &exists{query: p.parenQuery(hintParen)}
	default:
		after := p.ahead(1)
		names := k.names() || k.joins() && (after == kLParen || after == kDot)
		if names && after == kLParen {
			return p.call()
		}
		if names {
			return p.columnRef()
		}
	}
	p.fail(hintExpr, "an expression was expected")
	return nil
}

// paren reads a subquery, a row value or an expression in parentheses.
func (p *parser) paren() expr {
	if p.startsQuery(1) {
		return &subquery{query: p.parenQuery(hintParen)}
	}
	p.next()
	list := p.exprs()
	p.expect(kRParen, hintParen)
	if len(list) > 1 {
		return &row{values: list}
	}
	return list[0]
}

func (p *parser) columnRef() expr {
	c := &columnRef{name: p.nameAfter()}
	for range 2 {
		if !p.accept(kDot) {
			break
		}
		c.schema, c.table, c.name = c.table, c.name, p.nameAfter()
	}
	return c
}

func (p *parser) caseOf() expr {
	p.next()
	c := &caseOf{}
	if p.kind() != kwWhen {
		c.operand = p.expr()
	}
	for p.accept(kwWhen) {
		w := whenThen{when: p.expr()}
		p.expect(kwThen, hintCase)
		w.then = p.expr()
		c.when = append(c.when, w)
	}
	if len(c.when) == 0 {
		p.fail(hintCase, "CASE without WHEN")
	}
	if p.accept(kwElse) {
		c.other = p.expr()
	}
	p.expect(kwEnd, hintCase)
	return c
}

// cast reads CAST(expr AS type). A type is one or more words and up to two
// numbers.
func (p *parser) cast() expr {
	p.next()
	p.expect(kLParen, hintCast)
	c := &castTo{operand: p.expr()}
	p.expect(kwAs, hintCast)
	start := p.pos()
	p.name()
	for p.kind().names() {
		p.next()
	}
	c.typ = p.sql[start:p.pos()]
	if p.accept(kLParen) {
		p.signedNumber()
		if p.accept(kComma) {
			p.signedNumber()
		}
		p.expect(kRParen, hintCast)
	}
	p.expect(kRParen, hintCast)
	return c
}

func (p *parser) signedNumber() {
	if !p.accept(kMinus) {
		p.accept(kPlus)
	}
	p.expect(kNumber, hintCast)
}

// call reads a function's arguments, FILTER and OVER.
func (p *parser) call() expr {
	c := &call{pos: p.pos(), name: p.unquote(p.next())}
	p.next()
	switch {
	case p.accept(kStar):
		c.star = true
	case p.kind() == kRParen:
	default:
		if p.accept(kwDistinct) {
			c.distinct = true
		} else {
			p.accept(kwAll)
		}
		c.arguments = p.exprs()
		c.order = p.orderBy()
	}
	p.expect(kRParen, hintParen)
	if p.accept(kwFilter) {
		p.expect(kLParen, hintOpen)
		p.expect(kwWhere, hintOpen)
		c.filter = p.expr()
		p.expect(kRParen, hintParen)
	}
	if p.accept(kwOver) {
		c.over = p.over()
	}
	return c
}
