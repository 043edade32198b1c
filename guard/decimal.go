package guard

import (
	"strconv"
	"strings"
)

// A decimal is a JSON number taken apart without rounding: the value is
// 0.digits times ten to the power of point.
type decimal struct {
	negative bool
	digits   string // no leading or trailing zeros; empty for zero
	point    int
}

const (
	floatDigits    = 17  // more decimal digits than any float64 needs
	exactDigits    = 100 // of a number that need not be a float64
	maxExponent    = 400
	farExponent    = 1 << 30            // more than digits in front of it can make up for
	maxSafeInteger = "9007199254740992" // 2^53
)

// numeral is a JSON number in its written parts.
type numeral struct {
	negative        bool
	whole, fraction string
	exponent        int
}

// splitNumber reads text by the number grammar of RFC 8259, section 6.
func splitNumber(text string) (n numeral, ok bool) {
	rest, negative := strings.CutPrefix(text, "-")
	mantissa := rest
	if i := strings.IndexAny(rest, "eE"); i >= 0 {
		mantissa = rest[:i]
		if n.exponent, ok = parseExponent(rest[i+1:]); !ok {
			return n, false
		}
	}
	whole, fraction, hasFraction := strings.Cut(mantissa, ".")
	if !onlyDigits(whole) || whole[0] == '0' && len(whole) > 1 || hasFraction && !onlyDigits(fraction) {
		return n, false
	}
	n.negative, n.whole, n.fraction = negative, whole, fraction
	return n, true
}

// value takes the number apart.
func (n numeral) value() decimal {
	all := n.whole
	if n.fraction != "" {
		all += n.fraction
	}
	digits := strings.TrimLeft(all, "0")
	point := len(n.whole) + n.exponent - (len(all) - len(digits))
	digits = strings.TrimRight(digits, "0")
	if digits == "" {
		return decimal{}
	}
	return decimal{n.negative, digits, point}
}

// smallInteger reports whether text is an integer of at most 15 digits without
// a sign, which is its own canonical form and below 2^53.
func smallInteger(text string) bool {
	return len(text) <= 15 && onlyDigits(text) && (text[0] != '0' || text == "0")
}

func onlyDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// parseExponent reads the exponent. One that is out of range is returned as
// far beyond maxExponent, for fits to refuse.
func parseExponent(s string) (int, bool) {
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || !onlyDigits(digits) {
		return 0, false
	}
	e, err := strconv.Atoi(digits)
	if err != nil || e > farExponent {
		e = farExponent
	}
	if s[0] == '-' {
		e = -e
	}
	return e, true
}

func (n decimal) integer() bool { return len(n.digits) <= n.point }

// fits reports whether the number may pass: exactly, or as a float64 that
// still is the same number for everyone who reads it.
func (n decimal) fits(exact bool) bool {
	if exact {
		return len(n.digits) <= exactDigits && -maxExponent <= n.point && n.point <= maxExponent
	}
	if n.integer() {
		width := len(maxSafeInteger)
		return n.point < width || n.point == width && n.digits <= maxSafeInteger // the zeros left out change no comparison
	}
	return len(n.digits) <= floatDigits && -307 < n.point && n.point <= 308
}

// layout returns the number in the layout of ECMAScript's Number.toString,
// which RFC 8785 prescribes. It returns text itself if it looks so already.
func (n decimal) layout(text string) string {
	var room [32]byte
	b := room[:0]
	if n.negative {
		b = append(b, '-')
	}
	k := len(n.digits)
	switch {
	case k == 0:
		return "0"
	case k <= n.point && n.point <= 21:
		b = append(b, n.digits...)
		b = append(b, strings.Repeat("0", n.point-k)...)
	case 0 < n.point && n.point <= 21:
		b = append(b, n.digits[:n.point]...)
		b = append(append(b, '.'), n.digits[n.point:]...)
	case -6 < n.point && n.point <= 0:
		b = append(b, "0."...)
		b = append(b, strings.Repeat("0", -n.point)...)
		b = append(b, n.digits...)
	default:
		b = append(b, n.digits[0])
		if k > 1 {
			b = append(append(b, '.'), n.digits[1:]...)
		}
		b = append(b, 'e')
		if n.point > 0 {
			b = append(b, '+')
		}
		b = strconv.AppendInt(b, int64(n.point-1), 10)
	}
	if string(b) == text { // compiles to no allocation
		return text
	}
	return string(b)
}
