package egress

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"
)

// DialContext connects to "host:port" over TCP, for protocols other than HTTP.
// The host and the port must be ones of the policy; every address that the name
// leads to is judged when the connection to it is about to be made, so that no
// later answer of the resolver counts. Of a name that leads to allowed and
// refused addresses, the allowed ones are used.
//
// The network is "tcp", "tcp4" or "tcp6". The connection is plain: TLS, limits
// and time-outs after this are the caller's. It ends with the client at the
// latest; RemoteAddr tells the address. The error is a *guard.Denial, the same for
// a name that does not exist and one that must not be reached.
func (c *Client) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	if err := c.ready(); err != nil {
		return nil, err
	}
	h, port, problem := parseAuthority(addr, 0)
	switch {
	case problem != "":
		return nil, notAllowed(hintHost, "dial %.256q: %s", addr, problem)
	case network != "tcp" && network != "tcp4" && network != "tcp6":
		return nil, notAllowed(hintHost, "dial %.256q: network %.16q", addr, network)
	}
	r, err := c.admitHost(h)
	if err != nil {
		return nil, err
	}
	if !c.allowsPort(port, false) && !(r.plain && c.allowsPort(port, true)) {
		return nil, notAllowed(hintPort, "dial %.256q: the port", addr)
	}
	ctx, cancel := c.bound(ctx)
	defer cancel()
	conn, err := c.dialer(r).DialContext(ctx, network, net.JoinHostPort(h.absolute(), fmt.Sprint(port)))
	if err != nil {
		return nil, c.failed(ctx, err)
	}
	return c.tie(conn), nil
}

// A tied connection is closed with its client.
type tied struct {
	*net.TCPConn
	untie func() bool
}

func (c *Client) tie(conn net.Conn) net.Conn {
	tcp := conn.(*net.TCPConn) // as the network is one of TCP
	return &tied{tcp, context.AfterFunc(c.closing, func() { tcp.Close() })}
}

func (t *tied) Close() error {
	t.untie()
	return t.TCPConn.Close()
}

// dialer returns the dialer for the hosts of a rule. The rule on addresses
// stands in Control, which sees the address that the socket is for and runs
// before anything is sent.
func (c *Client) dialer(r *rule) *net.Dialer {
	return &net.Dialer{
		Resolver: c.resolver,
		Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("address %.64q: %w", address, err)
			}
			if why := judge(at.Addr(), r.open, c.insecureMetadata); why != "" {
				return fmt.Errorf("address %s: %s", at.Addr(), why)
			}
			return nil
		},
	}
}

// admitHost returns the rule that allows a host. That an address among the hosts
// is a good one, New made sure of.
func (c *Client) admitHost(h host) (*rule, error) {
	r := c.rules.find(h)
	switch {
	case r == nil:
		return nil, notAllowed(hintHost, "host %q: no entry of Hosts", h.name)
	case metadataNames[h.name] && !c.insecureMetadata:
		return nil, notAllowed(hintHost, "host %q: the name of a metadata service", h.name)
	}
	return r, nil
}

func (c *Client) allowsPort(port uint16, plain bool) bool {
	switch {
	case c.ports != nil:
		return slices.Contains(c.ports, port)
	case plain:
		return port == 80
	default:
		return port == 443
	}
}
