package sandbox

import (
	"regexp"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	maxName       = 4096 // bytes, PATH_MAX of Linux
	maxComponent  = 255  // bytes, NAME_MAX of most file systems
	maxComponents = 255  // bounds what one walk through the tree costs
)

// encoded finds "%2e", "%2f", "%5c" and "%00", with any number of further
// encodings of the percent sign.
var encoded = regexp.MustCompile(`(?i)%(25)*(2e|2f|5c|00)`)

// A name is what was understood of a name that a client sent.
type name struct {
	asked string
	// path has no empty and no "." components, except when it is ".".
	// ".." stays: behind a link only the file system knows where it leads.
	path string
	// folder says that the spelling asks for a folder: a trailing slash,
	// ".", or ".." at the end.
	folder bool
}

// parent returns the path of the folder that holds n.
func (n name) parent() string {
	if i := strings.LastIndexByte(n.path, '/'); i >= 0 {
		return n.path[:i]
	}
	return "."
}

// anonymous reports whether n names a folder without its own name: the root,
// or "..". Such a folder is not removed or replaced.
func (n name) anonymous() bool {
	return n.path == "." || n.path == ".." || strings.HasSuffix(n.path, "/..")
}

// parse applies the rules that need no file system.
func parse(asked string) (name, error) {
	n, problem := understand(asked, runtime.GOOS == "windows")
	if problem != "" {
		return name{}, guard.Deny(guard.CodePathNotAllowed, "").Because("sandbox: name %.256q: %s", asked, problem)
	}
	return n, nil
}

// understand returns the name, or what is wrong with it.
func understand(asked string, windows bool) (n name, problem string) {
	if problem := unspeakable(asked); problem != "" {
		return name{}, problem
	}
	n.asked = asked
	var parts []string
	depth := 0
	for part := range strings.SplitSeq(asked, "/") {
		switch {
		case part == "" || part == ".":
			n.folder = true
			continue
		case part == "..":
			depth--
			n.folder = true
		case windows && badOnWindows(part):
			return name{}, "not a plain name on Windows"
		default:
			depth++
			n.folder = false
		}
		if depth < 0 {
			return name{}, "leaves the root"
		}
		if len(part) > maxComponent {
			return name{}, "a component is too long"
		}
		parts = append(parts, part)
	}
	if len(parts) > maxComponents {
		return name{}, "too many components"
	}
	if n.path = strings.Join(parts, "/"); n.path == "" {
		n.path = "."
	}
	return n, ""
}

// unspeakable refuses what is wrong with the text as a whole.
func unspeakable(s string) string {
	switch {
	case s == "":
		return "empty"
	case len(s) > maxName:
		return "too long"
	case !utf8.ValidString(s):
		return "not UTF-8"
	case strings.ContainsFunc(s, unicode.IsControl):
		return "control character"
	case strings.ContainsRune(s, '\\'):
		return "backslash"
	case s[0] == '/':
		return "absolute"
	case s[0] == '~':
		return "home folder"
	case hasDrive(s):
		return "drive letter"
	case len(s) >= 5 && strings.EqualFold(s[:5], "file:"):
		return "URL"
	case encoded.MatchString(s):
		return "percent-encoded separator"
	}
	return ""
}

func hasDrive(s string) bool {
	return len(s) >= 2 && s[1] == ':' && ('a' <= s[0]|0x20 && s[0]|0x20 <= 'z')
}

// badOnWindows finds alternate data streams ("a.txt:x"), and names that
// Windows opens under another spelling ("a.txt.", "a.txt ").
func badOnWindows(part string) bool {
	last := part[len(part)-1]
	return last == '.' || last == ' ' || strings.ContainsRune(part, ':')
}
