package guard_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
)

func deliver(t *testing.T, edit func(*guard.Policy), output string, texts ...guard.Text) ([]guard.Text, error) {
	t.Helper()
	policy := pathPolicy(&ports{}, &journal{})
	if edit != nil {
		edit(&policy)
	}
	call := toolCall(t, `{"path":"x"}`)
	if output != "" {
		s, err := guard.CompileOutput([]byte(output))
		if err != nil {
			t.Fatal(err)
		}
		call.Output = s
	}
	got, err := mustNew(t, policy).Handle(t.Context(), call, answers(&result{texts: texts}, nil))
	if err != nil {
		return nil, err
	}
	return got.(*result).texts, nil
}

func TestVisible(t *testing.T) {
	for _, row := range []struct{ name, s, want string }{
		{"plain", "a\tb\nc\r", "a\tb\nc\r"},
		{"controls", "a\x00\x7f\u0085b", "ab"},
		{"colours", "\x1b[31;1ma\x1b[0mb\x1b[m", "ab"},
		{"a colour with a control character", "a\x1b[3\x081mb", "ab"},
		{"eight-bit colours", "a\u009b31mb", "ab"},
		{"a title", "a\x1b]0;title\ab", "ab"},
		{"a link", "\x1b]8;;https://x.io\x1b\\a\x1b]8;;\x1b\\b", "ab"},
		{"a device control string", "a\u0090q#0\u009cb", "ab"},
		{"a character set", "a\x1b(Bb\x1b7", "ab"},
		{"a sequence that does not end", "a\x1b[31\nb", "a[31\nb"},
		{"a title that does not end", "a\x1b]0;b\nc", "a]0;b\nc"},
		{"brackets without escape", "[31ma", "[31ma"},
		{"overrides", "a\u202e\u2066b\u2069\u200f\u061c", "ab"},
		{"zero width", "a\u200b\u2060\ufeff\u00adb", "ab"},
		{"tags", "a\U000E0041\U000E0042\U000E007Fb", "ab"},
		{"variation selectors of plane 14", "a\U000E0100\U000E01EF", "a"},
		{"joiners behind ASCII", "a\u200d\u200cb", "ab"},
		{"a run of joiners", "é\u200d\u200c\u200d\u200d\u200c", "é\u200d"},
		{"an emoji family", "👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"},
		{"an emoji with a selector", "👁\ufe0f\u200d🗨\ufe0f", "👁\ufe0f\u200d🗨\ufe0f"},
		{"a keycap", "1\ufe0f\u20e3", "1\ufe0f\u20e3"},
		{"a run of selectors", "é\ufe00\ufe0f\ufe01\ufe0f", "é\ufe00"},
		{"selectors and joiners in turn", "é\ufe0f\u200d\ufe0e\u200d\ufe0f", "é\ufe0f\u200d"},
		{"fillers", "a\u3164\u115fb\u034f", "ab"},
		{"Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"a real U+FFFD", "a\ufffdb", "a\ufffdb"},
		{"an invalid byte and a control", "a\xff\x00b", "a\ufffdb"},
	} {
		if got := guard.Visible(row.s); got != row.want {
			t.Errorf("%s: Visible(%q) = %q, want %q", row.name, row.s, got, row.want)
		}
		if again := guard.Visible(guard.Visible(row.s)); again != guard.Visible(row.s) {
			t.Errorf("%s: Visible is not idempotent: %q", row.name, again)
		}
	}
}

func TestHiddenCharactersLeaveNoForm(t *testing.T) {
	texts, err := deliver(t, nil, "",
		guard.Text{Value: "a\u200bb"}, guard.Text{Form: guard.Label, Value: "text/\u202eplain"},
		guard.Text{Form: guard.JSON, Value: "{\"k\u200b\" : \"v\\u202e\", \"n\":1.50}"}, guard.Text{Form: guard.Base64, Value: "4oCL"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"ab", "text/plain", `{"k" : "v", "n":1.50}`, "4oCL"} {
		if texts[i].Value != want {
			t.Errorf("text %d = %q, want %q", i, texts[i].Value, want)
		}
	}
}

func TestTheCap(t *testing.T) {
	limit := func(n int) func(*guard.Policy) { return func(p *guard.Policy) { p.MaxResult = n } }
	long := strings.Repeat("€", 100)
	for _, row := range []struct {
		name  string
		texts []guard.Text
		max   int
		want  guard.Code
	}{
		{"fits", []guard.Text{{Value: long}}, 300, ""},
		{"a text", []guard.Text{{Value: long}}, 299, ""},
		{"a text, at each border", []guard.Text{{Value: long}}, 100, ""},
		{"the last text first", []guard.Text{{Value: "first"}, {Value: long}}, 60, ""},
		{"no room for the mark", []guard.Text{{Value: long}}, 10, guard.CodeResultTooLarge},
		{"JSON", []guard.Text{{Form: guard.JSON, Value: `"` + long + `"`}}, 100, guard.CodeResultTooLarge},
		{"a label", []guard.Text{{Form: guard.Label, Value: long}}, 100, guard.CodeResultTooLarge},
		{"base64", []guard.Text{{Form: guard.Base64, Value: strings.Repeat("A", 300)}}, 100, guard.CodeResultTooLarge},
		{"text beside a label", []guard.Text{{Value: long}, {Form: guard.Label, Value: "file:///x"}}, 100, ""},
		{"text beside structured content", []guard.Text{{Value: long}, {Where: guard.StructuredContent, Form: guard.JSON, Value: `{}`}}, 100, guard.CodeResultTooLarge},
	} {
		texts, err := deliver(t, limit(row.max), "", row.texts...)
		if guard.CodeOf(err) != row.want {
			t.Errorf("%s: %v, want %q", row.name, err, row.want)
		}
		total := 0
		for i, text := range texts {
			total += len(text.Value)
			cut := text.Value != row.texts[i].Value
			if !utf8.ValidString(text.Value) || cut && (text.Form != guard.Plain || !strings.Contains(text.Value, "[cut: ")) {
				t.Errorf("%s: text %d = %q", row.name, i, text.Value)
			}
		}
		if total > row.max {
			t.Errorf("%s: %d bytes, want at most %d", row.name, total, row.max)
		}
	}
	for n := 40; n < 300; n++ { // every place of the cut
		if texts, err := deliver(t, limit(n), "", guard.Text{Value: long}); err != nil || len(texts[0].Value) > n || !utf8.ValidString(texts[0].Value) {
			t.Errorf("max %d: %q, %v", n, texts, err)
		}
	}
}

func TestTheRecordedSizeIsTheDeliveredOne(t *testing.T) {
	j := &journal{}
	policy := pathPolicy(&ports{}, j)
	policy.MaxResult = 100
	got, err := mustNew(t, policy).Handle(t.Context(), toolCall(t, `{"path":"x"}`), answers(plain(strings.Repeat("€", 999)), nil))
	if err != nil {
		t.Fatal(err)
	}
	if e := j.events[0]; e.Bytes != len(got.(*result).texts[0].Value) || !e.Cut {
		t.Errorf("event says %d bytes, cut %v; delivered %d", e.Bytes, e.Cut, len(got.(*result).texts[0].Value))
	}
}

func TestWhatLeavesIsValid(t *testing.T) {
	replace := func(with string) func(*guard.Policy) {
		return func(p *guard.Policy) {
			p.Redact = redactor(func(texts []guard.Text) ([]guard.Finding, error) {
				for i := range texts {
					if texts[i].Where == guard.StructuredContent {
						texts[i].Value = with
					}
				}
				return nil, nil
			})
		}
	}
	const schema = `{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}`
	content := guard.Text{Where: guard.StructuredContent, Form: guard.JSON, Value: `{"n":1}`}
	for _, row := range []struct {
		name   string
		edit   func(*guard.Policy)
		output string
		value  string
		want   guard.Code
	}{
		{"valid", nil, schema, `{"n":1}`, ""},
		{"invalid", nil, schema, `{"n":"x"}`, guard.CodeResultBlocked},
		{"redaction makes it invalid", replace(`{"n":"[X]"}`), schema, `{"n":1}`, guard.CodeResultBlocked},
		{"redaction breaks the JSON, with a schema", replace(`{"n":[X]}`), schema, `{"n":1}`, guard.CodeResultBlocked},
		{"redaction breaks the JSON, without a schema", replace(`{"n":[X]}`), "", `{"n":1}`, guard.CodeResultBlocked},
		{"redaction leaves nothing", replace(``), "", `{"n":1}`, guard.CodeResultBlocked},
		{"not JSON from the start", nil, "", `{"n":`, guard.CodeResultBlocked},
	} {
		content.Value = row.value
		if _, err := deliver(t, row.edit, row.output, content); guard.CodeOf(err) != row.want {
			t.Errorf("%s: %v, want %q", row.name, err, row.want)
		}
	}
}

func TestUnknownContentIsBlocked(t *testing.T) {
	g := mustNew(t, pathPolicy(&ports{}, &journal{}))
	_, err := g.Handle(t.Context(), toolCall(t, `{"path":"x"}`), func(context.Context, *guard.Call) (guard.Result, error) { return unknown{}, nil })
	if guard.CodeOf(err) != guard.CodeResultBlocked || strings.Contains(err.Error(), "secret") {
		t.Errorf("Handle = %v", err)
	}
}

type unknown struct{}

func (unknown) Failed() bool                                 { return false }
func (unknown) Texts() ([]guard.Text, error)                 { return nil, errSecret }
func (unknown) WithTexts([]guard.Text) (guard.Result, error) { return unknown{}, nil }

func TestKeysThatStrippingMakesEqualAreWithheld(t *testing.T) {
	for doc, want := range map[string]guard.Code{
		`{"a":1,"a\u200b":2}`:             guard.CodeResultBlocked,
		`[{"x":{"\u200ba":1,"a":2}}]`:     guard.CodeResultBlocked,
		`{"\ufeffid":1,"name":"\u200bx"}`: "",
	} {
		if _, err := deliver(t, nil, "", guard.Text{Where: guard.StructuredContent, Form: guard.JSON, Value: doc}); guard.CodeOf(err) != want {
			t.Errorf("%s: %v, want %q", doc, err, want)
		}
	}
}
