package redact

// inDump reports whether more numbers stand beside groups that blanks join. One
// behind them may be a placeholder by now.
func (c *scanner) inDump(start, end int) bool {
	if start-2 >= c.floor && c.s[start-1] == ' ' && class[c.s[start-2]]&digit != 0 {
		return true
	}
	if end+1 >= len(c.s) || c.s[end] != ' ' {
		return false
	}
	if class[c.s[end+1]]&digit != 0 {
		return true
	}
	_, placeholder := c.filter.placeholderAt(c.s, end+1)
	return placeholder > 0
}

// inHexTable reports whether the groups of four digits at s[start:end] stand in
// a table of hexadecimal numbers: one of the next three on a side has a letter.
func (c *scanner) inHexTable(start, end int) bool {
	var seen uint16
	for n, i := 0, start; n < 3 && i-5 >= c.floor && (c.s[i-1] == ' ' || c.s[i-1] == '\n') && hexRun(c.s[i-5:i-1]) && !c.is(i-6, alnum); n++ {
		i -= 5
		seen |= class[c.s[i]] | class[c.s[i+1]] | class[c.s[i+2]] | class[c.s[i+3]]
	}
	if seen&letter != 0 {
		return true
	}
	for n, i := 0, end; n < 3 && i+5 <= len(c.s) && (c.s[i] == ' ' || c.s[i] == '\n') && hexRun(c.s[i+1:i+5]) && !c.is(i+5, alnum); n++ {
		i += 5
		seen |= class[c.s[i-4]] | class[c.s[i-3]] | class[c.s[i-2]] | class[c.s[i-1]]
	}
	return seen&letter != 0
}
