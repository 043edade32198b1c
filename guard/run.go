package guard

import (
	"context"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// current is one call on its way through the pipeline.
type current struct {
	g        *Guard
	call     *Call
	start    time.Time
	started  bool        // the handler's goroutine runs and will release
	claimed  atomic.Bool // by whoever is first: the handler's end or the deadline
	findings []Finding
	bytes    int
	cut      bool
	failed   bool
	stack    string
}

func (g *Guard) begin(call *Call) *current {
	call.Reference = newReference()
	return &current{g: g, call: call, start: time.Now()}
}

// newReference returns a name that no other call has: 128 bits of the runtime's
// generator in base32. It proves nothing, and nothing is decided by it.
func newReference() string {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], rand.Uint64())
	binary.LittleEndian.PutUint64(b[8:], rand.Uint64())
	return references.EncodeToString(b[:])
}

var references = base32.StdEncoding.WithPadding(base32.NoPadding)

// meter is step 5. A call that continues another one, to bring the answer that
// was asked for, was metered with it.
func (c *current) meter(ctx context.Context, r *rules) (release func(), err error) {
	if c.g.abandoned.Load() >= int64(c.g.policy.MaxAbandoned) {
		return nil, Deny(CodeTooBusy, "").Because("%d handlers overran their deadline and still run", c.g.abandoned.Load())
	}
	if resumer, ok := c.g.policy.Approve.(Resumer); ok && c.call.Round != nil && r.approval != NoApproval {
		if reference, ok := resumer.Resume(ctx, c.call); ok {
			c.call.Reference = reference
			return nothing, nil
		}
	}
	var taken []func()
	defer func() {
		if release == nil { // refused, or a limiter panicked
			giveBack(taken)
		}
	}()
	for _, l := range r.limit {
		give, err := l.Limit(ctx, c.call)
		if err != nil {
			return nil, err
		}
		if give != nil {
			taken = append(taken, give)
		}
	}
	if len(taken) == 0 {
		return nothing, nil
	}
	return sync.OnceFunc(func() { giveBack(taken) }), nil
}

func nothing() {}

// giveBack calls each function, even if another panics.
func giveBack(taken []func()) {
	for _, f := range taken {
		defer f()
	}
}

func (c *current) releaseUnless(release func()) {
	if !c.started {
		release()
	}
}

// outcome is what a handler's goroutine brings back.
type outcome struct {
	result Result
	err    error
	stack  string
	ctxErr error // of the handler's context when the handler returned
}

var errExited = errors.New("the handler ended its goroutine without returning")

// run is steps 10 and 11. The handler gets a goroutine of its own, so that a
// call can be answered at its deadline even if the handler ignores its context.
func (c *current) run(ctx context.Context, r *rules, next Handler, release func()) (Result, error) {
	if ctx.Err() != nil {
		return nil, overdue(ctx.Err()).Because("the handler was not run")
	}
	limited, cancel := context.WithTimeout(ctx, r.deadline)
	done := make(chan outcome, 1)
	c.started = true
	go func() {
		defer cancel()
		o := outcome{err: errExited}
		defer func() { // even after runtime.Goexit in the handler
			o.ctxErr = limited.Err()
			if err := quietly(release); err != nil {
				o = outcome{err: err}
			}
			if c.claimed.CompareAndSwap(false, true) {
				done <- o
				return
			}
			c.g.abandoned.Add(-1)
			c.late(limited, o)
		}()
		o = invoke(limited, c.call, next)
	}()
	select {
	case o := <-done:
		return c.ended(o)
	case <-limited.Done():
	}
	c.g.abandoned.Add(1)
	if !c.claimed.CompareAndSwap(false, true) {
		c.g.abandoned.Add(-1)
		return c.ended(<-done)
	}
	return nil, overdue(limited.Err()).Because("the handler still runs")
}

// quietly turns a panic of release into an error: in the handler's goroutine it
// would end the process.
func quietly(release func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the limiter's release panicked: %v", v)
		}
	}()
	release()
	return nil
}

// invoke calls the handler and turns a panic into an error.
func invoke(ctx context.Context, call *Call, next Handler) (o outcome) {
	defer func() {
		if v := recover(); v != nil {
			o = outcome{err: fmt.Errorf("panic: %v", v), stack: string(debug.Stack())}
		}
	}()
	o.result, o.err = next(ctx, call)
	return o
}

func (c *current) ended(o outcome) (Result, error) {
	c.stack = o.stack
	switch {
	case o.err != nil && o.ctxErr != nil && errors.Is(o.err, o.ctxErr):
		return nil, overdue(o.ctxErr).Because("%w", o.err)
	case o.err != nil:
		return nil, o.err
	case o.result == nil:
		return nil, errors.New("the handler returned neither a result nor an error")
	default:
		return o.result, nil
	}
}

func overdue(why error) *Denial {
	if errors.Is(why, context.DeadlineExceeded) {
		return Deny(CodeDeadlineExceeded, "")
	}
	return Deny(CodeCanceled, "")
}

// mask leaves only errors that a client may see. An error whose methods panic,
// such as a nil *os.PathError, is an internal one.
func mask(err error) (masked error) {
	defer func() {
		if v := recover(); v != nil {
			masked = Deny(CodeInternal, "").Because("an error of type %T that cannot be read: %v", err, v)
		}
	}()
	var d *Denial
	var a *Ask
	if errors.As(err, &d) {
		if d != nil && d.Code != "" {
			return d
		}
	} else if errors.As(err, &a) && a != nil {
		return a
	}
	return Deny(CodeInternal, "").Because("%w", err)
}
