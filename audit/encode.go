package audit

import (
	"encoding/json"
	"strconv"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
)

// The parts of a line that Verify looks for. They are at fixed distances from
// the ends, so nothing inside the line can be taken for them.
const (
	lineStart = `{"seq":`
	timeStart = `,"time":"`
	prevStart = `,"prev":"`
	hashStart = `,"hash":"`
	lineEnd   = `"}`

	timeLayout = "2006-01-02T15:04:05.000000000Z"
	hashSize   = 64
)

// Room for the fields, in bytes of the line, that is after escaping. Their sum
// stays below maxLine.
const (
	roomLabel    = 512 // names, identities, codes
	roomArgs     = 64 << 10
	roomDetail   = 8 << 10
	roomStack    = 16 << 10
	maxFindings  = 32
	roomFinding  = 64
	maxLine      = 128 << 10
	firstYear    = 1
	lastYear     = 9999
	hexDigits    = "0123456789abcdef"
	brailleBlank = 0x2800
)

// A body is the part of a line between its number and the hash before it.
type body struct {
	buf []byte
	cut []string // fields that were shortened
}

func appendBody(dst []byte, e *guard.Event, stage string) []byte {
	b := body{buf: dst}
	b.time(e.Time)
	b.text("ref", e.Reference, roomLabel)
	b.text("stage", stage, roomLabel)
	b.text("kind", e.Kind.String(), roomLabel)
	b.text("name", e.Name, roomLabel)
	b.caller(e.Caller)
	b.text("session", e.Session, roomLabel)
	b.text("client", e.Client, roomLabel)
	b.document("args", e.Arguments, roomArgs)
	b.text("digest", e.Digest, roomLabel)
	b.text("code", string(e.Code), roomLabel)
	b.flag("failed", e.Failed)
	b.text("argument", e.Argument, roomLabel)
	b.text("detail", e.Detail, roomDetail)
	b.text("stack", e.Stack, roomStack)
	b.number("duration_us", e.Duration.Microseconds())
	b.number("bytes", int64(e.Bytes))
	b.flag("cut", e.Cut)
	b.findings(e.Findings)
	b.truncated()
	return b.buf
}

func (b *body) key(name string) {
	b.buf = append(append(append(b.buf, ',', '"'), name...), '"', ':')
}

func (b *body) time(t time.Time) {
	if y := t.UTC().Year(); t.IsZero() || y < firstYear || y > lastYear {
		t = time.Now()
	}
	b.buf = t.UTC().AppendFormat(append(b.buf, timeStart...), timeLayout)
	b.buf = append(b.buf, '"')
}

func (b *body) text(name, s string, room int) {
	if s == "" {
		return
	}
	b.key(name)
	b.quoted(name, s, room)
}

func (b *body) quoted(field, s string, room int) {
	cut := false
	b.buf, cut = appendText(append(b.buf, '"'), s, room)
	b.buf = append(b.buf, '"')
	if cut {
		b.cut = append(b.cut, field)
	}
}

// document writes a JSON document as it is, or as a string if it is too long
// or none.
func (b *body) document(name string, doc json.RawMessage, room int) {
	if len(doc) == 0 {
		return
	}
	b.key(name)
	start := len(b.buf)
	if json.Valid(doc) {
		b.buf = appendDocument(b.buf, string(doc), room)
		if len(b.buf)-start <= room {
			return
		}
	}
	b.buf = b.buf[:start]
	b.quoted(name, string(doc), room)
}

func (b *body) caller(c guard.Caller) {
	if c.Issuer == "" && c.Subject == "" {
		return
	}
	b.key("caller")
	b.buf = append(b.buf, `{"issuer":`...)
	b.quoted("caller", c.Issuer, roomLabel)
	b.buf = append(b.buf, `,"subject":`...)
	b.quoted("caller", c.Subject, roomLabel)
	b.buf = append(b.buf, '}')
}

func (b *body) flag(name string, set bool) {
	if set {
		b.key(name)
		b.buf = append(b.buf, "true"...)
	}
}

func (b *body) number(name string, n int64) {
	if n != 0 {
		b.key(name)
		b.buf = strconv.AppendInt(b.buf, n, 10)
	}
}

func (b *body) findings(list []guard.Finding) {
	if len(list) == 0 {
		return
	}
	if len(list) > maxFindings {
		list = list[:maxFindings]
		b.cut = append(b.cut, "findings")
	}
	b.key("findings")
	sep := byte('[')
	for _, f := range list {
		b.buf = append(append(b.buf, sep), `{"kind":`...)
		b.quoted("findings", f.Kind, roomFinding)
		b.buf = append(b.buf, `,"count":`...)
		b.buf = append(strconv.AppendInt(b.buf, int64(f.Count), 10), '}')
		sep = ','
	}
	b.buf = append(b.buf, ']')
}

func (b *body) truncated() {
	if len(b.cut) == 0 {
		return
	}
	b.key("truncated")
	sep := byte('[')
	for i, name := range b.cut {
		if i > 0 && name == b.cut[i-1] {
			continue
		}
		b.buf = append(append(append(b.buf, sep, '"'), name...), '"')
		sep = ','
	}
	b.buf = append(b.buf, ']')
}

// appendText appends s as the inside of a JSON string, at most room bytes and
// whole characters only. It reports whether something was left out.
func appendText(dst []byte, s string, room int) ([]byte, bool) {
	end := len(dst) + room
	for i := 0; i < len(s); {
		mark, size := len(dst), 1
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < utf8.RuneSelf:
			dst = appendASCII(dst, c)
		default:
			dst, size = appendWide(dst, s[i:])
		}
		if len(dst) > end {
			return dst[:mark], true
		}
		i += size
	}
	return dst, false
}

// appendDocument appends a valid JSON document on one line. It stops when room
// is exceeded.
func appendDocument(dst []byte, doc string, room int) []byte {
	end := len(dst) + room
	for i := 0; i < len(doc) && len(dst) <= end; {
		size := 1
		switch c := doc[i]; {
		case c < ' ': // white space between tokens: a valid string holds none
		case c < utf8.RuneSelf:
			dst = appendASCII(dst, c)
		default:
			dst, size = appendWide(dst, doc[i:])
		}
		i += size
	}
	return dst
}

func appendASCII(dst []byte, c byte) []byte {
	switch {
	case c >= ' ' && c != 0x7f:
		return append(dst, c)
	case c == '\n':
		return append(dst, '\\', 'n')
	case c == '\r':
		return append(dst, '\\', 'r')
	case c == '\t':
		return append(dst, '\\', 't')
	default:
		return appendEscape(dst, rune(c))
	}
}

// appendWide appends the first character of s, which is not ASCII, and returns
// its size in s.
func appendWide(dst []byte, s string) ([]byte, int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r > 0xFFFF && hidden(r):
		high, low := utf16.EncodeRune(r)
		return appendEscape(appendEscape(dst, high), low), size
	case hidden(r) || r == utf8.RuneError:
		return appendEscape(dst, r), size
	default:
		return append(dst, s[:size]...), size
	}
}

func appendEscape(dst []byte, r rune) []byte {
	return append(dst, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// hidden reports whether a reader cannot see r for what it is: controls, bidi
// and other format characters, tags, line separators, unusual spaces, private
// and unassigned code points, and what Unicode says to ignore in display.
func hidden(r rune) bool {
	return !strconv.IsPrint(r) || r == brailleBlank ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
