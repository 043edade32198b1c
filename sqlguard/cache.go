package sqlguard

import (
	"container/list"
	"context"
	"sync"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Cache is a policy that remembers what it decided, for servers that are asked
// the same statements again and again. It decides as the policy does. Any number
// of goroutines may use it. The zero Cache and a nil one refuse everything.
type Cache struct {
	policy    *Policy
	decisions lru
}

// cachedBytes is how long a statement may be that is remembered.
const cachedBytes = 4096

// NewCache returns a Cache of a copy of the policy for up to n statements, of
// which it forgets the one that was asked for the longest ago. Statements above
// 4 kB are not remembered. Zero and negative n stand for 1000.
func NewCache(p *Policy, n int) *Cache {
	if n <= 0 {
		n = 1000
	}
	c := &Cache{decisions: lru{max: n}}
	if p != nil {
		c.policy = p.clone()
	}
	return c
}

var _ guard.Checker = (*Cache)(nil)

// Check decides about a statement as Policy.Check does.
func (c *Cache) Check(_ context.Context, sql string) error {
	if c == nil {
		c = &Cache{}
	}
	d := c.decisions.get(sql, func() *decision {
		_, _, err := c.policy.decide(sql, false)
		return &decision{err: err}
	})
	return d.error()
}

// A decision is what is known of a text: a refusal, or what to send.
type decision struct {
	err       error
	statement *Statement
	text      string // what is sent
	streams   bool   // a row is returned for every row that is read
}

// error returns a copy of the refusal: whoever gets a denial may add to it.
func (d *decision) error() error {
	if denial, ok := d.err.(*guard.Denial); ok {
		c := *denial
		return &c
	}
	return d.err
}

// An lru remembers decisions by their text. The zero value with max set is ready; without, it remembers nothing.
type lru struct {
	max   int
	mu    sync.Mutex
	order list.List // of *remembered, the latest first
	known map[string]*list.Element
}

type remembered struct {
	text     string
	decision *decision
}

// get returns the decision about a text, which decide makes if it is not known.
// Two callers at once may both decide.
func (l *lru) get(text string, decide func() *decision) *decision {
	if len(text) > cachedBytes {
		return decide()
	}
	l.mu.Lock()
	if e, ok := l.known[text]; ok {
		l.order.MoveToFront(e)
		l.mu.Unlock()
		return e.Value.(*remembered).decision
	}
	l.mu.Unlock()
	d := decide()
	l.put(text, d)
	return d
}

func (l *lru) put(text string, d *decision) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.known[text]; ok || l.max <= 0 {
		return
	}
	if l.known == nil {
		l.known = make(map[string]*list.Element)
	}
	if l.order.Len() == l.max {
		last := l.order.Remove(l.order.Back()).(*remembered)
		delete(l.known, last.text)
	}
	l.known[text] = l.order.PushFront(&remembered{text, d})
}
