package redact

import "strings"

// digits reads the run of digits at i and the groups that follow it.
func (c *scanner) digits(i int) (m match, resume int) {
	end := c.run(i, digitSet)
	if c.inWord(i) || c.is(end, letter) {
		return match{}, end
	}
	if i > c.floor && c.s[i-1] == '%' && end-i > 2 { // the %20 of a URL
		i += 2
	}
	on := c.filter.on
	switch n := end - i; {
	case on.has(card) && (n == 4 || n >= 13 && n <= 19):
		if last := c.cardEnd(i, end); last > 0 {
			m = match{i, last, card}
		}
	case on.has(ssn) && (n == 3 || n == 9):
		if last := c.ssnEnd(i, end); last > 0 {
			m = match{i, last, ssn}
		}
	}
	return m, end
}

var cardWords = []string{"card", "visa", "pan", "cc"}

// cardGroups are the groupings printed on cards.
var cardGroups = [...][]int{{4, 4, 4, 4, 3}, {4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}}

// cardEnd returns the end of the card number whose first digits are s[i:end],
// or 0.
func (c *scanner) cardEnd(i, end int) int {
	if n := end - i; n > 4 {
		fraction := c.is(i-1, dot) && c.is(i-2, digit)
		// Thirteen digits are mostly article numbers today, and more than
		// sixteen are 64-bit ids, except for UnionPay.
		weak := n == 13 || n > 16 && !strings.HasPrefix(c.s[i:end], "62")
		if fraction || !isCard(c.s[i:end]) || weak && !c.mentions(i, cardWords) {
			return 0
		}
		return end
	}
	for _, groups := range cardGroups {
		var number [19]byte
		if n, last := c.grouped(i, groups, &number); n > 0 && isCard(string(number[:n])) {
			return last
		}
	}
	return 0
}

// grouped reads groups of digits of the given lengths that one and the same
// separator joins. It returns how many digits there are, and where they end.
func (c *scanner) grouped(i int, groups []int, number *[19]byte) (digits, end int) {
	mark := ""
	for g, n := range groups {
		if g > 0 {
			s := separator(c.s[i:])
			if s == "" || g > 1 && s != mark {
				return 0, 0
			}
			mark, i = s, i+len(s)
		}
		end := c.run(i, digitSet)
		if end-i != n || c.is(end, letter) {
			return 0, 0
		}
		digits += copy(number[digits:], c.s[i:end])
		i = end
	}
	return digits, i
}

// separators stand between groups of digits: also no-break spaces, the Unicode
// dashes and the minus sign.
var separators = [...]string{" ", "-", ".", "_", "\u00a0", "\u202f", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"}

func separator(s string) string {
	if s == "" || class[s[0]]&alnum != 0 {
		return ""
	}
	for _, mark := range separators {
		if strings.HasPrefix(s, mark) {
			return mark
		}
	}
	return ""
}

// brands are the issuers' ranges of first digits (ISO/IEC 7812-1) and the
// lengths in use.
var brands = [...]struct {
	low, high string
	lengths   string // of these many letters after 'a', a for 13
}{
	{"4", "4", "adg"},       // Visa
	{"51", "55", "d"},       // Mastercard
	{"2221", "2720", "d"},   // Mastercard since 2017
	{"34", "34", "c"},       // American Express
	{"37", "37", "c"},       // American Express
	{"300", "305", "b"},     // Diners Club
	{"3095", "3095", "b"},   // Diners Club
	{"36", "36", "bd"},      // Diners Club
	{"38", "39", "bd"},      // Diners Club
	{"6011", "6011", "dg"},  // Discover
	{"644", "659", "dg"},    // Discover, RuPay
	{"3528", "3589", "dg"},  // JCB
	{"62", "62", "defg"},    // UnionPay
	{"81", "81", "d"},       // UnionPay, RuPay
	{"508", "508", "d"},     // RuPay
	{"2200", "2204", "dg"},  // Mir
	{"5018", "5018", "dfg"}, // Maestro, as all below
	{"5020", "5020", "dfg"}, //
	{"5038", "5038", "dfg"}, //
	{"5893", "5893", "dfg"}, //
	{"6304", "6304", "dfg"}, //
	{"6759", "6763", "dfg"}, //
}

// isCard reports whether the digits have a brand's beginning and length and end
// in the check digit of ISO/IEC 7812-1, annex B (Luhn).
func isCard(digits string) bool {
	if len(digits) < 13 {
		return false
	}
	length := byte('a' + len(digits) - 13)
	for _, b := range brands {
		first := digits[:len(b.low)]
		if first >= b.low && first <= b.high && strings.IndexByte(b.lengths, length) >= 0 {
			return luhn(digits)
		}
	}
	return false
}

func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
			d -= d / 10 * 9
		}
		sum += d
	}
	return sum%10 == 0
}

var ssnWords = []string{"ssn", "ssns", "social security", "social-security", "social_security", "socialsecurity", "soc sec"}

// ssnEnd returns the end of the social security number whose first digits are
// s[i:end], or 0. Only dashes make the shape strong enough to need no word.
func (c *scanner) ssnEnd(i, end int) int {
	if end-i == 9 {
		if issued(c.s[i:end]) && c.mentions(i, ssnWords) {
			return end
		}
		return 0
	}
	var number [19]byte
	n, last := c.grouped(i, []int{3, 2, 4}, &number)
	if n == 0 || !issued(string(number[:n])) {
		return 0
	}
	mark := separator(c.s[end:])
	if strings.Contains(" ._\u00a0\u202f", mark) {
		if c.mentions(i, ssnWords) {
			return last
		}
		return 0
	}
	if c.inChain(i, last, mark) {
		return 0
	}
	return last
}

// inChain reports whether the number is a part of a longer one. A placeholder
// behind the next separator was a number before.
func (c *scanner) inChain(start, end int, mark string) bool {
	if strings.HasSuffix(c.s[c.floor:start], mark) && c.is(start-len(mark)-1, digit) {
		return true
	}
	rest, ok := strings.CutPrefix(c.s[end:], mark)
	return ok && rest != "" && (rest[0] == '[' || class[rest[0]]&digit != 0)
}

// issued reports whether the Social Security Administration can have issued
// the number (20 CFR 422.103; randomized since 2011, the ranges below were kept
// out).
func issued(digits string) bool {
	area, group, serial := digits[:3], digits[3:5], digits[5:]
	return area != "000" && area != "666" && area < "900" && group != "00" && serial != "0000"
}
