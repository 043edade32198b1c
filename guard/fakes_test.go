package guard_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

var alice = guard.Caller{Issuer: "test", Subject: "alice"}

// result is a Result that holds nothing but texts.
type result struct {
	texts  []guard.Text
	failed bool
	broken string // the method that panics, or "nil" for a nil copy
}

func plain(s string) *result {
	return &result{texts: []guard.Text{{Where: "/content/0/text", Value: s}}}
}

func (r *result) Failed() bool {
	if r.broken == "Failed" {
		panic("secret in Failed")
	}
	return r.failed
}

func (r *result) Texts() ([]guard.Text, error) {
	if r.broken == "Texts" {
		panic("secret in Texts")
	}
	if r.broken != "" && len(r.texts) == 0 { // JSON is always replaced
		return []guard.Text{{Form: guard.JSON, Value: "{}"}}, nil
	}
	return slices.Clone(r.texts), nil
}

func (r *result) WithTexts(texts []guard.Text) (guard.Result, error) {
	switch r.broken {
	case "WithTexts":
		panic("secret in WithTexts")
	case "nil":
		return nil, nil
	}
	return &result{texts: texts, failed: r.failed}, nil
}

func okHandler(context.Context, *guard.Call) (guard.Result, error) { return plain("ok"), nil }

// journal is a Recorder in memory. fail, if not nil, decides what it refuses.
type journal struct {
	mu     sync.Mutex
	events []guard.Event
	fail   func(*guard.Event) error
}

func (j *journal) Record(ctx context.Context, e *guard.Event) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.fail != nil {
		if err := j.fail(e); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	j.events = append(j.events, *e)
	return nil
}

func (j *journal) stage(s guard.Stage) []guard.Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	var found []guard.Event
	for _, e := range j.events {
		if e.Stage == s {
			found = append(found, e)
		}
	}
	return found
}

// ports counts and orders what the pipeline calls.
type ports struct {
	mu    sync.Mutex
	steps []string
	held  atomic.Int64 // limiter's slots
	freed atomic.Int64
}

func (p *ports) step(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.steps = append(p.steps, s)
}

func (p *ports) taken() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.steps)
}

func (p *ports) Limit(context.Context, *guard.Call) (func(), error) {
	p.step("limit")
	p.held.Add(1)
	return func() { p.held.Add(-1); p.freed.Add(1) }, nil
}

type limiter func(context.Context, *guard.Call) (func(), error)

func (l limiter) Limit(ctx context.Context, c *guard.Call) (func(), error) { return l(ctx, c) }

type redactor func([]guard.Text) ([]guard.Finding, error)

func (r redactor) Redact(_ context.Context, _ *guard.Call, texts []guard.Text) ([]guard.Finding, error) {
	return r(texts)
}

type approver func(*guard.Call) error

func (a approver) Approve(_ context.Context, c *guard.Call, _ guard.Strength) error { return a(c) }

func pathPolicy(p *ports, j *journal) guard.Policy {
	return guard.Policy{
		Record: j, Limit: p, Redact: redactor(func([]guard.Text) ([]guard.Finding, error) { return nil, nil }),
		Tools: map[string]guard.Tool{"tool": {Args: guard.Args{"path": text}}},
	}
}

func policyOf(tool guard.Tool) guard.Policy {
	p := pathPolicy(&ports{}, &journal{})
	p.Tools["tool"] = tool
	return p
}

func mustNew(t testing.TB, p guard.Policy) *guard.Guard {
	t.Helper()
	g, err := guard.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

const pathSchema = `{"type":"object","properties":{"path":{"type":"string"}}}`

func toolCall(t testing.TB, raw string) *guard.Call {
	return &guard.Call{Kind: guard.KindTool, Name: "tool", Raw: []byte(raw), Caller: alice, Input: input(t, pathSchema)}
}

func benchLimit(context.Context, *guard.Call) (func(), error) { return nil, nil }

func benchRecord(context.Context, *guard.Event) error { return nil }
