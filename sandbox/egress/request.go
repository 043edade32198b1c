package egress

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// steering are the headers that are about the connection and not the message
// (RFC 9110, section 7.6.1), or that follow from the rest of the request.
var steering = []string{
	"Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Authenticate",
	"Proxy-Authorization", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// harmless are the headers that follow a redirect to another origin. All others
// may be a credential: X-Api-Key is one, and package net/http passes it on.
var harmless = []string{"Accept", "Accept-Language", "Content-Type", "Range", "User-Agent"}

// badHeader refuses headers that could steer the connection or hold a line of
// their own (RFC 9110, section 5.5). The error names the header, never a value.
func badHeader(h http.Header) error {
	for name, values := range h {
		if !token(name) {
			return fmt.Errorf("header %.64q is no name", name)
		}
		if slices.Contains(steering, http.CanonicalHeaderKey(name)) {
			return fmt.Errorf("header %s is not for the request to set", name)
		}
		for _, v := range values {
			if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7F }) {
				return fmt.Errorf("header %s holds a control character", name)
			}
		}
	}
	return nil
}

// hop decides about one request of a chain of redirects, and returns the one
// that is sent, without its body. It trusts nobody to have checked before: a redirect is known by
// req.Response, which every http.Client sets.
func (c *Client) hop(req *http.Request) (*http.Request, error) {
	t, err := c.aim(req)
	if err != nil {
		return nil, err
	}
	if err := badHeader(req.Header); err != nil {
		return nil, badArgument(hintHeader, "%w", err)
	}
	if len(req.Trailer)+len(req.TransferEncoding) > 0 {
		return nil, badArgument(hintHeader, "a trailer, or a transfer encoding")
	}
	crossed, err := c.retrace(req, t)
	if err != nil {
		return nil, err
	}
	if crossed && (carries(req) || req.Method != "" && req.Method != http.MethodGet && req.Method != http.MethodHead) {
		return nil, notAllowed(hintCrossing, "a redirect to %s of a %s request, or of one with a body", t.origin(), req.Method)
	}
	header := canonicalHeader(req.Header)
	for name := range header {
		if crossed && !slices.Contains(harmless, name) {
			delete(header, name)
		}
	}
	if !t.plain && !crossed { // where somebody else chose what they would be used for
		for name, values := range c.credentials[t.host.name] {
			header[name] = values
		}
	}
	header.Set("Accept-Encoding", "gzip") // what receive can read
	if header.Get("Range") != "" {
		header.Set("Accept-Encoding", "identity")
	}
	return outgoing(req, t, header), nil
}

// aim decides about where a request goes.
func (c *Client) aim(req *http.Request) (target, error) {
	t, problem := targetOf(req.URL)
	if problem != "" {
		return target{}, notAllowed(urlHint(problem), "request: %s", problem)
	}
	if err := c.admit(t); err != nil {
		return target{}, err
	}
	if req.Host != "" && req.Host != req.URL.Host {
		h, port, problem := parseAuthority(req.Host, t.port)
		if problem != "" || h != t.host || port != t.port {
			return target{}, badArgument(hintHeader, "Host %.256q is not that of the URL: %s", req.Host, problem)
		}
	}
	return t, c.admitMethod(orDefault(req.Method, http.MethodGet))
}

// retrace walks the redirects back that led to a request. It reports whether
// any of them crossed from one origin to another.
func (c *Client) retrace(req *http.Request, t target) (crossed bool, err error) {
	hops := 0
	for at := req; at.Response != nil; at = at.Response.Request {
		if hops++; hops > c.maxRedirects || c.noRedirects {
			return false, notAllowed(hintRedirects, "more than %d redirects", hops-1)
		}
		before := at.Response.Request
		if before == nil {
			return false, notAllowed(hintRedirect, "a redirect that comes from nowhere")
		}
		from, problem := targetOf(before.URL)
		if problem != "" {
			return false, notAllowed(hintRedirect, "a redirect from a URL with %s", problem)
		}
		if t.plain && !from.plain {
			return false, notAllowed(hintRedirect, "a redirect from HTTPS to plain HTTP at %s", t.origin())
		}
		crossed = crossed || from.origin() != t.origin()
	}
	return crossed, nil
}

// outgoing builds the request from what was understood of it.
func outgoing(req *http.Request, t target, header http.Header) *http.Request {
	return &http.Request{
		Method: orDefault(req.Method, http.MethodGet), URL: t.url, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Close: req.Close,
	}
}

// enclose gives a request its body, whose length is known, whatever the request
// said.
func enclose(sent *http.Request, body []byte) {
	if len(body) == 0 {
		return
	}
	sent.ContentLength = int64(len(body))
	sent.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	sent.Body, _ = sent.GetBody()
}

func carries(req *http.Request) bool { return req.Body != nil && req.Body != http.NoBody }

func closeBody(req *http.Request) {
	if req != nil && req.Body != nil {
		req.Body.Close() // of which nobody could do anything with an error
	}
}

var errTooMuch = errors.New("more than MaxRequestBody")

// take reads the body of a request that was decided about, and closes it. One
// that does not arrive is waited for no longer than ctx: to close it ends the
// Read of a pipe or a connection, and any other is left behind.
func (c *Client) take(ctx context.Context, req *http.Request) ([]byte, error) {
	defer closeBody(req)
	if !carries(req) {
		return nil, nil
	}
	var body []byte
	read := make(chan error, 1)
	go func() {
		var err error
		body, err = readAtMost(req.Body, c.maxRequest)
		read <- err
	}()
	select {
	case <-ctx.Done():
		return nil, c.ended(ctx, context.Cause(ctx))
	case err := <-read:
		switch {
		case errors.Is(err, errTooMuch):
			return nil, badArgument(hintTooMuch, "body of the request: %w", err)
		case err != nil:
			return nil, badArgument(hintRequest, "body of the request: %w", err)
		}
		return body, nil
	}
}

// readAtMost runs apart from the caller, where nobody else would catch a panic
// of the reader.
func readAtMost(from io.Reader, most int64) (body []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			body, err = nil, fmt.Errorf("its Read panics: %v", p)
		}
	}()
	body, err = io.ReadAll(io.LimitReader(from, most+1))
	if err == nil && int64(len(body)) > most {
		err = errTooMuch
	}
	return body, err
}
