package syntax

import (
	"slices"
	"strconv"
	"strings"
)

// typeName reads a type.
func (p *parser) typeName() Type {
	switch p.dialect {
	case Postgres:
		return p.postgresType()
	case MySQL:
		return p.mysqlType()
	}
	return p.sqliteType()
}

// sqliteType reads one or more words and up to two numbers. SQLite takes any.
func (p *parser) sqliteType() Type {
	quoted := p.kind() == kQuoted
	t := Type{Pos: p.pos(), Name: p.name(cName)}
	for p.can(cName) {
		if quoted || p.kind() == kQuoted { // it reads the first alone, or the quotes too
			p.fail(hintCast, "a type in quotes beside another word")
		}
		t.Name += " " + p.unquote(p.next())
	}
	if p.accept(kLParen) {
		t.Arguments = append(t.Arguments, p.signedNumber())
		if p.accept(kComma) {
			t.Arguments = append(t.Arguments, p.signedNumber())
		}
		p.expect(kRParen, hintCast)
	}
	return t
}

func (p *parser) signedNumber() string {
	sign := ""
	switch {
	case p.mysql():
		return p.length()
	case p.accept(kMinus):
		sign = "-"
	case p.sqlite():
		p.accept(kPlus)
	}
	return sign + p.number(hintCast)
}

// length reads a number of a type of MySQL. One that stands alone may have a point:
// DECIMAL(5.2) is DECIMAL(5).
func (p *parser) length() string {
	n := p.number(hintCast)
	alone := p.kind() == kRParen && p.err == nil && p.tokens[p.i-2].kind == kLParen
	if !whole(n) && !(alone && strings.Trim(n, "0123456789.") == "") {
		p.failBefore(hintCast, "no whole number")
	}
	return n
}

func (p *parser) number(hint string) string {
	if p.kind() != kNumber {
		p.fail(hint, "a number was expected")
		return ""
	}
	return p.text(p.next())
}

// numbers reads an optional list of numbers in parentheses.
func (p *parser) numbers() []string {
	if !p.accept(kLParen) {
		return nil
	}
	list := []string{p.signedNumber()}
	for p.accept(kComma) {
		list = append(list, p.signedNumber())
	}
	p.expect(kRParen, hintType)
	return list
}

// postgresTypes maps the words of the standard to the names in the catalog.
var postgresTypes = map[string]string{
	"int": "int4", "integer": "int4", "smallint": "int2", "bigint": "int8", "real": "float4", "float": "float8",
	"dec": "numeric", "decimal": "numeric", "numeric": "numeric", "boolean": "bool", "char": "bpchar", "character": "bpchar",
	"nchar": "bpchar", "varchar": "varchar", "bit": "bit", "timestamp": "timestamp", "time": "time", "interval": "interval",
}

func (p *parser) postgresType() Type {
	t := Type{Pos: p.pos()}
	if p.acceptWord("setof") {
		p.fail(hintType, "SETOF")
	}
	first := p.tokens[p.i]
	quoted := first.kind == kQuoted || first.kind == kUQuoted
	t.Name = p.name(cName | cFunc)
	internal, standard := postgresTypes[t.Name]
	other := first.class&cFunc != 0 && (quoted || !keywordCalls[t.Name])
	switch {
	case p.kind() == kDot && other:
		p.next()
		t.Schema, t.Name = t.Name, p.name(cDot)
		t.Arguments = p.numbers()
	case quoted:
		t.Arguments = p.numbers()
	case t.Name == "double":
		if !p.acceptWord("precision") {
			p.fail(hintType, "DOUBLE without PRECISION")
		}
		t.Name = "float8"
	case t.Name == "national":
		if !p.acceptWord("character") && !p.acceptWord("char") {
			p.fail(hintType, "NATIONAL without CHARACTER")
		}
		p.character(&t, "bpchar")
	case standard:
		p.afterStandard(&t, internal)
	case !other:
		p.failBefore(hintType, "a keyword that is no type")
	default:
		t.Arguments = p.numbers()
	}
	p.dimensions(&t)
	return t
}

// integer reads digits that PostgreSQL takes for an integer of 32 bits; all else is
// no number where its grammar wants one.
func (p *parser) integer() string {
	text := p.text(p.tokens[p.i])
	if _, err := strconv.ParseInt(text, 10, 32); err != nil || p.kind() != kNumber {
		p.fail(hintType, "an integer was expected")
		return ""
	}
	p.next()
	return text
}

// precision reads an optional integer in parentheses.
func (p *parser) precision() []string {
	if !p.accept(kLParen) {
		return nil
	}
	list := []string{p.integer()}
	p.expect(kRParen, hintType)
	return list
}

// afterStandard reads what follows a word of the standard, which is internal in
// the catalog. CHAR without a length is CHAR(1), BIT is BIT(1).
func (p *parser) afterStandard(t *Type, internal string) {
	word := t.Name
	t.Name = internal
	switch internal {
	case "timestamp", "time":
		t.Arguments = p.precision()
		if p.acceptTwo(kwWith, kwTime) {
			p.expect(kwZone, hintType)
			t.Name += "tz"
		} else if p.acceptTwo(kwWithout, kwTime) {
			p.expect(kwZone, hintType)
		}
	case "interval":
		t.Arguments = p.precision()
		if t.Arguments == nil {
			p.intervalFields(t)
		}
	case "bpchar", "bit":
		p.character(t, internal)
	case "varchar":
		t.Arguments = p.precision()
	case "numeric":
		t.Arguments = p.numbers()
	case "float8":
		p.float(t, word)
	}
}

// float reads how many bits FLOAT has.
func (p *parser) float(t *Type, word string) {
	if word != "float" || p.kind() != kLParen {
		return
	}
	bits, _ := strconv.Atoi(append(p.precision(), "")[0])
	switch {
	case bits < 1 || bits > 53:
		p.failBefore(hintType, "FLOAT of another size")
	case bits < 25:
		t.Name = "float4"
	}
}

func (p *parser) character(t *Type, internal string) {
	t.Name = internal
	if p.acceptWord("varying") {
		t.Name = map[string]string{"bpchar": "varchar", "bit": "varbit"}[internal]
	}
	if internal == "bit" {
		t.Arguments = p.numbers()
	} else {
		t.Arguments = p.precision()
	}
	if t.Arguments == nil && t.Name == internal {
		t.Arguments = []string{"1"}
	}
}

var intervalFields = set("year month day hour minute second")

// intervalSpans are those of two fields.
var intervalSpans = map[string]bool{
	"YEAR TO MONTH": true, "DAY TO HOUR": true, "DAY TO MINUTE": true, "DAY TO SECOND": true,
	"HOUR TO MINUTE": true, "HOUR TO SECOND": true, "MINUTE TO SECOND": true,
}

// intervalFields reads DAY TO SECOND(3).
func (p *parser) intervalFields(t *Type) {
	word := func() string {
		w := Lower(p.text(p.tokens[p.i]))
		if p.kind() != kWord || !intervalFields[w] {
			return ""
		}
		p.next()
		return strings.ToUpper(w)
	}
	if t.Fields = word(); t.Fields == "" {
		return
	}
	if p.kind() == kwTo {
		p.next()
		t.Fields += " TO " + word()
		if !intervalSpans[t.Fields] {
			p.fail(hintInterval, "no field behind TO that is smaller")
		}
	}
	if strings.HasSuffix(t.Fields, "SECOND") {
		t.Arguments = p.precision()
	}
}

// dimensions reads the brackets of an array type, or the word ARRAY and at most
// one size.
func (p *parser) dimensions(t *Type) {
	if p.accept(kwArray) {
		size := ""
		if p.accept(kLBracket) {
			size = p.integer()
			p.expect(kRBracket, hintType)
		}
		t.Dims = []string{size}
		return
	}
	for p.kind() == kLBracket && (p.ahead(1) == kRBracket || p.ahead(1) == kNumber && p.ahead(2) == kRBracket) {
		p.next()
		size := ""
		if p.kind() == kNumber {
			size = p.integer()
		}
		p.expect(kRBracket, hintType)
		t.Dims = append(t.Dims, size)
	}
}

// startsTyped reports whether a type stands before a string: DATE '2024-01-01'.
func (p *parser) startsTyped() bool {
	t := p.tokens[p.i]
	if t.kind == kQuoted || t.class&(cName|cFunc) == 0 {
		return false
	}
	i := 1
	for {
		switch k := p.ahead(i); {
		case k == kString, k == kEString, k == kUString, k == kDollar:
			return true
		case k == kLParen && p.ahead(i+1) == kNumber && p.ahead(i+2) == kRParen:
			i += 3
		case k == kLParen && p.ahead(i+1) == kNumber && p.ahead(i+2) == kComma && p.ahead(i+3) == kNumber && p.ahead(i+4) == kRParen:
			i += 5
		case (k == kwWith || k == kwWithout) && p.ahead(i+1) == kwTime && p.ahead(i+2) == kwZone:
			i += 3
		case k == kWord && i == 1 && typeWord(Lower(p.text(p.tokens[p.i+1]))):
			i++
		default:
			return false
		}
	}
}

func typeWord(w string) bool { return w == "precision" || w == "varying" }

// typed reads a type and a string. To PostgreSQL that is a cast.
func (p *parser) typed() Expr {
	word := Lower(p.text(p.tokens[p.i]))
	t := p.postgresType()
	switch p.kind() {
	case kString, kEString, kUString, kDollar:
	default:
		p.fail(hintType, "a string was expected behind a type")
		return nil
	}
	if (t.Name == "bpchar" || t.Name == "bit") && word != "bpchar" && len(t.Arguments) == 1 && p.tokens[p.i-1].kind != kRParen {
		t.Arguments = nil // CHAR 'abc' has any length
	}
	value := p.literalString("")
	if t.Name == "interval" && t.Arguments == nil {
		p.intervalFields(&t)
	}
	return &Cast{Operand: value, Type: t}
}

// mysqlType reads a type of CAST and CONVERT: a word, whose meaning is left to the
// policy, and a length.
func (p *parser) mysqlType() Type {
	word := Lower(p.text(p.tokens[p.i]))
	t := Type{Pos: p.pos(), Name: word}
	if !bare(word) || word == "timestamp" { // which only stands before a text
		p.fail(hintType, "a type is missing or in quotes")
		return t
	}
	p.next()
	switch word {
	case "signed", "unsigned":
		if next := Lower(p.text(p.tokens[p.i])); next == "integer" || next == "int" {
			p.next()
		}
	default:
		t.Arguments = p.numbers()
	}
	if !fits(mysqlCasts, t) {
		p.failBefore(hintType, "a type of CAST that needs a length or takes none")
	}
	if word == "char" || word == "character" || word == "varchar" {
		p.charsetOf(&t)
	}
	return t
}

// mysqlCasts are the types of CAST with the least and the most numbers behind each.
// Types of plugins take none. FLOAT has a number in MySQL alone.
var mysqlCasts = aritiesOf(map[arity]string{
	{0, 1}: "binary char character nchar time datetime float",
	{1, 1}: "varchar",
	{0, 2}: "decimal dec double",
})

// fits reports whether a type has as many numbers as it takes.
func fits(types map[string]arity, t Type) bool {
	n, want := len(t.Arguments), types[t.Name]
	if t.Name == "double" || t.Name == "real" {
		return n != 1 && n <= want.most // which are for both sides of the point
	}
	return want.least <= n && n <= want.most
}

// charsetOnce reports whether a type has one character set at most, and BINARY
// neither twice nor with a collation.
func charsetOnce(t *Type) bool {
	words := strings.Fields(t.Fields)
	slices.Sort(words)
	n, binary := len(words), slices.Contains(words, "BINARY")
	switch {
	case binary && t.Collation != "", n > 1 && !binary, n > 2, n == 2 && (words[0] == words[1] || words[1] == "BYTE"):
		return false
	case t.Charset != "":
		return n == 0 || n == 1 && binary
	}
	return n < 2 || words[0] != "BINARY" || words[1] != "BYTE"
}

// charsetOf reads the character set of a type and the older words for one.
func (p *parser) charsetOf(t *Type) {
	for {
		word := Lower(p.text(p.tokens[p.i]))
		switch {
		case t.Charset == "" && p.acceptWord("character"):
			p.expectWord("set", hintCast)
			t.Charset = p.charset()
		case t.Charset == "" && p.accept(kwCharset):
			t.Charset = p.charset()
		case t.Collation == "" && p.acceptTwo(kwCollate, kwDefault):
			t.Collation = "DEFAULT"
		case len(t.Fields) < 12 && (word == "ascii" || word == "unicode" || word == "byte" || word == "binary"):
			p.next()
			t.Fields = strings.TrimSpace(t.Fields + " " + strings.ToUpper(word))
		default:
			if !charsetOnce(t) {
				p.failBefore(hintType, "several character sets of a type")
			}
			return
		}
	}
}
