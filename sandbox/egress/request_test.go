package egress_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

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

// What is sent of a few headers, also where net/http would choose.
func TestHeadersThatAreSent(t *testing.T) {
	w := newWorld(t)
	w.mux.HandleFunc("/seen", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(rw, r.Header["User-Agent"], r.Header["Accept-Encoding"], r.Header["Range"])
	})
	web := w.client(t, func(p *egress.Policy) { p.InsecureHTTP = []string{"good.test"} })
	for _, row := range []struct {
		name   string
		header http.Header
		want   string
	}{
		{"a User-Agent", http.Header{"User-Agent": {"reader/1"}}, "[reader/1] [gzip] []"},
		{"none", http.Header{"User-Agent": nil}, "[] [gzip] []"},
		{"none, in small letters", http.Header{"user-agent": nil}, "[] [gzip] []"},
		{"a range, which must not be packed", http.Header{"User-Agent": nil, "Range": {"bytes=0-1"}}, "[] [identity] [bytes=0-1]"},
		{"an encoding that nobody here reads", http.Header{"User-Agent": nil, "accept-encoding": {"br"}}, "[] [gzip] []"},
	} {
		for _, url := range []string{w.https("good.test"), w.http("good.test")} {
			req, _ := http.NewRequest(http.MethodGet, url+"seen", nil)
			req.Header = row.header.Clone()
			if resp, err := web.Do(req); err != nil || string(resp.Body) != row.want {
				t.Errorf("%s: the server sees %+v, %v, want %s", row.name, resp, err, row.want)
			}
		}
	}
}

// A body is read for a request that was decided about, and for no longer than
// the exchange may take.
func TestABodyThatDoesNotArrive(t *testing.T) {
	w := newWorld(t)
	for _, row := range []struct {
		name string
		url  string
		at   func(*egress.Client, context.CancelFunc) // what happens while the body is read
		want guard.Code
	}{
		{"the time is over", w.https("good.test"), func(*egress.Client, context.CancelFunc) {}, guard.CodeDeadlineExceeded},
		{"the context ends", w.https("good.test"), func(_ *egress.Client, cancel context.CancelFunc) { cancel() }, guard.CodeCanceled},
		{"the client is closed", w.https("good.test"), func(c *egress.Client, _ context.CancelFunc) { c.Close() }, guard.CodeInternal},
		{"the host is refused", "https://evil.test/", nil, guard.CodeHostNotAllowed},
	} {
		for _, stubborn := range []bool{false, true} {
			web := w.client(t, func(p *egress.Policy) {
				if p.Methods = []string{"POST"}; row.want == guard.CodeDeadlineExceeded {
					p.Timeout = 20 * time.Millisecond
				}
			})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			body := &silent{reads: make(chan struct{}), closed: make(chan struct{}), stubborn: stubborn, freed: t.Context().Done()}
			if row.at != nil {
				go func() { <-body.reads; row.at(web, cancel) }()
			}
			req, _ := http.NewRequestWithContext(ctx, http.MethodPost, row.url, body)
			if _, err := web.Do(req); guard.CodeOf(err) != row.want {
				t.Errorf("%s: Do = %v, want %s", row.name, err, row.want)
			}
			select {
			case <-body.closed:
			default:
				t.Errorf("%s: the body is not closed", row.name)
			}
		}
	}
}

// silent is a body that never comes; a stubborn one does not even end when it is
// closed.
type silent struct {
	reads, closed chan struct{}
	freed         <-chan struct{}
	stubborn      bool
	once          sync.Once
}

func (s *silent) Read([]byte) (int, error) {
	close(s.reads)
	if s.stubborn {
		<-s.freed
	}
	<-s.closed
	return 0, io.ErrClosedPipe
}

func (s *silent) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, func(p *egress.Policy) { p.Methods = []string{"POST"} })
	for name, from := range map[string]io.Reader{"an error": iotest.ErrReader(io.ErrUnexpectedEOF), "a panic": panics{}} {
		req, _ := http.NewRequest(http.MethodPost, w.https("good.test"), from)
		if _, err := web.Do(req); guard.CodeOf(err) != guard.CodeInvalidArgument || strings.Contains(err.Error(), "too large") {
			t.Errorf("%s: Do = %v, want %s", name, err, guard.CodeInvalidArgument)
		}
	}
}

type panics struct{}

func (panics) Read([]byte) (int, error) { panic("no content") }

// Whatever a client refuses, it closes the body (http.RoundTripper).
func TestTheBodyIsClosed(t *testing.T) {
	w := newWorld(t)
	open, shut := w.client(t, func(p *egress.Policy) { p.Methods = []string{"POST"} }), w.client(t, nil)
	shut.Close()
	for name, send := range map[string]func(*http.Request) error{
		"Do":                          func(r *http.Request) error { _, err := open.Do(r); return err },
		"Do without a URL":            func(r *http.Request) error { r.URL = nil; _, err := open.Do(r); return err },
		"Do of another host":          func(r *http.Request) error { r.URL.Host = "evil.test"; _, err := open.Do(r); return err },
		"Do of a closed client":       func(r *http.Request) error { _, err := shut.Do(r); return err },
		"RoundTrip of another host":   func(r *http.Request) error { r.URL.Host = "evil.test"; _, err := open.RoundTrip(r); return err },
		"RoundTrip of a closed one":   func(r *http.Request) error { _, err := shut.RoundTrip(r); return err },
		"RoundTrip with a bad header": func(r *http.Request) error { r.Header.Set("Host", "x"); _, err := open.RoundTrip(r); return err },
	} {
		body := &silent{closed: make(chan struct{})}
		req, _ := http.NewRequest(http.MethodPost, w.https("good.test"), struct {
			io.Reader
			io.Closer
		}{strings.NewReader("x"), body})
		if err := send(req); (err == nil) != (name == "Do") {
			t.Errorf("%s = %v", name, err)
		}
		select {
		case <-body.closed:
		default:
			t.Errorf("%s leaves the body of the request open", name)
		}
	}
}
