package egress

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Policy says what a Client may reach and what it brings back. What it does
// not name is refused. The zero Policy is refused by New.
//
// New copies the policy; what is changed afterwards has no effect. A size may be
// 1 GiB at most, a time a day, and the number of redirects 100.
type Policy struct {
	// Hosts names who may be reached. "api.example.com" is that name alone,
	// "*.example.com" every name below it at any depth but not
	// "example.com" itself, "192.0.32.8" or "2001:500:88::7" that address.
	// No scheme, port or path; no wildcard over a whole top-level domain or
	// public suffix ("*.com", "*.co.uk", "*.github.io"), where anybody can
	// get a name: one above such a suffix does not open what is below it,
	// as "*.amazonaws.com" no "bucket.s3.amazonaws.com", which needs an
	// entry of its own. The suffixes are those of publicsuffix.org as this
	// module knows them. Of two entries that fit, an exact one applies,
	// then the longest. Empty: New fails.
	Hosts []string
	// InsecureHTTP names the entries of Hosts, letter by letter, that may
	// also be reached over plain HTTP: whoever sits on the way can then read
	// and change what is sent. Empty: HTTPS only.
	InsecureHTTP []string
	// Ports may be connected to, at every host and with either scheme. Nil:
	// 443 for HTTPS, 80 for plain HTTP. Empty but not nil: New fails.
	Ports []int
	// AllowCIDRs opens address ranges that are not public, per entry of
	// Hosts, as in {"wiki.corp.example": {"10.2.0.0/16"}}. An address of a
	// range is then allowed for the hosts of that entry and for no other.
	// Cloud metadata services stay closed; so do unspecified, multicast
	// and reserved addresses, and all IPv6 forms that stand for an IPv4
	// address but NAT64's 64:ff9b::/96, whose IPv4 address must be allowed
	// too. Nil: every address must be public.
	AllowCIDRs map[string][]string
	// InsecureMetadata lets AllowCIDRs and Hosts name the metadata services
	// of clouds, which hand the machine's credentials to whoever asks.
	// False: their addresses and names are refused whatever else is said.
	InsecureMetadata bool

	// Methods may be used. Known are GET, HEAD, POST, PUT, PATCH, DELETE,
	// OPTIONS. Nil: GET and HEAD.
	Methods []string
	// Credentials are headers that the client adds to requests to a host,
	// so that a token needs to pass neither the model nor the handler. The
	// keys are exact names or addresses that Hosts allows; they are sent
	// over HTTPS only and replace what the request says. They neither follow
	// a redirect to another origin (scheme, host and port) nor are they sent
	// after one from there: whoever redirects would choose what they are
	// used for. Nil: none.
	Credentials map[string]http.Header

	// ContentTypes may come back: "text/html", "text/*", "*/*", and with a
	// suffix of RFC 6839 "application/*+json". A response with a body and
	// without a type needs "*/*". Nil: text, JSON and XML; JSON alone if
	// there is a Schema.
	ContentTypes []string
	// Schema must fit every body that comes back with a status of 2xx, read
	// strictly: what two JSON readers could understand differently does not
	// fit. Bodies must then be JSON, and there must be one unless the status
	// is 204 or 205. Nil: bodies are not looked into.
	Schema *guard.Schema
	// MaxBody is the size of the largest response body, in bytes, both as
	// it travels and after decompression. Zero: 1 MiB; less is an error.
	MaxBody int64
	// MaxHeader is the size of the largest response header, in bytes. Zero:
	// 64 KiB; less is an error.
	MaxHeader int64
	// MaxRequestBody is the size of the largest request body, in bytes.
	// Zero: 1 MiB; less is an error.
	MaxRequestBody int64
	// MaxRedirects is how many redirects are followed, each by all the rules
	// of the policy. Zero: 5; less is an error.
	MaxRedirects int
	// NoRedirects has a redirect come back as the response that it is. False:
	// redirects are followed.
	NoRedirects bool
	// Timeout is for the whole exchange: look-up, connection, redirects and
	// the last byte of the body. Zero: 30 seconds; less is an error.
	Timeout time.Duration

	// RootCAs vouch for servers. Certificates are always verified. Nil: the
	// system's.
	RootCAs *x509.CertPool
	// Resolver looks names up, those with a dot without a search list. What
	// it answers is not trusted. Nil: the system's.
	Resolver *net.Resolver
}

const (
	defaultMaxBody      = 1 << 20
	defaultMaxHeader    = 64 << 10
	defaultMaxRedirects = 5
	defaultTimeout      = 30 * time.Second
)

// limits refuses numbers that nobody means, and that would overflow.
func (p *Policy) limits() error {
	for _, limit := range []struct {
		name        string
		value, most int64
		says        string
	}{
		{"MaxBody", p.MaxBody, 1 << 30, "1 GiB"},
		{"MaxHeader", p.MaxHeader, 1 << 30, "1 GiB"},
		{"MaxRequestBody", p.MaxRequestBody, 1 << 30, "1 GiB"},
		{"MaxRedirects", int64(p.MaxRedirects), 100, "100"},
		{"Timeout", int64(p.Timeout), int64(24 * time.Hour), "24 hours"},
	} {
		switch {
		case limit.value < 0:
			return fmt.Errorf("egress: %s: the limit is negative", limit.name)
		case limit.value > limit.most:
			return fmt.Errorf("egress: %s: more than %s", limit.name, limit.says)
		}
	}
	if p.NoRedirects && p.MaxRedirects > 0 {
		return errors.New("egress: MaxRedirects: there is a number, and NoRedirects")
	}
	return nil
}
