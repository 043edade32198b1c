package egress

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// bodiless reports whether there is no body, whose type and encoding would then
// say nothing. Where no length tells, the first byte does.
func (c *Client) bodiless(ctx context.Context, resp *http.Response) (bool, error) {
	switch {
	case resp.Request.Method == http.MethodHead, resp.ContentLength == 0, noBody(resp.StatusCode):
		return true, nil
	case resp.ContentLength > 0:
		return false, nil
	}
	first := make([]byte, 1)
	_, err := io.ReadFull(resp.Body, first)
	switch {
	case err == io.EOF:
		return true, nil
	case err != nil:
		return false, c.broken(ctx, err)
	}
	resp.Body = rejoined{io.MultiReader(bytes.NewReader(first), resp.Body), resp.Body}
	return false, nil
}

// rejoined is a body whose first byte was read.
type rejoined struct {
	io.Reader
	io.Closer
}

// noBody reports whether answers with a status never have one (RFC 9110, section
// 15).
func noBody(status int) bool {
	return status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified
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
