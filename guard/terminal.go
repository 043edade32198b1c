package guard

import (
	"strings"
	"unicode/utf8"
)

// sequence returns the size of the control sequence of ECMA-48 that begins s
// with the rune r, or 0: colours, cursor moves, titles, links, character sets.
func sequence(s string, r rune) int {
	switch {
	case r == 0x1B && len(s) > 1:
		return escapeSequence(s)
	case r == 0x9B:
		return parameters(s, 2)
	case r == 0x90, r == 0x98, r == 0x9D, r == 0x9E, r == 0x9F:
		return controlString(s, 2)
	}
	return 0
}

func escapeSequence(s string) int {
	switch b := s[1]; {
	case b == '[':
		return parameters(s, 2)
	case strings.IndexByte("]PX^_", b) >= 0:
		return controlString(s, 2)
	case ' ' <= b && b <= '/': // ESC ( B
		i := 1
		for i < len(s) && i < 4 && ' ' <= s[i] && s[i] <= '/' {
			i++
		}
		if i < len(s) && '0' <= s[i] && s[i] <= '~' {
			return i + 1
		}
	case '0' <= b && b <= '_', strings.IndexByte("`abcdno|}~", b) >= 0: // ESC 7
		return 2
	}
	return 0
}

// parameters returns the end of a control sequence whose parameters begin at
// i, or 0. Terminals obey the control characters within one, and go on.
func parameters(s string, i int) int {
	for ; i < len(s); i++ {
		switch b := s[i]; {
		case '@' <= b && b <= '~':
			return i + 1
		case b == 0x1B || b == '\n' || b == '\r' || b >= 0x7F:
			return 0
		}
	}
	return 0
}

// controlString returns the end of a control string whose text begins at i, or
// 0. It ends with BEL or ST. No other control character stands in one, which
// keeps the search for many ends linear.
func controlString(s string, i int) int {
	for ; i < len(s); i++ {
		switch b := s[i]; {
		case b == 7:
			return i + 1
		case b == 0x1B && i+1 < len(s) && s[i+1] == '\\':
			return i + 2
		case b < ' ' && b != '\t':
			return 0
		case b == 0xC2:
			if r, size := utf8.DecodeRuneInString(s[i:]); r == 0x9C {
				return i + size
			} else if 0x80 <= r && r < 0xA0 {
				return 0
			}
		}
	}
	return 0
}
