package sqlguard

import (
	"fmt"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	maxDepth     = 200  // of expressions and queries inside each other
	maxOperators = 2000 // of one statement; a chain of them makes the tree deep, too
)

// A parser reads tokens into a tree by recursive descent. After the first
// error it stands on the end of the statement, so that every loop ends and
// every function returns at once; what they return is then meaningless.
type parser struct {
	sql       string
	tokens    []token
	i         int
	depth     int
	operators int
	params    int
	err       *guard.Denial
}

// parse reads one statement: a query and an optional semicolon.
func parse(sql string) (*query, *parser, error) {
	tokens, err := lex(sql)
	if err != nil {
		return nil, nil, err
	}
	p := &parser{sql: sql, tokens: tokens}
	q := p.statement()
	if p.err != nil {
		return nil, nil, p.err
	}
	return q, p, nil
}

func (p *parser) statement() *query {
	switch p.kind() {
	case kEOF:
		p.fail(hintEmpty, "empty statement")
	case kwSelect, kwWith, kwValues:
	default:
		p.fail(hintSelect, "statement starts with something else")
	}
	q := p.query()
	p.accept(kSemi)
	if p.kind() != kEOF {
		p.fail(p.endHint(), "text after the statement")
	}
	return q
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
	case k.joins(), k == kwJoin:
		return hintJoin
	}
	return hintAlias
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
	p.err = refuse(hint, int(t.pos), fmt.Sprintf("%s, near %q", detail, text))
	p.i = len(p.tokens) - 1
}

func (p *parser) kind() kind { return p.tokens[p.i].kind }

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

// expect takes the token or fails.
func (p *parser) expect(k kind, hint string) {
	if !p.accept(k) {
		p.fail(hint, "something else was expected")
	}
}

// enter counts one call inside another. The caller defers leave.
func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.fail(hintTooDeep, "nested too deeply")
	}
}

func (p *parser) leave() { p.depth-- }

// operator counts one step that makes the tree deeper or wider at no nesting.
func (p *parser) operator() {
	if p.operators++; p.operators > maxOperators {
		p.fail(hintTooMany, "more than 2000 operators")
	}
}

func (p *parser) text(t token) string { return p.sql[t.pos:t.end] }

// unquote returns the name that a word or a quoted token stands for.
func (p *parser) unquote(t token) string {
	text := p.text(t)
	if t.kind != kQuoted {
		return text
	}
	quote := text[:1]
	text = text[1 : len(text)-1]
	if quote == "[" {
		return text
	}
	return strings.ReplaceAll(text, quote+quote, quote)
}

// name reads a name where one is expected.
func (p *parser) name() string {
	if !p.kind().names() {
		p.fail(hintName, "a name was expected")
		return ""
	}
	return p.unquote(p.next())
}

// nameAfter reads a name behind AS or a dot.
func (p *parser) nameAfter() string {
	if !p.kind().namesAfterAs() {
		p.fail(hintName, "a name was expected")
		return ""
	}
	return p.unquote(p.next())
}

// names reads a list of names in parentheses.
func (p *parser) names() []string {
	p.expect(kLParen, hintOpen)
	names := []string{p.name()}
	for p.accept(kComma) {
		names = append(names, p.name())
	}
	p.expect(kRParen, hintParen)
	return names
}

// alias reads an optional alias. A string is taken after AS only, for SQLite
// takes it and models write it.
func (p *parser) alias(stringToo bool) string {
	switch {
	case p.accept(kwAs):
		if stringToo && p.kind() == kString {
			text := p.text(p.next())
			return strings.ReplaceAll(text[1:len(text)-1], "''", "'")
		}
		return p.nameAfter()
	case p.kind().namesAlone():
		return p.unquote(p.next())
	}
	return ""
}
