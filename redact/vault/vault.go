// Package vault makes the tokens of redact.Tokenize: deterministic
// authenticated encryption with AES-SIV (RFC 5297), under the operator's key.
//
// A token opens only for the caller and the kind that it was made for. It
// tells its holder the length of the value, and that two values of one caller
// are equal. Who has the key can open all of them: keep it as you keep the data.
// Nothing is stored, so a token works in every process that has the key, and
// until the key changes.
package vault

import (
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/daead/subtle"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

// KeySize is the size of a key in bytes: AES-256-SIV has two.
const KeySize = 64

// An SIV is a redact.Vault. It is safe for concurrent use. The zero SIV seals
// and opens nothing.
type SIV struct{ aead *subtle.AESSIV }

// New returns an SIV. The key is KeySize random bytes.
func New(key []byte) (*SIV, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("vault: the key has %d bytes, %d are needed", len(key), KeySize)
	}
	aead, err := subtle.NewAESSIV(key)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	return &SIV{aead}, nil
}

var (
	errNoKey    = errors.New("vault: no key")
	errAnyone   = errors.New("vault: an anonymous caller has no tokens")
	errNotOurs  = errors.New("vault: not a token of this caller and kind")
	tokenFormat = base64.RawURLEncoding.Strict()
)

// owner is what a token is bound to.
func owner(kind redact.Kind, caller guard.Caller) []byte {
	return fmt.Appendf(nil, "mcpcordon token 1\n%s\n%s", kind, caller.ID())
}

// Seal implements redact.Vault.
func (v *SIV) Seal(kind redact.Kind, caller guard.Caller, value string) (string, error) {
	switch {
	case v == nil || v.aead == nil:
		return "", errNoKey
	case caller.Anonymous():
		return "", errAnyone
	}
	sealed, err := v.aead.EncryptDeterministically([]byte(value), owner(kind, caller))
	if err != nil {
		return "", fmt.Errorf("vault: %w", err)
	}
	return tokenFormat.EncodeToString(sealed), nil
}

// Open implements redact.Vault.
func (v *SIV) Open(kind redact.Kind, caller guard.Caller, token string) (string, error) {
	switch {
	case v == nil || v.aead == nil:
		return "", errNoKey
	case caller.Anonymous():
		return "", errAnyone
	}
	sealed, err := tokenFormat.DecodeString(token)
	if err != nil {
		return "", errNotOurs
	}
	value, err := v.aead.DecryptDeterministically(sealed, owner(kind, caller))
	if err != nil {
		return "", errNotOurs
	}
	return string(value), nil
}
