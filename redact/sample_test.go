package redact_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

// A published is a value that a vendor publishes as a sample.
type published struct {
	value    string
	labelled bool // it is found behind a name only
}

func publishedSamples(t *testing.T) (list []published) {
	t.Helper()
	text, err := os.ReadFile("testdata/samples.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		rest, labelled := strings.CutPrefix(line, "labelled ")
		list = append(list, published{strings.ReplaceAll(rest, "|", ""), labelled})
	}
	if len(list) < 60 {
		t.Fatalf("%d samples, want 60 at least", len(list))
	}
	return list
}

// neighbour returns a value of the same form that nobody publishes.
func neighbour(value string) string {
	b := []byte(value)
	for i := len(b) - 7; ; i-- {
		if c := b[i]; c >= '2' && c <= '8' || c >= 'b' && c <= 'y' || c >= 'B' && c <= 'Y' {
			b[i]++
			return string(b)
		}
	}
}

// Where a sample may stand. It is found in all of these, but for the first two if
// it is labelled.
var samplePlaces = []struct {
	name   string
	form   guard.Form
	text   string
	strong bool // what is labelled is not found
}{
	{"alone", guard.Plain, "%s", true},
	{"in a sentence", guard.Plain, "the key %s, as the document says", true},
	{"in JSON", guard.JSON, `{"api_key":"%s"}`, false},
	{"in JSON in a text of JSON", guard.JSON, `{"text":"{\"client_secret\": \"%s\"}"}`, false},
	{"in an escaped string", guard.Plain, `log: "{\"access_token\": \"%s\"}"`, false},
	{"assigned and quoted", guard.Plain, `api_key = "%s"`, false},
	{"assigned", guard.Plain, "export SERVICE_SECRET_KEY=%s\nnext", false},
	{"in YAML", guard.Plain, "client_secret: %s\nname: x", false},
	{"in a header", guard.Plain, "Authorization: Bearer %s\r\nHost: x", false},
	{"in a URL", guard.Plain, "GET https://x.io/v1/places?api_key=%s&language=de", false},
	{"before the @ of a URL", guard.Plain, "https://alice:%s@x.io/", true},
	{"in a table", guard.Plain, "name,client_secret\nalice,%s\n", false},
	{"behind HTML's escapes", guard.Plain, "api_key=&quot;%s&quot;", true},
}

func TestSamplesAreLeftAlone(t *testing.T) {
	f := redact.Default()
	for _, s := range publishedSamples(t) {
		other := neighbour(s.value)
		for _, p := range samplePlaces {
			text := fmt.Sprintf(p.text, s.value)
			if strings.Contains(p.text, "@") && strings.Contains(s.value, "/") { // no user of a URL has one
				continue
			}
			if got, found := redacted(t, guard.Text{Form: p.form, Value: text}); got[0] != text || len(found) > 0 {
				t.Errorf("%s: Redact(%q) = %q, %v, want no change", p.name, text, got[0], found)
			}
			if hidden := "data: " + b64(text+" and so on"); f.String(hidden) != hidden {
				t.Errorf("%s, in base64: String(%q) = %q, want no change", p.name, hidden, f.String(hidden))
			}
			near := fmt.Sprintf(p.text, other)
			if got, _ := redacted(t, guard.Text{Form: p.form, Value: near}); got[0] == near && !(p.strong && s.labelled) {
				t.Errorf("%s: Redact(%q) changes nothing: one character is another", p.name, near)
			}
		}
		for _, text := range []string{s.value + s.value, s.value + "a1B2c3", "a1B2c3" + s.value} {
			text = `api_key = "` + text + `"`
			if got := f.String(text); got == text {
				t.Errorf("String(%q) changes nothing: it is more than a sample", text)
			}
		}
	}
}

func TestSamplesOfEveryPreset(t *testing.T) {
	for _, p := range []redact.Preset{redact.Standard, redact.Secrets, redact.Strict, redact.Audit} {
		f, err := redact.New(redact.Config{Preset: p, Key: bytes.Repeat([]byte("k"), 32)})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range publishedSamples(t) {
			if text := `{"token": "` + s.value + `"}`; f.String(text) != text {
				t.Errorf("%v: String(%q) = %q, want no change", p, text, f.String(text))
			}
		}
	}
}

// TestOperatorsBeforeSamples: what the operator says about a value counts more than
// that a vendor publishes it.
func TestOperatorsBeforeSamples(t *testing.T) {
	for _, s := range publishedSamples(t) {
		for name, c := range map[string]redact.Config{
			"a known value": {Known: []string{s.value}},
			"a rule":        {Rules: []redact.Rule{{ID: "own", Kind: "OWN", Literals: []string{s.value[:4]}, Expr: `[!#-&(-~]{16,}`}}},
			"a detector": {DetectorKinds: []redact.Kind{"OWN"}, Detectors: []redact.Detector{redact.DetectorFunc(func(_ context.Context, text string) (found []redact.Span, err error) {
				if i := strings.Index(text, s.value); i >= 0 {
					found = append(found, redact.Span{Start: i, End: i + len(s.value), Kind: "OWN"})
				}
				return found, nil
			})}},
		} {
			if c.Rules != nil && s.value[0] <= '9' { // such literals are not read within words
				continue
			}
			f, err := redact.New(c)
			if err != nil {
				t.Fatal(err)
			}
			for _, place := range []string{"%s", "see %s .", `{"api_key":"%s"}`, `api_key = "%s"`, "Authorization: Bearer %s", "a,api_key\nb,%s\n"} {
				text := fmt.Sprintf(place, s.value)
				if got := f.String(text); strings.Contains(got, s.value) {
					t.Errorf("%s: String(%q) = %q, want no sample in it", name, text, got)
				}
			}
		}
	}
}

// A sample gives nothing away about the texts beside it, and its pieces are none.
func TestSamplesBesideOtherTexts(t *testing.T) {
	for _, s := range publishedSamples(t) {
		texts := []guard.Text{{Value: "api_key: " + s.value}, {Form: guard.JSON, Value: `{"token":"` + s.value + `"}`}, {Value: "so " + s.value}}
		got, found := redacted(t, texts...)
		if len(found) > 0 || got[2] != "so "+s.value {
			t.Errorf("Redact beside its label = %q, %v, want no change", got, found)
		}
		pieces := `["` + s.value + `","a1b2c3d4e5","Zx9Yw8Vu7Ts6"]`
		if got, found := redacted(t, guard.Text{Form: guard.JSON, Value: pieces}); got[0] != pieces || len(found) > 0 {
			t.Errorf("Redact(%q) = %q, %v, want no change", pieces, got[0], found)
		}
		other := neighbour(s.value)
		text := "api_key: " + s.value + " " + other + "\npassword: hunter2hunter2\nkey " + s.value
		once := redact.Default().String(text)
		if again := redact.Default().String(once); again != once || strings.Count(once, s.value) != 2 {
			t.Errorf("String(%q) = %q, then %q, want the sample twice and no change", text, once, again)
		}
	}
	stripe := "sk_test_BQok" + "ikJOvBiI2HlWgH4olfQ2"
	for _, value := range []string{stripe, neighbour(stripe)} {
		got, _ := redacted(t, guard.Text{Value: value[:12]}, guard.Text{Value: value[12:]})
		if left := got[0] + got[1]; (left == value) != (value == stripe) {
			t.Errorf("Redact of the halves of %q = %q", value, got)
		}
	}
}

// TestSamplesInStreams: a stream that has no line to be cut at is not cut within a
// sample, wherever that stands.
func TestSamplesInStreams(t *testing.T) {
	sample := publishedSamples(t)[12].value
	filler := strings.Repeat("no words here at all; ", 1<<13)
	for shift := range 64 {
		text := filler[:64<<10-len(sample)*2+shift*8] + " " + sample + " " + filler[:80<<10]
		var out bytes.Buffer
		w := redact.Default().Writer(t.Context(), nil, &out)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil || out.String() != text {
			t.Fatalf("shift %d: the stream has changed, %v", shift, err)
		}
	}
}

func TestSamplesAllocateNothing(t *testing.T) {
	f := redact.Default()
	for _, s := range publishedSamples(t) {
		if strings.HasPrefix(s.value, "eyJ") { // the document in it costs memory to read
			continue
		}
		texts := []guard.Text{{Value: "see " + s.value}, {Form: guard.JSON, Value: `{"api_key":"` + s.value + `"}`}}
		least := 1.0
		for range 50 {
			least = min(least, testing.AllocsPerRun(1, func() {
				for i := range texts {
					if _, err := f.Redact(t.Context(), nil, texts[i:i+1]); err != nil {
						t.Fatal(err)
					}
				}
			}))
		}
		if least > raceAllocations {
			t.Errorf("%q: %v allocations, want 0", s.value, least)
		}
	}
}
