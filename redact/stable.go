package redact

import (
	"container/list"
	"sync"
)

// stable remembers the numbers of the values of authenticated callers, by keyed
// hash. It is safe for concurrent use.
type stable struct {
	mu      sync.Mutex
	most    int
	size    int
	callers map[string]*list.Element // of *numbered, the last used in front
	recent  list.List
}

type numbered struct {
	caller  string
	numbers map[string]int
	last    [maxKinds]int
}

func newStable(most int) *stable { return &stable{most: most, callers: map[string]*list.Element{}} }

// number returns the number of the value whose reference is given.
func (s *stable) number(caller string, k kind, reference string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.callers[caller]
	if !ok {
		e = s.recent.PushFront(&numbered{caller: caller, numbers: map[string]int{}})
		s.callers[caller] = e
	}
	s.recent.MoveToFront(e)
	c := e.Value.(*numbered)
	if number, ok := c.numbers[reference]; ok {
		return number
	}
	c.last[k]++
	if len(c.numbers) < s.most { // one caller alone may fill it
		c.numbers[reference] = c.last[k]
		s.size++
	}
	s.evict(e)
	return c.last[k]
}

// evict forgets callers until the rest fits, but for the one at hand.
func (s *stable) evict(keep *list.Element) {
	for s.size > s.most || s.recent.Len() > s.most+1 {
		last := s.recent.Back()
		if last == keep || last == nil {
			return
		}
		c := last.Value.(*numbered)
		s.size -= len(c.numbers)
		delete(s.callers, c.caller)
		s.recent.Remove(last)
	}
}
