package ratelimit_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/ratelimit"
)

// A model is the definition: it remembers every admitted call, and counts.
type model struct {
	n        int
	per      int64
	admitted []int64
}

func (m *model) count(now int64) (n int) {
	for i := len(m.admitted) - 1; i >= 0 && now-m.admitted[i] < m.per; i-- {
		n++
	}
	return n
}

func (m *model) remove(at int64) {
	for i := len(m.admitted) - 1; i >= 0; i-- {
		if m.admitted[i] == at {
			m.admitted = append(m.admitted[:i], m.admitted[i+1:]...)
			return
		}
	}
}

// drive makes calls at the given distances and compares with the model. Every
// seventh admitted call is given back if back is set.
func drive(t *testing.T, n int, per time.Duration, back bool, steps []int64) (admitted int) {
	t.Helper()
	w, m := ratelimit.NewWindow(n, per), &model{n: n, per: int64(per)}
	exact := n <= 128
	var now int64
	for i, step := range steps {
		now += step
		before := m.count(now)
		wait := w.Take(now)
		switch {
		case wait == 0 && before >= n:
			t.Fatalf("n=%d, call %d at %d: admitted, but %d calls are in the span", n, i, now, before)
		case wait != 0 && exact && before < n:
			t.Fatalf("n=%d, call %d at %d: refused, but only %d calls are in the span", n, i, now, before)
		case wait < 0 || wait > int64(per):
			t.Fatalf("n=%d, call %d: wait = %d", n, i, wait)
		case wait == 0:
			admitted++
			m.admitted = append(m.admitted, now)
		case wait > 1 && i%5 == 0: // the wait is the true one
			if early := w.Take(now + wait - 1); early != 1 {
				t.Fatalf("n=%d, call %d: a nanosecond before the end of the wait: %d, want 1", n, i, early)
			}
			now += wait
			if w.Take(now) != 0 {
				t.Fatalf("n=%d, call %d: refused after the wait", n, i)
			}
			m.admitted = append(m.admitted, now)
		}
		if back && wait == 0 && i%7 == 0 {
			at := m.admitted[rand.IntN(len(m.admitted))]
			if now-at < int64(per) {
				w.GiveBack(at)
				m.remove(at)
			}
		}
		if most := max(n, 17); w.Entries() > most {
			t.Fatalf("n=%d: %d entries, want at most %d", n, w.Entries(), most)
		}
	}
	return admitted
}

func TestNeverMoreThanNInAnySpan(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const per = 1000
	patterns := map[string]func(i int) int64{
		"all at once":           func(int) int64 { return 0 },
		"one per tick":          func(int) int64 { return 1 },
		"around the border":     func(i int) int64 { return int64(i%2) * (per - 1) },
		"bursts a span apart":   func(i int) int64 { return map[bool]int64{true: per}[i%400 == 0] },
		"idle, burst, greedy":   func(i int) int64 { return map[bool]int64{true: 5 * per, false: int64(i % 2)}[i%700 == 0] },
		"random, mostly dense":  func(int) int64 { return random.Int64N(4) },
		"random, mostly sparse": func(int) int64 { return random.Int64N(per / 4) },
		"random, mixed":         func(int) int64 { return random.Int64N(1 + random.Int64N(per)) },
		"a sixteenth apart":     func(int) int64 { return per/16 + 1 },
	}
	for name, step := range patterns {
		for _, n := range []int{1, 2, 5, 100, 128, 129, 200, 300} {
			steps := make([]int64, 4000)
			for i := range steps {
				steps[i] = step(i)
			}
			t.Run(name, func(t *testing.T) {
				drive(t, n, per, false, steps)
				drive(t, n, per, true, steps)
			})
		}
	}
}

// A coarse window refuses too much rather than too little, but not by much:
// under greedy load at least 15/16 of n get through per span, in the long run.
func TestCoarseWindowIsNotTooStrict(t *testing.T) {
	const n, per, length = 160, 1600, 100 * 1600
	w := ratelimit.NewWindow(n, per)
	admitted := 0
	for now := int64(0); now < length; now++ {
		if w.Take(now) == 0 {
			admitted++
		}
	}
	if least := n * (length / per) * 15 / 17; admitted < least {
		t.Errorf("admitted %d, want at least %d", admitted, least)
	}
}

func TestClockGoingBack(t *testing.T) {
	for _, n := range []int{5, 200} {
		const per = 1000
		w := ratelimit.NewWindow(n, per)
		m := &model{n: n, per: per}
		random := rand.New(rand.NewPCG(3, 4))
		var now, offset int64
		refused := 0
		for i := range 20000 {
			now += random.Int64N(8)
			if i%500 == 0 {
				offset -= random.Int64N(100 * per)
			}
			if wait := w.Take(now + offset); wait == 0 {
				if m.count(now) >= n {
					t.Fatalf("n=%d, call %d: the step back let more than n through", n, i)
				}
				m.admitted = append(m.admitted, now)
				refused = 0
			} else if refused++; wait > per || refused > 4*per {
				t.Fatalf("n=%d, call %d: locked out: wait %d after %d refusals", n, i, wait, refused)
			}
		}
	}
}

func TestLongestSpan(t *testing.T) {
	for _, n := range []int{1, 129} {
		w := ratelimit.NewWindow(n, 1<<63-1)
		for range n {
			if wait := w.Take(1 << 62); wait != 0 {
				t.Fatalf("n=%d: wait = %d", n, wait)
			}
		}
		if wait := w.Take(1<<63 - 1); wait <= 0 {
			t.Errorf("n=%d: wait = %d, want more", n, wait)
		}
	}
}

func FuzzWindow(f *testing.F) {
	f.Add(uint8(3), []byte{0, 0, 0, 0, 255, 1, 2, 3})
	f.Add(uint8(200), []byte{0, 16, 15, 17, 0, 0, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		steps := make([]int64, 0, 4*len(data))
		for _, b := range data {
			steps = append(steps, int64(b), 0, int64(b&15), 0)
		}
		drive(t, 1+int(n), 256, false, steps)
		drive(t, 1+int(n), 256, true, steps)
	})
}
