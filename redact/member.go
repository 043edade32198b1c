package redact

// object remembers what its members say about each other.
type object struct {
	named string // the value of "name", for the value of "value"
	jwk   bool   // it has a "kty"
}

func (w *walker) object(i int) int {
	if w.level++; w.level > maxNesting {
		return 0
	}
	if i = w.space(i + 1); i < len(w.s) && w.s[i] == '}' {
		w.level--
		return i + 1
	}
	var o object
	for {
		var more bool
		if i, more = w.sequel(w.member(i, &o), '}'); !more {
			return i
		}
	}
}

// member reads one key and its value.
func (w *walker) member(i int, o *object) int {
	if i >= len(w.s) || w.s[i] != '"' {
		return 0
	}
	end, key := w.key(i)
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
	if b := w.s[i]; b == '{' || b == '[' {
		if w.keys < maxPath {
			w.path[w.keys] = pathKey{key: key}
			w.keys++
			i = w.value(i, key)
			w.keys--
			return i
		}
		return w.value(i, key)
	}
	if len(key) <= len("value") && w.s[i] == '"' {
		return w.pair(i, key, o)
	}
	return w.value(i, key)
}

// pair reads a string below a short key: it may be the half of a name and
// value pair, or a member of a JSON Web Key.
func (w *walker) pair(i int, key string, o *object) int {
	switch key {
	case "name", "key", "Name", "Key":
		w.kind = otherName
		end := w.value(i, "")
		if end > i+2 {
			o.named = keyTail(w.s[i+1 : end-1])
		}
		return end
	case "value", "Value":
		if o.named != "" {
			w.kind = nameClass(o.named, 0)
			return w.value(i, o.named)
		}
	case "kty":
		o.jwk = true
	case "d", "p", "q", "dp", "dq", "qi", "k":
		if end := w.member64(i); end > 0 && (o.jwk || key == "d") {
			o.jwk = true
			w.n.found = append(w.n.found, hit(i+1, end, w.n.filter.special[spJWK], Sure))
			return end + 1
		}
	}
	return w.value(i, key)
}

// member64 returns the end of the base64url string at i, if it is long enough
// for a key's member.
func (w *walker) member64(i int) int {
	end := i + 1
	for end < len(w.s) && class[w.s[end]]&masks[urlSet] != 0 {
		end++
	}
	if end-i <= 40 || end >= len(w.s) || w.s[end] != '"' || w.n.filter.special[spJWK] == 0 || !mixed(w.s[i+1:end]) {
		return 0
	}
	return end
}
