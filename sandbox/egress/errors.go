package egress

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// What the client reads. Nothing of a call may enter these texts.
const (
	hintURL         = "write the URL as https://host/path, with blanks encoded and without a user name"
	hintLong        = "the URL is too long"
	hintHost        = "the host is not one this server may reach"
	hintScheme      = "only https:// URLs can be used here"
	hintPort        = "the port is not one this server may use"
	hintMethod      = "the method is not one this server may use"
	hintUnreachable = "the host could not be reached, or is not one this server may reach"
	hintHeader      = "a header of the request is not allowed"
	hintRequest     = "the request is not one this server can send"
	hintTooMuch     = "the content is too large for this server to send"
	hintRedirects   = "the address leads on too many times"
	hintCrossing    = "the address leads on to another host or scheme, where this request must be sent directly"
	hintRedirect    = "the address leads on to one this server may not reach"
	hintLocation    = "the address leads on to something that is no address"
	hintTooLarge    = "the answer is too large for this server to read"
	hintType        = "the answer is of a kind that this server does not read"
	hintSchema      = "the answer does not have the form that was agreed on"
	hintBroken      = "the answer could not be read"
)

func notAllowed(hint, format string, args ...any) error {
	return deny(guard.CodeHostNotAllowed, hint, format, args...)
}

func blocked(hint, format string, args ...any) error {
	return deny(guard.CodeResultBlocked, hint, format, args...)
}

func tooLarge(format string, args ...any) error {
	return deny(guard.CodeResultTooLarge, hintTooLarge, format, args...)
}

func badArgument(hint, format string, args ...any) error {
	return deny(guard.CodeInvalidArgument, hint, format, args...)
}

// maxDetail is how much of an error the operator reads: package net/http quotes
// whole lines of the peer.
const maxDetail = 512

func deny(code guard.Code, hint, format string, args ...any) *guard.Denial {
	d := guard.Deny(code, hint).Because("egress: "+format, args...)
	if len(d.Detail) > maxDetail {
		d.Detail = strings.ToValidUTF8(d.Detail[:maxDetail], "") + "..."
	}
	return d
}

// ready refuses the work of a client that was not made by New, or was closed.
func (c *Client) ready() error {
	switch {
	case c == nil || c.transport == nil:
		return notAllowed("", "the client was not made by New")
	case c.closing.Err() != nil:
		return deny(guard.CodeInternal, "", "the client is closed")
	}
	return nil
}

// bound gives the context of an exchange its time limit, and ends it with the
// client.
func (c *Client) bound(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(parent, c.timeout)
	stop := context.AfterFunc(c.closing, cancel)
	return ctx, func() { stop(); cancel() }
}

type exchangeKey struct{}

// exchange is bound for a whole chain of redirects: boundHop finds it.
func (c *Client) exchange(parent context.Context) (context.Context, context.CancelFunc) {
	return c.bound(context.WithValue(parent, exchangeKey{}, c))
}

// boundHop is bound for one hop, which may be part of an exchange of this
// client and then has the time that is left of it.
func (c *Client) boundHop(parent context.Context) (context.Context, context.CancelFunc) {
	if of, _ := parent.Value(exchangeKey{}).(*Client); of == c {
		return parent, func() {}
	}
	return c.bound(parent)
}

// ended returns the denial of an exchange whose context has ended, or nil. The
// network's own clock may be the first to say that the time is over.
func (c *Client) ended(ctx context.Context, err error) error {
	over := ctx.Err()
	switch {
	case c.closing.Err() != nil:
		return c.ready()
	case errors.Is(over, context.DeadlineExceeded), errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return deny(guard.CodeDeadlineExceeded, "", "%w", err)
	case over != nil:
		return deny(guard.CodeCanceled, "", "%w", err)
	}
	return nil
}

// failed turns an error before the first byte of a body into a denial. A name
// that does not exist, one that leads to an address that is refused, a closed
// port and a wrong certificate give the same one, so that nobody learns from it
// what there is. What an address rule says is the operator's.
func (c *Client) failed(ctx context.Context, err error) error {
	if d, ok := errors.AsType[*guard.Denial](err); ok { // of DialContext
		return d
	}
	if denial := c.ended(ctx, err); denial != nil {
		return denial
	}
	if c.tooLongHeader(err) {
		return tooLarge("header: %w", err)
	}
	return notAllowed(hintUnreachable, "%w", err)
}

// tooLongHeader knows the texts of package net/http, which has no values for them.
// One of the errors must be such a text and nothing else: others quote the peer.
func (c *Client) tooLongHeader(err error) bool {
	first := fmt.Sprintf("net/http: server response headers exceeded %d bytes; aborted", c.maxHeader)
	for ; err != nil; err = errors.Unwrap(err) {
		if text := err.Error(); text == first || text == "http2: response header list larger than advertised limit" {
			return true
		}
	}
	return false
}

// asDenial finds the denial that a http.Client wrapped.
func asDenial(err error) error {
	if d, ok := errors.AsType[*guard.Denial](err); ok {
		return d
	}
	return notAllowed(hintRequest, "%w", err)
}
