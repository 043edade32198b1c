package audit

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Memory keeps the newest events in memory, for tests and for looking at a
// running server. It forgets: it is no record of its own. The zero Memory is
// ready to use. It is safe for concurrent use.
type Memory struct {
	// Max is how many events are kept. It must not change after the first
	// Record. Zero means 1000.
	Max int

	mu      sync.Mutex
	ring    []guard.Event
	next    int // where the next event goes once the ring is full
	dropped int
}

const defaultMax = 1000

// Record keeps a copy of the event. It never fails, except on a nil Memory or
// event.
func (m *Memory) Record(_ context.Context, e *guard.Event) error {
	if m == nil || e == nil {
		return errors.New("audit: no memory or no event")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	limit := m.Max
	if limit <= 0 {
		limit = defaultMax
	}
	if len(m.ring) < limit {
		m.ring = append(m.ring, clone(e))
		return nil
	}
	m.ring[m.next] = clone(e)
	m.next = (m.next + 1) % limit
	m.dropped++
	return nil
}

// Events returns copies of the events that are kept, the oldest first.
func (m *Memory) Events() []guard.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]guard.Event, 0, len(m.ring))
	for i := range m.ring {
		out = append(out, clone(&m.ring[(m.next+i)%len(m.ring)]))
	}
	return out
}

// Dropped returns how many events were forgotten.
func (m *Memory) Dropped() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dropped
}

func clone(e *guard.Event) guard.Event {
	c := *e
	c.Caller.Roles = slices.Clone(e.Caller.Roles)
	c.Caller.Scopes = slices.Clone(e.Caller.Scopes)
	c.Arguments = slices.Clone(e.Arguments)
	c.Findings = slices.Clone(e.Findings)
	return c
}
