package ratelimit_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/ratelimit"
)

// A foreign is a limiter of somebody else's.
type foreign struct {
	err  error
	held int
}

func (f *foreign) Limit(context.Context, *guard.Call) (func(), error) {
	if f.err != nil {
		return nil, f.err
	}
	f.held++
	return func() { f.held-- }, nil
}

type panicking struct{}

func (panicking) Limit(context.Context, *guard.Call) (func(), error) { panic("broken") }

func TestRefusalGivesBackWhatEarlierOnesTook(t *testing.T) {
	for _, n := range []int{2, 200} { // exact and coarse
		rate, slots, other := ratelimit.PerCaller(n, time.Hour), ratelimit.Concurrent(1), &foreign{}
		last := &foreign{err: errors.New("no")}
		nested := ratelimit.All(ratelimit.All(rate, slots), other, last)
		for range 3 * n {
			if _, err := nested.Limit(t.Context(), ann); !errors.Is(err, last.err) {
				t.Fatalf("Limit = %v, want the error of the last", err)
			}
		}
		if other.held != 0 {
			t.Errorf("the foreign limiter holds %d", other.held)
		}
		for range n {
			wantCode(t, "a call by the rate alone", code(t, rate, ann), "")
		}
		wantCode(t, "one more", code(t, rate, ann), guard.CodeRateLimited)
		wantCode(t, "a call by the slots alone", code(t, slots, ann), "")
	}
}

func TestPanicGivesBackToo(t *testing.T) {
	slots := ratelimit.Concurrent(1)
	func() {
		defer func() { _ = recover() }()
		_, _ = ratelimit.All(slots, panicking{}).Limit(t.Context(), ann)
	}()
	wantCode(t, "a call after the panic", code(t, slots, ann), "")
}

func TestAllAnswersWithTheFirstRefusal(t *testing.T) {
	minute, hour := ratelimit.PerCaller(1, time.Minute), ratelimit.PerCaller(1, time.Hour)
	l := ratelimit.All(minute, hour)
	wantCode(t, "the first call", code(t, l, ann), "")
	_, err := l.Limit(t.Context(), ann)
	if d, ok := err.(*guard.Denial); !ok || d.RetryAfter > time.Minute {
		t.Errorf("the second call = %v, want the wait of the first limiter", err)
	}
}

func TestReleaseOfAll(t *testing.T) {
	one, two := &foreign{}, &foreign{}
	for _, l := range []guard.Limiter{ratelimit.All(one, two), ratelimit.All(one), ratelimit.All(ratelimit.PerCaller(9, time.Hour), two)} {
		release, err := l.Limit(t.Context(), ann)
		if err != nil || release == nil {
			t.Fatalf("Limit = %v, want a release", err)
		}
		release()
		if one.held != 0 || two.held != 0 {
			t.Errorf("held after release: %d, %d", one.held, two.held)
		}
	}
	release, err := ratelimit.All(ratelimit.PerCaller(9, time.Hour)).Limit(t.Context(), ann)
	if release != nil || err != nil {
		t.Errorf("All of rates: a release: %v, error %v, want neither", release != nil, err)
	}
}

func TestSlots(t *testing.T) {
	s := ratelimit.Concurrent(2)
	first, err := s.Limit(t.Context(), ann)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, "the second call", code(t, s, ann), "")
	wantCode(t, "the third call", code(t, s, ann), guard.CodeTooBusy)
	wantCode(t, "another tool", code(t, s, call("idp", "ann", "write")), "")
	wantCode(t, "another caller", code(t, s, call("idp", "bob", "read")), "")
	first()
	first() // does not free the second call's slot
	wantCode(t, "a call after the release", code(t, s, ann), "")
	wantCode(t, "one more", code(t, s, ann), guard.CodeTooBusy)
}

func TestMiddleware(t *testing.T) {
	slots := ratelimit.Concurrent(1)
	for _, row := range []struct {
		name string
		l    guard.Limiter
		want []guard.Code // of three calls
	}{
		{"a rate", ratelimit.PerCaller(2, time.Hour), []guard.Code{"", "", guard.CodeRateLimited}},
		{"slots are free again when the handler returns", slots, []guard.Code{"", "", ""}},
		{"nil", nil, []guard.Code{guard.CodeRateLimited, guard.CodeRateLimited, guard.CodeRateLimited}},
	} {
		ran := 0
		h := ratelimit.Middleware(row.l)(func(context.Context, *guard.Call) (guard.Result, error) { ran++; return nil, nil })
		passed := 0
		for i, want := range row.want {
			_, err := h(t.Context(), ann)
			wantCode(t, row.name, guard.CodeOf(err), want)
			if row.want[i] == "" {
				passed++
			}
		}
		if ran != passed {
			t.Errorf("%s: the handler ran %d times, want %d", row.name, ran, passed)
		}
	}
	broken := ratelimit.Middleware(slots)(func(context.Context, *guard.Call) (guard.Result, error) { panic("broken") })
	func() {
		defer func() { _ = recover() }()
		_, _ = broken(t.Context(), ann)
	}()
	wantCode(t, "a slot after a panic", code(t, slots, ann), "")
}

func TestSlotsUnderLoad(t *testing.T) {
	const n = 3
	s := ratelimit.Concurrent(n)
	var mu sync.Mutex
	var wg sync.WaitGroup
	now, most := 0, 0
	for range 8 {
		wg.Go(func() {
			for range 2000 {
				release, err := s.Limit(context.Background(), ann)
				if err != nil {
					continue
				}
				mu.Lock()
				now++
				most = max(most, now)
				mu.Unlock()
				mu.Lock()
				now--
				mu.Unlock()
				release()
			}
		})
	}
	wg.Wait()
	if most > n || most == 0 {
		t.Errorf("up to %d calls at once, want at most %d", most, n)
	}
}
