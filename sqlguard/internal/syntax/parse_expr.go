package syntax

func (p *parser) expr() Expr { return p.binary(lOr) }

// exprs reads a list of at least one expression.
func (p *parser) exprs() []Expr { return p.exprsFrom(p.expr()) }

// exprsFrom reads the rest of a list of which the first expression was read.
func (p *parser) exprsFrom(e Expr) []Expr {
	if p.kind() != kComma {
		return []Expr{e}
	}
	b := p.buffer
	mark := len(b.exprs)
	b.exprs = append(b.exprs, e)
	for p.accept(kComma) {
		e := p.expr()
		b.exprs = append(b.exprs, e)
	}
	return b.list(mark)
}

// binary reads an expression whose operators bind at least as tight as least.
// All of them associate to the left, or not at all.
func (p *parser) binary(least uint8) Expr {
	p.enter()
	left := p.prefix(least)
	for last := lNone; ; {
		level := p.levels[p.kind()]
		if level == lNone || level < least || p.kind() == kwSimilar && p.ahead(1) != kwTo || p.kind() == kwAt && p.ahead(1) != kwTime {
			p.leave()
			return left
		}
		if level == last && alone(p.dialect, level) || p.mysql() && last != lNone && level > last { // a IS NULL * b
			p.fail(hintOperator, "comparison of a comparison without parentheses")
		}
		p.operator()
		left = p.infix(left, level)
		last = level
	}
}

func (p *parser) prefix(least uint8) Expr {
	k, pos := p.kind(), p.pos()
	level := lUnary
	switch {
	case k == kwNot && (p.sqlite() || least <= lNot):
		level = lNot
	case k == kMinus, k == kPlus, k == kTilde:
	case k == kBang, k == kwBinary && p.mysql():
		level = lTight
	case k == kOp:
		op := p.text(p.next())
		return &Unary{Op: op, Operand: p.binary(lOperator + 1), Pos: pos, Custom: true}
	default:
		return p.operand()
	}
	p.next()
	if p.startsInterval() { // -INTERVAL 1 DAY + date is date - INTERVAL 1 DAY
		p.fail(hintAddend, "sign of an interval")
	}
	e := p.binary(level)
	if k == kPlus && p.mysql() { // it says nothing there, not even in the name of the column
		return e
	}
	return &Unary{Op: opNames[k], Operand: e, Pos: pos}
}

// infix reads one operator and what stands right of it.
func (p *parser) infix(left Expr, level uint8) Expr {
	pos := p.pos()
	switch op := p.next(); op.kind {
	case kwNot:
		return p.negated(left, level)
	case kwIsnull, kwNotnull:
		return p.isNull(left, op.kind == kwNotnull)
	case kwIs:
		return p.is(left)
	case kwIn, kwBetween, kwLike, kwIlike, kwSimilar, kwGlob, kwRegexp, kwRlike, kwMatch:
		return p.membership(left, op.kind, level, false)
	case kwSounds:
		p.expect(kwLike, hintOperator)
		return &Binary{Op: "SOUNDS LIKE", Left: left, Right: p.binary(level + 1), Pos: pos, Level: level}
	case kwCollate:
		return p.collate(left, pos)
	case kCast:
		return &Cast{Operand: left, Type: p.typeName()}
	case kwAt:
		return p.atTimeZone(left, pos, level)
	case kwOperator:
		return p.compare(left, p.qualifiedOperator(), pos, level)
	case kConcat:
		if p.mysql() {
			p.failBefore(hintConcat, "||")
		}
		return p.compare(left, "||", pos, level)
	case kJSON, kOp:
		if _, ok := left.(*Ref); p.mysql() && !(ok && p.kind() == kString && p.ahead(1) != kString) { // MySQL takes a second text for an alias
			p.fail(hintOperator, "-> between other things than a column and a text")
		}
		return p.compare(left, p.text(op), pos, level)
	default:
		return p.compare(left, opNames[op.kind], pos, level)
	}
}

// compare reads the right side of an operator, or ANY and ALL.
func (p *parser) compare(left Expr, op string, pos int, level uint8) Expr {
	if k := p.kind(); !p.sqlite() && (k == kwAny || k == kwSome || k == kwAll) && p.ahead(1) == kLParen && level >= lEqual {
		if p.mysql() && (level != lEqual || op == "<=>") {
			p.fail(hintIn, "ANY behind an operator that does not compare")
		}
		return p.quantified(left, op, false, pos)
	}
	b := p.slabs.binaries.make()
	b.Op, b.Left, b.Pos, b.Level = op, left, pos, level
	if (op == "+" || op == "-") && p.startsInterval() {
		b.Right = p.interval() // nothing that binds tighter can follow
	} else {
		b.Right = p.binary(level + 1)
	}
	if op == "OVERLAPS" && !(p.pair(left) && p.pair(b.Right)) {
		p.fail(hintOperator, "something else than rows of two beside OVERLAPS")
	}
	return b
}

// pair reports whether an expression is a row of two without parentheses around it.
func (p *parser) pair(e Expr) bool {
	row, ok := e.(*Row)
	return ok && len(row.Values) == 2 && row != p.wrapped
}

// bounded reads what stands before a word that an expression could go on with: in
// PostgreSQL without the operators that are words (b_expr in its grammar), unless
// they are in parentheses.
func (p *parser) bounded(level uint8) Expr {
	start, depth := p.i, 0
	e := p.binary(level)
	for i := start; p.postgres() && i < p.i; i++ {
		switch t := p.tokens[i]; t.kind {
		case kLParen:
			i = max(i, int(t.match))
		case kLBracket, kwCase:
			depth++
		case kRBracket, kwEnd:
			depth--
		case kwCollate, kwAt, kwOverlaps, kwAny, kwSome, kwAll:
			if depth == 0 && p.tokens[i-1].kind != kDot && (t.kind != kwAt || p.tokens[i+1].kind == kwTime) {
				p.fail(hintParen, "an operator that needs parentheses here")
			}
		}
	}
	return e
}

func (p *parser) quantified(left Expr, op string, not bool, pos int) Expr {
	q := &Quantified{Op: op, Not: not, All: p.next().kind == kwAll, Operand: left, Pos: pos}
	if p.startsQuery(1) && p.endsAsQuery() {
		q.Query = p.parenQuery(hintIn)
		return q
	}
	if p.mysql() {
		p.fail(hintIn, "ANY without a query")
	}
	p.next()
	q.Array = p.expr()
	p.expect(kRParen, hintParen)
	return q
}

// negated reads what follows a NOT behind an operand.
func (p *parser) negated(left Expr, level uint8) Expr {
	switch op := p.next().kind; op {
	case kwNull:
		if p.sqlite() {
			return p.isNull(left, true)
		}
	case kwIn, kwBetween, kwLike, kwIlike, kwSimilar, kwGlob, kwRegexp, kwRlike, kwMatch:
		if p.levels[op] == level {
			return p.membership(left, op, level, true)
		}
	}
	p.fail(hintExpr, "NOT before something unknown")
	return nil
}

// isNull is IS NULL in the form that the dialect reads it in.
func (p *parser) isNull(left Expr, not bool) Expr {
	if p.sqlite() {
		return &Binary{Op: "IS", Not: not, Left: left, Right: &Literal{Kind: LitWord, Text: "NULL"}, Level: lEqual}
	}
	return &Is{Not: not, Operand: left, What: "NULL"}
}

var isWords = [kinds]string{kwNull: "NULL", kwTrue: "TRUE", kwFalse: "FALSE", kwUnknown: "UNKNOWN"}

func (p *parser) is(left Expr) Expr {
	pos := p.pos()
	not := p.accept(kwNot)
	switch {
	case !p.mysql() && p.accept(kwDistinct):
		p.expect(kwFrom, hintIs)
		level := p.levels[kwIs]
		return &Binary{Op: "IS DISTINCT FROM", Not: not, Left: left, Right: p.binary(level + 1), Pos: pos, Level: level}
	case p.sqlite():
		return &Binary{Op: "IS", Not: not, Left: left, Right: p.binary(lEqual + 1), Pos: pos, Level: lEqual}
	}
	k := p.kind()
	switch {
	case isWords[k] != "":
		p.next()
		return &Is{Not: not, Operand: left, What: isWords[k]}
	case p.postgres() && p.accept(kwNormalized):
		return &Is{Not: not, Operand: left, What: "NORMALIZED"}
	case p.postgres() && p.ahead(1) == kwNormalized && normalForms[Lower(p.text(p.tokens[p.i]))] != "":
		form := normalForms[Lower(p.text(p.next()))]
		p.next()
		return &Is{Not: not, Operand: left, What: form + " NORMALIZED"}
	case p.postgres() && p.acceptWord("document"):
		return &Is{Not: not, Operand: left, What: "DOCUMENT"}
	}
	p.fail(hintIs, "IS before something unknown")
	return nil
}

var normalForms = map[string]string{"nfc": "NFC", "nfd": "NFD", "nfkc": "NFKC", "nfkd": "NFKD"}

func (p *parser) membership(left Expr, op kind, level uint8, not bool) Expr {
	pos := int(p.tokens[p.i-1].pos)
	switch op {
	case kwIn:
		return p.in(left, not)
	case kwBetween:
		return p.between(left, level, not)
	}
	b := p.slabs.binaries.make()
	b.Op, b.Not, b.Left, b.Pos, b.Level = opNames[op], not, left, pos, level
	if op == kwSimilar {
		p.expect(kwTo, hintOperator)
		b.Op = "SIMILAR TO"
	}
	if k := p.kind(); p.postgres() && op != kwSimilar && (k == kwAny || k == kwSome || k == kwAll) && p.ahead(1) == kLParen {
		return p.quantified(left, b.Op, not, pos)
	}
	b.Right = p.binary(level + 1)
	if (op == kwLike || !p.mysql()) && p.accept(kwEscape) {
		b.Escape = p.binary(level + 1)
	}
	return b
}

func (p *parser) between(left Expr, level uint8, not bool) Expr {
	b := &Between{Not: not, Operand: left}
	if p.postgres() {
		if b.Symmetric = p.accept(kwSymmetric); !b.Symmetric && p.kind() == kWord {
			p.acceptWord("asymmetric")
		}
	}
	b.Low = p.bounded(level + 1)
	p.expect(kwAnd, hintBetween)
	b.Top = p.binary(level + 1)
	return b
}

// in reads a list or a query in parentheses. In SQLite the name of a table
// stands for all its rows.
func (p *parser) in(left Expr, not bool) Expr {
	n := &In{Not: not, Operand: left}
	if p.sqlite() && p.kind() != kLParen {
		n.Query = p.wholeTable()
		return n
	}
	if p.kind() == kLParen && p.startsQuery(1) && p.endsAsQuery() {
		n.Query = p.parenQuery(hintIn)
		return n
	}
	p.expect(kLParen, hintIn)
	if p.kind() != kRParen || !p.sqlite() {
		n.List = p.exprs()
	}
	p.expect(kRParen, hintParen)
	return n
}

// collate reads the name of a collation. In SQLite others than its own are code
// of the application.
func (p *parser) collate(left Expr, pos int) Expr {
	c := &Collate{Operand: left, Pos: pos}
	c.Name = p.name(cName)
	if p.postgres() && p.accept(kDot) {
		c.Schema, c.Name = c.Name, p.name(cDot)
	}
	switch {
	case !p.sqlite():
	case Lower(c.Name) != "binary" && Lower(c.Name) != "nocase" && Lower(c.Name) != "rtrim":
		p.fail(hintCollation, "unknown collation")
	}
	return c
}

func (p *parser) atTimeZone(left Expr, pos int, level uint8) Expr {
	p.expect(kwTime, hintOperator)
	p.expect(kwZone, hintOperator)
	return &Binary{Op: "AT TIME ZONE", Left: left, Right: p.binary(level + 1), Pos: pos, Level: level}
}

// qualifiedOperator reads the inside of OPERATOR(pg_catalog.+). Operators of
// other schemas are code of somebody else.
func (p *parser) qualifiedOperator() string {
	p.expect(kLParen, hintOperator)
	if p.name(cName) != "pg_catalog" {
		p.fail(hintOperator, "operator of another schema")
	}
	p.expect(kDot, hintOperator)
	t := p.next()
	op := opNames[t.kind]
	if t.kind == kOp {
		op = p.text(t)
	}
	if op == "" || letter(op[0]) {
		p.fail(hintOperator, "no operator")
	}
	p.expect(kRParen, hintParen)
	return op
}
