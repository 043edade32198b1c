package redact

import "strings"

// Here are the values that a sentence or a command gives.

// verbs join a name and its value in a sentence.
var verbs = [...]string{"is ", "= ", "was ", "to ", "lautet: ", "lautet ", "ist ", "es ", "est ", "BY "}

// verbBegins is true for their first bytes.
var verbBegins = func() (t [256]bool) {
	for _, verb := range verbs {
		t[verb[0]] = true
	}
	return t
}()

// spoken finds the value in "--password x", "password is x" and "password x",
// which must look like nothing that a person would say.
func (c *scanner) spoken(start, end int) match {
	if !c.is(end, stop) || c.s[end] != ' ' {
		return match{}
	}
	i := end + 1
	if i = c.behindOwner(i); i < len(c.s) && c.s[i] == ':' {
		return c.assigns(end, i)
	}
	i, verb := behindVerb(c.s, i)
	flag := c.isFlag(start)
	if end-start <= len("pass") && !flag { // a pass to something
		if verb {
			return c.strict(i, nameClass(c.s[:end], c.floor))
		}
		return match{}
	}
	if i == end+1 && !flag && (i >= len(c.s) || c.s[i] != '"' && c.s[i] != '\'') {
		return match{}
	}
	k := nameClass(c.s[:end], c.floor)
	from, to, quoted := c.assigned(i)
	if m := c.accept(from, to, k, quoted); m.end > 0 && (flag || quoted && i > end+1 || mixed(c.s[m.start:min(m.end, m.start+sample)])) {
		m.conf = Possible
		return m
	}
	return match{}
}

// behindOwner returns where the text goes on behind whom or what a password is for:
// for alice, for the router. It is at a colon or a verb; behind the first word, if
// there is none.
func (c *scanner) behindOwner(i int) int {
	owner, ok := strings.CutPrefix(c.s[i:min(len(c.s), i+64)], "for ")
	if !ok {
		return i
	}
	first := i
	for at, words := 0, 0; words < 5; words++ {
		n := strings.IndexAny(owner[at:], " :\n")
		if n <= 0 || owner[at+n] == '\n' {
			break
		}
		at += n
		next := i + len("for ") + at
		if owner[at] == ':' {
			return next
		}
		if _, verb := behindVerb(c.s, next+1); verb {
			return next + 1
		}
		if at++; words == 0 {
			first = next + 1
		}
	}
	return first
}

// behindVerb returns where the text goes on behind a verb at i, if there is one.
func behindVerb(s string, i int) (after int, ok bool) {
	if i < len(s) && verbBegins[s[i]] {
		for _, verb := range verbs {
			if strings.HasPrefix(s[i:], verb) {
				return i + len(verb), true
			}
		}
	}
	return i, false
}

// isFlag reports whether the name that holds s[start] is a command line flag.
func (c *scanner) isFlag(start int) bool {
	for i := start; i >= c.floor && start-i < 24; i-- {
		if !c.is(i-1, alnum|dash|underscore) {
			return c.is(i, dash)
		}
	}
	return false
}
