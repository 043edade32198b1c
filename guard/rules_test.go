package guard_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

// lower is a Rewriter: it allows and lowers all but "evil".
type lower struct{}

func (lower) Check(context.Context, string) error { panic("Check of a Rewriter was called") }

func (lower) Rewrite(_ context.Context, s string) (string, error) {
	if s == "evil" {
		return "", guard.Deny(guard.CodePathNotAllowed, "").Because("evil at /host/path")
	}
	return strings.ToLower(s), nil
}

// confine runs Confine alone and returns the arguments that the handler sees.
func confine(t *testing.T, args guard.Args, raw string) (string, error) {
	t.Helper()
	call := &guard.Call{Args: decode(t, raw)}
	before := string(call.Args.Raw())
	kept, seen := call.Args, ""
	_, err := guard.Confine(args)(func(_ context.Context, c *guard.Call) (guard.Result, error) {
		seen = string(c.Args.Raw())
		return plain("ok"), nil
	})(t.Context(), call)
	if again := decode(t, before); string(again.Raw()) != before || fmt.Sprint(kept.Map()) != fmt.Sprint(again.Map()) {
		t.Errorf("Confine changed the Arguments it was given: %v, want %s", kept.Map(), before)
	}
	return seen, err
}

func TestConfine(t *testing.T) {
	const mustBe, miss, letters = "must be a string or an array of strings", "is missing", "other letters"
	for _, row := range []struct {
		name string
		args guard.Args
		raw  string
		want string // what the handler sees, or after "!" the refusal
	}{
		{"a string", guard.Args{"p": lower{}}, `{"p":"OK"}`, `{"p":"ok"}`},
		{"a denied string", guard.Args{"p": lower{}}, `{"p":"evil"}`, `!path_not_allowed (argument "p")`},
		{"a list", guard.Args{"p": lower{}}, `{"p":["A",["B"]]}`, `{"p":["a",["b"]]}`},
		{"a denied item", guard.Args{"p": lower{}}, `{"p":["A","evil"]}`, `!path_not_allowed (argument "p")`},
		{"absent", guard.Args{"p": lower{}}, `{}`, "!" + miss},
		{"null", guard.Args{"p": lower{}}, `{"p":null}`, "!" + mustBe},
		{"a number", guard.Args{"p": lower{}}, `{"p":1}`, "!" + mustBe},
		{"a boolean in a list", guard.Args{"p": lower{}}, `{"p":["a",true]}`, "!" + mustBe},
		{"an object", guard.Args{"p": lower{}}, `{"p":{"x":"evil"}}`, "!" + mustBe},
		{"optional, absent", guard.Args{"p": guard.Optional(lower{})}, `{}`, `{}`},
		{"optional, null", guard.Args{"p": guard.Optional(lower{})}, `{"p":null}`, `{"p":null}`},
		{"optional, denied", guard.Args{"p": guard.Optional(lower{})}, `{"p":"evil"}`, "!path_not_allowed"},
		{"optional, a number", guard.Args{"p": guard.Optional(lower{})}, `{"p":1}`, "!" + mustBe},
		{"optional twice still rewrites", guard.Args{"p": guard.Optional(guard.Optional(lower{}))}, `{"p":"A"}`, `{"p":"a"}`},
		{"nested", guard.Args{"o/p": lower{}}, `{"o":{"p":"A"}}`, `{"o":{"p":"a"}}`},
		{"nested, absent", guard.Args{"o/p": lower{}}, `{"o":{}}`, `!(argument "o/p"): is missing`},
		{"nested, all absent", guard.Args{"o/p": lower{}}, `{}`, "!" + miss},
		{"nested, a string above", guard.Args{"o/p": lower{}}, `{"o":"evil"}`, "!must be an object"},
		{"nested in a list", guard.Args{"o/p": lower{}}, `{"o":[{"p":"A"},{"p":"B"}]}`, `{"o":[{"p":"a"},{"p":"b"}]}`},
		{"nested in a list, absent", guard.Args{"o/p": lower{}}, `{"o":[{"p":"A"},{}]}`, "!" + miss},
		{"nested in a list, a string", guard.Args{"o/p": lower{}}, `{"o":["evil"]}`, "!must be an object"},
		{"a star", guard.Args{"*": lower{}}, `{"x":"A","y":"B"}`, `{"x":"a","y":"b"}`},
		{"a star, denied", guard.Args{"*": lower{}}, `{"x":"evil"}`, `!path_not_allowed (argument "*")`},
		{"a client's name is a star", guard.Args{"*": lower{}, "p": guard.FreeText(9)}, `{"*":"evil","p":"A"}`, `!(argument "*")`},
		{"a client's name is two stars", guard.Args{"*": lower{}}, `{"**":"evil"}`, "!path_not_allowed"},
		{"a name goes before a star", guard.Args{"*": lower{}, "p": guard.FreeText(9)}, `{"p":"evil"}`, `{"p":"evil"}`},
		{"a star in the middle", guard.Args{"o/*/p": lower{}}, `{"o":{"x":{"p":"A"}}}`, `{"o":{"x":{"p":"a"}}}`},
		{"everything below", guard.Args{"o/**": lower{}}, `{"o":{"x":{"y":["A",1,null,{"z":"B"}]}}}`, `{"o":{"x":{"y":["a",1,null,{"z":"b"}]}}}`},
		{"everything below, denied", guard.Args{"o/**": lower{}}, `{"o":[{"x":{"y":["evil"]}}]}`, `!path_not_allowed (argument "o")`},
		{"everything", guard.Args{"**": lower{}}, `{"x":{"y":"evil"}}`, "!path_not_allowed"},
		{"a name with a slash", guard.Args{"a~1b": lower{}}, `{"a/b":"evil"}`, `!path_not_allowed (argument "a~1b")`},
		{"a name with a tilde", guard.Args{"a~0b": lower{}}, `{"a~b":"evil"}`, "!path_not_allowed"},
		{"a name with a slash is no path", guard.Args{"a/b": guard.Optional(lower{})}, `{"a/b":"A"}`, `{"a/b":"A"}`},
		{"other letters", guard.Args{"p": guard.Optional(lower{})}, `{"P":"evil"}`, "!" + letters},
		{"other letters beside a star", guard.Args{"p": guard.Optional(lower{}), "*": lower{}}, `{"P":"x"}`, "!" + letters},
		{"other letters, nested", guard.Args{"o/sub": guard.Optional(lower{})}, `{"o":[{"ſub":"evil"}]}`, "!" + letters},
		{"other letters on another level", guard.Args{"path": guard.Optional(lower{})}, `{"env":{"PATH":"X"}}`, `{"env":{"PATH":"X"}}`},
		{"no rule", guard.Args{"p": guard.Optional(lower{})}, `{"q":"Free"}`, `{"q":"Free"}`},
		{"text of 3 bytes", guard.Args{"p": guard.FreeText(3)}, `{"p":"\t€"}`, "!at most 3 bytes"},
		{"text with an escape", guard.Args{"p": guard.FreeText(9)}, `{"p":"\u001b"}`, "!control characters"},
		{"text with a C1 control", guard.Args{"p": guard.FreeText(9)}, `{"p":"\u009b"}`, "!control characters"},
	} {
		seen, err := confine(t, row.args, row.raw)
		refusal, refused := strings.CutPrefix(row.want, "!")
		if refused && (err == nil || !strings.Contains(err.Error(), refusal)) || !refused && (err != nil || seen != row.want) {
			t.Errorf("%s: %s, %v, want %s", row.name, seen, err, row.want)
		}
		if err != nil && (strings.Contains(err.Error(), "evil") || strings.Contains(err.Error(), "/host")) {
			t.Errorf("%s: %v holds a value", row.name, err)
		}
	}
}

// A middleware that keeps the Arguments may read them while Confine rewrites.
func TestArgumentsAreImmutable(t *testing.T) {
	call := &guard.Call{Args: decode(t, `{"p":["A","B"]}`)}
	kept := call.Args
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 100 {
			if kept.String("/p/0") != "A" {
				t.Error("kept Arguments changed")
			}
		}
	})
	_, err := guard.Confine(guard.Args{"p": lower{}})(okHandler)(t.Context(), call)
	wg.Wait()
	if err != nil || call.Args.String("/p/0") != "a" || kept.String("/p/0") != "A" {
		t.Errorf("%v; now %s, kept %v", err, call.Args.Raw(), kept.Map())
	}
}

type badRewriter struct{ lower }

func (badRewriter) Rewrite(context.Context, string) (string, error) { return "\xff", nil }

func TestARewriterCannotBreakTheCanonicalForm(t *testing.T) {
	if seen, err := confine(t, guard.Args{"p": badRewriter{}}, `{"p":"x"}`); err == nil {
		t.Errorf("the handler sees %q", seen)
	}
}

func TestRewrittenArgumentsAreSeenEverywhere(t *testing.T) {
	j := &journal{}
	policy := pathPolicy(&ports{}, j)
	policy.Tools["tool"] = guard.Tool{Args: guard.Args{"path": lower{}}}
	_, err := mustNew(t, policy).Handle(t.Context(), toolCall(t, `{"path":"ABC"}`), func(_ context.Context, c *guard.Call) (guard.Result, error) {
		if string(c.Args.Raw()) != `{"path":"abc"}` || c.Args.Map()["path"] != "abc" || c.Args.String("/path") != "abc" {
			t.Errorf("the handler sees %s", c.Args.Raw())
		}
		return plain("ok"), nil
	})
	if e := j.events[0]; err != nil || string(e.Arguments) != `{"path":"abc"}` || e.Digest != decode(t, `{"path":"abc"}`).Digest() {
		t.Errorf("%v; event %s", err, e.Arguments)
	}
}

func TestMalformedArgsAreRefused(t *testing.T) {
	for key, args := range map[string]guard.Args{
		"an empty key":          {"": text},
		"a slash in front":      {"/p": text},
		"a slash behind":        {"p/": text},
		"two stars in between":  {"**/p": text},
		"nil":                   {"p": nil},
		"a nil pointer":         {"p": (*pointer)(nil)},
		"a nil func":            {"p": guard.CheckerFunc(nil)},
		"optional nil":          {"p": guard.Optional(nil)},
		"optional optional nil": {"p": guard.Optional(guard.Optional(guard.CheckerFunc(nil)))},
		"above another":         {"p": text, "p/q": text},
		"above all":             {"**": text, "p": text},
		"twice, by two stars":   {"p": text, "p/**": text},
		"twice, by an escape":   {"p~": text, "p~0": text},
	} {
		if err := guard.CompileArgs(args); err == nil {
			t.Errorf("%s: %v compiles", key, args)
		}
	}
}

type pointer struct{ max int }

func (p *pointer) Check(context.Context, string) error          { return fmt.Errorf("%d", p.max) }
func (p *pointer) Authorize(context.Context, *guard.Call) error { return fmt.Errorf("%d", p.max) }
func (p *pointer) Limit(context.Context, *guard.Call) (func(), error) {
	return nil, fmt.Errorf("%d", p.max)
}

func TestNewRefusesAPolicyItCouldNotEnforce(t *testing.T) {
	tool := setTool
	for _, row := range []struct {
		name string
		edit func(*guard.Policy)
		want string
	}{
		{"the zero policy", func(p *guard.Policy) { *p = guard.Policy{} }, "Record is nil"},
		{"no recorder", func(p *guard.Policy) { p.Record = nil }, "Record is nil"},
		{"a nil *journal", func(p *guard.Policy) { p.Record = (*journal)(nil) }, "Record is nil"},
		{"no redactor", func(p *guard.Policy) { p.Redact = redactor(nil) }, "Redact is nil"},
		{"no limiter", func(p *guard.Policy) { p.Limit = nil }, "Limit is nil"},
		{"a nil limiter", func(p *guard.Policy) { p.Limit = (*ports)(nil) }, "Limit is nil"},
		{"a nil authorizer", func(p *guard.Policy) { p.Authorize = (*pointer)(nil) }, "Authorize holds a nil"},
		{"a nil authorizer func", func(p *guard.Policy) { p.Authorize = guard.AuthorizerFunc(nil) }, "Authorize holds a nil"},
		{"a tool's nil authorizer", tool(func(t *guard.Tool) { t.Authorize = (*pointer)(nil) }), `tool "tool": Authorize holds a nil`},
		{"a tool's nil limiter", tool(func(t *guard.Tool) { t.Limit = (*pointer)(nil) }), `tool "tool": Limit holds a nil`},
		{"a tool's nil checker", tool(func(t *guard.Tool) { t.Args = guard.Args{"p": (*pointer)(nil)} }), `tool "tool": argument "p": the checker is nil`},
		{"an approval without approver", tool(func(t *guard.Tool) { t.Approval = guard.TwoPhase }), `tool "tool": it needs an approval`},
		{"an unknown strength", tool(func(t *guard.Tool) { t.Approval = 9 }), "not a Strength"},
		{"a negative deadline", func(p *guard.Policy) { p.Deadline = -1 }, "negative"},
		{"a negative size", func(p *guard.Policy) { p.MaxResult = -1 }, "negative"},
		{"a tool's negative size", tool(func(t *guard.Tool) { t.MaxResult = -1 }), "negative"},
		{"a tool's negative deadline", tool(func(t *guard.Tool) { t.Deadline = -1 }), "negative"},
		{"a tool's negative limit", tool(func(t *guard.Tool) { t.Limits.Depth = -1 }), "negative"},
		{"a prompt's negative size", func(p *guard.Policy) { p.Prompts = map[string]guard.Prompt{"p": {MaxResult: -1}} }, `prompt "p"`},
		{"a bad tool name", func(p *guard.Policy) { p.Tools["a b"] = guard.Tool{} }, `tool "a b"`},
		{"a variable without checker", func(p *guard.Policy) { p.Resources = map[string]guard.Resource{"x://{v}": {}} }, `variable "v" has no checker`},
		{"an open brace", func(p *guard.Policy) { p.Resources = map[string]guard.Resource{"x://{v": {}} }, "not closed"},
		{"a nil checker of a completion", func(p *guard.Policy) {
			p.Prompts = map[string]guard.Prompt{"p": {Complete: guard.Args{"a": nil}}}
		}, "Complete"},
	} {
		policy := pathPolicy(&ports{}, &journal{})
		row.edit(&policy)
		if g, err := guard.New(policy); g != nil && err == nil || err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: New = %v, want %q", row.name, err, row.want)
		}
	}
}

func TestConfineEachRefusesMistakesInsteadOfPanicking(t *testing.T) {
	fits := guard.FreeText(3)
	for _, row := range []struct {
		name  string
		c     guard.Checker
		names []string
		want  guard.Code
	}{
		{"a value that fits passes", fits, []string{"a"}, ""},
		{"each name is checked", fits, []string{"a", "b"}, guard.CodeInvalidArgument},
		{"no name refuses", fits, nil, guard.CodeForbidden},
		{"no checker refuses", nil, []string{"a"}, guard.CodeForbidden},
		{"a nil function refuses", guard.CheckerFunc(nil), []string{"a"}, guard.CodeForbidden},
		{"a malformed key refuses", fits, []string{"a//b"}, guard.CodeForbidden},
	} {
		args, err := guard.Decode([]byte(`{"a":"one","b":"four"}`), guard.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		ran := false
		next := func(context.Context, *guard.Call) (guard.Result, error) { ran = true; return nil, nil }
		_, err = guard.ConfineEach(guard.CodeForbidden, row.c, row.names...)(next)(t.Context(), &guard.Call{Args: args})
		if guard.CodeOf(err) != row.want || ran != (row.want == "") {
			t.Errorf("%s: %v, ran: %v, want %q", row.name, err, ran, row.want)
		}
	}
}
