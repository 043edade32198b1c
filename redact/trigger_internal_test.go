package redact

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// plainly returns a filter of the same rules that looks for none of them in
// advance: every pair of bytes asks the probes of its literals without a look at
// what stands around, and no number or word is dull by its length.
func (f *Filter) plainly() *Filter {
	slow := *f
	for i := range slow.hot {
		slow.hot[i] = 1
	}
	slow.classes = nil
	for _, list := range f.classes {
		list = slices.Clone(list)
		for i := range list {
			if list[i].do == probeView { // what its mask says is a part of the rule
				continue
			}
			list[i].mask, list[i].value = 0, 0
		}
		slow.classes = append(slow.classes, list)
	}
	slow.lookBeside()
	slow.gate = gate{}
	for n := range slow.gate.digits {
		for b := range slow.gate.digits[n] {
			slow.gate.digits[n][b] = gateOpen
		}
	}
	for n := range slow.gate.words {
		slow.gate.words[n] = 0xFF
	}
	return &slow
}

// TestShortCutsLoseNothing: the tables that spare most of a text the matchers
// change nothing in what is found.
func TestShortCutsLoseNothing(t *testing.T) {
	fast := Default()
	slow := fast.plainly()
	r := rand.New(rand.NewPCG(5, 8))
	for n := range 20000 {
		text := randomText(r)
		if n%3 == 0 {
			rows := make([]map[string]any, 1+r.IntN(3)) // with the same keys, or other ones in their place
			key := randomPiece(r)
			for i := range rows {
				if r.IntN(4) == 0 {
					key = randomPiece(r)
				}
				rows[i] = map[string]any{key: text, "list": []string{randomPiece(r), randomPiece(r)}, "n": r.Int64N(1 << 40)}
				if r.IntN(2) == 0 { // which ends the document
					rows[i]["z"] = randomPiece(r)
				}
			}
			doc, err := json.Marshal(rows)
			if err != nil {
				t.Fatal(err)
			}
			text = string(doc)
		}
		got, found, err := fast.Text(t.Context(), text)
		want, wanted, failed := slow.Text(t.Context(), text)
		if err != nil || failed != nil {
			t.Fatalf("Text(%q): %v, %v", text, err, failed)
		}
		if got != want || !cmp.Equal(found, wanted) {
			t.Fatalf("Text(%q) = %q, without short cuts %q\n%s", text, got, want, cmp.Diff(wanted, found))
		}
	}
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(30) {
		b.WriteString(randomPiece(r))
	}
	return b.String()
}

// randomPiece returns a prefix, a keyword, a label, a number, a mark, a word, or
// a value whose check digits may be right.
func randomPiece(r *rand.Rand) string {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	of := func(letters string, most int) string {
		b := make([]byte, 1+r.IntN(most))
		for i := range b {
			b[i] = letters[r.IntN(len(letters))]
		}
		return string(b)
	}
	switch r.IntN(10) {
	case 0:
		list := vendors[r.IntN(len(vendors))]
		return strings.ReplaceAll(pick(strings.Fields(list[r.IntN(len(list))].prefixes)...), "␣", " ") + of("aB3xY9kQ7_-", 50)
	case 1:
		name := keywords[r.IntN(len(keywords))]
		return pick(name, strings.ToUpper(name), "my_"+name) + pick("=", ": ", " is ", `": "`, "", ", ", "s=")
	case 2:
		return pick("ssn ", "tax id: ", "iban", "passport no. ", "account ", "birth ", "card ")
	case 3:
		return of("0123456789", 20)
	case 4:
		return of("0123456789", 4) + pick("-", " ", ".", "/", ":", ",") + of("0123456789", 4) + pick("-", " ", ".", "/") + of("0123456789", 7)
	case 5:
		return pick(" ", " ", "\n", ", ", "\"", "=", ":", "[", "]", "{", "}", "\\n", "%20", "&amp;", "é", "\x00", "//", "@", "\t")
	case 6:
		return of("abcdefghijklmnopqrstuvwxyz", 9) + pick(" ", ".", "")
	case 7:
		return of("ABCXYZ0123456789", 12)
	case 8:
		return of("0123456789abcdef", 8) + "-" + of("0123456789abcdef", 4) + pick("-", " ")
	}
	return pick("4111111111111111", "219-45-6789", "alice@example.com", "GB29 NWBK 6016 1331 9268 19", "DE89370400440532013000", "12345678Z", "1EG4TE5MK73",
		"https://u:hunter2a@db.io/x", "2026-03-01T09:15:02Z", "41111111-1111-4111-8111-111111111111", "bmFtZTogYWxpY2VAZXhhbXBsZS5jb20gYQ==", "[EMAIL_1]", "password=hunter2a9", "131052-308T", "AB 12 34 56 C")
}

func TestFoldedCharacters(t *testing.T) {
	for r := rune(0x80); r <= utf8.MaxRune; r++ {
		if got, want := fold(r), foldRare(r); got != want {
			t.Fatalf("fold(%#x) = %#x, by the rules %#x", r, got, want)
		}
	}
}

func TestEightDigits(t *testing.T) {
	for b := range 256 {
		for i := range 8 {
			text := []byte("09182736")
			text[i] = byte(b)
			if got, want := eightDigits(word64(string(text))), '0' <= b && b <= '9'; got != want {
				t.Errorf("eightDigits(%q) = %v, want %v", text, got, want)
			}
		}
	}
}
