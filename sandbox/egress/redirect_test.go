package egress_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

// leadOn makes the good server redirect to what a query says.
func (w *world) leadOn() {
	w.mux.HandleFunc("/to", func(rw http.ResponseWriter, r *http.Request) {
		status := http.StatusFound
		fmt.Sscan(r.FormValue("status"), &status)
		rw.Header().Set("Location", r.FormValue("u"))
		rw.WriteHeader(status)
	})
}

func (w *world) to(host, location string) string {
	return w.https(host) + "to?u=" + url.QueryEscape(location)
}

func TestRedirects(t *testing.T) {
	w := newWorld(t)
	w.leadOn()
	w.mux.HandleFunc("/loop", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/loop", http.StatusFound) })
	web := w.client(t, nil)
	port := portOf(w)
	for _, row := range []struct {
		name, location string
		reaches        bool // without the guard, the internal server
	}{
		{"to a host that is not listed", "https://evil.test:" + port + "/", true},
		{"to a listed name at an internal address", "https://trap.good.test:" + port + "/", true},
		{"to an internal address", "https://127.0.0.2:" + port + "/", true},
		{"to an internal address as IPv6", "https://[::ffff:127.0.0.2]:" + port + "/", true},
		{"to a host alone", "//evil.test:" + port + "/", true},
		{"to a host behind a user name", "https://good.test@evil.test:" + port + "/", true},
		{"to plain HTTP", fmt.Sprintf("http://evil.test:%d/", w.plain), true},
		{"over a listed host to another", "https://good.test:" + port + "/to?u=" + url.QueryEscape("https://evil.test:"+port+"/"), true},
		{"to full-width digits", "https://１２７.０.０.２:" + port + "/", true},
		{"to plain HTTP at a listed host", w.http("good.test"), false},
		{"to another port", "https://good.test:1/", false},
		{"to a wrapped port", "https://good.test:4294967739/", false},
		{"to a name with a zone", "https://[::1%25lo]/", false},
		{"to a file", "file:///etc/passwd", false},
		{"to a backslash", `https:\\evil.test/`, false},
		{"to a backslash for a slash", `/\evil.test/`, false},
		{"to a blank", "https://good.test/ @evil.test/", false},
		{"to metadata", "http://169.254.169.254/latest/meta-data/", false},
		{"to itself for ever", "/loop", false},
	} {
		d := w.refusal(t, web, w.to("good.test", row.location))
		if !strings.Contains(d.Error(), "leads on") && !strings.Contains(d.Error(), "could not be reached") {
			t.Errorf("%s: the hint of %q does not say that it is a redirect", row.name, d)
		}
		if !row.reaches {
			continue
		}
		if got, err := w.naive(w.to("good.test", row.location)); got != secret {
			t.Errorf("%s: without the guard = %q, %v, want the secret", row.name, got, err)
		}
	}
}

func TestTheNumberOfRedirects(t *testing.T) {
	w := newWorld(t)
	w.leadOn()
	chain := func(n int) string {
		at := w.https("good.test") + "end"
		for range n {
			at = w.to("good.test", at)
		}
		return at
	}
	for _, row := range []struct {
		most, hops int
		no, want   bool
	}{{0, 5, false, true}, {0, 6, false, false}, {2, 2, false, true}, {2, 3, false, false}, {0, 0, true, true}} {
		web := w.client(t, func(p *egress.Policy) { p.MaxRedirects, p.NoRedirects = row.most, row.no })
		if _, err := web.Get(t.Context(), chain(row.hops)); (err == nil) != row.want {
			t.Errorf("MaxRedirects %d: %d redirects = %v, want allowed %t", row.most, row.hops, err, row.want)
		}
	}
	web := w.client(t, func(p *egress.Policy) { p.NoRedirects = true })
	resp, err := web.Get(t.Context(), chain(1))
	if err != nil || resp.Status != http.StatusFound || len(resp.Body) > 0 || resp.Header.Get("Location") == "" {
		t.Errorf("NoRedirects: Get = %+v, %v, want the redirect itself", resp, err)
	}
	follows := &http.Client{Transport: web} // somebody else's, which does follow
	if _, err := follows.Get(chain(1)); guard.CodeOf(err) != guard.CodeHostNotAllowed {
		t.Errorf("NoRedirects under another client = %v, want %s", err, guard.CodeHostNotAllowed)
	}
}

func TestRedirectsBetweenSchemes(t *testing.T) {
	w := newWorld(t)
	w.leadOn()
	web := w.client(t, func(p *egress.Policy) { p.InsecureHTTP = []string{"good.test"} })
	up := w.http("good.test") + "to?u=" + url.QueryEscape(w.https("good.test"))
	if _, err := web.Get(t.Context(), up); err != nil {
		t.Errorf("from plain HTTP to HTTPS: Get = %v, want nil", err)
	}
	for _, down := range []string{w.to("good.test", w.http("good.test")), w.to("good.test", up+"x"), w.to("api.good.test", w.http("good.test"))} {
		w.refusal(t, web, down)
	}
	if got, err := w.naive(w.to("good.test", w.http("good.test"))); err != nil || !strings.HasPrefix(got, "hello") {
		t.Errorf("without the guard from HTTPS to plain HTTP = %q, %v, want the page", got, err)
	}
}

// A host that moves to HTTPS is told apart from one that may not be reached.
func TestTheHintOfARequestThatDoesNotCross(t *testing.T) {
	w := newWorld(t)
	w.leadOn()
	web := w.client(t, func(p *egress.Policy) { p.Methods, p.InsecureHTTP = []string{"GET", "POST"}, []string{"good.test"} })
	for location, want := range map[string]string{w.https("good.test"): "must be sent directly", "https://evil.test/": "may not reach"} {
		at := w.http("good.test") + "to?status=308&u=" + url.QueryEscape(location)
		req, _ := http.NewRequest(http.MethodPost, at, strings.NewReader("content"))
		if _, err := web.Do(req); guard.CodeOf(err) != guard.CodeHostNotAllowed || !strings.Contains(err.Error(), want) {
			t.Errorf("a POST that leads on to %s: Do = %v, want %q in it", location, err, want)
		}
	}
}

// A chain of redirects is the caller's word; one that cannot be is refused.
func TestAChainThatCannotBe(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, nil)
	for name, before := range map[string]*http.Request{
		"from nowhere":            nil,
		"from no URL":             {},
		"from a URL with a user":  {URL: &url.URL{Scheme: "https", Host: "good.test", User: url.User("me")}},
		"from a URL without host": {URL: &url.URL{Scheme: "https", Path: "/"}},
	} {
		req, _ := http.NewRequest(http.MethodGet, w.https("good.test"), nil)
		req.Response = &http.Response{Request: before}
		_, err := web.RoundTrip(req)
		if d, _ := errors.AsType[*guard.Denial](err); d == nil || d.Code != guard.CodeHostNotAllowed || !strings.Contains(d.Detail, "a redirect") {
			t.Errorf("%s: RoundTrip = %v: %s, want %s", name, err, detail(err), guard.CodeHostNotAllowed)
		}
	}
	req, _ := http.NewRequest(http.MethodGet, w.https("good.test"), nil)
	before, _ := http.NewRequest(http.MethodGet, w.https("good.test"), nil)
	req.Response = &http.Response{Request: before}
	if _, err := web.RoundTrip(req); err != nil {
		t.Errorf("RoundTrip of a redirect within = %v: %s, want nil", err, detail(err))
	}
}

func TestBodiesOfRedirects(t *testing.T) {
	w := newWorld(t)
	w.leadOn()
	w.mux.HandleFunc("/echo", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(rw, "%s %s", r.Method, body)
	})
	web := w.client(t, func(p *egress.Policy) { p.Methods = []string{"GET", "POST"} })
	for _, row := range []struct {
		status int
		host   string
		want   string
	}{
		{302, "good.test", "GET "},
		{303, "good.test", "GET "},
		{307, "good.test", "POST content"},
		{308, "good.test", "POST content"},
		{302, "also.test", "GET "},
		{303, "also.test", "GET "},
		{307, "also.test", ""},
		{308, "also.test", ""},
	} {
		target := w.to("good.test", w.https(row.host)+"echo") + fmt.Sprintf("&status=%d", row.status)
		req, _ := http.NewRequest(http.MethodPost, target, strings.NewReader("content"))
		resp, err := web.Do(req)
		if row.want == "" {
			if guard.CodeOf(err) != guard.CodeHostNotAllowed {
				t.Errorf("%d to %s: Do = %v, want %s", row.status, row.host, err, guard.CodeHostNotAllowed)
			}
			continue
		}
		if err != nil || string(resp.Body) != row.want {
			t.Errorf("%d to %s: Do = %+v, %v, want %q", row.status, row.host, resp, err, row.want)
		}
	}
}

// A redirect that a http.Client cannot read is a denial as well.
func TestMalformedRedirect(t *testing.T) {
	w := newWorld(t)
	w.mux.HandleFunc("/two", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header()["Location"] = []string{"/a", "/b"}
		rw.WriteHeader(http.StatusFound)
	})
	w.mux.HandleFunc("/bad", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Location", "https://good.test:x/%zz")
		rw.WriteHeader(http.StatusFound)
	})
	for path, location := range map[string]string{"/blank": "/a b", "/latin": "/caf\xe9", "/host": "https://good.test:x/", "/long": "/" + strings.Repeat("a", 9000)} {
		w.mux.HandleFunc(path, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header()["Location"] = []string{location}
			rw.WriteHeader(http.StatusFound)
		})
	}
	for _, none := range []bool{false, true} {
		web := w.client(t, func(p *egress.Policy) { p.NoRedirects = none })
		for _, path := range []string{"two", "bad", "blank", "latin", "host", "long"} {
			_, err := web.Get(t.Context(), w.https("good.test")+path)
			d, _ := errors.AsType[*guard.Denial](err)
			if d == nil || d.Code != guard.CodeHostNotAllowed || !strings.Contains(d.Hint, "leads on to something") || strings.Contains(err.Error(), "zz") {
				t.Errorf("%s: Get = %v, want %s", path, err, guard.CodeHostNotAllowed)
			}
		}
	}
}

// A Location is one of a redirect only with a status that is one (RFC 9110,
// section 15).
func TestALocationThatIsNotFollowed(t *testing.T) {
	w := newWorld(t)
	for _, status := range []int{200, 201, 300} {
		path := fmt.Sprint("at", status)
		w.mux.HandleFunc("/"+path, answer(status, []byte("made"), kind, "text/plain", "Location", "https://evil.test/a b"))
		resp, err := w.client(t, nil).Get(t.Context(), w.https("good.test")+path)
		if err != nil || resp.Status != status || string(resp.Body) != "made" || resp.Header.Get("Location") == "" {
			t.Errorf("%d with a Location: Get = %+v, %v, want the answer itself", status, resp, err)
		}
	}
}
