package guard_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

func TestHandleRunsTheStepsInOrder(t *testing.T) {
	p := &ports{}
	policy := pathPolicy(p, &journal{fail: func(e *guard.Event) error { p.step("record " + e.Stage.String()); return nil }})
	policy.Authorize = guard.AuthorizerFunc(func(_ context.Context, c *guard.Call) error {
		p.step("authorize " + string(c.Args.Raw()))
		return nil
	})
	policy.Approve = approver(func(*guard.Call) error { p.step("approve"); return nil })
	policy.Redact = redactor(func(texts []guard.Text) ([]guard.Finding, error) {
		if strings.HasPrefix(texts[0].Where, "/content") {
			p.step("redact")
		}
		return nil, nil
	})
	policy.Tools["tool"] = guard.Tool{Approval: guard.TwoPhase, Args: guard.Args{"path": guard.CheckerFunc(func(context.Context, string) error {
		p.step("check")
		return nil
	})}}
	g := mustNew(t, policy)
	handler := func(context.Context, *guard.Call) (guard.Result, error) { p.step("handler"); return plain("ok"), nil }
	if _, err := g.Handle(t.Context(), toolCall(t, `{"path":"x"}`), handler); err != nil {
		t.Fatal(err)
	}
	want := []string{"authorize {}", "limit", "check", `authorize {"path":"x"}`, "approve", "record intent", "handler", "redact", "record outcome"}
	if got := p.taken(); !slices.Equal(got, want) {
		t.Errorf("steps %q, want %q", got, want)
	}
	if p.held.Load() != 0 || p.freed.Load() != 1 {
		t.Errorf("limiter: %d held, %d released", p.held.Load(), p.freed.Load())
	}
}

// refusal is one way in which a call is refused, with the code that says so.
type refusal struct {
	name   string
	policy func(*guard.Policy)
	call   func(*guard.Call)
	next   guard.Handler
	want   guard.Code
	check  guard.Code // what Check says; empty: as want, "ok": nothing
}

func setTool(edit func(*guard.Tool)) func(*guard.Policy) {
	return func(p *guard.Policy) { t := p.Tools["tool"]; edit(&t); p.Tools["tool"] = t }
}

func answers(r guard.Result, err error) guard.Handler {
	return func(context.Context, *guard.Call) (guard.Result, error) { return r, err }
}

var (
	errSecret = errors.New("secret /host/path")
	denyAll   = guard.AuthorizerFunc(func(context.Context, *guard.Call) error { return errSecret })
)

func panics(v any) guard.Handler {
	return func(context.Context, *guard.Call) (guard.Result, error) { panic(v) }
}

func refusals() []refusal {
	checker := func(f guard.CheckerFunc) func(*guard.Policy) {
		return setTool(func(t *guard.Tool) { t.Args = guard.Args{"path": f} })
	}
	raw := func(s string) func(*guard.Call) { return func(c *guard.Call) { c.Raw = []byte(s) } }
	return []refusal{
		{name: "an unknown tool", call: func(c *guard.Call) { c.Name = "none" }, want: guard.CodeToolNotAllowed},
		{name: "an unknown kind", call: func(c *guard.Call) { c.Kind = 99 }, want: guard.CodeToolNotAllowed},
		{name: "a request", call: func(c *guard.Call) { c.Kind = guard.KindRequest }, want: guard.CodeToolNotAllowed},
		{name: "a completion of a tool", call: func(c *guard.Call) { c.Kind, c.Of = guard.KindCompletion, guard.KindTool }, want: guard.CodeToolNotAllowed},
		{name: "the zero Tool with a string", policy: setTool(func(t *guard.Tool) { *t = guard.Tool{} }), want: guard.CodeToolNotAllowed},
		{name: "anonymous", call: func(c *guard.Call) { c.Caller = guard.Caller{Issuer: "x"} }, want: guard.CodeUnauthenticated},
		{name: "no schema", call: func(c *guard.Call) { c.Input = nil }, want: guard.CodeInternal},
		{name: "the zero schema", call: func(c *guard.Call) { c.Input = &guard.Schema{} }, want: guard.CodeInternal},
		{name: "a task", call: func(c *guard.Call) { c.AsTask = true }, want: guard.CodeToolNotAllowed},
		{name: "hidden", policy: func(p *guard.Policy) { p.Authorize = denyAll }, want: guard.CodeToolNotAllowed},
		{name: "forbidden with arguments", policy: func(p *guard.Policy) {
			p.Authorize = guard.AuthorizerFunc(func(_ context.Context, c *guard.Call) error {
				if c.Args.String("/path") != "" {
					return errSecret
				}
				return nil
			})
		}, want: guard.CodeForbidden},
		{name: "an answer nobody asked for", call: func(c *guard.Call) { c.Round = &guard.Round{State: "x"} }, want: guard.CodeInvalidArgument},
		{name: "ambiguous arguments", call: raw(`{"path":"a","PATH":"b"}`), want: guard.CodeInvalidArgument},
		{name: "an unknown argument", call: raw(`{"path":"a","evil":1}`), want: guard.CodeInvalidArgument},
		{name: "a missing argument", call: raw(`{}`), want: guard.CodeInvalidArgument},
		{name: "a checker denies", policy: checker(func(context.Context, string) error { return guard.Deny(guard.CodePathNotAllowed, "") }), want: guard.CodePathNotAllowed},
		{name: "a checker fails", policy: checker(func(context.Context, string) error { return errSecret }), want: guard.CodeInternal},
		{name: "a checker panics", policy: checker(func(context.Context, string) error { panic("secret") }), want: guard.CodeInternal},
		{name: "an authorizer panics", policy: func(p *guard.Policy) {
			p.Authorize = guard.AuthorizerFunc(func(context.Context, *guard.Call) error { panic("secret") })
		}, want: guard.CodeInternal},
		{name: "a second limiter denies", policy: setTool(func(t *guard.Tool) {
			t.Limit = limiter(func(context.Context, *guard.Call) (func(), error) { return nil, guard.Deny(guard.CodeRateLimited, "") })
		}), want: guard.CodeRateLimited, check: "ok"},
		{name: "a second limiter panics", policy: setTool(func(t *guard.Tool) {
			t.Limit = limiter(func(context.Context, *guard.Call) (func(), error) { panic("secret") })
		}), want: guard.CodeInternal, check: "ok"},
		{name: "a release panics", policy: setTool(func(t *guard.Tool) {
			t.Limit = limiter(func(context.Context, *guard.Call) (func(), error) { return func() { panic("secret") }, nil })
		}), want: guard.CodeInternal, check: "ok"},
		{name: "an approver asks", policy: func(p *guard.Policy) {
			setTool(func(t *guard.Tool) { t.Approval = guard.TwoPhase })(p)
			p.Approve = approver(func(*guard.Call) error { return &guard.Ask{Token: "t"} })
		}, want: guard.CodeApprovalRequired},
		{name: "an approver panics", policy: func(p *guard.Policy) {
			setTool(func(t *guard.Tool) { t.Approval = guard.TwoPhase })(p)
			p.Approve = approver(func(*guard.Call) error { panic("secret") })
		}, want: guard.CodeInternal, check: guard.CodeApprovalRequired},
		{name: "a redactor fails", policy: func(p *guard.Policy) {
			p.Redact = redactor(func([]guard.Text) ([]guard.Finding, error) { return nil, errSecret })
		}, want: guard.CodeResultBlocked, check: "ok"},
		{name: "a redactor panics", policy: func(p *guard.Policy) {
			p.Redact = redactor(func([]guard.Text) ([]guard.Finding, error) { panic("secret") })
		}, want: guard.CodeResultBlocked, check: "ok"},
		{name: "the handler fails", next: answers(nil, errSecret), want: guard.CodeInternal, check: "ok"},
		{name: "the handler denies inside an error", next: answers(nil, fmt.Errorf("secret: %w", guard.Deny(guard.CodeHostNotAllowed, ""))), want: guard.CodeHostNotAllowed, check: "ok"},
		{name: "the handler returns nothing", next: answers(nil, nil), want: guard.CodeInternal, check: "ok"},
		{name: "the handler returns a nil *result", next: answers((*result)(nil), nil), want: guard.CodeInternal, check: "ok"},
		{name: "the handler returns a nil *PathError", next: answers(nil, (*fs.PathError)(nil)), want: guard.CodeInternal, check: "ok"},
		{name: "the handler returns a nil *Denial", next: answers(nil, (*guard.Denial)(nil)), want: guard.CodeInternal, check: "ok"},
		{name: "the handler returns a nil *Ask", next: answers(nil, (*guard.Ask)(nil)), want: guard.CodeInternal, check: "ok"},
		{name: "the handler returns the zero Denial", next: answers(nil, &guard.Denial{}), want: guard.CodeInternal, check: "ok"},
		{name: "the handler panics with an error", next: panics(errSecret), want: guard.CodeInternal, check: "ok"},
		{name: "the handler panics with a string", next: panics("secret"), want: guard.CodeInternal, check: "ok"},
		{name: "the handler panics with a denial", next: panics(guard.Deny(guard.CodeForbidden, "secret")), want: guard.CodeInternal, check: "ok"},
		{name: "the handler panics with nil", next: panics(nil), want: guard.CodeInternal, check: "ok"},
		{name: "the handler writes to a nil map", next: func(context.Context, *guard.Call) (guard.Result, error) {
			none := func() map[string]int { return nil }
			none()["secret"] = 1
			return nil, nil
		}, want: guard.CodeInternal, check: "ok"},
		{name: "the handler ends its goroutine", next: func(context.Context, *guard.Call) (guard.Result, error) { runtime.Goexit(); return nil, nil }, want: guard.CodeInternal, check: "ok"},
		{name: "no handler", next: nil, want: guard.CodeInternal, check: "ok"},
		{name: "Texts panics", next: answers(&result{broken: "Texts"}, nil), want: guard.CodeInternal, check: "ok"},
		{name: "Failed panics", next: answers(&result{broken: "Failed"}, nil), want: guard.CodeInternal, check: "ok"},
		{name: "WithTexts panics", next: answers(&result{broken: "WithTexts"}, nil), want: guard.CodeInternal, check: "ok"},
		{name: "WithTexts returns nil", next: answers(&result{broken: "nil"}, nil), want: guard.CodeResultBlocked, check: "ok"},
		{name: "recorder fails", policy: func(p *guard.Policy) {
			p.Record = &journal{fail: func(*guard.Event) error { return errSecret }}
		}, want: guard.CodeAuditUnavailable, check: "ok"},
		{name: "recorder panics", policy: func(p *guard.Policy) {
			p.Record = &journal{fail: func(*guard.Event) error { panic("secret") }}
		}, want: guard.CodeAuditUnavailable, check: "ok"},
	}
}

func TestHandleRefuses(t *testing.T) {
	for _, row := range append(refusals(), refusal{name: "nothing is wrong", next: okHandler, check: "ok"}) {
		t.Run(row.name, func(t *testing.T) {
			p, j := &ports{}, &journal{}
			policy := pathPolicy(p, j)
			if row.policy != nil {
				row.policy(&policy)
			}
			g, call := mustNew(t, policy), toolCall(t, `{"path":"x"}`)
			if row.call != nil {
				row.call(call)
			}
			copied, want := *call, row.check
			if want == "" {
				want = row.want
			}
			if want == "ok" {
				want = ""
			}
			if err := g.Check(t.Context(), &copied); guard.CodeOf(err) != want {
				t.Errorf("Check = %v, want code %q", err, want)
			}
			if len(j.events) != 0 || p.held.Load() != 0 || p.freed.Load() != 0 || copied.Reference != "" {
				t.Error("Check did something")
			}
			if row.next == nil && row.check == "" {
				row.next = func(context.Context, *guard.Call) (guard.Result, error) {
					t.Error("the handler ran")
					return plain("ok"), nil
				}
			}
			if row.next == nil && row.name != "no handler" {
				row.next = okHandler
			}
			got, err := g.Handle(t.Context(), call, row.next)
			if guard.CodeOf(err) != row.want || (err == nil) != (got != nil) {
				t.Errorf("Handle = %v, %v, want code %q", got, err, row.want)
			}
			if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "/host")) {
				t.Errorf("the denial says %q", err)
			}
			if p.held.Load() != 0 || p.freed.Load() > 1 || g.Abandoned() != 0 {
				t.Errorf("%d slots held, %d released, %d abandoned", p.held.Load(), p.freed.Load(), g.Abandoned())
			}
			checkOutcome(t, j, policy, err)
		})
	}
}

// checkOutcome wants exactly one event of the outcome, with the denial's
// reference.
func checkOutcome(t *testing.T, j *journal, policy guard.Policy, err error) {
	t.Helper()
	if policy.Record != guard.Recorder(j) {
		return
	}
	events := append(j.stage(guard.Outcome), j.stage(guard.Asked)...)
	if len(events) != 1 {
		t.Fatalf("%d outcome events, want 1", len(events))
	}
	e := events[0]
	if e.Code != guard.CodeOf(err) || e.Reference == "" || err != nil && !strings.Contains(err.Error(), "(ref "+e.Reference+")") {
		t.Errorf("event %q, %q for %v", e.Code, e.Reference, err)
	}
}

func TestHiddenAndUnknownLookTheSame(t *testing.T) {
	policy := pathPolicy(&ports{}, &journal{})
	policy.Tools["tool"] = guard.Tool{Args: guard.Args{"path": text}, Authorize: denyAll}
	g := mustNew(t, policy)
	for _, edit := range []func(*guard.Call){
		func(*guard.Call) {},
		func(c *guard.Call) { c.AsTask = true },
		func(c *guard.Call) { c.Raw = []byte(`{`) },
		func(c *guard.Call) { c.Round = &guard.Round{} },
	} {
		say := func(name string) string {
			call := toolCall(t, `{"path":"x"}`)
			edit(call)
			call.Name = name
			_, err := g.Handle(t.Context(), call, okHandler)
			return strings.ReplaceAll(err.Error(), call.Reference, "REF")
		}
		if hidden, unknown := say("tool"), say("none"); hidden != unknown {
			t.Errorf("hidden: %q, unknown: %q", hidden, unknown)
		}
	}
}

func TestADeadlineIsAnsweredWhileTheHandlerGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, j := &ports{}, &journal{}
		policy := pathPolicy(p, j)
		policy.Deadline, policy.MaxAbandoned = time.Second, 1
		g := mustNew(t, policy)
		start := time.Now()
		_, err := g.Handle(t.Context(), toolCall(t, `{"path":"x"}`), func(context.Context, *guard.Call) (guard.Result, error) {
			time.Sleep(time.Minute)
			return nil, errSecret
		})
		if guard.CodeOf(err) != guard.CodeDeadlineExceeded || time.Since(start) != time.Second {
			t.Errorf("Handle = %v after %v", err, time.Since(start))
		}
		if g.Abandoned() != 1 || p.held.Load() != 1 {
			t.Errorf("%d abandoned, %d slots held while the handler runs", g.Abandoned(), p.held.Load())
		}
		if _, err := g.Handle(t.Context(), toolCall(t, `{"path":"x"}`), okHandler); guard.CodeOf(err) != guard.CodeTooBusy {
			t.Errorf("beyond MaxAbandoned: %v", err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		late := j.stage(guard.Late)
		if g.Abandoned() != 0 || p.held.Load() != 0 || p.freed.Load() != 1 || len(late) != 1 || !strings.Contains(late[0].Detail, "secret") {
			t.Errorf("in the end: %d abandoned, %d held, %d released, late %v", g.Abandoned(), p.held.Load(), p.freed.Load(), late)
		}
		if _, err := g.Handle(t.Context(), toolCall(t, `{"path":"x"}`), okHandler); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

func TestLateEndsOfAnyKindAreSurvived(t *testing.T) {
	for name, end := range map[string]guard.Handler{
		"panic":             panics("secret"),
		"exit":              func(context.Context, *guard.Call) (guard.Result, error) { runtime.Goexit(); return nil, nil },
		"a nil *PathError":  answers(nil, (*fs.PathError)(nil)),
		"a nil *Denial":     answers(nil, (*guard.Denial)(nil)),
		"nothing":           answers(nil, nil),
		"a result":          okHandler,
		"the context's end": func(ctx context.Context, _ *guard.Call) (guard.Result, error) { return nil, ctx.Err() },
	} {
		synctest.Test(t, func(t *testing.T) {
			p, j := &ports{}, &journal{}
			policy := pathPolicy(p, j)
			policy.Tools["tool"] = guard.Tool{Args: guard.Args{"path": text}, Limit: limiter(func(context.Context, *guard.Call) (func(), error) {
				return func() { panic("release") }, nil
			})}
			g := mustNew(t, policy)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			_, err := g.Handle(ctx, toolCall(t, `{"path":"x"}`), func(ctx context.Context, c *guard.Call) (guard.Result, error) {
				time.Sleep(time.Minute)
				return end(ctx, c)
			})
			if guard.CodeOf(err) != guard.CodeCanceled {
				t.Errorf("%s: Handle = %v, want canceled", name, err)
			}
			time.Sleep(2 * time.Minute)
			synctest.Wait()
			if g.Abandoned() != 0 || p.held.Load() != 0 || len(j.stage(guard.Late)) != 1 || len(j.stage(guard.Outcome)) != 1 {
				t.Errorf("%s: %d abandoned, %d held, events %v", name, g.Abandoned(), p.held.Load(), j.events)
			}
		})
	}
}

func TestACanceledCallDoesNotRun(t *testing.T) {
	j := &journal{}
	g := mustNew(t, pathPolicy(&ports{}, j))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := g.Handle(ctx, toolCall(t, `{"path":"x"}`), panics("ran"))
	if guard.CodeOf(err) != guard.CodeCanceled || len(j.stage(guard.Outcome)) != 1 {
		t.Errorf("Handle = %v, %d events", err, len(j.events))
	}
	// A context of the handler's own says nothing about the call's.
	for range 200 {
		_, err := g.Handle(t.Context(), toolCall(t, `{"path":"x"}`), answers(nil, context.Canceled))
		if guard.CodeOf(err) != guard.CodeInternal {
			t.Fatalf("a handler's own canceled context: %v, want internal", err)
		}
	}
}
