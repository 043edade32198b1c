// Package ratelimit meters the calls of an MCP server: how many in a span of
// time, and how many at once.
//
//	guard.Policy{
//		Limit: ratelimit.All(ratelimit.PerCaller(60, time.Minute), ratelimit.Concurrent(4)),
//		...
//	}
//
// # What is counted
//
// Calls are counted per caller, and where it says so per tool. A caller is
// Issuer and Subject of guard.Caller, which come from verified credentials;
// all anonymous callers are one caller. The tool is Kind and Name for tools
// and prompts. Resources, completions and other requests count once per kind:
// their names are the client's to invent, and a new name must not be a new
// allowance.
//
// A limit of n per span is a promise about every span of that length, wherever
// it begins: a fixed window lets 2n through around its border, a token bucket
// nearly as many after a pause. Up to n = 128 the last n calls are remembered
// one by one, and the count is exact. Above, calls less than a sixteenth of
// the span apart share one entry that leaves with its newest call: never more
// than n, but at times up to a sixteenth fewer. A refused call does not count.
//
// Time is monotonic. Setting the system's clock changes nothing.
//
// # Memory
//
// A Limiter remembers at most 65536 callers, or callers and tools: 1024 in
// each of 64 shards. Those whose calls have all left the span are forgotten
// when room is needed, which takes nothing from anybody; no others are. Once a
// shard is full, everybody not known to it shares one allowance of n. Who can
// make identities in such numbers can therefore slow down new callers, but not
// gain calls. A remembered caller takes about 300 bytes, and 8 more for each
// call of an exact limit: at worst some 80 MiB.
//
// # Limits of the protection
//
// Counts are kept in the process: they are lost when it ends, and each process
// counts for itself. A stdio server is a process per client, so a long span
// begins anew with every start of the client. A rate says nothing about what
// one call costs; see Concurrent.
package ratelimit

import (
	"context"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Limiter allows n calls per span of time. It is a guard.Limiter, refuses
// with CodeRateLimited and the exact time to wait, and is safe for concurrent
// use. A nil or zero Limiter refuses every call.
type Limiter struct {
	rate   rate
	byTool bool
	now    func() int64 // monotonic, in nanoseconds
	table  table
}

// PerCaller returns a Limiter of n calls per span and caller. If n or the span
// is zero or less, it refuses every call.
func PerCaller(n int, per time.Duration) *Limiter { return newLimiter(n, per, false) }

// Per returns a Limiter of n calls per span, caller and tool. If n or the span
// is zero or less, it refuses every call.
func Per(n int, per time.Duration) *Limiter { return newLimiter(n, per, true) }

func newLimiter(n int, per time.Duration, byTool bool) *Limiter {
	start := time.Now()
	l := &Limiter{rate: newRate(n, per), byTool: byTool, now: func() int64 { return int64(time.Since(start)) }}
	l.table.init()
	return l
}

// Limit counts the call or refuses it. There is nothing to release.
func (l *Limiter) Limit(_ context.Context, call *guard.Call) (release func(), err error) {
	_, err = l.take(call)
	return nil, err
}

// A ticket says what a call took, to give it back.
type ticket struct {
	key    key
	at     int64
	shared bool // from what the unknown share
}

func (l *Limiter) take(call *guard.Call) (ticket, error) {
	if l == nil || call == nil || l.rate.none() {
		return ticket{}, guard.Deny(guard.CodeRateLimited, "").Because("ratelimit: no calls are allowed")
	}
	t := ticket{key: keyOf(call, l.byTool)}
	var wait int64
	t.at, wait, t.shared = l.table.take(t.key, l.rate, l.now)
	if wait == 0 {
		return t, nil
	}
	denial := guard.Deny(guard.CodeRateLimited, "").Because("ratelimit: %d calls per %v are used up", l.rate.n, time.Duration(l.rate.per))
	denial.RetryAfter = time.Duration(wait)
	return ticket{}, denial
}

// giveBack undoes take. It is as if the call had not come, except to those who
// were refused meanwhile.
func (l *Limiter) giveBack(t ticket) { l.table.giveBack(t) }
