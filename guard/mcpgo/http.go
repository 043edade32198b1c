package mcpgo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// HTTPHandler verifies the server and returns the handler that serves it over
// streamable HTTP. Bodies are capped, malformed messages are refused and
// recorded before the SDK sees them, and requests that a browser makes for
// another site's page are refused (net/http.CrossOriginProtection).
//
// It authenticates nobody. Put a handler in front that verifies credentials
// and passes the request on with guard.WithCaller in its context; without one
// every caller is anonymous, and the anonymous are refused with status 401, for
// streams and notifications too. A session belongs to the caller who opened it;
// anonymous callers, where the policy lets them in, have their sessions in
// common. Every path is served, and browsers only from pages of this very
// origin: WithStreamableHTTPCORS opens nothing here. The old SSE
// transport is not supported. Set the http.Server's time limits yourself, or
// use ListenAndServe.
func HTTPHandler(s *server.MCPServer, g *guard.Guard, opts ...server.StreamableHTTPOption) (http.Handler, error) {
	if err := Verify(s, g); err != nil {
		return nil, err
	}
	return &bodyGate{bodyTime: bodyTime, guard: g, limits: messageLimits(g), origin: http.NewCrossOriginProtection(), next: server.NewStreamableHTTPServer(s, opts...)}, nil
}

// ListenAndServe verifies the server and serves it over streamable HTTP at addr,
// with time limits, until ctx ends; then it returns nil.
//
// authenticate is the handler in front that verifies credentials, see
// HTTPHandler. It may be nil only if addr is a loopback address, given as a
// number: everybody on the machine is a caller then, and anonymous.
func ListenAndServe(ctx context.Context, addr string, s *server.MCPServer, g *guard.Guard, authenticate func(http.Handler) http.Handler) error {
	handler, err := HTTPHandler(s, g)
	if err != nil {
		return err
	}
	if authenticate != nil {
		handler = authenticate(handler)
	} else if a, err := netip.ParseAddrPort(addr); err != nil || !a.Addr().IsLoopback() {
		return errors.New("mcpgo: without authentication the address must be a loopback address and a port, such as 127.0.0.1:8080")
	}
	web := http.Server{Addr: addr, Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	defer context.AfterFunc(ctx, func() { _ = web.Close() })() // streams do not end by themselves
	if err := web.ListenAndServe(); ctx.Err() == nil {
		return err
	}
	return nil
}

// bodyGate lets well-formed messages of bounded size through.
type bodyGate struct {
	guard  *guard.Guard
	limits guard.Limits
	origin *http.CrossOriginProtection
	next   http.Handler

	bodyTime time.Duration
	sessions owners
}

// bodyTime is how long a client may take to send a body.
const bodyTime = time.Minute

func (b *bodyGate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	endLimit := b.limitReading(w, r)
	if err := b.origin.Check(r); err != nil {
		b.refuse(w, r, http.StatusForbidden, nil, guard.Deny(guard.CodeForbidden, "the request comes from a page of another site").Because("%w", err))
		return
	}
	if err := b.admits(r); err != nil {
		b.refuse(w, r, http.StatusUnauthorized, nil, err)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(b.limits.Bytes)))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		b.refuse(w, r, http.StatusRequestEntityTooLarge, nil, refused("the message is too large"))
		return
	case err != nil:
		b.refuse(w, r, http.StatusBadRequest, nil, refused("the message could not be read").Because("%w", err))
		return
	}
	endLimit()
	r.Body = io.NopCloser(bytes.NewReader(body))
	if r.Method == http.MethodPost {
		b.post(w, r, body)
		return
	}
	b.next.ServeHTTP(w, r)
	if r.Method == http.MethodDelete {
		b.sessions.disown(r.Header.Get(server.HeaderKeySessionID))
	}
}

// post serves a message.
func (b *bodyGate) post(w http.ResponseWriter, r *http.Request, body []byte) {
	e, err := readEnvelope(body, b.limits)
	if err != nil {
		b.refuse(w, r, http.StatusBadRequest, e, err)
		return
	}
	if e.method == string(mcp.MethodNotificationCancelled) && sharesIDs(e, r) {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	b.next.ServeHTTP(w, r)
	if session := w.Header().Get(server.HeaderKeySessionID); session != "" {
		b.sessions.own(session, guard.CallerFrom(r.Context()))
	}
}

const maxSessionID = 128 // bytes; the SDK's have 48

// admits refuses who is not identified, for every method: streams and
// notifications pass no other check. A session is of the caller who opened it,
// or was the first to use it here.
func (b *bodyGate) admits(r *http.Request) error {
	caller := guard.CallerFrom(r.Context())
	if err := b.guard.Identify(caller); err != nil {
		return err
	}
	session := r.Header.Get(server.HeaderKeySessionID)
	if session == "" {
		return nil
	}
	if len(session) > maxSessionID {
		return refused("the session id is too long")
	}
	b.sessions.own(session, caller)
	if who, known := b.sessions.ownerOf(session); !known || who != caller.ID() {
		return guard.Deny(guard.CodeUnauthenticated, "the session is not the caller's")
	}
	return nil
}

// sharesIDs reports whether a request's id may be another caller's, too: the
// SDK tells requests apart by session, and since protocol version 2026-07-28
// there are none. There a client cancels by hanging up.
func sharesIDs(e *envelope, r *http.Request) bool {
	meta, _ := e.params.Get("_meta").(map[string]any)
	version, _ := meta[mcp.MetaKeyProtocolVersion].(string)
	return r.Header.Get(server.HeaderKeySessionID) == "" || mcp.IsModernProtocol(version) ||
		mcp.IsModernProtocol(r.Header.Get(server.HeaderKeyProtocolVersion))
}

// limitReading gives the client a time for its body, unless the server has a
// limit of its own. It returns what ends the limit, as the answer may be a long
// stream. After a refusal the limit stays: net/http reads what is left of the
// body before it answers.
func (b *bodyGate) limitReading(w http.ResponseWriter, r *http.Request) func() {
	if s, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok && s.ReadTimeout > 0 {
		return func() {}
	}
	deadlines := http.NewResponseController(w)
	_ = deadlines.SetReadDeadline(time.Now().Add(b.bodyTime)) // a writer of a test has none
	return func() { _ = deadlines.SetReadDeadline(time.Time{}) }
}

func (b *bodyGate) refuse(w http.ResponseWriter, r *http.Request, status int, e *envelope, why error) {
	answer := refusal(r.Context(), b.guard, e, why)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Connection", "close")
	w.WriteHeader(status)
	_, _ = w.Write(answer)
}
