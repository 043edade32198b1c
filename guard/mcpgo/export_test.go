package mcpgo

import (
	"encoding/json"
	"net/http"
	"time"
)

// EnvelopeView is what the strict reader sees of a message that it accepts.
type EnvelopeView struct {
	Method, Name, URI, Cursor, TaskID string
	ID                                any
	Task                              bool
}

// ReadEnvelope runs the strict reader and the shape check on a request.
func ReadEnvelope(raw []byte) (EnvelopeView, bool) {
	e, err := readEnvelope(raw, messageLimits(nil))
	if err != nil || !e.isCall || e.id == nil || e.fits(json.RawMessage(raw)) != nil {
		return EnvelopeView{}, false
	}
	p := e.params
	return EnvelopeView{
		Method: e.method, Name: p.String("name"), URI: p.String("uri"), Cursor: p.String("cursor"), TaskID: p.String("taskId"),
		ID: e.id, Task: p.Get("task") != nil,
	}, true
}

// SetBodyTime shortens the time that a client has for a body.
func SetBodyTime(h http.Handler, d time.Duration) { h.(*bodyGate).bodyTime = d }
