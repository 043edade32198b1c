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

// wrapper is a round tripper that copies the request, as many do.
type wrapper struct{ next http.RoundTripper }

func (w wrapper) RoundTrip(r *http.Request) (*http.Response, error) {
	return w.next.RoundTrip(r.Clone(r.Context()))
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
