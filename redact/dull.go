package redact

// Here are the digits that begin nothing, as most of a text do. The scan jumps over
// them before it asks anything else.

// dull returns the end of the digits at i if nothing begins with so many, and
// such a neighbour. Most digits of a text end here.
func (c *scanner) dull(i int) int {
	s, gate := c.s, &c.filter.gate
	end := i + 2
	for end < len(s) && s[end]-'0' < 10 {
		end++
	}
	n := end - i
	if n >= maxDigits {
		return 0
	}
	if n == 2 && end+6 < len(s) && s[end+3] == s[end] && s[end+6] == s[end] || n == len(dumpStart) && s[i] == '0' {
		if listEnd := c.asBytes(i, end); listEnd > 0 {
			return listEnd
		}
	}
	if n == 4 && c.isTimestamp(i+10) && s[i+4] == '-' && s[i+7] == '-' && (i == c.floor || class[s[i-1]]&alnum == 0) && !c.filter.dates {
		if end = i + 19; end <= len(s) && s[i+16] == ':' && s[i+14]-'0' < 10 && s[i+15]-'0' < 10 && s[i+17]-'0' < 10 && s[i+18]-'0' < 10 {
			return end // 2026-03-01T09:15:02
		}
		return i + 13
	}
	next := byte(' ')
	if end < len(s) {
		next = s[end]
	}
	if class[next]&letter != 0 || i > c.floor && class[s[i-1]]&alnum != 0 {
		return c.dullWord(i, end)
	}
	switch g := gate.digits[n][next]; g {
	case gateShut:
		return end
	case gateOpen:
		if !joinByte[next] && c.hopeless(i, gate.alone[n]) {
			return end
		}
	case gateGroups:
		second := end + 1
		if (n == 3 || n == 4) && end+3 < len(s) && s[second] == '-' && s[end:end+3] == wideDash {
			return 0
		}
		for second < len(s) && s[second]-'0' < 10 {
			second++
		}
		third := second
		if second -= end + 1; second >= maxDigits || !gate.groups[n][second] || n == 4 && second == 2 && c.isTimestamp(i+10) {
			return end
		}
		if gate.third[n][second] && (third+1 >= len(s) || !joinByte[s[third]] || s[third] < 0x80 && s[third+1]-'0' >= 10) || c.hopeless(i, gate.labelled[n][second]) {
			if n == 4 && second == 2 {
				return c.dateEnd(end, third)
			}
			return end
		}
	}
	return 0
}

// dateEnd returns the end of the date whose year and month end there, if nothing
// else can begin in it, or where the year ends. Tables have one in every line.
func (c *scanner) dateEnd(year, month int) int {
	s, end, hot := c.s, month+len("-04"), &c.filter.triggers.hot
	switch {
	case end >= len(s) || s[month] != s[year] || s[month+1]-'0' >= 10 || s[month+2]-'0' >= 10:
	case class[s[end]]&stop == 0 || joinByte[s[end]] || !c.filter.gate.third[2][2]:
	case hot[pairOf(s[year-1], s[year])]|hot[pairOf(s[year], s[year+1])]|hot[pairOf(s[month-1], s[month])]|hot[pairOf(s[month], s[month+1])] != 0: // of an operator's rule
	default:
		return end
	}
	return year
}

// asBytes returns the end of the list of bytes that the digits s[i:end] begin or
// are a part of, or 0.
func (c *scanner) asBytes(i, end int) int {
	if end >= len(c.s) {
		return 0
	}
	switch mark := c.s[end]; end - i {
	case 2:
		if mark == ' ' || mark == ':' || mark == '-' {
			return c.pairs(i, mark)
		}
	case len(dumpStart):
		if (mark == ' ' || mark == ':') && c.s[i:end] == dumpStart {
			return c.dump(i)
		}
	}
	return 0
}

// dullWord is dull for digits in a word of letters and digits.
func (c *scanner) dullWord(i, end int) int {
	s, start := c.s, i
	for start > c.floor && i-start <= maxWord && class[s[start-1]]&alnum != 0 {
		start--
	}
	for end < len(s) && end-start <= maxWord && class[s[end]]&alnum != 0 {
		end++
	}
	n := end - start
	if n > maxWord || start > c.floor && (s[start-1] == '\\' || s[start-1] == '%') { // an escape may end in the word
		return 0
	}
	if n == 8 && c.isUUID(start) {
		return start + 36
	}
	if n < 3 || c.filter.gate.words[n]>>beginning(s[start:])&1 == 0 || n == 4 && !c.fourInteresting(start) {
		return end
	}
	if n == 8 && (c.is(start-1, dash) && c.is(start-2, alnum) || c.is(end, dash) && c.is(end+1, alnum)) { // of a UUID
		return end
	}
	return 0
}

// beginning tells which of the first three bytes are letters, as bits.
func beginning(s string) uint8 { return letterBit[s[0]]<<2 | letterBit[s[1]]<<1 | letterBit[s[2]] }

// letterBit is 1 for letters.
var letterBit = func() (t [256]uint8) {
	for b := range t {
		if class[b]&letter != 0 {
			t[b] = 1
		}
	}
	return t
}()

// isUUID reports whether a UUID (RFC 9562) stands at i.
func (c *scanner) isUUID(i int) bool {
	s := c.s
	if i+36 > len(s) || s[i+8] != '-' || s[i+13] != '-' || s[i+18] != '-' || s[i+23] != '-' {
		return false
	}
	return hexRun(s[i:i+8]) && hexRun(s[i+9:i+13]) && hexRun(s[i+24:i+36]) && (i+36 == len(s) || class[s[i+36]]&alnum == 0)
}

// fourInteresting reports whether four characters can begin an IBAN in groups,
// or end a Finnish number.
func (c *scanner) fourInteresting(i int) bool {
	s := c.s
	if class[s[i]]&letter != 0 {
		return class[s[i+1]]&letter != 0 && class[s[i+2]]&class[s[i+3]]&digit != 0
	}
	return class[s[i+1]]&class[s[i+2]]&digit != 0 && i-2 >= c.floor && (s[i-1] == '-' || s[i-1] == '+') && class[s[i-2]]&digit != 0
}
