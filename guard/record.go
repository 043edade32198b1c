package guard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
	"unicode/utf8"
)

const (
	recordTimeout = 5 * time.Second
	maxName       = 256      // bytes of a client's text in the record
	maxDetail     = 4 << 10  // bytes of an operator's detail
	maxStack      = 16 << 10 // bytes of a stack
)

// finish is steps 1 and 2: it decides what the client sees and records the
// outcome. recovered is the value of a panic in the pipeline itself.
func (c *current) finish(ctx context.Context, recovered any, result Result, err error) (Result, error) {
	if recovered != nil {
		c.stack = string(debug.Stack())
		err = fmt.Errorf("panic: %v", recovered)
	}
	if err == nil && result == nil { // a checker that ended its goroutine
		err = errors.New("the call ended without an answer")
	}
	if err != nil {
		result, err = nil, c.sign(mask(err))
	}
	e := c.event(Outcome)
	c.describe(e, result, err)
	if lost := c.g.record(ctx, c.call, e); lost != nil {
		return nil, c.sign(Deny(CodeAuditUnavailable, "").Because("%w", lost))
	}
	return result, err
}

// sign puts the call's reference on a copy of what the client will see.
func (c *current) sign(err error) error {
	switch e := err.(type) {
	case *Denial:
		signed := *e
		signed.Reference = c.call.Reference
		return &signed
	case *Ask:
		signed := *e
		signed.Reference = c.call.Reference
		return &signed
	default:
		return err
	}
}

func (c *current) event(stage Stage) *Event {
	call := c.call
	e := &Event{
		Time: c.start, Reference: call.Reference, Stage: stage, Kind: call.Kind, Name: clip(call.Name, maxName),
		Caller: call.Caller, Session: clip(call.Session, maxName), Client: clip(call.Client.Name, maxName), Duration: time.Since(c.start),
	}
	if call.Args.tree != nil {
		e.Arguments, e.Digest = call.Args.Raw(), call.Args.Digest()
	}
	return e
}

func (c *current) describe(e *Event, result Result, err error) {
	e.Code, e.Stack = CodeOf(err), clip(c.stack, maxStack)
	switch err := err.(type) { // finish made it
	case *Denial:
		e.Argument, e.Detail = err.Argument, err.Detail
	case *Ask:
		e.Stage = Asked
	default:
		e.Failed = c.failed
		e.Bytes, e.Cut, e.Findings = c.bytes, c.cut, c.findings
	}
}

// intent records what is about to happen, before the handler runs.
func (c *current) intent(ctx context.Context, r *rules) error {
	if !r.intent {
		return nil
	}
	if err := c.g.record(ctx, c.call, c.event(Intent)); err != nil {
		return Deny(CodeAuditUnavailable, "").Because("%w", err)
	}
	return nil
}

// late records that an abandoned handler returned. Nobody waits for the answer,
// so a failure to record has nobody to go to.
func (c *current) late(ctx context.Context, o outcome) {
	e := c.event(Late)
	if o.err != nil {
		e.Code, e.Detail, e.Stack = CodeOf(mask(o.err)), fmt.Sprint(o.err), clip(o.stack, maxStack)
	}
	_ = c.g.record(ctx, c.call, e)
}

// Refuse records that a message was refused before it became a call that the
// pipeline could handle, and returns the denial for the client.
func (g *Guard) Refuse(ctx context.Context, call *Call, why error) *Denial {
	c := g.begin(call)
	if why == nil {
		why = errors.New("refused without a reason")
	}
	_, err := c.finish(ctx, nil, nil, why)
	var d *Denial
	if !errors.As(err, &d) { // an Ask, which nothing before the pipeline makes
		d = Deny(CodeInternal, "")
		d.Reference = call.Reference
	}
	return d
}

// record redacts an event and writes it. It outlives a client that hangs up.
func (g *Guard) record(ctx context.Context, call *Call, e *Event) (err error) {
	if g == nil || g.policy.Record == nil {
		return nil
	}
	ctx = detach(ctx, recordTimeout)
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the record panicked: %v", v)
		}
	}()
	e.Detail = clip(e.Detail, maxDetail)
	g.redactEvent(ctx, call, e)
	return g.policy.Record.Record(ctx, e)
}

// redactEvent cleans what came from the client or from an error. What cannot
// be cleaned is left out.
func (g *Guard) redactEvent(ctx context.Context, call *Call, e *Event) {
	if g.policy.Redact == nil {
		return
	}
	arguments := string(e.Arguments)
	fields := [...]*string{&e.Name, &e.Session, &e.Client, &e.Detail, &e.Stack, &arguments}
	used := 0
	for _, f := range fields {
		used += min(1, len(*f))
	}
	texts := make([]Text, 0, used)
	for i, f := range fields {
		if *f != "" {
			texts = append(texts, Text{Where: eventFields[i], Form: eventForms[i], Value: *f})
		}
	}
	_, err := safeRedact(ctx, g.policy.Redact, call, texts)
	for _, f := range fields {
		if *f != "" && err == nil {
			*f, texts = texts[0].Value, texts[1:]
		} else {
			*f = ""
		}
	}
	switch {
	case arguments == string(e.Arguments):
	case validJSON(arguments):
		e.Arguments = json.RawMessage(arguments)
	default: // the redactor broke it
		e.Arguments = nil
	}
	if err != nil {
		e.Detail = "left out, as it could not be redacted"
	}
}

var (
	eventFields = [...]string{"/name", "/session", "/client", "/detail", "/stack", "/arguments"}
	eventForms  = [...]Form{5: JSON}
)

// safeRedact turns a panic of the redactor into an error.
func safeRedact(ctx context.Context, r Redactor, call *Call, texts []Text) (found []Finding, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the redactor panicked: %v", v)
		}
	}()
	return r.Redact(ctx, call, texts)
}

// clip cuts s to about max bytes at a character's border.
func clip(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for max > 0 && !utf8.RuneStart(s[max]) {
		max--
	}
	return s[:max] + "…"
}
