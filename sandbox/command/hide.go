package command

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// hide takes the path of a folder out of a text: what lies below it becomes
// relative, and the folder itself ".". A longer name that begins the same is
// left alone.
func hide(text []byte, folder string) []byte {
	if folder == "/" || !bytes.Contains(text, []byte(folder)) {
		return text
	}
	var out []byte
	for {
		before, after, found := bytes.Cut(text, []byte(folder))
		out = append(out, before...)
		if !found {
			return out
		}
		text = after
		last, _ := utf8.DecodeLastRune(out)
		switch {
		case last != utf8.RuneError && (named(last) || last == '.'), goesOn(after):
			out = append(out, folder...)
		case len(after) > 1 && after[0] == '/' && goesOn(after[1:]):
			text = after[1:]
		default:
			out = append(out, '.')
		}
	}
}

// goesOn reports whether a text begins with more of a name. Dots do if a name
// follows them: at the end of a sentence there is none.
func goesOn(text []byte) bool {
	rest := bytes.TrimLeft(text, ".")
	first, size := utf8.DecodeRune(rest)
	return size == 1 && first == utf8.RuneError || named(first)
}

// named reports whether a rune makes a path in front of it, or behind it,
// another one. Quotes and dashes of typography do not.
func named(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || unicode.IsSymbol(r) && r >= utf8.RuneSelf || r == '_' || r == '-')
}

// uncut takes the beginning of a folder's path off the end of a text that was
// cut there.
func uncut(text []byte, folder string) []byte {
	for n := min(len(folder)-1, len(text)); n > 1; n-- {
		if bytes.HasSuffix(text, []byte(folder[:n])) {
			return text[:len(text)-n]
		}
	}
	return text
}
