package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Action is what is done with a value.
type Action uint8

const (
	// Replace puts a numbered placeholder in its place: [EMAIL_1]. Equal
	// values of one call have equal numbers. It is the zero Action.
	Replace Action = iota
	// Hash puts a keyed hash in its place: [EMAIL:kdmpfbghoiacjnel]. Equal
	// values are equal in all processes that share Config.Key, so who sees
	// them can tell who is meant again, but not who.
	Hash
	// Mask keeps the last four letters or digits, if the value has at least
	// eight more: [CARD:****1111].
	Mask
	// Tokenize puts a token in its place that the same caller may send
	// back: [EMAIL~...]. See [Vault]. It needs Config.Vault and an
	// authenticated caller; for others, and for secrets, it is Replace.
	Tokenize
	// Drop removes it.
	Drop
	// Block withholds the whole result.
	Block
	// Report leaves it and only reports it.
	Report
)

var actionNames = [...]string{"replace", "hash", "mask", "tokenize", "drop", "block", "report"}

// String returns the name in lower case.
func (a Action) String() string {
	if int(a) >= len(actionNames) {
		return "unknown"
	}
	return actionNames[a]
}

// ErrBlocked is in the error of a Redact that met a value whose Action is Block.
var ErrBlocked = errors.New("redact: a value of a blocked kind")

const leastKey = 32 // bytes

// readActions checks that each action can be done.
func (b *compiler) readActions() error {
	if n := len(b.config.Key); n > 0 && n < leastKey {
		return fmt.Errorf("the Key has %d bytes, %d are needed", n, leastKey)
	}
	b.Filter.key = strings.Clone(string(b.config.Key))
	b.vault = b.config.Vault
	for k, name := range b.kinds {
		action, given := b.config.Actions[name]
		if !given && b.config.Preset == Audit {
			action = Hash
		}
		switch {
		case action > Report:
			return fmt.Errorf("unknown action %d for %s", action, name)
		case action == Hash && len(b.config.Key) == 0:
			return fmt.Errorf("%s is to be hashed, and there is no Key", name)
		case action == Tokenize && b.config.Vault == nil:
			return fmt.Errorf("%s is to be tokenized, and there is no Vault", name)
		case action == Tokenize && kind(k).secret():
			return fmt.Errorf("%s is a secret: it cannot be tokenized", name)
		}
		b.actions[k] = action
	}
	for name := range b.config.Actions {
		known := false
		for _, k := range b.kinds {
			known = known || k == name
		}
		if !known {
			return fmt.Errorf("an action for the unknown kind %q", name)
		}
	}
	return nil
}

// act appends what takes the place of a value.
func (n *session) act(dst []byte, m *match, value string) []byte {
	f := n.filter
	k := f.rules[m.rule].kind
	name := f.kinds[k]
	switch f.actions[k] {
	case Hash:
		return appendMarked(dst, name, f.reference(string(name), normal(k, value)))
	case Mask:
		if tail := lastFour(value); tail != "" {
			return appendMarked(dst, name, "****"+tail)
		}
	case Tokenize:
		if n.call != nil && !n.call.Caller.Anonymous() {
			if token, err := f.vault.Seal(name, n.call.Caller, value); err == nil && f.isToken(token) {
				return append(append(append(append(append(dst, '['), name...), '~'), token...), ']')
			}
		}
	case Drop:
		n.again = true // what stood around it now stands together
		return dst
	}
	return appendNumbered(dst, name, n.number(k, value))
}

func appendMarked(dst []byte, k Kind, mark string) []byte {
	return append(append(append(append(append(dst, '['), k...), ':'), mark...), ']')
}

// reference is a keyed hash of some words, 64 bits.
func (f *Filter) reference(words ...string) string {
	mac := hmac.New(sha256.New, []byte(f.key))
	for _, w := range words {
		fmt.Fprintf(mac, "%d:%s", len(w), w)
	}
	var text [referenceLength]byte
	for i, b := range mac.Sum(nil)[:referenceLength/2] {
		text[2*i], text[2*i+1] = referenceLetters[b>>4], referenceLetters[b&0xF]
	}
	return string(text[:])
}

// A reference is written in letters, so that none looks like a number.
const (
	referenceLetters = "abcdefghijklmnop"
	referenceLength  = 16
)

// lastFour returns the last four letters and digits of a value that has at
// least twelve.
func lastFour(value string) string {
	var tail [4]byte
	n := 0
	for i := len(value) - 1; i >= 0; i-- {
		if class[value[i]]&alnum == 0 {
			continue
		}
		if n < len(tail) {
			tail[len(tail)-1-n] = value[i]
		}
		n++
	}
	if n < 12 {
		return ""
	}
	return string(tail[:])
}

// A Suppression lets what one rule finds pass, where the operator has looked at
// it. Nothing in a text can suppress a finding. What is suppressed is counted
// in the findings, under the rule's Kind with the suffix "_SUPPRESSED".
type Suppression struct {
	// Rule is the ID. It is required.
	Rule string
	// Tool is the name of a tool. Empty: every call is meant, of a prompt or
	// a resource as well.
	Tool string
	// Where is the text's place in the result, or one above it: a JSON
	// Pointer such as /structuredContent. Empty: every place.
	Where string
}

func (s *Suppression) covers(rule string, call *guard.Call, where string) bool {
	rest, below := strings.CutPrefix(where, strings.TrimSuffix(s.Where, "/"))
	return s.Rule == rule && (s.Tool == "" || call != nil && call.Kind == guard.KindTool && call.Name == s.Tool) && below && (rest == "" || rest[0] == '/' || s.Where == "")
}

func (b *compiler) readSuppressions() error {
	for _, s := range b.config.Suppress {
		known := false
		for _, r := range b.rules[1:] {
			known = known || r.ID == s.Rule
		}
		if !known {
			return fmt.Errorf("a suppression of the unknown rule %q", s.Rule)
		}
		b.suppress = append(b.suppress, s)
	}
	return nil
}
