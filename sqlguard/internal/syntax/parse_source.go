package syntax

import "strings"

// rowsRead reads what MySQL has before the alias of a table: PARTITION (names), and
// FOR SYSTEM_TIME of MariaDB, which says which versions of the rows are read
// (https://mariadb.com/kb/en/system-versioned-tables/).
func (p *parser) rowsRead(s *Source) {
	a := &Access{}
	if s.Name != "" && p.kind() == kwPartition && p.ahead(1) == kLParen {
		p.next()
		a.Partitions = p.names()
	}
	if p.kind() == kwFor && Lower(p.text(p.tokens[p.i+1])) == "system_time" {
		p.skip(2)
		a.Period = p.period()
	}
	if a.Partitions != nil || a.Period != nil {
		s.Access = a
	}
}

func (p *parser) period() *Period {
	t := &Period{}
	switch {
	case p.accept(kwAll):
		t.Word = "ALL"
	case p.accept(kwAs):
		p.expect(kwOf, hintPeriod)
		t.Word, t.From = "AS OF", p.instant()
	case p.accept(kwBetween):
		t.Word, t.From = "BETWEEN", p.instant()
		p.expect(kwAnd, hintPeriod)
		t.To = p.instant()
	case p.accept(kwFrom):
		t.Word, t.From = "FROM", p.instant()
		p.expect(kwTo, hintPeriod)
		t.To = p.instant()
	default:
		p.fail(hintPeriod, "FOR SYSTEM_TIME something else")
	}
	return t
}

// instant reads a point in time; it may not be a number of a transaction.
func (p *parser) instant() Expr {
	if p.isWord("transaction") {
		p.fail(hintPeriod, "number of a transaction")
	}
	if next := p.ahead(1); p.kind() == kwTimestamp && (next == kString || next == kLParen) {
		return p.primary()
	}
	if p.kind() == kwTimestamp {
		p.next() // it is one anyway
	}
	return p.binary(lOperator)
}

// indexHints reads INDEXED BY name and NOT INDEXED of SQLite, and USE, FORCE and
// IGNORE INDEX of MySQL, of which there may be several.
func (p *parser) indexHints(s *Source) {
	var hints []IndexHint
	switch {
	case p.postgres() || s.Name == "":
	case p.mysql():
		for k := p.kind(); k == kwUse || k == kwForce || k == kwIgnore; k = p.kind() {
			hints = append(hints, p.indexHint())
		}
	case p.acceptTwo(kwNot, kwIndexed):
		hints = []IndexHint{{Words: "NOT INDEXED"}}
	case p.accept(kwIndexed):
		p.expect(kwBy, hintIndexed)
		hints = []IndexHint{{"INDEXED BY", []string{p.name(cName)}}}
	}
	if hints != nil {
		if s.Access == nil {
			s.Access = &Access{}
		}
		s.Access.Hints = hints
	}
}

// indexHint reads USE INDEX [FOR JOIN] (names) of MySQL. Only USE takes no name,
// which means that no index is used.
func (p *parser) indexHint() IndexHint {
	h := IndexHint{Words: strings.ToUpper(p.text(p.next())) + " INDEX"}
	if !p.acceptWord("index") {
		p.expect(kwKey, hintIndexed)
	}
	if p.accept(kwFor) {
		switch {
		case p.accept(kwJoin):
			h.Words += " FOR JOIN"
		case p.acceptTwo(kwOrder, kwBy):
			h.Words += " FOR ORDER BY"
		case p.acceptTwo(kwGroup, kwBy):
			h.Words += " FOR GROUP BY"
		default:
			p.fail(hintIndexed, "FOR something else")
		}
	}
	p.expect(kLParen, hintIndexed)
	if p.kind() != kRParen || h.Words[0] != 'U' {
		h.Names = p.indexNames()
	}
	p.expect(kRParen, hintIndexed)
	return h
}

// indexNames reads names of indexes, of which PRIMARY is a reserved word.
func (p *parser) indexNames() []string {
	var list []string
	for {
		if p.acceptWord("primary") {
			list = append(list, "PRIMARY")
		} else {
			list = append(list, p.name(cName))
		}
		if !p.accept(kComma) {
			return list
		}
	}
}
