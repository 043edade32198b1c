package redact

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Tier says when a rule finds something.
type Tier uint8

const (
	// Strong shapes have a vendor's prefix, a check digit or a fixed frame.
	// They are found wherever they stand.
	Strong Tier = iota
	// Labelled shapes are weak: they are found only below a key, under a
	// column's head, or within 40 bytes behind a word that says what they
	// are.
	Labelled
	// Optional rules are off but in [Strict], or if a Kind is asked for.
	Optional
)

var tierNames = [...]string{"strong", "labelled", "optional"}

// String returns the tier's name in lower case.
func (t Tier) String() string {
	if int(t) >= len(tierNames) {
		return "unknown"
	}
	return tierNames[t]
}

// tierOf returns how a built-in rule finds: by a label if it has words.
func tierOf(k kind, words labelSet) Tier {
	switch {
	case k == date:
		return Optional
	case words != 0:
		return Labelled
	}
	return Strong
}

// A Rule is a sort of value that the operator adds: what it begins with, what
// it is made of, what tells it from others. A Rule must not be changed after
// New.
type Rule struct {
	// ID names the rule in findings. It is required.
	ID string
	// Kind is what a value is called. It is required, and need not be one
	// of the built-in ones.
	Kind Kind
	// Literals are what a value can begin with, in exactly these letters,
	// each at least two bytes. One at least is required.
	Literals []string
	// Charset is what may follow the literal: letters, digits and marks,
	// with ranges such as a-z. Empty: A-Za-z0-9_-
	Charset string
	// Min and Max bound how many characters follow. Zero Min: 16. Zero
	// Max: no bound.
	Min, Max int
	// MinEntropy is how many bits per character the first 128 of them must
	// have at least (Shannon). Zero: it is not asked.
	MinEntropy float64
	// Check is asked about the first 128 of them. It must be safe for
	// concurrent use. Nil: nobody is asked.
	Check func(body string) bool
	// Words are labels of which one must stand within 40 bytes before the
	// value or in its key, in any case. Empty: none need be.
	Words []string
	// Expr is an RE2 expression that the value must match from the
	// literal's first byte on, within 1024 bytes; Charset, Min and Max do
	// not count then. Empty: there is none.
	Expr string
}

// A RuleInfo describes one rule for people.
type RuleInfo struct {
	ID     string
	Kind   Kind
	Tier   Tier
	Region string // ISO 3166 code of a rule of one country, or empty
	Source string // where the rule comes from
}

// ruleID is an index into a filter's rules. Zero is none.
type ruleID uint16

type ruleInfo struct {
	RuleInfo
	kind  kind
	pairs bool // a second value may follow; see pair
}

// Rules returns the rules that f applies, ordered by Kind and ID.
func (f *Filter) Rules() []RuleInfo {
	if f == nil {
		return nil
	}
	var list []RuleInfo
	for _, r := range f.rules[min(1, len(f.rules)):] {
		list = append(list, r.RuleInfo)
	}
	slices.SortFunc(list, func(a, b RuleInfo) int {
		return strings.Compare(string(a.Kind)+" "+a.ID, string(b.Kind)+" "+b.ID)
	})
	return slices.CompactFunc(list, func(a, b RuleInfo) bool { return a.ID == b.ID })
}

var errNoLiteral = errors.New("it needs a literal of two bytes or more")

// compile turns an operator's rule into literals.
func (r Rule) compile(id ruleID) ([]literal, error) {
	if r.ID == "" || !validKind(r.Kind) {
		return nil, errors.New("it needs an ID, and a Kind of capitals")
	}
	if r.Min < 0 || r.Max < 0 || r.Max > 0 && r.Max < r.Min || r.MinEntropy < 0 {
		return nil, errors.New("a bound is negative, or Max is below Min")
	}
	l := literal{rule: id, min: r.Min, max: r.Max, entropy: r.MinEntropy, check: r.Check, words: r.Words}
	if l.min == 0 {
		l.min = 16
	}
	var err error
	if l.chars, err = charset(r.Charset); err != nil {
		return nil, err
	}
	if r.Expr != "" {
		if l.expr, err = regexp.Compile(`\A(?:` + r.Expr + `)`); err != nil {
			return nil, fmt.Errorf("its expression: %w", err)
		}
	}
	if len(r.Literals) == 0 {
		return nil, errNoLiteral
	}
	var list []literal
	for _, text := range r.Literals {
		if len(text) < 2 {
			return nil, errNoLiteral
		}
		l.text = text
		list = append(list, l)
	}
	return list, nil
}

// charset reads a set of characters such as A-Za-z0-9_-
func charset(s string) (*[256]bool, error) {
	if s == "" {
		s = "A-Za-z0-9_-"
	}
	var set [256]bool
	for i := 0; i < len(s); i++ {
		from, to := s[i], s[i]
		if i+2 < len(s) && s[i+1] == '-' {
			to = s[i+2]
			i += 2
		}
		if from > to || to >= 0x80 {
			return nil, fmt.Errorf("the range %c-%c of its charset", from, to)
		}
		for b := int(from); b <= int(to); b++ {
			set[b] = true
		}
	}
	return &set, nil
}
