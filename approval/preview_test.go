package approval_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/approval"
	"github.com/mcpcordon/mcpcordon/guard"
)

func preview(t testing.TB, name, arguments string) string {
	t.Helper()
	return ask(t, approval.New(nil), guard.TwoPhase, args(t, arguments), func(c *guard.Call) { c.Name = name }).Preview
}

func TestPreviewShowsTheCall(t *testing.T) {
	for _, tc := range []struct{ name, args, want string }{
		{"no arguments", `{}`, ""},
		{"strings, numbers, lists and objects", `{"b":[1,"x"],"a":"y","c":{"d":null},"e":-1.5,"f":true}`, "a: \"y\"\nb: [1,\"x\"]\nc: {\"d\":null}\ne: -1.5\nf: true"},
		{"letters of other scripts", `{"path":"Übung/日本語/ภาษาไทย.txt"}`, `path: "Übung/日本語/ภาษาไทย.txt"`},
		{"an accent written as a mark", "{\"path\":\"cafe\u0301\"}", "path: \"cafe\u0301\""},
		{"quotes", `{"path":"a\" b: \"c"}`, `path: "a\" b: \"c"`},
		{"an empty name", `{"":"x"}`, `"": "x"`},
	} {
		want := strings.TrimSuffix("delete_file\n"+tc.want, "\n")
		if got := preview(t, "delete_file", tc.args); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", tc.name, got, want)
		}
	}
}

// The twin shows each value as it is.
func plainly(value string) string { return "delete_file\npath: " + value }

func TestPreviewCannotBeSpoofed(t *testing.T) {
	for _, tc := range []struct{ name, value, want string }{
		{"a line of its own", "a\nApproved: yes", `"a\nApproved: yes"`},
		{"a carriage return", "a\rApproved", `"a\rApproved"`},
		{"an escape sequence", "\x1b[2Jsafe", `"\x1b[2Jsafe"`},
		{"a C1 control", "a\u009b2J", `"a\u009b2J"`},
		{"a right-to-left override", "a\u202etxt.exe", `"a\u202etxt.exe"`},
		{"an isolate", "a\u2066b", `"a\u2066b"`},
		{"a zero-width space", "a\u200bb", `"a\u200bb"`},
		{"tag characters", "a\U000e0041", `"a\U000e0041"`},
		{"a line separator", "a\u2028b", `"a\u2028b"`},
		{"a no-break space", "a\u00a0b", `"a\u00a0b"`},
		{"a variation selector", "a\U000e0100", `"a\U000e0100"`},
		{"a Hangul filler", "a\u3164b", `"a\u3164b"`},
		{"a Braille blank", "a\u2800b", `"a\u2800b"`},
		{"a mark on the quote", "\u0338x", `"\u0338x"`},
		{"marks piled up", "a\u0301\u0301\u0301\u0301\u0301", "\"a\u0301\u0301\u0301\u0301\\u0301\""},
	} {
		quoted, err := json.Marshal(tc.value)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := preview(t, "delete_file", `{"path":`+string(quoted)+`}`), "delete_file\npath: "+tc.want; got != want {
			t.Errorf("%s:\n%s\nwant\n%s", tc.name, got, want)
		}
		if unshowable(plainly(tc.value), 2) == "" {
			t.Errorf("%s: it does no harm as it is, so the row shows nothing", tc.name)
		}
		// The same inside a list, in a key, and in the name of a resource.
		nested := preview(t, tc.value, `{"l":[`+string(quoted)+`],`+string(quoted)+`:1}`)
		if reason := unshowable(nested, 3); reason != "" {
			t.Errorf("%s, elsewhere: %s in %q", tc.name, reason, nested)
		}
	}
}

func TestPreviewOfALongValueShowsBothEnds(t *testing.T) {
	others := "" // 20 arguments leave 200 characters to each
	for i := range 19 {
		others += fmt.Sprintf(`,"z%02d":1`, i)
	}
	long := func(path string) string {
		_, line, _ := strings.Cut(preview(t, "delete_file", `{"path":"`+path+`"`+others+`}`), "\n")
		return line
	}
	got := long(strings.Repeat("a", 500) + "/../../etc")
	want := `path: "` + strings.Repeat("a", 140) + `"…"` + strings.Repeat("a", 50) + `/../../etc" (510 bytes, sha256 `
	if !strings.HasPrefix(got, want) {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if other := long(strings.Repeat("a", 200) + "b" + strings.Repeat("a", 299) + "/../../etc"); other == got {
		t.Error("two values that differ in the middle look the same")
	}
	exact := strings.Repeat("é", 200)
	if got := long(exact); !strings.HasPrefix(got, `path: "`+exact+"\"\n") {
		t.Errorf("200 characters are cut: %s", got)
	}
}

// Whoever consents to a statement sees all of it, where it is the only argument.
func TestPreviewOfAStatementHidesNothingInTheMiddle(t *testing.T) {
	statement := "UPDATE orders SET status = 'paid' /* " + strings.Repeat("as was asked ", 20) + "*/, total = 0 /* " + strings.Repeat("-", 200) + " */ WHERE id = 1"
	if got := preview(t, "change", `{"sql":"`+statement+`"}`); !strings.Contains(got, statement) {
		t.Errorf("%s\ndoes not show all of\n%s", got, statement)
	}
	if got := preview(t, "change", `{"sql":"`+strings.Repeat(statement, 9)+`"}`); len(got) > 4200 || !strings.Contains(got, "sha256") {
		t.Errorf("%d characters for a statement of %d: %s", len(got), 9*len(statement), got)
	}
}

func TestPreviewOfManyArgumentsIsBounded(t *testing.T) {
	object := func(n int) string {
		var members []string
		for i := range n {
			members = append(members, fmt.Sprintf(`"a%02d":%d`, i, i))
		}
		return "{" + strings.Join(members, ",") + "}"
	}
	if got := preview(t, "delete_file", object(19)); strings.Count(got, "\n") != 19 || strings.Contains(got, "more") {
		t.Errorf("19 arguments:\n%s", got)
	}
	got := preview(t, "delete_file", object(40))
	if strings.Count(got, "\n") != 19 || !strings.Contains(got, "… and 22 more arguments (") {
		t.Errorf("40 arguments:\n%s", got)
	}
}

// unshowable says what is wrong with a preview of at most so many lines.
func unshowable(s string, lines int) string {
	switch {
	case strings.Count(s, "\n") >= lines:
		return "too many lines"
	case !utf8.ValidString(s):
		return "invalid UTF-8"
	case strings.Contains(s, "\"\u0338") || strings.Contains(s, ": \u0338"):
		return "a mark where no letter is"
	case strings.Contains(s, strings.Repeat("\u0301", 5)):
		return "marks piled up"
	}
	for _, r := range strings.ReplaceAll(s, "\n", "") {
		if !unicode.IsPrint(r) || r == '\u2800' || unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) {
			return fmt.Sprintf("%U", r)
		}
	}
	return ""
}

func FuzzPreview(f *testing.F) {
	f.Add("delete_file", `{"path":"notes.txt"}`)
	f.Add("a\nb", "{\"p\u202e\":\"\u0301\",\"l\":[\"\u200b\"]}")
	f.Add("x", `{"p":"`+strings.Repeat("\U000e0041", 300)+strings.Repeat("é\u0301", 100)+`"}`)
	a := approval.New(&approval.Options{MaxPending: math.MaxInt, MaxPendingPerCaller: math.MaxInt, TTL: 1})
	f.Fuzz(func(t *testing.T, name, arguments string) {
		decoded, err := guard.Decode([]byte(arguments), guard.Limits{})
		if err != nil {
			return
		}
		q := ask(t, a, guard.TwoPhase, func(c *guard.Call) { c.Name, c.Args = name, decoded })
		if reason := unshowable(q.Preview, 20); reason != "" || utf8.RuneCountInString(q.Preview) > 20*600 {
			t.Errorf("%s in %q", reason, q.Preview)
		}
	})
}
