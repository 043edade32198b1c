package egress_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

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

// What a redirect carries to another origin, with and without the guard.
func TestCredentialsDoNotCross(t *testing.T) {
	w := newWorld(t)
	w.leadOn()
	w.mux.HandleFunc("/seen", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(rw, r.Header["Authorization"], r.Header["Cookie"], r.Header["X-Api-Key"], r.Header["Referer"], r.Header["Accept"])
	})
	fetch := func(c *http.Client, url string) string {
		req, _ := http.NewRequest(http.MethodGet, url, nil)
		for name, value := range map[string]string{"Authorization": "Bearer s3cret", "Cookie": "sid=s3cret", "X-Api-Key": "s3cret", "Accept": "text/plain"} {
			req.Header.Set(name, value)
		}
		resp, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return string(body)
	}
	across := w.to("good.test", w.https("also.test")+"seen")
	back := w.to("good.test", w.to("also.test", w.https("good.test")+"seen"))
	within := w.to("good.test", "/seen")
	if got := fetch(w.bare(), across); !strings.Contains(got, "s3cret") {
		t.Errorf("without the guard the other host sees %q, want the key", got)
	}
	clients := map[string]*http.Client{
		"HTTPClient":        w.client(t, nil).HTTPClient(),
		"another's client":  {Transport: w.client(t, nil)},
		"a wrapped client":  {Transport: wrapper{w.client(t, nil)}},
		"a client with jar": {Transport: w.client(t, nil), Jar: w.jar("session", "good.test", "also.test")},
	}
	for name, c := range clients {
		for _, url := range []string{across, back} {
			if got := fetch(c, url); strings.Contains(got, "s3cret") || strings.Contains(got, "jar=") || strings.Contains(got, "to?u") || !strings.Contains(got, "text/plain") {
				t.Errorf("%s: the other host sees %q, want Accept alone", name, got)
			}
		}
		got := fetch(c, within)
		if strings.Count(got, "s3cret") != 3 || strings.Contains(got, "jar=session") != (c.Jar != nil) {
			t.Errorf("%s: the same host sees %q, want all three, and what is in a jar", name, got)
		}
	}
}

// jar holds a cookie for each of the hosts.
func (w *world) jar(value string, hosts ...string) http.CookieJar {
	jar, _ := cookiejar.New(nil)
	for _, host := range hosts {
		u, _ := url.Parse(w.https(host))
		jar.SetCookies(u, []*http.Cookie{{Name: "jar", Value: value}})
	}
	return jar
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

// wrapper is a round tripper that copies the request, as many do.
type wrapper struct{ next http.RoundTripper }

func (w wrapper) RoundTrip(r *http.Request) (*http.Response, error) {
	return w.next.RoundTrip(r.Clone(r.Context()))
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

// A host that redirects must not have the operator's token change something at
// another one.
func TestARedirectIsNoDeputy(t *testing.T) {
	w := newWorld(t)
	w.leadOn()
	w.mux.HandleFunc("/account", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(rw, r.Method, r.Header["Authorization"])
	})
	second := fmt.Sprintf("https://good.test:%d/", w.pair(t, w.ca.leaf(t, time.Now().Add(time.Hour), "good.test"), w.mux, w.mux))
	web := w.client(t, func(p *egress.Policy) {
		p.Methods, p.InsecureHTTP, p.Ports = []string{"GET", "HEAD", "DELETE", "POST", "PUT", "PATCH", "OPTIONS"}, []string{"good.test"}, nil
		for _, port := range []string{w.https(""), w.http(""), second} {
			u, _ := url.Parse(port)
			n, _ := strconv.Atoi(u.Port())
			p.Ports = append(p.Ports, n)
		}
		p.Credentials = map[string]http.Header{"good.test": {"Authorization": {"Bearer s3cret"}}}
	})
	at := "to?status=307&u=" + url.QueryEscape(w.https("good.test")+"account")
	for _, row := range []struct {
		from, method, want string // empty: refused
	}{
		{w.https("also.test"), "DELETE", ""},
		{w.https("also.test"), "POST", ""},
		{w.https("also.test"), "PUT", ""},
		{w.https("also.test"), "PATCH", ""},
		{w.https("also.test"), "OPTIONS", ""},
		{w.http("good.test"), "DELETE", ""},
		{second, "DELETE", ""},
		{w.https("also.test"), "GET", "GET[]"},
		{w.https("also.test"), "", "GET[]"},
		{w.https("also.test"), "HEAD", "HEAD"},
		{second, "GET", "GET[]"},
		{w.https("good.test"), "DELETE", "DELETE[Bearer s3cret]"},
		{w.https("good.test"), "GET", "GET[Bearer s3cret]"},
	} {
		req, _ := http.NewRequest(row.method, row.from+at, nil)
		req.Method = row.method
		resp, err := web.Do(req)
		switch d, _ := errors.AsType[*guard.Denial](err); {
		case row.want == "" && (d == nil || d.Code != guard.CodeHostNotAllowed || !strings.Contains(d.Hint, "directly")):
			t.Errorf("%s by %s = %+v, %v, want %s", row.method, row.from, resp, err, guard.CodeHostNotAllowed)
		case row.want != "" && (err != nil || row.method != "HEAD" && string(resp.Body) != row.want):
			t.Errorf("%s by %s = %+v, %v, want %q", row.method, row.from, resp, err, row.want)
		}
	}
	bare := w.bare() // of a program that gives the token to whatever goes to its host
	bare.Transport = tokens{bare.Transport}
	req, _ := http.NewRequest("DELETE", w.https("also.test")+at, nil)
	resp, err := bare.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); string(body) != "DELETE[Bearer s3cret]" {
		t.Errorf("without the guard the host sees %q, want a DELETE with the token", body)
	}
}

type tokens struct{ next http.RoundTripper }

func (a tokens) RoundTrip(r *http.Request) (*http.Response, error) {
	if r = r.Clone(r.Context()); r.URL.Hostname() == "good.test" {
		r.Header.Set("Authorization", "Bearer s3cret")
	}
	return a.next.RoundTrip(r)
}

func TestOperatorsCredentials(t *testing.T) {
	w := newWorld(t)
	w.leadOn()
	w.mux.HandleFunc("/seen", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(rw, r.Header["Authorization"])
	})
	web := w.client(t, func(p *egress.Policy) {
		p.Credentials = map[string]http.Header{"Good.test": {"authorization": {"Bearer s3cret"}}}
		p.InsecureHTTP = []string{"good.test", "also.test"}
	})
	for _, row := range []struct{ url, want string }{
		{w.https("good.test") + "seen", "[Bearer s3cret]"},
		{w.https("api.good.test") + "seen", "[]"},
		{w.https("also.test") + "seen", "[]"},
		{w.http("good.test") + "seen", "[]"},
		{w.to("good.test", "/seen"), "[Bearer s3cret]"},
		{w.to("also.test", w.https("good.test")+"seen"), "[]"},
		{w.to("good.test", w.to("also.test", w.https("good.test")+"seen")), "[]"},
		{w.http("good.test") + "to?u=" + url.QueryEscape(w.https("good.test")+"seen"), "[]"},
		{w.to("good.test", w.https("also.test")+"seen"), "[]"},
	} {
		resp, err := web.Get(t.Context(), row.url)
		if err != nil || string(resp.Body) != row.want {
			t.Errorf("%s: the host sees %v, %v, want %s", row.url, resp, err, row.want)
		}
	}
}

func TestBadCredentials(t *testing.T) {
	for _, row := range []struct {
		host, says string
		header     http.Header
	}{
		{"*.good.test", "exact", http.Header{"X": {"s3cret"}}},
		{"evil.test", "evil.test", http.Header{"X": {"s3cret"}}},
		{"metadata.google.internal", "metadata service", http.Header{"X": {"s3cret"}}},
		{"good.test", "no header", nil},
		{"good.test", "Authorization has no value", http.Header{"Authorization": nil}},
		{"good.test", "Authorization has no value", http.Header{"Authorization": {"s3cret", ""}}},
		{"good.test", "Host", http.Header{"Host": {"s3cret"}}},
		{"good.test", "control", http.Header{"X": {"s3cret\r\n"}}},
		{"good.test", "the client's", http.Header{"accept-encoding": {"s3cret"}}},
		{"good.test", "two spellings", http.Header{"X-Key": {"s3cret"}, "x-key": {"s3cret"}}},
	} {
		p := egress.Policy{Hosts: []string{"good.test", "*.good.test", "*.google.internal"}, Credentials: map[string]http.Header{row.host: row.header}}
		if _, err := egress.New(p); err == nil || strings.Contains(err.Error(), "s3cret") || !strings.Contains(err.Error(), row.says) {
			t.Errorf("New with %v for %s = %v, want an error with %q and without the value", row.header, row.host, err, row.says)
		}
	}
	both := map[string]http.Header{"good.test": {"X": {"a"}}, "GOOD.test": {"X": {"b"}}}
	if _, err := egress.New(egress.Policy{Hosts: []string{"good.test"}, Credentials: both}); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("New with a host in two spellings = %v, want an error", err)
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
