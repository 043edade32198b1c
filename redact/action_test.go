package redact_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

var (
	key   = bytes.Repeat([]byte("k"), 32)
	alice = &guard.Call{Name: "export", Caller: guard.Caller{Issuer: "i", Subject: "alice"}}
	bob   = &guard.Call{Name: "export", Caller: guard.Caller{Issuer: "i", Subject: "bob"}}
)

func mustNew(t testing.TB, c redact.Config) *redact.Filter {
	t.Helper()
	f, err := redact.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func one(t testing.TB, f *redact.Filter, call *guard.Call, text string) string {
	t.Helper()
	texts := []guard.Text{{Where: "/content/0/text", Value: text}}
	if _, err := f.Redact(t.Context(), call, texts); err != nil {
		t.Fatalf("Redact(%q): %v", text, err)
	}
	return texts[0].Value
}

func on(k redact.Kind, a redact.Action) map[redact.Kind]redact.Action {
	return map[redact.Kind]redact.Action{k: a}
}

func TestActions(t *testing.T) {
	const text = "pay 4111 1111 1111 1111 to ada@example.org"
	for _, row := range []struct {
		name   string
		config redact.Config
		want   string
	}{
		{"replace", redact.Config{}, "pay [CARD_1] to [EMAIL_1]"},
		{"mask keeps four", redact.Config{Actions: on(redact.Card, redact.Mask)}, "pay [CARD:****1111] to [EMAIL_1]"},
		{"drop", redact.Config{Actions: on(redact.Email, redact.Drop)}, "pay [CARD_1] to "},
		{"report leaves it", redact.Config{Actions: on(redact.Email, redact.Report)}, "pay [CARD_1] to ada@example.org"},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := mustNew(t, row.config)
			got := one(t, f, alice, text)
			if got != row.want {
				t.Errorf("Redact(%q) = %q, want %q", text, got, row.want)
			}
			if again := one(t, f, alice, got); again != got {
				t.Errorf("twice: %q, then %q", got, again)
			}
		})
	}
	f := mustNew(t, redact.Config{Actions: on(redact.Email, redact.Block)})
	_, err := f.Redact(t.Context(), alice, []guard.Text{{Value: text}})
	if guard.CodeOf(err) != guard.CodeResultBlocked || !errors.Is(err, redact.ErrBlocked) {
		t.Errorf("block: %v, want %v", err, redact.ErrBlocked)
	}
}

func TestAHashIsTheSameInEveryProcessWithTheKey(t *testing.T) {
	config := redact.Config{Preset: redact.Audit, Key: key}
	a, b := one(t, mustNew(t, config), alice, "x ada@example.org"), one(t, mustNew(t, config), bob, "ada@example.org y")
	if strings.Trim(a, "x ") != strings.Trim(b, "y ") || !strings.Contains(a, "[EMAIL:") {
		t.Errorf("hashes %q and %q, want the same", a, b)
	}
	config.Key = bytes.Repeat([]byte("q"), 32)
	if c := one(t, mustNew(t, config), alice, "x ada@example.org"); c == a {
		t.Errorf("another key has the same hash %q", c)
	}
	if again := one(t, mustNew(t, config), alice, a); again != a {
		t.Errorf("twice: %q, then %q", a, again)
	}
}

func TestStableNumbersAreForAuthenticatedCallers(t *testing.T) {
	f := mustNew(t, redact.Config{Stable: 100, Key: key})
	first := one(t, f, alice, "a@b.io c@b.io")
	if got := one(t, f, alice, "c@b.io a@b.io"); first != "[EMAIL_1] [EMAIL_2]" || got != "[EMAIL_2] [EMAIL_1]" {
		t.Errorf("alice: %q, then %q", first, got)
	}
	if got := one(t, f, bob, "c@b.io"); got != "[EMAIL_1]" {
		t.Errorf("bob: %q, want his own numbers", got)
	}
	anonymous := &guard.Call{Session: "s"}
	if one(t, f, anonymous, "a@b.io c@b.io"); one(t, f, anonymous, "c@b.io") != "[EMAIL_1]" {
		t.Error("an anonymous caller has stable numbers")
	}
	small := mustNew(t, redact.Config{Stable: 2, Key: key})
	for i := range 50 {
		one(t, small, &guard.Call{Caller: guard.Caller{Subject: fmt.Sprint(i)}}, "a@b.io c@b.io d@b.io")
	}
	if got := one(t, small, alice, "z@b.io"); got != "[EMAIL_1]" {
		t.Errorf("after many callers: %q", got)
	}
}

func TestFindingsHaveOffsetsAndNoValue(t *testing.T) {
	f := mustNew(t, redact.Config{Key: key})
	for _, text := range []string{
		"mail ada@example.org now", `{"a":"ada\u0040example.org"}`, "x ada%40example.org y", "see " + b64("mail to ada@example.org please") + " there",
		"ada@example.org and ada\u200b@example.org and " + githubToken,
	} {
		out, found, err := f.Text(t.Context(), text)
		if err != nil || len(found) == 0 {
			t.Fatalf("Text(%q) = %q, %v, %v", text, out, found, err)
		}
		last := 0
		for _, x := range found {
			if x.Start < last || x.End <= x.Start || x.End > len(text) || x.Rule == "" || x.Confidence == 0 || x.Reference == "" {
				t.Errorf("Text(%q): finding %+v", text, x)
				continue
			}
			last = x.End
			rest := text[:x.Start] + text[x.End:]
			if again, more, _ := f.Text(t.Context(), text[x.Start:x.End]); len(more) == 0 {
				t.Errorf("%q of %q holds nothing: %q", text[x.Start:x.End], text, again)
			}
			if strings.Count(rest, "ada") >= strings.Count(text, "ada") && x.Kind == redact.Email && !strings.Contains(text, "see ") {
				t.Errorf("the offsets of %+v in %q leave the value", x, text)
			}
		}
		if printed := fmt.Sprintf("%v %+v %#v", found, found, found); strings.Contains(printed, "ada") || strings.Contains(printed, githubToken) {
			t.Errorf("a finding shows a value: %s", printed)
		}
	}
	_, found, _ := f.Text(t.Context(), "a@b.io and a@b.io and c@b.io")
	if found[0].Reference != found[1].Reference || found[0].Reference == found[2].Reference {
		t.Errorf("references %v", found)
	}
}

func TestKnownValuesAreFoundInEveryForm(t *testing.T) {
	const value = `Tr0ub4dor&3 "horse"/é`
	f := mustNew(t, redact.Config{Known: []string{value, "99887766554433"}})
	quoted, _ := json.Marshal(value)
	for _, text := range []string{
		value, "x" + value + "y", string(quoted), url.QueryEscape(value), url.PathEscape(value), hex.EncodeToString([]byte(value)),
		b64(value), b64("a" + value), b64("ab" + value + "z"), base64.RawURLEncoding.EncodeToString([]byte("\xff" + value + "\xff\xfe")), "no 99887766554433 no", "1799887766554433",
	} {
		if got := f.String(text); !strings.Contains(got, "[KNOWN_") {
			t.Errorf("String(%q) = %q", text, got)
		}
		if got := redact.Default().String(text); strings.Contains(got, "[KNOWN_") {
			t.Errorf("without it: String(%q) = %q", text, got)
		}
	}
	if printed := fmt.Sprintf("%v %+v %#v %s", f, f, f, f); strings.Contains(printed, "Tr0ub") {
		t.Error("a Filter prints a known value")
	}
	for _, bad := range []string{"short", "aaaaaaaaaaaa", " spaces at both ends "} {
		if _, err := redact.New(redact.Config{Known: []string{bad}}); err == nil || strings.Contains(err.Error(), bad) {
			t.Errorf("New with the known value %q: %v", bad, err)
		}
	}
}

func TestAKnownValueGoesWhole(t *testing.T) {
	for value, text := range map[string]string{
		"postgres://app:Hunter2x@db.internal:5432/prod": "use postgres://app:Hunter2x@db.internal:5432/prod now",
		"corp-alice@example.com-Zq81":                   "use corp-alice@example.com-Zq81 now",
		"Zq81 4111111111111111 x":                       "use Zq81 4111111111111111 x now",
	} {
		f := mustNew(t, redact.Config{Known: []string{value}})
		if got := f.String(text); got != "use [KNOWN_1] now" {
			t.Errorf("String(%q) = %q", text, got)
		}
		if got := f.String("mail bob@example.com"); got != "mail [EMAIL_1]" {
			t.Errorf("beside it: %q", got)
		}
	}
}

func TestSuppressionIsTheOperatorsAndCounted(t *testing.T) {
	f := mustNew(t, redact.Config{Suppress: []redact.Suppression{{Rule: "email", Tool: "export", Where: "/content"}}})
	texts := []guard.Text{{Where: "/content/0/text", Value: "ada@example.org 4111111111111111"}, {Where: "/_meta", Value: "ada@example.org"}}
	tool := *alice
	tool.Kind = guard.KindTool
	found, err := f.Redact(t.Context(), &tool, texts)
	if err != nil {
		t.Fatal(err)
	}
	if texts[0].Value != "ada@example.org [CARD_1]" || texts[1].Value != "[EMAIL_1]" {
		t.Errorf("texts %q", texts)
	}
	want := []guard.Finding{{Kind: "EMAIL", Count: 1}, {Kind: "EMAIL_SUPPRESSED", Count: 1}, {Kind: "CARD", Count: 1}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if got := one(t, f, &guard.Call{Kind: guard.KindTool, Name: "other"}, "ada@example.org"); got != "[EMAIL_1]" {
		t.Errorf("another tool: %q", got)
	}
	tool.Kind = guard.KindPrompt
	narrow := []guard.Text{{Where: "/content/0/text", Value: "ada@example.org"}}
	if _, err := f.Redact(t.Context(), &tool, narrow); err != nil || narrow[0].Value != "[EMAIL_1]" {
		t.Errorf("a prompt of the tool's name: %q, %v", narrow[0].Value, err)
	}
	f = mustNew(t, redact.Config{Suppress: []redact.Suppression{{Rule: "email", Where: "/content/1"}}})
	narrow = []guard.Text{{Where: "/content/10/text", Value: "ada@example.org"}, {Where: "/content/1/text", Value: "bob@example.org"}}
	if _, err := f.Redact(t.Context(), nil, narrow); err != nil || narrow[0].Value != "[EMAIL_1]" || narrow[1].Value != "bob@example.org" {
		t.Errorf("a place that only begins alike: %q, %v", narrow, err)
	}
	for _, allow := range []string{"gitleaks:allow", "pragma: allowlist secret", "nosecret", "betterleaks:allow"} {
		if got := redact.Default().String("x=" + githubToken + " # " + allow); strings.Contains(got, githubToken) {
			t.Errorf("%q in the text switches a rule off", allow)
		}
	}
}

func TestOverBudgetIsBlocked(t *testing.T) {
	deep := `"ada@example.org"`
	for range 8 {
		quoted, _ := json.Marshal(map[string]json.RawMessage{"a": json.RawMessage(deep)})
		again, _ := json.Marshal(string(quoted))
		deep = string(again)
	}
	for _, row := range []struct {
		name, text string
		config     redact.Config
	}{
		{"bytes", strings.Repeat("x", 101), redact.Config{MaxBytes: 100}},
		{"findings", "a@b.io c@b.io d@b.io", redact.Config{MaxFindings: 2}},
		{"documents within documents", `{"a":` + deep + `}`, redact.Config{}},
	} {
		texts := []guard.Text{{Value: row.text}}
		_, err := mustNew(t, row.config).Redact(t.Context(), nil, texts)
		var budget *redact.BudgetError
		if guard.CodeOf(err) != guard.CodeResultBlocked || !errors.As(err, &budget) || budget.What != row.name {
			t.Errorf("%s: %v, want a BudgetError", row.name, err)
		}
	}
}

func TestATokenCutOverTwoTextsIsFound(t *testing.T) {
	half := len(githubToken) / 2
	texts := []guard.Text{{Value: "first " + githubToken[:half]}, {Form: guard.Label, Value: "text/plain"}, {Value: githubToken[half:] + " rest"}, {Value: "and more"}}
	found, err := redact.Default().Redact(t.Context(), nil, texts)
	if err != nil || texts[0].Value != "first [API_KEY_1]" || texts[2].Value != "[API_KEY_1] rest" || texts[3].Value != "and more" || len(found) != 1 {
		t.Errorf("Redact = %q, %v, %v", texts, found, err)
	}
	honest := []guard.Text{{Value: "see task"}, {Value: "_list and AKIA"}, {Value: "M, 4111"}, {Value: "111111111111"}}
	if _, err := redact.Default().Redact(t.Context(), nil, honest); err != nil || honest[0].Value+honest[1].Value+honest[2].Value != "see task_list and AKIAM, 4111" {
		t.Errorf("honest neighbours became %q, %v", honest, err)
	}
}

func TestDetectorsAreAsked(t *testing.T) {
	names, err := redact.Dictionary("CUSTOMER", []string{"Ada Lovelace", "Babbage"})
	if err != nil {
		t.Fatal(err)
	}
	f := mustNew(t, redact.Config{Detectors: []redact.Detector{names}, DetectorKinds: []redact.Kind{"CUSTOMER"}})
	for text, want := range map[string]string{
		"call ada lovelace, or BABBAGE": "call [CUSTOMER_1], or [CUSTOMER_2]",
		`{"n":"x Babbage y","m":1}`:     `{"n":"x [CUSTOMER_1] y","m":1}`,
		"babbages and ada":              "babbages and ada",
		"by Ada Lovelace ok İ":          "by [CUSTOMER_1] ok İ",
		"\xff BABBAGE ÉÀ":               "\xff [CUSTOMER_1] ÉÀ",
	} {
		if got := f.String(text); got != want {
			t.Errorf("String(%q) = %q, want %q", text, got, want)
		}
	}
	for name, d := range map[string]redact.DetectorFunc{
		"an error": func(context.Context, string) ([]redact.Span, error) { return nil, errors.New("down") },
		"a panic":  func(_ context.Context, s string) ([]redact.Span, error) { panic(s) },
		"a span outside": func(_ context.Context, s string) ([]redact.Span, error) {
			return []redact.Span{{0, len(s) + 1, redact.Email, 0}}, nil
		},
		"an unknown kind": func(context.Context, string) ([]redact.Span, error) { return []redact.Span{{0, 1, "SHOE", 0}}, nil },
	} {
		texts := []guard.Text{{Value: "secret text"}}
		_, err := mustNew(t, redact.Config{Detectors: []redact.Detector{d}}).Redact(t.Context(), nil, texts)
		if guard.CodeOf(err) != guard.CodeResultBlocked || strings.Contains(fmt.Sprintf("%+v", errors.Unwrap(err)), "secret text") {
			t.Errorf("%s: %v, want %v", name, err, guard.CodeResultBlocked)
		}
	}
}

func TestRulesOfTheOperator(t *testing.T) {
	f := mustNew(t, redact.Config{Rules: []redact.Rule{
		{ID: "acme", Kind: "ACME_KEY", Literals: []string{"acme_"}, Charset: "a-z0-9", Min: 10, Max: 12},
		{ID: "ticket", Kind: "TICKET", Literals: []string{"TCK-"}, Expr: `TCK-\d{4}-[A-Z]{2}`, Words: []string{"internal"}},
	}})
	for text, want := range map[string]string{
		"use acme_a1b2c3d4e5 now": "use [ACME_KEY_1] now",
		"use acme_a1b2 now":       "use acme_a1b2 now",
		"acme_a1b2c3d4e5f6g7":     "acme_a1b2c3d4e5f6g7",
		"internal TCK-1234-AB!":   "internal [TICKET_1]!",
		"public TCK-1234-AB":      "public TCK-1234-AB",
		"internal TCK-12-AB":      "internal TCK-12-AB",
		"my_acme_a1b2c3d4e5":      "my_[ACME_KEY_1]",
	} {
		if got := f.String(text); got != want {
			t.Errorf("String(%q) = %q, want %q", text, got, want)
		}
	}
	for name, r := range map[string]redact.Rule{
		"no ID":          {Kind: "X_Y", Literals: []string{"ab"}},
		"a small kind":   {ID: "x", Kind: "x", Literals: []string{"ab"}},
		"no literal":     {ID: "x", Kind: "X_Y"},
		"a short one":    {ID: "x", Kind: "X_Y", Literals: []string{"a"}},
		"a bad charset":  {ID: "x", Kind: "X_Y", Literals: []string{"ab"}, Charset: "z-a"},
		"a bad regexp":   {ID: "x", Kind: "X_Y", Literals: []string{"ab"}, Expr: "("},
		"negative bound": {ID: "x", Kind: "X_Y", Literals: []string{"ab"}, Min: -1},
	} {
		if _, err := redact.New(redact.Config{Rules: []redact.Rule{r}}); err == nil {
			t.Errorf("New with %s: no error", name)
		}
	}
}

func TestErrorsKeepTheirKind(t *testing.T) {
	base := errors.New("no such user ada@example.org")
	err := redact.Default().Error(fmt.Errorf("query: %w", base))
	if err.Error() != "query: no such user [EMAIL_1]" || !errors.Is(err, base) {
		t.Errorf("Error = %v", err)
	}
	if redact.Default().Error(nil) != nil {
		t.Error("Error(nil) is not nil")
	}
}

func TestPresetsAndRegions(t *testing.T) {
	const text = "10.1.2.3 ada@example.org 219-45-6789 +14155552671 " + "00:1b:44:11:3a:b7"
	for _, row := range []struct {
		config redact.Config
		want   string
	}{
		{redact.Config{Preset: redact.Secrets}, text},
		{redact.Config{Preset: redact.Strict}, "[IP_1] [EMAIL_1] [SSN_1] [PHONE_1] [MAC_1]"},
		{redact.Config{Regions: []string{"DE"}}, "10.1.2.3 [EMAIL_1] 219-45-6789 +14155552671 00:1b:44:11:3a:b7"},
		{redact.Config{Kinds: []redact.Kind{redact.IP}}, "[IP_1] ada@example.org 219-45-6789 +14155552671 00:1b:44:11:3a:b7"},
	} {
		if got := mustNew(t, row.config).String(text); got != row.want {
			t.Errorf("%+v: %q, want %q", row.config, got, row.want)
		}
	}
	for name, c := range map[string]redact.Config{
		"an unknown preset": {Preset: 9}, "an unknown region": {Regions: []string{"ATLANTIS"}}, "Audit without a key": {Preset: redact.Audit},
		"a short key": {Key: []byte("x")}, "Hash without a key": {Actions: on(redact.Email, redact.Hash)}, "tokens without a vault": {Actions: on(redact.Email, redact.Tokenize)},
		"an unknown kind's action": {Actions: on("SHOE", redact.Drop)}, "an unknown action": {Actions: on(redact.Email, 99)}, "a negative limit": {MaxBytes: -1},
		"Stable without a key": {Stable: 1}, "an unknown rule suppressed": {Suppress: []redact.Suppression{{Rule: "nope"}}}, "a nil detector": {Detectors: []redact.Detector{nil}},
	} {
		if _, err := redact.New(c); err == nil {
			t.Errorf("New with %s: no error", name)
		}
	}
	for _, p := range []redact.Preset{redact.Standard, redact.Secrets, redact.Strict, redact.Audit} {
		if got, err := redact.PresetNamed(p.String()); err != nil || got != p {
			t.Errorf("PresetNamed(%v) = %v, %v", p, got, err)
		}
	}
}
