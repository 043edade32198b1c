package egress

import (
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

const maxHost = 253 // RFC 1035, section 2.3.4, without the root's dot

// A host is a name or an address in the one spelling that is compared with the
// policy, dialled, sent as Host and as server name (SNI).
type host struct {
	name string     // lower-case ASCII; an address as netip writes it
	addr netip.Addr // valid if the host is an address
}

// authority returns the host as a URL holds it.
func (h host) authority() string {
	if h.addr.Is6() {
		return "[" + h.name + "]"
	}
	return h.name
}

// absolute returns the host as it is looked up: with the root's dot behind a
// name that has one, as resolvers would put the domains of their search list
// there otherwise. With Kubernetes' "ndots:5" they even try those first.
func (h host) absolute() string {
	if h.addr.IsValid() || !strings.Contains(h.name, ".") {
		return h.name
	}
	return h.name + "."
}

// parseHost reads the host of a URL, without a port. The rules are those of the
// WHATWG URL standard and of Go as far as the two agree; where they or the
// resolvers of Go and libc would see different hosts, it is refused:
//
//   - a last label that begins with a digit is only good in a strict dotted
//     quad: libc reads "2130706433", "0x7f.1" and "017700000001" as 127.0.0.1
//   - characters that a mapping would turn into others ("１２７.０.０.１",
//     "①②⑦.⓪.⓪.①", "127。0。0。1", the Kelvin sign) are no spelling of them
//   - IPv6 addresses have brackets and no zone, and are no IPv4 address in
//     disguise
//   - a dot at the end is refused, though it means the same name: servers,
//     certificates and cookies treat it as another
func parseHost(s string) (h host, problem string) {
	if strings.HasPrefix(s, "[") {
		return parseIPv6(s)
	}
	s, problem = canonicalName(s)
	if problem != "" {
		return host{}, problem
	}
	if last := s[strings.LastIndexByte(s, '.')+1]; '0' <= last && last <= '9' {
		addr, err := netip.ParseAddr(s)
		if err != nil {
			return host{}, "a number that is no dotted quad"
		}
		return host{name: s, addr: addr}, ""
	}
	return host{name: s}, ""
}

func parseIPv6(s string) (host, string) {
	inner, closed := strings.CutSuffix(s[1:], "]")
	addr, err := netip.ParseAddr(inner)
	switch {
	case !closed || err != nil || !addr.Is6():
		return host{}, "not an IPv6 address"
	case addr.Zone() != "":
		return host{}, "an address with a zone"
	case addr.Is4In6():
		return host{}, "an IPv4 address written as IPv6"
	}
	return host{name: addr.String(), addr: addr}, ""
}

// strict maps nothing, so that no character becomes another one after it was
// checked: it has the rules for a registration (RFC 5891, section 4) but the one
// on hyphens, which would refuse names in ASCII that there are ("r3---sn");
// misplacedHyphen is left of it.
var strict = idna.New(idna.ValidateForRegistration(), idna.CheckHyphens(false))

// canonicalName returns a name in lower-case ASCII.
func canonicalName(s string) (name, problem string) {
	plain, upper := true, false
	for i := 0; i < len(s); i++ {
		plain = plain && s[i] < 0x80
		upper = upper || 'A' <= s[i] && s[i] <= 'Z'
	}
	if upper {
		s = strings.Map(lower, s)
	}
	if !plain || strings.Contains(s, "xn--") {
		if s, problem = internationalName(s); problem != "" {
			return "", problem
		}
	}
	return s, badName(s)
}

func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' { // of no other alphabet: the Kelvin sign would become a k
		r += 'a' - 'A'
	}
	return r
}

func internationalName(s string) (name, problem string) {
	for label := range strings.SplitSeq(s, ".") {
		if strings.HasPrefix(label, "xn--") && strings.ContainsFunc(label, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return "", "a label that is encoded and is not" // package idna would decode it
		}
	}
	name, err := strict.ToASCII(s)
	if err != nil {
		return "", "not a valid internationalized name in lower case"
	}
	shown, err := strict.ToUnicode(name)
	if err != nil || strings.ContainsAny(shown, "\u200c\u200d") { // invisible, and package idna lets them stand where RFC 5892 does not
		return "", "not a valid internationalized name"
	}
	for label := range strings.SplitSeq(shown, ".") {
		if misplacedHyphen(label) {
			return "", "an internationalized name with a hyphen where none may be"
		}
	}
	if shown == s { // which gave the name
		return name, ""
	}
	if again, err := strict.ToASCII(shown); err != nil || again != name {
		return "", "an internationalized name with a second spelling"
	}
	return name, ""
}

// misplacedHyphen holds the labels of an internationalized name, decoded, against
// RFC 5891, section 4.2.3.1. Package net/http and others that look up do.
func misplacedHyphen(label string) bool {
	if strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
		return true
	}
	runes := []rune(label)
	return len(runes) >= 4 && runes[2] == '-' && runes[3] == '-'
}

// badName returns what is wrong with a name in ASCII. An underscore is no
// letter of a host name (RFC 952), but occurs and means nothing else.
func badName(s string) string {
	if len(s) > maxHost {
		return "a name that is too long"
	}
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != '.' {
			if !nameByte(s[i]) {
				return "a character that no host name has"
			}
			continue
		}
		label := s[start:i]
		switch {
		case label == "":
			return "an empty label"
		case len(label) > 63:
			return "a label that is too long"
		case label[0] == '-' || label[len(label)-1] == '-':
			return "a label with a hyphen at its end"
		}
		start = i + 1
	}
	return ""
}

func nameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}
