package redact

import "strings"

// leastList is how many bytes make a list that is looked into.
const leastList = 11

// listed notes the list of numbers behind the bracket at i, or from the 0x at i
// on, if it is a text in bytes: [103, 104, 112] or {0x67, 0x68}. It returns where
// the scan goes on.
func (c *scanner) listed(i int) (resume int) {
	if class[c.s[i]]&digit == 0 {
		i++
	}
	n := len(c.lists)
	if n > c.listMark && i < c.lists[n-1].end {
		return i
	}
	end, count := numberList(nil, c.s, i)
	if count < leastList {
		return i
	}
	c.lists = append(c.lists, span{i, end})
	return end - 1
}

// pairs notes the list of pairs of hexadecimal digits around i, parted by a mark,
// or returns 0.
func (c *scanner) pairs(i int, mark byte) (end int) {
	s := c.s
	if i+11 >= len(s) || s[i+5] != mark || s[i+8] != mark || !hexDigit(s[i+3]) || !hexDigit(s[i+4]) || !hexDigit(s[i+6]) || !hexDigit(s[i+7]) {
		return 0
	}
	start := i
	for n := 0; n < leastList && start-3 >= c.floor && s[start-1] == mark && hexDigit(s[start-2]) && hexDigit(s[start-3]) && (start-3 == c.floor || class[s[start-4]]&alnum == 0); n++ {
		start -= 3
	}
	end, count := pairList(nil, s, start)
	if end < i+2 { // what stands before is none of it
		start = i
		end, count = pairList(nil, s, i)
	}
	if count < leastList {
		return 0
	}
	c.lists = append(c.lists, span{start, end})
	return end
}

// dump notes the dump of bytes whose first line begins at i with the place 0, as
// xxd(1) and hexdump(1) write them, or returns 0.
func (c *scanner) dump(i int) (end int) {
	if i > c.floor && c.s[i-1] != '\n' && c.s[i-1] != ' ' {
		return 0
	}
	end, count := dumpList(nil, c.s, i)
	if count < leastList {
		return 0
	}
	c.lists = append(c.lists, span{i, end})
	return end
}

// list makes the view of the list of bytes s[lo:hi].
func (v *view) list(s string, lo, hi int) {
	v.reset()
	switch {
	case strings.HasPrefix(s[lo:], dumpStart):
		dumpList(v, s[:hi], lo)
	case pairsBegin(s, lo, hi):
		pairList(v, s[:hi], lo)
	default:
		numberList(v, s[:hi], lo)
	}
}

// pairsBegin reports whether s[lo:hi] is pairs of digits and not, in brackets,
// numbers.
func pairsBegin(s string, lo, hi int) bool {
	if lo > 0 && strings.IndexByte("[({", s[lo-1]) >= 0 {
		if _, count := numberList(nil, s[:hi], lo); count >= leastList {
			return false
		}
	}
	_, count := pairList(nil, s[:hi], lo)
	return count >= leastList
}

// numberList reads numbers below 256, in decimal or hexadecimal digits, between
// commas or blanks. They must be a text: it ends where one is not.
func numberList(v *view, s string, i int) (end, count int) {
	end = i
	for i < len(s) {
		n, size := 0, 0
		if strings.HasPrefix(s[i:], "0x") {
			for size = 2; size < 4 && i+size < len(s) && hexDigit(s[i+size]); size++ {
				n = n<<4 | int(hexValue(s[i+size]))
			}
		} else {
			for size < 4 && i+size < len(s) && s[i+size]-'0' < 10 {
				n = n*10 + int(s[i+size]-'0')
				size++
			}
		}
		if size == 0 || size > 4 || n > 255 || !textByte(byte(n)) && n < 0x80 || i+size < len(s) && class[s[i+size]]&(alnum|dot) != 0 {
			return end, count
		}
		if v != nil {
			v.add(byte(n))
		}
		i += size
		end, count = i, count+1
		for gap := 0; i < len(s) && gap < 24 && strings.IndexByte(", \n\r\t", s[i]) >= 0; gap++ {
			i++
		}
		if i == end {
			break
		}
	}
	return end, count
}

// pairList reads pairs of hexadecimal digits between one sort of mark.
func pairList(v *view, s string, i int) (end, count int) {
	mark := byte(0)
	for end = i; i+2 <= len(s) && hexDigit(s[i]) && hexDigit(s[i+1]); i++ {
		b := hexValue(s[i])<<4 | hexValue(s[i+1])
		if !textByte(b) && b < 0x80 || i+2 < len(s) && class[s[i+2]]&alnum != 0 {
			break
		}
		if v != nil {
			v.add(b)
		}
		i += 2
		end, count = i, count+1
		if i < len(s) && mark == 0 {
			mark = s[i]
		}
		if i >= len(s) || s[i] != mark {
			break
		}
	}
	return end, count
}

// dumpStart is the place of the first line of a dump.
const dumpStart = "00000000"

// dumpList reads the lines of a dump: a place, pairs or groups of digits, and the
// text that they are, which is left out. What is no text is a blank.
func dumpList(v *view, s string, i int) (end, count int) {
	for end = i; i+len(dumpStart) < len(s) && hexRun(s[i:i+len(dumpStart)]); {
		i += len(dumpStart)
		line := s[i:min(len(s), i+100)]
		n := strings.IndexByte(line, '\n')
		if n >= 0 {
			line = line[:n]
		}
		read := dumpLine(v, line)
		if read == 0 {
			break
		}
		count += read
		if end = i + len(line); n < 0 {
			break
		}
		i = end + 1
	}
	return end, count
}

// dumpLine reads the bytes of one line behind its place. Two blanks end them, but
// for those in the middle of sixteen pairs.
func dumpLine(v *view, line string) (count int) {
	line = strings.TrimPrefix(line, ":")
	for blanks, i := 0, 0; i+2 <= len(line) && count < 16; {
		if line[i] == ' ' {
			if blanks++; blanks > 1 && count > 0 && count != 8 {
				break
			}
			i++
			continue
		}
		if !hexDigit(line[i]) || !hexDigit(line[i+1]) {
			break
		}
		b := hexValue(line[i])<<4 | hexValue(line[i+1])
		if !textByte(b) && b < 0x80 {
			b = ' '
		}
		if v != nil {
			v.add(b)
		}
		blanks, i, count = 0, i+2, count+1
	}
	return count
}

// bytes looks into the array of numbers at i of a document if it is a text in
// bytes. It returns the place behind the last one, or 0.
func (w *walker) bytes(i int) int {
	end, count := numberList(nil, w.s, i)
	if count < leastList || w.depth+1 >= maxDepth || w.space(end) >= len(w.s) || w.s[w.space(end)] != ']' {
		return 0
	}
	n, v := w.n, &w.n.views[w.depth+1]
	mark := len(n.found)
	v.list(w.s, i, end)
	n.inside(v, i, end, hints{}, w.depth, bytesOfText)
	if len(n.found) == mark {
		return 0
	}
	n.found[mark].quote = 1
	n.again = true
	return end
}

// dumpedFrom looks for a dump or a list of bytes behind the digits at i.
func (c *scanner) dumpedFrom(i int) {
	end := i + 2
	if end >= len(c.s) {
		return
	}
	for end < len(c.s) && end < i+len(dumpStart) && c.s[end]-'0' < 10 {
		end++
	}
	c.asBytes(i, end)
}
