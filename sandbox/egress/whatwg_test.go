package egress_test

import (
	"net/url"
	"testing"

	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

// Where browsers (the WHATWG URL standard) and package net/url see different
// hosts, or only one of them sees one. What is accepted must be the host that
// both see; what is refused is refused whoever is right. The column for browsers
// was compared with Node 20.
func TestReadersThatDisagree(t *testing.T) {
	for _, row := range []struct {
		url    string
		whatwg string // the host that browsers see; empty: they refuse
		goes   string // the host that url.Parse sees; empty: it refuses
	}{
		{"https://evil.test\\@good.test/", "evil.test", ""},
		{"https://good.test\\.evil.test/", "good.test", ""},
		{"https:\\\\good.test\\", "good.test", ""},
		{"https:good.test/", "good.test", ""},
		{"https:/good.test/", "good.test", ""},
		{"https:///good.test/", "good.test", ""},
		{"https:////good.test/", "good.test", ""},
		{"\thttps://good.test/", "good.test", ""},
		{" https://good.test/ ", "good.test", ""},
		{"https://good\n.test/", "good.test", ""},
		{"ht\ttps://good.test/", "good.test", ""},
		{"https://good%2Etest/", "good.test", ""},
		{"https://%67ood.test/", "good.test", ""},
		{"https://good\u00ad.test/", "good.test", "good\u00ad.test"},
		{"https://good。test/", "good.test", "good。test"},
		{"https://ＧＯＯＤ.test/", "good.test", "ＧＯＯＤ.test"},
		{"https://good.teſt/", "good.test", "good.teſt"},
		{"https://2130706433/", "127.0.0.1", "2130706433"},
		{"https://0x7f.1/", "127.0.0.1", "0x7f.1"},
		{"https://017700000001/", "127.0.0.1", "017700000001"},
		{"https://127.1/", "127.0.0.1", "127.1"},
		{"https://0/", "0.0.0.0", "0"},
		{"https://127.0.0.1./", "127.0.0.1", "127.0.0.1."},
		{"https://①②⑦.⓪.⓪.①/", "127.0.0.1", "①②⑦.⓪.⓪.①"},
		{"https://１２７。１/", "127.0.0.1", "１２７。１"},
		{"https://256.256.256.256/", "", "256.256.256.256"},
		{"https://good.test.1/", "", "good.test.1"},
		{"https://good.0x/", "", "good.0x"},
		{"https://[::1%25lo]/", "", "::1%lo"},
		{"https://[::ffff:127.0.0.1]/", "[::ffff:7f00:1]", "::ffff:127.0.0.1"},
		{"https://xn--bécher-kva.test/", "", "xn--bécher-kva.test"},
		{"https://a b.test/", "", ""},
		{"https://a<b.test/", "", "a<b.test"},
		{"https://a\"b.test/", "a\"b.test", "a\"b.test"},
		{"https://a!b.test/", "a!b.test", "a!b.test"},
		{"https://good.test:65536/", "", "good.test"},
		{"https://good.test:00443/", "good.test", "good.test"},
		{"https://user@good.test/", "good.test", "good.test"},
		{"https://good.test./", "good.test.", "good.test."},
	} {
		goes := ""
		if u, err := url.Parse(row.url); err == nil && u.Scheme == "https" {
			goes = u.Hostname()
		}
		if goes != row.goes {
			t.Errorf("url.Parse(%q) sees %q, want %q: the row is out of date", row.url, goes, row.goes)
		}
		if got, problem := egress.ParseTarget(row.url); problem == "" {
			t.Errorf("%q is understood as %s, want it refused", row.url, got)
		}
	}
	for text, host := range map[string]string{ // and where they agree
		"https://GOOD.test/": "good.test", "https://bücher.test/": "xn--bcher-kva.test", "https://faß.test/": "xn--fa-hia.test",
		"https://good.test:443/": "good.test", "https://good.test?@": "", "https://[2001:DB8::0:1]/": "[2001:db8::1]", "https://a_b.test/": "a_b.test",
		"https://日本語.test/": "xn--wgv71a119e.test", "https://a--b.test/": "a--b.test", "https://good.test/\u00e9": "good.test", "https://192.0.32.8/": "192.0.32.8",
	} {
		got, problem := egress.ParseTarget(text)
		u, _ := url.Parse(got)
		if problem != "" && host != "" || problem == "" && u.Host != host {
			t.Errorf("%q is understood as %q, %s, want the host %q", text, got, problem, host)
		}
	}
}
