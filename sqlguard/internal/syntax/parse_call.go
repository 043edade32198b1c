package syntax

// spaced are the functions of MySQL that are others, or stored ones, if a blank
// stands before the parenthesis
// (https://dev.mysql.com/doc/refman/8.4/en/function-resolution.html).
var spaced = set(`adddate bit_and bit_or bit_xor cast count curdate curtime date_add date_sub extract group_concat
	json_arrayagg json_objectagg max mid min now position session_user std stddev stddev_pop stddev_samp subdate substr
	substring sum sysdate system_user trim variance var_pop var_samp
	cume_dist dense_rank first_value lag last_value lead median nth_value ntile percent_rank percentile_cont
	percentile_disc rank row_number`)

// aggregates are the functions of MySQL that take ALL before their argument.
var aggregates = set("avg bit_and bit_or bit_xor count max min std stddev stddev_pop stddev_samp sum var_pop var_samp variance")

// keywordCalls are the functions of PostgreSQL that are keywords, and take nothing
// but arguments.
var keywordCalls = set(postgresCalled)

// cuts are the functions of MariaDB that take a LIMIT.
var cuts = set("group_concat json_arrayagg")

// datePlus are the functions of MySQL whose second argument may be an interval.
var datePlus = set("adddate date_add date_sub subdate")

// adjacent refuses a blank between the next word and its parenthesis in MySQL.
func (p *parser) adjacent() {
	if p.mysql() && p.i+1 < len(p.tokens) && p.tokens[p.i].end != p.tokens[p.i+1].pos {
		p.fail(hintSpace, "blank before a parenthesis")
	}
}

// call reads a function's arguments and what may follow them.
func (p *parser) call() Expr {
	p.calls++
	if p.mysql() && spaced[Lower(p.text(p.tokens[p.i]))] {
		p.adjacent()
	}
	if p.kind() == kQuoted && p.ahead(1) == kLParen && (p.mysql() || p.postgres() && keywordCalls[p.unquote(p.tokens[p.i])]) {
		p.fail(hintCalled, "quoted name of a function") // of a stored one, where a keyword has the name
	}
	c := &Call{Pos: p.pos(), Name: p.unquote(p.next())}
	if p.mysql() && p.kind() == kLParen && !bare(c.Name) { // it would stand in quotes
		p.failBefore(hintCalled, "name of a function that is no plain word")
	}
	if p.accept(kDot) {
		c.Schema, c.Name = c.Name, p.name(cDot)
	}
	p.expect(kLParen, hintOpen)
	p.arguments(c)
	p.expect(kRParen, hintParen)
	if p.postgres() && c.Schema == "" && keywordCalls[c.Name] {
		p.keywordCall(c)
	} else {
		p.callTail(c)
	}
	if p.mysql() && p.err == nil {
		p.grammatical(c)
	}
	return c
}

// keywordCall refuses what belongs to other functions than keywords.
func (p *parser) keywordCall(c *Call) {
	n := len(c.Arguments)
	if n == 0 || c.Name == "nullif" && n != 2 || c.Variadic || c.Names != nil || c.Order != nil {
		p.failBefore(hintExpr, "other arguments than a keyword takes")
	}
}

func (p *parser) arguments(c *Call) {
	all := false
	switch {
	case p.accept(kStar):
		c.Star = true
		return
	case p.kind() == kRParen:
		return
	case p.postgres() && keywordCalls[c.Name] && c.Schema == "":
	case p.accept(kwDistinct):
		c.Distinct = true
	case !p.mysql() || aggregates[Lower(c.Name)]:
		all = p.accept(kwAll)
	}
	c.Arguments = make([]Expr, 0, 2)
	for {
		p.argument(c)
		if c.Variadic && (c.Distinct || all || p.kind() == kComma) {
			p.fail(hintExpr, "VARIADIC before another argument, or behind ALL or DISTINCT")
		}
		if !p.accept(kComma) {
			break
		}
	}
	c.Order = p.orderBy()
	if p.mysql() && p.kind() == kwSeparator {
		p.next()
		if p.kind() != kString {
			p.fail(hintString, "no string behind SEPARATOR")
			return
		}
		c.Separator = &Literal{Kind: LitString, Text: p.stringValue(p.next())}
	}
	if p.mysql() && p.kind() == kwLimit && cuts[Lower(c.Name)] {
		var q Query
		p.next()
		p.limit(&q)
		c.Cut = &Cut{q.Limit, q.Offset}
		if q.Limit == nil || q.Examined != nil {
			p.fail(hintLimit, "LIMIT ROWS in a function")
		}
	}
}

// argument reads one argument, in PostgreSQL with its name.
func (p *parser) argument(c *Call) {
	name := ""
	if p.postgres() {
		if p.kind() == kwVariadic && !c.Variadic {
			p.next()
			c.Variadic = true
		}
		if p.can(cFunc) && p.ahead(1) == kArrow && (p.kind() == kQuoted || !keywordCalls[p.unquote(p.tokens[p.i])]) {
			name = p.unquote(p.next())
			p.next()
		}
	}
	if len(c.Arguments) == 1 && datePlus[Lower(c.Name)] && p.startsInterval() {
		c.Arguments = append(c.Arguments, p.interval())
	} else {
		c.Arguments = append(c.Arguments, p.expr())
	}
	switch {
	case c.Names != nil:
		c.Names = append(c.Names, name)
	case name != "":
		c.Names = make([]string, len(c.Arguments))
		c.Names[len(c.Names)-1] = name
	}
}

func (p *parser) callTail(c *Call) {
	if !p.sqlite() && p.kind() == kwWithin && p.ahead(1) == kwGroup && (p.postgres() || mysqlWindows[Lower(c.Name)]) {
		p.skip(2)
		p.expect(kLParen, hintOpen)
		if c.Within = p.orderBy(); c.Within == nil {
			p.fail(hintOrder, "WITHIN GROUP without ORDER BY")
		}
		if c.Order != nil || c.Distinct || c.Variadic {
			p.fail(hintOrder, "WITHIN GROUP behind ORDER BY, DISTINCT or VARIADIC")
		}
		p.expect(kRParen, hintParen)
	}
	if !p.mysql() && p.kind() == kwFilter && p.ahead(1) == kLParen {
		p.skip(2)
		p.expect(kwWhere, hintOpen)
		c.Filter = p.expr()
		p.expect(kRParen, hintParen)
	}
	if p.kind() == kwOver {
		p.next()
		c.Over = p.over()
	}
}
