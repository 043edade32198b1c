package sqlguard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

func lower(s string) string { return syntax.Lower(s) }

// equalFold compares as SQLite compares names: only ASCII letters fold.
func equalFold(a, b string) bool { return len(a) == len(b) && lower(a) == lower(b) }

// looseName makes names equal that any engine may take for equal: MySQL, for one,
// folds the Kelvin sign to a k. It is for refusing.
func looseName(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(foldRune, s)
		}
	}
	return lower(s) // what all of them fold
}

func foldRune(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }
