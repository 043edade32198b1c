package syntax

import (
	"slices"
	"strings"
)

// mysqlModifiers change how MySQL runs a SELECT, but not what it does.
var mysqlModifiers = []string{"sql_small_result", "sql_big_result", "sql_buffer_result", "sql_no_cache", "straight_join"}

func (p *parser) selectCore() *Select {
	s := &Select{Pos: p.pos()}
	p.expect(kwSelect, hintSelect)
	p.modifiers(s)
	empty := p.postgres() && (p.kind() == kwFrom || p.kind() == kwWhere || p.kind() == kRParen || p.kind() == kEOF || p.kind() == kSemi || p.kind() == kwUnion || p.kind() == kwIntersect || p.kind() == kwExcept)
	if !empty {
		s.Columns = p.columns()
	}
	if p.kind() == kwInto {
		p.fail(hintInto, "INTO")
	}
	if p.accept(kwFrom) && !(p.mysql() && p.accept(kwDual)) {
		s.From = p.from()
	}
	if p.accept(kwWhere) {
		s.Where = p.expr()
	}
	if p.accept(kwGroup) {
		p.groupBy(s)
	}
	if p.accept(kwHaving) {
		s.Having = p.expr()
	}
	if p.kind() == kwWindow && p.ahead(2) == kwAs {
		p.next()
		s.Windows = p.windows()
	}
	return s
}

func (p *parser) modifiers(s *Select) {
	for p.mysql() {
		t := p.tokens[p.i]
		word := Lower(p.text(t))
		if t.kind != kWord && t.kind != kwStraightJoin || !slices.Contains(mysqlModifiers, word) {
			break
		}
		p.next()
		s.Modifiers = append(s.Modifiers, strings.ToUpper(word))
	}
	switch {
	case p.accept(kwDistinct), p.mysql() && p.accept(kwDistinctRow):
		s.Distinct = true
		if p.postgres() && p.accept(kwOn) {
			p.expect(kLParen, hintOpen)
			s.DistinctOn = p.exprs()
			p.expect(kRParen, hintParen)
		}
	default:
		p.accept(kwAll)
	}
}

func (p *parser) columns() []Column {
	list := make([]Column, 0, 4)
	for {
		list = append(list, p.column())
		if !p.accept(kComma) {
			return list
		}
	}
}

func (p *parser) column() Column {
	c := Column{Pos: p.pos()}
	switch {
	case p.accept(kStar):
		c.Star = true
		return c
	case p.can(cName) && p.ahead(1) == kDot && p.ahead(2) == kStar:
		c.Star, c.Table = true, p.name(cName)
		p.skip(2)
		return c
	case p.can(cName) && p.ahead(1) == kDot && p.ahead(3) == kDot && p.ahead(4) == kStar:
		c.Star, c.Schema = true, p.name(cName)
		p.next()
		c.Table = p.name(cDot)
		p.skip(2)
		return c
	}
	c.Expr = p.expr()
	end := int(p.tokens[max(p.i-1, 0)].end)
	if c.Alias = p.alias(); c.Alias == "" && p.err == nil {
		c.Alias = p.textAlias(c, end)
	}
	return c
}

// longestAlias is how long a name may be that is made of an expression: MySQL
// takes 256 characters.
const longestAlias = 256

// textAlias returns what MySQL and SQLite name a column of the result that is no
// plain column and has no alias: the text of the expression. PostgreSQL names
// it by its kind.
func (p *parser) textAlias(c Column, end int) string {
	text := p.sql[c.Pos:end]
	switch e := c.Expr.(type) {
	case *Ref:
		return ""
	case *Literal:
		if p.mysql() && (e.Kind == LitString || e.Kind == LitWord) { // true is TRUE
			text = e.Text
		} else if p.mysql() {
			text = strings.Trim(text, "()+ ")
		}
	}
	if p.postgres() || text == "" || len(text) > longestAlias || strings.ContainsFunc(text, control) || strings.Trim(text, " ") != text {
		return ""
	}
	return text
}

func (p *parser) groupBy(s *Select) {
	p.expect(kwBy, hintOrder)
	if p.postgres() {
		s.GroupOnce = p.accept(kwDistinct)
		if !s.GroupOnce {
			p.accept(kwAll)
		}
	}
	for {
		e := p.grouping()
		if p.mysql() && (p.kind() == kwAsc || p.kind() == kwDesc) {
			p.fail(hintOrder, "direction in GROUP BY")
		}
		s.Group = append(s.Group, e)
		if !p.accept(kComma) {
			break
		}
	}
	if p.mysql() && p.acceptTwo(kwWith, kwRollup) {
		s.Rollup = true
	}
}

// grouping reads an expression, or what PostgreSQL has beyond that.
func (p *parser) grouping() Expr {
	p.enter()
	defer p.leave()
	g := &Grouping{}
	switch {
	case !p.postgres():
		return p.expr()
	case p.acceptTwo(kLParen, kRParen):
		return g
	case p.kind() == kwRollup && p.ahead(1) == kLParen:
		g.Name = "ROLLUP"
	case p.kind() == kwCube && p.ahead(1) == kLParen:
		g.Name = "CUBE"
	case p.kind() == kwGrouping && p.ahead(1) == kwSets:
		g.Name = "GROUPING SETS"
		p.next()
	default:
		return p.expr()
	}
	p.next()
	p.expect(kLParen, hintOpen)
	for {
		g.Items = append(g.Items, p.grouping())
		if !p.accept(kComma) {
			break
		}
	}
	p.expect(kRParen, hintParen)
	return g
}

// orderBy reads an optional ORDER BY.
func (p *parser) orderBy() []Order {
	if !p.accept(kwOrder) {
		return nil
	}
	p.expect(kwBy, hintOrder)
	list := []Order{p.orderTerm()}
	for p.accept(kComma) {
		list = append(list, p.orderTerm())
	}
	return list
}

func (p *parser) orderTerm() Order {
	t := Order{Expr: p.expr()}
	switch {
	case p.accept(kwDesc):
		t.Desc = true
	case p.accept(kwAsc):
	case p.postgres() && p.accept(kwUsing):
		t.Using = p.text(p.next())
		if t.Using != "<" && t.Using != ">" {
			p.fail(hintOrder, "USING with another operator")
		}
	}
	if !p.mysql() && p.accept(kwNulls) {
		switch {
		case p.accept(kwFirst):
			t.Nulls = "FIRST"
		case p.accept(kwLast):
			t.Nulls = "LAST"
		default:
			p.fail(hintOrder, "FIRST or LAST was expected")
		}
	}
	return t
}
