package egress_test

import (
	"context"
	"encoding/json"
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

func TestRequests(t *testing.T) {
	w := newWorld(t)
	w.mux.HandleFunc("/echo", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(rw, "%s %d %s", r.Method, r.ContentLength, body)
	})
	web := w.client(t, func(p *egress.Policy) {
		p.Methods, p.MaxRequestBody, p.InsecureHTTP = []string{"GET", "POST"}, 10, []string{"good.test"}
	})
	for _, row := range []struct {
		name   string
		change func(*http.Request)
		want   guard.Code
		body   string
	}{
		{"a plain one", func(*http.Request) {}, "", "GET 0 "},
		{"no method", func(r *http.Request) { r.Method = "" }, "", "GET 0 "},
		{"headers", func(r *http.Request) { r.Header.Set("X-Api-Key", "a\tü"); r.Header.Set("Accept", "*/*") }, "", "GET 0 "},
		{"a body", post("0123456789"), "", "POST 10 0123456789"},
		{"a body of unknown length", func(r *http.Request) {
			post("")(r)
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("abc")), -1
		}, "", "POST 3 abc"},
		{"a body with another length than it says", func(r *http.Request) { post("abc")(r); r.ContentLength = 1 }, "", "POST 3 abc"},
		{"the host of the URL as Host", func(r *http.Request) { r.Host = "GOOD.test:" + r.URL.Port() }, "", "GET 0 "},
		{"compression is asked for", func(r *http.Request) { r.Header.Set("Accept-Encoding", "br, zstd") }, "", "GET 0 "},
		{"a body too large", post("0123456789a"), guard.CodeInvalidArgument, ""},
		{"a body without end", func(r *http.Request) { post("")(r); r.Body = io.NopCloser(zeroes{}) }, guard.CodeInvalidArgument, ""},
		{"a method that is not allowed", func(r *http.Request) { r.Method = "DELETE" }, guard.CodeHostNotAllowed, ""},
		{"CONNECT", func(r *http.Request) { r.Method = "CONNECT" }, guard.CodeHostNotAllowed, ""},
		{"a method in small letters", func(r *http.Request) { r.Method = "get" }, guard.CodeHostNotAllowed, ""},
		{"a method with a line end", func(r *http.Request) { r.Method = "GET / HTTP/1.1\r\nX: y" }, guard.CodeHostNotAllowed, ""},
		{"another Host", func(r *http.Request) { r.Host = "evil.test" }, guard.CodeInvalidArgument, ""},
		{"another port as Host", func(r *http.Request) { r.Host = "good.test:1" }, guard.CodeInvalidArgument, ""},
		{"a Host with a line end", func(r *http.Request) { r.Host = "good.test\r\nX: y" }, guard.CodeInvalidArgument, ""},
		{"Host as a header", header("Host", "evil.test"), guard.CodeInvalidArgument, ""},
		{"Host as a header in small letters", func(r *http.Request) { r.Header["host"] = []string{"evil.test"} }, guard.CodeInvalidArgument, ""},
		{"Connection", header("Connection", "X-Api-Key"), guard.CodeInvalidArgument, ""},
		{"Transfer-Encoding", header("Transfer-Encoding", "chunked"), guard.CodeInvalidArgument, ""},
		{"Content-Length", header("Content-Length", "5"), guard.CodeInvalidArgument, ""},
		{"Upgrade", header("Upgrade", "h2c"), guard.CodeInvalidArgument, ""},
		{"TE", header("TE", "trailers"), guard.CodeInvalidArgument, ""},
		{"Proxy-Authorization", header("Proxy-Authorization", "Basic x"), guard.CodeInvalidArgument, ""},
		{"a value with a line end", header("X-A", "b\r\nHost: evil.test"), guard.CodeInvalidArgument, ""},
		{"a value with a NUL", header("X-A", "b\x00"), guard.CodeInvalidArgument, ""},
		{"a name with a line end", func(r *http.Request) { r.Header["X-A\r\nHost"] = []string{"evil.test"} }, guard.CodeInvalidArgument, ""},
		{"a name with a blank", func(r *http.Request) { r.Header["Host "] = []string{"evil.test"} }, guard.CodeInvalidArgument, ""},
		{"a trailer", func(r *http.Request) { r.Trailer = http.Header{"X": nil} }, guard.CodeInvalidArgument, ""},
		{"a transfer encoding", func(r *http.Request) { r.TransferEncoding = []string{"chunked"} }, guard.CodeInvalidArgument, ""},
		{"no URL", func(r *http.Request) { r.URL = nil }, guard.CodeHostNotAllowed, ""},
		{"an empty URL", func(r *http.Request) { r.URL = &url.URL{} }, guard.CodeHostNotAllowed, ""},
		{"an opaque URL", func(r *http.Request) { r.URL.Opaque = "//evil.test/" }, guard.CodeHostNotAllowed, ""},
		{"a user name", func(r *http.Request) { r.URL.User = url.User("me") }, guard.CodeHostNotAllowed, ""},
		{"a host with a path", func(r *http.Request) { r.URL.Host = "good.test/x" }, guard.CodeHostNotAllowed, ""},
		{"a host with a line end", func(r *http.Request) { r.URL.Host = "good.test\r\n" }, guard.CodeHostNotAllowed, ""},
		{"a host with a user name", func(r *http.Request) { r.URL.Host = "good.test@evil.test" }, guard.CodeHostNotAllowed, ""},
		{"a scheme with a line end", func(r *http.Request) { r.URL.Scheme = "http\r\n" }, guard.CodeHostNotAllowed, ""},
		{"a query with a blank", func(r *http.Request) { r.URL.RawQuery = "a HTTP/1.1\r\nX: y" }, guard.CodeHostNotAllowed, ""},
		{"a request of a server", func(r *http.Request) { r.RequestURI = "/" }, guard.CodeHostNotAllowed, ""},
	} {
		for _, target := range []string{w.https("good.test"), w.http("good.test")} {
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, target+"echo", nil)
			row.change(req)
			resp, err := web.Do(req)
			if code := guard.CodeOf(err); code != row.want || err == nil && string(resp.Body) != row.body {
				t.Errorf("%s: Do = %+v, %v, want %q %q", row.name, resp, err, row.want, row.body)
			}
			if _, ok := err.(*guard.Denial); err != nil && !ok {
				t.Errorf("%s: the error is a %T, want a denial", row.name, err)
			}
		}
	}
	if _, err := web.Do(nil); guard.CodeOf(err) != guard.CodeHostNotAllowed {
		t.Errorf("Do(nil) = %v, want %s", err, guard.CodeHostNotAllowed)
	}
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func post(body string) func(*http.Request) {
	return func(r *http.Request) {
		r.Method, r.Body, r.ContentLength = http.MethodPost, io.NopCloser(strings.NewReader(body)), int64(len(body))
	}
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { return len(p), nil }

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

func TestCloseClosesTheConnections(t *testing.T) {
	w := newWorld(t)
	ended := make(chan error, 1)
	port := w.raw(t, func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		_, err := c.Read(make([]byte, 1))
		ended <- err
	})
	var n int
	fmt.Sscan(port, &n)
	web := w.client(t, func(p *egress.Policy) { p.Ports, p.InsecureHTTP = []int{n}, []string{"good.test"} })
	if _, err := web.Get(t.Context(), "http://good.test:"+port+"/"); err != nil {
		t.Fatal(err)
	}
	if err := web.Close(); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
	if err := <-ended; err != io.EOF { // waits until the connection is gone
		t.Errorf("the server's connection ends with %v, want %v", err, io.EOF)
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
	web := w.client(t, func(p *egress.Policy) { p.Timeout = 100 * time.Millisecond })
	if _, err := web.Get(t.Context(), w.https("good.test")+"drip"); guard.CodeOf(err) != guard.CodeDeadlineExceeded {
		t.Errorf("Get of a body that drips = %v, want %s", err, guard.CodeDeadlineExceeded)
	}
}
