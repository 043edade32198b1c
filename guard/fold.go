package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold returns s under Unicode simple case folding: two strings fold to the
// same one exactly if strings.EqualFold holds, which is how encoding/json
// matches keys to struct fields. The Kelvin sign folds like k, the long s
// like s.
func Fold(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return strings.Map(foldRune, s)
		}
	}
	return s
}

// foldRune returns the lower-case ASCII letter that r folds to, or else the
// least rune of its orbit.
func foldRune(r rune) rune {
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	if 'A' <= least && least <= 'Z' {
		return least + 'a' - 'A'
	}
	return least
}
