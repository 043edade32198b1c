package redact

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// json edits the strings, the keys and the numbers of a document below key. It
// reports false if doc is not JSON.
func (n *session) json(doc, key string) (string, bool) {
	above := key
	out, ok := guard.EditJSON(doc, func(s string, isKey bool) string {
		if !isKey {
			return n.value(s, above)
		}
		edited := n.text(s, "")
		if edited != s {
			n.editedKeys = true
		}
		above = contextKey(edited)
		return edited
	})
	if !ok {
		return "", false
	}
	return n.jsonNumbers(out, key), true
}

// contextKey returns what a key says about its value. A key that was redacted
// says nothing: its placeholder names a kind, and must not count as a word.
func contextKey(key string) string {
	if hasPlaceholder(key) {
		return ""
	}
	return key
}

func (n *session) value(s, key string) string {
	if n.filter.on.has(apiKey) && plausible(s, nameClass(key, 0), true) {
		return string(n.placeholder(nil, apiKey, s))
	}
	return n.plain(s, key)
}

// jsonNumbers replaces number tokens of a valid document by placeholders.
func (n *session) jsonNumbers(doc, key string) string {
	var out []byte
	copied := 0
	for i := 0; i < len(doc); {
		switch b := doc[i]; {
		case b == '"':
			end := stringEnd(doc, i)
			if rest := strings.TrimLeft(doc[end:], " \t\r\n"); rest != "" && rest[0] == ':' {
				key = contextKey(doc[i+1 : end-1])
			}
			i = end
		case b == '-' || class[b]&digit != 0:
			end := numberEnd(doc, i)
			if k, digits := n.number(doc[i:end], key); digits != "" {
				out = append(append(out, doc[copied:i]...), '"')
				out = append(n.placeholder(out, k, digits), '"')
				copied = end
			}
			i = end
		default:
			i++
		}
	}
	if copied == 0 {
		return doc
	}
	return string(append(out, doc[copied:]...))
}

func stringEnd(doc string, i int) int {
	for i++; doc[i] != '"'; i++ {
		if doc[i] == '\\' {
			i++
		}
	}
	return i + 1
}

func numberEnd(doc string, i int) int {
	for i < len(doc) && strings.IndexByte("+-.eE0123456789", doc[i]) >= 0 {
		i++
	}
	return i
}

// number returns the kind of a number token and its digits, which are empty if
// it is none.
func (n *session) number(token, key string) (kind, string) {
	token = strings.TrimPrefix(token, "-")
	if len(token) < 6 {
		return 0, ""
	}
	digits := wholeNumber(token)
	if n.filter.on.has(apiKey) && nameClass(key, 0) == passwordName && plausible(digits, passwordName, true) {
		return apiKey, digits
	}
	c := scanner{filter: n.filter, s: digits, key: key}
	if m := c.next(0); m.end == len(digits) && m.start == 0 {
		return m.kind, digits
	}
	return 0, ""
}

// wholeNumber writes a number as its digits, if it is a whole one: a card's
// number may come back from a float as 4.1e15 or with a fraction of zero.
func wholeNumber(token string) string {
	if strings.ContainsAny(token, "eE") {
		f, err := strconv.ParseFloat(token, 64)
		if err != nil || f > 1e19 || f < 1e5 {
			return token
		}
		token = strconv.FormatFloat(f, 'f', -1, 64)
	}
	if whole, fraction, _ := strings.Cut(token, "."); strings.Trim(fraction, "0") == "" {
		return whole
	}
	return token
}

// duplicateKeys reports whether an object of a valid document names a key
// twice.
func duplicateKeys(doc string) bool {
	type level struct {
		keys  map[string]bool // nil in an array
		value bool            // a value comes next
	}
	d := json.NewDecoder(strings.NewReader(doc))
	d.UseNumber()
	stack := []level{{}}
	for {
		token, err := d.Token()
		if err != nil {
			return false // the end
		}
		top := &stack[len(stack)-1]
		if s, ok := token.(string); ok && top.keys != nil && !top.value {
			if top.keys[s] {
				return true
			}
			top.keys[s], top.value = true, true
			continue
		}
		top.value = false
		switch token {
		case json.Delim('{'):
			stack = append(stack, level{keys: make(map[string]bool)})
		case json.Delim('['):
			stack = append(stack, level{})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
	}
}
