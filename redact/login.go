package redact

import "strings"

// Here are a user and a password that stand together behind a word for both:
// credentials: alice / x, login: alice:x, user/pass = alice/x.

// usualUsers are users whose password need not look like one.
var usualUsers = [...]string{"admin", "administrator", "root", "sa", "postgres", "ubuntu"}

// namesBoth reports whether the word s[start:end] stands for a user and a password.
func (c *scanner) namesBoth(start int, word string) bool {
	switch word {
	case "credential", "credentials", "creds", "login":
		return !c.is(start-1, alnum|underscore|dash|dot)
	case "password", "pass", "pwd":
		before := c.s[max(c.floor, start-len("username / ")):start]
		before = strings.TrimRight(before, " ")
		if before == "" || before[len(before)-1] != '/' && before[len(before)-1] != ':' {
			return false
		}
		before = strings.TrimRight(before[:len(before)-1], " ")
		before = before[strings.LastIndexAny(before, " \n\"'(")+1:]
		return strings.EqualFold(before, "user") || strings.EqualFold(before, "username") || strings.EqualFold(before, "login")
	}
	return false
}

// userPair finds the password behind a word for a user and a password that ends at
// end. It reports whether a pair stands there, of which the password may be replaced
// already: the user is none then.
func (c *scanner) userPair(end int, login bool) (m match, ok bool) {
	i := end
	for n := 0; i < len(c.s) && n < 4 && strings.IndexByte(" \"'`*", c.s[i]) >= 0; n++ {
		i++
	}
	if i < len(c.s) && (c.s[i] == ':' || c.s[i] == '=') {
		i++
	} else if rest := c.s[end:min(len(c.s), end+5)]; strings.HasPrefix(rest, " are ") || strings.HasPrefix(rest, " is ") {
		i = end + strings.IndexByte(rest[1:], ' ') + 2
	} else {
		return match{}, false
	}
	for n := 0; i < len(c.s) && n < 4 && strings.IndexByte(" \"'`*", c.s[i]) >= 0; n++ {
		i++
	}
	return c.pairIn(i, len(c.s), login)
}

// pairIn is userPair for a user and a password at i that end before limit.
func (c *scanner) pairIn(i, limit int, login bool) (m match, ok bool) {
	user := i
	for i < limit && i-user < 41 && (class[c.s[i]]&(alnum|underscore|dash|dot) != 0 || c.s[i] == '@' || c.s[i] == '+') {
		i++
	}
	from, mark := c.pairMark(i)
	if from == 0 || i-user < 2 || i-user > 40 || class[c.s[user]]&letter == 0 {
		return match{}, false
	}
	if _, replaced := c.filter.placeholderAt(c.s[:limit], from); replaced > 0 {
		return match{}, !striking(c.s[user:i])
	}
	to := from
	for to < limit && to-from < sample && strings.IndexByte(" \t\r\n\"'`<>", c.s[to]) < 0 {
		to++
	}
	to = from + len(strings.TrimRight(c.s[from:to], ".,;)*"))
	if !c.unmistakable(c.s[user:i], c.s[from:to], mark, login) || strings.HasPrefix(strings.TrimLeft(c.s[to:min(limit, to+3)], " "), "/") {
		return match{}, false
	}
	m = c.accept(from, to, passwordName, false)
	return m, m.end > 0
}

// pairMark returns where the password begins behind the mark at i, and the mark: a
// slash or a colon, with a blank on both sides or on none.
func (c *scanner) pairMark(i int) (from int, mark string) {
	rest := c.s[i:min(len(c.s), i+3)]
	for _, mark := range [...]string{" / ", " : ", "/", ":"} {
		if strings.HasPrefix(rest, mark) {
			return i + len(mark), mark
		}
	}
	return 0, ""
}

// unmistakable reports whether a user and a password are no path, version, host,
// hash or choice.
func (c *scanner) unmistakable(user, password, mark string, login bool) bool {
	if len(password) < 6 || strings.ContainsAny(password, `/\([{=`) || strings.IndexByte(password, ':') >= 0 || !c.filter.credible(password) {
		return false
	}
	if mark == "/" && !strings.ContainsAny(password, "!#$%^&*?~") && login || password[0] == '@' {
		return false
	}
	for _, known := range usualUsers {
		if strings.EqualFold(user, known) {
			return mixed(password)
		}
	}
	marked := strings.ContainsAny(password, "!#$%^&*?~")
	return striking(password) && !hexRun(password) && (marked || mark != "/" && strings.IndexByte(password, '.') < 0)
}

// pairBelow finds the password of a user and a password in the string s[lo:hi]
// below a key for both.
func (w *walker) pairBelow(lo, hi int, s, key string) match {
	name := strings.TrimRight(strings.ToLower(key), "s")
	if w.kind != secretName || !strings.HasSuffix(name, "credential") && name != "cred" {
		return match{}
	}
	c := scanner{filter: w.n.filter, s: s[:hi], floor: lo}
	m, _ := c.pairIn(lo, hi, false)
	return m
}
