package egress

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Client reaches what its policy names, and nothing else. It is safe for
// concurrent use. A nil or zero Client refuses everything.
//
// It is a guard.Checker for arguments that are URLs, and a http.RoundTripper
// that may be put under any http.Client, as it decides about every hop itself;
// what is put between the two must hand on Request.Response (see RoundTrip).
type Client struct {
	rules       rules
	ports       []uint16 // nil: by the scheme
	methods     []string
	credentials map[string]http.Header // by canonical host
	types       []mediaRange
	schema      *guard.Schema

	maxBody, maxHeader, maxRequest int64
	maxRedirects                   int
	noRedirects                    bool
	timeout                        time.Duration

	insecureMetadata bool
	resolver         *net.Resolver
	transport        *http.Transport
	http             *http.Client
	closing          context.Context
	close            context.CancelFunc
}

// New returns a Client. It refuses a policy that it could not enforce, or that
// contradicts itself; the error names the entry and is for the operator.
func New(p Policy) (*Client, error) {
	if err := p.limits(); err != nil {
		return nil, err
	}
	if p.Schema != nil && *p.Schema == (guard.Schema{}) {
		return nil, errors.New("egress: Schema: it was not compiled")
	}
	c := &Client{
		schema:           p.Schema,
		maxBody:          orDefault(p.MaxBody, defaultMaxBody),
		maxHeader:        orDefault(p.MaxHeader, defaultMaxHeader),
		maxRequest:       orDefault(p.MaxRequestBody, defaultMaxBody),
		maxRedirects:     orDefault(p.MaxRedirects, defaultMaxRedirects),
		noRedirects:      p.NoRedirects,
		timeout:          orDefault(p.Timeout, defaultTimeout),
		insecureMetadata: p.InsecureMetadata,
		resolver:         copied(p.Resolver),
	}
	if err := c.compile(&p); err != nil {
		return nil, err
	}
	c.transport = c.newTransport(&p)
	c.http = c.HTTPClient()
	c.closing, c.close = context.WithCancel(context.Background())
	return c, nil
}

func orDefault[T comparable](value, standard T) T {
	var zero T
	if value == zero {
		return standard
	}
	return value
}

func copied(r *net.Resolver) *net.Resolver {
	if r == nil {
		return nil
	}
	return &net.Resolver{PreferGo: r.PreferGo, StrictErrors: r.StrictErrors, Dial: r.Dial}
}

func (c *Client) compile(p *Policy) (err error) {
	if c.rules, err = compileHosts(p); err != nil {
		return err
	}
	if c.ports, err = compilePorts(p.Ports); err != nil {
		return err
	}
	if c.methods, err = compileMethods(p.Methods); err != nil {
		return err
	}
	if c.credentials, err = compileCredentials(p, c.rules); err != nil {
		return err
	}
	c.types, err = compileTypes(p.ContentTypes, p.Schema != nil)
	return err
}

// newTransport returns the transport that the hops go through once they are
// decided about. Its pool is keyed by scheme, canonical host and port, so that a
// connection serves no other host than the one it was judged for.
func (c *Client) newTransport(p *Policy) *http.Transport {
	roots := p.RootCAs
	if roots != nil {
		roots = roots.Clone()
	}
	return &http.Transport{
		Proxy:                  nil, // never the environment's
		DialContext:            c.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:    c.timeout + time.Second, // for dials that outlive their request, whose own time ends before
		DisableCompression:     true,                    // exchange.go does it, with limits
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: c.maxHeader,
		HTTP2:                  &http.HTTP2Config{MaxReceiveBufferPerConnection: 3 << 20, MaxReceiveBufferPerStream: 1 << 20}, // not 1 GiB and 4 MiB
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    8,
		MaxConnsPerHost:        64,
		IdleConnTimeout:        time.Minute,
	}
}

// Close ends what is in progress and closes all connections, those of DialContext
// included. Everything fails from then on with CodeInternal.
func (c *Client) Close() error {
	if c != nil && c.transport != nil {
		c.close()
		c.transport.CloseIdleConnections()
	}
	return nil
}

// Check decides about a URL: its form, scheme, host and port. It looks no name
// up and connects to nothing, so that a name that leads to a forbidden address
// passes; the request itself is then refused. It makes a *Client a
// guard.Checker.
func (c *Client) Check(ctx context.Context, value string) error {
	_, err := c.decide(ctx, value)
	return err
}

// CheckRequest is Check for a method and a URL. An empty method means GET.
func (c *Client) CheckRequest(ctx context.Context, method, value string) error {
	if _, err := c.decide(ctx, value); err != nil {
		return err
	}
	return c.admitMethod(orDefault(method, http.MethodGet))
}

func (c *Client) decide(ctx context.Context, value string) (target, error) {
	if err := c.ready(); err != nil {
		return target{}, err
	}
	if ctx.Err() != nil {
		return target{}, c.ended(ctx, ctx.Err())
	}
	t, problem := parseTarget(value)
	if problem != "" {
		return target{}, notAllowed(urlHint(problem), "url %.256q: %s", value, problem)
	}
	return t, c.admit(t)
}

// admit decides about a URL that was understood.
func (c *Client) admit(t target) error {
	r, err := c.admitHost(t.host)
	switch {
	case err != nil:
		return err
	case t.plain && !r.plain:
		return notAllowed(hintScheme, "host %q: plain HTTP is not open for %q", t.host.name, r.entry)
	case !c.allowsPort(t.port, t.plain):
		return notAllowed(hintPort, "host %q: port %d", t.host.name, t.port)
	}
	return nil
}

func (c *Client) admitMethod(method string) error {
	if !slices.Contains(c.methods, method) {
		return notAllowed(hintMethod, "method %.32q", method)
	}
	return nil
}

// Middleware returns the middleware that applies the client to the named
// arguments, which are written as the keys of guard.Args. It refuses early and
// in words that help a model; the guarantee is the client that the handler
// fetches with. A nil client, no argument, or one that guard.Confine would not
// take, refuses every call.
func (c *Client) Middleware(args ...string) guard.Middleware {
	return guard.ConfineEach(guard.CodeHostNotAllowed, c, args...)
}
