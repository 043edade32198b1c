package egress_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

var libc bool // the test was built with cgo, and can ask libc

// numbers are spellings of 127.0.0.2 that some resolver or client reads.
var numbers = []string{
	"2130706434", "0x7f000002", "0x7F.2", "0x7f.0.0.2", "017700000002", "0177.0.0.2", "127.2", "127.0.2", "127.0.0.002", "127.0.0.0x2",
	"00000177.0.0.2", "１２７.０.０.２", "①②⑦.⓪.⓪.②", "127。0。0。2", "127｡0｡0｡2", "𝟏𝟐𝟕.0.0.2", "[::ffff:127.0.0.2]", "127.0.0.2.",
}

const inChild = "MCPCORDON_TEST_RESOLVER"

// Go and libc disagree about what is an address. Both decide the same here, as
// neither is asked about what could be one.
func TestBothResolvers(t *testing.T) {
	if os.Getenv(inChild) != "" {
		testResolver(t, os.Getenv(inChild))
		return
	}
	for _, resolver := range []string{"go", "cgo"} {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBothResolvers$", "-test.count=1")
		child.Env = append(os.Environ(), "GODEBUG=netdns="+resolver, inChild+"="+resolver)
		if out, err := child.CombinedOutput(); err != nil {
			t.Errorf("with netdns=%s: %v\n%s", resolver, err, out)
		}
	}
}

func testResolver(t *testing.T, resolver string) {
	w := newWorld(t)
	only := []string{loopback.String() + "/32"}
	web := w.client(t, func(p *egress.Policy) {
		p.Resolver = nil // the system's
		p.Hosts, p.AllowCIDRs = []string{"localhost", "*.good.test"}, map[string][]string{"localhost": only, "*.good.test": only}
		p.InsecureHTTP = []string{"localhost"}
	})
	if resp, err := web.Get(t.Context(), w.http("localhost")); err != nil || !strings.HasPrefix(string(resp.Body), "hello") {
		t.Errorf("Get(localhost) = %+v, %v, want the good server", resp, err)
	}
	read := 0
	for _, number := range numbers {
		for _, url := range []string{w.https(number), w.http(number), w.https("a." + number)} {
			w.refusal(t, web, url)
		}
		if _, err := egress.New(egress.Policy{Hosts: []string{number}}); err == nil {
			t.Errorf("New with the host %s = nil, want an error", number)
		}
		if addrs, _ := net.DefaultResolver.LookupHost(context.Background(), number); slices.Contains(addrs, inside.String()) {
			read++
		}
	}
	if libc && resolver == "cgo" && runtime.GOOS == "linux" && read < 5 {
		t.Errorf("libc reads %d of the numbers as the internal address: nothing is shown", read)
	}
	if resolver == "go" && read > 0 {
		t.Errorf("Go's resolver reads %d of the numbers as addresses, want 0", read)
	}
}
