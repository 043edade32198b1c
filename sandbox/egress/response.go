package egress

import (
	"context"
	"net/http"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Response is the answer at the end of the redirects, read to its end.
type Response struct {
	// Status is the HTTP status code.
	Status int
	// Header is as the server sent it, without Content-Encoding and
	// Content-Length if the body was decompressed.
	Header http.Header
	// Type is the media type of the body in lower case, without parameters:
	// "text/html". Empty if the server named none.
	Type string
	// Body is what the policy let through. Of a status other than 2xx it is
	// empty if the type was not one to read; of a redirect it always is.
	Body []byte
	// URL is the address that answered, in its canonical form.
	URL string
}

// Get fetches a URL. See Do.
func (c *Client) Get(ctx context.Context, url string) (*Response, error) {
	t, err := c.decide(ctx, url)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.url.String(), nil)
	if err != nil {
		return nil, notAllowed(hintURL, "url %.256q: %w", url, err)
	}
	return c.Do(req)
}

// Do sends a request, follows redirects and reads the answer, all within the
// policy's Timeout, which the arrival of the request's body is part of. Headers that steer the connection are refused, and so is a
// Host other than the URL's. The error is a *guard.Denial:
//
//   - CodeHostNotAllowed: the policy does not allow the URL, the method or a
//     redirect; or the host could not be reached, which is the same answer
//   - CodeInvalidArgument: the request's headers or body
//   - CodeResultTooLarge, CodeResultBlocked: the answer's size; its type, form
//     or transfer. Over HTTP/2 a header over the limit ends the connection, and
//     then looks like a host that could not be reached
//   - CodeDeadlineExceeded, CodeCanceled: the time was over, or ctx ended
//   - CodeInternal: the client is closed
//
// A status such as 404 is no error. The body of the request is always closed.
func (c *Client) Do(req *http.Request) (*Response, error) {
	if err := c.ready(); err != nil {
		closeBody(req)
		return nil, err
	}
	if req == nil || req.URL == nil {
		closeBody(req)
		return nil, notAllowed(hintRequest, "no request, or one without a URL")
	}
	ctx, cancel := c.exchange(req.Context())
	defer cancel()
	resp, err := c.http.Do(req.WithContext(ctx))
	if err != nil {
		return nil, asDenial(err)
	}
	body, ok := resp.Body.(*memory)
	if !ok {
		return nil, deny(guard.CodeInternal, "", "the body is a %T, which did not come from RoundTrip", resp.Body)
	}
	kind, _ := mediaType(resp.Header.Values("Content-Type"))
	t, _ := targetOf(resp.Request.URL) // which was admitted
	return &Response{Status: resp.StatusCode, Header: resp.Header, Type: kind, Body: body.content, URL: t.url.String()}, nil
}

// HTTPClient returns a http.Client for code that wants one. It follows
// redirects as Do does, but the policy's Timeout is for each hop; it keeps no
// cookies. Its errors are *url.Error values that name the URL and wrap the
// denial.
func (c *Client) HTTPClient() *http.Client {
	return &http.Client{
		Transport: c,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			if c.noRedirects {
				return http.ErrUseLastResponse
			}
			return nil // RoundTrip counts and decides
		},
	}
}
