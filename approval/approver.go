// Package approval asks for consent to a call and recognises the answer.
//
//	g, err := guard.New(guard.Policy{
//		Approve: approval.New(nil),
//		Tools: map[string]guard.Tool{
//			"delete_file": {Args: ..., Approval: guard.TwoPhase},
//		},
//	})
//
// The first call is answered by a guard.Ask: a preview of what will happen and
// a sealed token. Where the client can ask its user (MCP elicitation) the
// token is the state of that question; where it cannot, the model repeats the
// call with the token. The token is good for the same caller, kind, name and
// arguments, once, until it expires, and only for the way it was issued for.
//
// What it does not protect against. The answer of an elicitation is the
// client's word: a client that answers for its user passes. In the two-phase
// way nobody but the model needs to agree: it prevents accidents, and that
// other arguments run than were shown. A tool that needs more asks for
// guard.ClientAttested, which is refused where the client cannot ask. A person
// who may approve but not call, and consent by another channel, are not
// offered here. A preview is text: it is escaped, but letters that look alike
// look alike.
//
// Anonymous callers are one caller. What one of them asked for, another one
// who learns the token can confirm; the token cannot be guessed.
//
// What waits for consent is kept in memory. It ends with the process, and
// another process does not know it: a client must come back to the process
// that asked.
//
// The rules follow the Model Context Protocol, 2026-07-28, on state that
// passes through a client: protect its integrity, bind it to the principal and
// the request, let it expire, use it once.
package approval

import (
	"container/list"
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Options change the defaults of New.
type Options struct {
	// TTL is how long an answer is waited for. Zero means 5 minutes.
	TTL time.Duration
	// MaxPending bounds how many calls wait for consent at a time. Zero
	// means 1000.
	MaxPending int
	// MaxPendingPerCaller bounds how many calls of one caller wait. All
	// anonymous callers count as one. Zero means 20.
	MaxPendingPerCaller int
}

func (o Options) orDefaults() (Options, error) {
	if o.TTL < 0 || o.MaxPending < 0 || o.MaxPendingPerCaller < 0 {
		return o, fmt.Errorf("approval: options: a bound is negative: %+v", o)
	}
	if o.TTL == 0 {
		o.TTL = 5 * time.Minute
	}
	if o.MaxPending == 0 {
		o.MaxPending = 1000
	}
	if o.MaxPendingPerCaller == 0 {
		o.MaxPendingPerCaller = 20
	}
	return o, nil
}

// An Approver asks for consent and verifies it. It implements guard.Approver
// and guard.Resumer, and is safe for concurrent use. The zero Approver and a
// nil one refuse with CodeApprovalUnavailable. Its memory is bounded by
// Options.MaxPending entries of about half a KiB each. Give each guard an
// Approver of its own: nothing in a token tells servers apart, so that consent
// given on one would be good for a tool of the same name on another.
type Approver struct {
	options Options
	sealer  sealer
	invalid error // why nothing can be approved

	mu      sync.Mutex
	pending map[nonce]*list.Element // of *entry
	queue   list.List               // of *entry, the first to expire in front
	callers map[string]int          // pending entries by caller
}

// An entry is a call that waits for consent.
type entry struct {
	nonce     nonce
	way       way
	caller    string
	target    digest
	call      digest
	expires   time.Time // with the monotonic clock, so that setting the clock changes nothing
	reference string
	resumed   bool
}

// New returns an Approver with a random key of its own. Nil options mean the
// defaults. A negative option makes an Approver that refuses everything with
// CodeApprovalUnavailable and names the reason in the record.
func New(o *Options) *Approver {
	if o == nil {
		o = new(Options)
	}
	options, err := o.orDefaults()
	a := &Approver{
		options: options,
		invalid: err,
		pending: make(map[nonce]*list.Element),
		callers: make(map[string]int),
	}
	_, _ = rand.Read(a.sealer[:]) // never fails: crypto/rand ends the process instead
	return a
}

// Approve returns nil if the call carries a consent of at least the given
// strength; the consent is then used up. A call that carries nothing is
// answered by a *guard.Ask. Otherwise the error is a *guard.Denial:
//
//   - CodeApprovalExpired if what the call carries is not valid for it, for
//     whatever reason: forged, expired, used, of another call or caller. The
//     client is told no difference, and a valid consent is not used up.
//   - CodeApprovalDenied if the user did not accept. The question is closed.
//   - CodeApprovalUnavailable if the strength is beyond what the client can
//     do, is none, or is unknown, or if the Approver was not made by New.
//   - CodeTooBusy if too many calls wait for consent.
//
// It does not block, and takes no notice of ctx.
func (a *Approver) Approve(_ context.Context, call *guard.Call, least guard.Strength) error {
	switch {
	case a == nil || a.pending == nil:
		return unavailable("approval: the approver was not made by New")
	case a.invalid != nil:
		return unavailable("%w", a.invalid)
	case least != guard.TwoPhase && least != guard.ClientAttested:
		return unavailable("approval: the policy asks for strength %q", least)
	case call.Round != nil && call.Token != "":
		return expired("the call carries both an answer and a token")
	case call.Round != nil:
		return a.answer(call)
	case call.Token != "":
		return a.confirm(call, least)
	default:
		return a.ask(call, least)
	}
}

func unavailable(format string, args ...any) error {
	return guard.Deny(guard.CodeApprovalUnavailable, "").Because(format, args...)
}

// expired is the one answer to everything that is not valid; the reason goes
// to the record only.
func expired(reason string) error {
	return guard.Deny(guard.CodeApprovalExpired, "").Because("approval: %s", reason)
}

// answer takes what the client's user said to an elicitation.
func (a *Approver) answer(call *guard.Call) error {
	if err := a.take(call, call.Round.State, elicited); err != nil {
		return err
	}
	if call.Round.Action != "accept" {
		return guard.Deny(guard.CodeApprovalDenied, "").Because("approval: the client answered %q", call.Round.Action)
	}
	return nil
}

// confirm takes the token of a second call.
func (a *Approver) confirm(call *guard.Call, least guard.Strength) error {
	if least > guard.TwoPhase {
		return expired("a token is not enough for strength " + least.String())
	}
	return a.take(call, call.Token, repeated)
}

// take removes the entry that the token belongs to, if it is for this call.
func (a *Approver) take(call *guard.Call, token string, w way) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	e, err := a.find(token)
	if err != nil {
		return err
	}
	target := targetOf(call)
	switch {
	case e.way != w:
		return expired("the token was issued for the other way of answering")
	case e.target != target:
		return expired("the token is of another caller, kind or name")
	case e.call != target.with(call.Args):
		return expired("the token is for other arguments")
	}
	a.remove(e)
	return nil
}

// find returns the pending entry of a token whose seal is right.
func (a *Approver) find(token string) (*entry, error) {
	a.expire(time.Now())
	n, ok := parseToken(token)
	if !ok {
		return nil, expired("it is not a token")
	}
	at, ok := a.pending[n]
	if !ok {
		return nil, expired("the token is unknown, used or expired")
	}
	e := at.Value.(*entry)
	if !equal(token, a.sealer.token(e)) {
		return nil, expired("the seal is broken")
	}
	return e, nil
}

// ask stores the call and returns the question.
func (a *Approver) ask(call *guard.Call, least guard.Strength) error {
	w := repeated
	if call.Client.Elicitation {
		w = elicited
	}
	if least > guard.TwoPhase && w != elicited {
		return unavailable("approval: the client cannot ask its user")
	}
	target, now := targetOf(call), time.Now()
	e := &entry{
		nonce: newNonce(), way: w, caller: call.Caller.ID(), target: target, call: target.with(call.Args),
		expires: now.Add(a.options.TTL), reference: call.Reference,
	}
	if err := a.store(e, now); err != nil {
		return err
	}
	return &guard.Ask{
		Token: a.sealer.token(e), Preview: preview(call), Expires: e.expires,
		Elicit: w == elicited, Reference: call.Reference,
	}
}

func (a *Approver) store(e *entry, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.expire(now)
	if len(a.pending) >= a.options.MaxPending || a.callers[e.caller] >= a.options.MaxPendingPerCaller {
		return guard.Deny(guard.CodeTooBusy, "too many calls wait for consent; answer them or wait").
			Because("approval: %d calls wait, %d of this caller", len(a.pending), a.callers[e.caller])
	}
	a.pending[e.nonce] = a.queue.PushBack(e)
	a.callers[e.caller]++
	return nil
}

// expire removes what is not waited for any more. All entries wait equally
// long, so they end in the order they came.
func (a *Approver) expire(now time.Time) {
	for at := a.queue.Front(); at != nil; at = a.queue.Front() {
		e := at.Value.(*entry)
		if now.Before(e.expires) {
			return
		}
		a.remove(e)
	}
}

func (a *Approver) remove(e *entry) {
	a.queue.Remove(a.pending[e.nonce])
	delete(a.pending, e.nonce)
	if a.callers[e.caller]--; a.callers[e.caller] == 0 {
		delete(a.callers, e.caller)
	}
}

// Resume implements guard.Resumer. It reports true once for each elicitation,
// to a call of the same caller, kind and name; the arguments are not looked
// at, because they need not be decoded yet. A token of the two-phase way is
// among the arguments, so that a second call with one is a call of its own.
func (a *Approver) Resume(_ context.Context, call *guard.Call) (reference string, ok bool) {
	if a == nil || a.pending == nil || call.Round == nil {
		return "", false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	e, err := a.find(call.Round.State)
	if err != nil || e.way != elicited || e.resumed || e.target != targetOf(call) {
		return "", false
	}
	e.resumed = true
	return e.reference, true
}
