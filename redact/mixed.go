package redact

import "strings"

// The numbers here have groups of digits and letters apart from them.

// mixedGroups finds the British number in its printed groups, AB 12 34 56 C,
// and the Chilean one, 12.345.678-K.
func (c *scanner) mixedGroups(i, end, second int) match {
	switch {
	case end-i == 2 && second == 2:
		return c.spacedNINO(i)
	case second == 3 && c.s[end] == '.':
		return c.dottedRUT(i, end)
	}
	return match{}
}

func (c *scanner) spacedNINO(i int) match {
	start, end := i-3, i+10
	if c.filter.special[spNINO] == 0 || start < c.floor || end > len(c.s) || c.is(start-1, alnum) || c.is(end, alnum) {
		return match{}
	}
	s := c.s[start:end]
	if mark := s[2]; strings.IndexByte(" -._/", mark) < 0 || s[5] != mark || s[8] != mark || s[11] != mark {
		return match{}
	}
	var room [12]byte
	w := room[:0]
	for _, part := range [...]string{s[:2], s[3:5], s[6:8], s[9:11], s[12:]} {
		w = append(w, part...)
	}
	if !fits(w, "AA999999A") || w[0] > 'Z' || !nino(string(w)) {
		return match{}
	}
	return hit(start, end, c.filter.special[spNINO], Sure)
}

func (c *scanner) dottedRUT(i, end int) match {
	start := i
	if end-i == 3 { // 1.234.567-8: the single digit before triggers nothing
		start = i - 2
		if start < c.floor || c.s[i-1] != '.' || !c.is(start, digit) || c.is(start-1, alnum|dot) {
			return match{}
		}
		end = i - 1
	}
	last := end + 9 // .345.678-K
	if c.filter.special[spRUT] == 0 || last+1 > len(c.s) || c.is(last+1, alnum) {
		return match{}
	}
	s := c.s[start : last+1]
	n := end - start
	if s[n] != '.' || s[n+4] != '.' || s[n+8] != '-' {
		return match{}
	}
	var room [12]byte
	w := append(append(append(room[:0], s[:n]...), s[n+1:n+4]...), s[n+5:n+8]...)
	if len(w) > 8 || !fits(w, "99999999") {
		return match{}
	}
	w = capitals(w, s[n+9:])
	if !rut(string(w)) {
		return match{}
	}
	return hit(start, last+1, c.filter.special[spRUT], Sure)
}

// dashedDNI finds the Spanish number with a dash before its letter.
func (c *scanner) dashedDNI(i, end int) match {
	var room [9]byte
	w := capitals(capitals(room[:0], c.s[i:end]), c.s[end+1:end+2])
	if c.filter.special[spDNI] == 0 || !dni(string(w)) {
		return match{}
	}
	return hit(i, end+2, c.filter.special[spDNI], Sure)
}
