package approval

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	maxLines = 20
	maxShown = 200  // characters of one value that are shown whatever else there is
	maxText  = 4000 // characters that the values share
	tailSize = 60   // how many of those of a value are from the end of a long one
)

// preview says what the call will do, in at most maxLines lines: the name, and
// one line per argument, so that a statement or a message that is the only one is
// shown whole up to maxText characters. It holds no control or invisible character but the
// line feeds between its lines.
func preview(call *guard.Call) string {
	lines := []string{plain(call.Name)}
	args := members(call.Args.Raw())
	room := max(maxShown, maxText/max(1, len(args)))
	for i, m := range args {
		if rest := len(args) - i; len(lines) == maxLines-1 && rest > 1 {
			lines = append(lines, fmt.Sprintf("… and %d more arguments %s", rest, mark(call.Args.Raw())))
			break
		}
		lines = append(lines, plain(m.name)+": "+value(m.value, room))
	}
	return strings.Join(lines, "\n")
}

type member struct {
	name  string
	value json.RawMessage
}

// members returns the members of a canonical JSON object in their order.
func members(object json.RawMessage) (list []member) {
	d := json.NewDecoder(bytes.NewReader(object))
	_, _ = d.Token() // the opening brace; guard made the object, it is valid
	for d.More() {
		var m member
		name, _ := d.Token()
		m.name, _ = name.(string)
		if d.Decode(&m.value) != nil {
			return list
		}
		list = append(list, m)
	}
	return list
}

// plain returns a name as it is if it is a usual one, else in quotes.
func plain(name string) string {
	usual := name != "" && len(name) <= maxShown && strings.IndexFunc(name, func(r rune) bool {
		return !(r == '_' || r == '-' || r == '.' || r == '/' ||
			'0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	}) < 0
	if usual {
		return name
	}
	return show(name, maxShown, true)
}

func value(raw json.RawMessage, room int) string {
	var s string
	if raw[0] == '"' && json.Unmarshal(raw, &s) == nil {
		return show(s, room, true)
	}
	return show(string(raw), room, false)
}

// show escapes s. One of more than room characters is shown by its beginning and its end, because the
// end of a path or a statement can change what the whole means.
func show(s string, room int, quoted bool) string {
	quote := ""
	if quoted {
		quote = `"`
	}
	whole, rest := head(s, room, quoted)
	if rest == "" {
		return quote + whole + quote
	}
	first, rest := head(s, room-tailSize, quoted)
	return quote + first + quote + "…" + quote + tail(rest, quoted) + quote + " " + mark([]byte(s))
}

// mark lets two values that look alike in a preview be told apart. It is too
// short to resist somebody who searches for a collision; the approval is bound
// to the whole digest.
func mark(b []byte) string {
	sum := sha256.Sum256(b)
	return fmt.Sprintf("(%d bytes, sha256 %x)", len(b), sum[:4])
}

// head escapes the beginning of s, at most room characters, and returns what
// is left of s.
func head(s string, room int, quoted bool) (shown, rest string) {
	var b strings.Builder
	marks := maxMarks // no mark may sit on the opening quote
	for i, size := 0, 0; i < len(s); i += size {
		var text string
		text, size, marks = escape(s[i:], quoted, marks)
		if room -= utf8.RuneCountInString(text); room < 0 {
			return b.String(), s[i:]
		}
		b.WriteString(text)
	}
	return b.String(), ""
}

// tail escapes the end of s, at most tailSize characters.
func tail(s string, quoted bool) string {
	if worst := tailSize * utf8.UTFMax; len(s) > worst {
		s = s[len(s)-worst:]
	}
	var texts []string
	room, marks := tailSize, maxMarks
	for i, size := 0, 0; i < len(s); i += size {
		var text string
		text, size, marks = escape(s[i:], quoted, marks)
		texts, room = append(texts, text), room-utf8.RuneCountInString(text)
	}
	for len(texts) > 0 && (room < 0 || startsWithMark(texts[0])) {
		room += utf8.RuneCountInString(texts[0])
		texts = texts[1:]
	}
	return strings.Join(texts, "")
}

func startsWithMark(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.M, r)
}

// maxMarks is how many combining marks may follow one letter. Living scripts
// need fewer; piled higher they cover other lines.
const maxMarks = 4

func countMarks(r rune, before int) int {
	switch {
	case unicode.Is(unicode.M, r):
		return before + 1
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return 0
	default:
		return maxMarks
	}
}

// escape returns the first character of s as it may be shown, its size in s,
// and how many marks are piled up now.
func escape(s string, quoted bool, before int) (text string, size, marks int) {
	r, size := utf8.DecodeRuneInString(s)
	marks = countMarks(r, before)
	switch {
	case ' ' <= r && r <= '~' && (!quoted || r != '"' && r != '\\'):
		return s[:size], size, marks // in JSON text a quote is a quote
	case marks > maxMarks || invisible(r):
		text = strconv.QuoteToASCII(s[:size])
	default:
		text = strconv.Quote(s[:size])
	}
	return text[1 : len(text)-1], size, marks
}

// invisible reports whether r is printable by its category but has no visible
// form.
func invisible(r rune) bool {
	return r == '\u2800' || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
