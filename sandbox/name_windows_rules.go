package sandbox

import (
	"strings"
	"unicode/utf8"
)

// badOnWindows finds what Windows does not open as a plain file of that name:
// alternate data streams ("a.txt:x") and other characters that file names
// cannot have; names that it opens under another spelling ("a.txt.", "a.txt ",
// and "LONGNA~1" for another file); and names of devices. The rules are those
// of "Naming Files, Paths, and Namespaces" in Microsoft's documentation.
func badOnWindows(part string) bool {
	last := part[len(part)-1]
	return last == '.' || last == ' ' || strings.ContainsAny(part, `:<>"|?*`) || hasShortName(part) || isDevice(part)
}

// hasShortName finds a tilde with a digit behind it, as in 8.3 names.
func hasShortName(part string) bool {
	for i := strings.IndexByte(part, '~'); i >= 0 && i+1 < len(part); {
		if '0' <= part[i+1] && part[i+1] <= '9' {
			return true
		}
		next := strings.IndexByte(part[i+1:], '~')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// isDevice finds the reserved names, alone or with any extension. The port
// numbers are digits, or the superscripts of Latin-1.
func isDevice(part string) bool {
	stem, _, _ := strings.Cut(part, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	for _, port := range [...]string{"COM", "LPT"} {
		number, ok := strings.CutPrefix(stem, port)
		if ok && utf8.RuneCountInString(number) == 1 && strings.Contains("0123456789¹²³", number) {
			return true
		}
	}
	return false
}
