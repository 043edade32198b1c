package sqlguard

import (
	"strings"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// harmlessFormat reports whether the format of SQLite's printf or of PostgreSQL's
// format is a literal that cannot ask for a long text: one format of eleven bytes
// fills a gigabyte.
func harmlessFormat(arguments []syntax.Expr) bool {
	if len(arguments) == 0 {
		return true
	}
	l, ok := arguments[0].(*syntax.Literal)
	if !ok || l.Kind != syntax.LitString {
		return false
	}
	for i := 0; i < len(l.Text); i++ {
		if l.Text[i] == '%' {
			if i = skipFormat(l.Text, i+1); i < 0 {
				return false
			}
		}
	}
	return true
}

// skipFormat returns the position of the conversion letter, or -1 if width or
// precision is a star or above 255.
func skipFormat(text string, i int) int {
	for number := 0; i < len(text); i++ {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			if number = number*10 + int(c-'0'); number > 255 {
				return -1
			}
		case c == '*':
			return -1
		case c == '.', c == '$', c == '-', c == '+', c == ' ', c == '#', c == '!', c == ',':
			number = 0
		case c == 'l' || c == 'h':
		default:
			return i
		}
	}
	return i
}

// harmlessBraces reports whether the format of MariaDB's sformat is a literal whose
// widths are below 256 and stand in it: {:>10} and not {:>{}}.
func harmlessBraces(arguments []syntax.Expr) bool {
	if len(arguments) == 0 {
		return true
	}
	l, ok := arguments[0].(*syntax.Literal)
	if !ok || l.Kind != syntax.LitString {
		_, number := value(arguments[0])
		return number || ok && l.Kind == syntax.LitWord
	}
	number, inside := 0, false
	for _, c := range []byte(strings.ReplaceAll(l.Text, "{{", "")) {
		switch {
		case c == '{' && inside:
			return false
		case c == '{' || c == '}':
			inside, number = c == '{', 0
		case inside && '0' <= c && c <= '9':
			if number = number*10 + int(c-'0'); number > 255 {
				return false
			}
		default:
			number = 0
		}
	}
	return true
}
