package syntax

import (
	"slices"
	"strings"
)

// mysqlModifiers change how MySQL runs a SELECT, but not what it does.
var mysqlModifiers = []string{"sql_small_result", "sql_big_result", "sql_buffer_result", "sql_no_cache", "straight_join"}

func (p *parser) selectCore() *Select {
	s := once(&p.core0)
	s.Pos = p.pos()
	p.expect(kwSelect, hintSelect)
	p.modifiers(s)
	empty := p.postgres() && !s.Distinct && (p.kind() == kwFrom || p.kind() == kwWhere || p.kind() == kRParen || p.kind() == kEOF || p.kind() == kSemi || p.kind() == kwUnion || p.kind() == kwIntersect || p.kind() == kwExcept)
	if !empty {
		s.Columns = p.columns()
	}
	if p.kind() == kwInto {
		p.fail(hintInto, "INTO")
	}
	if p.accept(kwFrom) && !(p.mysql() && p.accept(kwDual)) {
		s.From = p.from()
		p.mergedNames(s)
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
	if p.kind() == kwWindow && p.ahead(2) == kwAs && !(p.mysql() && s.alone()) {
		p.next()
		s.Windows = p.windows()
	}
	return s
}

// alone reports whether nothing follows the columns of a SELECT. MariaDB takes the
// word WINDOW for the name of the last one then.
func (s *Select) alone() bool {
	return s.From == nil && s.Where == nil && s.Group == nil && s.Having == nil
}

// mysqlDropped are modifiers that say nothing about the rows: one counts those
// that LIMIT cuts off, for another statement, and one comes before writers.
var mysqlDropped = []string{"sql_calc_found_rows", "high_priority"}

func (p *parser) mysqlModifiers(s *Select) {
	for p.mysql() {
		t := p.tokens[p.i]
		if t.kind != kWord && t.kind != kwStraightJoin {
			return
		}
		word := p.text(t)
		if strings.IndexByte(word, '_') < 0 { // all of them have one
			return
		}
		word = Lower(word)
		switch {
		case slices.Contains(mysqlModifiers, word):
			s.Modifiers = append(s.Modifiers, strings.ToUpper(word))
		case !slices.Contains(mysqlDropped, word):
			return
		case !p.opens(s):
			p.fail(hintSelect, "a modifier of the whole statement in a part of it")
			return
		}
		p.next()
	}
}

// opens reports whether nothing but parentheses stands before a SELECT.
func (p *parser) opens(s *Select) bool {
	i := 0
	for p.tokens[i].kind == kLParen {
		i++
	}
	return int(p.tokens[i].pos) == s.Pos
}

func (p *parser) modifiers(s *Select) {
	p.mysqlModifiers(s)
	switch {
	case p.accept(kwDistinct), p.mysql() && p.accept(kwDistinctRow):
		s.Distinct = true
		for p.mysql() && p.accept(kwDistinct) { // it takes as many as there are
		}
		p.mysqlModifiers(s) // they stand on both sides of it
		if p.postgres() && p.accept(kwOn) {
			p.expect(kLParen, hintOpen)
			s.DistinctOn = p.exprs()
			p.expect(kRParen, hintParen)
		}
	default:
		for p.accept(kwAll) && p.mysql() {
			p.mysqlModifiers(s)
		}
	}
}

func (p *parser) columns() []Column {
	list := make([]Column, 0, 4)
	for {
		list = append(list, p.column())
		if !p.accept(kComma) {
			return list
		}
		if p.mysql() && p.kind() == kStar {
			p.fail(hintStar, "a star behind another column")
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
	case !p.sqlite() && p.can(cName) && p.ahead(1) == kDot && p.ahead(3) == kDot && p.ahead(4) == kStar:
		c.Star, c.Schema = true, p.name(cName)
		p.next()
		c.Table = p.name(cDot)
		p.skip(2)
		return c
	}
	c.Expr = p.expr()
	last := p.i
	end := int(p.tokens[max(last-1, 0)].end)
	if c.Alias = p.alias(); c.Alias == "" && p.err == nil {
		c.Nameless = p.i > last
		if !c.Nameless && !p.printed {
			c.Alias = p.textAlias(c, end)
		}
	}
	return c
}

// longestAlias is how long a name may be that is made of an expression: MySQL
// takes 256 characters. In SQLite it bounds what is inside of other queries,
// for a text inside of a text inside of a text would come out as long as all of
// them.
const longestAlias = 256

// mergedNames names the columns of a SELECT in SQLite that may be those of both
// sides of a join. They are expressions to it, which it names by their text.
func (p *parser) mergedNames(s *Select) {
	if !p.sqlite() || !slices.ContainsFunc(s.From, func(src *Source) bool { return src.Join >= JoinRight && (src.Natural || src.Using != nil) }) {
		return
	}
	for i := range s.Columns {
		c := &s.Columns[i]
		if ref, ok := c.Expr.(*Ref); ok && c.Alias == "" && ref.Table == "" && !ref.Double {
			c.Alias = ref.Name
		}
	}
}

// textAlias returns what MySQL and SQLite name a column of the result that is no
// plain column and has no alias: the text of the expression. PostgreSQL names
// it by its kind.
func (p *parser) textAlias(c Column, end int) string {
	text := p.sql[c.Pos:end]
	switch e := c.Expr.(type) {
	case *Ref:
		return ""
	case *Collate:
		if p.sqlite() && p.depth > 1 { // where it is named as its operand is
			return ""
		}
	case *Literal:
		if p.mysql() && (e.Kind == LitString || e.Kind == LitWord) { // true is TRUE
			text = e.Text
		} else if p.mysql() {
			text = strings.Trim(text, "()+ ")
		}
	}
	if p.mysql() {
		text = strings.Map(threeBytes, text)
	}
	if p.postgres() || text == "" || len(text) > longestAlias && (p.mysql() || p.depth > 1) || strings.ContainsFunc(text, control) || strings.Trim(text, " ") != text {
		return ""
	}
	return text
}

// threeBytes returns what a name of MySQL holds in the place of a character.
func threeBytes(r rune) rune {
	if r > 0xffff {
		return '?'
	}
	return r
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
			e = &Directed{e, strings.ToUpper(p.text(p.next()))}
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
	name := ""
	switch {
	case !p.postgres():
		return p.expr()
	case p.acceptTwo(kLParen, kRParen):
		return &Grouping{}
	case p.kind() == kwRollup && p.ahead(1) == kLParen:
		name = "ROLLUP"
	case p.kind() == kwCube && p.ahead(1) == kLParen:
		name = "CUBE"
	case p.kind() == kwGrouping && p.ahead(1) == kwSets:
		name = "GROUPING SETS"
		p.next()
	default:
		return p.expr()
	}
	g := &Grouping{Name: name}
	p.next()
	p.expect(kLParen, hintOpen)
	for {
		if name == "GROUPING SETS" {
			g.Items = append(g.Items, p.grouping())
		} else {
			g.Items = append(g.Items, p.expr())
		}
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
