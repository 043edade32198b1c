package redact

import "strings"

// Character classes are bits, so that a set is a mask.
const (
	digit uint16 = 1 << iota
	lower
	upper
	hexLower
	hexUpper
	underscore
	dash
	dot
	plusSlash
	equals
	tokenMark // what else RFC 6750 allows in a bearer token
	stop      // ends an unquoted value
	stopHard  // ends a number: line breaks, brackets, commas
	colonMark
	urlMark // what else a query holds
	dollar
	letter = lower | upper
	alnum  = letter | digit
)

var class = func() (t [256]uint16) {
	for c := '0'; c <= '9'; c++ {
		t[c] = digit | hexLower | hexUpper
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-32] = lower, upper
	}
	for c := 'a'; c <= 'f'; c++ {
		t[c] |= hexLower
		t[c-32] |= hexUpper
	}
	t['_'], t['-'], t['.'], t['+'], t['/'], t['='], t['~'] = underscore, dash, dot, plusSlash, plusSlash, equals, tokenMark
	for _, c := range []byte("\"'`,;&<>\\") {
		t[c] = stop
	}
	for c := range 33 {
		t[c] = stop
	}
	t[':'] |= colonMark
	for _, c := range []byte("\"',;:\n\r\t{}[]()<>") {
		t[c] |= stopHard
	}
	for _, c := range []byte("%&?@;") {
		t[c] |= urlMark
	}
	t['$'], t['!'] = dollar, dollar
	return t
}()

// joinByte is true for what joins groups of digits, or begins a character that
// does.
var joinByte = [256]bool{' ': true, '-': true, '.': true, '_': true, '/': true, 0xC2: true, 0xE2: true}

// A set is a set of characters that tokens are made of.
type set uint8

const (
	alnumSet  set = iota
	wordSet       // with _
	urlSet        // base64url
	dottedSet     // base64url and dots
	base64Set
	hexSet
	hexAnySet // in either case
	digitSet
	bearerSet
	digitSlashSet // hexadecimal digits, slashes and colons
	sasSet        // of a signed URL
	alnumMarkSet  // with - and :
	slugSet       // base64url and slashes
	sessionSet    // with dots, underscores and !
	base64WordSet // base64 and underscores
	dollarSet     // with $
	valueSet      // everything but stops
	numSets
)

var masks = [numSets]uint16{
	alnumSet:      alnum,
	wordSet:       alnum | underscore,
	urlSet:        alnum | underscore | dash,
	dottedSet:     alnum | underscore | dash | dot,
	base64Set:     alnum | plusSlash | equals,
	hexSet:        hexLower,
	hexAnySet:     hexLower | hexUpper,
	digitSet:      digit,
	bearerSet:     alnum | underscore | dash | dot | plusSlash | equals | tokenMark,
	sasSet:        alnum | underscore | dash | dot | plusSlash | equals | tokenMark | colonMark | urlMark,
	alnumMarkSet:  alnum | dash | colonMark,
	slugSet:       alnum | underscore | dash | plusSlash,
	sessionSet:    alnum | underscore | dot | dollar,
	base64WordSet: alnum | plusSlash | equals | underscore,
	dollarSet:     alnum | dollar,
	digitSlashSet: hexLower | plusSlash | colonMark,
}

// run returns the end of the run of set at i. It remembers the last run, so
// that many starts in one long run cost no more than one.
func (c *scanner) run(i int, s set) int {
	r := &c.runs[s]
	if r.start <= i && i < r.end {
		return min(r.end, len(c.s)) // of more than what stands before a value that waits
	}
	end := i
	if s == valueSet {
		for end < len(c.s) && class[c.s[end]]&stop == 0 {
			end++
		}
	} else {
		for s == digitSet && end+8 <= len(c.s) && eightDigits(word64(c.s[end:])) {
			end += 8
		}
		for mask := masks[s]; end < len(c.s) && class[c.s[end]]&mask != 0; {
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
	if i-6 >= c.floor && c.s[i-6] == '\\' && c.s[i-5] == 'u' {
		return false
	}
	return !c.inEscape(i - 1)
}

// inEscape reports whether the character at i ends an escape like \n.
func (c *scanner) inEscape(i int) bool {
	return i-1 >= c.floor && c.s[i-1] == '\\' && strings.IndexByte("nrtbf", c.s[i]) >= 0
}

func hexDigit(b byte) bool { return class[b]&(hexLower|hexUpper) != 0 }

// startsFold is strings.HasPrefix for a word of small letters, in any case. The
// text has as many bytes.
func startsFold(s, word string) bool {
	for i := range len(word) {
		if b := s[i]; b != word[i] && (b|0x20 != word[i] || class[b]&upper == 0) {
			return false
		}
	}
	return true
}

// containsFold is strings.Contains for a lower-case ASCII word in any case.
func containsFold(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i]|0x20 == word[0]|0x20 && strings.EqualFold(s[i:i+len(word)], word) {
			return true
		}
	}
	return false
}
