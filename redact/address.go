package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// address finds the e-mail address around the @ at i.
func (c *scanner) address(i int) match {
	start := c.localPart(i)
	if start == i || c.isLogin(start, i) || c.isMessageID(start, i) {
		return match{}
	}
	end := domainEnd(c.s, i+1)
	if end == 0 {
		return match{}
	}
	return hit(start, end, c.filter.special[spEmail], Sure)
}

// localByte is true for the ASCII characters of a local part.
var localByte = func() (t [256]bool) {
	for b := range t {
		t[b] = class[b]&(alnum|underscore|dash|dot) != 0
	}
	t['+'], t['%'], t['\''] = true, true, true
	return t
}()

// localPart returns where the local part before the @ at i begins. It cannot
// run over another @, which keeps the scan linear.
func (c *scanner) localPart(i int) int {
	start := i
	for {
		for start > c.floor && localByte[c.s[start-1]] {
			start--
		}
		if start == c.floor || c.s[start-1] < utf8.RuneSelf {
			break
		}
		r, size := utf8.DecodeLastRuneInString(c.s[c.floor:start])
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			break
		}
		start -= size
	}
	for start < i && class[c.s[start]]&alnum == 0 && strings.IndexByte(".'-%", c.s[start]) >= 0 { // quotation marks, list marks
		start++
	}
	return start
}

// isLogin reports whether user@host is the target of a connection: the user
// part of a URL, or the git of a remote like git@host:path.
func (c *scanner) isLogin(start, i int) bool {
	if strings.HasSuffix(c.s[c.floor:start], "://") {
		return true
	}
	return c.s[start:i] == "git"
}

// domainEnd returns the end of the domain name at i, or 0. It has two labels at
// least and ends in one of letters that is no file suffix.
func domainEnd(s string, i int) int {
	end := i
	for {
		for end < len(s) && class[s[end]]&(alnum|dash|dot) != 0 {
			end++
		}
		if end == len(s) || s[end] < utf8.RuneSelf {
			break
		}
		r, size := utf8.DecodeRuneInString(s[end:])
		if !unicode.In(r, unicode.L, unicode.M) {
			break
		}
		end += size
	}
	if isVersion(s[i:end]) {
		return 0
	}
	for end > i { // the longest part that is a domain
		dotAt := strings.LastIndexByte(s[i:end], '.')
		if dotAt <= 0 || s[i+dotAt-1] == '.' {
			return 0
		}
		if n := topLevel(s[i+dotAt+1 : end]); n > 0 {
			return i + dotAt + 1 + n
		}
		end = i + dotAt
	}
	return 0
}

// topLevel returns the length of the top-level domain that label begins with,
// or 0.
func topLevel(label string) int {
	if strings.HasPrefix(label, "xn--") {
		return len(strings.TrimRight(label, "-"))
	}
	n := 0
	for n < len(label) && (class[label[n]]&letter != 0 || label[n] >= utf8.RuneSelf) {
		n++
	}
	if n < len(label) && class[label[n]]&digit != 0 && (common(label[:n]) || hasNonASCII(label[:n])) { // a number is glued to it
		return n
	}
	if n < 2 || n < len(label) && label[n] != '-' || fileSuffix(label[:n]) {
		return 0
	}
	return n
}

func common(label string) bool {
	switch strings.ToLower(label) {
	case "com", "org", "net", "edu", "gov", "info", "io", "de", "fr", "uk", "eu", "ch", "nl", "it", "es", "jp", "ru":
		return true
	}
	return false
}

// fileSuffixes are endings that are no top-level domains: icon@2x.png,
// getty@tty1.service.
var fileSuffixes = [...]string{"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "mjs", "json", "html", "htm", "txt", "xml", "yml", "yaml", "gz", "tgz", "whl",
	"service", "socket", "timer", "target", "slice", "mount", "scope"}

// suffixEnds has a bit for the last letter of each of them, by its first one.
var suffixEnds = func() (t [32]uint32) {
	for _, s := range fileSuffixes {
		t[s[0]&31] |= 1 << (s[len(s)-1] & 31)
	}
	return t
}()

// fileSuffix reports whether a label is one of them.
func fileSuffix(label string) bool {
	if suffixEnds[label[0]&31]>>(label[len(label)-1]&31)&1 == 0 {
		return false
	}
	for _, s := range fileSuffixes {
		if len(s) == len(label) && startsFold(label, s) {
			return true
		}
	}
	return false
}

// isVersion reports whether what follows the @ is a version: pkg@1.2.3-beta.x.
func isVersion(s string) bool {
	s = strings.TrimPrefix(s, "v")
	n := 0
	for n < len(s) && class[s[n]]&digit != 0 {
		n++
	}
	return n > 0 && n+1 < len(s) && s[n] == '.' && class[s[n+1]]&digit != 0
}

// authorityEnd is true for what cannot stand in the authority of a URL.
var authorityEnd = func() (t [256]bool) {
	for b := range 33 {
		t[b] = true
	}
	for _, b := range []byte("/?#\"<>`") {
		t[b] = true
	}
	return t
}()

// userInfo finds the password in scheme://user:password@host (RFC 3986, section
// 3.2.1), or the token that is all of the user's part; the authority begins at i. An
// @ within the password belongs to it, as
// browsers read it. The slash of the next URL ends this one, which keeps the
// scan linear.
func (c *scanner) userInfo(i int) match {
	end := i
	for end < len(c.s) && !authorityEnd[c.s[end]] {
		end++
	}
	end = i + strings.LastIndexByte(c.s[i:end], '@')
	colon := i + strings.IndexByte(c.s[i:max(i, end)], ':')
	if end < i || colon < i || !c.filter.credible(c.s[colon+1:end]) {
		return c.tokenUser(i, end, colon)
	}
	return hit(colon+1, end, c.filter.special[spURL], Sure)
}

const leastTokenUser = 20 // bytes

// tokenUser finds the token in https://token@host, of remotes of git; s[i:end] is
// the user's part, in which a colon may stand last. In https://key@host/7, of Sentry,
// the key is public.
func (c *scanner) tokenUser(i, end, colon int) match {
	if colon >= i && colon == end-1 {
		end = colon
	}
	scheme := c.s[max(c.floor, i-len("https://")):i]
	if end-i < leastTokenUser || end-i > sample || !strings.HasSuffix(scheme, "http://") && scheme != "https://" {
		return match{}
	}
	user := c.s[i:end]
	host := c.s[end:min(len(c.s), end+sample)]
	slash := strings.IndexByte(host, '/')
	if strings.Trim(user, nameBytes) != "" || !striking(user) || placeholderWord(user) || len(user) == 32 && hexRun(user) && c.is(end+slash+1, digit) {
		return match{}
	}
	return hit(i, end, c.filter.special[spURL], Sure)
}

// credible reports whether the password of a URL is not a template's.
func (f *Filter) credible(password string) bool {
	return password != "" && !templated(password) && !placeholderWord(password) && !f.hasPlaceholder(password)
}
