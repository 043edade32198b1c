package redact

import "strings"

// A match is a value found at s[start:end]. The zero match is none.
type match struct {
	start, end int
	kind       kind
}

// A scanner walks over one text, from the end of each match to the next. It
// lives on the stack: what it calls must not keep it.
//
// What stands before floor is as good as gone: a second run over the edited
// text sees a placeholder there, jumps over it and sets floor behind it. No
// look back crosses floor, so both runs decide alike, and redacting twice
// changes nothing.
type scanner struct {
	filter *Filter
	s      string
	key    string // the JSON key that s belongs to
	floor  int
	runs   [numSets]span
	footer int // of the next PEM footer, if not before the position; see nextFooter
}

type span struct{ start, end int }

// A trigger is the matcher that a byte calls for.
type trigger uint8

const (
	noTrigger trigger = iota
	bracketTrigger
	atTrigger
	digitTrigger
	tokenTrigger
	assignTrigger
	dashTrigger
)

func triggersFor(on kindSet) (t [256]trigger) {
	t['['] = bracketTrigger
	if on.has(email) {
		t['@'] = atTrigger
	}
	for c := '0'; c <= '9' && (on.has(card) || on.has(ssn)); c++ {
		t[c] = digitTrigger
	}
	if on.has(apiKey) {
		for c := range vendorsByFirst {
			if len(vendorsByFirst[c]) > 0 {
				t[c] = tokenTrigger
			}
		}
		t['='], t[':'] = assignTrigger, assignTrigger
	}
	if on.has(privateKey) {
		t['-'] = dashTrigger
	}
	return t
}

// next returns the first match from position i on.
func (c *scanner) next(i int) match {
	c.floor = i
	for i < len(c.s) {
		t := c.filter.triggers[c.s[i]]
		if t == noTrigger {
			i++
			continue
		}
		m, resume := c.at(t, i)
		if m.end > 0 {
			return m
		}
		i = resume
	}
	return match{}
}

// at asks one matcher. Without a match the scan goes on at resume.
func (c *scanner) at(t trigger, i int) (m match, resume int) {
	switch t {
	case bracketTrigger:
		if _, _, end := placeholderAt(c.s, i); end > 0 {
			c.floor = end
			return match{}, end
		}
		return match{}, i + 1
	case atTrigger:
		return c.address(i), i + 1
	case digitTrigger:
		return c.digits(i)
	case tokenTrigger:
		return c.token(i), i + 1
	case assignTrigger:
		return c.assignment(i), i + 1
	default:
		return c.frame(i), i + 1
	}
}

// Character classes are bits, so that a set is a mask.
const (
	digit uint16 = 1 << iota
	lower
	upper
	hexLower
	underscore
	dash
	dot
	plusSlash
	equals
	tokenMark // what else RFC 6750 allows in a bearer token
	stop      // ends an unquoted value
	letter    = lower | upper
	alnum     = letter | digit
)

var class = func() (t [256]uint16) {
	for c := '0'; c <= '9'; c++ {
		t[c] = digit | hexLower
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-32] = lower, upper
	}
	for c := 'a'; c <= 'f'; c++ {
		t[c] |= hexLower
	}
	t['_'], t['-'], t['.'], t['+'], t['/'], t['='], t['~'] = underscore, dash, dot, plusSlash, plusSlash, equals, tokenMark
	for _, c := range []byte("\"'`,;&<>\\") {
		t[c] = stop
	}
	for c := range 33 {
		t[c] = stop
	}
	return t
}()

// A set is a set of characters that tokens are made of.
type set uint8

const (
	alnumSet  set = iota
	wordSet       // with _
	urlSet        // base64url
	dottedSet     // base64url and dots
	base64Set
	hexSet
	digitSet
	bearerSet
	valueSet // everything but stops
	numSets
)

var masks = [numSets]uint16{
	alnumSet:  alnum,
	wordSet:   alnum | underscore,
	urlSet:    alnum | underscore | dash,
	dottedSet: alnum | underscore | dash | dot,
	base64Set: alnum | plusSlash | equals,
	hexSet:    hexLower,
	digitSet:  digit,
	bearerSet: alnum | underscore | dash | dot | plusSlash | equals | tokenMark,
}

// run returns the end of the run of set at i. It remembers the last run, so
// that many starts in one long run cost no more than one.
func (c *scanner) run(i int, s set) int {
	r := &c.runs[s]
	if r.start <= i && i < r.end {
		return r.end
	}
	end := i
	if s == valueSet {
		for end < len(c.s) && class[c.s[end]]&stop == 0 {
			end++
		}
	} else {
		for end < len(c.s) && class[c.s[end]]&masks[s] != 0 {
			end++
		}
	}
	*r = span{i, end}
	return end
}

// is reports whether the byte at i exists and is of a class.
func (c *scanner) is(i int, mask uint16) bool {
	return i >= c.floor && i < len(c.s) && class[c.s[i]]&mask != 0
}

// inWord reports whether s[i] continues a word or a number. A character that
// ends an escape (%3D, or \n in a text that is a JSON or a program's literal)
// is no part of the word that follows.
func (c *scanner) inWord(i int) bool {
	if !c.is(i-1, alnum) {
		return false
	}
	if i-3 >= c.floor && c.s[i-3] == '%' && hexDigit(c.s[i-2]) && hexDigit(c.s[i-1]) {
		return false
	}
	return i-2 < c.floor || c.s[i-2] != '\\' || strings.IndexByte("nrtbf", c.s[i-1]) < 0
}

func hexDigit(b byte) bool {
	return class[b]&hexLower != 0 || 'A' <= b && b <= 'F'
}

// mentions reports whether a word stands in the key or in the forty bytes
// before i.
func (c *scanner) mentions(i int, words []string) bool {
	before := c.s[max(c.floor, i-40):i]
	for _, w := range words {
		if hasWord(before, w) || hasWord(c.key, w) {
			return true
		}
	}
	return false
}

// hasWord looks for a lower-case word in any case, as a word of its own, also
// within an identifier: userSSN and user_ssn have ssn, businessname has not.
func hasWord(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i]|0x20 == word[0] && strings.EqualFold(s[i:i+len(word)], word) && edge(s, i) && edge(s, i+len(word)) {
			return true
		}
	}
	return false
}

// edge reports whether a word may begin or end between s[i-1] and s[i].
func edge(s string, i int) bool {
	if i == 0 || i == len(s) {
		return true
	}
	a, b := class[s[i-1]], class[s[i]]
	return a&letter == 0 || b&letter == 0 || a&lower != 0 && b&upper != 0
}
