package ratelimit

import (
	"crypto/sha256"
	"hash/maphash"
	"strings"
	"sync"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	shards     = 64
	maxKeys    = 1024 // per shard
	maxPart    = 128  // bytes of one string in a key
	fewKeys    = 16   // not worth a sweep
	mostSweeps = 64   // per span
)

// A key says whose calls are counted together. Its parts are apart, so that no
// choice of names makes two keys equal.
type key struct {
	issuer, subject, name string
	kind                  guard.Kind
}

func keyOf(call *guard.Call, byTool bool) key {
	var k key
	if !call.Caller.Anonymous() {
		k.issuer, k.subject = bounded(call.Caller.Issuer), bounded(call.Caller.Subject)
	}
	if !byTool {
		return k
	}
	k.kind = call.Kind
	if k.kind == guard.KindTool || k.kind == guard.KindPrompt {
		k.name = bounded(call.Name)
	}
	return k
}

// bounded keeps a key small whatever a client sends.
func bounded(s string) string {
	if len(s) <= maxPart {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return string(sum[:])
}

// clone frees a key that is kept from the message its strings are parts of.
func (k key) clone() key {
	k.issuer, k.subject, k.name = strings.Clone(k.issuer), strings.Clone(k.subject), strings.Clone(k.name)
	return k
}

// A table holds the windows of all keys. The seed keeps clients from choosing
// a shard.
type table struct {
	seed   maphash.Seed
	shards [shards]shard
	others struct {
		sync.Mutex
		window window
	}
}

// A shard holds the windows of some keys.
type shard struct {
	sync.Mutex
	windows map[key]*window
	room    int   // sweep before there are more
	swept   int64 // when
	fruit   int64 // how long after swept not to sweep again
}

func (t *table) init() { t.seed = maphash.MakeSeed() }

func (t *table) shard(k key) *shard {
	return &t.shards[maphash.Comparable(t.seed, k)%shards]
}

// take counts a call of k. The clock is read under the lock, so that the times
// a window is given are in order.
func (t *table) take(k key, r rate, now func() int64) (at, wait int64, shared bool) {
	if at, wait, ok := t.shard(k).take(k, r, now); ok {
		return at, wait, false
	}
	t.others.Lock()
	defer t.others.Unlock()
	at = now()
	return at, t.others.window.take(r, at), true
}

func (t *table) giveBack(g ticket) {
	if g.shared {
		t.others.Lock()
		defer t.others.Unlock()
		t.others.window.giveBack(g.at)
		return
	}
	s := t.shard(g.key)
	s.Lock()
	defer s.Unlock()
	if w := s.windows[g.key]; w != nil {
		w.giveBack(g.at)
	}
}

// take reports false if k is unknown and there is no room for it.
func (s *shard) take(k key, r rate, now func() int64) (at, wait int64, ok bool) {
	s.Lock()
	defer s.Unlock()
	at = now()
	w := s.windows[k]
	if w == nil {
		if w = s.add(k, r, at); w == nil {
			return at, 0, false
		}
	}
	return at, w.take(r, at), true
}

func (s *shard) add(k key, r rate, now int64) *window {
	if s.windows == nil {
		s.windows, s.room = make(map[key]*window), fewKeys
	}
	if len(s.windows) >= s.room {
		s.sweep(r, now)
	}
	if len(s.windows) >= maxKeys {
		return nil
	}
	w := new(window)
	s.windows[k.clone()] = w
	return w
}

// sweep forgets the windows that hold nothing. It leaves room for as many keys
// again, so that its cost per new key is constant; and in a full shard it does
// not look again before there is something to find, and at most 64 times in a
// span.
func (s *shard) sweep(r rate, now int64) {
	if now < s.swept || now-s.swept >= s.fruit {
		s.swept, s.fruit = now, r.per
		for k, w := range s.windows {
			if w.advance(r, now); w.size == 0 {
				delete(s.windows, k)
				continue
			}
			s.fruit = min(s.fruit, w.left(r))
		}
		s.fruit = max(s.fruit, r.per/mostSweeps)
	}
	s.room = min(max(fewKeys, 2*len(s.windows)), maxKeys)
}
