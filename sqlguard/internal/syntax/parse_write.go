package syntax

// startsWrite reports whether INSERT, UPDATE, DELETE or REPLACE comes next, behind
// WITH too.
func (p *parser) startsWrite() bool {
	i := 0
	if p.kind() == kwWith {
		i = p.behindWith()
	}
	switch p.ahead(i) {
	case kwInsert, kwUpdate, kwDelete, kwReplace:
		return true
	}
	return false
}

// behindWith returns how far on a WITH clause ends, or 0 if it is none.
func (p *parser) behindWith() int {
	i := 1
	if p.ahead(i) == kwRecursive {
		i++
	}
	for {
		i++ // the name
		if p.ahead(i) == kLParen {
			i = p.behind(i)
		}
		if p.ahead(i) != kwAs {
			return 0
		}
		for i++; p.ahead(i) == kwNot || p.ahead(i) == kwMaterialized; {
			i++
		}
		if p.ahead(i) != kLParen {
			return 0
		}
		if i = p.behind(i); p.ahead(i) != kComma {
			return i
		}
		i++
	}
}

// behind returns what follows the partner of the parenthesis n places on; for
// one without a partner, the end.
func (p *parser) behind(n int) int {
	if match := int(p.tokens[p.i+n].match); match > p.i+n {
		return match + 1 - p.i
	}
	return len(p.tokens)
}

// write reads one statement that writes.
func (p *parser) write() *Write {
	w := &Write{}
	if p.accept(kwWith) {
		if p.mysql() {
			p.fail(hintWriteWith, "WITH before a write")
		}
		w.Recursive = p.accept(kwRecursive)
		w.With = p.with(w.Recursive)
	}
	w.Pos = p.pos()
	switch p.next().kind {
	case kwInsert:
		w.Action = "INSERT"
		p.insert(w)
	case kwUpdate:
		w.Action = "UPDATE"
		p.update(w)
	case kwDelete:
		w.Action = "DELETE"
		p.delete(w)
	default:
		p.failBefore(hintReplace, "REPLACE")
	}
	p.returning(w)
	if p.kind() == kwOn {
		p.fail(hintConflict, "ON CONFLICT or ON DUPLICATE KEY")
	}
	return w
}

func (p *parser) isWord(word string) bool {
	t := p.tokens[p.i]
	return t.kind == kWord && Lower(p.text(t)) == word
}

// orAbort reads OR ABORT of SQLite, which is what it does without it, unless the
// table says something else; the printer writes it always. The other ways to
// go on after a conflict delete rows, leave rows out, or keep half of the work.
func (p *parser) orAbort() {
	if !p.sqlite() || !p.accept(kwOr) {
		return
	}
	if !p.acceptWord("abort") {
		p.fail(hintReplace, "OR REPLACE, OR IGNORE and the like")
	}
}

// modifier refuses IGNORE, LOW_PRIORITY and the like of MySQL.
func (p *parser) modifier() {
	if p.mysql() && (p.kind() == kwIgnore || p.isWord("low_priority") || p.isWord("high_priority") || p.isWord("delayed") || p.isWord("quick")) {
		p.fail(hintModifier, "IGNORE, LOW_PRIORITY and the like")
	}
}

func (p *parser) insert(w *Write) {
	p.orAbort()
	p.modifier()
	if !p.mysql() || p.kind() == kwInto {
		p.expect(kwInto, hintInsert)
	}
	p.target(w, hintInsert)
	if p.mysql() && p.isWord("set") {
		p.insertSet(w)
		return
	}
	p.expect(kLParen, hintInsertColumns)
	w.Columns = p.targets()
	switch {
	case p.kind() == kwValues:
		p.rows(w)
	case p.startsQuery(0):
		w.Query = p.query()
	default:
		p.fail(hintInsert, "neither VALUES nor a SELECT")
	}
}

// insertSet reads INSERT INTO t SET a = 1 of MySQL, which is the same as VALUES.
func (p *parser) insertSet(w *Write) {
	row := []Expr{}
	for _, a := range p.assignments() {
		w.Columns = append(w.Columns, a.Columns...)
		row = append(row, a.Value)
	}
	w.Rows = [][]Expr{row}
}

func (p *parser) rows(w *Write) {
	p.next()
	for {
		p.expect(kLParen, hintOpen)
		row := []Expr{p.value()}
		for p.accept(kComma) {
			row = append(row, p.value())
		}
		p.expect(kRParen, hintParen)
		if len(row) != len(w.Columns) {
			p.fail(hintValues, "rows of another length than the list of columns")
		}
		w.Rows = append(w.Rows, row)
		if !p.accept(kComma) {
			return
		}
		p.operator()
	}
}

// value reads an expression or DEFAULT.
func (p *parser) value() Expr {
	if !p.sqlite() && p.kind() == kwDefault && p.ahead(1) != kLParen {
		p.next()
		return &Literal{Kind: LitWord, Text: "DEFAULT"}
	}
	return p.expr()
}

func (p *parser) update(w *Write) {
	p.orAbort()
	p.modifier()
	p.target(w, hintUpdate)
	if p.mysql() && p.kind() == kComma || p.startsJoin() {
		p.fail(hintManyTables, "UPDATE of several tables")
	}
	if !p.isWord("set") {
		p.fail(hintUpdate, "SET was expected")
	}
	w.Set = p.assignments()
	if !p.mysql() && p.accept(kwFrom) {
		w.From = p.from()
	}
	p.where(w)
}

func (p *parser) delete(w *Write) {
	p.modifier()
	if p.mysql() && p.kind() != kwFrom {
		p.fail(hintManyTables, "DELETE of several tables")
	}
	p.expect(kwFrom, hintDelete)
	p.target(w, hintDelete)
	if p.mysql() && (p.kind() == kComma || p.kind() == kwUsing || p.startsJoin()) {
		p.fail(hintManyTables, "DELETE of several tables")
	}
	if p.postgres() && p.accept(kwUsing) {
		w.From = p.from()
	}
	p.where(w)
}

// where reads WHERE, and ORDER BY and LIMIT of MySQL. The policy refuses a
// statement without WHERE.
func (p *parser) where(w *Write) {
	if p.accept(kwWhere) {
		if p.postgres() && p.kind() == kwCurrent && p.ahead(1) == kwOf {
			p.fail(hintWhere, "WHERE CURRENT OF")
		}
		w.Where = p.expr()
	}
	if p.mysql() {
		w.Order = p.orderBy()
		if p.accept(kwLimit) {
			w.Limit = p.count()
		}
	}
}

// target reads the table that is written, and its alias.
func (p *parser) target(w *Write, hint string) {
	s := &Source{Pos: p.pos()}
	if w.Target = s; !p.can(cName) && p.kind() != kwOnly {
		p.fail(hint, "the name of a table was expected")
	}
	if w.Action == "INSERT" { // which takes neither ONLY nor a star
		p.tableName(s)
	} else {
		p.relation(s)
	}
	switch {
	case w.Action == "DELETE" && p.mysql():
	case p.accept(kwAs):
		s.Alias = p.name(cName)
	case w.Action != "INSERT" && !p.sqlite() && p.can(cName) && !p.isWord("set"):
		s.Alias = p.name(cName)
	}
}

// targets reads a list of columns up to the closing parenthesis.
func (p *parser) targets() []Target {
	list := []Target{p.targetColumn()}
	for p.accept(kComma) {
		list = append(list, p.targetColumn())
	}
	p.expect(kRParen, hintParen)
	return list
}

// targetColumn reads the name of a column that is set: neither a part of one nor
// one with the name of its table.
func (p *parser) targetColumn() Target {
	t := Target{p.pos(), p.name(cName)}
	if k := p.kind(); k == kDot || k == kLBracket {
		p.fail(hintTarget, "more than the name of a column")
	}
	return t
}

// assignments reads SET and what follows it.
func (p *parser) assignments() []Assignment {
	p.next()
	list := []Assignment{p.assignment()}
	for p.accept(kComma) {
		p.operator()
		list = append(list, p.assignment())
	}
	return list
}

func (p *parser) assignment() Assignment {
	if p.mysql() || !p.accept(kLParen) {
		a := Assignment{Columns: []Target{p.targetColumn()}}
		p.expect(kEq, hintUpdate)
		a.Value = p.value()
		return a
	}
	a := Assignment{Columns: p.targets()}
	p.expect(kEq, hintUpdate)
	a.Value = p.expr()
	row, isRow := a.Value.(*Row)
	_, isQuery := a.Value.(*Subquery)
	if len(a.Columns) < 2 || !isQuery && !(isRow && len(row.Values) == len(a.Columns)) {
		p.fail(hintTarget, "columns and values do not fit")
	}
	return a
}

// returning reads RETURNING. MySQL does not have it and says so; MariaDB has it
// for INSERT and DELETE.
func (p *parser) returning(w *Write) {
	if p.acceptWord("returning") {
		w.Returning = p.columns()
	}
}
