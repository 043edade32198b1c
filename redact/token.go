package redact

import (
	"context"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Vault makes tokens that stand for values, and opens them for the caller
// they were made for. A token is 16 to 4,000 characters of base64url, the same
// for the same kind, caller and value. Package redact/vault has one. A Vault
// must be safe for concurrent use, and its errors must hold no value.
type Vault interface {
	Seal(kind Kind, owner guard.Caller, value string) (token string, err error)
	// Open returns the value, or an error if the token is not one of the
	// Vault's for this kind and caller.
	Open(kind Kind, owner guard.Caller, token string) (value string, err error)
}

const (
	maxToken   = 4096 // bytes of a placeholder that holds a token
	leastToken = 16
)

// isToken reports whether s has the form of a token.
func (f *Filter) isToken(s string) bool {
	if len(s) < leastToken || len(s) > maxToken-maxPlaceholder {
		return false
	}
	for i := range len(s) {
		if class[s[i]]&masks[urlSet] == 0 {
			return false
		}
	}
	return true
}

// Restore implements guard.Restorer: it returns text with the tokens of the
// call's own caller turned back into their values. Tokens of others, and of
// anonymous callers, stay.
func (f *Filter) Restore(_ context.Context, call *guard.Call, text string) (string, error) {
	if f.empty() || f.vault == nil || call == nil || call.Caller.Anonymous() || !strings.Contains(text, "~") {
		return text, nil
	}
	var out strings.Builder
	copied := 0
	for i := 0; i < len(text); i++ {
		next := strings.IndexByte(text[i:], '[')
		if next < 0 {
			break
		}
		i += next
		name, token, end := tokenAt(text, i)
		if end == 0 {
			continue
		}
		if value, err := f.vault.Open(name, call.Caller, token); err == nil {
			out.WriteString(text[copied:i])
			out.WriteString(value)
			copied = end
		}
		i = end - 1
	}
	if copied == 0 {
		return text, nil
	}
	out.WriteString(text[copied:])
	return out.String(), nil
}

// sealed returns the end of the token at i, if it opens for the caller at hand:
// what only looks like one is text.
func (c *scanner) sealed(i int) int {
	if c.filter.vault == nil || c.caller.Anonymous() {
		return 0
	}
	name, token, end := tokenAt(c.s, i)
	if end == 0 {
		return 0
	}
	if _, err := c.filter.vault.Open(name, c.caller, token); err != nil {
		return 0
	}
	return end
}

func tokenAt(s string, i int) (name Kind, token string, end int) {
	mark := strings.IndexByte(s[i:min(len(s), i+maxKindName+2)], '~')
	if mark < 2 {
		return "", "", 0
	}
	mark += i
	close := strings.IndexByte(s[mark:min(len(s), mark+maxToken)], ']')
	if close < 0 {
		return "", "", 0
	}
	return Kind(s[i+1 : mark]), s[mark+1 : mark+close], mark + close + 1
}
