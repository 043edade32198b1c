package redact

import "strings"

// cookies finds the value of a Cookie or Set-Cookie header whose name ends at
// the literal at start: everything to the end of the line, if one of its values
// is what a server hands out.
func (c *scanner) cookies(start int, index int16) match {
	word := c.filter.literals[index].text
	i := start + len(word)
	if start < c.floor || i >= len(c.s) || !strings.EqualFold(c.s[start:i], word) {
		return match{}
	}
	for n := 0; i < len(c.s) && n < 6 && strings.IndexByte(" \"':\\", c.s[i]) >= 0; n++ {
		i++
	}
	if end := c.cookieEnd(i); strings.IndexByte(c.s[i:end], '=') >= 0 && c.opaqueParts(i, end) {
		return hit(i, end, c.filter.special[spCookie], Likely)
	}
	return match{}
}

// cookieStop is true for what ends the value of a cookie header.
var cookieStop = func() (t [256]bool) {
	for b := range t {
		t[b] = b < ' ' || strings.IndexByte("\"'[\\", byte(b)) >= 0
	}
	return t
}()

// cookieEnd returns the end of the value of a cookie header at i. It remembers how
// far it read, as a header may stand in another one's value.
func (c *scanner) cookieEnd(i int) int {
	r := &c.cookie
	if i < r.start || i > r.end {
		*r = span{i, i}
	}
	limit := min(len(c.s), i+maxQuoted)
	for r.end < limit && !cookieStop[c.s[r.end]] {
		r.end++
	}
	return min(r.end, limit)
}

// opaqueParts is opaqueCookie for s[i:end], which remembers the parts that are none.
func (c *scanner) opaqueParts(i, end int) bool {
	for at := i; at < end; {
		known := at >= c.dullParts.start && at < c.dullParts.end
		if known && at > i {
			at = c.dullParts.end
			continue
		}
		n := strings.IndexByte(c.s[at:end], ';')
		if n < 0 { // what the mark of a placeholder ends was followed by a value
			return opaquePart(c.s[at:end]) && !(c.is(end-1, stop) && end < len(c.s) && c.s[end] == '[')
		}
		if opaquePart(c.s[at : at+n]) {
			return true
		}
		switch next := at + n + 1; {
		case at == c.dullParts.end:
			c.dullParts.end = next
		case !known:
			c.dullParts = span{at, next}
		}
		at += n + 1
	}
	return false
}

// opaqueCookie reports whether one of the values of a cookie header, or a
// single value, is what a server hands out.
func opaqueCookie(s string) bool {
	for part := range strings.SplitSeq(s, ";") {
		if opaquePart(part) {
			return true
		}
	}
	return false
}

func opaquePart(part string) bool {
	if _, value, ok := strings.Cut(part, "="); ok {
		part = value
	}
	if len(part) < 12 || !hasOpaque(part[:min(len(part), sample)], 12) || strings.Contains(part, "://") {
		return false
	}
	return !strings.ContainsAny(strings.TrimSpace(part), "( ") // of a program
}

const jwkReach = 1024

// jwk finds the "d" of the JSON Web Key (RFC 7517) that has its "kty" at start.
func (c *scanner) jwk(start int) match {
	const kty = `"kty"`
	if start < c.floor || !strings.HasPrefix(c.s[start:], kty) {
		return match{}
	}
	if at := start + len(kty); at >= len(c.s) || strings.IndexByte(" \t:\n\r", c.s[at]) < 0 {
		return match{}
	}
	behind := c.s[start:min(len(c.s), start+jwkReach)]
	if n := strings.IndexByte(behind, '}'); n >= 0 {
		behind = behind[:n]
	}
	if m := c.jwkMember(start, behind); m.end > 0 {
		return m
	}
	before := c.s[max(c.floor, start-jwkReach):start]
	open := strings.LastIndexByte(before, '{')
	return c.jwkMember(start-len(before)+open+1, before[open+1:])
}

func (c *scanner) jwkMember(at int, s string) match {
	for _, name := range [...]string{`"d"`, `"k"`} {
		i := strings.Index(s, name)
		if i < 0 {
			continue
		}
		from := i + len(name)
		for from < len(s) && strings.IndexByte(" \t\r\n:\"", s[from]) >= 0 {
			from++
		}
		end := at + from
		for end < len(c.s) && class[c.s[end]]&masks[urlSet] != 0 {
			end++
		}
		if end-at-from >= 20 {
			return hit(at+from, end, c.filter.special[spJWK], Sure)
		}
	}
	return match{}
}

// mrz finds the machine-readable zone of a passport (ICAO Doc 9303, part 4)
// around the fillers at i: two lines of 44 characters.
func (c *scanner) mrz(i int) match {
	start := i
	for start > c.floor && i-start < 44 && (class[c.s[start-1]]&(upper|digit) != 0 || c.s[start-1] == '<') {
		start--
	}
	if start+44 > len(c.s) || c.s[start] != 'P' || !mrzLine(c.s[start:start+44]) {
		return match{}
	}
	second := start + 44
	for n := 0; second < len(c.s) && n < 2 && (c.s[second] == '\n' || c.s[second] == '\r'); n++ {
		second++
	}
	if second == start+44 || second+44 > len(c.s) || !mrzLine(c.s[second:second+44]) {
		return match{}
	}
	line := c.s[second : second+44]
	if !mrzCheck(line[:9], line[9]) || !mrzCheck(line[13:19], line[19]) || !mrzCheck(line[21:27], line[27]) {
		return match{}
	}
	return hit(start, second+44, c.filter.special[spMRZ], Sure)
}

func mrzLine(s string) bool {
	for i := range len(s) {
		if class[s[i]]&(upper|digit) == 0 && s[i] != '<' {
			return false
		}
	}
	return true
}

func mrzCheck(s string, check byte) bool {
	sum := 0
	for i := range len(s) {
		v := 0
		switch b := s[i]; {
		case b == '<':
		case b <= '9':
			v = int(b - '0')
		default:
			v = int(b-'A') + 10
		}
		sum += v * [...]int{7, 3, 1}[i%3]
	}
	return check == byte('0'+sum%10) || check == '<' && sum == 0
}
