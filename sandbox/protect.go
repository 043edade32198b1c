package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/mcpcordon/mcpcordon/guard"
)

// tempName begins the names of files that are being written. Nobody else may
// use such a name, or what a writer puts in place could be exchanged.
const tempName = ".mcpcordon-"

// rules decide about names, by their components.
type rules struct {
	secrets, added, persists *matcher
	// harmless lifts secrets only, allow all of them.
	harmless, allow *matcher
}

func newRules(c Config) (*rules, error) {
	secrets, persists := Secrets(), Persistence()
	if c.InsecureSecrets {
		secrets = nil
	}
	if c.InsecurePersistence {
		persists = nil
	}
	r := &rules{}
	for _, list := range []struct {
		into    **matcher
		title   string
		entries []string
	}{
		{&r.secrets, "Secrets", append(secrets, tempName+"*")}, {&r.added, "Protect", c.Protect}, {&r.persists, "Persistence", persists},
		{&r.harmless, "Secrets", append(slices.Clone(harmlessNames), c.Allow...)}, {&r.allow, "Allow", c.Allow},
	} {
		var err error
		if *list.into, err = newMatcher(list.entries); err != nil {
			return nil, fmt.Errorf("sandbox: %s: %w", list.title, err)
		}
	}
	for _, entry := range c.Allow {
		example := strings.ReplaceAll(entry, "*", "x")
		if !r.secrets.finds("", example, nil) && !r.added.finds("", example, nil) && !r.persists.finds("", example, nil) {
			return nil, fmt.Errorf("sandbox: Allow: %q lifts nothing", entry)
		}
	}
	return r, nil
}

// secret reports whether a path has a name that is not to be touched.
func (r *rules) secret(prefix, path string) bool {
	return r.secrets.finds(prefix, path, r.harmless) || r.added.finds(prefix, path, r.allow)
}

// persistent reports whether a path has a name that is not to be written.
func (r *rules) persistent(prefix, path string) bool {
	return r.persists.finds(prefix, path, r.allow)
}

// crosses reports whether a name could be protected because of folders above the
// root, as "hooks" is in a root called ".git".
func (r *rules) crosses(prefix string) bool {
	any := func(pattern) bool { return true }
	return r.secrets.begins(prefix, any) || r.added.begins(prefix, any) || r.persists.begins(prefix, any)
}

// keepsName reports whether a folder of that path may neither lose its name nor
// get it, because the name protects what is in it. Plain words of the package's
// own lists do not count: many folders are called "etc", and few are the
// system's.
func (r *rules) keepsName(path string) bool {
	peculiar := func(p pattern) bool { return strings.ContainsAny(p[0].before, ". -") }
	any := func(pattern) bool { return true }
	return r.secrets.begins(path, peculiar) || r.added.begins(path, any) || r.persists.begins(path, peculiar)
}

// A pattern is the components of a protected name.
type pattern []part

// A part matches one component: a text, or what begins and ends in some way.
type part struct {
	before, behind string
	star           bool
}

func (p part) match(component string) bool {
	if !p.star {
		return component == p.before
	}
	return len(component) >= len(p.before)+len(p.behind) &&
		strings.HasPrefix(component, p.before) && strings.HasSuffix(component, p.behind)
}

// A matcher finds patterns in paths. Most components of most paths are ruled
// out by their first byte and length, or by their last byte.
type matcher struct {
	empty   bool
	texts   map[string][]pattern // by a first component without a star
	lengths [256]uint64          // of those, as bits, by first byte; 63 stands for more
	begin   [256][]pattern       // with a star at the end of the first component, by its first byte
	end     [256][]pattern       // with another star in it, by its last byte
}

func newMatcher(entries []string) (*matcher, error) {
	m := &matcher{empty: len(entries) == 0, texts: map[string][]pattern{}}
	for _, entry := range entries {
		p, err := newPattern(entry)
		if err != nil {
			return nil, err
		}
		m.add(p)
	}
	return m, nil
}

func newPattern(entry string) (pattern, error) {
	if entry == "" {
		return nil, fmt.Errorf("an entry is empty")
	}
	var p pattern
	for component := range strings.SplitSeq(entry, "/") {
		before, behind, star := strings.Cut(visible(component), "*")
		if !star {
			before = fold(before)
		}
		switch {
		case before == "" && behind == "":
			return nil, fmt.Errorf("%q: %q stands for no name", entry, component)
		case strings.Contains(behind, "*"):
			return nil, fmt.Errorf("%q: more than one star in a component", entry)
		case strings.TrimRight(behind, ". ") != behind:
			return nil, fmt.Errorf("%q: no name ends in a dot or a blank", entry)
		}
		p = append(p, part{before, behind, star})
	}
	return p, nil
}

func (m *matcher) add(p pattern) {
	first := p[0]
	if !first.star {
		m.texts[first.before] = append(m.texts[first.before], p)
		m.lengths[first.before[0]] |= 1 << min(len(first.before), 63)
		return
	}
	if first.behind == "" {
		m.begin[first.before[0]] = append(m.begin[first.before[0]], p)
		return
	}
	last := first.behind[len(first.behind)-1]
	m.end[last] = append(m.end[last], p)
}

// candidates calls yield with the patterns whose first component is the given
// one, until it returns true.
func (m *matcher) candidates(component string, yield func(pattern) bool) bool {
	if m.lengths[component[0]]>>min(len(component), 63)&1 != 0 {
		for _, p := range m.texts[component] {
			if yield(p) {
				return true
			}
		}
	}
	for _, list := range [...][]pattern{m.begin[component[0]], m.end[component[len(component)-1]]} {
		for _, p := range list {
			if p[0].match(component) && yield(p) {
				return true
			}
		}
	}
	return false
}

// finds reports whether a pattern stands anywhere in a path, and allow, which
// may be nil, does not lift it. prefix is what stands in front of the path; a
// pattern that ends in it does not count.
func (m *matcher) finds(prefix, path string, allow *matcher) bool {
	if m.empty {
		return false
	}
	for rest := prefix; rest != ""; {
		_, behind, _ := strings.Cut(rest, "/")
		whole, inside := below(rest, path), strings.Count(rest, "/")+1
		if m.stands(whole, allow, func(p pattern) bool { return len(p) > inside }) {
			return true
		}
		rest = behind
	}
	if !m.suspects(path) {
		return false
	}
	for rest := path; rest != ""; {
		if m.stands(rest, allow, nil) {
			return true
		}
		_, rest, _ = strings.Cut(rest, "/")
	}
	return false
}

// suspects reports whether a path has to be looked at more closely: nearly all
// paths without a pattern in them do not.
func (m *matcher) suspects(path string) bool {
	start := 0
	for i := 0; i <= len(path); i++ {
		if i < len(path) && path[i] != '/' {
			if path[i] >= utf8.RuneSelf {
				return true
			}
			continue
		}
		if m.possible(path[start:i]) {
			return true
		}
		start = i + 1
	}
	return false
}

// possible reports whether an ASCII component, before it is folded, could be the
// first one of a pattern. It is right about nearly all that could not.
func (m *matcher) possible(component string) bool {
	if component == "" {
		return false
	}
	first, last := lower(component[0]), lower(component[len(component)-1])
	return m.lengths[first]>>min(len(component), 63)&1 != 0 || m.begin[first] != nil || m.end[last] != nil || last == '.' || last == ' '
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// stands reports whether a pattern stands at the beginning of a path, and counts,
// if that is not nil.
func (m *matcher) stands(path string, allow *matcher, counts func(pattern) bool) bool {
	component, behind, _ := strings.Cut(path, "/")
	component = fold(component)
	return component != "" && m.candidates(component, func(p pattern) bool {
		return (counts == nil || counts(p)) && p.heads(behind) && !allow.lifts(component, behind, len(p))
	})
}

// heads reports whether a path behind the first component goes on as p does.
func (p pattern) heads(behind string) bool {
	for _, part := range p[1:] {
		component, rest, _ := strings.Cut(behind, "/")
		if component == "" || !part.match(fold(component)) {
			return false
		}
		behind = rest
	}
	return true
}

// lifts reports whether a pattern of at least so many components stands there.
func (m *matcher) lifts(component, behind string, components int) bool {
	return m != nil && m.candidates(component, func(p pattern) bool {
		return len(p) >= components && p.heads(behind)
	})
}

// begins reports whether a path ends in the beginning of a longer pattern that
// counts.
func (m *matcher) begins(path string, counts func(pattern) bool) bool {
	for rest := path; rest != ""; {
		component, behind, _ := strings.Cut(rest, "/")
		length := strings.Count(rest, "/") + 1
		component = fold(component)
		if component != "" && m.candidates(component, func(p pattern) bool {
			return len(p) > length && p[:length].heads(behind) && counts(p)
		}) {
			return true
		}
		rest = behind
	}
	return false
}

// fold returns a component as the most forgiving file system compares it:
// without case, without the dots and blanks at its end that Windows drops, and
// without the code points that HFS+ and readers ignore.
func fold(component string) string {
	plain := component != ""
	for i := range len(component) {
		if c := component[i]; 'A' <= c && c <= 'Z' || c >= 0x80 {
			plain = false
			break
		}
	}
	if plain {
		if last := component[len(component)-1]; last != '.' && last != ' ' {
			return component
		}
	}
	return strings.TrimRight(visible(component), ". ")
}

// visible folds case, drops what cannot be seen, and takes ligatures and accents
// apart: file systems compare names in more ways than one.
func visible(text string) string {
	text = strings.Map(func(r rune) rune {
		if ignorable(r) {
			return -1
		}
		return r
	}, text)
	text = sharp.Replace(norm.NFKD.String(text))
	return guard.Fold(text)
}

// sharp is full case folding where NFKD leaves a letter that folds to two.
var sharp = strings.NewReplacer("ß", "ss", "ẞ", "ss")

// ignorable reports whether readers and some file systems pass over a code
// point (Unicode's Default_Ignorable_Code_Point, with its format characters).
func ignorable(r rune) bool {
	return r >= 0x80 && (unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point))
}

// Secrets returns the names that no operation of a Dir touches, unless
// Config.Allow lifts them: files that hold secrets by custom, and Git's hooks.
// A root may have such a name, as whoever wrote the Config knows it.
// An entry is one component or several that follow each other, anywhere in a
// path, and stands for all that lies below; a star stands for any text within
// a component. Templates such as ".env.example" are lifted already. Upper and lower case, dots and blanks at the end and invisible
// characters make no difference.
func Secrets() []string { return slices.Clone(secretNames) }

// Persistence returns the names that can be read but not created, changed,
// moved or removed, unless Config.Allow lifts them: files that shells, desktops,
// Git, build services, editors and agents run or obey by themselves, so that
// writing one means to run code later. The entries are like those of Secrets.
func Persistence() []string { return slices.Clone(persistentNames) }
