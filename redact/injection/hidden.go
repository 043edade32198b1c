package injection

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

const (
	manyZero      = 8 // zero-width characters in a row, or behind Latin letters
	manySelectors = 2 // variation selectors in a row: more than a character has
)

// hides reports whether a text has characters that make text invisible: tags
// (all of them letters to a model) outside of flags, rows of variation selectors,
// directional overrides (CVE-2021-42574), rows of zero-width ones and many behind
// Latin letters, or the terminal's concealed style.
func hides(text string) bool {
	zero, row, selectors, flag := 0, 0, 0, false
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			if text[i] == 0x1B && conceals(text[i+1:], "[") {
				return true
			}
			i++
			row, selectors, flag = 0, 0, false
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if r == 0x9B && conceals(text[i:], "") {
			return true
		}
		isTag := 0xE0020 <= r && r <= 0xE007F
		switch {
		case isTag && !flag, 0x202D <= r && r <= 0x202E:
			return true
		case 0xFE00 <= r && r <= 0xFE0F, 0xE0100 <= r && r <= 0xE01EF:
			if selectors++; selectors >= manySelectors {
				return true
			}
			continue
		case 0x200B <= r && r <= 0x200D, 0x2060 <= r && r <= 0x2064:
			if row++; i > size && letterByte(text[i-size-1]) {
				zero++
			}
			if row >= manyZero || zero >= manyZero {
				return true
			}
			selectors = 0
			continue
		}
		row, selectors = 0, 0
		flag = r == 0x1F3F4 && isFlag(text[i:]) || flag && isTag && r != 0xE007F
	}
	return false
}

// isFlag reports whether the tags behind a black flag name a region, as those of
// England do (Unicode TS 51): up to six letters or digits and an end.
func isFlag(tags string) bool {
	n := 0
	for _, r := range tags {
		switch {
		case r == 0xE007F:
			return n >= 3
		case n >= 6, r < 0xE0030, r > 0xE007A:
			return false
		}
		n++
	}
	return false
}

// conceals reports whether a control sequence sets style 8 (ECMA-48, 8.3.117),
// which is no part of a colour's number.
func conceals(sequence, open string) bool {
	rest, ok := strings.CutPrefix(sequence, open)
	if !ok {
		return false
	}
	end := strings.IndexByte(rest[:min(len(rest), 64)], 'm')
	if end < 0 || strings.Trim(rest[:end], "0123456789;:") != "" {
		return false
	}
	list := strings.Split(rest[:end], ";")
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case "38", "48", "58": // 38;5;n or 38;2;r;g;b
			if i+1 < len(list) && list[i+1] == "5" {
				i += 2
			} else {
				i += 4
			}
		case "8", "08":
			return true
		}
	}
	return false
}

func isJSON(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n")
	return s != "" && (s[0] == '{' || s[0] == '[') && json.Valid([]byte(s))
}

func labelled(s string) bool { return strings.HasPrefix(s, Notice) }
