package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// byteGate refuses what no honest statement holds, whatever the dialect. A NUL
// would end the text for an engine written in C.
func byteGate(sql string, most int) *Error {
	if len(sql) > most {
		return &Error{Hint: hintTooLong, Pos: most, Detail: "the statement is too long"}
	}
	for i := range len(sql) {
		if controls[sql[i]] {
			return &Error{Hint: hintControl, Pos: i, Detail: "control character"}
		}
	}
	if !utf8.ValidString(sql) {
		return &Error{Hint: hintUTF8, Detail: "invalid UTF-8"}
	}
	return nil
}

// controls are the control characters that do not stand between words.
var controls = bytesThat(func(c byte) bool { return control(rune(c)) })

// bytesThat returns the table of a rule, which is faster than the rule.
func bytesThat(rule func(byte) bool) (table [256]bool) {
	for c := range table {
		table[c] = rule(byte(c))
	}
	return table
}

// A lexer cuts a statement into tokens by the rules of a dialect. What an engine
// reads differently from version to version or from setting to setting, or
// reads although it is broken, is refused.
type lexer struct {
	dialect Dialect
	words   *vocabulary
	sql     string
	longest int // name in bytes
	pos     int
	tokens  []token
	open    int32 // the innermost parenthesis that is open, of which match is the one around it; -1 for none
	err     *Error
}

// lex returns the tokens of the statement, the last one kEOF, in the buffer if
// they fit, and those before an error. It takes time in proportion to the length.
func lex(d Dialect, sql string, most limits, buffer []token) ([]token, *Error) {
	if err := byteGate(sql, most.bytes); err != nil {
		return buffer, err
	}
	l := &lexer{dialect: d, words: vocabularies[d], sql: sql, longest: maxNames[d], tokens: buffer, open: -1}
	if d == SQLite {
		l.longest = max(l.longest, most.names)
	}
	for l.err == nil && l.skipSpace() {
		if len(l.tokens) == most.tokens {
			l.fail(hintTooMany, l.pos, "too many tokens")
			break
		}
		start := l.pos
		w := l.next()
		l.tokens = append(l.tokens, token{w.kind, w.class, int32(start), int32(l.pos), 0})
		l.pair(w.kind)
	}
	if l.err != nil {
		return l.tokens, l.err
	}
	for l.open >= 0 { // without a partner
		t := &l.tokens[l.open]
		l.open, t.match = t.match, 0
	}
	end := int32(len(sql))
	return append(l.tokens, token{kEOF, 0, end, end, 0}), nil
}

// pair notes which parentheses belong together. One without a partner is left
// to the parser.
func (l *lexer) pair(k kind) {
	last := int32(len(l.tokens) - 1)
	switch {
	case k == kLParen:
		l.tokens[last].match, l.open = l.open, last
	case k == kRParen && l.open >= 0:
		t := &l.tokens[l.open]
		l.open, t.match = t.match, last
	}
}

func (l *lexer) fail(hint string, pos int, detail string) word {
	if l.err == nil {
		at := l.sql[min(pos, len(l.sql)):]
		at = at[:min(1, len(at))]
		if two := l.sql[pos:min(pos+2, len(l.sql))]; two == "::" || two == ":=" {
			at = two
		}
		l.err = &Error{Hint: l.dialect.sharper(hint, "", "", at), Pos: pos, Detail: detail}
	}
	return word{}
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
			l.skipLine(2)
		case c == '#' && l.dialect == MySQL:
			l.skipLine(1)
		case c == '/' && l.peek(1) == '*':
			l.skipBlock()
		default:
			return c != 0
		}
	}
}

// skipLine skips a comment up to the end of the line. Engines disagree about a
// carriage return alone, which for some ends the comment, and MySQL takes two
// hyphens for a comment only if a blank follows.
func (l *lexer) skipLine(start int) {
	line := l.sql[l.pos:]
	if n := strings.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	if n := strings.IndexByte(line, '\r'); n >= 0 && n != len(line)-1 {
		l.fail(hintComment, l.pos+n, "carriage return in a line comment")
	}
	if l.dialect == MySQL && start == 2 && len(line) > 2 && line[2] > ' ' {
		l.fail(hintHyphens, l.pos, "two hyphens without a blank")
	}
	l.pos += len(line)
}

// skipBlock skips a comment up to its end. Engines disagree about a comment
// in a comment, about /*! ... */, and about hints, which change settings.
func (l *lexer) skipBlock() {
	body := l.sql[l.pos+2:]
	n := strings.Index(body, "*/")
	switch {
	case n < 0:
		l.fail(hintUnclosed, l.pos, "comment is not closed")
		n = len(body) - 2
	case strings.Contains(body[:n+1], "/*"), strings.HasPrefix(body, "!"), strings.HasPrefix(body, "+"),
		strings.HasPrefix(body, "M!"), strings.HasPrefix(body, "m!"):
		l.fail(hintComment, l.pos, "comment that engines read as code, as a hint or as nested")
	}
	l.pos += 2 + n + 2
}

func of(k kind) word { return word{kind: k} }

// name is the word of a quoted name.
var name = word{kQuoted, cAny}

// marks are the bytes that are a token each in all dialects.
var marks = [256]kind{'(': kLParen, ')': kRParen, ',': kComma, ';': kSemi}

func (l *lexer) next() word {
	c := l.peek(0)
	if k := marks[c]; k != kEOF {
		l.pos++
		return of(k)
	}
	switch {
	case c == '\'':
		return l.quoted('\'', kString)
	case c == '"' && l.dialect == MySQL:
		return l.quoted('"', kString)
	case c == '"', c == '`' && l.dialect != Postgres:
		return l.quoted(c, kQuoted)
	case c == '[' && l.dialect == SQLite:
		return l.bracketed()
	case digit(c), c == '.' && digit(l.peek(1)):
		return l.number()
	case letter(c), c >= utf8.RuneSelf:
		return l.wordOrString(c)
	case c == '?' && l.dialect != Postgres, c == ':' && l.dialect == SQLite, c == '@' && l.dialect == SQLite,
		c == '$' && l.dialect == SQLite, c == '$' && digit(l.peek(1)):
		return l.parameter()
	case c == '$' && l.dialect == Postgres:
		return l.dollar()
	case c == '@' && l.dialect == MySQL:
		return l.variable()
	case l.dialect == Postgres && operatorBytes[c]:
		return l.postgresOperator()
	}
	return l.operator(c)
}

// wordOrString reads a word, or a string that has letters before its quote.
func (l *lexer) wordOrString(c byte) word {
	second := l.peek(1)
	if second == '\'' {
		switch {
		case c|0x20 == 'x':
			return l.digits(kHex, hexDigit)
		case c|0x20 == 'b' && l.dialect != SQLite:
			return l.digits(kBit, func(c byte) bool { return c == '0' || c == '1' })
		case c|0x20 == 'n' && l.dialect != SQLite:
			l.pos++
			return l.quoted('\'', kNString)
		case c|0x20 == 'e' && l.dialect == Postgres:
			l.pos++
			return l.escaped()
		}
	}
	if c|0x20 == 'u' && second == '&' && l.dialect == Postgres {
		switch l.peek(2) {
		case '\'':
			l.pos += 2
			return l.quoted('\'', kUString)
		case '"':
			l.pos += 2
			w := l.quoted('"', kUQuoted)
			w.class = cAny
			return w
		}
	}
	return l.word()
}

// wordBytes are those of a word, besides letters outside of ASCII.
var wordBytes = bytesThat(func(c byte) bool { return letter(c) || digit(c) || c == '$' })

// word reads a bare word. Engines take every byte above 127 for a letter, so
// invisible and look-alike characters are refused here. PostgreSQL cuts a name
// after 63 bytes, which would make two names one.
func (l *lexer) word() word {
	start := l.pos
	for {
		for l.pos < len(l.sql) && wordBytes[l.sql[l.pos]] {
			l.pos++
		}
		if l.peek(0) < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeRuneInString(l.sql[l.pos:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Mc, r) {
			return l.fail(hintCharacter, l.pos, "character that is no letter")
		}
		l.pos += n
	}
	text := l.sql[start:l.pos]
	if l.dialect == MySQL && text[0] == '_' && (singleByte[Lower(text[1:])] || multiByte[Lower(text[1:])]) {
		return of(kIntroducer)
	}
	if len(text) > l.longest {
		return l.fail(hintLongName, start, "long name")
	}
	return l.words.look(text)
}

// maxNames are how many bytes a name may have. PostgreSQL cuts what is longer, MySQL
// has 64 characters, and 256 for the name of a column of the result; to SQLite it
// makes no difference, but each row of a result may carry the names.
var maxNames = [...]int{SQLite: 1024, Postgres: 63, MySQL: 1024}

// singleByte and multiByte are the character sets of MySQL and MariaDB, which
// with an underscore stand before a string. utf8 is among the first: what is a
// quote in it is one by itself.
var (
	singleByte = set(`utf8mb4 utf8mb3 utf8 latin1 ascii binary armscii8 cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 dec8
		geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin2 latin5 latin7 macce macroman swe7 tis620`)
	multiByte = set("big5 cp932 eucjpms euckr gb18030 gb2312 gbk sjis ucs2 ujis utf16 utf16le utf32")
)

func (l *lexer) skip(in func(byte) bool) {
	for in(l.peek(0)) {
		l.pos++
	}
}

func digit(c byte) bool    { return '0' <= c && c <= '9' }
func letter(c byte) bool   { return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' }
func hexDigit(c byte) bool { return digit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
