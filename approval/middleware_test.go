package approval_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/mcpcordon/mcpcordon/approval"
	"github.com/mcpcordon/mcpcordon/guard"
)

// handler counts its runs.
func handler(ran *int) guard.Handler {
	return func(context.Context, *guard.Call) (guard.Result, error) {
		*ran++
		return nil, nil
	}
}

func TestMiddlewareRunsTheHandlerAfterConsent(t *testing.T) {
	var ran int
	h := approval.Middleware(approval.New(nil), guard.TwoPhase)(handler(&ran))
	var q *guard.Ask
	if _, err := h(t.Context(), deletion(t)); !errors.As(err, &q) || ran != 0 {
		t.Fatalf("the first call = %v, the handler ran %d times", err, ran)
	}
	if _, err := h(t.Context(), deletion(t, token(q.Token))); err != nil || ran != 1 {
		t.Fatalf("the second call = %v, the handler ran %d times", err, ran)
	}
	if _, err := h(t.Context(), deletion(t, token(q.Token))); guard.CodeOf(err) != guard.CodeApprovalExpired || ran != 1 {
		t.Errorf("the third call = %v, the handler ran %d times", err, ran)
	}
}

func TestMiddlewareRefusesWhatItCannotShow(t *testing.T) {
	a := approval.New(nil)
	raw := func(s string) func(*guard.Call) {
		return func(c *guard.Call) { c.Raw, c.Args = []byte(s), guard.Arguments{} }
	}
	for name, tc := range map[string]struct {
		a     guard.Approver
		least guard.Strength
		edit  func(*guard.Call)
		want  guard.Code
	}{
		"no approver":                     {nil, guard.TwoPhase, raw(``), guard.CodeApprovalUnavailable},
		"a nil approver":                  {(*approval.Approver)(nil), guard.TwoPhase, raw(``), guard.CodeApprovalUnavailable},
		"no strength":                     {a, guard.NoApproval, raw(``), guard.CodeApprovalUnavailable},
		"arguments that nobody decoded":   {a, guard.TwoPhase, raw(`{"path":"all"}`), guard.CodeApprovalUnavailable},
		"arguments that do not decode":    {a, guard.TwoPhase, raw(`{"path"`), guard.CodeApprovalUnavailable},
		"no arguments":                    {a, guard.TwoPhase, raw(``), guard.CodeApprovalRequired},
		"arguments that are empty":        {a, guard.TwoPhase, raw(` {} `), guard.CodeApprovalRequired},
		"a token left in the arguments":   {a, guard.TwoPhase, args(t, `{"path":"notes.txt","approval_token":"x"}`), guard.CodeApprovalRequired},
		"arguments that somebody decoded": {a, guard.TwoPhase, func(c *guard.Call) { c.Raw = []byte(`{"path":"notes.txt"}`) }, guard.CodeApprovalRequired},
	} {
		var ran int
		_, err := approval.Middleware(tc.a, tc.least)(handler(&ran))(t.Context(), deletion(t, tc.edit))
		if guard.CodeOf(err) != tc.want || ran != 0 {
			t.Errorf("%s = %v, want %q; the handler ran %d times", name, err, tc.want, ran)
		}
	}
}

func Example() {
	a := approval.New(nil)
	args, _ := guard.Decode([]byte(`{"path":"notes.txt"}`), guard.Limits{})
	call := guard.Call{Kind: guard.KindTool, Name: "delete_file", Args: args}

	var ask *guard.Ask
	if errors.As(a.Approve(context.Background(), &call, guard.TwoPhase), &ask) {
		fmt.Println(ask.Preview)
	}

	call.Token = ask.Token // the model repeats the call with the token
	fmt.Println(a.Approve(context.Background(), &call, guard.TwoPhase))
	fmt.Println(a.Approve(context.Background(), &call, guard.TwoPhase))
	// Output:
	// delete_file
	// path: "notes.txt"
	// <nil>
	// approval_expired: the approval is not valid for this call; ask again without it
}
