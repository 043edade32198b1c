package redact

import "strings"

// Here are passwords that stand at a fixed place of a line or a word: in the names
// of data sources of drivers that write no URL, in files of passwords and in QR codes.

// connectionMarks are what such a place is known by.
var connectionMarks = [...]string{"@tcp(", "@unix(", ":5432:", "*:*:*:", ":thin:", "sqlplus ", ":_auth=", "\n_auth=", "userPassword:: ", "WIFI:"}

// connection finds the password by the mark at start.
func (c *scanner) connection(start int, index int16) match {
	mark := c.filter.literals[index].text
	if start < c.floor || !strings.HasPrefix(c.s[start:], mark) {
		return match{}
	}
	after := start + len(mark)
	switch mark {
	case "@tcp(", "@unix(": // user:password@tcp(host)/db of Go
		word := c.s[max(c.floor, start-sample):start]
		word = word[strings.LastIndexAny(word, " \t\r\n\"'`=")+1:]
		if colon := strings.IndexByte(word, ':'); colon > 0 {
			return c.fixed(start-len(word)+colon+1, start)
		}
	case ":5432:", "*:*:*:": // host:port:database:user:password of .pgpass
		fields, at := 2, after
		if mark[0] == '*' {
			fields = 1
		}
		for ; fields > 0; fields-- {
			n := strings.IndexAny(c.s[at:min(len(c.s), at+64)], ": \t\r\n/")
			if n <= 0 || c.s[at+n] != ':' {
				return match{}
			}
			letters := strings.Trim(c.s[at:at+n], "0123456789") != ""
			if at += n + 1; !letters {
				return match{}
			}
		}
		return c.fixed(at, at+lineLength(c.s[at:]))
	case ":thin:", "sqlplus ": // user/password@host of Oracle
		word := c.s[after:min(len(c.s), after+sample)]
		slash, host := strings.IndexByte(word, '/'), strings.IndexByte(word, '@')
		if slash > 0 && slash < host && !strings.ContainsAny(word[:host], " \t\r\n") {
			return c.fixed(after+slash+1, after+host)
		}
	case ":_auth=", "\n_auth=":
		if end := c.run(after, base64Set); basicPair(c.s[after:min(end, after+maxQuoted)]) {
			return hit(after, end, c.filter.special[spCurl], Sure)
		}
	case "WIFI:":
		return c.wifi(after)
	case "userPassword:: ": // base64 of LDIF, RFC 2849
		if end := c.run(after, base64Set); end-after >= 8 {
			return hit(after, end, c.filter.special[spCurl], Sure)
		}
	}
	return match{}
}

// wifi finds the password in the text of a QR code, whose fields begin at i:
// WIFI:T:WPA;S:net;P:x;; in any order. A backslash escapes a semicolon.
func (c *scanner) wifi(i int) match {
	limit := min(len(c.s), i+2*sample)
	for i < limit {
		name, _, ok := strings.Cut(c.s[i:min(limit, i+len("PH2:"))], ":")
		end := i
		for end < limit && c.s[end] != ';' && c.s[end] >= ' ' {
			if c.s[end] == '\\' {
				end++
			}
			end++
		}
		if !ok || end >= limit || c.s[end] != ';' {
			return match{}
		}
		if name == "P" {
			return c.fixed(i+len("P:"), end)
		}
		i = end + 1
	}
	return match{}
}

// fixed makes a match of the password at a fixed place.
func (c *scanner) fixed(start, end int) match {
	if end-start < 4 || end-start > sample || !humanMade(c.s[start:end]) || !c.filter.credible(c.s[start:end]) || strings.ContainsAny(c.s[start:end], " \t\"'(") {
		return match{}
	}
	return hit(start, end, c.filter.special[spCurl], Sure)
}

// lineLength is where the line ends that s begins with.
func lineLength(s string) int {
	s = s[:min(len(s), sample+1)]
	if n := strings.IndexAny(s, "\r\n"); n >= 0 {
		return n
	}
	return len(s)
}

// passwordHashes are what the hash of a password begins with. It can be tried
// against lists of passwords as long as it stands anywhere.
var passwordHashes = Rule{
	ID: "password-hash", Kind: kindNames[password], Min: 20, Max: 400, Charset: "A-Za-z0-9./$=,+-",
	Literals: []string{"$2a$", "$2b$", "$2y$", "$1$", "$5$", "$6$", "$y$", "$7$", "$apr1$", "$argon2id$", "$argon2i$", "$argon2d$", "$pbkdf2-", "$scrypt$",
		"pbkdf2_sha256$", "pbkdf2_sha512$", "{SSHA}", "{SHA}", "{CRYPT}", "{SSHA512}", "{SSHA256}"},
}
