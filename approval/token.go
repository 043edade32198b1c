package approval

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A token is the base64url form of
//
//	version (1) | way (1) | expiry, Unix ns (8) | nonce (16) | HMAC-SHA-256 (32)
//
// The seal covers the other fields and the digest of the call.
const (
	version   = 1
	nonceAt   = 10
	headSize  = nonceAt + 16
	tokenSize = headSize + sha256.Size
	tokenText = (tokenSize*8 + 5) / 6
)

type (
	nonce  [16]byte
	digest [sha256.Size]byte
	sealer [32]byte
)

// A way is how a consent comes back.
type way byte

const (
	repeated way = 1 // the call is repeated with the token as an argument
	elicited way = 2 // the client asks its user; the token is the state
)

func newNonce() (n nonce) {
	_, _ = rand.Read(n[:]) // never fails: crypto/rand ends the process instead
	return n
}

// token returns the sealed token of an entry.
func (s *sealer) token(e *entry) string {
	b := make([]byte, 0, tokenSize)
	b = append(b, version, byte(e.way))
	b = binary.BigEndian.AppendUint64(b, uint64(e.expires.UnixNano()))
	b = append(b, e.nonce[:]...)
	mac := hmac.New(sha256.New, s[:])
	mac.Write(b)
	mac.Write(e.call[:])
	return base64.RawURLEncoding.EncodeToString(mac.Sum(b))
}

// parseToken returns the nonce of a token. The token is not verified: that is
// done by comparing the whole text with the one that was issued, so that a
// token has one spelling only.
func parseToken(token string) (n nonce, ok bool) {
	if len(token) != tokenText {
		return n, false
	}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != tokenSize || b[0] != version {
		return n, false
	}
	return nonce(b[nonceAt:headSize]), true
}

func equal(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

// targetOf returns the digest of who calls what.
func targetOf(call *guard.Call) (d digest) {
	h := sha256.New()
	for _, s := range []string{call.Caller.Issuer, call.Caller.Subject, call.Kind.String(), call.Name} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s))))
		h.Write([]byte(s))
	}
	h.Sum(d[:0])
	return d
}

// with returns the digest of the whole call.
func (d digest) with(args guard.Arguments) digest {
	return sha256.Sum256(append(d[:], args.Digest()...))
}
