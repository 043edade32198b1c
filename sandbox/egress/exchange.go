package egress

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
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
	out.Body = io.NopCloser(bytes.NewReader(content))
	if resp.Request.Method != http.MethodHead { // where it is the length of what was not sent
		out.ContentLength = int64(len(content))
	}
	return &out
}

// receive decides about a response and reads its body.
func (c *Client) receive(ctx context.Context, resp *http.Response) ([]byte, error) {
	switch {
	case resp.Header.Get("Location") != "" && redirects(resp.StatusCode):
		return nil, badLocation(resp.Header.Values("Location")) // its body is not read
	case resp.Request.Method == http.MethodHead, resp.ContentLength == 0, resp.StatusCode == http.StatusNoContent, resp.StatusCode == http.StatusNotModified:
		return nil, c.requireBody(resp)
	}
	err := c.admitType(resp)
	if err == nil {
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

// badLocation refuses what browsers and Go understand differently.
func badLocation(fields []string) error {
	if len(fields) > 1 {
		return notAllowed(hintRedirect, "more than one Location")
	}
	if problem := unspeakable(fields[0]); problem != "" {
		return notAllowed(hintRedirect, "Location %.256q: %s", fields[0], problem)
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
	case "", "identity", "gzip", "x-gzip":
		return nil
	default: // two codings are one bomb in another
		return blocked(hintType, "Content-Encoding %.256q", encoding)
	}
}

// read reads a body within MaxBody, before and after decompression.
func (c *Client) read(ctx context.Context, resp *http.Response) ([]byte, error) {
	if resp.ContentLength > c.maxBody {
		return nil, tooLarge("body of %d bytes", resp.ContentLength)
	}
	wire := &capped{from: resp.Body, left: c.maxBody}
	var from io.Reader = wire
	if encoding := strings.ToLower(resp.Header.Get("Content-Encoding")); strings.HasSuffix(encoding, "gzip") {
		unpacked, err := gzip.NewReader(wire)
		if err != nil {
			return nil, c.broken(ctx, err)
		}
		from = &capped{from: unpacked, left: c.maxBody}
	}
	var content bytes.Buffer
	if resp.ContentLength > 0 {
		content.Grow(int(min(resp.ContentLength, 64<<10)) + bytes.MinRead) // what is promised is not believed
	}
	if _, err := content.ReadFrom(from); err != nil {
		return nil, c.broken(ctx, err)
	}
	return content.Bytes(), nil
}

var errTooLarge = errors.New("more than MaxBody")

// capped fails behind a number of bytes, where io.LimitReader would end.
type capped struct {
	from io.Reader
	left int64
}

func (r *capped) Read(p []byte) (int, error) {
	if r.left < 0 {
		return 0, errTooLarge
	}
	n, err := r.from.Read(p[:min(int64(len(p)), r.left+1)])
	if r.left -= int64(n); r.left < 0 {
		return n - 1, errTooLarge
	}
	return n, err
}

// broken returns the denial of a body that could not be read to its end.
func (c *Client) broken(ctx context.Context, err error) error {
	if errors.Is(err, errTooLarge) {
		return tooLarge("body: %w", err)
	}
	if denial := c.ended(ctx, err); denial != nil {
		return denial
	}
	return blocked(hintBroken, "body: %w", err)
}

// requireBody refuses a success without a body where a schema wants one.
func (c *Client) requireBody(resp *http.Response) error {
	if c.schema != nil && successful(resp.StatusCode) && resp.Request.Method != http.MethodHead {
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
