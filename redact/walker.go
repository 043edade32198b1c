package redact

import (
	"encoding/json"
	"strconv"
	"strings"
)

// maxNesting bounds the nesting of a document, as in encoding/json.
const maxNesting = 10_000

// maxPath bounds the keys above a value that count as labels.
const maxPath = 16

// A walker reads a JSON document in place and finds values in its strings,
// keys and numbers. It accepts what encoding/json accepts.
type walker struct {
	n     *session
	s     string
	depth int // of decoding: documents within strings of documents
	level int
	path  [maxPath]span
	above hints
	keys  int      // spans in path
	kind  nameKind // of the key that the value at hand stands below
}

// words returns the labels among the keys above the value at hand.
func (w *walker) words() (found labelSet) {
	for _, key := range w.path[:w.keys] {
		found |= wordsIn(w.s[key.start:key.end])
	}
	if w.above.path != nil {
		found |= w.above.path.words()
	}
	return found | wordsIn(w.above.key)
}

// document looks at the JSON document s[lo:hi], which stands below what h says.
// It reports false if it is none; what was found until then is then worthless.
func (n *session) document(s string, lo, hi int, h hints, depth int) bool {
	w := &n.walker
	if w.n != nil { // a document within a document
		w = new(walker)
	}
	*w = walker{n: n, s: s[:hi], depth: depth, above: h, kind: nameClass(h.key, 0)}
	end := w.value(w.space(lo), h.key)
	w.n = nil
	return end > 0 && w.space(end) == hi
}

func (w *walker) space(i int) int {
	for i < len(w.s) && (w.s[i] == ' ' || w.s[i] == '\n' || w.s[i] == '\r' || w.s[i] == '\t') {
		i++
	}
	return i
}

// value reads the value at i, which stands below key, and returns its end, or 0.
func (w *walker) value(i int, key string) int {
	if i >= len(w.s) {
		return 0
	}
	switch b := w.s[i]; {
	case b == '"':
		return w.text(i, key)
	case b == '{':
		return w.object(i)
	case b == '[':
		return w.array(i, key)
	case b == '-' || class[b]&digit != 0:
		return w.number(i, key)
	}
	for _, word := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(w.s[i:], word) {
			return i + len(word)
		}
	}
	return 0
}

func (w *walker) array(i int, key string) int {
	if w.level++; w.level > maxNesting {
		return 0
	}
	if i = w.space(i + 1); i < len(w.s) && w.s[i] == ']' {
		w.level--
		return i + 1
	}
	kind := w.kind
	for {
		w.kind = kind
		if i = w.value(i, key); i == 0 {
			return 0
		}
		if i = w.space(i); i >= len(w.s) {
			return 0
		}
		switch w.s[i] {
		case ',':
			i = w.space(i + 1)
		case ']':
			w.level--
			return i + 1
		default:
			return 0
		}
	}
}

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
		if i = w.member(i, &o); i == 0 {
			return 0
		}
		if i = w.space(i); i >= len(w.s) {
			return 0
		}
		switch w.s[i] {
		case ',':
			i = w.space(i + 1)
		case '}':
			w.level--
			return i + 1
		default:
			return 0
		}
	}
}

// member reads one key and its value.
func (w *walker) member(i int, o *object) int {
	if i >= len(w.s) || w.s[i] != '"' {
		return 0
	}
	start := i + 1
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
			w.path[w.keys] = span{start, start + len(key)}
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
			o.named = w.s[i+1 : end-1]
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

// key looks at the key at i. It returns its end and what it says about its
// value: a key that was redacted says nothing, for its placeholder names a kind
// and must not count as a word.
func (w *walker) key(i int) (end int, key string) {
	c := &w.n.scanner
	mark := len(w.n.found)
	c.keyword, c.placeholder = false, false
	end, escaped, calls := w.stringEnd(i)
	if end == 0 {
		return 0, ""
	}
	if escaped {
		w.escaped(i+1, end-1, hints{}, true)
		key = unquote(w.s[i:end])
	} else {
		key = w.s[i+1 : end-1]
		if !calls {
			w.kind = otherName
			return end, key
		}
		w.n.scan(w.s, i+1, end-1, hints{}, w.depth)
	}
	w.kind = otherName
	if len(w.n.found) > mark {
		w.n.renamed = true
		return end, ""
	}
	if c.placeholder {
		return end, ""
	}
	if c.keyword {
		w.kind = nameClass(key, 0)
	}
	return end, key
}

func unquote(s string) string {
	var text string
	if json.Unmarshal([]byte(s), &text) != nil {
		return ""
	}
	return text
}

// plainByte is true for what needs no look in a JSON string.
var plainByte = func() (t [256]bool) {
	for b := 0x20; b < 256; b++ {
		t[b] = b != '"' && b != '\\'
	}
	return t
}()

// stringEnd returns the end of the string at i, or 0, whether it has escapes, and
// whether anything in it calls for a look. Most strings have neither.
func (w *walker) stringEnd(i int) (end int, escaped, calls bool) {
	s, hot := w.s, &w.n.filter.hot
	i++
	start, hits := i, uint8(0)
	if i < len(s) && plainByte[s[i]] {
		for i++; i < len(s) && plainByte[s[i]]; i++ {
			hits |= hot[uint16(s[i-1])|uint16(s[i])<<8]
		}
	}
	calls = hits != 0 || i-start >= leastBase64 || len(w.n.filter.detectors) > 0
	for ; i < len(s); i++ {
		switch {
		case plainByte[s[i]]:
			continue
		case s[i] == '"':
			return i + 1, escaped, calls
		case s[i] != '\\' || i+1 >= len(s):
			return 0, false, false
		}
		escaped = true
		i++
		if s[i] == 'u' {
			if i+4 >= len(s) || !hexRun(s[i+1:i+5]) {
				return 0, false, false
			}
			i += 4
		} else if strings.IndexByte(`"\/bfnrt`, s[i]) < 0 {
			return 0, false, false
		}
	}
	return 0, false, false
}

// text looks at the string at i, which stands below key.
func (w *walker) text(i int, key string) int {
	end, escaped, calls := w.stringEnd(i)
	if end == 0 || !escaped && !calls && w.kind == otherName {
		return end
	}
	h := hints{key: key, path: w}
	if escaped {
		w.escaped(i+1, end-1, h, false)
		return end
	}
	if m := w.bySecretKey(i+1, end-1, w.s); m.end > 0 {
		w.n.found = append(w.n.found, m)
		return end
	}
	mark := len(w.n.found)
	w.n.plain(w.s, i+1, end-1, h, w.depth+1)
	for ; mark < len(w.n.found); mark++ {
		w.n.found[mark].quote *= 2 // of a number in a document in the string
	}
	return end
}

// bySecretKey makes a match of a whole string below a secret's name.
func (w *walker) bySecretKey(lo, hi int, s string) match {
	k := w.kind
	if k == otherName || !w.n.filter.plausible(s[lo:hi], k, true) {
		return match{}
	}
	return hit(lo, hi, w.n.filter.special[nameRules[k]], Likely)
}

// escaped looks at the string w.s[lo:hi] as it reads without its escapes.
func (w *walker) escaped(lo, hi int, h hints, isKey bool) {
	n := w.n
	if w.depth+1 >= maxDepth {
		n.err = errTooDeep
		return
	}
	v := &n.views[w.depth+1]
	s := v.unescape(w.s, lo, hi)
	mark, outer := len(n.found), n.scanner.runs
	n.scanner.runs = [numSets]span{}
	m := match{}
	if !isKey {
		m = w.bySecretKey(0, len(s), s)
	}
	switch {
	case isKey:
		n.scan(s, 0, len(s), h, w.depth+1)
	case m.end > 0:
		n.found = append(n.found, m)
	default:
		n.plain(s, 0, len(s), h, w.depth+1)
	}
	n.scanner.runs = outer
	for i := mark; i < len(n.found); i++ {
		n.outward(v, &n.found[i], s)
		n.found[i].quote *= 2
	}
}

// number looks at the number at i.
func (w *walker) number(i int, key string) int {
	end := numberEnd(w.s, i)
	if end == 0 {
		return 0
	}
	token := w.s[i:end]
	if token[0] == '-' {
		token = token[1:]
	}
	if len(token) < 6 || len(token) < 12 && isFraction(token) {
		return end
	}
	digits := wholeNumber(token)
	if digits == "" {
		return end
	}
	m := match{}
	if w.kind == passwordName {
		m = w.bySecretKey(0, len(digits), digits)
	}
	if m.end == 0 {
		c := scanner{filter: w.n.filter, s: digits, hints: hints{key: key, path: w}}
		if m = c.next(0); m.end != len(digits) || m.start != 0 {
			return end
		}
	}
	m.start, m.end, m.value, m.quote = i, end, w.n.keep(digits), 1
	w.n.found = append(w.n.found, m)
	return end
}

// numberEnd returns the end of the JSON number at i, or 0.
func numberEnd(s string, i int) int {
	digits := func() bool {
		from := i
		for i < len(s) && class[s[i]]&digit != 0 {
			i++
		}
		return i > from
	}
	if s[i] == '-' {
		i++
	}
	if i < len(s) && s[i] == '0' {
		i++
	} else if !digits() {
		return 0
	}
	if i < len(s) && s[i] == '.' {
		if i++; !digits() {
			return 0
		}
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		if i++; i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			return 0
		}
	}
	return i
}

// isFraction reports whether a short number has a point and no exponent; a
// whole number of so few digits is no value when written with one.
func isFraction(token string) bool {
	for i := range len(token) {
		switch token[i] {
		case '.':
			return token[len(token)-1] != '0'
		case 'e', 'E':
			return false
		}
	}
	return false
}

// wholeNumber writes a number as its digits, if it is a whole one: a card's
// number may come back from a float as 4.1e15 or with a fraction of zero.
func wholeNumber(token string) string {
	if strings.IndexByte(token, 'e') >= 0 || strings.IndexByte(token, 'E') >= 0 {
		f, err := strconv.ParseFloat(token, 64)
		if err != nil || f > 1e19 || f < 1e5 {
			return ""
		}
		token = strconv.FormatFloat(f, 'f', -1, 64)
	}
	if dotAt := strings.IndexByte(token, '.'); dotAt >= 0 {
		if strings.Trim(token[dotAt+1:], "0") != "" {
			return ""
		}
		token = token[:dotAt]
	}
	return token
}

// duplicateKeys reports whether an object of a valid document names a key
// twice.
func duplicateKeys(doc string) bool {
	type level struct {
		keys  map[string]bool // nil in an array
		value bool            // a value comes next
	}
	d := json.NewDecoder(strings.NewReader(doc))
	d.UseNumber()
	stack := []level{{}}
	for {
		token, err := d.Token()
		if err != nil {
			return false // the end
		}
		top := &stack[len(stack)-1]
		if s, ok := token.(string); ok && top.keys != nil && !top.value {
			if top.keys[s] {
				return true
			}
			top.keys[s], top.value = true, true
			continue
		}
		top.value = false
		switch token {
		case json.Delim('{'):
			stack = append(stack, level{keys: make(map[string]bool)})
		case json.Delim('['):
			stack = append(stack, level{})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
	}
}
