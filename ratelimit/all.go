package ratelimit

import (
	"context"

	"github.com/mcpcordon/mcpcordon/guard"
)

// All returns a limiter that allows what every one of l allows. They are asked
// in order. When one refuses, its refusal is the answer, and what the earlier
// ones took is given back: a *Limiter or *Slots gets back all; of another
// Limiter the release is called, which is all that its interface offers. No
// limiters, or a nil one, refuse every call.
func All(l ...guard.Limiter) guard.Limiter {
	var flat all
	for _, one := range l {
		if inner, ok := one.(all); ok && len(inner) > 0 {
			flat = append(flat, inner...)
			continue
		}
		flat = append(flat, one)
	}
	return flat
}

type all []guard.Limiter

// Limit implements guard.Limiter.
func (a all) Limit(ctx context.Context, call *guard.Call) (release func(), err error) {
	if len(a) == 0 {
		return nil, guard.Deny(guard.CodeRateLimited, "").Because("ratelimit: All of no limiters")
	}
	var room [8]taken
	took := room[:0]
	passed := false
	defer func() {
		if !passed { // refused, or a limiter panicked
			undo(took)
		}
	}()
	for _, l := range a {
		t, err := takeOne(ctx, l, call)
		if err != nil {
			return nil, err
		}
		took = append(took, t)
	}
	passed = true
	return releaseAll(took), nil
}

// A taken is what one limiter gave to a call.
type taken struct {
	limiter *Limiter // nil if it is of another kind
	ticket  ticket
	release func()
}

func takeOne(ctx context.Context, l guard.Limiter, call *guard.Call) (t taken, err error) {
	switch l := l.(type) {
	case nil:
		err = guard.Deny(guard.CodeRateLimited, "").Because("ratelimit: All of a nil limiter")
	case *Limiter:
		t.limiter = l
		t.ticket, err = l.take(call)
	default:
		t.release, err = l.Limit(ctx, call)
	}
	return t, err
}

func undo(took []taken) {
	for i := len(took) - 1; i >= 0; i-- {
		if t := took[i]; t.limiter != nil {
			t.limiter.giveBack(t.ticket)
		} else if t.release != nil {
			t.release()
		}
	}
}

// releaseAll returns one function for all releases, or nil if there is none.
func releaseAll(took []taken) func() {
	var releases []func()
	for _, t := range took {
		if t.release != nil {
			releases = append(releases, t.release)
		}
	}
	if len(releases) < 2 {
		for _, release := range releases {
			return release
		}
		return nil
	}
	return func() {
		for i := len(releases) - 1; i >= 0; i-- {
			releases[i]()
		}
	}
}

// Middleware returns the middleware that meters calls by l, for use around one
// handler. What l gives is released when the handler returns or panics. A nil
// l refuses every call.
func Middleware(l guard.Limiter) guard.Middleware {
	return func(next guard.Handler) guard.Handler {
		return func(ctx context.Context, call *guard.Call) (guard.Result, error) {
			t, err := takeOne(ctx, l, call)
			if err != nil {
				return nil, err
			}
			if t.release != nil {
				defer t.release()
			}
			return next(ctx, call)
		}
	}
}
