package redact

import (
	"encoding/json"
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
	path  [maxPath]pathKey
	above pathKey  // what the document stands below
	outer *walker  // and the document that holds it
	keys  int      // in path
	kind  nameKind // of the key that the value at hand stands below

	unsorted bool // a match was found behind a later one
	readsAll bool // each string calls for a look
	called   bool // the last one did, or had escapes

	usual [usualKeys]string // keys that call for nothing, by their place in an object

	heads [maxHeads]string // of the columns of a grid; see grid
	named int              // how many of them there are
	below int              // the level of the arrays that they head

	parts  parts // of a token that an earlier string began
	frames frames
}

// A pathKey is a key, and the labels in it once somebody asked for them: many
// numbers may stand below one key.
type pathKey struct {
	key    string
	labels labelSet
	known  bool
}

func (k *pathKey) words() labelSet {
	if !k.known {
		k.labels, k.known = wordsIn(k.key), true
	}
	return k.labels
}

// words returns the labels among the keys above the value at hand.
func (w *walker) words() (found labelSet) {
	for i := range w.path[:w.keys] {
		found |= w.path[i].words()
	}
	if w.outer != nil {
		found |= w.outer.words()
	}
	return found | w.above.words()
}

// maxKey is how much of a key says something about its value: its end.
const maxKey = 128

func keyTail(key string) string { return key[max(0, len(key)-maxKey):] }

// document looks at the JSON document s[lo:hi], which stands below what h says.
// It reports false if it is none; what was found until then is then worthless.
func (n *session) document(s string, lo, hi int, h hints, depth int) bool {
	w := &n.walker
	if w.n != nil { // a document within a document
		w = new(walker)
	}
	w.n, w.s, w.depth, w.above.key, w.outer, w.kind = n, s[:hi], depth, h.key, h.path, nameClass(h.key, 0)
	w.readsAll = len(n.filter.detectors) > 0 || n.echoes.on
	mark := len(n.found)
	end := w.value(w.space(lo), h.key)
	whole := end > 0 && w.space(end) == hi
	if w.unsorted {
		n.merge(mark)
	}
	*w = walker{}
	return whole
}

func (w *walker) space(i int) int {
	for i < len(w.s) && w.s[i] <= ' ' && (w.s[i] == ' ' || w.s[i] == '\n' || w.s[i] == '\r' || w.s[i] == '\t') {
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
	if i < len(w.s) && class[w.s[i]]&digit != 0 {
		if end := w.bytes(i); end > 0 {
			next, _ := w.sequel(end, ']')
			return next
		}
	}
	w.groups(i, key)
	kind, near := w.kind, neighbour{flat: key == "rawHeaders"}
	rows := w.rowsFollow(i)
	for {
		w.kind = kind
		end := 0
		if rows && i < len(w.s) && w.s[i] == '[' {
			end = w.row(i)
		} else if kind == otherName && i < len(w.s) {
			end = w.element(i, &near)
		}
		if end == 0 {
			end = w.value(i, key)
		}
		if end > 0 {
			near.follow(w, i, end)
		}
		var more bool
		if i, more = w.sequel(end, ']'); !more {
			return i
		}
	}
}

// sequel reads what follows an element that ends at i: a comma, and returns
// where the next one begins, or the closing bracket, and returns the end. An end
// of 0 is an error.
func (w *walker) sequel(i int, close byte) (next int, more bool) {
	if i == 0 {
		return 0, false
	}
	if i = w.space(i); i >= len(w.s) {
		return 0, false
	}
	switch w.s[i] {
	case ',':
		return w.space(i + 1), true
	case close:
		w.level--
		return i + 1, false
	}
	return 0, false
}

// usualKeys is how many keys of an object are remembered for the next one: rows
// have the same keys.
const usualKeys = 16

// sameKey returns the end of the key at i if it is the one that stood in its place
// in another object, and called for nothing.
func (w *walker) sameKey(i int, place uint) int {
	key := w.usual[place%usualKeys]
	if end := i + 1 + len(key); key != "" && end < len(w.s) && w.s[end] == '"' && w.s[i+1:end] == key && !w.parts.pending() {
		return end + 1
	}
	return 0
}

// key looks at the key at i. It returns its end and what it says about its
// value: a key that was redacted says nothing, for its placeholder names a kind
// and must not count as a word.
func (w *walker) key(i int, place uint) (end int, key string) {
	if end := w.sameKey(i, place); end > 0 {
		w.kind = otherName
		return end, keyTail(w.s[i+1 : end-1])
	}
	c := &w.n.scanner
	mark := len(w.n.found)
	c.keyword, c.placeholder = false, false
	end, escaped, calls := w.stringEnd(i)
	if end == 0 {
		return 0, ""
	}
	if w.parts.pending() && w.goesOn(i+1, end-1) {
		w.n.renamed = true
		return end, ""
	}
	if escaped {
		w.escaped(i+1, end-1, hints{}, true)
		key = keyTail(unquote(w.s[i:end]))
	} else {
		key = keyTail(w.s[i+1 : end-1])
		if !calls {
			w.kind, w.usual[place%usualKeys] = otherName, w.s[i+1:end-1]
			return end, key
		}
		w.n.scan(w.s, i+1, end-1, hints{}, w.depth)
		w.begins(end - 1)
	}
	w.kind = otherName
	if len(w.n.found) > mark {
		w.n.renamed = true
		return end, ""
	}
	if c.placeholder {
		return end, ""
	}
	key = plainKey(key)
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

// text looks at the string at i, which stands below key.
func (w *walker) text(i int, key string) int {
	end, escaped, calls := w.stringEnd(i)
	if end > 0 && (w.parts.pending() && w.goesOn(i+1, end-1) || w.frames.pending() && w.inFrame(i+1, end-1)) {
		return end
	}
	if end == 0 || !escaped && !calls && w.kind == otherName {
		return end
	}
	h := hints{key: key, path: w}
	if escaped {
		w.escaped(i+1, end-1, h, false)
		return end
	}
	if m := w.bySecretKey(i+1, end-1, w.s, key); m.end > 0 {
		w.n.found = append(w.n.found, m)
		return end
	}
	mark := len(w.n.found)
	w.n.plain(w.s, i+1, end-1, h, w.depth+1)
	for ; mark < len(w.n.found); mark++ {
		w.n.found[mark].quote *= 2 // of a number in a document in the string
	}
	w.begins(end - 1)
	return end
}

// bySecretKey makes a match of a whole string below a secret's name.
func (w *walker) bySecretKey(lo, hi int, s, key string) match {
	k := w.kind
	if k == otherName {
		return match{}
	}
	m := hit(lo, hi, w.n.filter.special[nameRules[k]], Likely)
	if !w.n.filter.plausible(s[lo:hi], k, true) && !(k == passwordName && w.n.filter.special[spPassword] != 0 && isPassword(key, s[lo:hi])) {
		m = w.pairBelow(lo, hi, s, key)
	}
	if w.n.filter.isSample(m.rule, s[m.start:m.end]) {
		return match{}
	}
	return m
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
	mark, outer := len(n.found), n.scanner.memory
	n.scanner.memory = memory{}
	m := match{}
	if !isKey {
		m = w.bySecretKey(0, len(s), s, h.key)
	}
	switch {
	case isKey:
		n.scan(s, 0, len(s), h, w.depth+1)
	case m.end > 0:
		n.found = append(n.found, m)
	default:
		n.plain(s, 0, len(s), h, w.depth+1)
	}
	n.scanner.memory = outer
	for i := mark; i < len(n.found); i++ {
		n.outward(v, &n.found[i], s)
		n.found[i].quote *= 2
	}
}
