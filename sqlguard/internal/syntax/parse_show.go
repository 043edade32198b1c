package syntax

// show reads a statement that describes, or returns nil.
func (p *parser) show() *Show {
	if k := p.kind(); k != kWord && k != kwExplain && k != kwDesc {
		return nil // as in nearly all statements
	}
	s := &Show{Pos: p.pos()}
	switch {
	case p.mysql() && p.describes():
		p.next()
		p.describe(s)
	case p.sqlite() && p.acceptWord("pragma"):
		p.pragma(s)
	case p.postgres() && p.acceptWord("show"):
		p.setting(s)
	case p.mysql() && p.acceptWord("show"):
		p.mysqlShow(s)
	default:
		return nil
	}
	return s
}

// describes reports whether DESCRIBE comes next, or one of the words that mean it.
func (p *parser) describes() bool {
	return p.kind() == kwExplain || p.kind() == kwDesc || p.kind() == kWord && Lower(p.text(p.tokens[p.i])) == "describe"
}

// plans reports whether a plan is asked for, by what follows the first word.
// In MySQL EXPLAIN and DESCRIBE are the same.
func (p *parser) plans() bool {
	if !p.mysql() {
		return p.kind() == kwExplain && p.ahead(1) != kEOF
	}
	return p.describes() && (p.startsQuery(1) || p.startsQuery(2) && p.ahead(1) == kWord || p.ahead(1) == kwFormat && p.ahead(2) == kEq)
}

// described reads [schema.]table.
func (p *parser) described(s *Show) {
	var table Source
	p.relation(&table)
	s.Schema, s.Table = table.Schema, table.Name
}

// describe reads a table and a column or a pattern.
func (p *parser) describe(s *Show) {
	if !p.can(cName) {
		p.fail(hintExplain, "EXPLAIN of something else")
	}
	s.Kind = ShowColumns
	p.described(s)
	switch {
	case p.kind() == kString:
		s.Like = &Literal{Text: p.stringValue(p.next())}
	case p.can(cName):
		s.Like = &Literal{Text: p.name(cName)}
	}
}

// mysqlShow reads what follows SHOW: tables, columns, indexes, databases, or
// CREATE TABLE.
func (p *parser) mysqlShow(s *Show) {
	s.Full = p.accept(kwFull)
	switch {
	case p.acceptWord("tables"):
		s.Kind = ShowTables
		p.inSchema(s)
	case p.acceptWord("columns"), p.acceptWord("fields"):
		s.Kind = ShowColumns
		p.inTable(s)
	case s.Full:
		p.fail(hintShow, "SHOW FULL of something else")
	case p.acceptWord("index"), p.acceptWord("indexes"), p.acceptWord("keys"):
		s.Kind = ShowIndexes
		p.inTable(s)
		return
	case p.acceptWord("databases"), p.acceptWord("schemas"):
		s.Kind = ShowDatabases
	case p.acceptWord("create") && p.accept(kwTable):
		s.Kind = ShowCreate
		p.described(s)
		return
	default:
		p.fail(hintShow, "SHOW of something else")
	}
	switch {
	case p.acceptTwo(kwLike, kString):
		s.Like = &Literal{Text: p.stringValue(p.tokens[p.i-1])}
	case p.kind() == kwLike, p.kind() == kwWhere:
		p.fail(hintShowLike, "LIKE without a text, or WHERE")
	}
}

func (p *parser) inTable(s *Show) {
	if !p.accept(kwIn) {
		p.expect(kwFrom, hintShow)
	}
	p.described(s)
	if s.Schema == "" {
		p.inSchema(s)
	}
}

func (p *parser) inSchema(s *Show) {
	if p.accept(kwIn) || p.accept(kwFrom) {
		s.Schema = p.name(cName)
	}
}

// setting reads the name of a setting. Three have a form with words, and case
// does not matter.
func (p *parser) setting(s *Show) {
	switch {
	case p.acceptTwo(kwTime, kwZone):
		s.Name = "timezone"
	case p.acceptWord("transaction"):
		p.expectWord("isolation", hintSetting)
		p.expectWord("level", hintSetting)
		s.Name = "transaction_isolation"
	case p.acceptWord("session"):
		p.expectWord("authorization", hintSetting)
		s.Name = "session_authorization"
	case !p.can(cName):
		p.fail(hintSetting, "SHOW without the name of a setting")
	default:
		s.Name = Lower(p.name(cName))
		for p.accept(kDot) {
			s.Name += "." + Lower(p.name(cDot))
		}
	}
}

// pragma reads [schema.]name(argument).
func (p *parser) pragma(s *Show) {
	s.Name = p.name(cName)
	if p.accept(kDot) {
		s.Schema, s.Name = s.Name, p.name(cDot)
	}
	s.Name = Lower(s.Name)
	kind, ok := pragmas[s.Name]
	if s.Kind = kind; !ok {
		p.fail(hintPragma, "pragma")
	}
	if kind == ShowTables && p.kind() != kLParen {
		return
	}
	p.expect(kLParen, hintPragma)
	if p.kind() == kString {
		s.Table = p.stringValue(p.next())
	} else {
		s.Table = p.name(cName)
	}
	if s.Table == "" {
		p.failBefore(hintPragma, "pragma without a name")
	}
	p.expect(kRParen, hintPragma)
}
