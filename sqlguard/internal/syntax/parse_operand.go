package syntax

import "strings"

// operand reads what stands between operators, and the subscripts of it.
func (p *parser) operand() Expr {
	start := p.kind()
	e := p.primary()
	if !p.postgres() {
		return e
	}
	switch e := e.(type) {
	case *Ref:
		if e.Star {
			return e
		}
	case *Param:
	case *Row:
		return e
	default:
		if start != kLParen {
			return e
		}
	}
	// Only parentheses make an operand with subscripts.
	_, apart := e.(*Index)
	for p.err == nil {
		switch {
		case p.kind() == kLBracket:
			e = p.index(e, apart)
			apart = false
		case p.kind() == kDot && p.ahead(1) == kStar:
			p.skip(2)
			return &Field{Operand: e, Star: true}
		case p.kind() == kDot:
			p.next()
			e = &Field{Pos: p.pos(), Operand: e, Name: p.name(cDot)}
		default:
			return e
		}
		p.operator()
	}
	return e
}

// index reads [i], [low:high] and the slices without a bound.
func (p *parser) index(operand Expr, apart bool) Expr {
	p.next()
	x := &Index{Operand: operand, Apart: apart}
	if p.kind() != kColon {
		x.Low = p.expr()
	}
	if p.accept(kColon) {
		x.Slice = true
		if p.kind() != kRBracket {
			x.High = p.expr()
		}
	}
	p.expect(kRBracket, hintParen)
	return x
}

// primary reads an operand without subscripts.
func (p *parser) primary() Expr {
	switch k := p.kind(); k {
	case kString, kEString, kUString, kDollar:
		return p.literalString("")
	case kNString:
		if p.postgres() { // where it is a cast
			return &Cast{Type: Type{Name: "bpchar"}, Operand: p.literalString("")}
		}
		return p.literalString("")
	case kNumber, kHex, kBit:
		l := p.slabs.literals.make()
		l.Kind, l.Text = literalKinds[k], p.text(p.next())
		return l
	case kIntroducer:
		return p.introduced()
	case kParam:
		p.params++
		return &Param{Text: p.text(p.next())}
	case kVariable:
		v := &Variable{Pos: p.pos(), Text: p.text(p.next())}
		if p.kind() == kColon {
			p.fail(hintVariable, "assignment")
		}
		return v
	case kLParen:
		return p.paren()
	case kwCase:
		return p.caseOf()
	case kwCast:
		if p.ahead(1) == kLParen {
			return p.cast()
		}
	case kwExists:
		if p.ahead(1) == kLParen {
			p.next()
			return &Exists{Query: p.parenQuery(hintParen)}
		}
	case kwNull, kwTrue, kwFalse:
		if e := p.wordLiteral(k); e != nil {
			return e
		}
	}
	return p.named()
}

var literalKinds = [kinds]LiteralKind{kNumber: LitNumber, kHex: LitHex, kBit: LitBit}

// wordLiteral reads NULL, TRUE and FALSE. In SQLite the last two are names, too.
func (p *parser) wordLiteral(k kind) Expr {
	if k != kwNull && p.sqlite() && (p.ahead(1) == kDot || p.ahead(1) == kLParen) {
		return nil
	}
	p.next()
	return &Literal{Kind: LitWord, Text: isWords[k]}
}

// introduced reads a string with its character set, of MySQL.
func (p *parser) introduced() Expr {
	charset := Lower(p.text(p.next()))
	switch k := p.kind(); {
	case k == kString && multiByte[charset[1:]] && !unmistakable(p.text(p.tokens[p.i])):
		p.failBefore(hintCharset, "character set of a string")
		return nil
	case k == kString:
		return p.literalString(charset)
	case k == kHex, k == kBit, k == kNumber && bytesOf(p.text(p.tokens[p.i])):
		return &Literal{Kind: literalKinds[k], Text: p.text(p.next()), Charset: charset}
	}
	p.fail(hintString, "character set without a string")
	return nil
}

// bytesOf reports whether a number is the bytes of a text: 0x41 or 0b01.
func bytesOf(number string) bool {
	return strings.HasPrefix(number, "0x") || strings.HasPrefix(number, "0b")
}

// unmistakable reports whether a quoted text holds nothing that any character set
// could take for a quote or for a part of a character.
func unmistakable(quoted string) bool {
	for _, c := range []byte(quoted[1 : len(quoted)-1]) {
		if c >= 0x7f || c == '\\' || c == '\'' || c == '"' {
			return false
		}
	}
	return true
}

// named reads an operand that begins with a name or a keyword.
func (p *parser) named() Expr {
	k := p.kind()
	switch {
	case p.postgres():
		if e := p.postgresNamed(k); e != nil {
			return e
		}
	case p.mysql():
		if e := p.mysqlNamed(k); e != nil {
			return e
		}
	}
	switch {
	case keywordFunctions[k] != "" && !p.can(cName):
		return p.keyword()
	case p.startsCall():
		return p.call()
	case p.can(cName), p.sqlite() && p.can(cFunc) && p.ahead(1) == kDot:
		return p.ref()
	}
	p.fail(hintExpr, "an expression was expected")
	return nil
}

// startsCall reports whether a function with parentheses comes next.
func (p *parser) startsCall() bool {
	if p.ahead(1) == kLParen {
		return p.can(cFunc)
	}
	return !p.sqlite() && p.can(cName) && p.ahead(1) == kDot && p.ahead(3) == kLParen
}

// keywordFunctions are the functions that need no parentheses where their names
// are reserved.
var keywordFunctions = [kinds]string{
	kwCurrentCatalog: "current_catalog", kwCurrentDate: "current_date", kwCurrentRole: "current_role",
	kwCurrentSchema: "current_schema", kwCurrentTime: "current_time", kwCurrentTimestamp: "current_timestamp",
	kwCurrentUser: "current_user", kwLocalTime: "localtime", kwLocalTimestamp: "localtimestamp",
	kwSessionUser: "session_user", kwUser: "user", kwUtcDate: "utc_date", kwUtcTime: "utc_time", kwUtcTimestamp: "utc_timestamp",
}

func (p *parser) keyword() Expr {
	f := &Keyword{Pos: p.pos(), Name: keywordFunctions[p.next().kind]}
	if p.sqlite() || p.kind() != kLParen {
		return f
	}
	p.next()
	switch {
	case p.postgres() && f.Name == "current_schema":
		f.Precision = "()"
	case p.postgres() && !strings.Contains(f.Name, "time"):
		p.failBefore(hintParen, "parentheses behind a function without them")
	case p.postgres():
		f.Precision = p.integer()
	case p.kind() == kNumber && (!p.mysql() || strings.Contains(f.Name, "time") && whole(p.text(p.tokens[p.i]))):
		f.Precision = p.text(p.next())
	}
	p.expect(kRParen, hintParen)
	return f
}

// paren reads a subquery, a row value or an expression in parentheses.
func (p *parser) paren() Expr {
	if p.startsQuery(1) && p.endsAsQuery() {
		return &Subquery{Query: p.parenQuery(hintParen)}
	}
	p.next()
	e := p.expr()
	if p.kind() != kComma {
		p.expect(kRParen, hintParen)
		if row, ok := e.(*Row); ok {
			if p.wrapped = row; p.kind() == kwOverlaps {
				p.fail(hintOperator, "parentheses around a row beside OVERLAPS")
			}
		}
		return e
	}
	list := p.exprsFrom(e)
	p.expect(kRParen, hintParen)
	return &Row{Values: list}
}

func (p *parser) ref() Expr {
	p.refs++
	if p.mysql() && (p.kind() == kwNext || p.isWord("previous")) && p.ahead(1) == kWord && Lower(p.text(p.tokens[p.i+1])) == "value" {
		p.fail(hintName, "NEXT VALUE") // of a sequence, whatever follows
	}
	p.nullsLast()
	double := p.sqlite() && p.sql[p.pos()] == '"'
	c := p.slabs.refs.make()
	c.Pos = p.pos()
	c.Name = p.unquote(p.next())
	if c.Double = double && p.kind() != kDot; c.Name == "" && !c.Double {
		p.failBefore(hintName, "empty name")
	}
	for range 2 {
		if p.kind() != kDot {
			break
		}
		p.next()
		if p.postgres() && p.accept(kStar) {
			c.Schema, c.Table, c.Name, c.Star = c.Table, c.Name, "", true
			return c
		}
		c.Schema, c.Table, c.Name = c.Table, c.Name, p.name(cDot)
	}
	return c
}

func (p *parser) caseOf() Expr {
	p.next()
	c := &Case{}
	if p.kind() != kwWhen {
		c.Operand = p.expr()
	}
	for p.accept(kwWhen) {
		w := WhenThen{When: p.expr()}
		p.expect(kwThen, hintCase)
		w.Then = p.expr()
		c.When = append(c.When, w)
	}
	if len(c.When) == 0 {
		p.fail(hintCase, "CASE without WHEN")
	}
	if p.accept(kwElse) {
		c.Else = p.expr()
	}
	p.expect(kwEnd, hintCase)
	return c
}

func (p *parser) cast() Expr {
	p.adjacent()
	p.next()
	p.expect(kLParen, hintCast)
	c := &Cast{Operand: p.expr()}
	p.expect(kwAs, hintCast)
	c.Type = p.typeName()
	p.expect(kRParen, hintCast)
	return c
}
