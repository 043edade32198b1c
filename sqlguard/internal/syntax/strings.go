package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// stringValue returns what a string token stands for.
func (p *parser) stringValue(t token) string {
	if p.err != nil {
		return "" // the token may be none
	}
	text := p.text(t)
	switch t.kind {
	case kDollar:
		tag := strings.IndexByte(text[1:], '$') + 2
		return text[tag : len(text)-tag]
	case kEString:
		return p.escapes(t, text[2:len(text)-1])
	case kUString:
		return p.unicodeText(t, '\'')
	case kNString:
		text = text[1:]
	}
	quote := text[:1]
	text = text[1 : len(text)-1]
	if strings.IndexByte(text, quote[0]) >= 0 {
		text = strings.ReplaceAll(text, quote+quote, quote)
	}
	if p.mysql() && strings.IndexByte(text, '\\') >= 0 {
		return p.mysqlEscapes(text)
	}
	return text
}

// badString fails at a string that was read already.
func (p *parser) badString(t token) string {
	if p.err == nil {
		p.err = &Error{Hint: hintString, Pos: int(t.pos), Detail: "escape in a quoted text"}
		p.i = len(p.tokens) - 1
	}
	return ""
}

var simpleEscapes = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escapes decodes the inside of E'...'
// (https://www.postgresql.org/docs/current/sql-syntax-lexical.html, 4.1.2.2).
func (p *parser) escapes(t token, text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '\'' {
			i++ // doubled
		}
		if c != '\\' {
			b.WriteByte(c)
			continue
		}
		i++
		n, ok := escape(&b, text[i:])
		if !ok {
			return p.badString(t)
		}
		i += n - 1
	}
	if s := b.String(); utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return p.badString(t)
}

// escape decodes what follows a backslash and returns its length.
func escape(b *strings.Builder, text string) (int, bool) {
	c := text[0]
	switch {
	case simpleEscapes[c] != 0:
		b.WriteByte(simpleEscapes[c])
		return 1, true
	case '0' <= c && c <= '7':
		return codePoint(b, text, 0, 1, 3, 8)
	case c == 'x' && len(text) > 1 && hexDigit(text[1]):
		return codePoint(b, text, 1, 1, 2, 16)
	case c == 'u':
		return codePoint(b, text, 1, 4, 4, 16)
	case c == 'U':
		return codePoint(b, text, 1, 8, 8, 16)
	}
	b.WriteByte(c)
	return 1, true
}

// codePoint decodes between least and most digits behind skip bytes: a byte if
// there may be fewer than four, a character otherwise.
func codePoint(b *strings.Builder, text string, skip, least, most, base int) (int, bool) {
	n := 0
	for n < most && skip+n < len(text) && hexDigit(text[skip+n]) && (base == 16 || text[skip+n] < '8') {
		n++
	}
	v, err := strconv.ParseUint(text[skip:skip+n], base, 32)
	switch {
	case err != nil || n < least:
		return 0, false
	case most < 4 && v < 256:
		b.WriteByte(byte(v))
	case most >= 4 && v <= utf8.MaxRune && utf8.ValidRune(rune(v)):
		b.WriteRune(rune(v))
	default:
		return 0, false
	}
	return skip + n, true
}

// unicodeText decodes U&"..." and U&'...', with the UESCAPE that may follow.
func (p *parser) unicodeText(t token, quote byte) string {
	escape := byte('\\')
	if p.kind() == kwUescape && p.ahead(1) == kString {
		p.next()
		e := p.text(p.next())
		if len(e) != 3 || hexDigit(e[1]) || e[1] == '+' || e[1] == ' ' || e[1] == '"' {
			return p.badString(t)
		}
		escape = e[1]
	}
	text := p.text(t)
	text = text[3 : len(text)-1]
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == quote:
			i++
			b.WriteByte(c)
		case c != escape:
			b.WriteByte(c)
		case i+1 < len(text) && text[i+1] == escape:
			i++
			b.WriteByte(c)
		default:
			skip, digits := 1, 4
			if i+1 < len(text) && text[i+1] == '+' {
				skip, digits = 2, 6
			}
			n, ok := codePoint(&b, text[i:], skip, digits, digits, 16)
			if !ok {
				return p.badString(t)
			}
			i += n - 1
		}
	}
	s := b.String()
	if strings.IndexByte(s, 0) >= 0 || quote == '"' && (s == "" || len(s) > maxNames[Postgres] || byteGate(s, len(s)) != nil) {
		return p.badString(t)
	}
	return s
}

// mysqlEscapes decodes backslashes
// (https://dev.mysql.com/doc/refman/8.4/en/string-literals.html). The sequences
// for a percent sign and an underscore keep theirs.
func (p *parser) mysqlEscapes(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		switch c := text[i]; c {
		case '0':
			b.WriteByte(0)
		case 'b', 'n', 'r', 't':
			b.WriteByte(simpleEscapes[c])
		case 'Z':
			b.WriteByte(26)
		case '%', '_':
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// literalString reads a string and those that the engine appends to it:
// PostgreSQL one on the next line, MySQL any.
func (p *parser) literalString(charset string) *Literal {
	t := p.next()
	if t.kind == kNString && p.mysql() {
		charset = "N"
	}
	l := p.slabs.literals.make()
	l.Kind, l.Text, l.Charset = LitString, p.stringValue(t), charset
	for last := t; p.kind() == kString && !p.sqlite(); {
		between := p.sql[last.end:p.pos()]
		if p.postgres() && (t.kind == kDollar || !strings.Contains(between, "\n") || strings.Contains(between, "/*")) {
			break
		}
		if p.postgres() && t.kind != kString && t.kind != kNString { // the kind of the first decides how the rest is read
			return &Literal{Text: p.badString(t)}
		}
		last = p.next()
		l.Text += p.stringValue(last)
		p.operator()
	}
	return l
}
