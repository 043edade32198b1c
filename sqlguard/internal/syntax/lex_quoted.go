package syntax

import "strings"

// quoted reads up to the closing quote; a doubled one is part of the text. In
// MySQL, and in PostgreSQL by a setting, a backslash before a quote may or may
// not keep it from closing the text, so that is refused there.
func (l *lexer) quoted(quote byte, k kind) word {
	start := l.pos
	from := start + 1
	for l.pos++; ; l.pos++ {
		n := strings.IndexByte(l.sql[l.pos:], quote)
		if n < 0 {
			l.pos = len(l.sql)
			return l.fail(hintUnclosed, start, "quoted text is not closed")
		}
		l.pos += n
		if l.dialect != SQLite && quote != '`' && k != kQuoted && k != kUQuoted && backslashes(l.sql[from:l.pos])%2 == 1 {
			return l.fail(hintBackslash, l.pos-1, "backslash before a quote")
		}
		if l.pos++; l.peek(0) != quote {
			break
		}
		from = l.pos + 1
	}
	if k != kQuoted {
		return of(k)
	}
	return l.quotedName(start)
}

// quotedName refuses names that engines change before they look them up.
func (l *lexer) quotedName(start int) word {
	text := l.sql[start+1 : l.pos-1]
	switch {
	case len(text) > l.longest:
		return l.fail(hintLongName, start, "long name")
	case l.dialect != SQLite && text == "", l.dialect == MySQL && strings.HasSuffix(text, " "):
		return l.fail(hintName, start, "empty name, or one that ends with a blank")
	}
	return name
}

// backslashes counts those at the end of a text.
func backslashes(text string) int {
	if !strings.HasSuffix(text, `\`) {
		return 0 // as nearly all
	}
	return len(text) - len(strings.TrimRight(text, `\`))
}

func (l *lexer) bracketed() word {
	n := strings.IndexByte(l.sql[l.pos:], ']')
	if n < 0 {
		return l.fail(hintUnclosed, l.pos, "bracket is not closed")
	}
	l.pos += n + 1
	return name
}

// digits reads x'41' or b'01'. SQLite and MySQL want pairs of hexadecimal
// digits; to PostgreSQL both are bit strings.
func (l *lexer) digits(k kind, in func(byte) bool) word {
	start := l.pos
	l.pos += 2
	l.skip(in)
	if l.peek(0) != '\'' || l.dialect != Postgres && k == kHex && (l.pos-start)%2 != 0 {
		return l.fail(hintNumber, start, "literal is not made of the right digits")
	}
	l.pos++
	return of(k)
}

// escaped reads what follows the E of E'...': a backslash takes the next
// character with it.
func (l *lexer) escaped() word {
	start := l.pos
	for l.pos++; ; l.pos++ {
		n := strings.IndexAny(l.sql[l.pos:], `\'`)
		if n < 0 || l.pos+n+1 == len(l.sql) && l.sql[l.pos+n] == '\\' {
			return l.fail(hintUnclosed, start, "quoted text is not closed")
		}
		if l.pos += n; l.peek(0) == '\\' {
			l.pos++
			continue
		}
		if l.pos++; l.peek(0) != '\'' {
			return of(kEString)
		}
	}
}

// dollar reads $tag$...$tag$.
func (l *lexer) dollar() word {
	start := l.pos
	l.pos++
	for c := l.peek(0); letter(c) || digit(c); c = l.peek(0) {
		l.pos++
	}
	if l.peek(0) != '$' {
		return l.fail(hintCharacter, start, "dollar sign without a meaning")
	}
	l.pos++
	tag := l.sql[start:l.pos]
	n := strings.Index(l.sql[l.pos:], tag)
	if n < 0 {
		return l.fail(hintUnclosed, start, "quoted text is not closed")
	}
	l.pos += n + len(tag)
	return of(kDollar)
}
