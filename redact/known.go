package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

const (
	leastKnown = 8    // bytes of a known value
	maxKnown   = 1000 // values
)

// addKnown makes literals of the known values in the forms in which they leave.
// The other encodings are taken off by the views.
func (b *compiler) addKnown() error {
	b.operators = ruleID(len(b.rules))
	if len(b.config.Known) == 0 {
		return nil
	}
	if len(b.config.Known) > maxKnown {
		return fmt.Errorf("more than %d known values", maxKnown)
	}
	b.careful = true
	b.special[spKnown] = b.add(RuleInfo{specials[spKnown].id, Known, Strong, "", specials[spKnown].source})
	for i, value := range b.config.Known {
		if len(value) < leastKnown || strings.TrimSpace(value) != value || distinct(value) < 4 {
			return fmt.Errorf("known value %d: it needs %d bytes, 4 of them different, and no blanks around it", i, leastKnown)
		}
		for _, form := range knownForms(value) {
			b.literals = append(b.literals, literal{text: form, rule: b.special[spKnown], exact: true})
		}
	}
	if len(b.wanted) == 1 && b.wanted[Known] { // nothing else is looked for
		return nil
	}
	var err error
	b.exact, err = New(Config{Known: b.config.Known, Kinds: []Kind{Known}})
	return err
}

// known looks for the known values alone in s[lo:]: no other value that stands in
// one, or that one stands in, hides a part of it.
func (n *session) known(s string, lo int) {
	c := &n.scanner
	outer, windows := c.filter, len(c.windows)
	c.filter, c.floor, c.footer = outer.exact, lo, 0
	for m := c.next(lo); m.end > 0; m = c.next(m.end) {
		m.rule = outer.special[spKnown]
		n.found = append(n.found, m)
	}
	c.filter, c.windows = outer, c.windows[:windows]
}

// knownForms returns a value as it is, quoted as JSON, escaped for a URL, in
// hexadecimal digits, and the part of its base64 that is the same whatever
// stands around it, for each of the three places where it can begin.
func knownForms(value string) []string {
	quoted, _ := json.Marshal(value) // a string always marshals
	forms := []string{value, string(quoted[1 : len(quoted)-1]), url.QueryEscape(value), url.PathEscape(value),
		hex.EncodeToString([]byte(value)), strings.ToUpper(hex.EncodeToString([]byte(value)))}
	for shift := range 3 {
		padded := append(make([]byte, shift, shift+len(value)), value...)
		padded = padded[:len(padded)/3*3]
		from := [...]int{0, 2, 3}[shift]
		std := base64.StdEncoding.EncodeToString(padded)
		if len(std)-from >= leastKnown {
			forms = append(forms, std[from:], strings.NewReplacer("+", "-", "/", "_").Replace(std[from:]))
		}
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}
