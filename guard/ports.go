package guard

import (
	"context"
	"encoding/json"
	"time"
)

// The interfaces below are what the pipeline calls. Each has one method, is
// safe for concurrent use, and denies by returning an error: a *Denial where
// the client should learn the reason, any other error for a failure of its
// own, which becomes CodeInternal unless the interface names another code.

// A Checker decides about one string argument: a path, a statement, a URL. It
// changes nothing and reads no more than it must. A check is a courtesy to the
// model; what the handler uses to open, query or connect has to enforce the
// same rule.
type Checker interface {
	Check(ctx context.Context, value string) error
}

// CheckerFunc makes a function a Checker.
type CheckerFunc func(ctx context.Context, value string) error

// Check calls f.
func (f CheckerFunc) Check(ctx context.Context, value string) error { return f(ctx, value) }

// A Rewriter is a Checker that replaces the argument by what was understood of
// it. The pipeline prefers it to Check; the handler and the record see the new
// value.
type Rewriter interface {
	Rewrite(ctx context.Context, value string) (string, error)
}

// An Authorizer decides whether a caller may make a call. For listings it is
// asked with a Call that has no arguments yet, and an error hides the entry.
type Authorizer interface {
	Authorize(ctx context.Context, call *Call) error
}

// AuthorizerFunc makes a function an Authorizer.
type AuthorizerFunc func(ctx context.Context, call *Call) error

// Authorize calls f.
func (f AuthorizerFunc) Authorize(ctx context.Context, call *Call) error { return f(ctx, call) }

// A Limiter meters calls. A non-nil release is called once when the handler
// has really returned, even if the client was answered earlier.
type Limiter interface {
	Limit(ctx context.Context, call *Call) (release func(), err error)
}

// A Redactor removes what must not leave from the texts of one call, in place,
// and says what it found. All texts of a call come at once, so that a value
// that occurs twice is replaced the same way. A text of Form JSON stays a JSON
// document. After an error the texts are withheld with CodeResultBlocked.
type Redactor interface {
	Redact(ctx context.Context, call *Call, texts []Text) ([]Finding, error)
}

// A Restorer is a Redactor that leaves tokens in the place of values. The
// pipeline asks it about every string among the arguments, before they are
// validated, so that a caller can send back a token that it was given; the
// checkers, the approval and the handler see the value, and the record is
// redacted again. Restore must turn back only tokens of the call's own Caller,
// and leave everything else as it is.
type Restorer interface {
	Restore(ctx context.Context, call *Call, text string) (string, error)
}

// A Finding counts what was removed. It never holds the value.
type Finding struct {
	Kind  string // "EMAIL", "CARD", ...
	Count int
}

// Strength says how an approval must be obtained. The zero Strength asks for
// none; a greater one is harder to fake.
type Strength uint8

const (
	NoApproval Strength = iota
	// TwoPhase makes the client call twice: the first call returns a token,
	// the second one, with the same arguments, carries it. It protects
	// against accidents and swapped arguments. Without a client that asks
	// its user, a model can confirm its own call.
	TwoPhase
	// ClientAttested makes the client ask its user. It proves that the
	// client says that somebody agreed.
	ClientAttested
)

var strengthNames = [...]string{"none", "two_phase", "client_attested"}

// String returns the name used in the record.
func (s Strength) String() string {
	if int(s) >= len(strengthNames) {
		return "unknown"
	}
	return strengthNames[s]
}

// An Approver decides whether a call was consented to with at least the given
// strength. It returns nil if it was, and has then made the consent unusable
// for any other call; an *Ask if it has to be asked for; a *Denial if it was
// refused, or cannot be obtained.
type Approver interface {
	Approve(ctx context.Context, call *Call, least Strength) error
}

// A Resumer is an Approver that knows the calls it asked about. Resume
// reports, without deciding anything, whether the call carries an Ask's state
// for the first time, and returns that Ask's Reference. Such a call is the
// continuation of one that was metered already.
type Resumer interface {
	Resume(ctx context.Context, call *Call) (reference string, ok bool)
}

// A Recorder keeps the record. Record returns after the event is as durable as
// the recorder promises. After an error the call is refused with
// CodeAuditUnavailable, and a result that exists already is withheld. The
// event must not be kept or changed after Record returned.
type Recorder interface {
	Record(ctx context.Context, e *Event) error
}

// RecorderFunc makes a function a Recorder.
type RecorderFunc func(ctx context.Context, e *Event) error

// Record calls f.
func (f RecorderFunc) Record(ctx context.Context, e *Event) error { return f(ctx, e) }

// An Event is one entry of the record, for the operator's eyes. Arguments and
// Detail went through the policy's Redactor.
type Event struct {
	Time      time.Time
	Reference string
	Stage     Stage
	Kind      Kind
	Name      string
	Caller    Caller
	Session   string
	Client    string
	// Arguments is the canonical form after redaction; nil if the call was
	// refused before it was decoded.
	Arguments json.RawMessage
	// Digest is the SHA-256 of the canonical arguments in hex, before
	// redaction: what an approval is bound to.
	Digest string
	// Code is empty if the handler's result was delivered.
	Code Code
	// Failed says that the delivered result is one that the handler itself
	// marked as an error.
	Failed bool
	// Argument is the argument at fault.
	Argument string
	// Detail is the operator's side of a denial or the text of an error.
	Detail string
	// Stack is where a handler panicked.
	Stack string
	// Duration is how long the call took.
	Duration time.Duration
	// Bytes is the size of the delivered result's texts.
	Bytes int
	// Cut says that the delivered result was shortened.
	Cut bool
	// Findings counts what was redacted from the result.
	Findings []Finding
}

// Stage says which moment of a call an Event is about.
type Stage uint8

const (
	// Outcome is the end of a call. Every call has exactly one.
	Outcome Stage = iota
	// Intent is recorded before the handler of a destructive tool runs.
	Intent
	// Asked says that consent was asked for. The outcome follows when the
	// client comes back; if it does not, there is none.
	Asked
	// Late says that a handler returned after its call had been answered
	// with CodeDeadlineExceeded or CodeCanceled.
	Late
)

var stageNames = [...]string{"outcome", "intent", "asked", "late"}

// String returns the name used in the record.
func (s Stage) String() string {
	if int(s) >= len(stageNames) {
		return "unknown"
	}
	return stageNames[s]
}
