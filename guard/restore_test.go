package guard_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

// tokens is a Redactor that turns "token" back into "value" for alice.
type tokens struct{ err error }

func (t tokens) Redact(_ context.Context, _ *guard.Call, texts []guard.Text) ([]guard.Finding, error) {
	for i := range texts {
		texts[i].Value = strings.ReplaceAll(texts[i].Value, "value", "token")
	}
	return nil, nil
}

func (t tokens) Restore(_ context.Context, _ *guard.Call, text string) (string, error) {
	return strings.ReplaceAll(text, "token", "value"), t.err
}

func TestTokensAreRestoredInsideTheCall(t *testing.T) {
	j := &journal{}
	policy := pathPolicy(&ports{}, j)
	policy.InsecureAnonymous = true
	var seen []string
	note := func(s string) { seen = append(seen, s) }
	policy.Tools["tool"] = guard.Tool{Args: guard.Args{"path": guard.CheckerFunc(func(_ context.Context, s string) error { note("check " + s); return nil })}}
	handler := func(_ context.Context, c *guard.Call) (guard.Result, error) {
		note("run " + string(c.Raw))
		return plain("got value"), nil
	}
	for _, row := range []struct {
		name     string
		redactor guard.Redactor
		caller   guard.Caller
		want     string
	}{
		{"for the caller", tokens{}, alice, `check a value|run {"path":"a value"}`},
		{"not for nobody", tokens{}, guard.Caller{}, `check a token|run {"path":"a token"}`},
		{"not without a restorer", redactor(func([]guard.Text) ([]guard.Finding, error) { return nil, nil }), alice, `check a token|run {"path":"a token"}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			seen, j.events = nil, nil
			policy.Redact = row.redactor
			call := toolCall(t, `{"path":"a token"}`)
			call.Caller = row.caller
			if _, err := mustNew(t, policy).Handle(t.Context(), call, handler); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(seen, "|"); got != row.want {
				t.Errorf("seen %s, want %s", got, row.want)
			}
			if got := string(j.stage(guard.Outcome)[0].Arguments); got != `{"path":"a token"}` {
				t.Errorf("recorded %s, want the token", got)
			}
		})
	}
	policy.Redact = tokens{err: errors.New("down")}
	if _, err := mustNew(t, policy).Handle(t.Context(), toolCall(t, `{"path":"a token"}`), handler); guard.CodeOf(err) != guard.CodeInternal {
		t.Errorf("a restorer that fails: %v, want %v", err, guard.CodeInternal)
	}
}
