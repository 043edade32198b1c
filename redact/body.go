package redact

import (
	"bytes"
	"math"
	"strings"
)

// opaque reports whether the body has a piece, between the marks that join
// words, that no person wrote: letters and digits, or very long.
func opaque(body string) bool { return hasOpaque(body, 16) }

func hasOpaque(body string, least int) bool {
	start := 0
	var seen uint16
	for i := 0; i <= len(body); i++ {
		if i < len(body) && class[body[i]]&alnum != 0 {
			seen |= class[body[i]]
			continue
		}
		if n := i - start; n >= 32 && !wordy(body[start:i]) || n >= least && seen&digit != 0 && seen&letter != 0 {
			return true
		}
		start, seen = i+1, 0
	}
	return false
}

// wordy reports whether letters are words in camel case, of three letters each
// at least.
func wordy(letters string) bool {
	row, capitals := 3, 0
	for i := range len(letters) {
		switch class[letters[i]] & letter {
		case upper:
			if row < 3 {
				return false
			}
			row = 1
			capitals++
		case lower:
			row++
		default:
			return false
		}
	}
	return row >= 3 && capitals >= 2
}

// mixed reports whether there are digits and letters.
func mixed(body string) bool {
	var seen uint16
	for i := range len(body) {
		seen |= class[body[i]]
	}
	return seen&digit != 0 && seen&letter != 0
}

// shout reports whether there are only capitals and digits.
func shout(body string) bool {
	for i := range len(body) {
		if class[body[i]]&lower != 0 {
			return false
		}
	}
	return true
}

// masked reports whether a body was made unusable for show, or holds the words
// of a form.
func masked(body string) bool {
	if n := len(body); n > 4 && strings.EqualFold(body[n-4:], "here") {
		return true
	}
	return strings.Trim(body, "xX*.0_-") == "" || repeated(body) || mentionsAny(body, formWords)
}

// typedOut reports whether two of three letters and digits stand in rows such as
// aaaa, 1234 and klmn, of three at least, as only samples have them.
func typedOut(body string) bool {
	marks, rows, row := 0, 0, 1
	last := byte(0)
	for i := range len(body) {
		b := body[i]
		if class[b]&alnum == 0 {
			marks++
			last, row = 0, 1
			continue
		}
		if b == last || b == last+1 {
			if row++; row == 3 {
				rows += 3
			} else if row > 3 {
				rows++
			}
		} else {
			row = 1
		}
		last = b
	}
	return len(body) >= 16 && 3*rows >= 2*(len(body)-marks)
}

// formWords are the words of forms, in small letters.
var formWords = [][]byte{[]byte("example"), []byte("abcdefghijkl"), []byte("xxxxxx"), []byte("your_"), []byte("your-"), []byte("_here"), []byte("-here")}

// mentionsAny reports whether the first bytes of a value hold one of the words,
// in any case.
func mentionsAny(value string, words [][]byte) bool {
	var room [sample]byte
	lowered := append(room[:0], value[:min(len(value), sample)]...)
	for i, b := range lowered {
		if class[b]&upper != 0 {
			lowered[i] = b | 0x20
		}
	}
	for _, w := range words {
		if bytes.Contains(lowered, w) {
			return true
		}
	}
	return false
}

// repeated reports whether one character stands thirty times in a row.
func repeated(s string) bool {
	row := 1
	for i := 1; i < len(s); i++ {
		if s[i] != s[i-1] {
			row = 0
		}
		if row++; row >= 30 {
			return true
		}
	}
	return false
}

func distinct(s string) int {
	var seen byteSet
	n := 0
	for i := range len(s) {
		if !seen.has(s[i]) {
			seen.add(s[i])
			n++
		}
	}
	return n
}

// entropy returns the Shannon entropy of the characters in bits.
func entropy(s string) float64 {
	var counts [256]int
	for i := range len(s) {
		counts[s[i]]++
	}
	bits := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(s))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}

// A byteSet is a set of bytes as bits.
type byteSet [4]uint64

func (s *byteSet) add(b byte)      { s[b>>6] |= 1 << (b & 63) }
func (s *byteSet) has(b byte) bool { return s[b>>6]&(1<<(b&63)) != 0 }
