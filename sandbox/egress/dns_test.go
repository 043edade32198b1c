package egress_test

import (
	"io"
	"log"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

var quiet = log.New(io.Discard, "", 0)

// checkedFirst is what tutorials advise: look the name up, check the addresses,
// then fetch.
func (w *world) checkedFirst(t *testing.T, text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil {
		return "", err
	}
	addrs, err := w.dns.resolver.LookupHost(t.Context(), u.Hostname())
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(addrs, func(a string) bool { return a != loopback.String() }) {
		return "", net.UnknownNetworkError("an address that is not allowed")
	}
	return w.naive(text)
}

// The name has a good address when it is checked and a bad one when it is used.
func TestRebinding(t *testing.T) {
	w := newWorld(t)
	good, bad := []netip.Addr{loopback}, []netip.Addr{inside}
	w.dns.turn("trap.good.test", good, bad)
	if got, err := w.checkedFirst(t, w.https("trap.good.test")); got != secret {
		t.Errorf("without the guard = %q, %v, want the secret", got, err)
	}

	for _, row := range []struct {
		name    string
		answers [][]netip.Addr
		want    bool
	}{
		{"good, then bad", [][]netip.Addr{good, bad}, true}, // there is one look-up only
		{"bad, then good", [][]netip.Addr{bad, good}, false},
		{"always bad", [][]netip.Addr{bad}, false},
		{"good and bad together", [][]netip.Addr{{inside, loopback}}, true},
		{"bad addresses only", [][]netip.Addr{{inside, netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("::1")}}, false},
		{"a good IPv4 and a bad IPv6 address", [][]netip.Addr{{netip.MustParseAddr("fd00:ec2::254"), loopback}}, true},
		{"no addresses", [][]netip.Addr{{}}, false},
	} {
		fresh := w.client(t, nil) // has no connection yet
		w.dns.turn("trap.good.test", row.answers...)
		if !row.want {
			w.refusal(t, fresh, w.https("trap.good.test"))
			continue
		}
		resp, err := fresh.Get(t.Context(), w.https("trap.good.test"))
		if err != nil || string(resp.Body) == secret {
			t.Errorf("%s: Get = %v, %v, want the good server", row.name, resp, err)
		}
	}
}

// After the connection is gone the name is judged anew, at the new address.
func TestRebindingAfterAConnection(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, nil)
	if _, err := web.Get(t.Context(), w.https("api.good.test")); err != nil {
		t.Fatal(err)
	}
	w.dns.set("api.good.test", inside)
	if _, err := web.Get(t.Context(), w.https("api.good.test")); err != nil { // on the connection that was judged
		t.Errorf("Get on a kept connection = %v, want nil", err)
	}
	fresh := w.client(t, nil)
	w.refusal(t, fresh, w.https("api.good.test"))
}

// An opening is for the hosts of its entry.
func TestAnOpeningIsForItsHostsOnly(t *testing.T) {
	w := newWorld(t)
	p := w.policy()
	delete(p.AllowCIDRs, "also.test")
	web := mustNew(t, p)
	if _, err := web.Get(t.Context(), w.https("good.test")); err != nil {
		t.Errorf("Get(good.test) = %v, want nil", err)
	}
	w.refusal(t, web, w.https("also.test"))
}

// What is asked for is the name and nothing behind it.
func TestNamesAreLookedUpWithTheRootsDot(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, func(p *egress.Policy) { p.Hosts = append(p.Hosts, "wiki") })
	for host, want := range map[string]string{"none.good.test": "lookup none.good.test. ", "wiki": "lookup wiki ", "api.good.test": ""} {
		_, err := web.Get(t.Context(), w.https(host))
		if got := detail(err); !strings.Contains(got, want) || (want == "") != (err == nil) {
			t.Errorf("%s: Get = %v, %q, want %q in it", host, err, got, want)
		}
	}
}
