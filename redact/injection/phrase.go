package injection

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"

	"github.com/mcpcordon/mcpcordon/redact"
)

// instructs reports whether a text has one of the phrases, as it stands, as it
// reads, with digits for letters, turned around, in rot13 or in base64.
func instructs(text, readable string) bool {
	if phrased(readable) || gapped(readable) || !isASCII(text) && (phrased(text) || gapped(text)) {
		return true
	}
	if letters, ok := unleet(readable); ok && phrased(letters) {
		return true
	}
	lower := strings.ToLower(readable)
	for _, hint := range [...]string{"vafgehpgvba", "cebzcg", "cerivbhf"} { // instruction, prompt, previous
		if strings.Contains(lower, hint) && phrased(strings.Map(rot13, readable)) {
			return true
		}
	}
	if strings.Contains(lower, "noitcurtsni") || strings.Contains(lower, "snoitcurtsni") || strings.Contains(lower, "tpmorp") {
		return phrased(backwards(readable))
	}
	return false
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func rot13(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return 'a' + (r-'a'+13)%26
	case 'A' <= r && r <= 'Z':
		return 'A' + (r-'A'+13)%26
	}
	return r
}

func backwards(s string) string {
	b := []rune(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// phrased reports whether the words of a text have a phrase that is not only
// spoken about.
func phrased(text string) bool {
	words := wordsOf(text)
	for i := range words {
		if start, end, ok := phrases.find(words, i); ok && !mentioned(text, start, end) {
			return true
		}
	}
	return false
}

const (
	quoteReach = 60  // bytes from a quotation mark to the phrase inside
	aboutReach = 100 // bytes before it in which a text says that it quotes
)

// about are words before a quotation that say what it is.
var about = []string{"such as", "like", "e.g.", "example", "phrase", "string", "attack", "say", "inject", "jailbreak", "search for", "looks for", "pattern", "block", "detect"}

// mentioned reports whether what stands at text[start:end] is quoted by a text
// about such phrases. An attacker may write so too; a model then reads a
// quotation.
func mentioned(text string, start, end int) bool {
	line := text[max(0, start-quoteReach):start]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	open := strings.LastIndexAny(line, "\"`“'")
	if open < 0 || !strings.ContainsAny(text[end:min(len(text), end+quoteReach)], "\"`”'") {
		return false
	}
	at := start - len(line) + open
	before := strings.ToLower(text[max(0, at-aboutReach):at])
	for _, word := range about {
		if strings.Contains(before, word) {
			return true
		}
	}
	return false
}

// gapped reports whether a text of a script without blanks has one of the
// sequences of parts.
func gapped(text string) bool {
	if isASCII(text) {
		return false
	}
	for _, parts := range sequences {
		if hasSequence(text, parts) {
			return true
		}
	}
	return false
}

const gapBytes = 36 // twelve characters of such a script

func hasSequence(text string, parts [][]string) bool {
	for _, first := range parts[0] {
		for rest := text; ; {
			_, after, ok := strings.Cut(rest, first)
			if !ok {
				break
			}
			if continues(after, parts[1:]) {
				return true
			}
			rest = after
		}
	}
	return false
}

func continues(text string, parts [][]string) bool {
	if len(parts) == 0 {
		return true
	}
	near := text[:min(len(text), gapBytes)]
	for _, part := range parts[0] {
		if i := strings.Index(near, part); i >= 0 && continues(text[i+len(part):], parts[1:]) {
			return true
		}
	}
	return false
}

const (
	leastEncoded = 24
	maxDecoded   = 64 << 10
)

// decoded returns what the base64 and hexadecimal runs of a text say, as far as
// it is text.
func decoded(text string) string {
	var out strings.Builder
	for i := 0; i < len(text) && out.Len() < maxDecoded; {
		start := i
		for i < len(text) && (letterByte(text[i]) || '0' <= text[i] && text[i] <= '9' || strings.IndexByte("+/-_", text[i]) >= 0) {
			i++
		}
		if i-start >= leastEncoded {
			out.WriteString(plain(text[start:min(i, start+maxDecoded)]))
		}
		if i == start {
			i++
		}
	}
	return out.String()
}

func plain(run string) string {
	if b, err := hex.DecodeString(run); err == nil && printable(b) {
		return string(b) + "\n"
	}
	run = strings.NewReplacer("-", "+", "_", "/").Replace(run)
	if len(run)%4 == 1 {
		run = run[:len(run)-1]
	}
	if b, err := base64.RawStdEncoding.DecodeString(run); err == nil && printable(b) {
		return string(b) + "\n"
	}
	return ""
}

func printable(b []byte) bool {
	for _, r := range string(b) {
		if r == unicode.ReplacementChar || r < ' ' && r != '\n' && r != '\t' && r != '\r' {
			return false
		}
	}
	return len(b) > 0
}

// readable is redact.Readable with the control characters of eight bits as those
// of seven, which it knows.
func readable(text string) string {
	return redact.Readable(strings.ReplaceAll(text, "\u009b", "\x1b["))
}
