package sandbox

import (
	"path"
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
	maxLinks      = 8    // on the way to one file, as many as os.Root follows
)

// encoded finds "%2e", "%2f", "%5c" and "%00", with any number of further
// encodings of the percent sign.
var encoded = regexp.MustCompile(`(?i)%(25)*(2e|2f|5c|00)`)

// A name is what was understood of a name that a client sent.
type name struct {
	asked string
	// tree is nil if n is the folder that holds the roots.
	tree *tree
	// path leads from the tree's root. It has no empty and no "."
	// components, except when it is ".". ".." stays: behind a link only the
	// file system knows where it leads.
	path string
	// folder says that the spelling asks for a folder: a trailing slash,
	// ".", or ".." at the end.
	folder bool
	// up says that there is a ".." in path.
	up bool
}

// clean returns path as it reads if there are no links.
func (n name) clean() string {
	if n.up {
		return path.Clean(n.path)
	}
	return n.path
}

// split returns the path of the folder that holds n, and n's name in it.
func (n name) split() (folder, base string) { return splitPath(n.path) }

func splitPath(p string) (folder, base string) {
	if i := strings.LastIndexByte(p, '/'); i >= 0 {
		return p[:i], p[i+1:]
	}
	return ".", p
}

// below is the path of an entry of a folder.
func below(folder, base string) string {
	switch {
	case folder == ".":
		return base
	case base == ".":
		return folder
	}
	return folder + "/" + base
}

// anonymous reports whether n names a folder without its own name: the root,
// or "..". Such a folder is not removed or replaced.
func (n name) anonymous() bool {
	return n.path == "." || n.up && (n.path == ".." || strings.HasSuffix(n.path, "/.."))
}

// parse applies the rules that need no file system.
func (d *Dir) parse(asked string) (name, error) {
	text := asked
	if d.host && isHostPath(asked) {
		var problem string
		if text, problem = d.fromHost(asked); problem != "" {
			return name{}, unspoken(asked, problem)
		}
	}
	n, problem := understand(text, runtime.GOOS == "windows")
	if problem != "" {
		return name{}, unspoken(asked, problem)
	}
	n.asked = asked
	if !d.named {
		n.tree = d.trees[0]
		return n, nil
	}
	return d.choose(n)
}

func unspoken(asked, problem string) error {
	return guard.Deny(guard.CodePathNotAllowed, "").Because("sandbox: name %.256q: %s", asked, problem)
}

// choose finds the root that the first component names. ".." in front of it, or
// as many behind it as lead out of it again, name none.
func (d *Dir) choose(n name) (name, error) {
	if n.path == "." {
		return n, nil
	}
	first, rest, _ := strings.Cut(n.path, "/")
	for _, t := range d.trees {
		if t.name != first {
			continue
		}
		n.tree, n.path = t, rest
		if rest == "" {
			n.path = "."
		}
		if n.up && leaves(rest) {
			return name{}, unspoken(n.asked, "leaves its root")
		}
		return n, nil
	}
	return name{}, unspoken(n.asked, "not the name of a root")
}

// leaves reports whether the text of a path leads above where it starts.
func leaves(p string) bool {
	depth := 0
	for part := range strings.SplitSeq(p, "/") {
		if part == ".." {
			depth--
		} else {
			depth++
		}
		if depth < 0 {
			return true
		}
	}
	return false
}

// understand returns the name, or what is wrong with it.
func understand(text string, windows bool) (n name, problem string) {
	if text == "" {
		return name{}, "empty"
	}
	if len(text) > maxName {
		return name{}, "too long"
	}
	seen, components, plain := survey(text)
	if problem := unreadable(text, seen); problem != "" {
		return name{}, problem
	}
	if problem := misleading(text); problem != "" {
		return name{}, problem
	}
	if plain && components <= maxComponents && !windows {
		return name{path: text}, ""
	}
	return dissect(text, windows)
}

// survey looks at a path once: which classes its bytes have, how many components
// there are, and whether all of them are plain, or one could be "", ".", ".." or
// too long.
func survey(text string) (seen byteClass, components int, plain bool) {
	start := 0
	plain = true
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] != '/' {
			seen |= classes[text[i]]
			continue
		}
		if length := i - start; length == 0 || length <= 2 && text[start] == '.' || length > maxComponent {
			plain = false
		}
		components++
		start = i + 1
	}
	return seen, components, plain
}

// dissect is understand for paths with peculiar components.
func dissect(text string, windows bool) (n name, problem string) {
	count := 0
	for part := range strings.SplitSeq(text, "/") {
		switch {
		case part == "" || part == ".":
			n.folder = true
			continue
		case part == "..":
			n.folder, n.up = true, true
		case windows && badOnWindows(part):
			return name{}, "not a plain name on Windows"
		default:
			n.folder = false
		}
		if len(part) > maxComponent {
			return name{}, "a component is too long"
		}
		count++
	}
	n.path = squeeze(text)
	switch {
	case n.up && leaves(n.path):
		return name{}, "leaves the root"
	case count > maxComponents:
		return name{}, "too many components"
	}
	return n, ""
}

// squeeze takes the empty and "." components out of a path.
func squeeze(p string) string {
	if parts := split(p); len(parts) > 0 {
		return strings.Join(parts, "/")
	}
	return "."
}

// split returns the components of a path but for the empty and "." ones.
func split(p string) []string {
	var parts []string
	for part := range strings.SplitSeq(p, "/") {
		if part != "" && part != "." {
			parts = append(parts, part)
		}
	}
	return parts
}

// unreadable refuses what may stand nowhere in a name, given the classes of its
// bytes.
func unreadable(s string, seen byteClass) string {
	switch {
	case seen == 0:
		return ""
	case seen&wide != 0 && !utf8.ValidString(s):
		return "not UTF-8"
	case seen&control != 0, seen&wide != 0 && strings.ContainsFunc(s, unicode.IsControl):
		return "control character"
	case seen&backslash != 0:
		return "backslash"
	case seen&percent != 0 && encoded.MatchString(s):
		return "percent-encoded separator"
	}
	return ""
}

// misleading refuses what may not stand at the beginning of a name.
func misleading(s string) string {
	switch {
	case s[0] == '/':
		return "absolute"
	case s[0] == '~':
		return "home folder"
	case hasDrive(s):
		return "drive letter"
	case isFileURL(s):
		return "URL"
	}
	return ""
}

// nameable reports whether an entry of a folder can be asked for. top says that
// the folder is the root.
func nameable(base string, top bool) bool {
	seen, _, _ := survey(base)
	return len(base) <= maxComponent && unreadable(base, seen) == "" && !(top && misleading(base) != "") &&
		!(runtime.GOOS == "windows" && badOnWindows(base))
}

type byteClass uint8

const (
	control byteClass = 1 << iota
	backslash
	percent
	wide // part of a character that is not ASCII
)

var classes = func() (table [256]byteClass) {
	for i := range table {
		switch {
		case i < 0x20 || i == 0x7f:
			table[i] = control
		case i >= utf8.RuneSelf:
			table[i] = wide
		}
	}
	table['\\'], table['%'] = backslash, percent
	return table
}()

func hasDrive(s string) bool {
	return len(s) >= 2 && s[1] == ':' && ('a' <= s[0]|0x20 && s[0]|0x20 <= 'z')
}

func isFileURL(s string) bool { return len(s) >= 5 && strings.EqualFold(s[:5], "file:") }
