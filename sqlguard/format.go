package sqlguard

import "github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"

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
