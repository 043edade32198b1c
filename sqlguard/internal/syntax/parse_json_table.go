package syntax

import "strings"

// jsonTable reads JSON_TABLE(value, path COLUMNS (...)) of MySQL
// (https://dev.mysql.com/doc/refman/8.4/en/json-table-functions.html), which
// stands in FROM.
func (p *parser) jsonTable() Expr {
	t := &JSONTable{Pos: p.pos()}
	p.skip(2)
	t.Value = p.expr()
	p.expect(kComma, hintJSONTable)
	t.Path = p.jsonPath()
	t.Columns = p.jsonColumns()
	p.expect(kRParen, hintJSONTable)
	return t
}

// jsonColumns reads COLUMNS (...), which may be nested.
func (p *parser) jsonColumns() []JSONColumn {
	p.enter()
	defer p.leave()
	if !p.acceptWord("columns") {
		p.fail(hintJSONTable, "COLUMNS was expected")
	}
	p.expect(kLParen, hintJSONTable)
	var list []JSONColumn
	for {
		list = append(list, p.jsonColumn())
		if !p.accept(kComma) {
			break
		}
	}
	p.expect(kRParen, hintJSONTable)
	return list
}

func (p *parser) jsonColumn() JSONColumn {
	c := JSONColumn{}
	if p.isWord("nested") && p.ahead(1) == kWord && Lower(p.text(p.tokens[p.i+1])) == "path" {
		p.skip(2)
		c.Path = p.jsonPath()
		c.Nested = p.jsonColumns()
		return c
	}
	c.Name = p.name(cName)
	if p.accept(kwFor) {
		c.Ordinality = true
		p.expect(kwOrdinality, hintJSONTable)
		return c
	}
	c.Type = p.mysqlColumnType()
	c.Exists = p.accept(kwExists)
	if !p.acceptWord("path") {
		p.fail(hintJSONTable, "PATH was expected")
	}
	c.Path = p.jsonPath()
	for range 2 {
		if !c.Exists {
			p.jsonResponse(&c)
		}
	}
	return c
}

// jsonResponse reads what a column gets where the path finds nothing, or nothing
// of its type: NULL, ERROR or DEFAULT and a text, and ON EMPTY or ON ERROR.
func (p *parser) jsonResponse(c *JSONColumn) {
	r := JSONResponse{}
	switch {
	case p.accept(kwNull):
		r.Word = "NULL"
	case p.accept(kwDefault):
		first, second := p.kind(), p.ahead(1)
		r.Word, r.Default = "DEFAULT", p.prefix(lOr)
		if first == kPlus || first == kLParen || first == kMinus && second != kNumber || !constant(r.Default) {
			p.fail(hintJSONTable, "DEFAULT without a literal")
		}
	case p.acceptWord("error"):
		r.Word = "ERROR"
	default:
		return
	}
	p.expect(kwOn, hintJSONTable)
	switch {
	case c.Empty.Word == "" && p.acceptWord("empty"):
		c.Empty = r
	case c.Error.Word == "" && p.acceptWord("error"):
		c.Error = r
	default:
		p.fail(hintJSONTable, "EMPTY or ERROR was expected")
	}
}

// jsonPath reads a text, which may have the character set of the session before
// it.
func (p *parser) jsonPath() string {
	if p.kind() == kIntroducer && Lower(p.text(p.tokens[p.i])) == "_utf8mb4" {
		p.next()
	}
	if p.kind() != kString {
		p.fail(hintJSONTable, "a text was expected")
		return ""
	}
	return p.stringValue(p.next())
}

// constant reports whether an expression is a literal, with or without a sign.
func constant(e Expr) bool {
	switch e := e.(type) {
	case *Literal, *Typed:
		return true
	case *Unary:
		return e.Op == "-" && constant(e.Operand)
	}
	return false
}

// mysqlColumnTypes are the types that a column of JSON_TABLE takes. They are those
// of tables; none of them is cast to, and none comes from a plugin.
var mysqlColumnTypes = set(`bit bool boolean tinyint smallint mediumint int integer bigint decimal dec numeric fixed float double real
	date datetime time timestamp year char varchar binary varbinary tinytext text mediumtext longtext
	tinyblob blob mediumblob longblob json`)

// mysqlColumnLengths are the least and the most numbers behind the types of columns.
var mysqlColumnLengths = aritiesOf(map[arity]string{
	{0, 1}: "bit tinyint smallint mediumint int integer bigint year time datetime timestamp char binary text blob",
	{1, 1}: "varchar varbinary",
	{0, 2}: "decimal dec numeric fixed float double real",
})

// mysqlNumeric are the types of columns that take UNSIGNED.
var mysqlNumeric = set("tinyint smallint mediumint int integer bigint decimal dec numeric fixed float double real year")

// collationName reads the name of a collation, of which BINARY is a reserved word.
func (p *parser) collationName() string {
	if k := p.kind(); !p.can(cName) && k != kwBinary && k != kString {
		p.fail(hintName, "a name of a collation was expected")
	}
	name := Lower(strings.Trim(p.text(p.next()), "'\"`"))
	if !bare(name) || name == "default" {
		p.failBefore(hintName, "no name of a collation")
	}
	return name
}

func (p *parser) mysqlColumnType() Type {
	word := Lower(p.text(p.tokens[p.i]))
	t := Type{Pos: p.pos(), Name: word}
	if p.kind() == kQuoted || !mysqlColumnTypes[word] {
		p.fail(hintJSONTable, "unknown type of a column")
		return t
	}
	p.next()
	if t.Arguments = p.numbers(); !fits(mysqlColumnLengths, t) {
		p.failBefore(hintJSONTable, "a type that needs a length or takes none")
	}
	switch {
	case mysqlNumeric[word]:
		if p.acceptWord("unsigned") {
			t.Fields = "UNSIGNED"
		}
	case strings.HasSuffix(word, "char"), strings.HasSuffix(word, "text"):
		p.charsetOf(&t)
		if t.Collation == "" && p.accept(kwCollate) {
			if t.Collation = p.collationName(); !charsetOnce(&t) {
				p.failBefore(hintType, "BINARY and a collation")
			}
		}
	}
	return t
}
