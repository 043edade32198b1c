package syntax

import (
	"slices"
	"strings"
)

func set(words string) map[string]bool {
	s := map[string]bool{}
	for _, w := range strings.Fields(words) {
		s[w] = true
	}
	return s
}

// postgresNamed reads what only PostgreSQL has, or nothing.
func (p *parser) postgresNamed(k kind) Expr {
	if p.startsTyped() {
		return p.typed()
	}
	open := p.ahead(1) == kLParen
	switch {
	case k == kwArray && (open || p.ahead(1) == kLBracket):
		return p.array()
	case k == kwRow && open:
		return p.row()
	case k == kwExtract && open:
		return p.extract(p.field)
	case k == kwPosition && open:
		return p.special("position", [][]string{{"IN"}})
	case k == kwOverlay && open:
		return p.special("overlay", [][]string{{"PLACING"}, {"FROM"}, {"FOR"}})
	case k == kwSubstring && open:
		return p.special("substring", [][]string{{"FROM", "SIMILAR", "FOR"}, {"FOR", "ESCAPE"}})
	case k == kwTrim && open:
		return p.trim()
	case k == kwNormalize && open:
		return p.normalize()
	case k == kWord && p.ahead(1) == kwFor && p.ahead(2) == kLParen && Lower(p.text(p.tokens[p.i])) == "collation":
		return p.collationFor()
	}
	return nil
}

// collationFor reads COLLATION FOR (value), which is a function by another name.
func (p *parser) collationFor() Expr {
	c := &Call{Pos: p.pos(), Schema: "pg_catalog", Name: "pg_collation_for"}
	p.skip(3)
	c.Arguments = []Expr{p.expr()}
	p.expect(kRParen, hintParen)
	return c
}

// special reads a function whose arguments are separated by commas, or by the
// words of the forms: in the place of each comma one of them. CHAR of MySQL may
// end with USING and a character set, WEIGHT_STRING with AS CHAR(n).
func (p *parser) special(name string, forms [][]string) Expr {
	c := &Special{Pos: p.pos(), Name: name, Words: []string{""}}
	p.skip(2)
	for {
		level := lOr
		if name == "position" {
			level = lOperator // IN is the separator
		}
		c.Arguments = append(c.Arguments, p.binary(level))
		word, ok := p.separator(forms, len(c.Arguments)-1)
		if !ok {
			break
		}
		c.Words = append(c.Words, word)
	}
	tail := ""
	switch {
	case name == "char" && p.accept(kwUsing):
		tail = "USING " + p.charset()
	case name == "weight_string" && p.accept(kwAs):
		tail = "AS " + p.oneOf(hintSpecial, "CHAR", "BINARY")
		p.expect(kLParen, hintOpen)
		tail += "(" + p.number(hintSpecial) + ")"
		p.expect(kRParen, hintParen)
	}
	if name == "weight_string" && p.acceptWord("level") {
		tail += " LEVEL " + p.weightLevels()
	}
	c.Words = append(c.Words, tail)
	p.expect(kRParen, hintSpecial)
	if name == "position" && c.Words[1] == "," {
		p.fail(hintSpecial, "position without IN")
	}
	return c
}

// separator reads a comma or one of the words that may stand in its place.
func (p *parser) separator(forms [][]string, i int) (string, bool) {
	if p.accept(kComma) {
		return ",", true
	}
	for j := i; j < len(forms) && j <= i; j++ {
		if word := strings.ToUpper(p.text(p.tokens[p.i])); slices.Contains(forms[j], word) {
			p.next()
			return word, true
		}
	}
	return "", false
}

// extract reads EXTRACT(field FROM value).
func (p *parser) extract(field func() string) Expr {
	c := &Special{Pos: p.pos(), Name: "extract"}
	p.skip(2)
	c.Words = []string{field() + " FROM", ""}
	p.expect(kwFrom, hintSpecial)
	c.Arguments = []Expr{p.expr()}
	p.expect(kRParen, hintSpecial)
	return c
}

// leading reads a function whose first argument is a word.
func (p *parser) leading(name string, word func() string) Expr {
	c := &Special{Pos: p.pos(), Name: name}
	p.skip(2)
	c.Words = []string{word() + ","}
	p.expect(kComma, hintSpecial)
	c.Arguments = p.exprs()
	for len(c.Words) < len(c.Arguments) {
		c.Words = append(c.Words, ",")
	}
	c.Words = append(c.Words, "")
	p.expect(kRParen, hintSpecial)
	return c
}

// field reads the name of a field of a time, as a word or a string.
func (p *parser) field() string {
	t := p.next()
	name := ""
	switch {
	case t.kind == kString:
		name = p.stringValue(t)
	case t.class&cAny != 0:
		name = p.unquote(t)
	}
	if name == "" || strings.Trim(Lower(name), "abcdefghijklmnopqrstuvwxyz_") != "" {
		p.failBefore(hintSpecial, "no field of a time")
	}
	return "'" + name + "'"
}

var units = set(`microsecond second minute hour day week month quarter year second_microsecond minute_microsecond
	minute_second hour_microsecond hour_second hour_minute day_microsecond day_second day_minute day_hour year_month`)

// unit reads a unit of time of MySQL.
func (p *parser) unit() string {
	word := Lower(p.text(p.tokens[p.i]))
	word = strings.TrimPrefix(word, "sql_tsi_")
	if !units[word] {
		p.fail(hintInterval, "no unit of time")
	}
	p.next()
	return strings.ToUpper(word)
}

func (p *parser) oneOf(hint string, words ...string) string {
	word := strings.ToUpper(p.text(p.tokens[p.i]))
	if !slices.Contains(words, word) {
		p.fail(hint, "unknown word")
	}
	p.next()
	return word
}

// trim reads TRIM([BOTH] [characters] FROM value) and TRIM(value [, characters]).
func (p *parser) trim() Expr {
	c := &Special{Pos: p.pos(), Name: "trim"}
	p.skip(2)
	first := ""
	switch p.kind() {
	case kwBoth, kwLeading, kwTrailing:
		first = strings.ToUpper(p.text(p.next()))
	}
	if p.accept(kwFrom) {
		first = strings.TrimSpace(first + " FROM")
	}
	c.Words = []string{first}
	for {
		c.Arguments = append(c.Arguments, p.expr())
		switch {
		case p.accept(kComma):
			c.Words = append(c.Words, ",")
			continue
		case len(c.Arguments) == 1 && !strings.HasSuffix(first, "FROM") && p.accept(kwFrom):
			c.Words = append(c.Words, "FROM")
			continue
		}
		break
	}
	c.Words = append(c.Words, "")
	p.expect(kRParen, hintSpecial)
	return c
}

// normalize reads NORMALIZE(value [, form]).
func (p *parser) normalize() Expr {
	c := &Special{Pos: p.pos(), Name: "normalize", Words: []string{"", ""}}
	p.skip(2)
	c.Arguments = []Expr{p.expr()}
	if p.accept(kComma) {
		c.Words[1] = ", " + p.oneOf(hintSpecial, "NFC", "NFD", "NFKC", "NFKD")
	}
	p.expect(kRParen, hintSpecial)
	return c
}

// row reads ROW(...).
func (p *parser) row() Expr {
	p.skip(2)
	r := &Row{}
	if p.kind() != kRParen {
		r.Values = p.exprs()
	}
	p.expect(kRParen, hintParen)
	return r
}

// array reads ARRAY[...] and ARRAY(query).
func (p *parser) array() Expr {
	p.next()
	if p.kind() == kLParen {
		return &Array{Query: p.parenQuery(hintParen)}
	}
	return p.elements()
}

func (p *parser) elements() Expr {
	p.enter()
	defer p.leave()
	a := &Array{}
	p.expect(kLBracket, hintOpen)
	nested := p.kind() == kLBracket
	for first := true; first && p.kind() != kRBracket || p.accept(kComma); first = false {
		if nested { // then all of them are
			a.Values = append(a.Values, p.elements())
		} else {
			a.Values = append(a.Values, p.expr())
		}
	}
	p.expect(kRBracket, hintParen)
	return a
}
