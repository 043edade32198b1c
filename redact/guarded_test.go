package redact_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

// guarded returns what is left of a text that leaves through a Guard, which
// makes texts visible first.
func guarded(t *testing.T, form guard.Form, text string) string {
	t.Helper()
	g, err := guard.New(guard.Policy{Redact: redact.Default(), InsecureNoAudit: true, InsecureNoLimit: true, InsecureAnonymous: true})
	if err != nil {
		t.Fatal(err)
	}
	texts := []guard.Text{{Form: form, Value: text}}
	if err := g.Clean(t.Context(), &guard.Call{Kind: guard.KindTool, Name: "t"}, texts); err != nil {
		t.Fatalf("Clean(%q): %v", text, err)
	}
	return texts[0].Value
}

// TestDisguisesAreSeenThroughBehindAGuard: what makes texts visible must leave
// nothing beside a value that changes what the value looks like.
func TestDisguisesAreSeenThroughBehindAGuard(t *testing.T) {
	for _, d := range disguises {
		for _, v := range disguised {
			hidden := d.hide(v.value)
			if d.long && !v.long || hidden == v.value {
				continue
			}
			text := "see " + hidden + " there"
			if got := guarded(t, guard.Plain, text); strings.Contains(got, guard.Visible(hidden)) || !strings.Contains(got, "_1]") {
				t.Errorf("%s: %q became %q", d.name, text, got)
			}
			doc, _ := json.Marshal(map[string]any{"a": text, "n": 1})
			if got := guarded(t, guard.JSON, string(doc)); !strings.Contains(got, "_1]") || !json.Valid([]byte(got)) {
				t.Errorf("%s: in JSON: %q became %q", d.name, doc, got)
			}
		}
	}
}

func TestColouredOutputBehindAGuard(t *testing.T) {
	for text, want := range map[string]string{
		"\x1b[32m" + githubToken + "\x1b[0m":                    "[API_KEY_1]",
		"\x1b[31m4111111111111111\x1b[0m":                       "[CARD_1]",
		"\x1b[36m219-45-6789\x1b[0m":                            "[SSN_1]",
		"token: \x1b[33m" + awsKey + "\x1b[0m":                  "token: [API_KEY_1]",
		"al\x1b[1mice@example.com":                              "[EMAIL_1]",
		"\u009b1m" + githubToken + "\u009b0m":                   "[API_KEY_1]",
		"\x1b(B" + githubToken + "\x1b7":                        "[API_KEY_1]",
		"\x1b]8;;https://x.io\x1b\\alice@example.com\x1b]8;;\a": "[EMAIL_1]",
		"\x1b[32mok\x1b[0m all passed":                          "ok all passed",
	} {
		if got := guarded(t, guard.Plain, text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
		doc, _ := json.Marshal([]string{text})
		if got := guarded(t, guard.JSON, string(doc)); got != `["`+want+`"]` {
			t.Errorf("%s became %s, want %q", doc, got, want)
		}
	}
}
