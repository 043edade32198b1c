package syntax

import (
	"fmt"
	"strings"
)

func (p *printer) list(list []Expr) {
	p.put("(")
	each(p, list, p.expr)
	p.put(")")
}

// plain reports whether an expression cannot be torn apart by what stands around
// it.
func plain(e Expr) bool {
	switch e.(type) {
	case *Literal, *Param, *Variable, *Ref, *Call, *Special, *Keyword, *Cast, *Subquery, *Exists, *Row, *Array, *Match, *Typed, *JSONTable:
		return true
	}
	return false
}

// expr writes an expression, in parentheses if it has to be.
func (p *printer) expr(e Expr) {
	if plain(e) {
		p.operand(e)
		return
	}
	switch e := e.(type) {
	case *Grouping:
		p.put(e.Name)
		p.list(e.Items)
	case *Interval:
		p.operand(e)
	case *Directed:
		p.expr(e.Operand)
		p.put(" ", e.Word)
	default:
		p.put("(")
		p.operand(e)
		p.put(")")
	}
}

func (p *printer) operand(e Expr) {
	switch e := e.(type) {
	case *Literal:
		p.literal(e)
	case *Param:
		p.put(e.Text)
	case *Variable:
		p.put(e.Text)
	case *Ref:
		switch {
		case e.Star:
			p.dotted(e.Schema, e.Table)
			p.put(".*")
		case e.Double:
			p.quoted(e.Name, `"`)
		default:
			p.dotted(e.Schema, e.Table, e.Name)
		}
	case *Unary:
		p.put(e.Op, " ")
		p.expr(e.Operand)
	case *Binary:
		p.binary(e)
	case *Call:
		p.call(e)
	case *Special:
		p.special(e)
	case *Cast:
		p.put("CAST(")
		p.expr(e.Operand)
		p.put(" AS ")
		p.typeName(&e.Type)
		p.put(")")
	case *Case:
		p.caseOf(e)
	case *Subquery:
		p.paren(e.Query)
	case *Exists:
		p.put("EXISTS ")
		p.paren(e.Query)
	case *Row:
		p.putIf(len(e.Values) < 2, "ROW")
		p.list(e.Values)
	default:
		p.test(e)
	}
}

// test writes what ends in a truth value, and the rarer forms.
func (p *printer) test(e Expr) {
	switch e := e.(type) {
	case *Is:
		p.expr(e.Operand)
		p.put(" IS ", not(e.Not), e.What)
	case *Between:
		p.expr(e.Operand)
		p.put(" ", not(e.Not), "BETWEEN ")
		p.putIf(e.Symmetric, "SYMMETRIC ")
		p.expr(e.Low)
		p.put(" AND ")
		p.expr(e.Top)
	case *In:
		p.expr(e.Operand)
		p.put(" ", not(e.Not), "IN ")
		if e.Query != nil {
			p.paren(e.Query)
		} else {
			p.list(e.List)
		}
	case *Quantified:
		p.quantified(e)
	case *Collate:
		p.expr(e.Operand)
		p.put(" COLLATE ")
		p.dotted(e.Schema, e.Name)
	case *Match:
		p.put("MATCH ")
		p.list(e.Columns)
		p.put(" AGAINST (")
		p.expr(e.Against)
		p.putIf(e.Mode != "", " "+e.Mode)
		p.put(")")
	default:
		p.rare(e)
	}
}

func (p *printer) rare(e Expr) {
	switch e := e.(type) {
	case *Keyword:
		p.put(strings.ToUpper(e.Name))
		if e.Precision != "" {
			p.put("(", strings.Trim(e.Precision, "()"), ")")
		}
	case *Typed:
		p.typeName(&e.Type)
		p.put(" ")
		p.text(e.Text)
	case *Interval:
		p.put("INTERVAL ")
		p.expr(e.Value)
		p.put(" ", e.Unit)
	case *Field:
		p.put("(")
		p.expr(e.Operand)
		p.put(").")
		if e.Star {
			p.put("*")
		} else {
			p.name(e.Name)
		}
	case *Index:
		p.index(e)
	case *JSONTable:
		p.jsonTable(e)
	case *Array:
		p.put("ARRAY")
		if e.Query != nil {
			p.paren(e.Query)
			return
		}
		p.put("[")
		each(p, e.Values, p.expr)
		p.put("]")
	}
}

func not(b bool) string {
	if b {
		return "NOT "
	}
	return ""
}

// binary writes an operator. Its left operand needs no parentheses if its
// operator binds alike, so that a long chain is not a deep one.
func (p *printer) binary(e *Binary) {
	chained := !alone(p.dialect, e.Level)
	if left, ok := e.Left.(*Binary); ok && left.Level == e.Level && left.Escape == nil && chained {
		p.binary(left)
	} else {
		p.expr(e.Left)
	}
	switch {
	case e.Op == "IS DISTINCT FROM" && e.Not:
		p.put(" IS NOT DISTINCT FROM ")
	case e.Op == "IS" && e.Not:
		p.put(" IS NOT ")
	default:
		p.put(" ", not(e.Not), e.Op, " ")
	}
	p.expr(e.Right)
	p.clause(" ESCAPE ", e.Escape)
}

func (p *printer) quantified(e *Quantified) {
	p.expr(e.Operand)
	p.put(" ", not(e.Not), e.Op)
	if e.All {
		p.put(" ALL ")
	} else {
		p.put(" ANY ")
	}
	if e.Query != nil {
		p.paren(e.Query)
		return
	}
	p.put("(")
	p.expr(e.Array)
	p.put(")")
}

func (p *printer) index(e *Index) {
	switch operand := e.Operand.(type) {
	case *Ref, *Param:
		p.operand(operand)
	case *Index:
		p.putIf(e.Apart, "(")
		p.index(operand)
		p.putIf(e.Apart, ")")
	default:
		p.put("(")
		p.expr(e.Operand)
		p.put(")")
	}
	p.put("[")
	if e.Low != nil {
		p.expr(e.Low)
	}
	p.putIf(e.Slice, " : ")
	if e.High != nil {
		p.expr(e.High)
	}
	p.put("]")
}

func (p *printer) caseOf(e *Case) {
	p.put("CASE")
	p.clause(" ", e.Operand)
	for _, w := range e.When {
		p.put(" WHEN ")
		p.expr(w.When)
		p.put(" THEN ")
		p.expr(w.Then)
	}
	p.clause(" ELSE ", e.Else)
	p.put(" END")
}

// call writes a function. MySQL looks up a function in quotes among the stored
// ones only, so its name stands bare there; it is a plain word, or the policy
// would not have known it.
func (p *printer) call(c *Call) {
	switch {
	case p.dialect != Postgres && c.Schema == "" && bare(c.Name), p.dialect == Postgres && c.Schema == "" && keywordCalls[c.Name]:
		p.put(c.Name)
	default:
		p.dotted(c.Schema, c.Name)
	}
	p.put("(")
	p.putIf(c.Star, "*")
	p.putIf(c.Distinct, "DISTINCT ")
	for i, a := range c.Arguments {
		p.putIf(i > 0, ", ")
		p.putIf(c.Variadic && i == len(c.Arguments)-1, "VARIADIC ")
		if c.Names != nil && c.Names[i] != "" {
			p.name(c.Names[i])
			p.put(" => ")
		}
		p.expr(a)
	}
	p.orderBy(" ORDER BY ", c.Order)
	if c.Separator != nil {
		p.put(" SEPARATOR ")
		p.literal(c.Separator)
	}
	if c.Cut != nil {
		p.clause(" LIMIT ", c.Cut.Limit)
		p.clause(" OFFSET ", c.Cut.Offset)
	}
	p.put(")")
	if c.Within != nil {
		p.orderBy(" WITHIN GROUP (ORDER BY ", c.Within)
		p.put(")")
	}
	if c.Filter != nil {
		p.put(" FILTER (WHERE ")
		p.expr(c.Filter)
		p.put(")")
	}
	if c.Over != nil {
		p.put(" OVER ")
		p.window(c.Over)
	}
}

func bare(name string) bool {
	return name != "" && strings.Trim(Lower(name), "abcdefghijklmnopqrstuvwxyz0123456789_") == "" && letter(name[0])
}

func (p *printer) special(c *Special) {
	p.put(strings.ToUpper(c.Name), "(")
	for i, a := range c.Arguments {
		p.word(c.Words[i])
		p.expr(a)
	}
	p.word(c.Words[len(c.Words)-1])
	p.put(")")
}

func (p *printer) word(w string) {
	if w != "" {
		p.put(" ", w, " ")
	}
}

func (p *printer) literal(l *Literal) {
	p.put(l.Charset)
	if l.Kind == LitString {
		p.text(l.Text)
		return
	}
	p.putIf(l.Charset != "", " ")
	p.put(l.Text)
}

// text writes a string so that no setting of the engine changes how it is read
// but the one that the session pins: MySQL's for backslashes.
func (p *printer) text(s string) {
	s = strings.ReplaceAll(s, "'", "''")
	special := func(r rune) bool { return control(r) || r == '\\' }
	if p.dialect == SQLite || strings.IndexFunc(s, special) < 0 {
		p.put("'", s, "'")
		return
	}
	p.putIf(p.dialect == Postgres, "E")
	p.put("'")
	for _, r := range s {
		switch {
		case !special(r):
			p.b.WriteRune(r)
		case r == '\\':
			p.put(`\\`)
		case p.dialect == Postgres:
			fmt.Fprintf(&p.b, `\x%02x`, r)
		default:
			p.put(mysqlSpecials[r])
		}
	}
	p.put("'")
}

var mysqlSpecials = map[rune]string{0: `\0`, '\b': `\b`, 26: `\Z`}

func (p *printer) typeName(t *Type) {
	switch {
	case p.dialect == MySQL:
		p.put(strings.ToUpper(t.Name))
	case p.dialect == Postgres && t.Name == "interval" && t.Schema == "":
		p.put("INTERVAL")
		p.putIf(t.Fields != "", " "+t.Fields)
	default:
		p.dotted(t.Schema, t.Name)
	}
	if t.Arguments != nil {
		p.put("(", strings.Join(t.Arguments, ", "), ")")
	}
	p.putIf(t.Charset != "", " CHARACTER SET "+t.Charset)
	p.putIf(p.dialect == MySQL && t.Fields != "", " "+t.Fields)
	p.putIf(t.Collation != "", " COLLATE "+t.Collation)
	for _, d := range t.Dims {
		p.put("[", d, "]")
	}
}
