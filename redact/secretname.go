package redact

import "strings"

// A nameKind says how much a name tells about its value.
type nameKind uint8

const (
	otherName     nameKind = iota
	cookieName             // holds names and values that a server hands out
	cardCodeName           // holds the security code of a card; see codeNames
	pinName                // holds a few digits that a person knows
	onceName               // holds a few digits that count once
	birthName              // holds a date of birth, in words or with short numbers
	manyNames              // holds secrets below names of their own
	signatureName          // grants something in the query of a URL, and is public elsewhere
	tokenName              // may name a page or a word of a language model as well
	secretName             // holds something that a machine made
	passwordName           // holds something that a person made
)

// secretNames are the ends of names, without the marks that join words.
var secretNames = [...]struct {
	end  string
	kind nameKind
}{
	{"password", passwordName}, {"passwd", passwordName}, {"pwd", passwordName}, {"passphrase", passwordName}, {"passcode", passwordName},
	{"dbpass", passwordName}, {"userpass", passwordName}, {"pgpass", passwordName},
	{"secret", secretName}, {"apikey", secretName}, {"accesskey", secretName}, {"secretkey", secretName}, {"privatekey", secretName},
	{"accountkey", secretName}, {"storagekey", secretName}, {"functionskey", secretName}, {"sharedsecret", secretName}, {"licensekey", secretName}, {"signature", signatureName}, {"sig", signatureName}, {"signingkey", secretName}, {"encryptionkey", secretName}, {"masterkey", secretName},
	{"authkey", secretName}, {"credential", secretName}, {"credentials", secretName}, {"apisecret", secretName},
	{"creds", secretName}, {"contribsyscom", passwordName}, {"token", tokenName}, {"authorization", tokenName}, {"jwt", tokenName},
	{"cookie", cookieName}, {"cookies", cookieName},
	{"pass", passwordName}, {"pw", passwordName}, {"psk", passwordName}, {"passkey", passwordName}, {"identifiedby", passwordName},
	{"secretkeybase", secretName}, {"subscriptionkey", secretName}, {"storepass", passwordName}, {"keypass", passwordName}, {"passwords", manyNames}, {"secrets", manyNames},
	{"presharedkey", secretName}, {"appkey", secretName}, {"applicationkey", secretName}, {"unsealkey", secretName}, {"recoverykey", secretName}, {"unsealkeysb", secretName}, {"unsealkeyshex", secretName}, {"recoverykeysb", secretName}, {"recoverykeyshex", secretName}, {"secretstring", secretName},
	{"requirepass", passwordName}, {"authenticationstring", passwordName}, {"converttosecurestring", passwordName},
	{"passwort", passwordName}, {"kennwort", passwordName}, {"senha", passwordName}, {"motdepasse", passwordName},
}

// foreignNames are names of passwords with letters beyond ASCII, without a first
// letter that may be a capital.
var foreignNames = [...]string{"ontraseña", "ароль", "密码", "密碼", "パスワード", "비밀번호", "ωδικός"}

// isForeign reports whether s ends in one of foreignNames.
func isForeign(s string) bool {
	for _, name := range foreignNames {
		if strings.HasSuffix(s, name) {
			return true
		}
	}
	return false
}

// secretEnds has the rows of secretNames by their last letter.
var secretEnds = func() (t [256][]uint8) {
	for i, w := range secretNames {
		last := w.end[len(w.end)-1]
		t[last] = append(t[last], uint8(i))
	}
	return t
}()

// harmless are tokens that an agent needs and that open nothing.
var harmless = [...]string{"pagetoken", "nexttoken", "continuationtoken", "continuetoken", "synctoken", "cursortoken", "startingtoken",
	"resumetoken", "progresstoken", "padtoken", "eostoken", "bostoken", "unktoken", "masktoken", "septoken", "clstoken", "forwardtoken", "backwardtoken", "sequencetoken", "clientrequesttoken", "locktoken", "changetoken", "idempotencytoken",
	"publictoken", "publickey", "csrftoken", "xsrftoken", "authenticitytoken"}

// nameClass classifies the name that ends s, which is no query's.
func nameClass(s string, floor int) nameKind {
	if k := queryName(s, floor); k != signatureName {
		return k
	}
	return otherName
}

// queryName classifies the name that ends s. It looks at no byte before floor
// and at no more than the last few.
func queryName(s string, floor int) nameKind {
	if i := len(s) - 1; i > floor && (s[i] >= 0x80 || s[i] == 'a' && s[i-1] >= 0x80) && isForeign(s[floor:]) {
		return passwordName
	}
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
	if n == len(tail) {
		return otherName
	}
	if strings.HasSuffix(s[:floor], "checksum/") { // of what a chart has put into a pod
		return otherName
	}
	name := string(tail[n:])
	for _, i := range secretEnds[tail[len(tail)-1]] {
		if w := &secretNames[i]; strings.HasSuffix(name, w.end) && (len(w.end) > len("pass") || wholeWord(s, w.end)) {
			if w.kind == passwordName || len(name) == len(w.end) {
				return w.kind
			}
			for _, h := range harmless {
				if strings.HasSuffix(name, h) {
					return otherName
				}
			}
			return w.kind
		}
	}
	return codeKind(s, name)
}

func hasNonASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return true
		}
	}
	return false
}

// plainKey returns a key as it reads: without characters that nobody sees or that
// only look like others.
func plainKey(key string) string {
	if !hasNonASCII(key) {
		return key
	}
	return strings.Map(func(r rune) rune {
		if r = fold(r); r == gone {
			return -1
		}
		return r
	}, key)
}

// wholeWord reports whether the word at the end of a name is no part of a longer
// one, such as bypass.
func wholeWord(s, word string) bool {
	start := len(strings.TrimRight(s, "0123456789_-. ")) - len(word)
	return start <= 0 || class[s[start-1]]&letter == 0 || class[s[start]]&upper != 0 && class[s[start-1]]&lower != 0 || word == "jwt" || word == "sig" || word == "pwd"
}
