// Package redact finds secrets and personal data in what leaves a server and
// puts numbered placeholders in their place.
//
//	f := redact.Default()
//	f.String("mail alice@example.com") // "mail [EMAIL_1]"
//
// A [Filter] is a guard.Redactor: one call's texts come together, and the same
// value has the same number in all of them, so that a result's text and its
// structured twin agree. [Results] puts a redactor around a single handler.
//
// What is found: e-mail addresses, US social security numbers, payment card
// numbers, API keys and other credentials, private keys; see [Kind]. Shapes
// with a check digit, a vendor's prefix or a fixed frame are found wherever
// they stand. Weak shapes (nine bare digits, a password) are found only beside
// a word or a key that says what they are.
//
// What is not found:
//   - values that are encoded in a plain text: percent, HTML or hexadecimal
//     escapes, base64 outside a Base64 text, UTF-16, full-width digits. JSON
//     escapes are decoded, in JSON texts and in plain texts that are JSON;
//   - values with zero-width, control or look-alike characters inside, or cut
//     into pieces by line breaks or over several texts. Remove invisible
//     characters before the texts come here;
//   - the escapes of JSON lines, and a value whose parts stand in several strings
//     of a document;
//   - passwords in prose, with white space inside, in XML elements, in command
//     line flags without "=", or of letters only with fewer than twenty;
//   - card numbers in unusual groups, and anything that only a person would
//     recognize: names, postal addresses, ids of other countries.
//
// A Filter is a net below careful handlers. It does not stop a handler that
// wants to smuggle a value out.
package redact

import (
	"context"
	"errors"
	"fmt"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Kind names a sort of value. It is the placeholder's first part and the Kind
// of a guard.Finding.
type Kind string

const (
	// Email is an address with a dotted domain (RFC 5321, section 4.1.2,
	// without quoted local parts and address literals; RFC 6531 letters).
	// The user of a URL or of a git remote is none.
	Email Kind = "EMAIL"
	// SSN is a US social security number that can have been issued: area
	// not 000, 666 or above 899, group not 00, serial not 0000. With dashes
	// it is always found, otherwise beside a word like "SSN".
	SSN Kind = "SSN"
	// Card is a payment card number: a brand's first digits (ISO/IEC 7812)
	// and length, the Luhn check digit, in one piece or in the groups printed
	// on cards. In one piece thirteen digits, and more than sixteen that are
	// not UnionPay's, need a word like "card". One in ten other numbers with
	// such first digits passes the check and is taken for a card.
	Card Kind = "CARD"
	// APIKey is a credential: a token with a vendor's prefix, a JSON Web
	// Token, the credentials of an Authorization header or a URL, and what
	// is assigned to a name like password, secret, token or api_key.
	APIKey Kind = "API_KEY"
	// PrivateKey is a PEM block (RFC 7468), an OpenSSH, SSH2 or OpenPGP
	// (RFC 9580) one, also with its beginning or its end cut off.
	PrivateKey Kind = "PRIVATE_KEY"
)

// Config says what a Filter looks for.
type Config struct {
	// Kinds is what is replaced. Nil means every Kind.
	Kinds []Kind
}

// A Filter replaces values by placeholders. It is immutable and safe for
// concurrent use. It takes time linear in the size of the texts and keeps
// nothing after a call. A nil or zero Filter blocks everything.
type Filter struct {
	on       kindSet
	triggers [256]trigger
}

// Default returns a Filter for every Kind.
func Default() *Filter { return newFilter(allKinds) }

// New returns a Filter. It fails if Kinds is empty but not nil, or names a
// Kind that this package does not know.
func New(c Config) (*Filter, error) {
	if c.Kinds == nil {
		return Default(), nil
	}
	var on kindSet
	for _, name := range c.Kinds {
		k, ok := kindOf(string(name))
		if !ok {
			return nil, fmt.Errorf("redact: unknown kind %q", name)
		}
		on |= 1 << k
	}
	if on == 0 {
		return nil, errors.New("redact: no kinds: use nil for all of them")
	}
	return newFilter(on), nil
}

func newFilter(on kindSet) *Filter {
	return &Filter{on: on, triggers: triggersFor(on)}
}

const blocked = "[BLOCKED]"

// String returns s with placeholders, for logs and errors. It reads s as a
// plain text; see Redact. A nil or zero Filter returns a fixed string.
func (f *Filter) String(s string) string {
	if f == nil || f.on == 0 {
		return blocked
	}
	texts := [1]guard.Text{{Value: s}}
	n := session{filter: f, texts: texts[:]}
	return n.plain(s, "")
}

// Redact implements guard.Redactor; ctx and call may be nil. Each value becomes
// a placeholder such as [EMAIL_1], numbered by Kind from the first one that the
// texts do not already contain; placeholders are never replaced.
//
// In a JSON text strings and keys are edited after decoding, and a number that
// is a card's or, by its key, a social security number becomes a string: a
// result whose schema asks for a number is then no longer valid and must not
// leave. Plain and Label texts that are JSON objects or arrays are treated the
// same way. A Base64 text is edited if it decodes to UTF-8 and stays as it is
// otherwise.
//
// Redact returns a *guard.Denial with CodeResultBlocked if a JSON text is not
// JSON, or if two keys of one object would become equal. No error or Finding
// holds a value. After an error some texts may be changed and others not.
func (f *Filter) Redact(_ context.Context, _ *guard.Call, texts []guard.Text) ([]guard.Finding, error) {
	if f == nil || f.on == 0 {
		return nil, guard.Deny(guard.CodeResultBlocked, "").Because("redact: the filter has no kinds")
	}
	n := session{filter: f, texts: texts}
	for i := range texts {
		value, err := n.edit(texts[i].Form, texts[i].Value)
		if err != nil {
			return nil, guard.Deny(guard.CodeResultBlocked, "").Because("redact: text %d: %w", i, err)
		}
		texts[i].Value = value
	}
	return n.findings(), nil
}
