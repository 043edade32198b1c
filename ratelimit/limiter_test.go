package ratelimit_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
	"weak"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/ratelimit"
)

func call(issuer, subject, tool string) *guard.Call {
	return &guard.Call{Kind: guard.KindTool, Name: tool, Caller: guard.Caller{Issuer: issuer, Subject: subject}}
}

var ann = call("idp", "ann", "read")

func code(t testing.TB, l guard.Limiter, c *guard.Call) guard.Code {
	t.Helper()
	release, err := l.Limit(t.Context(), c)
	if err != nil && release != nil {
		t.Errorf("Limit returned a release and %v", err)
	}
	return guard.CodeOf(err)
}

func wantCode(t testing.TB, what string, got, want guard.Code) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %q, want %q", what, got, want)
	}
}

func TestZeroRefuses(t *testing.T) {
	var noLimiter *ratelimit.Limiter
	var noSlots *ratelimit.Slots
	for _, row := range []struct {
		name string
		l    guard.Limiter
		want guard.Code
	}{
		{"nil Limiter", noLimiter, guard.CodeRateLimited},
		{"zero Limiter", &ratelimit.Limiter{}, guard.CodeRateLimited},
		{"no calls", ratelimit.PerCaller(0, time.Minute), guard.CodeRateLimited},
		{"fewer than no calls", ratelimit.Per(-1, time.Minute), guard.CodeRateLimited},
		{"no span", ratelimit.PerCaller(1, 0), guard.CodeRateLimited},
		{"a negative span", ratelimit.Per(1, -time.Minute), guard.CodeRateLimited},
		{"nil Slots", noSlots, guard.CodeTooBusy},
		{"zero Slots", &ratelimit.Slots{}, guard.CodeTooBusy},
		{"no slots", ratelimit.Concurrent(0), guard.CodeTooBusy},
		{"All of nothing", ratelimit.All(), guard.CodeRateLimited},
		{"All of All of nothing", ratelimit.All(ratelimit.All()), guard.CodeRateLimited},
		{"All with a nil", ratelimit.All(ratelimit.PerCaller(9, time.Minute), nil), guard.CodeRateLimited},
		{"All with a nil Limiter", ratelimit.All(noLimiter), guard.CodeRateLimited},
	} {
		wantCode(t, row.name, code(t, row.l, ann), row.want)
		wantCode(t, row.name+" again", code(t, row.l, ann), row.want)
	}
	wantCode(t, "no call", code(t, ratelimit.PerCaller(1, time.Minute), nil), guard.CodeRateLimited)
	wantCode(t, "one call", code(t, ratelimit.PerCaller(1, time.Minute), ann), "")
}

func TestRetryAfterIsTheTrueWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.PerCaller(2, time.Minute)
		wantCode(t, "the first call", code(t, l, ann), "")
		time.Sleep(20 * time.Second)
		wantCode(t, "the second call", code(t, l, ann), "")
		time.Sleep(10 * time.Second)
		_, err := l.Limit(t.Context(), ann)
		denial, ok := err.(*guard.Denial)
		if !ok || denial.Code != guard.CodeRateLimited || denial.RetryAfter != 30*time.Second {
			t.Fatalf("the third call = %+v, want a wait of 30 s", err)
		}
		time.Sleep(denial.RetryAfter - 1)
		wantCode(t, "just before the wait is over", code(t, l, ann), guard.CodeRateLimited)
		time.Sleep(1 * time.Nanosecond)
		wantCode(t, "after the wait", code(t, l, ann), "")
	})
}

// Around the border of a fixed window twice as many calls get through.
func TestBorderOfAWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 10
		l := ratelimit.PerCaller(n, time.Minute)
		fixed, fixedLimit := map[int64]int{}, 0
		passed := 0
		start := time.Now()
		burst := func() {
			for range n {
				if code(t, l, ann) == "" {
					passed++
				}
				if minute := int64(time.Since(start) / time.Minute); fixed[minute] < n {
					fixed[minute]++
					fixedLimit++
				}
			}
		}
		time.Sleep(59 * time.Second)
		burst()
		time.Sleep(2 * time.Second)
		burst()
		if passed != n || fixedLimit != 2*n {
			t.Errorf("within two seconds %d passed, and %d a fixed window; want %d and %d", passed, fixedLimit, n, 2*n)
		}
	})
}

func TestWhoSharesACount(t *testing.T) {
	long := strings.Repeat("x", 5000)
	with := func(kind guard.Kind, name string) *guard.Call {
		return &guard.Call{Kind: kind, Name: name, Caller: ann.Caller}
	}
	for _, row := range []struct {
		name              string
		a, b              *guard.Call
		caller, callerAnd bool // shared by PerCaller, by Per
	}{
		{"the same caller and tool", ann, call("idp", "ann", "read"), true, true},
		{"another tool", ann, call("idp", "ann", "write"), true, false},
		{"another subject", ann, call("idp", "bob", "read"), false, false},
		{"another issuer", ann, call("other", "ann", "read"), false, false},
		{"parts that join to the same text", call("a", "bc", "d"), call("ab", "c", "d"), false, false},
		{"a name that continues the subject", call("a", "b", "cd"), call("a", "bc", "d"), false, false},
		{"two anonymous callers", call("", "", "read"), call("x", "", "read"), true, true},
		{"an anonymous caller and a known one", call("idp", "", "read"), ann, false, false},
		{"a prompt with the name of the tool", ann, with(guard.KindPrompt, "read"), true, false},
		{"two prompts", with(guard.KindPrompt, "a"), with(guard.KindPrompt, "b"), true, false},
		{"two resources", with(guard.KindResource, "docs://1"), with(guard.KindResource, "docs://2"), true, true},
		{"two completions", with(guard.KindCompletion, "a"), with(guard.KindCompletion, "b"), true, true},
		{"two requests", with(guard.KindRequest, "a"), with(guard.KindRequest, "b"), true, true},
		{"long names that end differently", call("i", "s", long+"1"), call("i", "s", long+"2"), true, false},
		{"long subjects that end differently", call("i", long+"1", "t"), call("i", long+"2", "t"), false, false},
		{"the same long name", call("i", "s", long), call("i", "s", long), true, true},
		{"other roles", ann, &guard.Call{Kind: guard.KindTool, Name: "read", Caller: guard.Caller{Issuer: "idp", Subject: "ann", Roles: []string{"admin"}}}, true, true},
		{"another session", ann, &guard.Call{Kind: guard.KindTool, Name: "read", Caller: ann.Caller, Session: "2"}, true, true},
	} {
		for what, l := range map[string]guard.Limiter{"PerCaller": ratelimit.PerCaller(1, time.Hour), "Per": ratelimit.Per(1, time.Hour), "Concurrent": ratelimit.Concurrent(1)} {
			shared := row.callerAnd
			if what == "PerCaller" {
				shared = row.caller
			}
			wantCode(t, row.name+", first", code(t, l, row.a), "")
			if got := code(t, l, row.b) != ""; got != shared {
				t.Errorf("%s: %s shares the count: %v, want %v", row.name, what, got, shared)
			}
		}
	}
}

func TestKeysAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const flood = 100_000
		l := ratelimit.PerCaller(2, time.Minute)
		wantCode(t, "ann's first call", code(t, l, ann), "")
		passed := 0
		for i := range flood {
			if code(t, l, call("idp", fmt.Sprint(i), "read")) == "" {
				passed++
			}
		}
		if l.Keys() > 65536 || l.Keys() < 50_000 {
			t.Errorf("%d keys are remembered", l.Keys())
		}
		if most := l.Keys() + 2; passed > most {
			t.Errorf("%d calls passed, want at most %d: one of each known caller and two of the others", passed, most)
		}
		wantCode(t, "an unknown caller's call", code(t, l, call("idp", fmt.Sprint(flood), "read")), guard.CodeRateLimited)
		wantCode(t, "ann's second call", code(t, l, ann), "")
		wantCode(t, "ann's third call: the flood has not evicted her", code(t, l, ann), guard.CodeRateLimited)

		time.Sleep(time.Minute)
		for i := range 1000 {
			wantCode(t, "a new caller's call a minute later", code(t, l, call("idp", fmt.Sprint("new", i), "read")), "")
		}
		if l.Keys() > 65536 {
			t.Errorf("%d keys are remembered", l.Keys())
		}
	})
}

func TestIdleKeysAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := ratelimit.PerCaller(1, time.Second)
		for round := range 20 {
			for i := range 2000 {
				_ = code(t, l, call("idp", fmt.Sprint(round, i), "read"))
			}
			time.Sleep(time.Second)
		}
		if l.Keys() > 6000 {
			t.Errorf("%d keys are remembered, of 2000 at a time", l.Keys())
		}
	})
}

func TestKeysDoNotKeepTheMessage(t *testing.T) {
	rates, slots := ratelimit.Per(1, time.Hour), ratelimit.Concurrent(1)
	message := limitPartOfAMessage(t, rates, slots)
	runtime.GC()
	if message.Value() != nil {
		t.Error("a key of ten bytes keeps a message of a MiB")
	}
	wantCode(t, "an equal key", code(t, rates, call("i", "s", "mmmmmmmmmm")), guard.CodeRateLimited)
	wantCode(t, "an equal key", code(t, slots, call("i", "s", "mmmmmmmmmm")), guard.CodeTooBusy)
}

func limitPartOfAMessage(t *testing.T, limits ...guard.Limiter) weak.Pointer[byte] {
	message := bytes.Repeat([]byte("m"), 1<<20)
	for _, l := range limits {
		wantCode(t, "a call", code(t, l, call("i", "s", unsafe.String(&message[0], 10))), "")
	}
	return weak.Make(&message[0])
}

func TestBackwardClockIsHarmless(t *testing.T) {
	l := ratelimit.PerCaller(3, time.Minute)
	now := int64(time.Hour)
	l.SetClock(func() int64 { return now })
	for range 3 {
		wantCode(t, "a call", code(t, l, ann), "")
	}
	now = -int64(time.Hour)
	_, err := l.Limit(t.Context(), ann)
	if d, ok := err.(*guard.Denial); !ok || d.RetryAfter != time.Minute {
		t.Errorf("after a step back = %v, want a wait of one minute", err)
	}
	now += int64(time.Minute)
	wantCode(t, "a span later", code(t, l, ann), "")
}

func TestConcurrentCallsGetNoMore(t *testing.T) {
	for _, n := range []int{100, 500} {
		l := ratelimit.PerCaller(n, time.Hour)
		var passed atomic.Int64
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range n {
					if code(t, l, ann) == "" {
						passed.Add(1)
					}
				}
			})
		}
		wg.Wait()
		if got := passed.Load(); got != int64(n) {
			t.Errorf("%d calls passed, want %d", got, n)
		}
	}
}

func TestNothingIsAllocatedPerCall(t *testing.T) {
	l := ratelimit.Per(10, time.Nanosecond)
	if n := testing.AllocsPerRun(1000, func() { _, _ = l.Limit(t.Context(), ann) }); n > 0 {
		t.Errorf("%v allocations per call", n)
	}
}
