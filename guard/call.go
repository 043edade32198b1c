package guard

import (
	"context"
	"encoding/json"
	"strconv"
	"time"
)

// A Call is one request of a client as the guard sees it, whatever the SDK.
// An adapter fills it; the pipeline decodes Raw into Args and from then on
// nobody reads Raw again.
//
// A Call belongs to the goroutine that handles it and must not be kept or
// changed after the handler returned.
type Call struct {
	// Kind says what is called.
	Kind Kind
	// Of is what a KindCompletion completes: KindPrompt or KindResource.
	Of Kind
	// Name is the tool's or prompt's name, the resource's URI, or for
	// KindRequest the protocol method.
	Name string
	// Raw holds the arguments as the client sent them. Empty means none.
	Raw json.RawMessage
	// Args holds the decoded arguments. It is the zero Arguments until the
	// pipeline, or an adapter that runs single middlewares, decoded Raw.
	Args Arguments
	// Caller is who calls, from verified credentials only. The zero Caller
	// is anonymous.
	Caller Caller
	// Session is the transport's session id. A client chooses it: it is
	// good for the record, never for a decision.
	Session string
	// Client is what the client says of itself. It is never a ground for
	// a decision that grants something.
	Client Client
	// Round carries the client's answer when this call repeats an earlier
	// one that asked for input; nil on the first pass.
	Round *Round
	// AsTask says that the client wants the result later (MCP tasks).
	AsTask bool
	// Input and Output are the tool's own compiled schemas, as the server
	// registered them. A tool call without an Input schema is refused.
	Input, Output *Schema
	// Token is the approval token the client sent with the arguments. The
	// pipeline takes it out of Args, so that no handler, record or digest
	// sees it.
	Token string
	// Reference names this call in the answer and in the record. The
	// pipeline sets it.
	Reference string
}

// Kind says what a Call is about.
type Kind uint8

const (
	// KindRequest is a message that is none of the kinds below: a
	// malformed one, a listing, a task operation. It is the zero Kind.
	KindRequest Kind = iota
	KindTool
	KindResource
	KindPrompt
	// KindCompletion asks for values of an argument of a prompt or a
	// resource; Name is theirs.
	KindCompletion
)

var kindNames = [...]string{"request", "tool", "resource", "prompt", "completion"}

// String returns the lower-case English name used in the record.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return "unknown"
	}
	return kindNames[k]
}

// A Caller is an authenticated identity. Equal Callers are the same principal:
// limits, approvals and tasks are bound to the whole value.
type Caller struct {
	// Issuer names who vouches for Subject, for instance an OAuth issuer
	// URL, or "local" for the operating system's user of a stdio server.
	Issuer string
	// Subject is the identity within Issuer.
	Subject string
	// Roles and Scopes are what the credentials grant, for an Authorizer.
	// They are no part of the identity.
	Roles, Scopes []string
}

// Anonymous reports whether no credentials were verified.
func (c Caller) Anonymous() bool { return c.Subject == "" }

// ID returns the identity as one string that no other identity shares. It is
// empty for an anonymous caller.
func (c Caller) ID() string {
	if c.Anonymous() {
		return ""
	}
	return strconv.Quote(c.Issuer) + strconv.Quote(c.Subject) // json.Marshal would make all invalid bytes the same
}

type callerKey struct{}

// WithCaller returns a context that carries an identity whose credentials the
// caller of WithCaller has verified. Authentication middleware in front of the
// MCP server uses it; nothing that comes from the client may be passed
// unverified.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerFrom returns the identity that WithCaller put into ctx, or the
// anonymous Caller.
func CallerFrom(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

// A Client is what the peer claims to be and to support.
type Client struct {
	Name, Version string
	// Elicitation says that the client declared that it can ask its user.
	Elicitation bool
}

// A Round is a client's answer to an Ask: the state it was given, and what its
// user answered. Everything in it is the client's word.
type Round struct {
	State  string
	Action string // "accept", "decline" or "cancel"; empty when missing
}

// An Ask is a call that waits for consent. An adapter shows Preview to the
// user where the client can, and otherwise tells the model how to repeat the
// call with Token.
type Ask struct {
	// Token proves which call was asked about. It is sealed: a client can
	// neither read nor make one.
	Token string
	// Preview says what will happen, escaped for display. Unlike a Denial
	// it shows the arguments, for that is what is to be consented to.
	Preview string
	// Expires is when Token stops working.
	Expires time.Time
	// Elicit says that the client is to ask its user. If false, the
	// answer is a second call that carries Token as the argument named by
	// ApprovalArgument.
	Elicit bool
	// Reference is the call's.
	Reference string
}

// ApprovalArgument is the argument that carries an approval token in the
// second call. The pipeline removes it before validation.
const ApprovalArgument = "approval_token"

// Error makes an Ask travel the error path of a Handler; it says nothing of
// the arguments.
func (a *Ask) Error() string {
	return string(CodeApprovalRequired) + ": the call waits for consent (ref " + a.Reference + ")"
}

// A Result is the guard's view of an SDK's own result. It must not be changed:
// WithTexts returns an altered copy.
type Result interface {
	// Failed reports whether the handler says that the call failed.
	Failed() bool
	// Texts returns every string that a reader of the result can see, in a
	// fixed order. It is an error if the result holds content that the
	// adapter does not know; such a result is not passed on.
	Texts() ([]Text, error)
	// WithTexts returns a copy of the result in which the texts, as many
	// and in the same order as Texts returned, replace the old ones.
	WithTexts([]Text) (Result, error)
}

// A Text is one piece of a result that a reader can see.
type Text struct {
	// Where is a JSON Pointer into the result.
	Where string
	// Form says what Value must remain.
	Form  Form
	Value string
}

// Form says how a Text is to be read.
type Form uint8

const (
	// Plain is text for people and models. It may be cut.
	Plain Form = iota
	// JSON is a JSON document; what replaces it must be one.
	JSON
	// Base64 is binary data in standard base64.
	Base64
	// Label is a short text with a meaning to the protocol, such as a URI
	// or a MIME type. It may be edited but never cut.
	Label
)

// StructuredContent is the Where of a result's structured content, which is
// validated against the tool's output schema after redaction.
const StructuredContent = "/structuredContent"

// A Handler answers a call. Its error is a *Denial, an *Ask, or an internal
// failure whose text must not reach the client.
type Handler func(context.Context, *Call) (Result, error)

// A Middleware wraps a Handler.
type Middleware func(Handler) Handler

// Chain returns the middleware that runs m in order, the first outermost.
func Chain(m ...Middleware) Middleware {
	return func(next Handler) Handler {
		for i := len(m) - 1; i >= 0; i-- {
			next = m[i](next)
		}
		return next
	}
}
