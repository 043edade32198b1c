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
		p.jsonResponse(&c)
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
		signed := p.kind() == kPlus
		r.Word, r.Default = "DEFAULT", p.prefix(lOr)
		if signed || !constant(r.Default) {
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

func (p *parser) mysqlColumnType() Type {
	word := Lower(p.text(p.tokens[p.i]))
	t := Type{Pos: p.pos(), Name: word}
	if p.kind() == kQuoted || !mysqlColumnTypes[word] {
		p.fail(hintJSONTable, "unknown type of a column")
		return t
	}
	p.next()
	t.Arguments = p.numbers()
	switch {
	case p.acceptWord("unsigned"):
		t.Fields = "UNSIGNED"
	case strings.HasSuffix(word, "char"), strings.HasSuffix(word, "text"):
		p.charsetOf(&t)
		if p.accept(kwCollate) {
			t.Collation = p.charset()
		}
	}
	return t
}
