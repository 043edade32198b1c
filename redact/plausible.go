package redact

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// plausible reports whether a value is what its name promises, and not a
// template, a type, a path, a call, a placeholder or a word.
func (f *Filter) plausible(value string, k nameKind, quoted bool) bool {
	if k.isCode() {
		return f.special[nameRules[k]] != 0 && codeValue(value, k)
	}
	if k == otherName || f.special[nameRules[k]] == 0 || len(value) < 6 || f.hasPlaceholder(value[:min(len(value), sample+maxPlaceholder)]) {
		return false
	}
	if k == cookieName {
		return opaqueCookie(value)
	}
	head := value[:min(len(value), sample)]
	if strings.ContainsAny(head, " \t\r\n") {
		return false
	}
	if len(head) >= 16 && distinct(head) < 5 || k == tokenName && namesType(head) || k != passwordName && publicForm(head) {
		return false
	}
	return shaped(head, k) && (quoted || !isCode(head) && (k == passwordName || !isVariable(head))) && !templated(head) && !masked(head) && (!placeholderWord(head) || k == passwordName && strings.ContainsAny(head, "0123456789") && !toFillIn(head))
}

// publicForm reports whether a value says what it is, and that is no secret: the
// name of a resource of AWS, the digest of a file (Subresource Integrity, section
// 3.5; OCI image specification), a short number in hexadecimal digits.
func publicForm(value string) bool {
	if value[0] != 'a' && value[0] != '0' && value[0] != 's' {
		return false
	}
	if rest, ok := strings.CutPrefix(value, "arn:"); ok {
		return strings.Count(rest, ":") >= 4
	}
	if rest, ok := strings.CutPrefix(value, "0x"); ok {
		return len(rest) <= 8 && hexRun(rest)
	}
	for _, d := range [...]struct {
		name  string
		bytes int
	}{{"sha256", 32}, {"sha384", 48}, {"sha512", 64}} {
		if rest, ok := strings.CutPrefix(value, d.name); ok && len(rest) > 1 {
			return rest[0] == '-' && len(rest)-1 == (d.bytes+2)/3*4 || rest[0] == ':' && len(rest)-1 == d.bytes*2 && hexRun(rest[1:])
		}
	}
	return false
}

// namesType reports whether a value is a name that a program gives, behind a
// colon: ns12:OrderLineContentType.
func namesType(value string) bool {
	i := strings.IndexByte(value, ':')
	return i > 0 && len(value)-i > 12 && wordy(value[i+1:])
}

// toFillIn reports whether a value that holds a word of a form is nothing else: it
// has next to no digits, or is masked.
func toFillIn(value string) bool {
	digits := 0
	for i := range len(value) {
		if class[value[i]]&digit != 0 {
			digits++
		}
	}
	return digits < 2 || strings.Contains(value, "****") || strings.Contains(value, "••••") || strings.ContainsAny(value, "_-")
}

// shaped reports whether a value looks like what a name of that kind holds.
func shaped(value string, k nameKind) bool {
	switch k {
	case manyNames:
		return striking(value) && !strings.ContainsAny(value, ":/") && len(value) < sample
	case passwordName:
		return humanMade(value)
	case secretName:
		return hasOpaque(value, 10) || alternating(value) || len(value) >= 10 && motley(value)
	default:
		return len(value) >= 14 && (hasOpaque(value, 12) || alternating(value) || motley(value)) || len(value) >= 16 && strings.Trim(value, "0123456789") == "" || hexPair(value)
	}
}

// isPassword reports whether the member of a document with that key is a password of
// small letters alone. Labels of forms begin with a capital, and types are words
// of programs.
func isPassword(key, value string) bool {
	switch strings.ToLower(key) {
	case "password", "passwd", "pwd", "passphrase", "db_password", "dbpassword", "user_password", "userpassword":
	default:
		return false
	}
	for i := range len(value) {
		if class[value[i]]&lower == 0 {
			return false
		}
	}
	return len(value) >= 6 && !placeholderWord(value) && !mentionsAny(value, stateWords)
}

// stateWords are words that say something about a password instead of giving it.
var stateWords = [][]byte{[]byte("pass"), []byte("string"), []byte("secret"), []byte("optional"), []byte("hidden"), []byte("masked"), []byte("crypt"), []byte("hashed"), []byte("abled"), []byte("valid"),
	[]byte("missing"), []byte("incorrect"), []byte("expired"), []byte("changed"), []byte("prompt"), []byte("unset"), []byte("removed"), []byte("unknown"), []byte("stored"), []byte("text"), []byte("wachtwoord"), []byte("kennwort"), []byte("never"), []byte("always")}

// hexPair reports whether a value is a user and a password of eight hexadecimal
// digits each, as package servers hand them out.
func hexPair(value string) bool {
	return len(value) == 17 && value[8] == ':' && hexRun(value[:8]) && hexRun(value[9:])
}

// basicPair reports whether a value is a user and a password as RFC 7617 joins and
// encodes them.
func basicPair(value string) bool {
	plain, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(value, "="))
	if err != nil {
		return false
	}
	user, password, ok := strings.Cut(string(plain), ":")
	return ok && user != "" && humanMade(password) && utf8.ValidString(password)
}

// symbols are marks that passwords have and words do not.
var symbols = [256]bool{'!': true, '@': true, '#': true, '$': true, '%': true, '^': true, '&': true, '*': true, '+': true, '?': true, '~': true}

// humanMade reports whether a value is more than a word: digits with letters,
// digits alone, a symbol, or a length that words do not have.
func humanMade(value string) bool {
	var seen uint16
	symbol := false
	for i := range len(value) {
		seen |= class[value[i]]
		symbol = symbol || symbols[value[i]] || value[i] == '|'
	}
	switch {
	case hexPair(value), encodedWord(value), seen&digit != 0 && seen&letter != 0, symbol && seen&alnum != 0, hasOpaque(value, 32):
		return true
	case len(value) >= 20 && seen&(underscore|dash|dot|plusSlash) == 0 && strings.IndexByte(value, ':') < 0:
		return seen&letter != 0
	}
	return seen&digit != 0 && strings.Trim(value, "0123456789") == ""
}

// encodedWord reports whether a value is the padded base64 of a text, as secrets of
// Kubernetes are.
func encodedWord(value string) bool {
	if len(value) > sample || len(value)%4 != 0 || len(value) < 8 || value[len(value)-1] != '=' {
		return false
	}
	var room [sample]byte
	n, err := base64.StdEncoding.Decode(room[:], []byte(value))
	for _, b := range room[:n] {
		if !textByte(b) {
			return false
		}
	}
	return err == nil
}

// motley reports whether a value has capitals, small letters and digits.
func motley(value string) bool {
	var seen uint16
	for i := range len(value) {
		seen |= class[value[i]]
	}
	return seen&upper != 0 && seen&lower != 0 && seen&digit != 0
}

// alternating reports whether letters and digits take turns more often than in
// names that people make up.
func alternating(value string) bool {
	turns := 0
	for i := 1; i < len(value); i++ {
		if class[value[i-1]]&letter != 0 && class[value[i]]&digit != 0 || class[value[i-1]]&digit != 0 && class[value[i]]&letter != 0 {
			turns++
		}
	}
	return len(value) >= 16 && turns >= 6
}

// templated reports whether something else will put the value in.
func templated(value string) bool {
	if value == "" {
		return true
	}
	last := value[len(value)-1]
	switch value[0] {
	case ':':
		return true
	case '{', '<', '[', '(': // and it closes
		return last == "}>])"[strings.IndexByte("{<[(", value[0])]
	case '*':
		return len(value) > 1 && value[1] == '*'
	case '%':
		return strings.HasPrefix(value, "%s") || strings.HasPrefix(value, "%(") || strings.HasSuffix(value, "%")
	case '$':
		return last == '-' || strings.HasPrefix(value, "${") || strings.HasPrefix(value, "$(") || len(value) > 1 && class[value[1]]&digit == 0 && shout(value)
	}
	return strings.Contains(value, "${") || strings.Contains(value, "{{") || strings.Contains(value, "...") || strings.Contains(value, "…") ||
		strings.Contains(value, "://") || strings.Contains(value, `:\`) || strings.Count(value, "/") > 1 && value[0] == '/' ||
		strings.HasPrefix(value, "./") || strings.HasPrefix(value, "~/") || strings.HasPrefix(value, "../")
}

var placeholderWords = [][]byte{[]byte("your"), []byte("example"), []byte("changeme"), []byte("change_me"), []byte("change-me"), []byte("placeholder"), []byte("redacted"), []byte("dummy"), []byte("xxxx"), []byte("****"), []byte("••••"), []byte("insert"), []byte("replace"), []byte("undefined"), []byte("required")}

func placeholderWord(value string) bool { return mentionsAny(value, placeholderWords) }

// isVariable reports whether an unquoted value is the name of a variable that holds
// such a value.
func isVariable(value string) bool {
	value = strings.TrimRight(value, "0123456789")
	for _, end := range [...]string{"PrivateKey", "SecretKey", "AccessKey", "APIKey", "ApiKey", "ncryptionKey", "SigningKey", "AccessToken", "RefreshToken", "ClientSecret"} {
		if strings.HasSuffix(value, end) {
			return true
		}
	}
	return false
}

// isCode reports whether an unquoted value is an expression.
func isCode(value string) bool {
	if strings.ContainsAny(value, "([{") || strings.Contains(value, "this.") || isReference(value) {
		return true
	}
	if at := strings.LastIndexByte(value, '.'); at > 0 && at+1 < len(value) && class[value[at+1]]&upper != 0 && !mixed(value[at:]) { // pkg.Name
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

// isReference reports whether a value is an attribute of a resource in a file of
// Terraform: random_password.db2.result.
func isReference(value string) bool {
	kind, rest, ok := strings.Cut(value, ".")
	if !ok || strings.IndexByte(kind, '_') < 0 || strings.IndexByte(rest, '.') < 0 || class[kind[0]]&lower == 0 || alternating(value) {
		return false
	}
	for part := range strings.SplitSeq(value, ".") {
		if part == "" || class[part[0]]&(letter|underscore) == 0 {
			return false
		}
		for i := range len(part) {
			if class[part[i]]&(lower|digit|underscore|dash) == 0 {
				return false
			}
		}
	}
	return true
}
