package egress_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

const secret = "the secret of an internal service"

var (
	loopback = netip.MustParseAddr("127.0.0.1") // where the good server listens
	inside   = netip.MustParseAddr("127.0.0.2") // where the internal one does
)

// A world is a small Internet on loopback: name servers, a certificate
// authority, a server that the policy opens, and an internal one on another
// address that has the same port.
type world struct {
	dns    *nameServer
	mux    *http.ServeMux // of the good server
	port   int            // of both, over TLS
	plain  int            // of both, over plain HTTP
	roots  *x509.CertPool
	ca     *authority
	victim chan string // hosts that the internal server was asked for
}

func newWorld(t testing.TB) *world {
	t.Helper()
	ca := newAuthority(t)
	w := &world{dns: newNameServer(t), mux: http.NewServeMux(), roots: ca.pool, ca: ca, victim: make(chan string, 1000)}
	for _, name := range []string{"good.test", "api.good.test", "other.good.test", "also.test"} {
		w.dns.set(name, loopback)
	}
	for _, name := range []string{"evil.test", "good.test.evil.test", "evilgood.test", "trap.good.test", "metadata.google.internal"} {
		w.dns.set(name, inside)
	}
	w.mux.HandleFunc("/", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintf(rw, "hello from %s", r.Host)
	})
	internal := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.victim <- r.Host
		rw.Header().Set("Content-Type", "text/plain")
		io.WriteString(rw, secret)
	})
	leaf := ca.leaf(t, time.Now().Add(time.Hour), "good.test", "*.good.test", "also.test", "evil.test", "*.test", "good.test.evil.test")
	w.port = w.pair(t, leaf, w.mux, internal)
	w.plain = w.pair(t, nil, w.mux, internal)
	return w
}

// pair starts the good and the internal server on one port.
func (w *world) pair(t testing.TB, leaf *tls.Certificate, good, internal http.Handler) int {
	t.Helper()
	for range 50 {
		first, err := net.Listen("tcp", net.JoinHostPort(loopback.String(), "0"))
		if err != nil {
			t.Fatal(err)
		}
		port := first.Addr().(*net.TCPAddr).Port
		second, err := net.Listen("tcp", net.JoinHostPort(inside.String(), fmt.Sprint(port)))
		if err != nil {
			first.Close()
			continue // somebody has the port there
		}
		serve(t, first, leaf, good)
		serve(t, second, leaf, internal)
		return port
	}
	t.Fatalf("no port that is free at %s and %s; on macOS: ifconfig lo0 alias 127.0.0.2", loopback, inside)
	return 0
}

func serve(t testing.TB, l net.Listener, leaf *tls.Certificate, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Listener.Close()
	s.Listener = l
	s.Config.ErrorLog = quiet
	if leaf == nil {
		s.Start()
	} else {
		s.EnableHTTP2 = true
		s.TLS = &tls.Config{Certificates: []tls.Certificate{*leaf}}
		s.StartTLS()
	}
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

func portOf(w *world) string { return fmt.Sprint(w.port) }

func (w *world) https(host string) string { return fmt.Sprintf("https://%s:%d/", host, w.port) }
func (w *world) http(host string) string  { return fmt.Sprintf("http://%s:%d/", host, w.plain) }

// policy allows the good server under its names.
func (w *world) policy() egress.Policy {
	only := []string{loopback.String() + "/32"}
	return egress.Policy{
		Hosts:      []string{"good.test", "*.good.test", "also.test"},
		Ports:      []int{w.port, w.plain},
		AllowCIDRs: map[string][]string{"good.test": only, "*.good.test": only, "also.test": only},
		RootCAs:    w.roots, Resolver: w.dns.resolver, Timeout: 20 * time.Second,
	}
}

// client returns a client for the policy after a change.
func (w *world) client(t testing.TB, change func(*egress.Policy)) *egress.Client {
	t.Helper()
	p := w.policy()
	if change != nil {
		change(&p)
	}
	return mustNew(t, p)
}

func mustNew(t testing.TB, p egress.Policy) *egress.Client {
	t.Helper()
	c, err := egress.New(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// bare is a http.Client without any protection, in the same world.
func (w *world) bare() *http.Client {
	dialer := &net.Dialer{Resolver: w.dns.resolver}
	return &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{
		DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{RootCAs: w.roots}, DisableKeepAlives: true,
	}}
}

// naive fetches as servers without a guard do.
func (w *world) naive(url string) (string, error) {
	resp, err := w.bare().Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

// refusal fetches what must be refused, and returns the denial.
func (w *world) refusal(t testing.TB, c *egress.Client, url string) *guard.Denial {
	t.Helper()
	before := len(w.victim)
	resp, err := c.Get(t.Context(), url)
	d, ok := errors.AsType[*guard.Denial](err)
	if !ok || d.Code != guard.CodeHostNotAllowed {
		t.Errorf("Get(%q) = %+v, %v, want %s", url, resp, err, guard.CodeHostNotAllowed)
		return guard.Deny("", "")
	}
	if len(w.victim) != before {
		t.Errorf("Get(%q) reached the internal server", url)
	}
	for _, leak := range []string{"127.0.0", "test", "x509", "refused", "lookup"} {
		if strings.Contains(d.Error(), leak) {
			t.Errorf("Get(%q): the client reads %q", url, d)
		}
	}
	return d
}

// A nameServer answers over UDP from a table that a test may change. A name
// with several answers gives them in turn.
type nameServer struct {
	mu       sync.Mutex
	turns    map[string][][]netip.Addr
	asked    map[string]int
	resolver *net.Resolver
}

func newNameServer(t testing.TB) *nameServer {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	s := &nameServer{turns: map[string][][]netip.Addr{}, asked: map[string]int{}}
	s.resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	go s.run(conn)
	return s
}

// set gives a name its addresses.
func (s *nameServer) set(name string, addrs ...netip.Addr) { s.turn(name, addrs) }

// turn gives a name other addresses with each look-up.
func (s *nameServer) turn(name string, answers ...[]netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turns[name+"."], s.asked[name+"."] = answers, 0
}

func (s *nameServer) lookup(name string, kind dnsmessage.Type) (addrs []netip.Addr, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answers := s.turns[name]
	if len(answers) == 0 {
		return nil, false
	}
	at := min(s.asked[name], len(answers)-1)
	if kind == dnsmessage.TypeA { // of the two questions of a look-up this one counts
		s.asked[name]++
	}
	for _, addr := range answers[at] {
		if addr.Is4() == (kind == dnsmessage.TypeA) {
			addrs = append(addrs, addr)
		}
	}
	return addrs, true
}

func (s *nameServer) run(conn net.PacketConn) {
	buf := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
			continue
		}
		q := m.Questions[0]
		addrs, known := s.lookup(strings.ToLower(q.Name.String()), q.Type)
		m.Response, m.Authoritative, m.Additionals = true, true, nil
		if !known {
			m.RCode = dnsmessage.RCodeNameError
		}
		for _, addr := range addrs {
			head := dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, TTL: 1}
			if addr.Is4() {
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: addr.As4()}})
			} else {
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AAAAResource{AAAA: addr.As16()}})
			}
		}
		if out, err := m.Pack(); err == nil {
			conn.WriteTo(out, from)
		}
	}
}

// relay serves a port that hands its connections on to a server, and tells when
// the client has closed one.
func (w *world) relay(t *testing.T, server string, ended chan<- error) string {
	return w.listen(t, func(conn net.Conn) {
		onward, err := net.Dial("tcp", server)
		if err != nil {
			t.Error(err)
			return
		}
		defer onward.Close()
		go io.Copy(conn, onward)
		_, err = io.Copy(onward, conn)
		ended <- err
	})
}

// An authority makes certificates.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pool *x509.CertPool
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of a test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{key: key, cert: cert, pool: x509.NewCertPool()}
	a.pool.AddCert(cert)
	return a
}

func (a *authority) leaf(t testing.TB, until time.Time, names ...string) *tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until, DNSNames: names,
		IPAddresses: []net.IP{loopback.AsSlice(), inside.AsSlice()}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: a.key}
}
