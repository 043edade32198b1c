package redact

import (
	"encoding/base64"
	"strings"
)

// token finds a vendor's token, a JSON Web Token or the credentials of an
// authorization scheme at i.
func (c *scanner) token(i int) match {
	if i+1 >= len(c.s) || !vendorPairs[c.s[i]].has(c.s[i+1]) || c.inWord(i) {
		return match{}
	}
	for _, row := range vendorsByFirst[c.s[i]] {
		v := &vendors[row]
		if !strings.HasPrefix(c.s[i:], v.prefix) {
			continue
		}
		body := i + len(v.prefix)
		end := c.run(body, v.set)
		if end-body < v.min {
			continue
		}
		switch v.prefix {
		case "eyJ":
			end = c.jwtEnd(end)
		case "Bearer ", "bearer ", "Basic ", "basic ":
			i, end = body, schemeEnd(v.prefix, c.s[body:end], end)
		default:
			end = v.accept(c.s[body:end], end)
		}
		if end > 0 {
			return match{i, end, apiKey}
		}
	}
	return match{}
}

const sample = 128 // as much of a body as the checks read

func (v *vendor) accept(body string, end int) int {
	if v.exact && len(body) != v.min {
		return 0
	}
	head := body[:min(len(body), sample)]
	if v.check != nil && !v.check(head) || masked(head) {
		return 0
	}
	return end
}

// jwtEnd returns the end of the JSON Web Token (RFC 7519) whose header ends at
// i, or 0. The payload of a signed one is JSON too; an encrypted one (RFC 7516)
// has five parts. The signature may be missing or cut.
func (c *scanner) jwtEnd(i int) int {
	if !c.is(i, dot) {
		return 0
	}
	signed := strings.HasPrefix(c.s[i+1:], "eyJ")
	parts := 1
	for parts < 5 && c.is(i, dot) {
		end := c.run(i+1, urlSet)
		if end == i+1 && !c.is(end, dot) { // the end of a sentence
			break
		}
		i = end
		parts++
	}
	if signed || parts == 5 {
		return i
	}
	return 0
}

// schemeEnd returns end if the credentials are no prose and no placeholder.
func schemeEnd(scheme, credentials string, end int) int {
	head := credentials[:min(len(credentials), sample)]
	if masked(head) || placeholderWord(head) {
		return 0
	}
	if scheme[1] == 'e' { // Bearer, RFC 6750
		if hasOpaque(head, 12) {
			return end
		}
		return 0
	}
	plain, err := base64.StdEncoding.AppendDecode(make([]byte, 0, sample), []byte(head[:len(head)/4*4]))
	if err != nil || strings.IndexByte(string(plain), ':') < 1 { // Basic, RFC 7617
		return 0
	}
	return end
}

// opaque reports whether the body has a piece, between the marks that join
// words, that no person wrote: letters and digits, or very long.
func opaque(body string) bool { return hasOpaque(body, 16) }

func hasOpaque(body string, least int) bool {
	start := 0
	var seen uint16
	for i := 0; i <= len(body); i++ {
		if i < len(body) && class[body[i]]&alnum != 0 {
			seen |= class[body[i]]
			continue
		}
		if n := i - start; n >= 32 || n >= least && seen&digit != 0 && seen&letter != 0 {
			return true
		}
		start, seen = i+1, 0
	}
	return false
}

// mixed reports whether there are digits and letters.
func mixed(body string) bool {
	var seen uint16
	for i := range len(body) {
		seen |= class[body[i]]
	}
	return seen&digit != 0 && seen&letter != 0
}

// shout reports whether there are only capitals and digits.
func shout(body string) bool {
	for i := range len(body) {
		if class[body[i]]&lower != 0 {
			return false
		}
	}
	return true
}

// masked reports whether a body was made unusable for show, or holds the words
// of a form.
func masked(body string) bool {
	return strings.Trim(body, "xX*.0_-") == "" ||
		containsFold(body, "xxxxxx") || containsFold(body, "your_") || containsFold(body, "your-") ||
		containsFold(body, "_here") || containsFold(body, "-here")
}

// containsFold is strings.Contains for a lower-case ASCII word in any case.
func containsFold(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i]|0x20 == word[0]|0x20 && strings.EqualFold(s[i:i+len(word)], word) {
			return true
		}
	}
	return false
}
