package ratelimit

import (
	"context"
	"sync"

	"github.com/mcpcordon/mcpcordon/guard"
)

// maxBusy bounds how many keys have calls in progress at a time.
const maxBusy = shards * maxKeys

// Slots limit how many calls are in progress per caller and tool. They are a
// guard.Limiter, refuse with CodeTooBusy, never queue, and are safe for
// concurrent use. Nil or zero Slots refuse every call.
//
// A slot is taken until its release is called; calling it again does nothing.
// Beyond 65536 callers and tools with calls in progress every new one is
// refused.
type Slots struct {
	n    int
	mu   sync.Mutex
	busy map[key]int
}

// Concurrent returns Slots for n calls at a time. If n is zero or less, they
// refuse every call.
func Concurrent(n int) *Slots { return &Slots{n: n, busy: make(map[key]int)} }

// Limit takes a slot for the call or refuses it.
func (s *Slots) Limit(_ context.Context, call *guard.Call) (release func(), err error) {
	if s == nil || call == nil || s.n <= 0 {
		return nil, guard.Deny(guard.CodeTooBusy, "").Because("ratelimit: no calls are allowed")
	}
	k := keyOf(call, true)
	s.mu.Lock()
	defer s.mu.Unlock()
	taken, known := s.busy[k]
	if taken >= s.n {
		return nil, guard.Deny(guard.CodeTooBusy, "").Because("ratelimit: %d calls are in progress", taken)
	}
	if !known {
		if len(s.busy) >= maxBusy {
			return nil, guard.Deny(guard.CodeTooBusy, "").Because("ratelimit: %d keys have calls in progress", maxBusy)
		}
		k = k.clone()
	}
	s.busy[k] = taken + 1
	var once sync.Once
	return func() { once.Do(func() { s.free(k) }) }, nil
}

func (s *Slots) free(k key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[k]--; s.busy[k] == 0 {
		delete(s.busy, k)
	}
}
