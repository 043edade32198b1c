package egress

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
)

const maxURL = 8192

const problemLong = "longer than 8192 bytes"

// A target is what was understood of a URL.
type target struct {
	host  host
	port  uint16
	plain bool     // http
	url   *url.URL // as it is sent: canonical host, no fragment
}

// parseTarget reads an absolute URL. It splits the text itself, and refuses it
// if package net/url sees another host.
func parseTarget(text string) (t target, problem string) {
	if problem := unspeakable(text); problem != "" {
		return target{}, problem
	}
	rest, plain, ok := cutScheme(text)
	if !ok {
		return target{}, "not https:// or http://"
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority := rest[:end]
	if end < len(rest) && rest[end] != '/' && strings.Contains(rest[end:], "@") {
		return target{}, "an @ behind a host without a path"
	}
	t = target{plain: plain, port: 443}
	if plain {
		t.port = 80
	}
	if t.host, t.port, problem = parseAuthority(authority, t.port); problem != "" {
		return target{}, problem
	}
	u, err := url.Parse(text)
	if err != nil || u.Host != authority || u.User != nil || u.Opaque != "" {
		return target{}, "a URL that readers understand differently"
	}
	t.url = u
	t.canonicalize()
	if 3*len(text)+maxHost > maxURL && len(t.url.String()) > maxURL { // escaping makes three bytes of one
		return target{}, problemLong
	}
	return t, ""
}

// targetOf is parseTarget for a URL that somebody has parsed.
func targetOf(u *url.URL) (target, string) {
	if u == nil || u.Opaque != "" || u.User != nil {
		return target{}, "a URL that is missing, opaque or has a user name"
	}
	h, port, problem := parseAuthority(u.Host, 0)
	if problem != "" {
		return target{}, problem
	}
	at := *u
	if at.Host = h.authority(); port != 0 { // String would encode a host that is not ASCII
		at.Host += ":" + strconv.Itoa(int(port))
	}
	return parseTarget(at.String())
}

// canonicalize gives the URL its one spelling.
func (t *target) canonicalize() {
	t.url.Host = t.host.authority()
	if t.port != 443 && !t.plain || t.port != 80 && t.plain {
		t.url.Host += ":" + strconv.Itoa(int(t.port))
	}
	t.url.Fragment, t.url.RawFragment = "", ""
	t.url.RawQuery = escapeBeyondASCII(t.url.RawQuery)
}

// origin is what a credential belongs to (RFC 6454).
func (t target) origin() string { return t.url.Scheme + "://" + t.url.Host }

// urlHint returns what the client reads about a URL with a problem.
func urlHint(problem string) string {
	if problem == problemLong {
		return hintLong
	}
	return hintURL
}

// unspeakable refuses what is wrong with the text as a whole. Browsers drop
// blanks and line ends, and read a backslash as a slash.
func unspeakable(s string) string {
	if len(s) > maxURL {
		return problemLong
	}
	plain := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			return "a backslash"
		case c <= ' ' || c == 0x7F:
			return "a blank or a control character"
		case c >= 0x80:
			plain = false
		}
	}
	switch {
	case plain:
		return ""
	case !utf8.ValidString(s):
		return "not UTF-8"
	case guard.Visible(s) != s || strings.ContainsFunc(s, unicode.IsSpace):
		return "a blank or a hidden character"
	}
	return ""
}

func cutScheme(s string) (rest string, plain, ok bool) {
	const https, http = "https://", "http://"
	switch {
	case len(s) > len(https) && strings.EqualFold(s[:len(https)], https):
		return s[len(https):], false, true
	case len(s) > len(http) && strings.EqualFold(s[:len(http)], http):
		return s[len(http):], true, true
	default:
		return "", false, false
	}
}

// parseAuthority reads "host", "host:" or "host:port".
func parseAuthority(s string, port uint16) (host, uint16, string) {
	if strings.ContainsAny(s, "@%") {
		return host{}, 0, "a user name or a percent sign in the host"
	}
	name, digits := s, ""
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		name, digits = s[:i], s[i+1:]
	}
	if digits != "" {
		var ok bool
		if port, ok = parsePort(digits); !ok {
			return host{}, 0, "not a port"
		}
	}
	h, problem := parseHost(name)
	return h, port, problem
}

// parsePort reads 1 to 65535 in its one spelling. Others wrap: Go's dialer takes
// 4294967739 for 443.
func parsePort(s string) (uint16, bool) {
	if s[0] < '1' || s[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 16)
	return uint16(n), err == nil
}

// escapeBeyondASCII encodes what no request line may hold (RFC 3986, section
// 2.1), as every browser does.
func escapeBeyondASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x80 {
			continue
		}
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			if s[i] < 0x80 {
				b.WriteByte(s[i])
			} else {
				b.WriteString(url.QueryEscape(s[i : i+1]))
			}
		}
		return b.String()
	}
	return s
}
