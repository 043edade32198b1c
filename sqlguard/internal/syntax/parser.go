package syntax

import (
	"fmt"
	"strings"
)

// A parser reads tokens into a tree by recursive descent. After the first
// error it stands on the end of the statement, so that every loop ends and
// every function returns at once; what they return is then meaningless.
type parser struct {
	dialect   Dialect
	levels    *levelTable
	sql       string
	tokens    []token
	i         int
	depth     int
	maxDepth  int
	operators int
	params    int
	refs      int
	calls     int
	wrapped   *Row // the last in parentheses of its own
	printed   bool // the text comes from String, and names what it wants to
	err       *Error
	slabs     slabs
	buffer    *buffer
	query0    *Query // of the trunk, until they are taken
	core0     *Select
	source0   *Source
}

func (p *parser) postgres() bool { return p.dialect == Postgres }
func (p *parser) mysql() bool    { return p.dialect == MySQL }
func (p *parser) sqlite() bool   { return p.dialect == SQLite }

func (p *parser) statement() *Tree {
	first := &trunk{}
	t := &first.tree
	p.query0, p.core0, p.source0 = &first.query, &first.core, &first.source
	if p.plans() {
		t.Explain = p.explain()
	} else {
		t.Show = p.show()
	}
	switch {
	case t.Show != nil:
	case p.kind() == kEOF && p.err == nil:
		p.fail(hintEmpty, "empty statement")
	case t.Explain == "" && p.startsWrite():
		t.Write = p.write()
	case !p.startsQuery(0):
		p.fail(hintSelect, "statement starts with something else")
	default:
		t.Query = p.query()
	}
	p.accept(kSemi)
	if p.kind() != kEOF {
		p.fail(p.endHint(), "text after the statement")
	}
	if p.err != nil {
		p.err.Write = t.Write != nil
	}
	return t
}

// endHint says why the statement should have ended here.
func (p *parser) endHint() string {
	switch k := p.kind(); {
	case p.i > 0 && p.tokens[p.i-1].kind == kSemi:
		return hintOne
	case k == kRParen:
		return hintParen
	case k == kwInto:
		return hintInto
	case k == kwOn, k == kwUsing:
		return hintOn
	case k == kwLock, k == kwFor:
		return hintLock
	case k == kwUse, k == kwForce, k == kwIgnore:
		return hintIndexed
	case k.joins(), k == kwJoin:
		return hintJoin
	}
	return hintAlias
}

// joins reports whether the word stands at the beginning of a join.
func (k kind) joins() bool {
	switch k {
	case kwCross, kwFull, kwInner, kwLeft, kwNatural, kwRight:
		return true
	}
	return false
}

// fail keeps the first error and moves to the end.
func (p *parser) fail(hint, detail string) {
	if p.err != nil {
		return
	}
	t := p.tokens[p.i]
	text := p.sql[t.pos:t.end]
	if len(text) > 40 {
		text = text[:40]
	}
	p.err = &Error{Hint: p.sharper(hint), Pos: int(t.pos), Detail: fmt.Sprintf("%s, near %q", detail, text)}
	p.i = len(p.tokens) - 1
}

// failBefore fails at the token that was read last.
func (p *parser) failBefore(hint, detail string) {
	if p.err == nil {
		p.i--
		p.fail(hint, detail)
	}
}

// skip takes n tokens that the caller has seen.
func (p *parser) skip(n int) { p.i = min(p.i+n, len(p.tokens)-1) }

func (p *parser) kind() kind { return p.tokens[p.i].kind }

// can reports whether the token is a word or a quoted name that may stand in
// the place of a class.
func (p *parser) can(c class) bool { return p.tokens[p.i].class&c != 0 }

// ahead returns the kind of the token n places on.
func (p *parser) ahead(n int) kind {
	if p.i+n < len(p.tokens) {
		return p.tokens[p.i+n].kind
	}
	return kEOF
}

func (p *parser) pos() int { return int(p.tokens[p.i].pos) }

func (p *parser) next() token {
	t := p.tokens[p.i]
	if t.kind != kEOF {
		p.i++
	}
	return t
}

// accept takes the token if it is the next one.
func (p *parser) accept(k kind) bool {
	if p.kind() != k {
		return false
	}
	p.next()
	return true
}

// acceptTwo takes two tokens if they are the next ones.
func (p *parser) acceptTwo(first, second kind) bool {
	if p.kind() != first || p.ahead(1) != second {
		return false
	}
	p.skip(2)
	return true
}

// acceptWord takes a word that has no kind of its own.
func (p *parser) acceptWord(word string) bool {
	if t := p.tokens[p.i]; t.kind != kWord || Lower(p.text(t)) != word {
		return false
	}
	p.next()
	return true
}

// expect takes the token or fails.
func (p *parser) expect(k kind, hint string) {
	if !p.accept(k) {
		p.fail(hint, "something else was expected")
	}
}

// enter counts one call inside another. The caller defers leave.
func (p *parser) enter() {
	if p.depth++; p.depth > p.maxDepth {
		p.fail(hintTooDeep, "nested too deeply")
	}
}

func (p *parser) leave() { p.depth-- }

// operator counts one step that makes the tree deeper or wider at no nesting.
func (p *parser) operator() {
	if p.operators++; p.operators > MaxOperators {
		p.fail(hintTooMany, "more than 2000 operators")
	}
}

func (p *parser) text(t token) string { return p.sql[t.pos:t.end] }

// unquote returns the name that a word or a quoted token stands for.
func (p *parser) unquote(t token) string {
	text := p.text(t)
	switch t.kind {
	case kQuoted:
	case kUQuoted:
		return p.unicodeText(t, '"')
	default:
		if p.postgres() {
			return Lower(text)
		}
		return text
	}
	quote := text[:1]
	text = text[1 : len(text)-1]
	if quote == "[" {
		return text
	}
	return strings.ReplaceAll(text, quote+quote, quote)
}

// name reads a name of a class. In MySQL a reserved word is one only directly
// behind a dot.
func (p *parser) name(c class) string {
	if t := p.tokens[p.i]; !p.can(c) || p.mysql() && c == cDot && t.class&cName == 0 && t.pos != p.tokens[p.i-1].end {
		p.fail(hintName, "a name was expected")
		return ""
	}
	p.nullsLast()
	name := p.unquote(p.next())
	if name == "" {
		p.failBefore(hintName, "empty name")
	}
	return name
}

// nullsLast refuses the name nulls where PostgreSQL reads it together with the word
// behind it.
func (p *parser) nullsLast() {
	if next := p.ahead(1); p.postgres() && p.kind() == kwNulls && (next == kwFirst || next == kwLast) {
		p.fail(hintOrder, "NULLS FIRST or LAST in the place of a name")
	}
}

// nameOrString reads a name, which in SQLite may be a string where a table or
// its alias stands.
func (p *parser) nameOrString(c class) string {
	if !p.sqlite() || p.kind() != kString {
		return p.name(c)
	}
	name := p.stringValue(p.next())
	if name == "" {
		p.failBefore(hintName, "empty name")
	}
	return name
}

// names reads a list of names in parentheses.
func (p *parser) names() []string {
	p.expect(kLParen, hintOpen)
	names := p.nameList()
	p.expect(kRParen, hintParen)
	return names
}

func (p *parser) nameList() []string {
	names := []string{p.name(cName)}
	for p.accept(kComma) {
		names = append(names, p.name(cName))
	}
	return names
}

// textName refuses a text that stands for a name which could not stand in quotes of
// names.
func (p *parser) textName(text string) string {
	if len(text) > maxNames[p.dialect] || strings.ContainsFunc(text, control) || p.mysql() && strings.HasSuffix(text, " ") {
		p.failBefore(hintName, "text that is no name")
	}
	if p.mysql() {
		text = strings.Map(threeBytes, text)
	}
	return text
}

// control reports whether a character is one that no statement may hold.
func control(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f
}

// alias reads an optional alias of a column. A string is taken where the engine
// takes one, for models write it.
func (p *parser) alias() string {
	as := p.accept(kwAs)
	switch {
	case p.kind() == kString && (as && p.sqlite() || p.mysql()):
		return p.textName(p.stringValue(p.next()))
	case as:
		return p.name(cLabel)
	case p.can(cBare):
		return p.name(cBare)
	}
	return ""
}
