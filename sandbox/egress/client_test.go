package egress_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

func TestGet(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, nil)
	resp, err := web.Get(t.Context(), "HTTPS://API.good.test:"+portOf(w)+"/a?b#c")
	want := "https://api.good.test:" + portOf(w) + "/a?b"
	if err != nil || resp.Status != 200 || resp.Type != "text/plain" || resp.URL != want || string(resp.Body) != "hello from api.good.test:"+portOf(w) {
		t.Errorf("Get = %+v, %v, want the page at %s", resp, err, want)
	}
}

// One string is compared, dialled, and sent as Host and as server name.
func TestTheCanonicalHostIsUsedEverywhere(t *testing.T) {
	w := newWorld(t)
	w.dns.set("xn--bcher-kva.good.test", loopback)
	seen := make(chan string, 1)
	w.mux.HandleFunc("/sni", func(rw http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.Host)
		seen <- host + " " + r.TLS.ServerName
	})
	web := w.client(t, nil)
	for _, host := range []string{"bücher.good.test", "XN--Bcher-kva.GOOD.test"} {
		if _, err := web.Get(t.Context(), w.https(host)+"sni"); err != nil {
			t.Fatal(err)
		}
		if got := <-seen; got != "xn--bcher-kva.good.test xn--bcher-kva.good.test" {
			t.Errorf("%s: the server sees %q", host, got)
		}
		req, _ := http.NewRequest(http.MethodGet, w.https(host)+"sni", nil)
		if _, err := (&http.Client{Transport: web}).Do(req); err != nil {
			t.Fatal(err)
		}
		if got := <-seen; got != "xn--bcher-kva.good.test xn--bcher-kva.good.test" {
			t.Errorf("%s under another client: the server sees %q", host, got)
		}
	}
}

func TestCheckRequest(t *testing.T) {
	web := mustNew(t, egress.Policy{Hosts: []string{"good.test"}, Methods: []string{"GET", "POST"}})
	for _, row := range []struct {
		method, url string
		want        bool
	}{
		{"", "https://good.test/", true}, {"GET", "https://good.test/", true}, {"POST", "https://good.test/", true},
		{"DELETE", "https://good.test/", false}, {"get", "https://good.test/", false}, {"GET", "https://evil.test/", false},
	} {
		if err := web.CheckRequest(t.Context(), row.method, row.url); (err == nil) != row.want {
			t.Errorf("CheckRequest(%s %s) = %v, want allowed %t", row.method, row.url, err, row.want)
		}
	}
}

func TestAClientThatNobodyMadeRefuses(t *testing.T) {
	for name, web := range map[string]*egress.Client{"nil": nil, "zero": {}} {
		_, get := web.Get(t.Context(), "https://good.test/")
		req, _ := http.NewRequest(http.MethodPost, "https://good.test/", io.NopCloser(strings.NewReader("x")))
		_, do := web.Do(req)
		_, trip := web.RoundTrip(req)
		_, client := web.HTTPClient().Do(req)
		_, dial := web.DialContext(t.Context(), "tcp", "good.test:443")
		for op, err := range map[string]error{
			"Get": get, "Do": do, "RoundTrip": trip, "HTTPClient": client, "DialContext": dial,
			"Check": web.Check(t.Context(), "https://good.test/"), "CheckRequest": web.CheckRequest(t.Context(), "GET", "https://good.test/"),
		} {
			if guard.CodeOf(err) != guard.CodeHostNotAllowed {
				t.Errorf("%s of a %s client = %v, want %s", op, name, err, guard.CodeHostNotAllowed)
			}
		}
		if err := web.Close(); err != nil {
			t.Errorf("Close of a %s client = %v, want nil", name, err)
		}
	}
}

func TestDialContext(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, nil)
	port := portOf(w)
	for _, row := range []struct {
		network, addr string
		want          bool
	}{
		{"tcp", "good.test:" + port, true},
		{"tcp4", "api.good.test:" + port, true},
		{"tcp", "GOOD.test:" + port, true},
		{"tcp6", "good.test:" + port, false},
		{"udp", "good.test:" + port, false},
		{"unix", "/var/run/docker.sock", false},
		{"tcp", "evil.test:" + port, false},
		{"tcp", "trap.good.test:" + port, false},
		{"tcp", "127.0.0.1:" + port, false},
		{"tcp", "127.0.0.2:" + port, false},
		{"tcp", "[::ffff:127.0.0.1]:" + port, false},
		{"tcp", "good.test:1", false},
		{"tcp", "good.test:0", false},
		{"tcp", "good.test:", false},
		{"tcp", "good.test", false},
		{"tcp", "good.test:https", false},
		{"tcp", "good.test:4294967739", false},
		{"tcp", "good.test.:" + port, false},
		{"tcp", ":" + port, false},
		{"tcp", "", false},
	} {
		conn, err := web.DialContext(t.Context(), row.network, row.addr)
		if row.want != (err == nil) || err != nil && guard.CodeOf(err) != guard.CodeHostNotAllowed {
			t.Errorf("DialContext(%s, %s) = %v, want allowed %t", row.network, row.addr, err, row.want)
		}
		if err == nil {
			conn.Close()
		}
	}
	if len(w.victim) > 0 {
		t.Error("the internal server was reached")
	}
}

// The environment's proxy would see every request and choose every answer.
func TestTheProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	w := newWorld(t)
	proxied := make(chan string, 10)
	proxy := w.raw(t, func(c net.Conn) {
		proxied <- "used"
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	})
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(name, "http://127.0.0.1:"+proxy)
	}
	if _, err := w.client(t, nil).Get(t.Context(), w.https("good.test")); err != nil || len(proxied) > 0 {
		t.Errorf("Get = %v, proxied %d times, want neither", err, len(proxied))
	}
	settings, err := url.Parse(os.Getenv("HTTP_PROXY")) // the default transport reads them once in a process, perhaps before
	if err != nil {
		t.Fatal(err)
	}
	usual := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(settings)}}
	resp, err := usual.Get("http://good.test/")
	if err != nil || len(proxied) != 1 {
		t.Errorf("without the guard Get = %v, proxied %d times, want once", err, len(proxied))
	} else {
		resp.Body.Close()
	}
}

func TestMiddleware(t *testing.T) {
	web := mustNew(t, egress.Policy{Hosts: []string{"good.test"}})
	ran := func(ctx context.Context, m guard.Middleware, arguments string) error {
		args, err := guard.Decode(json.RawMessage(arguments), guard.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = m(func(context.Context, *guard.Call) (guard.Result, error) { return nil, nil })(ctx, &guard.Call{Kind: guard.KindTool, Args: args})
		return err
	}
	for _, row := range []struct {
		arguments string
		args      []string
		want      guard.Code
	}{
		{`{"url":"https://good.test/"}`, []string{"url"}, ""},
		{`{"url":["https://good.test/","https://good.test/a"]}`, []string{"url"}, ""},
		{`{"page":{"url":"https://good.test/"}}`, []string{"page/url"}, ""},
		{`{"url":"https://evil.test/"}`, []string{"url"}, guard.CodeHostNotAllowed},
		{`{"url":["https://good.test/","https://evil.test/"]}`, []string{"url"}, guard.CodeHostNotAllowed},
		{`{"page":{"url":"http://good.test/"}}`, []string{"page/url"}, guard.CodeHostNotAllowed},
		{`{"a":"https://good.test/","b":"https://evil.test/"}`, []string{"a", "b"}, guard.CodeHostNotAllowed},
		{`{}`, []string{"url"}, guard.CodeInvalidArgument},
		{`{"url":7}`, []string{"url"}, guard.CodeInvalidArgument},
		{`{"url":"https://good.test/"}`, nil, guard.CodeHostNotAllowed},
		{`{"url":"https://good.test/"}`, []string{"/url"}, guard.CodeHostNotAllowed},
	} {
		if err := ran(t.Context(), web.Middleware(row.args...), row.arguments); guard.CodeOf(err) != row.want {
			t.Errorf("Middleware(%v) on %s = %v, want %q", row.args, row.arguments, err, row.want)
		}
	}
	var none *egress.Client
	if err := ran(t.Context(), none.Middleware("url"), `{"url":"https://good.test/"}`); guard.CodeOf(err) != guard.CodeHostNotAllowed {
		t.Errorf("Middleware of a nil client = %v, want %s", err, guard.CodeHostNotAllowed)
	}
}

// Close ends a connection whatever it is used for at the moment.
func TestCloseClosesTheConnections(t *testing.T) {
	w := newWorld(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	began := make(chan struct{}, 1)
	serve(t, l, w.ca.leaf(t, time.Now().Add(time.Hour), "good.test"), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("the request is one of %s, want HTTP/2", r.Proto)
		}
		began <- struct{}{}
		<-r.Context().Done()
	}))
	answered := func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		began <- struct{}{}
	}
	waiting := func(net.Conn) { began <- struct{}{} }
	get := func(scheme string) func(*egress.Client, string) {
		return func(web *egress.Client, port string) { web.Get(t.Context(), scheme+"://good.test:"+port+"/") }
	}
	for _, row := range []struct {
		name   string
		server string // with a port: what the connection is handed on to
		says   func(net.Conn)
		use    func(*egress.Client, string)
	}{
		{"idle", "", answered, get("http")},
		{"in flight", "", waiting, get("http")},
		{"in flight over HTTP/2", l.Addr().String(), nil, get("https")},
		{"in a handshake", "", waiting, get("https")},
		{"of DialContext", "", waiting, func(web *egress.Client, port string) {
			if conn, err := web.DialContext(t.Context(), "tcp", "good.test:"+port); err == nil {
				io.WriteString(conn, "more than sixteen bytes")
			}
		}},
	} {
		ended := make(chan error, 1)
		port := w.raw(t, func(c net.Conn) {
			row.says(c)
			_, err := io.Copy(io.Discard, c)
			ended <- err
		})
		if row.server != "" {
			port = w.relay(t, row.server, ended)
		}
		var n int
		fmt.Sscan(port, &n)
		web := w.client(t, func(p *egress.Policy) { p.Ports, p.InsecureHTTP = []int{n}, []string{"good.test"} })
		done := make(chan struct{})
		go func() { row.use(web, port); close(done) }()
		<-began
		if row.name == "idle" {
			<-done
		}
		if err := web.Close(); err != nil {
			t.Errorf("%s: Close = %v, want nil", row.name, err)
		}
		select {
		case <-ended:
		case <-time.After(10 * time.Second): // where Timeout is 20 s
			t.Errorf("%s: the connection is not closed", row.name)
		}
		<-done
	}
}

// A connection of DialContext is one of TCP to whoever asks, and closed once.
func TestConnectionsOfDialContext(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, nil)
	conn, err := web.DialContext(t.Context(), "tcp", "good.test:"+portOf(w))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := conn.(interface{ SetKeepAlive(bool) error }); !ok {
		t.Errorf("a %T does not let a driver keep it alive", conn)
	}
	if err := conn.Close(); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
	if err := conn.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Close again = %v, want %v", err, net.ErrClosed)
	}
}

// Nobody learns from a denial what there is, at the hosts that may be tried.
func TestTheAnswerIsTheSameWhateverThereIs(t *testing.T) {
	w := newWorld(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	shut := free.Addr().(*net.TCPAddr).Port
	free.Close()
	var talks int
	fmt.Sscan(w.raw(t, func(c net.Conn) { io.WriteString(c, "SSH-2.0-OpenSSH_9.6\r\n") }), &talks)
	web := w.client(t, func(p *egress.Policy) { p.Ports = append(p.Ports, shut, talks) })
	w.dns.set("private.good.test", netip.MustParseAddr("10.0.0.1"))
	w.dns.set("empty.good.test")
	w.dns.set("a.b.good.test", loopback)
	details := map[string]bool{}
	var first string
	for _, url := range []string{
		w.https("none.good.test"), w.https("empty.good.test"), w.https("private.good.test"), w.https("trap.good.test"),
		w.https("a.b.good.test"), // which the certificate does not name
		fmt.Sprintf("https://good.test:%d/", shut), fmt.Sprintf("https://good.test:%d/", talks), fmt.Sprintf("https://good.test:%d/", w.plain),
	} {
		d := w.refusal(t, web, url)
		details[d.Detail] = true
		if first == "" {
			first = d.Error()
		}
		if d.Error() != first {
			t.Errorf("%s: %q, want %q as for all", url, d, first)
		}
	}
	if len(details) < 6 {
		t.Errorf("the operator reads %d different details, want most to differ", len(details))
	}
}

// Many at once, on names that change under them.
func TestConcurrentUse(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, nil)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 20 {
				name := fmt.Sprintf("n%d.good.test", (i+n)%4)
				w.dns.set(name, []netip.Addr{loopback, inside}[n%2])
				resp, err := web.Get(t.Context(), w.https(name))
				if err == nil && string(resp.Body) == secret {
					t.Error("the secret was read")
				}
			}
		})
	}
	all.Wait()
	if len(w.victim) > 0 {
		t.Error("the internal server was reached")
	}
}

func TestTheTimeIsForTheWholeExchange(t *testing.T) {
	w := newWorld(t)
	w.mux.HandleFunc("/drip", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		for {
			if _, err := io.WriteString(rw, "."); err != nil {
				return
			}
			rw.(http.Flusher).Flush()
		}
	})
	stopped := make(chan struct{})
	t.Cleanup(func() { close(stopped) })
	var silent int
	fmt.Sscan(w.raw(t, func(net.Conn) { <-stopped }), &silent)
	web := w.client(t, func(p *egress.Policy) { p.Timeout, p.Ports = 100*time.Millisecond, append(p.Ports, silent) })
	if _, err := web.Get(t.Context(), fmt.Sprintf("https://good.test:%d/", silent)); guard.CodeOf(err) != guard.CodeDeadlineExceeded {
		t.Errorf("Get of a server that does not answer the handshake = %v, want %s", err, guard.CodeDeadlineExceeded)
	}
	if _, err := web.Get(t.Context(), w.https("good.test")+"drip"); guard.CodeOf(err) != guard.CodeDeadlineExceeded {
		t.Errorf("Get of a body that drips = %v, want %s", err, guard.CodeDeadlineExceeded)
	}
}

// The largest limits that New takes work, over HTTP/1.1 and HTTP/2.
func TestTheLargestLimits(t *testing.T) {
	w := newWorld(t)
	w.mux.HandleFunc("/echo", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		io.Copy(rw, r.Body)
	})
	web := w.client(t, func(p *egress.Policy) {
		p.Methods, p.InsecureHTTP = []string{"POST"}, []string{"good.test"}
		p.MaxBody, p.MaxHeader, p.MaxRequestBody, p.MaxRedirects, p.Timeout = 1<<30, 1<<30, 1<<30, 100, 24*time.Hour
	})
	for _, url := range []string{w.https("good.test"), w.http("good.test")} {
		for _, content := range []string{"content", strings.Repeat("0123456789", 1<<20)} {
			req, _ := http.NewRequest(http.MethodPost, url+"echo", strings.NewReader(content))
			if resp, err := web.Do(req); err != nil || string(resp.Body) != content {
				t.Errorf("Do with %d bytes = %v: %s, want them back", len(content), err, detail(err))
			}
		}
	}
}
