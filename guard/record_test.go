package guard_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

// masking is a redactor that replaces "secret", as a real one would.
var masking = redactor(func(texts []guard.Text) ([]guard.Finding, error) {
	n := 0
	for i := range texts {
		n += strings.Count(texts[i].Value, "secret")
		texts[i].Value = strings.ReplaceAll(texts[i].Value, "secret", "[X]")
	}
	return []guard.Finding{{Kind: "X", Count: n}}, nil
})

func TestTheRecordIsRedacted(t *testing.T) {
	j := &journal{}
	policy := pathPolicy(&ports{}, j)
	policy.Redact = masking
	g := mustNew(t, policy)
	call := toolCall(t, `{"path":"my secret"}`)
	call.Session, call.Client.Name = "secret session", "secret client"
	digest := decode(t, `{"path":"my secret"}`).Digest()
	if _, err := g.Handle(t.Context(), call, answers(nil, errors.New("a secret cause"))); err == nil {
		t.Fatal("no error")
	}
	e := j.stage(guard.Outcome)[0]
	if text, _ := json.Marshal(e); strings.Contains(string(text), "secret") {
		t.Errorf("the event holds the secret: %s", text)
	}
	if string(e.Arguments) != `{"path":"my [X]"}` || e.Digest != digest || e.Detail != "a [X] cause" || e.Caller.Subject != "alice" || e.Name != "tool" || e.Kind != guard.KindTool {
		t.Errorf("event %+v", e)
	}
}

func TestPanicsAreForTheRecordOnly(t *testing.T) {
	j := &journal{}
	g := mustNew(t, pathPolicy(&ports{}, j))
	_, err := g.Handle(t.Context(), toolCall(t, `{"path":"x"}`), panics("the value"))
	e := j.stage(guard.Outcome)[0]
	if !strings.Contains(e.Detail, "the value") || !strings.Contains(e.Stack, "record_test.go") && !strings.Contains(e.Stack, "panics") {
		t.Errorf("event %q, stack %q", e.Detail, e.Stack)
	}
	if strings.Contains(err.Error(), "value") || strings.Contains(err.Error(), ".go") {
		t.Errorf("denial %v", err)
	}
}

func TestARedactorThatBreaksTheRecord(t *testing.T) {
	for name, redact := range map[string]redactor{
		"fails":  func([]guard.Text) ([]guard.Finding, error) { return nil, errSecret },
		"panics": func([]guard.Text) ([]guard.Finding, error) { panic("secret") },
		"makes something else of JSON": func(texts []guard.Text) ([]guard.Finding, error) {
			for i := range texts {
				texts[i].Value = "{broken"
			}
			return nil, nil
		},
	} {
		j := &journal{}
		policy := pathPolicy(&ports{}, j)
		policy.Redact = redact
		g := mustNew(t, policy)
		_, _ = g.Handle(t.Context(), toolCall(t, `{"path":"secret"}`), okHandler)
		e := j.stage(guard.Outcome)[0]
		text, err := json.Marshal(e)
		if err != nil || strings.Contains(string(text), "secret") || e.Arguments != nil || e.Digest == "" {
			t.Errorf("%s: event %s, %v", name, text, err)
		}
	}
}

func TestTheTokenIsNowhere(t *testing.T) {
	j, seen := &journal{}, ""
	policy := pathPolicy(&ports{}, j)
	policy.Tools["tool"] = guard.Tool{Args: guard.Args{"path": text}, Approval: guard.TwoPhase}
	policy.Approve = approver(func(c *guard.Call) error {
		seen = c.Token
		if c.Token == "" {
			return &guard.Ask{Token: "sealed-token", Preview: "x"}
		}
		return nil
	})
	g := mustNew(t, policy)
	if _, err := g.Handle(t.Context(), toolCall(t, `{"path":"x"}`), panics("ran")); guard.CodeOf(err) != guard.CodeApprovalRequired {
		t.Fatalf("the first call: %v", err)
	}
	if len(j.stage(guard.Asked)) != 1 || len(j.stage(guard.Intent)) != 0 {
		t.Errorf("events after the first call: %+v", j.events)
	}
	_, err := g.Handle(t.Context(), toolCall(t, `{"approval_token":"sealed-token","path":"x"}`), func(_ context.Context, c *guard.Call) (guard.Result, error) {
		if string(c.Args.Raw()) != `{"path":"x"}` || len(c.Args.Map()) != 1 {
			t.Errorf("the handler sees %s, %v", c.Args.Raw(), c.Args.Map())
		}
		return plain("ok"), nil
	})
	if err != nil || seen != "sealed-token" {
		t.Errorf("the second call: %v, token %q", err, seen)
	}
	want := decode(t, `{"path":"x"}`).Digest()
	for _, e := range j.events {
		if strings.Contains(string(e.Arguments), "token") || e.Digest != want {
			t.Errorf("event %+v", e)
		}
	}
	if len(j.stage(guard.Intent)) != 1 || len(j.stage(guard.Outcome)) != 1 {
		t.Errorf("events %+v", j.events)
	}
}

func TestWithoutARecordNothingHappens(t *testing.T) {
	for _, stage := range []guard.Stage{guard.Intent, guard.Outcome} {
		ran := false
		policy := pathPolicy(&ports{}, &journal{fail: func(e *guard.Event) error {
			if e.Stage == stage {
				return errSecret
			}
			return nil
		}})
		policy.Tools["tool"] = guard.Tool{Args: guard.Args{"path": text}, Destructive: true}
		got, err := mustNew(t, policy).Handle(t.Context(), toolCall(t, `{"path":"x"}`), func(context.Context, *guard.Call) (guard.Result, error) {
			ran = true
			return plain("ok"), nil
		})
		if guard.CodeOf(err) != guard.CodeAuditUnavailable || got != nil || ran != (stage == guard.Outcome) || !strings.Contains(err.Error(), "(ref ") {
			t.Errorf("%s fails: %v, %v, ran %v", stage, got, err, ran)
		}
	}
}

func TestTheRecordOutlivesTheClient(t *testing.T) {
	j := &journal{} // refuses an ended context
	g := mustNew(t, pathPolicy(&ports{}, j))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := g.Handle(ctx, toolCall(t, `{"path":"x"}`), func(ctx context.Context, _ *guard.Call) (guard.Result, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	})
	if guard.CodeOf(err) != guard.CodeCanceled || len(j.stage(guard.Outcome)) != 1 {
		t.Errorf("Handle = %v, %d events", err, len(j.events))
	}
}

func TestCallsWithoutArgumentsAreRecordedAsSuch(t *testing.T) {
	j := &journal{}
	policy := pathPolicy(&ports{}, j)
	policy.Tools["tool"] = guard.Tool{}
	call := toolCall(t, ``)
	call.Input = input(t, `{"type":"object"}`)
	if _, err := mustNew(t, policy).Handle(t.Context(), call, okHandler); err != nil {
		t.Fatal(err)
	}
	if e := j.events[0]; string(e.Arguments) != "{}" || e.Digest != decode(t, `{}`).Digest() {
		t.Errorf("event %s, %q", e.Arguments, e.Digest)
	}
}

func TestRefuseRecordsAndMasks(t *testing.T) {
	j := &journal{}
	g := mustNew(t, pathPolicy(&ports{}, j))
	for _, why := range []error{nil, errSecret, guard.Deny(guard.CodeInvalidArgument, ""), &guard.Ask{}} {
		call := &guard.Call{Name: strings.Repeat("é", 10000)}
		d := g.Refuse(t.Context(), call, why)
		if d.Reference != call.Reference || strings.Contains(d.Error(), "secret") {
			t.Errorf("Refuse(%v) = %v", why, d)
		}
	}
	for _, e := range j.events {
		if len(e.Name) > 300 {
			t.Errorf("a name of %d bytes in the record", len(e.Name))
		}
	}
	if len(j.events) != 4 {
		t.Errorf("%d events, want 4", len(j.events))
	}
}
