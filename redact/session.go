package redact

import (
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
)

var (
	errNotJSON   = errors.New("not a JSON document")
	errAmbiguous = errors.New("two keys of one object are equal after redaction")
)

// A session is the work on the texts of one call.
type session struct {
	ledger
	filter     *Filter
	texts      []guard.Text
	editedKeys bool
}

func (n *session) edit(form guard.Form, value string) (string, error) {
	switch form {
	case guard.JSON:
		n.editedKeys = false
		out, ok := n.json(value, "")
		if !ok {
			return "", errNotJSON
		}
		if n.editedKeys && duplicateKeys(out) {
			return "", errAmbiguous
		}
		return out, nil
	case guard.Base64:
		return n.base64(value), nil
	default: // an unknown form is text: nothing passes unread
		return n.plain(value, ""), nil
	}
}

// plain edits a text that stands below a JSON key, or below none. What is JSON
// by its looks is edited as such, for escapes hide values from the scanner.
func (n *session) plain(in, key string) string {
	if looksLikeJSON(in) {
		if out, ok := n.json(in, key); ok {
			return out
		}
	}
	out := n.text(in, key)
	if out != in && looksLikeJSON(out) { // the removed part was what made it invalid
		if again, ok := n.json(out, key); ok {
			return again
		}
	}
	return out
}

func looksLikeJSON(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n")
	return len(s) > 1 && (s[0] == '{' || s[0] == '[')
}

// text is the engine: one pass, nothing allocated if nothing is found.
func (n *session) text(in, key string) string {
	c := scanner{filter: n.filter, s: in, key: key}
	m := c.next(0)
	if m.end == 0 {
		return in
	}
	out := make([]byte, 0, len(in)+16)
	copied := 0
	for m.end > 0 {
		out = n.placeholder(append(out, in[copied:m.start]...), m.kind, in[m.start:m.end])
		copied = m.end
		m = c.next(copied)
	}
	return string(append(out, in[copied:]...))
}

func (n *session) placeholder(dst []byte, k kind, value string) []byte {
	if n.numbers == nil {
		n.numbers = make(map[entry]int)
		n.reserve(n.texts)
	}
	return n.appendPlaceholder(dst, k, value)
}

// base64 edits the text that the encoding hides. What is not base64 is read as
// text; what decodes to something else than text stays.
func (n *session) base64(in string) string {
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(in, "-_") {
		encoding = base64.RawURLEncoding
	}
	bare := strings.TrimRight(in, "=\r\n")
	var head [1024]byte
	if size, err := encoding.Decode(head[:], []byte(bare[:min(len(bare), 1024)])); err == nil && binary(head[:size]) {
		return in // an image need not be decoded to its end
	}
	decoded, err := encoding.DecodeString(bare)
	if err != nil {
		return n.plain(in, "")
	}
	old := string(decoded)
	if !utf8.ValidString(old) {
		return in
	}
	edited := n.plain(old, "")
	if edited == old {
		return in
	}
	if encoding == base64.RawURLEncoding {
		return base64.URLEncoding.EncodeToString([]byte(edited))
	}
	return base64.StdEncoding.EncodeToString([]byte(edited))
}

// binary reports whether the beginning of some data cannot be that of a text
// in UTF-8. The last rune may be cut.
func binary(head []byte) bool {
	for len(head) >= utf8.UTFMax {
		_, size := utf8.DecodeRune(head)
		if size == 1 && head[0] >= utf8.RuneSelf {
			return true
		}
		head = head[size:]
	}
	return false
}
