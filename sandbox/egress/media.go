package egress

import (
	"errors"
	"fmt"
	"mime"
	"slices"
	"strings"
)

// A mediaRange is one entry of ContentTypes, split.
type mediaRange struct {
	family string // "text"; "*" stands for any
	kind   string // "html"; "*" for any, "*+json" for any with that suffix
}

var (
	textual  = []string{"text/*", "application/json", "application/*+json", "application/xml", "application/*+xml"}
	onlyJSON = []string{"application/json", "application/*+json", "text/json"}
)

func compileTypes(list []string, schema bool) ([]mediaRange, error) {
	switch {
	case list != nil && len(list) == 0:
		return nil, errors.New("egress: ContentTypes is empty, and not nil")
	case list == nil && schema:
		list = onlyJSON
	case list == nil:
		list = textual
	}
	var ranges []mediaRange
	for _, text := range list {
		m, ok := parseRange(text)
		if !ok {
			return nil, fmt.Errorf(`egress: ContentTypes: %q: not a type such as "text/html", "text/*" or "application/*+json"`, text)
		}
		if slices.Contains(ranges, m) {
			return nil, fmt.Errorf("egress: ContentTypes: %q: twice", text)
		}
		ranges = append(ranges, m)
	}
	if schema && !slices.ContainsFunc(ranges, mediaRange.fitsJSON) {
		return nil, errors.New("egress: ContentTypes: none is JSON, and there is a Schema")
	}
	return ranges, nil
}

func parseRange(text string) (mediaRange, bool) {
	text = strings.ToLower(text)
	family, kind, ok := strings.Cut(text, "/")
	kindName := strings.TrimPrefix(kind, "*+")
	if kind == "*" {
		kindName = "any"
	}
	bare := family
	if family == "*" {
		bare = "any"
		ok = ok && kind == "*"
	}
	return mediaRange{family, kind}, ok && token(bare) && token(kindName) && !strings.Contains(bare+kindName, "*")
}

func (m mediaRange) fits(family, kind string) bool {
	if m.family != "*" && m.family != family {
		return false
	}
	if suffix, ok := strings.CutPrefix(m.kind, "*"); ok {
		return strings.HasSuffix(kind, suffix)
	}
	return m.kind == kind
}

// fitsJSON reports whether a type of the range can be one of isJSON.
func (m mediaRange) fitsJSON() bool {
	return m.fits("application", "json") || m.fits("text", "json") || strings.HasSuffix(m.kind, "+json")
}

// mediaType returns the type of a response in lower case, without parameters;
// empty if there is none. Two that differ, or one that cannot be read, are a
// problem: readers would choose differently. Of a malformed parameter nothing
// depends.
func mediaType(fields []string) (string, error) {
	if len(fields) == 0 || len(fields) == 1 && fields[0] == "" {
		return "", nil
	}
	for _, field := range fields[1:] {
		if field != fields[0] {
			return "", errors.New("more than one Content-Type")
		}
	}
	name, _, err := mime.ParseMediaType(fields[0])
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return "", fmt.Errorf("Content-Type %.256q: %w", fields[0], err)
	}
	if !strings.Contains(name, "/") { // a disposition has none
		return "", fmt.Errorf("Content-Type %.256q: no type", fields[0])
	}
	return name, nil
}

// allowsType decides about a media type.
func (c *Client) allowsType(name string) bool {
	family, kind, _ := strings.Cut(name, "/")
	for _, m := range c.types {
		if m.fits(family, kind) {
			return true
		}
	}
	return false
}

// isJSON reports whether a media type is JSON (RFC 8259, RFC 6839).
func isJSON(name string) bool {
	return name == "application/json" || name == "text/json" || strings.HasSuffix(name, "+json")
}

// token reports whether s is a token of RFC 9110, section 5.6.2.
func token(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		if !('a' <= c && c <= 'z' || '0' <= s[i] && s[i] <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", s[i]) >= 0) {
			return false
		}
	}
	return s != ""
}
