package bench

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"code.dny.dev/ssrf"
	"github.com/doyensec/safeurl"

	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

const typicalURL = "https://api.docs.example.org/v1/items/4711?fields=name,price&page=2"

func newEgress(b *testing.B, p egress.Policy) *egress.Client {
	b.Helper()
	c, err := egress.New(p)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	return c
}

// BenchmarkURLCheck measures the decision about one URL, beside url.Parse,
// which is a part of it.
func BenchmarkURLCheck(b *testing.B) {
	web := newEgress(b, egress.Policy{Hosts: []string{"example.com", "*.example.org"}})
	for name, target := range map[string]string{"name": typicalURL, "international": "https://bücher.example.org/", "refused": "https://example.com@evil.example/"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = web.Check(b.Context(), target)
			}
		})
	}
	b.Run("against", func(b *testing.B) {
		compare(b, 1000, []string{"url.Parse", "Check"}, map[string]func(){
			"url.Parse": func() {
				if _, err := url.Parse(typicalURL); err != nil {
					b.Fatal(err)
				}
			},
			"Check": func() {
				if err := web.Check(b.Context(), typicalURL); err != nil {
					b.Fatal(err)
				}
			},
		})
	})
}

// BenchmarkAddressRule measures the decision about one address, from the text
// that a dialer's Control gets on, as ssrf does.
func BenchmarkAddressRule(b *testing.B) {
	rival := ssrf.New()
	for version, address := range map[string]string{"4": "142.250.74.14:443", "6": "[2a00:1450:4001:82a::200e]:443"} {
		b.Run("IPv"+version, func(b *testing.B) {
			compare(b, 1000, []string{"ssrf", "egress", "egress_rule_alone"}, map[string]func(){
				"ssrf": func() {
					if err := rival.Safe("tcp"+version, address, nil); err != nil {
						b.Fatal(err)
					}
				},
				"egress": func() {
					if at, err := netip.ParseAddrPort(address); err != nil || !egress.Public(at.Addr()) {
						b.Fatal(address)
					}
				},
				"egress_rule_alone": func() func() {
					addr := netip.MustParseAddrPort(address).Addr()
					return func() {
						if !egress.Public(addr) {
							b.Fatal(address)
						}
					}
				}(),
			})
		})
	}
}

// BenchmarkFetch measures one GET of 1 KiB over a kept connection on loopback.
// All have a time limit of 30 seconds and read the body.
func BenchmarkFetch(b *testing.B) {
	body := make([]byte, 1024)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Write(body)
	}))
	b.Cleanup(s.Close)
	port := s.Listener.Addr().(*net.TCPAddr).Port
	web := newEgress(b, egress.Policy{
		Hosts: []string{"127.0.0.1"}, InsecureHTTP: []string{"127.0.0.1"}, Ports: []int{port}, AllowCIDRs: map[string][]string{"127.0.0.1": {"127.0.0.1/32"}},
	})
	target := fmt.Sprintf("http://127.0.0.1:%d/", port)
	dialer := &net.Dialer{Control: ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(netip.MustParsePrefix("127.0.0.1/32"))).Safe}
	clients := map[string]func(string) (*http.Response, error){
		"bare": (&http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{}}).Get,
		"ssrf": (&http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DialContext: dialer.DialContext}}).Get,
		"safeurl": safeurl.Client(safeurl.GetConfigBuilder().SetTimeout(30 * time.Second).SetAllowedSchemes("http").SetAllowedPorts(port).
			SetAllowedHosts("127.0.0.1").SetAllowedIPs("127.0.0.1").Build()).Get,
	}
	contenders := map[string]func(){"egress": func() {
		resp, err := web.Get(b.Context(), target)
		if err != nil || len(resp.Body) != len(body) {
			b.Fatal(err)
		}
	}}
	for name, get := range clients {
		contenders[name] = func() {
			resp, err := get(target)
			if err != nil {
				b.Fatal(err)
			}
			if got, err := io.ReadAll(resp.Body); err != nil || len(got) != len(body) {
				b.Fatal(err)
			}
			resp.Body.Close()
		}
	}
	compare(b, 50, []string{"bare", "ssrf", "safeurl", "egress"}, contenders)
}
