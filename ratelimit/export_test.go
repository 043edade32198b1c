package ratelimit

import "time"

// A Window lets the tests drive the arithmetic by a clock of their own.
type Window struct {
	rate   rate
	window window
}

func NewWindow(n int, per time.Duration) *Window { return &Window{rate: newRate(n, per)} }

func (w *Window) Take(now int64) (wait int64) { return w.window.take(w.rate, now) }
func (w *Window) GiveBack(at int64)           { w.window.giveBack(at) }
func (w *Window) Entries() int                { return len(w.window.last) }

// SetClock replaces the clock of l.
func (l *Limiter) SetClock(now func() int64) { l.now = now }

// Keys returns how many keys l remembers.
func (l *Limiter) Keys() (n int) {
	for i := range l.table.shards {
		n += len(l.table.shards[i].windows)
	}
	return n
}
