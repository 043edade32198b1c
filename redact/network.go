package redact

import "net/netip"

// The matchers here are on in Strict only: addresses and telephone numbers are
// what agents work with.

// ipv4 finds an address whose first digits are s[i:end].
func (c *scanner) ipv4(i, end int) match {
	if c.filter.special[spIP] == 0 || c.is(i-1, dot) {
		return match{}
	}
	last := end
	for last < len(c.s) && last-i < 16 && class[c.s[last]]&(digit|dot) != 0 {
		last++
	}
	for last > i && c.s[last-1] == '.' {
		last--
	}
	if a, err := netip.ParseAddr(c.s[i:last]); err != nil || !a.Is4() || c.is(last, alnum) {
		return match{}
	}
	return hit(i, last, c.filter.special[spIP], Likely)
}

// colon finds the MAC or IPv6 address around the colon at i.
func (c *scanner) colon(i int) match {
	start, end := i, i
	for start > c.floor && i-start < 40 && (hexDigit(c.s[start-1]) || c.s[start-1] == ':') {
		start--
	}
	for end < len(c.s) && end-i < 40 && (hexDigit(c.s[end]) || c.s[end] == ':') {
		end++
	}
	if end < len(c.s) && class[c.s[end]]&alnum != 0 || c.is(start-1, alnum) {
		return match{}
	}
	word := c.s[start:end]
	if isMAC(word) {
		if id := c.filter.special[spMAC]; id != 0 {
			return hit(start, end, id, Sure)
		}
		return match{}
	}
	if a, err := netip.ParseAddr(word); err == nil && a.Is6() && len(word) > 6 && c.filter.special[spIP] != 0 {
		return hit(start, end, c.filter.special[spIP], Likely)
	}
	return match{}
}

func isMAC(s string) bool {
	if len(s) != 17 {
		return false
	}
	for i := range len(s) {
		if i%3 == 2 && s[i] != ':' || i%3 != 2 && !hexDigit(s[i]) {
			return false
		}
	}
	return true
}

// international finds a telephone number of ITU-T E.164, + and 8 to 15 digits
// with single separators, or a national one in brackets behind it.
func (c *scanner) international(i int) match {
	if c.is(i-1, alnum) || c.filter.special[spPhone] == 0 {
		return match{}
	}
	n, end := 0, i+1
	whole, last := 0, end // digits before the last separator, and where they end
	for at := i + 1; at < len(c.s) && at-i < 24; at++ {
		switch b := c.s[at]; {
		case class[b]&digit != 0:
			if end < at {
				whole, last = n, end
			}
			n, end = n+1, at+1
			if n > 15 { // the last group is another number's
				n, end = whole, last
				break
			}
			continue
		case b == ' ' && n >= 10: // a whole number, and another one
		case (b == ' ' || b == '-' || b == '.' || b == '(' || b == ')') && at+1 < len(c.s):
			continue
		}
		break
	}
	if n < 8 || n > 15 || c.is(end, alnum) || c.s[i+1] == '0' {
		return match{}
	}
	return hit(i, end, c.filter.special[spPhone], Likely)
}
