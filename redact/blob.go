package redact

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
)

// base64 edits the text that the encoding hides: UTF-8, or UTF-16 with a byte
// order mark. What is not base64 is read as text; what decodes to something
// else than text stays.
func (n *session) base64(i int, in string) (string, error) {
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(in, "-_") {
		encoding = base64.RawURLEncoding
	}
	bare := strings.TrimRight(in, "=\r\n")
	var head [1024]byte
	size, err := encoding.Decode(head[:], []byte(bare[:min(len(bare), 1024)]))
	order := markOf(head[:size])
	if err == nil && order == nil && isBinary(head[:size]) {
		return in, nil // an image need not be decoded to its end
	}
	decoded, err := encoding.DecodeString(bare)
	if err != nil {
		return n.turns(i, guard.Plain, in)
	}
	old, ok := textOf(decoded, order)
	if !ok {
		return in, nil
	}
	n.decoded = true
	edited, err := n.turns(i, guard.Plain, old)
	n.decoded = false
	if err != nil || edited == old {
		return in, err
	}
	if encoding == base64.RawURLEncoding {
		return base64.URLEncoding.EncodeToString(bytesOf(edited, order)), nil
	}
	return base64.StdEncoding.EncodeToString(bytesOf(edited, order)), nil
}

// markOf returns the order that a byte order mark tells, or nil.
func markOf(b []byte) binary.ByteOrder {
	switch {
	case len(b) >= 2 && b[0] == 0xFF && b[1] == 0xFE:
		return binary.LittleEndian
	case len(b) >= 2 && b[0] == 0xFE && b[1] == 0xFF:
		return binary.BigEndian
	}
	return nil
}

func textOf(b []byte, order binary.ByteOrder) (string, bool) {
	if order == nil {
		return string(b), utf8.Valid(b)
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 2; i+1 < len(b); i += 2 {
		units = append(units, order.Uint16(b[i:]))
	}
	return string(utf16.Decode(units)), len(b)%2 == 0
}

func bytesOf(s string, order binary.ByteOrder) []byte {
	if order == nil {
		return []byte(s)
	}
	units := utf16.Encode([]rune(s))
	b := make([]byte, 2+2*len(units))
	order.PutUint16(b, 0xFEFF)
	for i, u := range units {
		order.PutUint16(b[2+2*i:], u)
	}
	return b
}

// isBinary reports whether the beginning of some data cannot be that of a text
// in UTF-8. The last rune may be cut.
func isBinary(head []byte) bool {
	for len(head) >= utf8.UTFMax {
		_, size := utf8.DecodeRune(head)
		if size == 1 && head[0] >= utf8.RuneSelf {
			return true
		}
		head = head[size:]
	}
	return false
}
