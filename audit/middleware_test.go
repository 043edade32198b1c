package audit_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/guard"
)

// A result is a failed or successful text.
type result struct {
	text   string
	failed bool
}

func (r result) Failed() bool { return r.failed }
func (r result) Texts() ([]guard.Text, error) {
	return []guard.Text{{Where: "/content/0/text", Value: r.text}}, nil
}
func (r result) WithTexts(t []guard.Text) (guard.Result, error) {
	return result{t[0].Value, r.failed}, nil
}

// starred replaces the word "secret".
type starred struct{ err error }

func (s starred) Redact(_ context.Context, _ *guard.Call, texts []guard.Text) ([]guard.Finding, error) {
	for i := range texts {
		texts[i].Value = strings.ReplaceAll(texts[i].Value, "secret", "***")
	}
	return nil, s.err
}

func call(t testing.TB) *guard.Call {
	t.Helper()
	args, err := guard.Decode([]byte(`{"path":"secret.txt"}`), guard.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return &guard.Call{
		Kind: guard.KindTool, Name: "read_file", Args: args, Caller: guard.Caller{Issuer: "local", Subject: "alice"},
		Session: "s", Client: guard.Client{Name: "editor"}, Reference: "r1",
	}
}

func answer(res guard.Result, err error) guard.Handler {
	return func(context.Context, *guard.Call) (guard.Result, error) {
		time.Sleep(time.Second) // of the bubble's clock
		return res, err
	}
}

func TestMiddlewareRecordsEveryEnd(t *testing.T) {
	denial := guard.Deny(guard.CodePathNotAllowed, "").Because("secret.txt is outside")
	denial.Argument = "/path"
	for _, tc := range []struct {
		name string
		res  guard.Result
		err  error
		want guard.Event
	}{
		{"a result", result{"hello", false}, nil, guard.Event{Bytes: 5}},
		{"a failed result", result{"no", true}, nil, guard.Event{Bytes: 2, Failed: true}},
		{"a denial", nil, denial, guard.Event{Code: guard.CodePathNotAllowed, Argument: "/path", Detail: "***.txt is outside"}},
		{"a wrapped denial", nil, fmt.Errorf("x: %w", denial), guard.Event{Code: guard.CodePathNotAllowed, Argument: "/path", Detail: "***.txt is outside"}},
		{"a question", nil, &guard.Ask{Reference: "r1"}, guard.Event{Code: guard.CodeApprovalRequired, Stage: guard.Asked}},
		{"an error", nil, errors.New("dsn secret"), guard.Event{Code: guard.CodeInternal, Detail: "dsn ***"}},
		{"nothing", nil, nil, guard.Event{}},
	} {
		synctest.Test(t, func(t *testing.T) {
			var m audit.Memory
			c := call(t)
			tc.want.Time, tc.want.Duration = time.Now(), time.Second
			tc.want.Reference, tc.want.Kind, tc.want.Name, tc.want.Caller = "r1", c.Kind, c.Name, c.Caller
			tc.want.Session, tc.want.Client, tc.want.Digest = "s", "editor", c.Args.Digest()
			tc.want.Arguments = []byte(`{"path":"***.txt"}`)
			res, err := audit.Middleware(&m, starred{})(answer(tc.res, tc.err))(t.Context(), c)
			if res != tc.res || guard.CodeOf(err) != guard.CodeOf(tc.err) {
				t.Errorf("%s became %v, %v", tc.name, res, err)
			}
			if diff := cmp.Diff([]guard.Event{tc.want}, m.Events(), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: %s", tc.name, diff)
			}
		})
	}
}

func TestMiddlewareWithholdsWhatItCannotRecord(t *testing.T) {
	broken := guard.RecorderFunc(func(context.Context, *guard.Event) error { return errors.New("disk secret") })
	var m audit.Memory
	for _, tc := range []struct {
		name string
		rec  guard.Recorder
		red  guard.Redactor
		runs int
	}{
		{"no recorder", nil, starred{}, 0},
		{"no redactor", &m, nil, 0},
		{"a broken recorder", broken, starred{}, 1},
		{"a nil log", (*audit.Log)(nil), starred{}, 1},
		{"a broken redactor", &m, starred{errors.New("down")}, 1},
	} {
		ran := 0
		h := audit.Middleware(tc.rec, tc.red)(func(context.Context, *guard.Call) (guard.Result, error) {
			ran++
			return result{"hello", false}, nil
		})
		res, err := h(t.Context(), call(t))
		if res != nil || guard.CodeOf(err) != guard.CodeAuditUnavailable || ran != tc.runs || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, %v; the handler ran %d times", tc.name, res, err, ran)
		}
	}
	events := m.Events()
	if len(events) != 1 || events[0].Arguments != nil || events[0].Name != "" || events[0].Reference != "r1" {
		t.Errorf("what could not be redacted was recorded as %+v", events)
	}
}

func TestRecordingOutlivesTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		stuck := guard.RecorderFunc(func(ctx context.Context, _ *guard.Event) error {
			if ctx.Err() != nil {
				t.Error("the recorder sees the call's end")
			}
			<-ctx.Done()
			return ctx.Err()
		})
		start := time.Now()
		_, err := audit.Middleware(stuck, starred{})(func(context.Context, *guard.Call) (guard.Result, error) {
			cancel()
			return nil, nil
		})(ctx, call(t))
		if guard.CodeOf(err) != guard.CodeAuditUnavailable || time.Since(start) != 5*time.Second {
			t.Errorf("a stuck recorder: %v after %v", err, time.Since(start))
		}
	})
}

func TestHandlersThatDoNotReturnAreRecorded(t *testing.T) {
	for name, leave := range map[string]func(){"a panic": func() { panic("secret") }, "an exit": runtime.Goexit} {
		var m audit.Memory
		done := make(chan any)
		go func() {
			defer func() { done <- recover() }()
			_, _ = audit.Middleware(&m, starred{})(func(context.Context, *guard.Call) (guard.Result, error) {
				leave()
				return nil, nil
			})(t.Context(), call(t))
		}()
		if got := <-done; name == "a panic" && got != "secret" {
			t.Errorf("the panic became %v", got)
		}
		events := m.Events()
		if len(events) != 1 || events[0].Code != guard.CodeInternal || !strings.Contains(events[0].Stack, "middleware_test.go") {
			t.Errorf("%s is recorded as %+v", name, events)
		}
	}
}

func TestADenialLeadsToItsEvent(t *testing.T) {
	var m audit.Memory
	shared := guard.Deny(guard.CodeForbidden, "")
	c := call(t)
	c.Reference = ""
	_, err := audit.Middleware(&m, starred{})(func(context.Context, *guard.Call) (guard.Result, error) { return nil, shared })(t.Context(), c)
	var denial *guard.Denial
	if !errors.As(err, &denial) || len(denial.Reference) != 16 || denial.Reference != m.Events()[0].Reference {
		t.Errorf("the denial %v does not lead to %+v", err, m.Events())
	}
	if shared.Reference != "" {
		t.Error("the handler's denial was changed")
	}
}

func ExampleMiddleware() {
	var m audit.Memory // audit.Open in a server
	red := starred{}   // redact.Default() in a server
	handler := audit.Middleware(&m, red)(func(context.Context, *guard.Call) (guard.Result, error) {
		return nil, guard.Deny(guard.CodeForbidden, "").Because("secret.txt is not for alice")
	})
	_, err := handler(context.Background(), &guard.Call{Kind: guard.KindTool, Name: "read_file", Reference: "r1"})
	fmt.Println(err)
	fmt.Println(m.Events()[0].Detail)
	// Output:
	// forbidden: the caller is not permitted to do this (ref r1)
	// ***.txt is not for alice
}
