package ratelimit

import "time"

const (
	exactUpTo = 128
	spans     = 16
	// entries is how many entries a coarse window can need: they begin at
	// least per/16 apart, and one is kept as long as its last call counts,
	// so that those kept began within 17/16 of the span.
	entries = spans + 1
)

// A rate is n calls per span. The zero rate allows none.
type rate struct {
	n    int
	per  int64 // nanoseconds
	step int64 // calls less than this apart share an entry; zero is exact
}

func newRate(n int, per time.Duration) rate {
	if n <= 0 || per <= 0 {
		return rate{}
	}
	r := rate{n: n, per: int64(per)}
	if n > exactUpTo {
		r.step = r.per/spans + 1
	}
	return r
}

func (r rate) none() bool { return r.n <= 0 }

// A window holds the calls of one key that still count, oldest first. It is a
// function of the times it is given: nanoseconds that never go back. If they
// do all the same, it takes the clock for broken and what it holds for that
// much older, which keeps every distance: nobody gains calls, and nobody waits
// longer than a span.
type window struct {
	last   []int64 // a ring: when the newest call of each entry came
	groups []group // beside last; nil if every entry is one call
	head   int     // the oldest
	size   int
	total  int   // calls
	clock  int64 // the newest time given
}

// A group is what an entry of several calls has besides its end.
type group struct {
	first int64
	count int
}

// take counts a call at a time and returns 0, or how long to wait.
func (w *window) take(r rate, now int64) (wait int64) {
	w.advance(r, now)
	if w.total >= r.n {
		return r.per - (now - w.last[w.head])
	}
	w.total++
	if newest := w.index(w.size - 1); w.size > 0 && r.step > 0 && now-w.groups[newest].first < r.step {
		w.last[newest] = now
		w.groups[newest].count++
		return 0
	}
	w.push(r, now)
	return 0
}

// giveBack undoes the take at a time. A call that no longer counts, or cannot
// be found because the clock went back, is left as it is.
func (w *window) giveBack(at int64) {
	for i := w.size - 1; i >= 0; i-- {
		at0, at1 := w.span(w.index(i))
		if at < at0 || at1 < at {
			continue
		}
		w.total--
		if w.groups != nil {
			g := &w.groups[w.index(i)]
			if g.count--; g.count > 0 {
				return
			}
		}
		w.remove(i)
		return
	}
}

// advance forgets what has left the span that ends now.
func (w *window) advance(r rate, now int64) {
	if now < w.clock {
		w.shift(w.clock - now)
	}
	w.clock = now
	for w.size > 0 && now-w.last[w.head] >= r.per {
		if w.groups != nil {
			w.total -= w.groups[w.head].count
		} else {
			w.total--
		}
		w.head = w.index(1)
		w.size--
	}
}

func (w *window) shift(back int64) {
	for i := range w.last {
		w.last[i] -= back
	}
	for i := range w.groups {
		w.groups[i].first -= back
	}
}

// index returns where the i-th oldest entry is.
func (w *window) index(i int) int {
	if i += w.head; i >= len(w.last) {
		i -= len(w.last)
	}
	return i
}

// span returns when the first and the last call of an entry came.
func (w *window) span(index int) (first, last int64) {
	last = w.last[index]
	if w.groups == nil {
		return last, last
	}
	return w.groups[index].first, last
}

// left returns how long the window will hold anything, if no call comes.
func (w *window) left(r rate) int64 {
	if w.size == 0 {
		return 0
	}
	return r.per - (w.clock - w.last[w.index(w.size-1)])
}

func (w *window) push(r rate, now int64) {
	if w.size == len(w.last) {
		w.grow(r)
	}
	w.size++
	i := w.index(w.size - 1)
	w.last[i] = now
	if r.step > 0 {
		w.groups[i] = group{first: now, count: 1}
	}
}

// grow makes room with use, as most keys see few calls.
func (w *window) grow(r rate) {
	most := r.n
	if r.step > 0 {
		most = entries
	}
	room := min(max(4, 2*w.size), most)
	last := make([]int64, room)
	var groups []group
	if r.step > 0 {
		groups = make([]group, room)
	}
	for i := range w.size {
		last[i] = w.last[w.index(i)]
		if groups != nil {
			groups[i] = w.groups[w.index(i)]
		}
	}
	w.last, w.groups, w.head = last, groups, 0
}

func (w *window) remove(i int) {
	for ; i < w.size-1; i++ {
		to, from := w.index(i), w.index(i+1)
		w.last[to] = w.last[from]
		if w.groups != nil {
			w.groups[to] = w.groups[from]
		}
	}
	w.size--
}
