package redact_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

// limit fails a fuzzing run on an input that takes far longer than any may: a loop
// that does not advance would else look like a slow target.
func limit(t *testing.T) (stop func() bool) {
	return time.AfterFunc(30*time.Second, func() { panic(t.Name() + ": an input does not come to an end") }).Stop
}

// FuzzRedact: a second run changes nothing, and JSON stays JSON.
func FuzzRedact(f *testing.F) {
	for _, r := range slices.Concat(positives, evasions) {
		f.Add(r.text, uint8(guard.Plain))
		f.Add(r.text, uint8(guard.JSON))
		f.Add(b64(r.text), uint8(guard.Base64))
	}
	for _, r := range lookalikes {
		f.Add(r.text, uint8(guard.Plain))
	}
	filter := redact.Default()
	f.Fuzz(func(t *testing.T, text string, form uint8) {
		defer limit(t)()
		once := []guard.Text{{Form: guard.Form(form), Value: text}}
		found, err := filter.Redact(t.Context(), nil, once)
		if err != nil {
			if guard.Form(form) != guard.JSON {
				t.Fatalf("Redact(%q): %v", text, err)
			}
			return
		}
		if (len(found) == 0) != (once[0].Value == text) {
			t.Fatalf("Redact(%q) = %q with findings %v", text, once[0].Value, found)
		}
		if guard.Form(form) == guard.JSON && !json.Valid([]byte(once[0].Value)) {
			t.Fatalf("Redact(%q) = %q, not JSON", text, once[0].Value)
		}
		twice := slices.Clone(once)
		if _, err := filter.Redact(t.Context(), nil, twice); err != nil || twice[0] != once[0] {
			t.Fatalf("Redact(%q) = %q, then %q, %v", text, once[0].Value, twice[0].Value, err)
		}
	})
}

// FuzzPlanted: a value between spaces does not survive, whatever stands around.
func FuzzPlanted(f *testing.F) {
	planted := []string{"alice@example.com", "219-45-6789", "4111111111111111", "4111-1111-1111-1111", githubToken, awsKey, jwt, pem}
	f.Add("", "", uint8(0))
	for i, r := range slices.Concat(positives, evasions) {
		f.Add(r.text, r.text, uint8(i))
	}
	f.Add("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", uint8(7))
	f.Add("password=", "\"", uint8(1))
	filter := redact.Default()
	f.Fuzz(func(t *testing.T, before, after string, which uint8) {
		defer limit(t)()
		value := planted[int(which)%len(planted)]
		if strings.Contains(before+" "+after, value) {
			return // stands there without a boundary
		}
		text := before + " " + value + " " + after
		if got := filter.String(text); strings.Contains(got, value) {
			t.Fatalf("String(%q) = %q", text, got)
		}
		doc, err := json.Marshal(map[string]string{before: text})
		if err != nil {
			t.Fatal(err)
		}
		texts := []guard.Text{{Form: guard.JSON, Value: string(doc)}, {Form: guard.Base64, Value: b64(strings.ToValidUTF8(text, ""))}}
		if _, err := filter.Redact(t.Context(), nil, texts); err != nil {
			t.Fatalf("Redact(%q): %v", texts, err)
		}
		var left map[string]string // decoded, as an escape beside other digits can look like the value
		if err := json.Unmarshal([]byte(texts[0].Value), &left); err != nil {
			t.Fatalf("Redact(%q) = %q: %v", doc, texts[0].Value, err)
		}
		for k, v := range left {
			if strings.Contains(k+" "+v, value) {
				t.Fatalf("Redact(%q) = %q", doc, texts[0].Value)
			}
		}
	})
}

var hexBefore, hexBehind = regexp.MustCompile(`\b[0-9A-Fa-f]{2}$`), regexp.MustCompile(`^[0-9A-Fa-f]{2}\b`)

// FuzzDisguised: a value behind an encoding does not survive, whatever stands
// around, in any form that can be read.
func FuzzDisguised(f *testing.F) {
	f.Add("", "", uint8(0), uint8(0))
	for i := range disguises {
		f.Add("a text before, ", " and behind", uint8(i), uint8(i))
	}
	filter := redact.Default()
	f.Fuzz(func(t *testing.T, before, after string, how, which uint8) {
		defer limit(t)()
		d, v := disguises[int(how)%len(disguises)], disguised[int(which)%len(disguised)]
		hidden := d.hide(v.value)
		if hexBefore.MatchString(before) || hexBehind.MatchString(after) { // of one run, in which it is a part of a word
			return
		}
		if d.long && !v.long || strings.Contains(before+" "+after, hidden) || len(before)+len(after) > 4000 {
			return
		}
		text := before + " " + hidden + " " + after
		got := filter.String(text)
		if got == "[BLOCKED]" {
			return
		}
		if strings.Contains(got, hidden) || strings.Contains(redact.Readable(got), " "+v.value+" ") {
			t.Fatalf("%s: String(%q) = %q", d.name, text, got)
		}
	})
}
