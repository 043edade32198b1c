package syntax

import (
	"strings"
	"unicode/utf8"
)

func (l *lexer) number() word {
	start := l.pos
	if l.dialect == MySQL && l.peek(0) == '.' && start > 0 && (letter(l.sql[start-1]) || digit(l.sql[start-1])) {
		return l.fail(hintNumber, start, "number behind a word: to MySQL the point belongs to a name")
	}
	if l.peek(0) == '0' && l.peek(1)|0x20 == 'x' || l.peek(0) == '0' && l.peek(1) == 'b' && l.dialect == MySQL {
		if w := l.radix(start); w.kind == kEOF {
			return w
		}
	} else {
		l.skip(digit)
		if l.peek(0) == '.' && l.peek(1) != '.' {
			l.pos++
			l.skip(digit)
		}
		l.exponent()
	}
	if c := l.peek(0); letter(c) || digit(c) || c == '.' || c == '$' || c >= utf8.RuneSelf {
		return l.fail(hintNumber, start, "number runs into what follows")
	}
	return of(kNumber)
}

// radix reads 0x41 or 0b01. In PostgreSQL they depend on the version; MySQL
// takes 0X41 and 0B01 for names.
func (l *lexer) radix(start int) word {
	in, most := hexDigit, 16
	switch {
	case l.dialect == Postgres, l.dialect == MySQL && l.peek(1) == 'X':
		return l.fail(hintNumber, start, "hexadecimal number")
	case l.dialect == MySQL:
		most = MaxBytes
	}
	if l.peek(1) == 'b' {
		in = func(c byte) bool { return c == '0' || c == '1' }
	}
	l.pos += 2
	l.skip(in)
	if l.pos-start > 2+most || l.pos-start == 2 {
		return l.fail(hintNumber, start, "hexadecimal number without digits or above 64 bits")
	}
	return of(kNumber)
}

func (l *lexer) exponent() {
	if l.peek(0)|0x20 != 'e' {
		return
	}
	sign := 0
	if c := l.peek(1); c == '+' || c == '-' {
		sign = 1
	}
	if digit(l.peek(1 + sign)) {
		l.pos += 1 + sign
		l.skip(digit)
	}
}

// parameter reads a parameter. SQLite goes on through "::" and "(...)" after
// the name, as Tcl does; that is refused.
func (l *lexer) parameter() word {
	start := l.pos
	l.pos++
	if l.sql[start] == '?' || l.dialect == Postgres {
		l.skip(digit)
	} else {
		l.skip(func(c byte) bool { return letter(c) || digit(c) })
		if l.pos == start+1 {
			return l.fail(hintParameter, start, "parameter without a name")
		}
	}
	switch c := l.peek(0); {
	case letter(c), c == '$', c >= utf8.RuneSelf, l.dialect == SQLite && (c == ':' || c == '('):
		return l.fail(hintParameter, start, "parameter runs into what follows")
	case l.dialect == MySQL && l.pos > start+1:
		return l.fail(hintParameter, start, "numbered parameter")
	}
	return of(kParam)
}

// variable reads @name or @@name of MySQL. Names in quotes are refused.
func (l *lexer) variable() word {
	start := l.pos
	for l.peek(0) == '@' && l.pos < start+2 {
		l.pos++
	}
	from := l.pos
	l.skip(func(c byte) bool { return letter(c) || digit(c) || c == '$' || c == '.' })
	if l.pos == from || l.peek(0) >= utf8.RuneSelf {
		return l.fail(hintVariable, start, "variable without a plain name")
	}
	return of(kVariable)
}

// operators lists the operators of SQLite and MySQL by their first byte, the
// longest first, without the marks. only is the dialect that has one, with 1 added.
var operators = [128][]struct {
	text string
	kind kind
	only Dialect
}{
	'.': {{".", kDot, 0}},
	'*': {{"*", kStar, 0}}, '+': {{"+", kPlus, 0}}, '/': {{"/", kSlash, 0}}, '%': {{"%", kPercent, 0}},
	'-': {{"->>", kJSON, 0}, {"->", kJSON, 0}, {"-", kMinus, 0}},
	'|': {{"||", kConcat, 0}, {"|", kPipe, 0}}, '~': {{"~", kTilde, 0}},
	'&': {{"&&", kAndAnd, MySQL + 1}, {"&", kAmp, 0}}, '^': {{"^", kCaret, MySQL + 1}},
	'=': {{"==", kEq, SQLite + 1}, {"=", kEq, 0}}, '!': {{"!=", kNe, 0}, {"!", kBang, MySQL + 1}},
	'<': {{"<=>", kNullEq, MySQL + 1}, {"<=", kLe, 0}, {"<>", kNe, 0}, {"<<", kShl, 0}, {"<", kLt, 0}},
	'>': {{">=", kGe, 0}, {">>", kShr, 0}, {">", kGt, 0}},
	'[': {{"[", kLBracket, Postgres + 1}}, ']': {{"]", kRBracket, Postgres + 1}},
	':': {{"::", kCast, Postgres + 1}, {":=", kArrow, Postgres + 1}, {":", kColon, Postgres + 1}},
}

func (l *lexer) operator(c byte) word {
	if c == '!' && l.peek(1) == '!' && l.dialect == MySQL { // MySQL reads one, MariaDB two
		return l.fail(hintBangs, l.pos, "two exclamation marks")
	}
	for _, op := range operators[c&0x7f] {
		if (op.only == 0 || op.only == l.dialect+1) && strings.HasPrefix(l.sql[l.pos:], op.text) {
			l.pos += len(op.text)
			return of(op.kind)
		}
	}
	return l.fail(hintCharacter, l.pos, "character that is no operator")
}

// operatorBytes are what PostgreSQL's operators are made of.
var operatorBytes = bytesThat(func(c byte) bool { return strings.IndexByte("+-*/<>=~!@#%^&|`?", c) >= 0 })

// postgresSingle are the operators of PostgreSQL of one byte with a kind of their own.
var postgresSingle = [256]kind{'+': kPlus, '-': kMinus, '*': kStar, '/': kSlash, '%': kPercent, '^': kCaret, '=': kEq, '<': kLt, '>': kGt}

// postgresKinds are the longer ones.
var postgresKinds = map[string]kind{"<>": kNe, "!=": kNe, "<=": kLe, ">=": kGe, "=>": kArrow}

// postgresOperator reads as many bytes as PostgreSQL does: up to a comment, and
// not ending with + or - unless one of the rarer characters is in it
// (https://www.postgresql.org/docs/current/sql-syntax-lexical.html, 4.1.3).
func (l *lexer) postgresOperator() word {
	start, rare := l.pos, false
	if k := postgresSingle[l.peek(0)]; k != kEOF && !operatorBytes[l.peek(1)] {
		l.pos++
		return of(k)
	}
	for l.pos < len(l.sql) && operatorBytes[l.sql[l.pos]] {
		if two := l.sql[l.pos:min(l.pos+2, len(l.sql))]; l.pos > start && (two == "--" || two == "/*") {
			break
		}
		rare = rare || strings.IndexByte("~!@#%^&|`?", l.sql[l.pos]) >= 0
		l.pos++
	}
	for !rare && l.pos > start+1 && (l.sql[l.pos-1] == '+' || l.sql[l.pos-1] == '-') {
		l.pos--
	}
	if k := postgresSingle[l.sql[start]]; k != kEOF && l.pos == start+1 {
		return of(k)
	}
	if k, ok := postgresKinds[l.sql[start:l.pos]]; ok {
		return of(k)
	}
	return of(kOp)
}
