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
		if name == "position" { // IN is the separator
			c.Arguments = append(c.Arguments, p.bounded(lOperator))
		} else {
			c.Arguments = append(c.Arguments, p.expr())
		}
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
		tail += "(" + p.natural() + ")"
		p.expect(kRParen, hintParen)
	}
	if name == "weight_string" && p.acceptWord("level") {
		tail += " LEVEL " + p.weightLevels()
	}
	c.Words = append(c.Words, tail)
	p.expect(kRParen, hintSpecial)
	if p.postgres() && !postgresForm(name, c.Words[1:len(c.Words)-1]) || p.mysql() && name == "position" && c.Words[1] == "," {
		p.failBefore(hintSpecial, "words in another order")
	}
	if p.mysql() && p.err == nil {
		p.evenly(c)
	}
	return c
}

// evenly fails unless commas, or words, separate as many arguments of a function as
// MySQL takes.
func (p *parser) evenly(c *Special) {
	n, want := len(c.Arguments), arities[c.Name]
	switch {
	case c.Name == "char", c.Name == "weight_string" && n == 4 && c.Words[4] == "" && numbersOnly(c.Arguments[1:]):
	case c.Name == "position" && n != 2, c.Name != "position" && (n < want.least || n > want.most):
		p.failBefore(hintArguments, "another number of arguments")
	case n == 3 && (c.Words[1] == ",") != (c.Words[2] == ","):
		p.failBefore(hintSpecial, "a comma beside a word")
	}
}

func numbersOnly(list []Expr) bool {
	return !slices.ContainsFunc(list, func(e Expr) bool {
		l, ok := e.(*Literal)
		return !ok || l.Charset != "" || l.Kind != LitNumber || !whole(l.Text) && !strings.HasPrefix(l.Text, "0x")
	})
}

// postgresForms are the words between the arguments of a function of PostgreSQL.
var postgresForms = map[string]string{
	"position":  "IN",
	"overlay":   "PLACING FROM|PLACING FROM FOR",
	"substring": "FROM|FOR|FROM FOR|SIMILAR ESCAPE",
}

// postgresForm reports whether words stand together between arguments. Commas do
// but for POSITION.
func postgresForm(name string, words []string) bool {
	between := strings.Join(words, " ")
	return slices.Contains(strings.Split(postgresForms[name], "|"), between) || name != "position" && strings.Trim(between, ", ") == ""
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

// leading reads a function whose first argument is a word, and n others.
func (p *parser) leading(name string, n int, word func() string) Expr {
	c := &Special{Pos: p.pos(), Name: name}
	p.skip(2)
	c.Words = []string{word() + ","}
	p.expect(kComma, hintSpecial)
	if c.Arguments = p.exprs(); len(c.Arguments) != n {
		p.failBefore(hintArguments, "another number of arguments")
	}
	for len(c.Words) < len(c.Arguments) {
		c.Words = append(c.Words, ",")
	}
	c.Words = append(c.Words, "")
	p.expect(kRParen, hintSpecial)
	return c
}

// plainFields are the keywords that PostgreSQL takes for a field of a time.
var plainFields = set("year month day hour minute second")

// postgresKeywords are the words that are no others to PostgreSQL's grammar.
var postgresKeywords = set(postgresReserved + " " + postgresColumnNames + " " + postgresFunctionNames + " " + postgresUnreserved)

// field reads the name of a field of a time, as a word or a string.
func (p *parser) field() string {
	t := p.next()
	name := ""
	word := Lower(p.text(t))
	switch {
	case t.kind == kString:
		name = p.stringValue(t)
	case t.class&cAny != 0 && (plainFields[word] || !postgresKeywords[word]):
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
	word, older := strings.CutPrefix(Lower(p.text(p.tokens[p.i])), "sql_tsi_")
	if !units[word] || older && (word == "microsecond" || !single(word)) {
		p.fail(hintInterval, "no unit of time")
	}
	p.next()
	return strings.ToUpper(word)
}

// single reports whether a unit of time is one number.
func single(unit string) bool { return !strings.Contains(unit, "_") }

// singleUnit reads a unit of time that is one number.
func (p *parser) singleUnit() string {
	unit := p.unit()
	if !single(unit) {
		p.failBefore(hintInterval, "a unit of several numbers")
	}
	return unit
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
	if n := len(c.Arguments); p.mysql() && (n > 2 || n == 2 && c.Words[1] != "FROM" || n == 1 && first != "" && !strings.HasSuffix(first, " FROM")) {
		p.failBefore(hintSpecial, "TRIM with commas, or without what is trimmed")
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
	if p.mysql() && len(r.Values) < 2 {
		p.failBefore(hintParen, "ROW with less than two values")
	}
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
