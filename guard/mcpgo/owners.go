package mcpgo

import (
	"slices"
	"sync"

	"github.com/mcpcordon/mcpcordon/guard"
)

// owners remembers which task or session is whose: the SDK serves one to
// anybody who knows its id. It is bounded for each caller, whose own oldest
// entry is forgotten first, so that nobody can push out somebody else's; and in
// the number of callers, the one that came first being forgotten.
type owners struct {
	mu      sync.Mutex
	owner   map[string]string   // id to Caller.ID
	ids     map[string][]string // Caller.ID to ids, oldest first
	callers []string            // oldest first
}

const (
	maxOwned  = 1000 // by one caller
	maxOwners = 100_000
)

// own gives id to the caller, unless it is somebody's already.
func (o *owners) own(id string, caller guard.Caller) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.owner == nil {
		o.owner, o.ids = map[string]string{}, map[string][]string{}
	}
	if _, taken := o.owner[id]; taken {
		return
	}
	who := caller.ID()
	list, known := o.ids[who]
	if !known {
		o.welcome(who)
	}
	if len(list) >= maxOwned {
		delete(o.owner, list[0])
		list = list[1:]
	}
	o.owner[id] = who
	o.ids[who] = append(list, id)
}

// welcome makes room for a caller.
func (o *owners) welcome(who string) {
	if len(o.callers) >= maxOwners {
		for _, id := range o.ids[o.callers[0]] {
			delete(o.owner, id)
		}
		delete(o.ids, o.callers[0])
		o.callers = o.callers[1:]
	}
	o.callers = append(o.callers, who)
}

// disown forgets an id.
func (o *owners) disown(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	who, known := o.owner[id]
	if !known {
		return
	}
	delete(o.owner, id)
	o.ids[who] = slices.DeleteFunc(o.ids[who], func(other string) bool { return other == id })
}

// ownerOf returns the Caller.ID that id was given to.
func (o *owners) ownerOf(id string) (who string, known bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	who, known = o.owner[id]
	return who, known
}
