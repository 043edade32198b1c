package egress

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// RoundTrip sends one request and reads the answer to its end. It makes a
// *Client a http.RoundTripper, for code that has a http.Client of its own: each
// hop is decided about here, the number of redirects, credentials that would
// follow one and a step from HTTPS to plain HTTP included. The policy's Timeout
// is then for each hop. The body of the response is in memory, so that nothing
// streams. The error is a *guard.Denial; see Do.
//
// A redirect is known by Request.Response, which http.Client sets. A round tripper
// between the two must hand it on, as Request.Clone and WithContext do: a request
// that it builds anew looks like a first one, with no redirect to count and no
// origin to protect.
//
// Cookies of a http.Client's Jar are not sent after a redirect from another origin,
// though they belong to the host that they would go to: they cannot be told from
// those that the caller set. A login that leads over another host fails therefore.
func (c *Client) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := c.ready(); err != nil {
		closeBody(req)
		return nil, err
	}
	sent, err := c.hop(req)
	if err != nil {
		closeBody(req)
		return nil, ofRedirect(req, err)
	}
	ctx, cancel := c.boundHop(req.Context())
	defer cancel()
	body, err := c.take(ctx, req)
	if err != nil {
		return nil, err
	}
	enclose(sent, body)
	resp, err := c.transport.RoundTrip(sent.WithContext(ctx))
	if err != nil {
		return nil, c.failed(ctx, err)
	}
	defer resp.Body.Close()
	content, err := c.receive(ctx, resp)
	if err != nil {
		return nil, err
	}
	return deliver(req, resp, content), nil
}

// ofRedirect has the denial of a redirect say that it is one.
func ofRedirect(req *http.Request, err error) error {
	d, ok := errors.AsType[*guard.Denial](err)
	if ok && req.Response != nil && d.Code == guard.CodeHostNotAllowed && d.Hint != hintRedirects && d.Hint != hintCrossing {
		d.Hint = hintRedirect
	}
	return err
}

// deliver returns the response that the caller sees.
func deliver(req *http.Request, resp *http.Response, content []byte) *http.Response {
	out := *resp
	out.Request, out.Trailer, out.TransferEncoding = req, nil, nil
	if out.Header.Get("Content-Encoding") != "" {
		out.Header.Del("Content-Encoding")
		out.Header.Del("Content-Length")
		out.Uncompressed = true
	}
	out.Body = &memory{bytes.NewReader(content), content}
	if resp.Request.Method != http.MethodHead { // where it is the length of what was not sent
		out.ContentLength = int64(len(content))
	}
	return &out
}

// memory is a body that was read.
type memory struct {
	*bytes.Reader
	content []byte
}

func (*memory) Close() error { return nil }

// receive decides about a response and reads its body.
func (c *Client) receive(ctx context.Context, resp *http.Response) ([]byte, error) {
	if resp.Header.Get("Location") != "" && redirects(resp.StatusCode) {
		return nil, badLocation(resp) // its body is not read
	}
	empty, err := c.bodiless(ctx, resp)
	switch {
	case err != nil:
		return nil, err
	case empty:
		return nil, c.requireBody(resp)
	}
	if err = c.admitType(resp); err == nil {
		var content []byte
		if content, err = c.read(ctx, resp); err == nil {
			return content, c.conforms(resp.StatusCode, content)
		}
	}
	if d, ok := errors.AsType[*guard.Denial](err); ok && d.Hint == hintType && !successful(resp.StatusCode) {
		return nil, nil // the status says enough
	}
	return nil, err
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func successful(status int) bool { return status/100 == 2 }

// badLocation refuses what browsers and Go understand differently, or not at all.
func badLocation(resp *http.Response) error {
	fields := resp.Header.Values("Location")
	if len(fields) > 1 {
		return notAllowed(hintLocation, "more than one Location")
	}
	if problem := unspeakable(fields[0]); problem != "" {
		return notAllowed(hintLocation, "Location %.256q: %s", fields[0], problem)
	}
	if _, err := resp.Request.URL.Parse(fields[0]); err != nil { // as http.Client does
		return notAllowed(hintLocation, "Location: %w", err)
	}
	return nil
}

// admitType decides about the type and the encoding of a body, before any of it
// is read.
func (c *Client) admitType(resp *http.Response) error {
	kind, err := mediaType(resp.Header.Values("Content-Type"))
	switch {
	case err != nil:
		return blocked(hintType, "%w", err)
	case !c.allowsType(kind):
		return blocked(hintType, "Content-Type %.256q", kind)
	case c.schema != nil && successful(resp.StatusCode) && !isJSON(kind):
		return blocked(hintType, "Content-Type %.256q where a schema wants JSON", kind)
	}
	switch encoding := strings.ToLower(strings.Join(resp.Header.Values("Content-Encoding"), ",")); encoding {
	case "", "identity", "none", "gzip", "x-gzip": // "none" is not registered, and sent
		return nil
	default: // two codings are one bomb in another
		return blocked(hintType, "Content-Encoding %.256q", encoding)
	}
}

// requireBody refuses a success without a body where a schema wants one, and the
// status does not say that there is none.
func (c *Client) requireBody(resp *http.Response) error {
	if c.schema != nil && successful(resp.StatusCode) && !noBody(resp.StatusCode) && resp.Request.Method != http.MethodHead {
		return blocked(hintSchema, "status %d without a body", resp.StatusCode)
	}
	return nil
}

// conforms holds a body against the schema.
func (c *Client) conforms(status int, content []byte) error {
	if c.schema == nil || !successful(status) {
		return nil
	}
	if err := c.schema.CheckJSON(content); err != nil {
		return blocked(hintSchema, "schema: %w", err)
	}
	return nil
}
