package redact

import "strings"

// object remembers what its members say about each other.
type object struct {
	kind  nameKind // of the key that it stands below
	named string   // the value of "name", for the value of "value"
	value int      // where a value stands that came before its name
	jwk   bool     // it has a "kty"
	azure bool     // it has a "keyName", and value is the key
	keys  [8]span  // members of a JSON Web Key, if it turns out to be one
	kept  int
	place uint // of the member at hand
}

func (w *walker) object(i int) int {
	if w.level++; w.level > maxNesting {
		return 0
	}
	if i = w.space(i + 1); i < len(w.s) && w.s[i] == '}' {
		w.level--
		return i + 1
	}
	o := object{kind: w.kind}
	for {
		var more bool
		if i, more = w.sequel(w.member(i, &o), '}'); !more {
			w.late(&o)
			return i
		}
	}
}

// late judges what only a later member explained. Sorted keys put "k" before
// "kty", and "data" before "name".
func (w *walker) late(o *object) {
	mark := len(w.n.found)
	if o.jwk {
		for _, k := range o.keys[:o.kept] {
			w.n.take(hit(k.start, k.end, w.n.filter.special[spJWK], Sure), w.s)
		}
	}
	if o.azure && o.value > 0 {
		w.accountKey(o.value)
	}
	if o.value > 0 && o.named != "" {
		if w.kind = nameClass(o.named, 0); w.kind != otherName || wordsIn(o.named) != 0 {
			w.value(o.value, o.named)
		}
	}
	w.unsorted = w.unsorted || len(w.n.found) > mark
}

// member reads one key and its value.
func (w *walker) member(i int, o *object) int {
	if i >= len(w.s) || w.s[i] != '"' {
		return 0
	}
	end, key := w.key(i, o.place)
	o.place++
	if end == 0 {
		return 0
	}
	if i = w.space(end); i >= len(w.s) || w.s[i] != ':' {
		return 0
	}
	i = w.space(i + 1)
	if i >= len(w.s) {
		return 0
	}
	if o.kind != otherName && w.kind == otherName {
		w.kind = inherited(o.kind, key)
	}
	if b := w.s[i]; b == '{' || b == '[' {
		if w.kind == manyNames && b == '{' && o.kind == manyNames && key != "text" { // it describes one
			w.kind = otherName
		}
		if b == '[' && w.kind == pinName { // of a chip
			w.kind = otherName
		}
		if b == '[' {
			w.grid(i, key)
		}
		if w.keys < maxPath {
			w.path[w.keys] = pathKey{key: key}
			w.keys++
			i = w.value(i, key)
			w.keys--
			return i
		}
		return w.value(i, key)
	}
	if len(key) <= len("ParameterValue") && (w.s[i] == '"' || class[w.s[i]]&digit != 0) {
		return w.pair(i, key, o)
	}
	return w.value(i, key)
}

// inherited returns what the kind of a name says about a member of the object
// below it.
func inherited(k nameKind, key string) nameKind {
	if k == cookieName {
		return k
	}
	switch key {
	case "value", "Value", "val", "S", "N", "string", "stringValue", "text", "data", "plaintext", "raw":
		if k == pinName { // of a chip
			return otherName
		}
		return k
	}
	if k == tokenName || k.isCode() || describes(key) {
		return otherName
	}
	return manyNames
}

// describing are the ends of keys whose values tell something about a secret, not
// the secret.
var describing = [...]string{"id", "version", "name", "hash", "digest", "arn", "at", "time", "date", "url", "uri", "path", "type", "etag", "ref", "policy", "pattern", "shape", "namespace", "provider", "region"}

func describes(key string) bool {
	for _, end := range describing {
		if n := len(key) - len(end); n >= 0 && strings.EqualFold(key[n:], end) {
			return true
		}
	}
	return false
}

// pair reads a value below a short key: it may be the half of a name and value
// pair, or a member of a JSON Web Key.
func (w *walker) pair(i int, key string, o *object) int {
	switch key {
	case "type":
		if !strings.HasPrefix(w.s[i:], `"password"`) || o.named != "" {
			break
		}
		fallthrough
	case "name", "key", "field", "header", "label", "Name", "Key", "Field", "id", "variable", "param", "parameter", "property", "prop", "ParameterKey", "OutputKey":
		if w.s[i] != '"' || o.named != "" && nameClass(o.named, 0) != otherName {
			break
		}
		w.kind = otherName
		end := w.value(i, "")
		if end > i+2 {
			o.named = keyTail(w.s[i+1 : end-1])
		}
		return end
	case "system": // of an identifier of FHIR
		end := w.value(i, key)
		if w.s[i] == '"' && end > 0 && strings.Contains(w.s[i+1:end-1], "/sid/us-") {
			o.named = keyTail(w.s[i+1 : end-1])
		}
		return end
	case "keyName": // of an account of Azure
		o.azure = true
	case "auth": // of a registry, in the settings of Docker
		if end, _, _ := w.stringEnd(i); end > i+8 && basicPair(w.s[i+1:end-1]) && w.n.filter.special[spPassword] != 0 && w.n.take(hit(i+1, end-1, w.n.filter.special[spPassword], Likely), w.s) {
			return end
		}
	case "value", "val", "text", "data", "string", "stringValue", "Value", "content", "current", "default", "ParameterValue", "OutputValue":
		return w.valueBeside(i, key, o)
	case "kty":
		o.jwk = true
	case "d", "p", "q", "dp", "dq", "qi", "k":
		if end := w.member64(i); end > 0 {
			if end-i > 40 && key == "d" || o.jwk {
				o.jwk = true
				if w.n.take(hit(i+1, end, w.n.filter.special[spJWK], Sure), w.s) {
					return end + 1
				}
				break
			}
			if o.kept < len(o.keys) {
				o.keys[o.kept] = span{i + 1, end}
				o.kept++
			}
		}
	}
	return w.value(i, key)
}

// valueBeside reads a value that another member may name, or keeps its place until
// one does.
func (w *walker) valueBeside(i int, key string, o *object) int {
	if o.azure {
		if end := w.accountKey(i); end > 0 {
			return end
		}
	}
	if o.named != "" {
		if k := nameClass(o.named, 0); k != otherName {
			w.kind = k
		}
		return w.value(i, o.named)
	}
	end := w.value(i, key)
	if end-i < maxQuoted {
		o.value = i
	}
	return end
}

// accountKey takes the string at i, the value of a member beside keyName, if it is
// the base64 of a key of 32 or 64 bytes. It returns the end then.
func (w *walker) accountKey(i int) int {
	end := 0
	if w.s[i] == '"' {
		end, _, _ = w.stringEnd(i)
	}
	n := end - i - len(`""`)
	if id := w.n.filter.special[spSecret]; n != 44 && n != 88 || id == 0 || w.s[end-2] != '=' || !motley(w.s[i+1:end-1]) ||
		strings.Trim(w.s[i+1:end-1], base64Letters) != "" || !w.n.take(hit(i+1, end-1, id, Likely), w.s) {
		return 0
	}
	return end
}

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

// member64 returns the end of the base64url string at i, if it is long enough
// for a key's member.
func (w *walker) member64(i int) int {
	if w.s[i] != '"' {
		return 0
	}
	end := i + 1
	for end < len(w.s) && class[w.s[end]]&masks[urlSet] != 0 {
		end++
	}
	if end-i <= 20 || end >= len(w.s) || w.s[end] != '"' || w.n.filter.special[spJWK] == 0 || !mixed(w.s[i+1:end]) {
		return 0
	}
	return end
}

// A neighbour is what an element of an array says about the next one.
type neighbour struct {
	text  string // of the last element, if it is a short string
	calls bool   // and may be a name
	count int
	curl  bool // an element before is the name of that program
	flat  bool // names and values take turns in the whole array
}

// follow notes the element w.s[i:end].
func (b *neighbour) follow(w *walker, i, end int) {
	b.count++
	b.text = ""
	if w.s[i] == '"' && end-i > 2 && end-i < 64 {
		b.text, b.calls = w.s[i+1:end-1], w.called
		b.curl = b.curl || b.text == "curl" || strings.HasSuffix(b.text, "/curl")
	}
}

// element looks at the string at i behind a neighbour that names it, such as
// ["X-Api-Key", "..."] or ["--password", "..."]. It returns the end, or 0 if the
// element is to be read as any other.
func (w *walker) element(i int, b *neighbour) int {
	if b.text == "" || w.s[i] != '"' || !b.calls && !b.curl {
		return 0
	}
	end, escaped, _ := w.stringEnd(i)
	if end == 0 || escaped {
		return 0
	}
	value := w.s[i+1 : end-1]
	if b.curl && w.n.filter.special[spCurl] != 0 && (b.text == "-u" || b.text == "--user" || b.text == "--proxy-user") {
		if colon := strings.IndexByte(value, ':'); colon >= 0 && w.n.filter.credible(value[colon+1:]) && humanMade(value[colon+1:]) {
			w.n.scan(w.s, i+1, i+1+colon, hints{}, w.depth+1)
			if w.n.take(hit(i+colon+2, end-1, w.n.filter.special[spCurl], Sure), w.s) {
				return end
			}
		}
	}
	k := nameClass(b.text, 0)
	flag := b.text[0] == '-'
	if k == otherName || !flag && (!b.flat && (b.count != 1 || !w.closes(end)) || b.flat && b.count%2 == 0 || k != cookieName && !shaped(value[:min(len(value), sample)], secretName)) {
		return 0
	}
	w.kind = k
	if m := w.bySecretKey(i+1, end-1, w.s, ""); m.end > 0 {
		w.n.found = append(w.n.found, m)
		return end
	}
	w.kind = otherName
	return 0
}

// closes reports whether the array ends behind i.
func (w *walker) closes(i int) bool {
	i = w.space(i)
	return i < len(w.s) && w.s[i] == ']'
}
