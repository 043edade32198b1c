package guard

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
)

// Arguments are the decoded arguments of a call: a JSON object that can be
// read in one way only. They are immutable and safe for concurrent use. The
// zero Arguments are an empty object.
type Arguments struct {
	raw   []byte
	tree  map[string]any // numbers are json.Number
	exact bool
}

// Raw returns the canonical form: RFC 8785 key order and string escaping, no
// white space, numbers as exact decimals in the layout of RFC 8785. The
// caller must not change it.
func (a Arguments) Raw() json.RawMessage {
	if a.raw == nil {
		return json.RawMessage("{}")
	}
	return a.raw
}

// Digest returns the SHA-256 of the canonical form in lower-case hex.
func (a Arguments) Digest() string {
	sum := sha256.Sum256(a.Raw())
	var text [2 * len(sum)]byte
	hex.Encode(text[:], sum[:])
	return string(text[:])
}

// Lookup returns the value at a JSON Pointer (RFC 6901), and whether there is
// one. Numbers are json.Number. The caller must not change the value.
func (a Arguments) Lookup(pointer string) (any, bool) {
	var at any = a.tree
	if pointer == "" {
		return at, true
	}
	if pointer[0] != '/' {
		return nil, false
	}
	for _, token := range strings.Split(pointer[1:], "/") {
		var ok bool
		switch v := at.(type) {
		case map[string]any:
			at, ok = v[unescapeToken(token)]
		case []any:
			at, ok = element(v, token)
		}
		if !ok {
			return nil, false
		}
	}
	return at, true
}

func element(list []any, token string) (any, bool) {
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= len(list) || strconv.Itoa(i) != token {
		return nil, false
	}
	return list[i], true
}

// String returns the string at a JSON Pointer, or "" if there is none.
func (a Arguments) String(pointer string) string {
	v, _ := a.Lookup(pointer)
	s, _ := v.(string)
	return s
}

// Map returns a new map view of the arguments, as encoding/json decodes an
// object into a map: numbers are float64. Limits.ExactNumbers makes them
// json.Number.
func (a Arguments) Map() map[string]any {
	return a.view(a.tree).(map[string]any)
}

func (a Arguments) view(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = a.view(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = a.view(e)
		}
		return l
	case json.Number:
		if a.exact {
			return v
		}
		f, _ := v.Float64() // Decode refused what does not fit
		return f
	default:
		return v
	}
}

// copyTree returns a deep copy of a decoded tree.
func copyTree(tree map[string]any) map[string]any {
	return Arguments{tree: tree, exact: true}.Map()
}

// with returns Arguments over a changed tree.
func (a Arguments) with(tree map[string]any) Arguments {
	return Arguments{raw: appendCanonical(nil, tree), tree: tree, exact: a.exact}
}

func escapeToken(s string) string {
	if !strings.ContainsAny(s, "~/") {
		return s
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(s)
}

func unescapeToken(s string) string {
	if !strings.Contains(s, "~") {
		return s
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(s)
}
