package redact

import "strings"

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
// in the check digit.
func isCard(digits string) bool {
	if len(digits) < 13 || digits[0] == '1' || digits[0] == '0' || !luhn(digits) {
		return false
	}
	length := byte('a' + len(digits) - 13)
	for _, b := range brands {
		first := digits[:len(b.low)]
		if first >= b.low && first <= b.high && strings.IndexByte(b.lengths, length) >= 0 {
			return true
		}
	}
	return false
}

// unionPay: of the long numbers without a label only these, as 64-bit ids have
// as many digits.
func unionPay(digits string) bool { return strings.HasPrefix(digits, "62") && isCard(digits) }
