package redact

import "strings"

// A nameKind says how much a name tells about its value.
type nameKind uint8

const (
	otherName    nameKind = iota
	tokenName             // may name a page or a word of a language model as well
	secretName            // holds something that a machine made
	passwordName          // holds something that a person made
)

// secretNames are the ends of names, without the marks that join words.
var secretNames = [...]struct {
	end  string
	kind nameKind
}{
	{"password", passwordName}, {"passwd", passwordName}, {"pwd", passwordName}, {"passphrase", passwordName}, {"passcode", passwordName},
	{"dbpass", passwordName}, {"userpass", passwordName}, {"pgpass", passwordName},
	{"secret", secretName}, {"apikey", secretName}, {"accesskey", secretName}, {"secretkey", secretName}, {"privatekey", secretName},
	{"accountkey", secretName}, {"signingkey", secretName}, {"encryptionkey", secretName}, {"masterkey", secretName},
	{"authkey", secretName}, {"credential", secretName}, {"credentials", secretName}, {"apisecret", secretName},
	{"token", tokenName}, {"authorization", tokenName}, {"jwt", tokenName},
}

// harmless are tokens that an agent needs and that open nothing.
var harmless = [...]string{"pagetoken", "nexttoken", "continuationtoken", "continuetoken", "synctoken", "cursortoken", "startingtoken",
	"resumetoken", "progresstoken", "padtoken", "eostoken", "bostoken", "unktoken", "masktoken", "septoken", "clstoken"}

// nameClass classifies the name that ends s. It looks at no byte before floor
// and at no more than the last few.
func nameClass(s string, floor int) nameKind {
	var tail [24]byte
	n := len(tail)
	for i := len(s) - 1; i >= floor && n > 0; i-- {
		switch b := s[i]; {
		case class[b]&letter != 0:
			n--
			tail[n] = b | 0x20
		case class[b]&digit != 0 && n == len(tail), b == '_', b == '-', b == '.', b == ' ' && i > floor && class[s[i-1]]&letter != 0 && n < len(tail):
			// password2, api_key, API key
		default:
			floor = i + 1
		}
	}
	name := string(tail[n:])
	for _, w := range secretNames {
		if strings.HasSuffix(name, w.end) {
			for _, h := range harmless {
				if w.kind == tokenName && strings.HasSuffix(name, h) {
					return otherName
				}
			}
			return w.kind
		}
	}
	return otherName
}

// assignment finds the value behind the = or : at i, if the name before it is
// a secret's, and the password of a URL.
func (c *scanner) assignment(i int) match {
	if strings.HasPrefix(c.s[i:], "://") {
		return c.userInfo(i + len("://"))
	}
	name := i
	for name > c.floor && i-name < 4 && strings.IndexByte(" \t\"'`\\", c.s[name-1]) >= 0 {
		name--
	}
	if !c.is(name-1, alnum) {
		return match{}
	}
	k := nameClass(c.s[:name], c.floor)
	if k == otherName {
		return match{}
	}
	start := i + 1
	for start < len(c.s) && start-i < 4 && strings.IndexByte(":=>", c.s[start]) >= 0 { // := => ==
		start++
	}
	for start < len(c.s) && (c.s[start] == ' ' || c.s[start] == '\t') && start-i < 16 {
		start++
	}
	start, end, quoted := c.assigned(start)
	if !plausible(c.s[start:end], k, quoted) {
		return match{}
	}
	return match{start, end, apiKey}
}

const maxQuoted = 4096

// assigned returns where the value at i begins and ends.
func (c *scanner) assigned(i int) (start, end int, quoted bool) {
	open := i
	if c.is(i, stop) && c.s[i] == '\\' { // \"
		open++
	}
	if open < len(c.s) && strings.IndexByte("\"'`", c.s[open]) >= 0 {
		from := open + 1
		inside := c.s[from:min(len(c.s), from+maxQuoted)]
		if n := strings.IndexByte(inside, c.s[open]); n > 0 {
			if open > i && inside[n-1] == '\\' {
				n--
			}
			return from, from + n, true
		}
		i = from
	}
	end = c.run(i, valueSet)
	for range 8 { // no more, to stay linear
		if end > i && strings.IndexByte(")]}.", c.s[end-1]) >= 0 {
			end--
		}
	}
	return i, end, false
}

// plausible reports whether a value is what its name promises, and not a
// template, a type, a path, a call, a placeholder or a word.
func plausible(value string, k nameKind, quoted bool) bool {
	if k == otherName || len(value) < 6 || hasPlaceholder(value[:min(len(value), sample+maxPlaceholder)]) {
		return false
	}
	head := value[:min(len(value), sample)]
	if strings.ContainsAny(head, " \t\r\n") {
		return false
	}
	return shaped(head, k) && (quoted || !isCode(head)) && !templated(head) && !masked(head) && !placeholderWord(head)
}

// shaped reports whether a value looks like what a name of that kind holds.
func shaped(value string, k nameKind) bool {
	switch k {
	case passwordName:
		return humanMade(value)
	case secretName:
		return hasOpaque(value, 10)
	default:
		return len(value) >= 16 && hasOpaque(value, 12)
	}
}

// humanMade reports whether a value is more than a word: digits with letters,
// digits alone, a symbol, or a length that words do not have.
func humanMade(value string) bool {
	var seen uint16
	symbol := false
	for i := range len(value) {
		seen |= class[value[i]]
		symbol = symbol || strings.IndexByte("!@#$%^&*+?~|", value[i]) >= 0
	}
	switch {
	case seen&digit != 0 && seen&letter != 0, symbol && seen&alnum != 0, hasOpaque(value, 32):
		return true
	case len(value) >= 20 && seen&(underscore|dash|dot|plusSlash) == 0 && strings.IndexByte(value, ':') < 0:
		return seen&letter != 0
	}
	return seen&digit != 0 && strings.Trim(value, "0123456789") == ""
}

// templated reports whether something else will put the value in.
func templated(value string) bool {
	if value == "" {
		return true
	}
	switch value[0] {
	case '{', '<', '[', '(', ':', '*':
		return true
	case '%':
		return strings.HasPrefix(value, "%s") || strings.HasPrefix(value, "%(") || strings.HasSuffix(value, "%")
	case '$':
		return strings.HasPrefix(value, "${") || strings.HasPrefix(value, "$(") || len(value) > 1 && class[value[1]]&digit == 0 && shout(value)
	}
	return strings.Contains(value, "${") || strings.Contains(value, "{{") || strings.Contains(value, "...") || strings.Contains(value, "…") ||
		strings.Contains(value, "://") || strings.Contains(value, `:\`) || strings.Count(value, "/") > 1 && value[0] == '/' ||
		strings.HasPrefix(value, "./") || strings.HasPrefix(value, "~/") || strings.HasPrefix(value, "../")
}

var placeholderWords = [...]string{"your", "example", "changeme", "change_me", "change-me", "placeholder", "redacted", "dummy", "xxxx", "****", "••••", "insert", "replace", "undefined"}

func placeholderWord(value string) bool {
	for _, w := range placeholderWords {
		if containsFold(value, w) {
			return true
		}
	}
	return false
}

// isCode reports whether an unquoted value is an expression.
func isCode(value string) bool {
	if strings.ContainsAny(value, "([{") {
		return true
	}
	for _, w := range [...]string{"self", "this", "config", "cfg", "conf", "env", "os", "process", "settings", "args", "opts", "options", "ctx",
		"req", "request", "params", "user", "data", "var", "vars", "secrets", "local", "module", "each", "context"} {
		if rest, ok := strings.CutPrefix(value, w); ok && rest != "" && rest[0] == '.' {
			return true
		}
	}
	return false
}
