package redact_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
	"github.com/mcpcordon/mcpcordon/redact/vault"
)

// wrappers put a text into another one. Each can be undone without this package.
var wrappers = []func(string) string{
	b64,
	func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	func(s string) string { return hex.EncodeToString([]byte(s)) },
	url.QueryEscape,
	html.EscapeString,
	func(s string) string { quoted, _ := json.Marshal(s); return string(quoted) },
	func(s string) string { doc, _ := json.Marshal(map[string]any{"n": 1, "text": s}); return string(doc) },
	func(s string) string { doc, _ := json.Marshal([]string{"a", s, "b"}); return string(doc) },
	func(s string) string {
		return each(s, func(r rune) string { return fmt.Sprintf("%%%02X", string(r)) })
	},
	func(s string) string { return "<p>" + s + "</p>" },
	func(s string) string { return "Here it is: " + s + "\nand no more." },
}

var runs = regexp.MustCompile(`[A-Za-z0-9+/_-]{16,}`)

// readings returns what s reads as, undone in every way up to some depth.
func readings(s string, depth int) []string {
	all := []string{s}
	if depth == 0 {
		return all
	}
	next := []string{html.UnescapeString(s)}
	if plain, err := url.QueryUnescape(s); err == nil {
		next = append(next, plain)
	}
	var doc any
	if json.Unmarshal([]byte(s), &doc) == nil {
		next = append(next, fmt.Sprint(doc))
	}
	for _, run := range runs.FindAllString(s, 20) {
		std := strings.NewReplacer("-", "+", "_", "/").Replace(run)
		if plain, err := base64.RawStdEncoding.DecodeString(std[:len(std)/4*4]); err == nil {
			next = append(next, string(plain))
		}
		if plain, err := hex.DecodeString(run); err == nil {
			next = append(next, string(plain))
		}
	}
	for _, n := range next {
		if n != s {
			all = append(all, readings(n, depth-1)...)
		}
	}
	return all
}

// FuzzNested: a token within up to three encodings does not survive in any reading
// of what is left.
func FuzzNested(f *testing.F) {
	for i := range uint64(400) {
		f.Add(i, "", "")
	}
	filter := redact.Default()
	f.Fuzz(func(t *testing.T, seed uint64, before, after string) {
		defer limit(t)()
		if len(before)+len(after) > 500 {
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		text := "token " + githubToken + " of alice"
		for range 1 + r.IntN(3) {
			text = wrappers[r.IntN(len(wrappers))](text)
		}
		got := filter.String(strings.ToValidUTF8(before, "") + " " + text + " " + strings.ToValidUTF8(after, ""))
		for _, reading := range readings(got, 4) {
			if strings.Contains(reading, githubToken) {
				t.Fatalf("%q became %q, which reads %q", text, got, reading)
			}
		}
	})
}

// filters do something else than to number.
func filters(t testing.TB) map[string]*redact.Filter {
	key := []byte(strings.Repeat("a key of 32 bytes, twice over. .", 2))
	v, err := vault.New(key)
	if err != nil {
		t.Fatal(err)
	}
	every := func(a redact.Action) map[redact.Kind]redact.Action {
		m := map[redact.Kind]redact.Action{}
		for _, rule := range redact.Default().Rules() {
			m[rule.Kind] = a
		}
		return m
	}
	all := map[string]*redact.Filter{"default": redact.Default()}
	for name, config := range map[string]redact.Config{
		"hash": {Preset: redact.Audit, Key: key}, "mask": {Actions: every(redact.Mask)}, "drop": {Actions: every(redact.Drop)}, "strict": {Preset: redact.Strict},
		"vault": {Key: key, Vault: v, Actions: map[redact.Kind]redact.Action{redact.Email: redact.Tokenize, redact.Card: redact.Tokenize}},
	} {
		if all[name], err = redact.New(config); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return all
}

// restless are three texts of one call each, in which something is left that reads
// as a value only without what was replaced.
var restless = [][3]string{
	{"XApi-Key", "7-Api-Key: 9f\xab8e7d6c5b", "4a39281706f5e4d3c2b1a0"},
	{"Your PIN is 4821.4111/1111/1111/1111"},
	{"G-482910 is your verification codeOTP 482910"},
	{"curl --user roger'23@gmail.com:" + secret + " https://x"},
	{"bot token 12345678:AaZ3kQ9bX7mR1tY5cV8nL2pW6dJ4fG0hSxU" + pem + "tokens: [q8Zt4Lw0Vb7Nc2Xs5Kd, 'w7Yp2Rk9Tg3Hj6Mv1Qa']\n"},
	{"-----BEGIN RSA PRIVATE KEY-----\n" + base62 + "\nuser,password\nalice," + secret + "\n"},
	{"use ACCAQ3ZK7MXB2WTY5VNL nowname,ssn\n219456789{\"key\":\"password\",\"val\":\"" + secret + "\"}"},
	{"user / pass = depl1706f5e4d3c2b1a0xoy / hunter2!x"},
	{"credentials: alice82x / " + secret},
	{`-----BEGIN PRIVATE KEY----- is {"kty":"-----BEGIN PRIVATE KEY-----","d":"` + base62[:30] + `"}`},
}

// TestRest: what is left of restless texts is at rest, also in a text that is too
// large to be read as a whole once more.
func TestRest(t *testing.T) {
	large := strings.Repeat("The worker went on and is at step seven.\n", 2000)
	for name, filter := range filters(t) {
		for _, r := range restless {
			for _, texts := range [][]string{r[:], {r[0]}, {large + r[0]}, {large, r[0]}} {
				once := plainTexts(texts...)
				if _, err := filter.Redact(t.Context(), nil, once); err != nil {
					t.Errorf("%s: Redact(%q): %v", name, r, err)
				}
				twice := slices.Clone(once)
				if _, err := filter.Redact(t.Context(), nil, twice); err != nil || !slices.Equal(once, twice) {
					t.Errorf("%s: %d texts of %q differ when read twice: %q, %v", name, len(texts), r, twice[0].Value[max(0, len(twice[0].Value)-200):], err)
				}
			}
		}
	}
}

// TestRestOfWhatGrows: a text that is small enough to be read as a whole is so also
// when its placeholders have made it larger.
func TestRestOfWhatGrows(t *testing.T) {
	grows := strings.Repeat("PIN is 4821\n", maxRested/12-10)
	for _, r := range restless {
		once := plainTexts(grows + r[0])
		if len(once[0].Value) > maxRested {
			continue
		}
		if _, err := redact.Default().Redact(t.Context(), nil, once); err != nil || len(once[0].Value) <= maxRested {
			t.Errorf("%q: %d bytes, %v", r[0], len(once[0].Value), err)
		}
		twice := slices.Clone(once)
		if _, err := redact.Default().Redact(t.Context(), nil, twice); err != nil || !slices.Equal(once, twice) {
			t.Errorf("%q differs when read twice: %q, %v", r[0], twice[0].Value[len(twice[0].Value)-200:], err)
		}
	}
}

// maxRested is the size up to which texts are read until nothing more is found.
const maxRested = 64 << 10

// TestRestOfData: what is no text may be one once a token in it was replaced.
func TestRestOfData(t *testing.T) {
	data := "AKIAQ3ZK7MXB2WTY5VNL" + strings.Repeat("\x01", 5) + " mail alice@example.com, password=" + secret + " "
	all := filters(t)
	for size := 90; size < 130; size++ {
		text := data + strings.Repeat("w", size-len(data))
		once := []guard.Text{{Form: guard.Base64, Value: b64(text)}}
		for name, filter := range all {
			once := slices.Clone(once)
			if _, err := filter.Redact(t.Context(), nil, once); err != nil {
				t.Fatal(err)
			}
			twice := slices.Clone(once)
			if _, err := filter.Redact(t.Context(), nil, twice); err != nil || !slices.Equal(once, twice) {
				t.Errorf("%s: %q differs when read twice: %v", name, text, err)
			}
		}
	}
}

// FuzzActions: whatever is done with values, and whatever stands in several texts,
// doing it twice changes nothing.
func FuzzActions(f *testing.F) {
	for _, r := range slices.Concat(positives, evasions, rows) {
		f.Add(r.text, r.text[:len(r.text)/2], r.text[len(r.text)/2:])
	}
	for _, c := range together {
		if len(c.texts) > 1 {
			f.Add(c.texts[0].Value, c.texts[1].Value, c.texts[len(c.texts)-1].Value)
		}
	}
	for _, texts := range restless {
		f.Add(texts[0], texts[1], texts[2])
	}
	all := filters(f)
	call := &guard.Call{Caller: guard.Caller{Subject: "alice", Issuer: "test"}}
	f.Fuzz(func(t *testing.T, a, b, c string) {
		defer limit(t)()
		for name, filter := range all {
			once := plainTexts(a, b, c)
			if _, err := filter.Redact(t.Context(), call, once); err != nil {
				continue // the text does not come to rest: it is blocked
			}
			twice := slices.Clone(once)
			if _, err := filter.Redact(t.Context(), call, twice); err != nil || !slices.Equal(once, twice) {
				t.Fatalf("%s: Redact(%q, %q, %q) = %q, then %q, %v", name, a, b, c, once, twice, err)
			}
		}
	})
}
