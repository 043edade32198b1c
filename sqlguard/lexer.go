package sqlguard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	maxBytes  = 100_000
	maxTokens = 25_000
)

// byteGate refuses what no honest statement holds, whatever the dialect. A NUL
// would end the text for an engine written in C.
func byteGate(sql string) error {
	if len(sql) > maxBytes {
		return refuse(hintTooLong, maxBytes, "statement is longer than 100000 bytes")
	}
	for i := range len(sql) {
		if c := sql[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return refuse(hintControl, i, "control character")
		}
	}
	if !utf8.ValidString(sql) {
		return refuse(hintUTF8, 0, "invalid UTF-8")
	}
	return nil
}

// A lexer cuts a statement into tokens by SQLite's rules. What SQLite reads
// differently from version to version, or reads although it is broken, is
// refused: digits with underscores, open comments, Tcl variables.
type lexer struct {
	sql    string
	pos    int
	tokens []token
	err    *guard.Denial
}

// lex returns the tokens of the statement, the last one kEOF. It takes time in
// proportion to the length.
func lex(sql string) ([]token, error) {
	if err := byteGate(sql); err != nil {
		return nil, err
	}
	l := &lexer{sql: sql, tokens: make([]token, 0, len(sql)/4+8)}
	for l.err == nil && l.skipSpace() {
		if len(l.tokens) == maxTokens {
			l.fail(hintTooMany, l.pos, "more than 25000 tokens")
			break
		}
		start := l.pos
		k := l.next()
		l.tokens = append(l.tokens, token{k, int32(start), int32(l.pos)})
	}
	if l.err != nil {
		return nil, l.err
	}
	end := int32(len(sql))
	return append(l.tokens, token{kEOF, end, end}), nil
}

func (l *lexer) fail(hint string, pos int, detail string) kind {
	if l.err == nil {
		l.err = refuse(hint, pos, detail)
	}
	return kEOF
}

// peek returns the byte n after the current one, or 0 behind the end; byteGate
// made sure that there is no other 0.
func (l *lexer) peek(n int) byte {
	if l.pos+n < len(l.sql) {
		return l.sql[l.pos+n]
	}
	return 0
}

// skipSpace moves to the next token and reports whether there is one.
func (l *lexer) skipSpace() bool {
	for {
		switch c := l.peek(0); {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			l.pos++
		case c == '-' && l.peek(1) == '-':
			l.skipLine()
		case c == '/' && l.peek(1) == '*':
			l.skipBlock()
		default:
			return c != 0
		}
	}
}

// skipLine skips a comment up to the end of the line. Engines disagree about a
// carriage return alone: for some it ends the comment.
func (l *lexer) skipLine() {
	line := l.sql[l.pos:]
	if n := strings.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	if n := strings.IndexByte(line, '\r'); n >= 0 && n != len(line)-1 {
		l.fail(hintComment, l.pos+n, "carriage return in a line comment")
	}
	l.pos += len(line)
}

// skipBlock skips a comment up to its end. Engines disagree about a comment
// in a comment and about /*! ... */.
func (l *lexer) skipBlock() {
	body := l.sql[l.pos+2:]
	n := strings.Index(body, "*/")
	if n < 0 {
		l.fail(hintUnclosed, l.pos, "comment is not closed")
		n = len(body) - 2
	} else if strings.Contains(body[:n+1], "/*") || strings.HasPrefix(body, "!") || strings.HasPrefix(body, "M!") {
		l.fail(hintComment, l.pos, "comment that other engines read as code or as nested")
	}
	l.pos += 2 + n + 2
}

func (l *lexer) next() kind {
	c := l.peek(0)
	switch {
	case c == '\'':
		return l.quoted('\'', kString)
	case c == '"', c == '`':
		return l.quoted(c, kQuoted)
	case c == '[':
		return l.bracketed()
	case (c == 'x' || c == 'X') && l.peek(1) == '\'':
		return l.blob()
	case digit(c), c == '.' && digit(l.peek(1)):
		return l.number()
	case c == '?', c == ':', c == '@', c == '$':
		return l.parameter()
	case letter(c), c >= utf8.RuneSelf:
		return l.word()
	}
	return l.operator(c)
}

// quoted reads up to the closing quote; a doubled one is part of the text. A
// backslash means nothing in SQLite.
func (l *lexer) quoted(quote byte, k kind) kind {
	start := l.pos
	for l.pos++; ; l.pos++ {
		n := strings.IndexByte(l.sql[l.pos:], quote)
		if n < 0 {
			l.pos = len(l.sql)
			return l.fail(hintUnclosed, start, "quoted text is not closed")
		}
		if l.pos += n + 1; l.peek(0) != quote {
			return k
		}
	}
}

func (l *lexer) bracketed() kind {
	n := strings.IndexByte(l.sql[l.pos:], ']')
	if n < 0 {
		return l.fail(hintUnclosed, l.pos, "bracket is not closed")
	}
	l.pos += n + 1
	return kQuoted
}

func (l *lexer) blob() kind {
	start := l.pos
	l.pos += 2
	for hexDigit(l.peek(0)) {
		l.pos++
	}
	if l.peek(0) != '\'' || (l.pos-start)%2 != 0 {
		return l.fail(hintNumber, start, "blob literal is not made of pairs of hexadecimal digits")
	}
	l.pos++
	return kBlob
}

func (l *lexer) number() kind {
	start := l.pos
	if l.peek(0) == '0' && l.peek(1)|0x20 == 'x' {
		l.pos += 2
		l.skip(hexDigit)
		if l.pos-start > 2+16 || l.pos-start == 2 {
			return l.fail(hintNumber, start, "hexadecimal number without digits or above 64 bits")
		}
	} else {
		l.skip(digit)
		if l.peek(0) == '.' {
			l.pos++
			l.skip(digit)
		}
		l.exponent()
	}
	if c := l.peek(0); letter(c) || digit(c) || c == '.' || c == '$' || c >= utf8.RuneSelf {
		return l.fail(hintNumber, start, "number runs into what follows")
	}
	return kNumber
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
func (l *lexer) parameter() kind {
	start := l.pos
	l.pos++
	if l.sql[start] == '?' {
		l.skip(digit)
	} else {
		l.skip(func(c byte) bool { return letter(c) || digit(c) })
		if l.pos == start+1 {
			return l.fail(hintParameter, start, "parameter without a name")
		}
	}
	switch c := l.peek(0); {
	case letter(c), c == '$', c >= utf8.RuneSelf, c == ':', c == '(':
		return l.fail(hintParameter, start, "parameter runs into what follows")
	}
	return kParam
}

// word reads a bare word. SQLite takes every byte above 127 for a letter, so
// invisible and look-alike characters are refused here.
func (l *lexer) word() kind {
	start := l.pos
	for {
		c := l.peek(0)
		if letter(c) || digit(c) || c == '$' {
			l.pos++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeRuneInString(l.sql[l.pos:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Mc, r) {
			return l.fail(hintCharacter, l.pos, "character that is no letter")
		}
		l.pos += n
	}
	return keyword(l.sql[start:l.pos])
}

func (l *lexer) skip(class func(byte) bool) {
	for class(l.peek(0)) {
		l.pos++
	}
}

func digit(c byte) bool    { return '0' <= c && c <= '9' }
func letter(c byte) bool   { return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' }
func hexDigit(c byte) bool { return digit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// operators lists the operators by their first byte, the longest first.
var operators = [128][]struct {
	text string
	kind kind
}{
	'(': {{"(", kLParen}}, ')': {{")", kRParen}}, ',': {{",", kComma}}, '.': {{".", kDot}}, ';': {{";", kSemi}},
	'*': {{"*", kStar}}, '+': {{"+", kPlus}}, '/': {{"/", kSlash}}, '%': {{"%", kPercent}},
	'-': {{"->>", kArrow2}, {"->", kArrow}, {"-", kMinus}},
	'|': {{"||", kConcat}, {"|", kPipe}}, '&': {{"&", kAmp}}, '~': {{"~", kTilde}},
	'=': {{"==", kEq}, {"=", kEq}}, '!': {{"!=", kNe}},
	'<': {{"<=", kLe}, {"<>", kNe}, {"<<", kShl}, {"<", kLt}}, '>': {{">=", kGe}, {">>", kShr}, {">", kGt}},
}

func (l *lexer) operator(c byte) kind {
	for _, op := range operators[c&0x7f] {
		if strings.HasPrefix(l.sql[l.pos:], op.text) {
			l.pos += len(op.text)
			return op.kind
		}
	}
	return l.fail(hintCharacter, l.pos, "character that is no operator")
}
