package egress_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

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
