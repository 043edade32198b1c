package egress_test

import (
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

// hostile holds URLs that must be refused. PORT stands for the port of the
// world's servers. Where there is a naive check that passes, fetching reaches
// the internal server of the world, and the test shows it.
var hostile = []struct {
	class, url string
	naive      func(string) bool
}{
	{"unlisted", "https://evil.test:PORT/", denyList},
	{"unlisted", "https://good.test.evil.test:PORT/", startsWith},
	{"unlisted", "https://evilgood.test:PORT/", endsWith},
	{"unlisted", "https://evil.test:PORT/good.test", contains},
	{"unlisted", "https://evil.test:PORT/?good.test", contains},
	{"unlisted", "https://evil.test:PORT/#good.test", contains},
	{"unlisted", "https://evil.test:PORT/https://good.test/", contains},
	{"unlisted", "https://xgood.test:PORT/", nil},
	{"unlisted", "https://goodxtest:PORT/", nil},
	{"unlisted", "https://good.tes:PORT/", nil},
	{"unlisted", "https://test:PORT/", nil},
	{"unlisted", "https://good:PORT/", nil},
	{"unlisted", "https://good.test.example:PORT/", nil},
	{"unlisted", "https://goоd.test:PORT/", nil}, // a Cyrillic o
	{"unlisted", "https://gооd.test:PORT/", nil},
	{"unlisted", "https://ɡood.test:PORT/", nil},
	{"unlisted", "https://xn--god-tlc.test:PORT/", nil},
	{"unlisted", "https://localhost:PORT/", nil},
	{"unlisted", "https://metadata.google.internal/computeMetadata/v1/", nil},
	{"unlisted", "https://good.test-evil.example/", nil},
	{"unlisted", "https://good-test/", nil},

	{"authority", "https://good.test@evil.test:PORT/", startsWith},
	{"authority", "https://good.test:x@evil.test:PORT/", startsWith},
	{"authority", "https://good.test%2f@evil.test:PORT/", startsWith},
	{"authority", "https://good.test&x=@evil.test:PORT/", startsWith},
	{"authority", "https://user@good.test@evil.test:PORT/", contains},
	{"authority", "https://api.good.test.evil.test@evil.test:PORT/", pattern},
	{"authority", "https://user:pass@good.test:PORT/", nil},
	{"authority", "https://@good.test:PORT/", nil},
	{"authority", "https://:@good.test:PORT/", nil},
	{"authority", "https://evil.test@good.test:PORT/", nil},
	{"authority", "https://good.test\\@evil.test:PORT/", nil},
	{"authority", "https://evil.test\\@good.test:PORT/", nil},
	{"authority", "https://good.test\\.evil.test:PORT/", nil},
	{"authority", "https:\\\\good.test/", nil},
	{"authority", "https:/\\good.test/", nil},
	{"authority", "https://good.test:PORT\\@evil.test/", nil},
	{"authority", "https://good.test#@evil.test:PORT/", nil},
	{"authority", "https://good.test?@evil.test:PORT/", nil},
	{"authority", "https://good.test:PORT#x@evil.test/", nil},
	{"authority", "https://evil.test:PORT#@good.test/", contains},
	{"authority", "https://evil.test:PORT?@good.test/", contains},
	{"authority", "https://good%2etest:PORT/", nil},
	{"authority", "https://good.test%00.evil.test:PORT/", nil},
	{"authority", "https://good.test%23.evil.test:PORT/", nil},
	{"authority", "https://good.test%2f.evil.test:PORT/", nil},
	{"authority", "https://good.test%252f.evil.test:PORT/", nil},
	{"authority", "https://%67ood.test:PORT/", nil},
	{"authority", "https://good.test\x00.evil.test/", nil},
	{"authority", "https://good.test\t.evil.test/", nil},
	{"authority", "https://good\n.test/", nil},
	{"authority", "https://good.test\r\nHost:evil.test/", nil},
	{"authority", "https://good.test /", nil},
	{"authority", "https:// good.test/", nil},
	{"authority", " https://good.test/", nil},
	{"authority", "https://good.test/ ", nil},
	{"authority", "https://good.test/a b", nil},
	{"authority", "https://good.test/\u202etxt", nil},
	{"authority", "https://good.test/\u200b", nil},
	{"authority", "https://good\u200b.test/", nil},
	{"authority", "https://good\u00ad.test/", nil},
	{"authority", "https://good.test\u3000/", nil},
	{"authority", "https://good\u3002test/", nil},
	{"authority", "https://good\uff0etest/", nil},
	{"authority", "https://good\uff61test/", nil},
	{"authority", "https://good.test\uff0f.evil.test/", nil},
	{"authority", "https://good.test\u2044.evil.test/", nil},
	{"authority", "https://good.test\u2215.evil.test/", nil},
	{"authority", "https://good.test\uff03.evil.test/", nil},
	{"authority", "https://good.test\uff1f.evil.test/", nil},
	{"authority", "https://good.test\uff20evil.test/", nil},
	{"authority", "https://good.test\uff1a443/", nil},
	{"authority", "https://good.test\u2100.evil.test/", nil},
	{"authority", "https://ｇｏｏｄ.test/", nil},
	{"authority", "https://ⓖⓞⓞⓓ.test/", nil},
	{"authority", "https://𝐠𝐨𝐨𝐝.test/", nil},
	{"authority", "https://good.teſt/", nil},
	{"authority", "https://\xff.good.test/", nil},
	{"authority", "https://good.test\xc0\xae/", nil},
	{"authority", "https://good.test./", nil},
	{"authority", "https://good.test../", nil},
	{"authority", "https://.good.test/", nil},
	{"authority", "https://api..good.test/", nil},
	{"authority", "https://*.good.test/", nil},
	{"authority", "https://a!.good.test/", nil},
	{"authority", "https://a,b.good.test/", nil},
	{"authority", "https://a;b.good.test/", nil},
	{"authority", "https://a$b.good.test/", nil},
	{"authority", "https://-a.good.test/", nil},
	{"authority", "https://a-.good.test/", nil},
	{"authority", "https://" + strings.Repeat("a", 64) + ".good.test/", nil},
	{"authority", "https://" + strings.Repeat("a.", 125) + "good.test/", nil},
	{"authority", "https://xn--.good.test/", nil},
	{"authority", "https://xn--a.good.test/", nil},
	{"authority", "https://xn--abc-.good.test/", nil},
	{"authority", "https://xn--zzzzzzzzz999999.good.test/", nil},
	{"authority", "https://xn--bcher-kva\u0308.good.test/", nil},
	{"authority", "https://xn--bécher-kva.good.test/", nil}, // package idna decodes it, browsers refuse it
	{"authority", "https://xn--日本abc-.good.test/", nil},
	{"authority", "https://XN--BCHERı-KVA.good.test/", nil},
	{"authority", "https://bu\u0308cher.good.test/", nil}, // not in form C
	{"authority", "https://BÜCHER.good.test/", nil},
	{"authority", "https://\u212Aa.good.test/", nil}, // the Kelvin sign folds to a k
	{"authority", "https://a\u200d.good.test/", nil},
	{"authority", "https://مث\u200c1.good.test/", nil}, // package idna takes it, RFC 5892 does not
	{"authority", "https://xn--1-6mc1fr33k.good.test/", nil},
	{"authority", "https:///good.test/", nil},
	{"authority", "https:////good.test/", nil},
	{"authority", "https:good.test/", nil},
	{"authority", "https:/good.test/", nil},
	{"authority", "https://", nil},
	{"authority", "https:///", nil},
	{"authority", "https://?good.test", nil},
	{"authority", "https://#good.test", nil},
	{"authority", "https://:443/", nil},
	{"authority", "https://[good.test]/", nil},
	{"authority", "https://[good.test/", nil},
	{"authority", "https://good.test]/", nil},
	{"authority", "https://[]/", nil},
	{"authority", "https://[::1]good.test/", nil},
	{"authority", "https://[v1.good.test]/", nil},
	{"authority", "https://good.test/%zz", nil},
	{"authority", "https://good.test/" + strings.Repeat("a", 8192), nil},

	{"scheme", "http://good.test:PORT/", nil},
	{"scheme", "HTTP://good.test/", nil},
	{"scheme", "file:///etc/passwd", nil},
	{"scheme", "file://good.test/etc/passwd", contains},
	{"scheme", "ftp://good.test/", nil},
	{"scheme", "gopher://good.test:70/_x", nil},
	{"scheme", "dict://good.test:11211/stats", nil},
	{"scheme", "ldap://good.test/", nil},
	{"scheme", "jar:https://good.test!/", nil},
	{"scheme", "javascript:https://good.test/", nil},
	{"scheme", "data:text/html,https://good.test/", nil},
	{"scheme", "view-source:https://good.test/", nil},
	{"scheme", "url:https://good.test/", nil},
	{"scheme", "ws://good.test/", nil},
	{"scheme", "wss://good.test/", nil},
	{"scheme", "//good.test/", nil},
	{"scheme", "/etc/passwd", nil},
	{"scheme", "good.test", nil},
	{"scheme", "good.test:443", nil},
	{"scheme", "", nil},
	{"scheme", "https", nil},
	{"scheme", "https:", nil},
	{"scheme", "httpſ://good.test/", nil},
	{"scheme", "https\u200b://good.test/", nil},
	{"scheme", "https;//good.test/", nil},
	{"scheme", "unix:///var/run/docker.sock", nil},
	{"scheme", "netdoc:///etc/passwd", nil},

	{"port", "https://good.test:22/", hostname},
	{"port", "https://good.test:6379/", hostname},
	{"port", "https://good.test:80/", hostname},
	{"port", "https://good.test:8443/", hostname},
	{"port", "https://good.test:0/", nil},
	{"port", "https://good.test:00443/", nil},
	{"port", "https://good.test:0443/", nil},
	{"port", "https://good.test:+443/", nil},
	{"port", "https://good.test:-443/", nil},
	{"port", "https://good.test:443a/", nil},
	{"port", "https://good.test:0x1bb/", nil},
	{"port", "https://good.test:65536/", nil},
	{"port", "https://good.test:65979/", nil},      // 443 modulo 2^16
	{"port", "https://good.test:4294967739/", nil}, // 443 modulo 2^32, for Go's dialer
	{"port", "https://good.test:18446744073709552059/", nil},
	{"port", "https://good.test:443:443/", nil},
	{"port", "https://good.test:443:22/", nil},
	{"port", "https://good.test::443/", nil},
	{"port", "https://good.test:https/", nil},
	{"port", "https://good.test: 443/", nil},
	{"port", "https://good.test:４４３/", nil},
	{"port", "https://good.test:443@evil.test/", nil},

	{"literal", "https://127.0.0.2:PORT/", startsWithAddress},
	{"literal", "https://0.0.0.0:PORT/", nil},
	{"literal", "https://0:PORT/", nil},
	{"literal", "https://127.1:PORT/", nil},
	{"literal", "https://127.0.1:PORT/", nil},
	{"literal", "https://2130706434:PORT/", nil},
	{"literal", "https://0x7f000002:PORT/", nil},
	{"literal", "https://0x7f.0x0.0x0.0x2:PORT/", nil},
	{"literal", "https://0x7f.2:PORT/", nil},
	{"literal", "https://017700000002:PORT/", nil},
	{"literal", "https://0177.0.0.2:PORT/", nil},
	{"literal", "https://0177.0.0.02:PORT/", nil},
	{"literal", "https://127.0.0.002:PORT/", nil},
	{"literal", "https://127.0.0.2.:PORT/", nil},
	{"literal", "https://127.0.0.0x2:PORT/", nil},
	{"literal", "https://127.0.0.2.1:PORT/", nil},
	{"literal", "https://127.0.0.256:PORT/", nil},
	{"literal", "https://383.0.0.2:PORT/", nil},
	{"literal", "https://4422606082:PORT/", nil},
	{"literal", "https://00000177.0000.0000.0002:PORT/", nil},
	{"literal", "https://2852039166/", nil},
	{"literal", "https://0xa9fea9fe/", nil},
	{"literal", "https://169.254.169.254/latest/meta-data/", nil},
	{"literal", "https://１２７.０.０.２:PORT/", denyList}, // net/http maps it after every check of the text
	{"literal", "https://①②⑦.⓪.⓪.②:PORT/", denyList},
	{"literal", "https://127。0。0。2:PORT/", nil},
	{"literal", "https://𝟏𝟐𝟕.𝟎.𝟎.𝟐:PORT/", denyList},
	{"literal", "https://٠.٠.٠.٠:PORT/", nil},
	{"literal", "https://⑯⑨.②⑤④.⑯⑨.②⑤④/", nil},
	{"literal", "https://[::1]:PORT/", nil},
	{"literal", "https://[::]:PORT/", nil},
	{"literal", "https://[::ffff:127.0.0.2]:PORT/", denyList},
	{"literal", "https://[::ffff:7f00:2]:PORT/", denyList},
	{"literal", "https://[0:0:0:0:0:ffff:7f00:0002]:PORT/", denyList},
	{"literal", "https://[::127.0.0.2]:PORT/", nil},
	{"literal", "https://[::ffff:0:127.0.0.2]:PORT/", nil},
	{"literal", "https://[64:ff9b::7f00:2]:PORT/", nil},
	{"literal", "https://[2002:7f00:2::]:PORT/", nil},
	{"literal", "https://[fe80::1%25lo]:PORT/", nil},
	{"literal", "https://[::1%25lo]:PORT/", nil},
	{"literal", "https://[::1%lo]:PORT/", nil},
	{"literal", "https://[fd00:ec2::254]/latest/meta-data/", nil},
	{"literal", "https://::1/", nil},
	{"literal", "https://[::1", nil},
	{"literal", "https://[127.0.0.2]:PORT/", nil},
	{"literal", "https://[::ffff:127.0.0.2%25x]:PORT/", nil},
	{"literal", "https://[1:2:3:4:5:6:7:8:9]/", nil},
	{"literal", "https://1.2.3.4.5/", nil},
	{"literal", "https://good.test.1/", nil},
	{"literal", "https://good.test.0x7f/", nil},
	{"literal", "https://good.0x/", nil},
}

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

// benign holds URLs that pass, with what they are understood as; empty means as
// they are.
var benign = []struct{ url, canonical string }{
	{"https://good.test", ""},
	{"https://good.test/", ""},
	{"https://good.test/a/b.html", ""},
	{"https://good.test?a=b", ""},
	{"https://good.test/?a=b&c=d;e", ""},
	{"https://good.test/?", ""},
	{"https://good.test/#top", "https://good.test/"},
	{"https://good.test#top", "https://good.test"},
	{"https://good.test/a@b", ""},
	{"https://good.test/@user/post", ""},
	{"https://good.test/?mail=me@good.test", ""},
	{"https://good.test/#@evil.test", "https://good.test/"},
	{"https://good.test/?next=https://evil.test/", ""},
	{"https://good.test/https://evil.test/", ""},
	{"https://good.test/127.0.0.1", ""},
	{"https://good.test/a:b", ""},
	{"https://good.test//double//slash", ""},
	{"https://good.test/../up", ""},
	{"https://good.test/./here", ""},
	{"https://good.test/%20blank", ""},
	{"https://good.test/%2e%2e/", ""},
	{"https://good.test/a%2Fb", ""},
	{"https://good.test/%E2%82%AC", ""},
	{"https://good.test/€", "https://good.test/%E2%82%AC"},
	{"https://good.test/?q=müller", "https://good.test/?q=m%C3%BCller"},
	{"https://good.test/?q=%C3%BC+a", ""},
	{"https://good.test/?q=日本語", "https://good.test/?q=%E6%97%A5%E6%9C%AC%E8%AA%9E"},
	{"https://good.test/wiki/日本", "https://good.test/wiki/%E6%97%A5%E6%9C%AC"},
	{"https://good.test/~user/", ""},
	{"https://good.test/a;b=c", ""},
	{"https://good.test/(a)", ""},
	{"https://good.test/a,b", ""},
	{"https://good.test/?a[]=1", ""},
	{"https://good.test/a+b", ""},
	{"https://good.test/$metadata", ""},
	{"https://good.test/!x'y*z", ""},
	{"https://good.test:443/", "https://good.test/"},
	{"https://good.test:/", "https://good.test/"},
	{"https://good.test:8443/", ""},
	{"HTTPS://good.test/", "https://good.test/"},
	{"hTTps://GOOD.Test/Path", "https://good.test/Path"},
	{"https://api.good.test/", ""},
	{"https://a.b.c.d.good.test/", ""},
	{"https://127-0-0-1.good.test/", ""},
	{"https://127.0.0.1.good.test/", ""},
	{"https://1.good.test/", ""},
	{"https://0x7f.good.test/", ""},
	{"https://2130706433.good.test/", ""},
	{"https://localhost.good.test/", ""},
	{"https://evil.test.good.test/", ""},
	{"https://good.test.good.test/", ""},
	{"https://my_bucket.good.test/", ""},
	{"https://_dmarc.good.test/", ""},
	{"https://a-b.good.test/", ""},
	{"https://r3---sn-abc.good.test/", ""},
	{"https://a--b.good.test/", ""},
	{"https://" + strings.Repeat("a", 63) + ".good.test/", ""},
	{"https://xn--bcher-kva.good.test/", ""},
	{"https://XN--BCHER-KVA.good.test/", "https://xn--bcher-kva.good.test/"},
	{"https://bücher.good.test/", "https://xn--bcher-kva.good.test/"},
	{"https://straße.good.test/", "https://xn--strae-oqa.good.test/"},
	{"https://日本語.good.test/", "https://xn--wgv71a119e.good.test/"},
	{"https://пример.good.test/", "https://xn--e1afmkfd.good.test/"},
	{"https://مثال.good.test/", "https://xn--mgbh0fb.good.test/"},
	{"https://παράδειγμα.good.test/", "https://xn--hxajbheg2az3al.good.test/"},
	{"https://faß.test/", "https://xn--fa-hia.test/"},
	{"https://xn--fa-hia.test/", ""},
	{"https://192.0.32.8/", ""},
	{"https://192.0.32.8:8443/x", ""},
	{"https://[2001:500:88::7]/", ""},
	{"https://[2001:500:88:0:0:0:0:7]:443/", "https://[2001:500:88::7]/"},
	{"https://[2001:500:0088::0007]:8443/", "https://[2001:500:88::7]:8443/"},
	{"http://plain.test/", ""},
	{"http://plain.test:80/x", "http://plain.test/x"},
	{"http://plain.test:443/", ""},
	{"https://plain.test/", ""},
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
