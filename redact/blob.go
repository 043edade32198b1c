package redact

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
)

// leastStretch is how much text in a row is read in a picture: the shortest token
// with a prefix.
const leastStretch = 20

// base64 edits what the encoding hides: a text in UTF-8 or UTF-16, with or without
// a byte order mark, or in another encoding as far as it is ASCII. In a file of a
// known format (a picture, sound, an archive) and in other data that are no text,
// only tokens and keys count, as accidents look like everything else; what they
// compress stays hidden. An edited file is longer or shorter than before, and may
// be of no use. What is not base64 is read as text.
func (n *session) base64(i int, in string) (string, error) {
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(in, "-_") {
		encoding = base64.RawURLEncoding
	}
	decoded, err := encoding.DecodeString(strings.TrimRight(in, "=\r\n"))
	if err != nil {
		return n.turns(i, guard.Plain, in)
	}
	var edited []byte
	n.decoded = true
	if order, _ := orderOf(decoded); order == nil && (isMedia(decoded) || !isLegible(decoded)) {
		edited, err = n.stretches(i, decoded)
	} else {
		edited, err = n.document64(i, decoded)
	}
	n.decoded = false
	if err != nil || edited == nil {
		return in, err
	}
	out := base64.StdEncoding.EncodeToString(edited)
	if encoding == base64.RawURLEncoding {
		out = base64.URLEncoding.EncodeToString(edited)
	}
	n.moved(i, span{0, len(in)}, span{0, len(out)})
	return out, nil
}

// document64 edits a decoded text. It returns nil if nothing was found.
func (n *session) document64(i int, decoded []byte) ([]byte, error) {
	order, marked := orderOf(decoded)
	old := textOf(decoded, order, marked)
	edited, err := n.turns(i, guard.Plain, old)
	if err != nil || edited == old {
		return nil, err
	}
	out := bytesOf(edited, order, marked)
	if order != nil && len(decoded)%2 != 0 {
		out = append(out, decoded[len(decoded)-1])
	}
	return out, nil
}

// media are what files of known formats begin with.
var media = [...]string{"\x89PNG\r\n", "\xFF\xD8\xFF", "GIF8", "RIFF", "%PDF-", "PK\x03\x04", "\x1F\x8B", "OggS", "ID3", "fLaC", "BM", "II*\x00", "MM\x00*", "\x28\xB5\x2F\xFD", "BZh", "\xFD7zXZ", "7z\xBC\xAF", "\x00\x00\x01\x00", "wOF", "\x00asm"}

// isMedia reports whether some bytes are a file of a known format, and no text.
func isMedia(b []byte) bool {
	known := len(b) > 8 && string(b[4:8]) == "ftyp"
	for _, m := range media {
		known = known || strings.HasPrefix(string(b[:min(len(b), 8)]), m)
	}
	head := b[:min(len(b), 512)]
	return known && (strings.IndexByte(string(head), 0) >= 0 || isBinary(head))
}

// isLegible reports whether at most one byte in twenty is a control character: in
// data that are no text, one in nine is.
func isLegible(b []byte) bool {
	controls := 0
	for _, c := range b {
		if c < ' ' && !textByte(c) && c != 0x1B {
			controls++
		}
	}
	return controls <= len(b)/20
}

// stretches edits the texts within a file. It returns nil if nothing was found.
func (n *session) stretches(i int, b []byte) (edited []byte, err error) {
	n.tokensOnly = true
	defer func() { n.tokensOnly = false }()
	copied := 0
	for start := 0; start < len(b); start++ {
		end := start
		for end < len(b) && textByte(b[end]) {
			end++
		}
		if end-start >= leastStretch {
			old := string(b[start:end])
			out, err := n.turns(i, guard.Plain, old)
			if err != nil {
				return nil, err
			}
			if out != old {
				edited = append(append(edited, b[copied:start]...), out...)
				copied = end
			}
		}
		start = end
	}
	if copied == 0 {
		return nil, nil
	}
	return append(edited, b[copied:]...), nil
}

// onlyTokens removes the matches from index mark on that may be accidents in data.
func onlyTokens(found []match, mark int, f *Filter) []match {
	kept := found[:mark]
	for _, m := range found[mark:] {
		if m.conf == Sure && f.rules[m.rule].kind.secret() {
			kept = append(kept, m)
		}
	}
	return kept
}

// orderOf returns the byte order of a text in UTF-16, or nil: as its mark says,
// or by the zeros that every other byte of it is.
func orderOf(b []byte) (order binary.ByteOrder, marked bool) {
	switch {
	case len(b) >= 2 && b[0] == 0xFF && b[1] == 0xFE:
		return binary.LittleEndian, true
	case len(b) >= 2 && b[0] == 0xFE && b[1] == 0xFF:
		return binary.BigEndian, true
	}
	var zeros [2]int
	head := b[:min(len(b), 256)&^1]
	for i, c := range head {
		if c == 0 {
			zeros[i&1]++
		}
	}
	switch most := len(head) / 2; {
	case most >= 4 && zeros[1] > most*3/4 && zeros[0] < most/4:
		return binary.LittleEndian, false
	case most >= 4 && zeros[0] > most*3/4 && zeros[1] < most/4:
		return binary.BigEndian, false
	}
	return nil, false
}

func textOf(b []byte, order binary.ByteOrder, marked bool) string {
	if order == nil {
		return string(b)
	}
	if marked {
		b = b[2:]
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, order.Uint16(b[i:]))
	}
	return string(utf16.Decode(units))
}

func bytesOf(s string, order binary.ByteOrder, marked bool) []byte {
	if order == nil {
		return []byte(s)
	}
	units := utf16.Encode([]rune(s))
	if marked {
		units = append([]uint16{0xFEFF}, units...)
	}
	b := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(b[2*i:], u)
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
