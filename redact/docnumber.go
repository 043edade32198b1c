package redact

import (
	"encoding/json"
	"strconv"
	"strings"
)

// number looks at the number at i.
func (w *walker) number(i int, key string) int {
	end := numberEnd(w.s, i)
	if end == 0 {
		return 0
	}
	if w.coordinate(i, end, key) {
		return end
	}
	token := w.s[i:end]
	if token[0] == '-' {
		token = token[1:]
	}
	if w.kind.isCode() && w.n.filter.plausible(token, w.kind, false) {
		m := hit(i, end, w.n.filter.special[nameRules[w.kind]], Likely)
		m.value, m.quote = w.n.keep(token), 1
		w.n.found = append(w.n.found, m)
		return end
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
		m = w.bySecretKey(0, len(digits), digits, "")
	}
	if v := (echo{}); m.end == 0 && w.n.echoes.on && len(digits) >= leastEcho {
		if v = w.n.echoes.at(digits, 0, 0); len(v.value) == len(digits) {
			m = hit(0, len(digits), v.rule, Possible)
		}
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
