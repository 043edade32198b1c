package redact

import "strings"

// brands are the issuers' ranges of the first four digits (ISO/IEC 7812-1) and
// the lengths in use, as bits.
var brands = [...]struct{ low, high, lengths uint32 }{
	{4000, 4999, 1<<13 | 1<<16 | 1<<19},         // Visa
	{5100, 5599, 1 << 16},                       // Mastercard
	{2221, 2720, 1 << 16},                       // Mastercard since 2017
	{3400, 3499, 1 << 15},                       // American Express
	{3700, 3799, 1 << 15},                       // American Express
	{3000, 3059, 1 << 14},                       // Diners Club
	{3095, 3095, 1 << 14},                       // Diners Club
	{3600, 3699, 1<<14 | 1<<16},                 // Diners Club
	{3800, 3999, 1<<14 | 1<<16},                 // Diners Club
	{6011, 6011, 1<<16 | 1<<19},                 // Discover
	{6440, 6599, 1<<16 | 1<<19},                 // Discover, RuPay
	{3528, 3589, 1<<16 | 1<<19},                 // JCB
	{6200, 6299, 1<<16 | 1<<17 | 1<<18 | 1<<19}, // UnionPay
	{8100, 8199, 1 << 16},                       // UnionPay, RuPay
	{5080, 5089, 1 << 16},                       // RuPay
	{2200, 2204, 1<<16 | 1<<19},                 // Mir
	{5018, 5018, 1<<16 | 1<<18 | 1<<19},         // Maestro, as all below
	{5020, 5020, 1<<16 | 1<<18 | 1<<19},
	{5038, 5038, 1<<16 | 1<<18 | 1<<19},
	{5893, 5893, 1<<16 | 1<<18 | 1<<19},
	{6304, 6304, 1<<16 | 1<<18 | 1<<19},
	{6759, 6763, 1<<16 | 1<<18 | 1<<19},
}

// isCard reports whether the digits have a brand's beginning and length and end
// in the check digit.
func isCard(digits string) bool {
	if len(digits) < 13 || digits[0] == '1' || digits[0] == '0' {
		return false
	}
	first, length := uint32(two(digits)*100+two(digits[2:])), uint32(1)<<len(digits)
	for i := range brands {
		if b := &brands[i]; first >= b.low && first <= b.high && b.lengths&length != 0 {
			return luhn(digits)
		}
	}
	return false
}

// unionPay: of the long numbers without a label only these, as 64-bit ids have
// as many digits.
func unionPay(digits string) bool { return strings.HasPrefix(digits, "62") && isCard(digits) }
