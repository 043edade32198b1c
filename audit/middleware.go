package audit

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// recordTime is how long recording may take after the call has ended, whatever
// became of the call's own context.
const recordTime = 5 * time.Second

// Middleware returns a middleware that records the end of every call: one
// event with the arguments, the name and the detail as red leaves them, the
// code, and the duration. It is for a single handler; a guard.Guard records by
// itself, and records an intent before a destructive tool runs, which this
// does not. Put it outermost, so that it sees what the others refuse.
//
// A panic is recorded and goes on. If the call has no Reference it gets one.
// If the event cannot be redacted or recorded, the result is withheld with
// CodeAuditUnavailable; what the handler did has then happened. A nil rec or
// red denies every call with that code.
//
// The result is not redacted, nor are the session and the client's name.
func Middleware(rec guard.Recorder, red guard.Redactor) guard.Middleware {
	return func(next guard.Handler) guard.Handler {
		return func(ctx context.Context, call *guard.Call) (res guard.Result, err error) {
			if rec == nil || red == nil {
				return nil, guard.Deny(guard.CodeAuditUnavailable, "").Because("audit: there is no recorder or no redactor")
			}
			if call.Reference == "" {
				call.Reference = rand.Text()[:16]
			}
			start, returned := time.Now(), false
			defer func() {
				if !returned { // a panic, or runtime.Goexit
					e := event(call, start, nil, nil)
					e.Code, e.Stack = guard.CodeInternal, string(debug.Stack())
					e.Detail = "the handler did not return"
					_ = record(ctx, rec, red, call, e) // what is under way cannot be withheld
				}
			}()
			res, err = next(ctx, call)
			returned = true
			if failed := record(ctx, rec, red, call, event(call, start, res, err)); failed != nil {
				denial := guard.Deny(guard.CodeAuditUnavailable, "").Because("audit: the result is withheld: %w", failed)
				denial.Reference = call.Reference
				return nil, denial
			}
			return res, referred(err, call.Reference)
		}
	}
}

func event(call *guard.Call, start time.Time, res guard.Result, err error) *guard.Event {
	e := &guard.Event{
		Time: start, Reference: call.Reference, Kind: call.Kind, Name: call.Name,
		Caller: call.Caller, Session: call.Session, Client: call.Client.Name,
		Arguments: call.Args.Raw(), Digest: call.Args.Digest(),
		Code: guard.CodeOf(err), Duration: time.Since(start),
	}
	var denial *guard.Denial
	var ask *guard.Ask
	switch {
	case errors.As(err, &denial):
		e.Argument, e.Detail = denial.Argument, denial.Detail
	case errors.As(err, &ask):
		e.Stage = guard.Asked
	case err != nil:
		e.Detail = err.Error()
	case res != nil:
		e.Failed = res.Failed()
		texts, _ := res.Texts() // unknown content counts as nothing here
		for _, t := range texts {
			e.Bytes += len(t.Value)
		}
	}
	return e
}

// record redacts the event and writes it. An event that cannot be redacted is
// written without what a client chose.
func record(ctx context.Context, rec guard.Recorder, red guard.Redactor, call *guard.Call, e *guard.Event) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	texts := []guard.Text{
		{Where: "/arguments", Form: guard.JSON, Value: string(e.Arguments)},
		{Where: "/name", Form: guard.Label, Value: e.Name},
		{Where: "/detail", Form: guard.Plain, Value: e.Detail},
	}
	_, failed := red.Redact(ctx, call, texts)
	if failed != nil {
		e.Arguments, e.Name, e.Detail, e.Stack = nil, "", "the event could not be redacted", ""
	} else {
		e.Arguments, e.Name, e.Detail = json.RawMessage(texts[0].Value), texts[1].Value, texts[2].Value
	}
	if err := rec.Record(ctx, e); err != nil {
		return err
	}
	if failed != nil {
		return fmt.Errorf("redacting the event: %w", failed)
	}
	return nil
}

// referred returns err with the reference in its Denial, which is copied
// because it may be shared.
func referred(err error, reference string) error {
	var denial *guard.Denial
	if !errors.As(err, &denial) || denial.Reference != "" {
		return err
	}
	d := *denial
	d.Reference = reference
	return &d
}
