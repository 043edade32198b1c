package syntax

import (
	"slices"
	"strings"
)

// mysqlNamed reads what only MySQL has, or nothing.
func (p *parser) mysqlNamed(k kind) Expr {
	if p.startsInterval() {
		return p.intervalFirst()
	}
	if k == kwInterval {
		return p.intervalCall()
	}
	after := p.ahead(1)
	if k == kwMatch {
		return p.match()
	}
	if after == kString && (k == kwDate || k == kwTime || k == kwTimestamp) {
		t := Type{Pos: p.pos(), Name: Lower(p.text(p.next()))}
		return &Typed{Type: t, Text: p.stringValue(p.next())}
	}
	if after != kLParen {
		return nil
	}
	name := Lower(p.text(p.tokens[p.i]))
	switch {
	case k == kwRow:
		return p.row()
	case k == kwConvert:
		return p.convert()
	case k == kwInsert, k == kwReplace, k == kQuoted:
		return nil
	case name == "position", name == "trim", k == kwExtract, name == "substring", name == "substr", name == "mid":
		p.adjacent()
	}
	switch name {
	case "extract":
		return p.extract(p.unit)
	case "position":
		return p.special(name, [][]string{{"IN"}})
	case "substring", "substr", "mid":
		return p.special(name, [][]string{{"FROM"}, {"FOR"}})
	case "trim":
		return p.trim()
	case "timestampdiff", "timestampadd":
		return p.leading(name, 2, p.singleUnit)
	case "get_format":
		return p.leading(name, 1, func() string { return p.oneOf(hintSpecial, "DATE", "TIME", "DATETIME", "TIMESTAMP") })
	case "char", "weight_string":
		return p.special(name, nil)
	}
	return nil
}

// natural reads a whole number that is not zero.
func (p *parser) natural() string {
	n := p.number(hintSpecial)
	if !whole(n) || strings.Trim(n, "0") == "" {
		p.failBefore(hintSpecial, "no whole number")
	}
	return n
}

// weightLevels reads the levels of a collation: 1-3, or 1 DESC REVERSE, 2.
func (p *parser) weightLevels() string {
	levels := p.length()
	if p.accept(kMinus) {
		return levels + "-" + p.length()
	}
	for {
		if k := p.kind(); k == kwAsc || k == kwDesc {
			levels += " " + strings.ToUpper(p.text(p.next()))
		}
		if p.acceptWord("reverse") {
			levels += " REVERSE"
		}
		if !p.accept(kComma) {
			return levels
		}
		levels += ", " + p.length()
	}
}

// startsInterval reports whether INTERVAL value unit comes next. INTERVAL(1, 2) is
// a function.
func (p *parser) startsInterval() bool {
	if !p.mysql() || p.kind() != kwInterval {
		return false
	}
	if p.ahead(1) != kLParen {
		return true
	}
	for i, end := p.i+2, int(p.tokens[p.i+1].match); i < end; i++ {
		switch p.tokens[i].kind {
		case kLParen:
			i = int(p.tokens[i].match)
		case kComma:
			return false
		}
	}
	return true
}

// interval reads INTERVAL value unit. It is no value: it may stand behind + and -,
// in a few functions and in the bounds of a window.
func (p *parser) interval() Expr {
	p.next()
	n := &Interval{Value: p.expr()}
	n.Unit = p.unit()
	return n
}

// intervalFirst reads INTERVAL value unit + date, which takes all that follows for
// the date, however loose it binds. So nothing may follow.
func (p *parser) intervalFirst() Expr {
	left, pos := p.interval(), p.pos()
	p.expect(kPlus, hintAddend)
	p.operator()
	sum := &Binary{Op: "+", Left: left, Right: p.operand(), Pos: pos, Level: lSum}
	if p.levels[p.kind()] != lNone {
		p.fail(hintAddend, "operator behind INTERVAL + date")
	}
	return sum
}

// intervalCall reads the function INTERVAL(value, ...).
func (p *parser) intervalCall() Expr {
	c := &Call{Pos: p.pos(), Name: "interval"}
	p.skip(2)
	c.Arguments = p.exprs()
	p.expect(kRParen, hintParen)
	return c
}

// convert reads CONVERT(value, type), which is CAST, and CONVERT(value USING
// character set).
func (p *parser) convert() Expr {
	pos := p.pos()
	p.skip(2)
	e := p.expr()
	if p.accept(kwUsing) {
		c := &Special{Pos: pos, Name: "convert", Arguments: []Expr{e}, Words: []string{"", "USING " + p.charset()}}
		p.expect(kRParen, hintSpecial)
		return c
	}
	p.expect(kComma, hintSpecial)
	c := &Cast{Operand: e, Type: p.typeName()}
	p.expect(kRParen, hintCast)
	return c
}

// charset reads the name of a character set.
func (p *parser) charset() string {
	word := Lower(strings.Trim(p.text(p.next()), `'"`))
	if !singleByte[word] && !multiByte[word] && word != "filename" {
		p.failBefore(hintSpecial, "no character set")
	}
	return word
}

var matchModes = []string{"IN BOOLEAN MODE", "IN NATURAL LANGUAGE MODE", "IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION", "WITH QUERY EXPANSION"}

// match reads MATCH (columns) AGAINST (value mode). Parentheses around the
// columns may be left out.
func (p *parser) match() Expr {
	p.next()
	paren := p.accept(kLParen)
	m := &Match{Columns: []Expr{p.columnName()}}
	for p.accept(kComma) {
		m.Columns = append(m.Columns, p.columnName())
	}
	if paren {
		p.expect(kRParen, hintSpecial)
	}
	p.expect(kwAgainst, hintSpecial)
	p.expect(kLParen, hintOpen)
	m.Against = p.binary(lOperator)
	if start := p.i; p.kind() != kRParen {
		for p.kind() != kRParen && p.kind() != kEOF {
			p.next()
		}
		var words []string
		for _, t := range p.tokens[start:p.i] {
			words = append(words, strings.ToUpper(p.text(t)))
		}
		if m.Mode = strings.Join(words, " "); !slices.Contains(matchModes, m.Mode) {
			p.fail(hintSpecial, "unknown mode of MATCH")
		}
	}
	p.expect(kRParen, hintParen)
	return m
}

// columnName reads the name of a column and nothing else.
func (p *parser) columnName() Expr {
	if !p.can(cName) {
		p.fail(hintName, "a name of a column was expected")
		return nil
	}
	return p.ref()
}
