package syntax

// from reads the sources of a FROM clause.
func (p *parser) from() []*Source {
	list := make([]*Source, 0, 2)
	list = append(list, p.source(JoinNone, false))
	for {
		join, natural, ok := p.joinOp()
		if !ok {
			return list
		}
		p.operator()
		s := p.source(join, natural)
		s = p.joined(s)
		list = append(list, s)
	}
}

// joined reads what follows a source that is joined. MariaDB takes no USING behind
// joins without parentheses.
func (p *parser) joined(s *Source) *Source {
	right := s
	if p.needsOn(s.Join, s.Natural) {
		right = p.nested(s)
	}
	if p.mysql() && right != s && p.kind() == kwUsing {
		p.fail(hintOn, "USING behind several joins")
	}
	p.condition(right)
	return right
}

// needsOn reports whether a join must have ON or USING, so that further joins
// before it belong to its right side. In MySQL and SQLite an inner join needs none.
func (p *parser) needsOn(join JoinKind, natural bool) bool {
	return !natural && (p.postgres() && join != JoinComma && join != JoinCross || p.mysql() && join >= JoinLeft)
}

// nested reads the joins that stand between a source and its ON, which belong to
// the source: a LEFT JOIN b JOIN c ON x ON y.
func (p *parser) nested(s *Source) *Source {
	p.enter()
	defer p.leave()
	if !p.startsJoin() {
		return s
	}
	group := &Source{Pos: s.Pos, Join: s.Join, Group: []*Source{s}}
	s.Join = JoinNone
	for p.startsJoin() {
		join, natural, _ := p.joinOp()
		p.operator()
		next := p.joined(p.source(join, natural))
		group.Group = append(group.Group, next)
		if p.mysql() && !natural && next.On == nil && next.Using == nil && p.startsJoin() { // the ON of the next one is its own
			p.fail(hintJoin, "join without ON or USING between others")
		}
	}
	return group
}

func (p *parser) startsJoin() bool {
	k := p.kind()
	return k == kwJoin || k.joins() || p.mysql() && k == kwStraightJoin
}

// joinOp reads a comma or [NATURAL] [LEFT|RIGHT|FULL [OUTER] | INNER | CROSS] JOIN.
func (p *parser) joinOp() (join JoinKind, natural, ok bool) {
	switch {
	case p.accept(kComma):
		return JoinComma, false, true
	case p.mysql() && p.accept(kwStraightJoin):
		return JoinStraight, false, true
	case !p.startsJoin():
		return 0, false, false
	}
	natural = p.accept(kwNatural)
	join = JoinInner
	switch {
	case (!natural || p.sqlite()) && p.accept(kwCross):
		join = JoinCross
	case p.accept(kwInner):
	case p.accept(kwLeft):
		join = JoinLeft
	case p.accept(kwRight):
		join = JoinRight
	case !p.mysql() && p.accept(kwFull):
		join = JoinFull
	}
	if join >= JoinLeft {
		p.accept(kwOuter)
	}
	p.expect(kwJoin, hintJoin)
	return join, natural, true
}

func (p *parser) source(join JoinKind, natural bool) *Source {
	s := once(&p.source0)
	s.Pos, s.Join, s.Natural = p.pos(), join, natural
	if !p.sqlite() && p.kind() == kwLateral {
		p.next()
		s.Lateral = true
	}
	switch {
	case p.kind() == kLParen && p.startsQuery(1) && p.endsAsQuery():
		s.Query = p.parenQuery(hintParen)
	case p.kind() == kLParen:
		p.enter()
		defer p.leave()
		p.next()
		s.Group = p.from()
		p.expect(kRParen, hintParen)
		if p.postgres() && (s.Lateral || !joined(s.Group)) {
			p.failBefore(hintJoin, "parentheses in FROM around something else than a join or a query")
		}
	default:
		p.table(s)
	}
	if k := p.kind(); (k == kwPartition || k == kwFor) && p.mysql() && s.Group == nil && s.Call == nil {
		p.rowsRead(s)
	}
	p.sourceAlias(s)
	if p.mysql() {
		p.aliased(s)
	}
	switch p.kind() {
	case kwIndexed, kwNot, kwUse, kwForce, kwIgnore:
		p.indexHints(s)
	}
	return s
}

// aliased fails where MySQL and MariaDB need a name, take none, or no LATERAL.
func (p *parser) aliased(s *Source) {
	switch {
	case (s.Query != nil || s.Call != nil) && s.Alias == "":
		p.fail(hintDerived, "a subquery or JSON_TABLE without a name")
	case s.Group != nil && s.Alias != "":
		p.failBefore(hintAlias, "a name of joined tables")
	case s.Lateral && s.Query == nil:
		p.fail(hintDerived, "LATERAL without a subquery")
	}
}

// joined reports whether sources are one join, which may be in parentheses.
func joined(list []*Source) bool {
	for _, s := range list {
		if s.Join == JoinComma {
			return false
		}
	}
	return len(list) > 1 || list[0].Group != nil && list[0].Alias == ""
}

// endsAsQuery tells ((SELECT 1) UNION SELECT 2) from ((SELECT 1) AS a JOIN b).
func (p *parser) endsAsQuery() bool {
	return p.ahead(1) != kLParen || p.continuesQuery(int(p.tokens[p.i+1].match)+1)
}

// table reads the name of a table or a call.
func (p *parser) table(s *Source) {
	switch {
	case p.mysql() && p.ahead(1) == kLParen && Lower(p.text(p.tokens[p.i])) == "json_table" && p.kind() != kQuoted:
		s.Call = p.jsonTable()
	case !p.postgres() || !p.callsNext():
		p.relation(s)
		switch {
		case s.Name == "" || p.kind() != kLParen || p.postgres():
		case p.mysql():
			p.fail(hintParen, "a function in FROM")
		default:
			p.i-- // it was the name of a function
			if p.tokens[p.i-1].kind == kDot && p.i > 1 {
				p.i -= 2
			}
			s.Schema, s.Name = "", ""
			s.Call = p.tableFunction()
		}
	case p.kind() == kwRows && p.ahead(1) == kwFrom:
		p.rowsFrom(s)
	default:
		s.Call = p.primary()
		if _, keyword := s.Call.(*Keyword); !keyword {
			p.inFrom(s.Call)
		}
	}
	called := s.Call != nil || s.RowsFrom != nil
	if p.postgres() && s.Lateral && !called {
		p.failBefore(hintParen, "LATERAL before a table")
	}
	s.Ordinality = p.postgres() && called && p.acceptTwo(kwWith, kwOrdinality)
}

// tableFunction reads a function of SQLite in FROM, which takes nothing
// but values.
func (p *parser) tableFunction() Expr {
	all := p.ahead(2) == kwAll
	e := p.call()
	if c, ok := e.(*Call); ok && (all || c.Star || c.Distinct || c.Order != nil || c.Filter != nil || c.Over != nil || c.Separator != nil) {
		p.fail(hintParen, "a table-valued function takes nothing but values")
	}
	return e
}

// inFrom refuses what is no function that stands in FROM of PostgreSQL.
func (p *parser) inFrom(e Expr) {
	switch e := e.(type) {
	case *Special:
		return
	case *Call:
		if e.Filter == nil && e.Within == nil && e.Over == nil && (e.Schema != "" || e.Name != "grouping") {
			return
		}
		p.failBefore(hintParen, "a call that stands in no FROM")
	}
	p.fail(hintParen, "neither a table nor a function")
}

// callsNext reports whether a function stands where a table could: a name before
// a parenthesis, or a function without one.
func (p *parser) callsNext() bool {
	switch k := p.kind(); {
	case k == kwRows && p.ahead(1) == kwFrom && p.ahead(2) == kLParen:
		return true
	case k == kwCast, keywordFunctions[k] != "" && !p.can(cName):
		return true
	}
	i := 1
	for p.ahead(i) == kDot {
		i += 2
	}
	return p.ahead(i) == kLParen
}

func (p *parser) rowsFrom(s *Source) {
	p.skip(3)
	for {
		e := p.primary()
		p.inFrom(e)
		s.RowsFrom = append(s.RowsFrom, e)
		if !p.accept(kComma) {
			break
		}
	}
	p.expect(kRParen, hintParen)
}

// relation reads [ONLY] [schema.]name [*].
func (p *parser) relation(s *Source) {
	paren := false
	if p.postgres() && p.accept(kwOnly) {
		s.Only = true
		paren = p.accept(kLParen)
	}
	p.tableName(s)
	if paren {
		p.expect(kRParen, hintParen)
	} else if p.postgres() && !s.Only {
		p.accept(kStar)
	}
}

func (p *parser) tableName(s *Source) {
	s.Name = p.nameOrString(cName)
	if p.accept(kDot) {
		s.Schema, s.Name = s.Name, p.nameOrString(cDot)
	}
}

func (p *parser) sourceAlias(s *Source) {
	as := p.accept(kwAs)
	switch {
	case as && p.postgres() && p.kind() == kLParen: // AS (a int)
	case as && p.sqlite():
		s.Alias = p.nameOrString(cLabel)
	case as, p.can(cName) && (p.postgres() || p.can(cBare)) && !p.startsSample():
		s.Alias = p.name(cName)
	}
	if p.kind() == kLParen && (p.postgres() || p.mysql() && s.Query != nil) && (s.Alias != "" || as) {
		p.columnAliases(s)
	}
	if p.startsSample() {
		if s.Name == "" {
			p.fail(hintParen, "TABLESAMPLE of something else than a table")
		}
		p.sample(s)
	}
}

// columnAliases reads (a, b), or (a int, b text) behind a function.
func (p *parser) columnAliases(s *Source) {
	p.next()
	for {
		s.Columns = append(s.Columns, p.name(cName))
		if p.postgres() && p.kind() != kComma && p.kind() != kRParen {
			s.Types = append(s.Types, p.typeName())
		}
		if !p.accept(kComma) {
			break
		}
	}
	p.expect(kRParen, hintParen)
	if s.Alias == "" && s.Types == nil {
		p.failBefore(hintAlias, "names of columns without an alias or types")
	}
	if s.Types != nil && (len(s.Types) != len(s.Columns) || s.Call == nil) {
		p.fail(hintType, "types for some of the columns, or of a table")
	}
}

func (p *parser) startsSample() bool { return p.postgres() && p.kind() == kwTablesample }

func (p *parser) sample(s *Source) {
	p.next()
	sample := &Sample{Pos: p.pos(), Name: p.name(cFunc)}
	if p.accept(kDot) {
		sample.Schema, sample.Name = sample.Name, p.name(cDot)
	}
	p.expect(kLParen, hintOpen)
	sample.Arguments = p.exprs()
	p.expect(kRParen, hintParen)
	if p.acceptWord("repeatable") {
		p.expect(kLParen, hintOpen)
		sample.Repeatable = p.expr()
		p.expect(kRParen, hintParen)
	}
	s.Sample = sample
}

// condition reads ON or USING. On a source that is not joined, and on a
// natural join, they have no meaning that everybody agrees on.
func (p *parser) condition(s *Source) {
	k := p.kind()
	if k != kwOn && k != kwUsing {
		if p.mysql() && p.needsOn(s.Join, s.Natural) || p.postgres() && s.Join >= JoinInner && s.Join != JoinCross && !s.Natural {
			p.fail(hintJoin, "join without ON or USING")
		}
		return
	}
	if s.Join == JoinComma && p.sqlite() { // where it is JOIN
		s.Join = JoinInner
	}
	if s.Join == JoinNone || s.Join == JoinComma || s.Natural || p.postgres() && s.Join == JoinCross {
		p.fail(hintOn, "ON or USING without a join")
	}
	p.next()
	if k == kwOn {
		s.On = p.expr()
		return
	}
	s.Using = p.names()
	if p.postgres() && p.accept(kwAs) {
		s.UsingAlias = p.name(cName)
	}
}
