package egress_test

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/idna"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

func seed(f *testing.F) {
	f.Add("https://本-.good.test")
	f.Add("https://00--0000000000000ı0000.good.test#")
	for _, row := range hostile {
		f.Add(strings.ReplaceAll(row.url, "PORT", "443"))
	}
	for _, row := range benign {
		f.Add(row.url)
	}
}

// FuzzParseHost holds the canonical host against those who could read it
// differently: what is accepted has one spelling, which nobody reads as another
// host.
func FuzzParseHost(f *testing.F) {
	for _, row := range hostile {
		_, rest, _ := strings.Cut(row.url, "://")
		f.Add(strings.TrimRight(strings.ReplaceAll(rest, ":PORT", ""), "/"))
	}
	for _, row := range benign {
		_, rest, _ := strings.Cut(row.url, "://")
		host, _, _ := strings.Cut(rest, "/")
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, problem := egress.ParseHost(text)
		if problem != "" {
			return
		}
		addr, err := netip.ParseAddr(name)
		again := name
		if addr.Is6() {
			again = "[" + name + "]"
		}
		if second, problem := egress.ParseHost(again); problem != "" || second != name {
			t.Fatalf("ParseHost(%q) = %q, and of that %q, %s", text, name, second, problem)
		}
		if name != strings.ToLower(name) || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Fatalf("ParseHost(%q) = %q, which is not lower-case ASCII", text, name)
		}
		if addr.Is4() && name != text {
			t.Fatalf("ParseHost(%q) = %q: a second spelling of an address", text, name)
		}
		if err == nil {
			return
		}
		if net.ParseIP(name) != nil || looksLikeANumber(name) {
			t.Fatalf("ParseHost(%q) = %q, which a resolver reads as an address", text, name)
		}
		if mapped, err := idna.Lookup.ToASCII(name); err == nil && mapped != name { // what net/http would do to it
			t.Fatalf("ParseHost(%q) = %q, which becomes %q", text, name, mapped)
		}
	})
}

// looksLikeANumber is the rule of inet_aton and of the WHATWG URL standard: a
// name whose last label is a number is an address.
func looksLikeANumber(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	digits := "0123456789"
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		last, digits = hex, "0123456789abcdef"
	}
	return strings.Trim(last, digits) == ""
}

// recorder is a transport's dialer that notes what net/http would connect to.
type recorder struct{ addr string }

func (r *recorder) dial(_ context.Context, _, addr string) (net.Conn, error) {
	r.addr = addr
	return nil, net.ErrClosed
}

// FuzzCheck holds the decision against net/http: of what Check accepts, Go's
// own client dials exactly the host and port that were decided about, sends
// them as Host, and no literal address is one that is not public.
func FuzzCheck(f *testing.F) {
	seed(f)
	web := benignClient(f)
	listed := []string{"good.test", "xn--fa-hia.test", "192.0.32.8", "2001:500:88::7", "plain.test"}
	f.Fuzz(func(t *testing.T, text string) {
		err := web.Check(t.Context(), text)
		canonical, problem := egress.ParseTarget(text)
		if err != nil {
			if guard.CodeOf(err) != guard.CodeHostNotAllowed {
				t.Fatalf("Check(%q) = %v, want %s", text, err, guard.CodeHostNotAllowed)
			}
			return
		}
		if problem != "" {
			t.Fatalf("Check(%q) = nil, but it has %s", text, problem)
		}
		if err := web.Check(t.Context(), canonical); err != nil {
			t.Fatalf("Check(%q) = nil, but of the canonical %q: %v", text, canonical, err)
		}
		if second, problem := egress.ParseTarget(canonical); second != canonical {
			t.Fatalf("%q becomes %q, and that %q, %s", text, canonical, second, problem)
		}
		u, err := url.Parse(text)
		if err != nil {
			t.Fatalf("Check(%q) = nil, but url.Parse: %v", text, err)
		}
		host, port := dialled(t, text)
		host = strings.ToLower(host)
		if addr, err := netip.ParseAddr(host); err == nil {
			host = addr.String()
			if !egress.Public(addr) {
				t.Fatalf("Check(%q) = nil, and it leads to %s", text, addr)
			}
		}
		c, _ := url.Parse(canonical)
		wanted := c.Port()
		if wanted == "" {
			wanted = map[string]string{"https": "443", "http": "80"}[c.Scheme]
		}
		if host != c.Hostname() || port != wanted || u.Scheme != c.Scheme {
			t.Fatalf("Check(%q) decided about %s port %s, but Go dials %s port %s", text, c.Hostname(), wanted, host, port)
		}
		for _, name := range listed {
			if host == name || strings.HasSuffix(host, ".good.test") {
				return
			}
		}
		t.Fatalf("Check(%q) = nil, and it leads to %s", text, host)
	})
}

// dialled returns where Go's client connects to.
func dialled(t *testing.T, text string) (host, port string) {
	var r recorder
	usual := &http.Client{Transport: &http.Transport{DialContext: r.dial, DialTLSContext: r.dial, DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, text, nil)
	if err != nil {
		t.Fatalf("Check(%q) = nil, but NewRequest: %v", text, err)
	}
	if _, err := usual.Do(req); r.addr == "" {
		t.Fatalf("Check(%q) = nil, but Go does not dial: %v", text, err)
	}
	host, port, err = net.SplitHostPort(r.addr)
	if err != nil {
		t.Fatalf("Go dials %q: %v", r.addr, err)
	}
	return host, port
}
