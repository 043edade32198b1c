package guard

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A template is a URI template of a resource (RFC 6570), as far as a decision
// needs it. Which rules apply is decided here; how a variable's value is cut
// out of the URI is the SDK's affair, and every value is checked by the rules
// of its name.
type template struct {
	pattern   *regexp.Regexp
	variables []string
	rules     *rules
}

const maxURI = 4096

func parseTemplate(s string) (template, error) {
	var t template
	var pattern strings.Builder
	pattern.WriteByte('^')
	for {
		before, rest, found := strings.Cut(s, "{")
		if strings.Contains(before, "}") {
			return t, errors.New("a brace is not opened")
		}
		pattern.WriteString(regexp.QuoteMeta(before))
		if !found {
			break
		}
		expression, after, closed := strings.Cut(rest, "}")
		if !closed {
			return t, errors.New("a brace is not closed")
		}
		list := strings.TrimLeft(expression, "+#./;?&")
		pattern.WriteString(expansion(expression[:len(expression)-len(list)]))
		for name := range strings.SplitSeq(list, ",") {
			name, _, _ = strings.Cut(strings.TrimSuffix(name, "*"), ":")
			if name == "" || strings.ContainsAny(name, "{ /") {
				return t, errors.New("a variable has no name")
			}
			t.variables = append(t.variables, name)
		}
		s = after
	}
	pattern.WriteByte('$')
	var err error
	t.pattern, err = regexp.Compile(pattern.String())
	return t, err
}

// expansion returns what an expression with the operator can expand to. Simple
// expansion encodes the characters that separate the parts of a URI; where in
// doubt it is generous, as matching grants nothing by itself.
func expansion(operator string) string {
	switch operator {
	case "", ".", ";":
		return `[^/?#]*`
	default:
		return `.*`
	}
}

// findResource returns the rules of the exact URI, or of the one template that
// matches. Two that match are ambiguous, and an SDK may take either: none
// applies.
func (g *Guard) findResource(uri string) *rules {
	if r := g.resources[uri]; r != nil {
		return r
	}
	if len(uri) > maxURI || !utf8.ValidString(uri) || strings.ContainsFunc(uri, notInURI) {
		return nil
	}
	var found *rules
	for _, t := range g.templates {
		if t.pattern.MatchString(uri) {
			if found != nil {
				return nil
			}
			found = t.rules
		}
	}
	return found
}

func notInURI(r rune) bool { return r <= ' ' || 0x7F <= r && r < 0xA0 }
