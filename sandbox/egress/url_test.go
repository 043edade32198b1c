package egress_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

// The ways in which servers without a guard look at a URL. Each reports whether
// it would fetch.
var (
	startsWith = func(s string) bool { return strings.HasPrefix(s, "https://good.test") }
	contains   = func(s string) bool { return strings.Contains(s, "good.test") }
	endsWith   = func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && strings.HasSuffix(u.Hostname(), "good.test")
	}
	pattern  = func(s string) bool { return regexp.MustCompile(`^https://[a-z.]*good.test\b`).MatchString(s) }
	hostname = func(s string) bool { // url.Host against the list, the best of the tutorials
		u, err := url.Parse(s)
		return err == nil && slices.Contains([]string{"good.test", "api.good.test"}, u.Hostname())
	}
	denyList = func(s string) bool { // no loopback and no private address, as far as the text shows one
		u, err := url.Parse(s)
		return err == nil && !regexp.MustCompile(`^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.0\.0\.0|\[?::1)`).MatchString(u.Hostname())
	}
)

func startsWithAddress(s string) bool { return strings.HasPrefix(s, "https://127.") }

func TestHostileURLs(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, nil)
	shown := 0
	for _, row := range hostile {
		text := strings.ReplaceAll(row.url, "PORT", portOf(w))
		if row.class == "port" {
			text = row.url
		}
		d := w.refusal(t, web, text)
		if err := web.Check(t.Context(), text); err == nil || err.Error() != d.Error() {
			t.Errorf("%s: Check(%.80q) = %v, but Get: %v", row.class, text, err, d)
		}
		if row.naive == nil {
			continue
		}
		if !row.naive(text) {
			t.Errorf("%s: the naive check does not let %q pass: nothing is shown", row.class, text)
		}
		if row.class == "port" || row.class == "scheme" {
			continue // what listens there is not of this world
		}
		if got, err := w.naive(text); got != secret {
			t.Errorf("%s: without the guard %q = %q, %v, want the secret", row.class, text, got, err)
		}
		shown++
	}
	if shown < 20 {
		t.Errorf("%d attacks were shown to work without the guard, want 20 at least", shown)
	}
}

// Under somebody else's client the URL arrives parsed and not as text. What
// escaping made harmless may then pass; nothing reaches another host.
func TestHostileURLsUnderAnotherClient(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, nil)
	refused := 0
	for _, row := range hostile {
		text := strings.ReplaceAll(row.url, "PORT", portOf(w))
		resp, err := (&http.Client{Transport: web}).Get(text)
		if err != nil {
			refused++
			continue
		}
		host := resp.Request.URL.Hostname()
		resp.Body.Close()
		if host != "good.test" && host != "api.good.test" {
			t.Errorf("%s: %q led to %s", row.class, text, host)
		}
	}
	if len(w.victim) > 0 || refused < len(hostile)*9/10 {
		t.Errorf("the internal server was asked %d times, and %d of %d were refused", len(w.victim), refused, len(hostile))
	}
}

func benignClient(t testing.TB) *egress.Client {
	return mustNew(t, egress.Policy{
		Hosts:        []string{"good.test", "*.good.test", "FAß.test", "192.0.32.8", "2001:500:88::7", "plain.test"},
		InsecureHTTP: []string{"plain.test"}, Ports: []int{443, 8443, 80},
	})
}

func TestHarmlessURLsPass(t *testing.T) {
	web := benignClient(t)
	for _, row := range benign {
		if err := web.Check(t.Context(), row.url); err != nil {
			d, _ := err.(*guard.Denial)
			t.Errorf("Check(%q) = %v, want nil: %s", row.url, err, d.Detail)
			continue
		}
		want := row.canonical
		if want == "" {
			want = row.url
		}
		if got, _ := egress.ParseTarget(row.url); got != want {
			t.Errorf("%q is understood as %q, want %q", row.url, got, want)
		}
	}
}

// What counts is the length of the URL as it is sent, to Check and Get alike.
func TestTheLengthOfAURL(t *testing.T) {
	w := newWorld(t)
	web := w.client(t, nil)
	start := w.https("good.test")
	fill := 8192 - len(start)
	for _, row := range []struct {
		name, url string
		want      bool
	}{
		{"the longest", start + strings.Repeat("a", fill), true},
		{"one byte more", start + strings.Repeat("a", fill+1), false},
		{"letters that are escaped", start + strings.Repeat("ü", 1000), true},
		{"too many that are escaped", start + strings.Repeat("ü", 2000), false},
		{"too many in the query", start + "?" + strings.Repeat("ü", 2000), false},
		{"a fragment, which is not sent", start + "#" + strings.Repeat("a", 4000), true},
	} {
		check := web.Check(t.Context(), row.url)
		_, get := web.Get(t.Context(), row.url)
		if (check == nil) != row.want || (get == nil) != row.want {
			t.Errorf("%s: Check = %v, Get = %v, want allowed %t", row.name, check, get, row.want)
		}
		if err := get; !row.want && (err == nil || !strings.Contains(err.Error(), "too long")) {
			t.Errorf("%s: Get = %v, want a hint that it is too long", row.name, err)
		}
		resp, err := (&http.Client{Transport: web}).Get(row.url)
		if (err == nil) != row.want {
			t.Errorf("%s: under another client %v, want allowed %t", row.name, err, row.want)
		}
		if err == nil {
			resp.Body.Close()
		}
	}
}
