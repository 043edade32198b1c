package syntax

import (
	"math/bits"
	"strings"
)

// SQLite's own words (https://sqlite.org/lang_keywords.html). Which of them can
// be names follows the %fallback rule of its grammar; some of those mean
// something else in the place of an alias, or may in a later version.
const (
	sqliteReserved = `add all alter and as between case check collate commit constraint create default delete distinct drop
		else escape except exists from group having in index indexed insert intersect into is isnull join limit not notnull
		null on or order returning select set table then to union unique update using values when where autoincrement
		deferrable foreign nothing primary references transaction`
	sqliteJoins   = `cross full inner left natural outer right`
	sqliteLabels  = `end cast current_date current_time current_timestamp raise`
	sqliteNotBare = `filter glob like match over regexp window`
)

// mysqlCalled are reserved words that are functions before a parenthesis.
const mysqlCalled = `char if insert left mod repeat replace right row_number`

// postgresCalled are the words of the column names that are called like any
// other function.
const postgresCalled = `coalesce greatest least nullif grouping`

// postgresInfix are the operators that are words. PostgreSQL takes some of them
// for the name of a column of the result, where nothing can stand behind them.
const postgresInfix = `at and or is in between like ilike similar collate isnull notnull overlaps uescape`

// A word is what a word means in a dialect.
type word struct {
	kind  kind
	class class
}

// A vocabulary holds the words of a dialect that are not plain names, in a table
// of twice their number or more: most of the time goes into looking up words.
type vocabulary struct {
	slots [1 << slotBits]slot
}

const slotBits = 10

type slot struct {
	text string
	word word
}

// newVocabulary gives every word with a kind the class of a plain name.
func newVocabulary() *vocabulary {
	v := &vocabulary{}
	for i, w := range strings.Fields(wordNames) {
		*v.at(w) = slot{w, word{kwAll + kind(i), cAny}}
	}
	return v
}

// at returns the slot of a word in lower case, or the one where it belongs.
func (v *vocabulary) at(w string) *slot {
	h := uint32(len(w))
	for i := range len(w) {
		h = hash(h, w[i])
	}
	return v.probe(h, []byte(w))
}

func hash(h uint32, c byte) uint32 { return bits.RotateLeft32(h, 5) ^ uint32(c) }

func (v *vocabulary) probe(h uint32, w []byte) *slot {
	for i := h * 0x9e3779b1 >> (32 - slotBits); ; i++ { // Fibonacci hashing
		if s := &v.slots[i%(1<<slotBits)]; s.text == string(w) || s.text == "" {
			return s
		}
	}
}

// set changes what words can name. A word without a kind of its own gets the
// one of a plain word: its class alone keeps it out.
func (v *vocabulary) set(words string, change func(class) class) {
	for _, w := range strings.Fields(words) {
		s := v.at(w)
		if s.text == "" {
			*s = slot{w, word{kWord, cAny}}
		}
		s.word.class = change(s.word.class)
	}
}

func to(c class) func(class) class { return func(class) class { return c } }

func without(c class) func(class) class { return func(old class) class { return old &^ c } }

var vocabularies = [...]*vocabulary{SQLite: sqliteVocabulary(), Postgres: postgresVocabulary(), MySQL: mysqlVocabulary()}

func sqliteVocabulary() *vocabulary {
	v := newVocabulary()
	v.set(sqliteReserved, to(0))
	v.set(sqliteJoins, to(cFunc|cLabel|cDot))
	v.set(sqliteLabels, to(cLabel|cDot))
	v.set("with", to(0))
	v.set(sqliteNotBare, without(cBare))
	return v
}

func postgresVocabulary() *vocabulary {
	v := newVocabulary()
	v.set(postgresReserved, to(cBare|cLabel|cDot))
	v.set(postgresColumnNames, without(cFunc))
	v.set(postgresCalled, to(cAny))
	v.set(postgresFunctionNames, without(cName))
	v.set(postgresNotBare, without(cBare))
	v.set(postgresInfix, without(cBare))
	return v
}

func mysqlVocabulary() *vocabulary {
	v := newVocabulary()
	v.set(mysqlReserved, to(cDot))
	v.set(mysqlCalled, to(cFunc|cDot))
	v.set(mysqlNotBare, without(cBare))
	return v
}

// longestWord is the length of the longest word in any vocabulary.
const longestWord = 32

// look returns what a bare word means. Only ASCII letters fold: no engine takes
// a letter outside of ASCII for one of its words.
func (v *vocabulary) look(text string) word {
	if len(text) > longestWord {
		return word{kWord, cAny}
	}
	var buf [longestWord]byte
	h := uint32(len(text))
	for i := range len(text) {
		buf[i] = lowerByte(text[i])
		h = hash(h, buf[i])
	}
	if s := v.probe(h, buf[:len(text)]); s.text != "" {
		return s.word
	}
	return word{kWord, cAny}
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// Lower returns s with its ASCII letters in lower case.
func Lower(s string) string {
	for i := range len(s) {
		if s[i] != lowerByte(s[i]) {
			b := []byte(s)
			for i := range b {
				b[i] = lowerByte(b[i])
			}
			return string(b)
		}
	}
	return s
}
