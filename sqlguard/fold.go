package sqlguard

import (
	"strings"
	"unicode"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

func lower(s string) string { return syntax.Lower(s) }

// equalFold compares as SQLite compares names: only ASCII letters fold.
func equalFold(a, b string) bool { return len(a) == len(b) && lower(a) == lower(b) }

// looseFold compares as no engine does: it takes more names for equal than any
// of them. MySQL, for one, folds the Kelvin sign to a k. It is for refusing.
func looseFold(a, b string) bool {
	return strings.Map(foldRune, a) == strings.Map(foldRune, b)
}

func foldRune(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }
