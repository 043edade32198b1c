package guard

import "strings"

// Visible returns s without the characters that a reader does not see but a
// model does: the control sequences of terminals (ECMA-48), whole, as the rest
// of one would stick to the word beside it; other control characters but tab,
// line feed and carriage return; directional overrides and isolates (CVE-2021-42574); zero-width characters,
// fillers, and Unicode tags. A joiner or a variation selector stays where a
// script or an emoji needs it, once: runs of them can carry a hidden text.
func Visible(s string) string {
	if !strings.ContainsFunc(s, suspicious) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	last, from := rune(0), 0
	for i, r := range s {
		if i < from {
			continue
		}
		if n := sequence(s[i:], r); n > 0 {
			from = i + n
			continue
		}
		if suspicious(r) && !shapes(r, last) {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// shapes reports whether r changes how the character before it is drawn: a
// selector behind a character, a joiner behind a character or its selector.
func shapes(r, last rune) bool {
	switch {
	case selector(r):
		return last > 0x7F && !selector(last) && !joiner(last) || '0' <= last && last <= '9' || last == '#' || last == '*' // keycaps
	case joiner(r):
		return last > 0x7F && !joiner(last)
	default:
		return false
	}
}

func selector(r rune) bool { return 0xFE00 <= r && r <= 0xFE0F }

func joiner(r rune) bool { return r == 0x200C || r == 0x200D }

func suspicious(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\t' && r != '\n' && r != '\r'
	case r < 0x7F:
		return false
	case r < 0xA0, r == 0xAD, r == 0x34F, r == 0x61C, r == 0xFEFF:
		return true
	case r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0: // Hangul fillers
		return true
	case 0x180B <= r && r <= 0x180F, 0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x206F:
		return true
	default:
		return 0xFE00 <= r && r <= 0xFE0F || 0xFFF9 <= r && r <= 0xFFFB || 0xE0000 <= r && r <= 0xE0FFF
	}
}
