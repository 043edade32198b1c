package redact

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	maxNumber      = 9  // digits of a placeholder's number
	maxKindName    = 24 // bytes of a kind in a placeholder
	maxPlaceholder = 40 // bytes of a placeholder, at most
)

// placeholderAt returns the number and the end of the placeholder at s[i], and
// an end of 0 if there is none.
func (f *Filter) placeholderAt(s string, i int) (number, end int) {
	_, number, end = f.placeholder(s, i)
	return number, end
}

func (f *Filter) placeholder(s string, i int) (k kind, number, end int) {
	if i+4 > len(s) || s[i] != '[' || class[s[i+1]]&upper == 0 {
		return 0, 0, 0
	}
	name := i + 1
	for name < len(s) && name-i <= maxKindName+1 && class[s[name]]&(upper|underscore) != 0 {
		name++
	}
	switch {
	case name >= len(s):
		return 0, 0, 0
	case s[name] == ':':
		return f.markedPlaceholder(s, i, name)
	case s[name-1] != '_':
		return 0, 0, 0
	}
	digits := name
	for digits < len(s) && digits-name < maxNumber && class[s[digits]]&digit != 0 {
		number = number*10 + int(s[digits]-'0')
		digits++
	}
	if digits == name || s[name] == '0' || digits >= len(s) || s[digits] != ']' {
		return 0, 0, 0
	}
	k, ok := f.kindNamed(s[i+1 : name-1])
	if !ok {
		return 0, 0, 0
	}
	return k, number, digits + 1
}

func (f *Filter) kindNamed(name string) (kind, bool) {
	for k, n := range f.kinds {
		if string(n) == name {
			return kind(k), true
		}
	}
	return 0, false
}

// markedPlaceholder recognizes what Hash and Mask leave. Neither can be made to
// hold a value: a hash has sixteen letters of sixteen, a mask four characters.
func (f *Filter) markedPlaceholder(s string, i, mark int) (k kind, number, end int) {
	k, ok := f.kindNamed(s[i+1 : mark])
	if !ok {
		return 0, 0, 0
	}
	close := strings.IndexByte(s[mark:min(len(s), mark+maxPlaceholder)], ']')
	if close < 0 {
		return 0, 0, 0
	}
	inner := s[mark+1 : mark+close]
	switch {
	case len(inner) == 8 && inner[:4] == "****":
	case len(inner) != referenceLength || strings.Trim(inner, referenceLetters) != "":
		return 0, 0, 0
	}
	return k, 0, mark + close + 1
}

// hasPlaceholder reports whether a placeholder stands anywhere in s.
func (f *Filter) hasPlaceholder(s string) bool {
	for i := 0; ; i++ {
		n := strings.IndexByte(s[i:], '[')
		if n < 0 {
			return false
		}
		i += n
		if _, end := f.placeholderAt(s, i); end > 0 {
			return true
		}
	}
}

// maxRemembered bounds the values of one call that keep their number. A value
// beyond it has a new number wherever it stands.
const maxRemembered = 1 << 14

// maxReserved bounds the numbers in a text that others keep clear of. Numbers of
// one call never come so far, so a greater one, which only a hostile text has, is
// in nobody's way; counting on from it would leave the digits that a placeholder
// has.
const maxReserved = 500_000_000

// A ledger numbers the values of one call. It holds them in clear and must not
// outlive the call.
type ledger struct {
	numbers numbers
	begun   bool
	last    [maxKinds]int // the greatest number in use
	counts  [maxKinds]int // values found
	passed  [maxKinds]int // values that the operator lets pass
}

// forget makes room for the next call.
func (l *ledger) forget() {
	if l.begun {
		l.numbers.forget()
		l.begun, l.last, l.counts, l.passed = false, [maxKinds]int{}, [maxKinds]int{}, [maxKinds]int{}
	}
}

// reserve keeps numbers that are in the texts already from being given to
// other values.
func (l *ledger) reserve(f *Filter, texts []guard.Text) {
	l.begun = true
	for _, t := range texts {
		for i := 0; ; i++ {
			next := strings.IndexByte(t.Value[i:], '[')
			if next < 0 {
				break
			}
			i += next
			if k, number, end := f.placeholder(t.Value, i); end > 0 && number < maxReserved {
				l.last[k] = max(l.last[k], number)
			}
		}
	}
}

// number returns the number of a value.
func (n *session) number(k kind, value string) int {
	value = normal(k, value)
	slot := n.numbers.slot(k, value)
	number := 0
	switch {
	case slot != nil && slot.number > 0:
		return int(slot.number)
	case n.filter.stable != nil && n.call != nil && !n.call.Caller.Anonymous():
		name := n.filter.kinds[k]
		number = n.filter.stable.number(n.call.Caller.ID(), k, n.filter.reference(n.call.Caller.ID(), string(name), value))
	default:
		n.last[k]++
		number = n.last[k]
	}
	if slot != nil {
		n.numbers.set(slot, number)
	}
	return number
}

func appendNumbered(dst []byte, k Kind, number int) []byte {
	dst = append(append(append(dst, '['), k...), '_')
	if number >= 1e8 {
		return append(strconv.AppendInt(dst, int64(number), 10), ']')
	}
	w := eightDigitsOf(uint64(number))
	zeros := bits.TrailingZeros64(w|1<<56) / 8
	dst = binary.LittleEndian.AppendUint64(dst, (w|ones*'0')>>(8*zeros))
	return append(dst[:len(dst)-zeros], ']')
}

// eightDigitsOf returns the digits of a number as bytes, the first one in the
// lowest: it splits them into fours, twos and ones, all parts at once.
func eightDigitsOf(n uint64) uint64 {
	n = n/10000 | n%10000<<32
	hundreds := n * 10486 >> 20 & 0x0000007F_0000007F
	n = hundreds | (n-hundreds*100)<<16
	tens := n * 103 >> 10 & 0x000F000F_000F000F
	return tens | (n-tens*10)<<8
}

// normal is what two spellings of one value have in common.
func normal(k kind, value string) string {
	if k != card && k != ssn && k != nationalID && k != iban {
		return value
	}
	i := 0
	for i+8 <= len(value) && eightDigits(word64(value[i:])) {
		i += 8
	}
	for ; i < len(value); i++ {
		if class[value[i]]&alnum == 0 {
			return strings.Map(func(r rune) rune {
				if r > 'z' || class[byte(r)]&alnum == 0 {
					return -1
				}
				return r
			}, value)
		}
	}
	return value
}

func (n *session) counted() []guard.Finding {
	if !n.begun {
		return nil
	}
	var found []guard.Finding
	for k := range n.filter.kinds {
		count := n.counts[k]
		if count > 0 {
			found = append(found, guard.Finding{Kind: string(n.filter.kinds[k]), Count: count})
		}
		if passed := n.passed[k]; passed > 0 {
			found = append(found, guard.Finding{Kind: string(n.filter.kinds[k]) + "_SUPPRESSED", Count: passed})
		}
	}
	return found
}
