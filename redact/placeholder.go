package redact

import (
	"strconv"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// kind is a Kind's index in kindNames.
type kind uint8

const (
	email kind = iota
	ssn
	card
	apiKey
	privateKey
	numKinds
)

var kindNames = [numKinds]Kind{Email, SSN, Card, APIKey, PrivateKey}

type kindSet uint8

const allKinds kindSet = 1<<numKinds - 1

func (s kindSet) has(k kind) bool { return s&(1<<k) != 0 }

func kindOf(name string) (kind, bool) {
	for k, n := range kindNames {
		if string(n) == name {
			return kind(k), true
		}
	}
	return 0, false
}

const (
	maxNumber      = 9  // digits of a placeholder's number
	maxPlaceholder = 32 // bytes of a placeholder, at most
)

// placeholderAt returns the kind, the number and the end of the placeholder at
// s[i], and an end of 0 if there is none.
func placeholderAt(s string, i int) (k kind, number, end int) {
	if i+4 > len(s) || s[i] != '[' || class[s[i+1]]&upper == 0 {
		return 0, 0, 0
	}
	for k, name := range kindNames {
		rest, ok := strings.CutPrefix(s[i+1:], string(name))
		if !ok || rest == "" || rest[0] != '_' {
			continue
		}
		digits := 1
		for digits < len(rest) && digits <= maxNumber && class[rest[digits]]&digit != 0 {
			number = number*10 + int(rest[digits]-'0')
			digits++
		}
		if digits > 1 && rest[1] != '0' && digits < len(rest) && rest[digits] == ']' {
			return kind(k), number, len(s) - len(rest) + digits + 1
		}
		return 0, 0, 0
	}
	return 0, 0, 0
}

// hasPlaceholder reports whether a placeholder stands anywhere in s.
func hasPlaceholder(s string) bool {
	for i := strings.IndexByte(s, '['); i >= 0 && i < len(s); i++ {
		if _, _, end := placeholderAt(s, i); end > 0 {
			return true
		}
	}
	return false
}

// A ledger numbers the values of one call. It holds them in clear and must not
// outlive the call.
type ledger struct {
	numbers map[entry]int
	last    [numKinds]int // the greatest number in use
	counts  [numKinds]int // replacements made
}

type entry struct {
	kind  kind
	value string
}

// reserve keeps numbers that are in the texts already from being given to
// other values.
func (l *ledger) reserve(texts []guard.Text) {
	for _, t := range texts {
		for i := 0; i < len(t.Value); i++ {
			next := strings.IndexByte(t.Value[i:], '[')
			if next < 0 {
				break
			}
			i += next
			if k, number, end := placeholderAt(t.Value, i); end > 0 {
				l.last[k] = max(l.last[k], number)
			}
		}
	}
}

func (l *ledger) appendPlaceholder(dst []byte, k kind, value string) []byte {
	e := entry{k, normal(k, value)}
	number, ok := l.numbers[e]
	if !ok {
		l.last[k]++
		number = l.last[k]
		l.numbers[e] = number
	}
	l.counts[k]++
	dst = append(append(append(dst, '['), kindNames[k]...), '_')
	return append(strconv.AppendInt(dst, int64(number), 10), ']')
}

// normal is what two spellings of one value have in common.
func normal(k kind, value string) string {
	if k != card && k != ssn {
		return value
	}
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, value)
}

func (l *ledger) findings() []guard.Finding {
	var found []guard.Finding
	for k, n := range l.counts {
		if n > 0 {
			found = append(found, guard.Finding{Kind: string(kindNames[k]), Count: n})
		}
	}
	return found
}
