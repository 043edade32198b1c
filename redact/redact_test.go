package redact_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

func redacted(t *testing.T, texts ...guard.Text) ([]string, []guard.Finding) {
	t.Helper()
	found, err := redact.Default().Redact(context.Background(), nil, texts)
	if err != nil {
		t.Fatalf("Redact(%q): %v", texts, err)
	}
	var values []string
	for _, x := range texts {
		values = append(values, x.Value)
	}
	return values, found
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestForms(t *testing.T) {
	tests := []struct {
		name string
		form guard.Form
		text string
		want string
	}{
		{"plain text", guard.Plain, "a@b.io", "[EMAIL_1]"},
		{"a label", guard.Label, "https://x.io/?q=a@b.io", "https://x.io/?q=[EMAIL_1]"},
		{"an unknown form is text", guard.Form(99), "a@b.io", "[EMAIL_1]"},
		{"JSON keeps its layout", guard.JSON, "{ \"n\" : 1.50, \"a\":\n\"a@b.io\" }", "{ \"n\" : 1.50, \"a\":\n\"[EMAIL_1]\" }"},
		{"a JSON string", guard.JSON, `"a@b.io"`, `"[EMAIL_1]"`},
		{"a JSON number", guard.JSON, `4111111111111111`, `"[CARD_1]"`},
		{"base64 of text", guard.Base64, b64("mail a@b.io"), b64("mail [EMAIL_1]")},
		{"base64 without padding", guard.Base64, strings.TrimRight(b64("mail a@b.ioo"), "="), b64("mail [EMAIL_1]")},
		{"base64 of JSON", guard.Base64, b64(`{"a":"a\u0040b.io"}`), b64(`{"a":"[EMAIL_1]"}`)},
		{"base64 in lines", guard.Base64, b64("mail a@b.io")[:8] + "\r\n" + b64("mail a@b.io")[8:], b64("mail [EMAIL_1]")},
		{"base64 of URLs", guard.Base64, base64.URLEncoding.EncodeToString([]byte("a@b.io??>>~~")), base64.URLEncoding.EncodeToString([]byte("[EMAIL_1]??>>~~"))},
		{"base64 of clean text", guard.Base64, b64("nothing"), b64("nothing")},
		{"base64 of an image", guard.Base64, b64("\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\xff", 2000)), b64("\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\xff", 2000))},
		{"base64 of binary data with an address", guard.Base64, b64("a@b.io\xff\x00\xff\xff"), b64("a@b.io\xff\x00\xff\xff")},
		{"base64 of UTF-16", guard.Base64, b64("\xff\xfe" + utf16le("mail a@b.io")), b64("\xff\xfe" + utf16le("mail [EMAIL_1]"))},
		{"text where base64 was promised", guard.Base64, "mail a@b.io", "mail [EMAIL_1]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := redacted(t, guard.Text{Form: tt.form, Value: tt.text})
			if got[0] != tt.want {
				t.Errorf("Redact(%q) = %q, want %q", tt.text, got[0], tt.want)
			}
		})
	}
}

func TestTextsOfACallShareNumbers(t *testing.T) {
	got, found := redacted(t,
		guard.Text{Form: guard.Plain, Value: `{"to":"b@b.io","from":"a@b.io","card":4111111111111111}`},
		guard.Text{Form: guard.JSON, Value: `{"from":"a@b.io","to":"b@b.io","card":4111111111111111}`},
		guard.Text{Form: guard.Base64, Value: b64("a@b.io, 4111-1111-1111-1111")},
		guard.Text{Form: guard.Plain, Value: "219-45-6789"},
	)
	want := []string{
		`{"to":"[EMAIL_1]","from":"[EMAIL_2]","card":"[CARD_1]"}`,
		`{"from":"[EMAIL_2]","to":"[EMAIL_1]","card":"[CARD_1]"}`,
		b64("[EMAIL_2], [CARD_1]"),
		"[SSN_1]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
	counts := []guard.Finding{{Kind: "EMAIL", Count: 5}, {Kind: "CARD", Count: 3}, {Kind: "SSN", Count: 1}}
	if diff := cmp.Diff(counts, found); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestNumbersInUseAreNotGivenAgain(t *testing.T) {
	got, _ := redacted(t, guard.Text{Value: "a@b.io"}, guard.Text{Value: "[EMAIL_1] [EMAIL_7] [CARD_3] [EMAIL_x] [EMAIL_0]"})
	if got[0] != "[EMAIL_8]" {
		t.Errorf("Redact beside [EMAIL_7] = %q, want [EMAIL_8]", got[0])
	}
}

// A text may hold any number in what looks like a placeholder: equal values keep
// equal numbers, and different ones different numbers.
func TestNumbersOfHostilePlaceholders(t *testing.T) {
	for _, number := range []string{"7", "499999999", "999999999", "2147483647", "4294967295", "9999999999", "18446744073709551615"} {
		got := strings.Fields(redact.Default().String("[EMAIL_" + number + "] a@b.io c@b.io a@b.io c@b.io"))
		if got[1] == got[2] || got[1] != got[3] || got[2] != got[4] || got[1] == got[0] || got[2] == got[0] {
			t.Errorf("beside number %s: %v", number, got)
		}
		text := strings.Join(got, " ")
		if again := redact.Default().String(text); again != text {
			t.Errorf("twice: %q, then %q", text, again)
		}
	}
}

func TestRefusedDocuments(t *testing.T) {
	tests := []struct{ name, text string }{
		{"text that is not JSON", `{"a":"a@b.io"`},
		{"nothing", ``},
		{"two documents", `{} {}`},
		{"keys that become equal", `{"4111111111111111":1,"4111-1111-1111-1111":2}`},
		{"a key that becomes equal to an escaped one", `{"\u005bEMAIL_1]":1,"a@b.io":2}`},
		{"nesting without end", strings.Repeat("[", 20000) + strings.Repeat("]", 20000)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := redact.Default().Redact(t.Context(), nil, []guard.Text{{Form: guard.JSON, Value: tt.text}})
			if guard.CodeOf(err) != guard.CodeResultBlocked {
				t.Errorf("Redact(%.40q) = %v, want %v", tt.text, err, guard.CodeResultBlocked)
			}
		})
	}
	same := `{"a":{"a@b.io":1},"b":[{"a@b.io":"x"},{"a@b.io":"x"}],"a@b.io":[]}`
	if got, _ := redacted(t, guard.Text{Form: guard.JSON, Value: same}); strings.Contains(got[0], "@") {
		t.Errorf("Redact(%q) = %q, want no address", same, got[0])
	}
}

func TestZeroAndNilFiltersRefuse(t *testing.T) {
	for _, f := range []*redact.Filter{nil, {}} {
		texts := []guard.Text{{Value: "x"}}
		if _, err := f.Redact(t.Context(), nil, texts); guard.CodeOf(err) != guard.CodeResultBlocked {
			t.Errorf("Redact of a zero filter = %v, want %v", err, guard.CodeResultBlocked)
		}
		if got := f.String("a@b.io"); got != "[BLOCKED]" {
			t.Errorf("String of a zero filter = %q, want [BLOCKED]", got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]redact.Config{
		"no kinds":        {Kinds: []redact.Kind{}},
		"an unknown kind": {Kinds: []redact.Kind{redact.Email, "SHOE_SIZE"}},
		"an empty kind":   {Kinds: []redact.Kind{""}},
	} {
		if f, err := redact.New(c); err == nil || f != nil {
			t.Errorf("New with %s = %v, %v, want an error", name, f, err)
		}
	}
	if _, err := redact.New(redact.Config{}); err != nil {
		t.Errorf("New of the zero Config = %v, want nil", err)
	}
}

// TestNothingTellsTheValue prints whatever a caller gets to see.
func TestNothingTellsTheValue(t *testing.T) {
	f := redact.Default()
	found, err := f.Redact(t.Context(), nil, []guard.Text{{Value: githubToken}, {Form: guard.JSON, Value: githubToken}})
	_, more := f.Redact(t.Context(), nil, []guard.Text{{Form: guard.JSON, Value: `{"4111111111111111":1,"4111-1111-1111-1111":2}`}})
	var denial *guard.Denial
	if d, ok := more.(*guard.Denial); ok {
		denial = d
	}
	config := redact.Config{Known: []string{githubToken}, Key: []byte(githubToken)}
	words, _ := redact.Dictionary("NAME", []string{githubToken})
	open, closed := f.Writer(t.Context(), nil, io.Discard), f.Writer(t.Context(), nil, io.Discard)
	_, _ = io.WriteString(open, githubToken)
	_, _ = io.WriteString(closed, githubToken)
	_ = closed.Close()
	reading := f.Reader(t.Context(), nil, iotest.OneByteReader(strings.NewReader(githubToken)))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		out := fmt.Sprintf(strings.Repeat(verb+" ", 13), reading, found, err, more, denial, f, *f, config, &config, words, open, closed, f.Error(&valueError{githubToken}))
		if strings.Contains(strings.ToLower(out), strings.ToLower(githubToken)) {
			t.Errorf("%s shows the token: %s", verb, out)
		}
		if strings.Contains(out, githubToken) || strings.Contains(out, "4111") {
			t.Errorf("%s shows a value", verb)
		}
	}
}

type valueError struct{ value string }

func (e *valueError) Error() string { return "failed with " + e.value }

func TestConcurrentUse(t *testing.T) {
	f := redact.Default()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if got := f.String("a@b.io " + pem); got != "[EMAIL_1] [PRIVATE_KEY_1]" {
					t.Errorf("String = %q", got)
				}
			}
		})
	}
	all.Wait()
}

// TestLargeTexts has values
// at the very beginning and the very end of a large text.
func TestLargeTexts(t *testing.T) {
	filler := strings.Repeat("lorem ipsum ", 100_000)
	text := "a@b.io " + filler + githubToken
	if got, want := redact.Default().String(text), "[EMAIL_1] "+filler+"[API_KEY_1]"; got != want {
		t.Errorf("String of a large text is wrong at its ends: %.40q … %q", got, got[len(got)-40:])
	}
	doc, _ := json.Marshal(map[string]string{"a": text})
	if got, _ := redacted(t, guard.Text{Form: guard.JSON, Value: string(doc)}); strings.Contains(got[0], githubToken) {
		t.Error("Redact left a token in a large document")
	}
}
