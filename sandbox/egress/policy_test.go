package egress_test

import (
	"context"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

func hosts(list ...string) egress.Policy { return egress.Policy{Hosts: list} }

func anything(t *testing.T) *guard.Schema {
	t.Helper()
	schema, err := guard.CompileOutput([]byte(`{"type":"object"}`))
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestBadPoliciesAreRefusedAndNamed(t *testing.T) {
	with := func(change func(*egress.Policy)) egress.Policy {
		p := hosts("good.test", "*.good.test")
		change(&p)
		return p
	}
	for _, row := range []struct {
		name   string
		policy egress.Policy
		says   string
	}{
		{"nothing", egress.Policy{}, "Hosts"},
		{"an empty list", hosts([]string{}...), "Hosts"},
		{"an empty host", hosts(""), `""`},
		{"every host", hosts("*"), `"*"`},
		{"every host in pieces", hosts("*.*"), `"*.*"`},
		{"a top-level domain", hosts("*.com"), `"*.com"`},
		{"a top-level domain in capitals", hosts("*.COM"), `"*.COM"`},
		{"a top-level domain that is not known", hosts("*.internal"), `"*.internal": this is a whole top-level domain`},
		{"a public suffix", hosts("*.co.uk"), `"*.co.uk"`},
		{"a public suffix of a company", hosts("*.github.io"), `"*.github.io"`},
		{"a bucket service", hosts("*.s3.amazonaws.com"), "s3"},
		{"a public suffix in its own script", hosts("*.みんな"), "みんな"},
		{"a wildcard in the middle", hosts("api.*.example.com"), "api.*"},
		{"a wildcard within a label", hosts("api*.example.com"), "api*"},
		{"a wildcard at the end", hosts("example.*"), "example.*"},
		{"two wildcards", hosts("*.*.example.com"), "*.*"},
		{"a wildcard alone with a dot", hosts("*."), `"*."`},
		{"a suffix without a star", hosts(".example.com"), `".example.com"`},
		{"a wildcard below an address", hosts("*.10.0.0.1"), `"*.10.0.0.1"`},
		{"a scheme", hosts("https://example.com"), "https://"},
		{"a path", hosts("example.com/api"), "/api"},
		{"a port", hosts("example.com:443"), ":443"},
		{"a port behind an address", hosts("192.0.32.8:443"), ":443"},
		{"an address in brackets", hosts("[2001:500:88::7]"), "without brackets"},
		{"a user name", hosts("me@example.com"), "me@"},
		{"a blank", hosts("example.com "), `"example.com "`},
		{"a dot at the end", hosts("example.com."), `"example.com."`},
		{"two names in one", hosts("example.com,example.org"), "example.org"},
		{"an address that libc reads", hosts("2130706433"), "2130706433"},
		{"an address in octal", hosts("0177.0.0.1"), "0177"},
		{"a range", hosts("10.0.0.0/8"), "10.0.0.0/8"},
		{"a private address that is not opened", hosts("10.0.0.1"), "10.0.0.1"},
		{"an address with a zone", hosts("fe80::1%eth0"), "fe80"},
		{"an IPv4 address as IPv6", hosts("::ffff:8.8.8.8"), "::ffff"},
		{"full-width letters", hosts("ｅxample.com"), "ｅxample"},
		{"a metadata name", hosts("metadata.google.internal"), "metadata.google.internal"},
		{"a metadata address", hosts("169.254.169.254"), "169.254.169.254"},
		{"a host twice", hosts("example.com", "example.com"), "example.com"},
		{"a host twice in other letters", hosts("example.com", "EXAMPLE.com"), "EXAMPLE"},
		{"a host twice in two scripts", hosts("bücher.example.com", "xn--bcher-kva.example.com"), "xn--bcher"},
		{"a suffix twice", hosts("*.example.com", "*.Example.com"), "Example"},
		{"an address twice", hosts("2001:500:88::7", "2001:500:88:0::7"), "88:0::7"},

		{"plain HTTP for nobody known", with(func(p *egress.Policy) { p.InsecureHTTP = []string{"other.test"} }), "other.test"},
		{"plain HTTP for a name of a suffix", with(func(p *egress.Policy) { p.InsecureHTTP = []string{"api.good.test"} }), "api.good.test"},
		{"plain HTTP twice", with(func(p *egress.Policy) { p.InsecureHTTP = []string{"good.test", "good.test"} }), "twice"},
		{"no ports", with(func(p *egress.Policy) { p.Ports = []int{} }), "Ports"},
		{"port 0", with(func(p *egress.Policy) { p.Ports = []int{0} }), "Ports: 0"},
		{"a negative port", with(func(p *egress.Policy) { p.Ports = []int{-1} }), "-1"},
		{"a port too high", with(func(p *egress.Policy) { p.Ports = []int{443, 65536} }), "65536"},
		{"a port twice", with(func(p *egress.Policy) { p.Ports = []int{443, 443} }), "443"},
		{"a range for nobody known", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"other.test": {"10.0.0.0/8"}} }), "other.test"},
		{"no range", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": nil} }), "good.test"},
		{"an address for a range", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"10.0.0.1"}} }), "10.0.0.1"},
		{"a malformed range", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"10.0.0.0/33"}} }), "10.0.0.0/33"},
		{"a range with address bits", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"10.0.0.1/8"}} }), "10.0.0.1/8"},
		{"every address", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"0.0.0.0/0"}} }), "0.0.0.0/0"},
		{"every IPv6 address", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"::/0"}} }), "::/0"},
		{"half of all addresses", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"128.0.0.0/1"}} }), "128.0.0.0/1"},
		{"half of all IPv6 addresses", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"8000::/1"}} }), "8000::/1"},
		{"IPv4 as IPv6", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"::ffff:10.0.0.0/104"}} }), "::ffff"},
		{"metadata", with(func(p *egress.Policy) {
			p.AllowCIDRs = map[string][]string{"good.test": {"169.254.169.254/32"}}
		}), "169.254.169.254/32"},
		{"metadata behind NAT64", with(func(p *egress.Policy) {
			p.AllowCIDRs = map[string][]string{"good.test": {"64:ff9b::a9fe:a9fe/128"}}
		}), "metadata"},
		{"multicast behind NAT64", with(func(p *egress.Policy) {
			p.AllowCIDRs = map[string][]string{"good.test": {"64:ff9b::e000:0/100", "10.0.0.0/8"}}
		}), "multicast"},
		{"NAT64 without the range behind it", with(func(p *egress.Policy) {
			p.AllowCIDRs = map[string][]string{"good.test": {"64:ff9b::a00:0/104", "192.168.0.0/16"}}
		}), "10.0.0.0/8 behind it"},
		{"a public range", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"8.8.8.0/24"}} }), "8.8.8.0/24"},
		{"a public range with a closed one", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"168.0.0.0/8"}} }), "168.0.0.0/8"},
		{"a public IPv6 range", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"2a00::/16"}} }), "2a00::/16"},
		{"a range twice", with(func(p *egress.Policy) {
			p.AllowCIDRs = map[string][]string{"good.test": {"10.0.0.0/8", "10.0.0.0/8"}}
		}), "twice"},
		{"multicast", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"224.0.0.0/8"}} }), "224.0.0.0/8"},
		{"6to4", with(func(p *egress.Policy) { p.AllowCIDRs = map[string][]string{"good.test": {"2002:a00::/24"}} }), "2002:a00::/24"},
		{"an unknown method", with(func(p *egress.Policy) { p.Methods = []string{"GET", "FETCH"} }), "FETCH"},
		{"a method in small letters", with(func(p *egress.Policy) { p.Methods = []string{"get"} }), "get"},
		{"CONNECT", with(func(p *egress.Policy) { p.Methods = []string{"CONNECT"} }), "CONNECT"},
		{"TRACE", with(func(p *egress.Policy) { p.Methods = []string{"TRACE"} }), "TRACE"},
		{"no methods", with(func(p *egress.Policy) { p.Methods = []string{} }), "Methods"},
		{"a method twice", with(func(p *egress.Policy) { p.Methods = []string{"GET", "GET"} }), "GET"},
		{"no types", with(func(p *egress.Policy) { p.ContentTypes = []string{} }), "ContentTypes"},
		{"a malformed type", with(func(p *egress.Policy) { p.ContentTypes = []string{"html"} }), "html"},
		{"a type with parameters", with(func(p *egress.Policy) { p.ContentTypes = []string{"text/html; charset=utf-8"} }), "charset"},
		{"half a wildcard", with(func(p *egress.Policy) { p.ContentTypes = []string{"*/html"} }), "*/html"},
		{"a type twice", with(func(p *egress.Policy) { p.ContentTypes = []string{"text/html", "Text/HTML"} }), "Text/HTML"},
		{"a schema and no JSON", with(func(p *egress.Policy) {
			p.Schema, p.ContentTypes = anything(t), []string{"text/html", "application/*+xml"}
		}), "none is JSON"},
		{"a negative MaxBody", with(func(p *egress.Policy) { p.MaxBody = -1 }), "MaxBody: the limit is negative"},
		{"a negative MaxHeader", with(func(p *egress.Policy) { p.MaxHeader = -1 }), "MaxHeader: the limit is negative"},
		{"a negative MaxRequestBody", with(func(p *egress.Policy) { p.MaxRequestBody = -1 }), "MaxRequestBody: the limit is negative"},
		{"a negative MaxRedirects", with(func(p *egress.Policy) { p.MaxRedirects = -1 }), "MaxRedirects: the limit is negative"},
		{"a negative Timeout", with(func(p *egress.Policy) { p.Timeout = -1 }), "Timeout: the limit is negative"},
		{"too much for MaxBody", with(func(p *egress.Policy) { p.MaxBody = 1<<30 + 1 }), "MaxBody: more than"},
		{"too much for MaxHeader", with(func(p *egress.Policy) { p.MaxHeader = math.MaxInt64 }), "MaxHeader: more than"},
		{"too much for MaxRequestBody", with(func(p *egress.Policy) { p.MaxRequestBody = math.MaxInt64 }), "MaxRequestBody: more than"},
		{"too much for MaxRedirects", with(func(p *egress.Policy) { p.MaxRedirects = 101 }), "MaxRedirects: more than"},
		{"too much for Timeout", with(func(p *egress.Policy) { p.Timeout = 24*time.Hour + 1 }), "Timeout: more than"},
		{"no redirects and three", with(func(p *egress.Policy) { p.MaxRedirects, p.NoRedirects = 3, true }), "MaxRedirects"},
		{"a schema that was not compiled", with(func(p *egress.Policy) { p.Schema = &guard.Schema{} }), "Schema"},
	} {
		if _, err := egress.New(row.policy); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: New = %v, want an error that says %q", row.name, err, row.says)
		}
	}
}

func TestGoodPolicies(t *testing.T) {
	for _, p := range []egress.Policy{
		hosts("example.com"), hosts("*.example.com", "example.com"), hosts("*.example.co.uk"), hosts("me.github.io"), hosts("*.me.github.io"),
		hosts("bücher.example"), hosts("localhost"), hosts("db"), hosts("my_service"), hosts("192.0.32.8", "2001:500:88::7"), hosts("*.svc.cluster.local"),
		{Hosts: []string{"a.test"}, InsecureHTTP: []string{"a.test"}, Methods: []string{"POST"}, ContentTypes: []string{"*/*"}},
		{Hosts: []string{"metadata.google.internal"}, InsecureMetadata: true},
		{Hosts: []string{"a.test"}, Schema: anything(t), ContentTypes: []string{"text/html", "application/vnd.api+json"}},
		{Hosts: []string{"a.test"}, Schema: anything(t), ContentTypes: []string{"*/*"}},
		{Hosts: []string{"a.test"}, AllowCIDRs: map[string][]string{"a.test": {"64:ff9b::a00:0/104", "10.2.0.0/16"}}},
		{Hosts: []string{"a.test"}, AllowCIDRs: map[string][]string{"a.test": {"64:ff9b::/96"}}},
		{Hosts: []string{"a.test"}, AllowCIDRs: map[string][]string{"a.test": {"168.0.0.0/8"}}, InsecureMetadata: true},
	} {
		if _, err := egress.New(p); err != nil {
			t.Errorf("New(%v) = %v, want nil", p.Hosts, err)
		}
	}
}

func TestTheMostSpecificEntryApplies(t *testing.T) {
	web := mustNew(t, egress.Policy{
		Hosts:        []string{"*.good.test", "*.old.good.test", "new.old.good.test"},
		InsecureHTTP: []string{"*.old.good.test"},
	})
	for host, want := range map[string]bool{
		"a.good.test": false, "old.good.test": false, "a.old.good.test": true, "b.a.old.good.test": true, "new.old.good.test": false, "a.new.old.good.test": true,
	} {
		if err := web.Check(t.Context(), "http://"+host+"/"); (err == nil) != want {
			t.Errorf("Check(http://%s/) = %v, want allowed %t", host, err, want)
		}
		if err := web.Check(t.Context(), "https://"+host+"/"); err != nil {
			t.Errorf("Check(https://%s/) = %v, want nil", host, err)
		}
	}
	if err := web.Check(t.Context(), "https://good.test/"); guard.CodeOf(err) != guard.CodeHostNotAllowed {
		t.Errorf("Check of the name itself = %v, want %s", err, guard.CodeHostNotAllowed)
	}
}

// Below a public suffix anybody gets a name, also where the suffix is below an
// entry.
func TestAWildcardEndsAtAPublicSuffix(t *testing.T) {
	for _, row := range []struct {
		entry, host string
		want        bool
	}{
		{"*.amazonaws.com", "evil-bucket.s3.amazonaws.com", false},
		{"*.amazonaws.com", "s3.amazonaws.com", false},
		{"*.amazonaws.com", "ec2.eu-west-1.amazonaws.com", true},
		{"*.amazonaws.com", "sqs.eu-west-1.amazonaws.com", true},
		{"*.s3.eu-west-1.amazonaws.com", "x.s3.eu-west-1.amazonaws.com", false}, // is refused by New
		{"evil-bucket.s3.amazonaws.com", "evil-bucket.s3.amazonaws.com", true},
		{"*.mine.s3.amazonaws.com", "a.mine.s3.amazonaws.com", true},
		{"*.windows.net", "evil.blob.core.windows.net", false},
		{"*.windows.net", "login.windows.net", true},
		{"*.appspot.com", "app.uc.r.appspot.com", false}, // is refused by New
		{"*.elasticbeanstalk.com", "x.us-east-1.elasticbeanstalk.com", false},
		{"*.city.kawasaki.jp", "www.city.kawasaki.jp", true}, // an exception of the list
		{"*.good.test", "a.b.good.test", true},
		{"*.svc.cluster.local", "db.shop.svc.cluster.local", true},
	} {
		web, err := egress.New(hosts(row.entry))
		if err == nil {
			err = web.Check(t.Context(), "https://"+row.host+"/")
		}
		if (err == nil) != row.want {
			t.Errorf("%s: Check(%s) = %v, want allowed %t", row.entry, row.host, err, row.want)
		}
		if suffix := strings.TrimPrefix(row.entry, "*"); !strings.HasSuffix(row.host, suffix) {
			t.Errorf("%s is not below %s: nothing is shown", row.host, row.entry)
		}
	}
}

// A wildcard can hold the name of a metadata service.
func TestMetadataNames(t *testing.T) {
	for _, insecure := range []bool{false, true} {
		web := mustNew(t, egress.Policy{Hosts: []string{"*.google.internal"}, InsecureMetadata: insecure})
		for url, want := range map[string]bool{"https://metadata.google.internal/": insecure, "https://METADATA.google.internal/": insecure, "https://wiki.google.internal/": true} {
			if err := web.Check(t.Context(), url); (err == nil) != want {
				t.Errorf("InsecureMetadata %t: Check(%s) = %v, want allowed %t", insecure, url, err, want)
			}
		}
	}
}

func TestDefaultPorts(t *testing.T) {
	web := mustNew(t, egress.Policy{Hosts: []string{"a.test", "b.test"}, InsecureHTTP: []string{"b.test"}})
	for url, want := range map[string]bool{
		"https://a.test/": true, "https://a.test:443/": true, "https://a.test:80/": false, "http://a.test/": false, "http://a.test:443/": false,
		"https://b.test/": true, "http://b.test/": true, "http://b.test:80/": true, "http://b.test:443/": false, "https://b.test:80/": false, "http://b.test:8080/": false,
	} {
		if err := web.Check(t.Context(), url); (err == nil) != want {
			t.Errorf("Check(%s) = %v, want allowed %t", url, err, want)
		}
	}
}

// What is changed in a policy after New has no effect.
func TestThePolicyIsCopied(t *testing.T) {
	w := newWorld(t)
	list, ports, methods, only := []string{"good.test"}, []int{w.port}, []string{"GET"}, []string{"127.0.0.1/32"}
	resolver := &net.Resolver{PreferGo: true, Dial: w.dns.resolver.Dial}
	roots, open := w.roots.Clone(), map[string][]string{"good.test": only}
	credentials := map[string]http.Header{"good.test": {"X": {"first"}}}
	w.mux.HandleFunc("/seen", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		io.WriteString(rw, r.Header.Get("X"))
	})
	web := mustNew(t, egress.Policy{Hosts: list, Ports: ports, Methods: methods, AllowCIDRs: open, Resolver: resolver, RootCAs: roots, Credentials: credentials})
	list[0], ports[0], methods[0], only[0] = "evil.test", 22, "POST", "10.0.0.0/8"
	credentials["good.test"]["X"][0] = "second"
	resolver.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("another resolver") }
	if resp, err := web.Get(t.Context(), w.https("good.test")+"seen"); err != nil || string(resp.Body) != "first" {
		t.Errorf("Get = %+v, %v: %s, want the page with the first header", resp, err, detail(err))
	}
	for _, url := range []string{"https://evil.test/", "https://good.test:22/"} {
		if err := web.Check(t.Context(), url); err == nil {
			t.Errorf("Check(%s) = nil, want a denial", url)
		}
	}
}
