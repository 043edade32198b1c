package redact

import "strings"

// findTables returns the tables of the text s[lo:hi], or nil. A header stands in
// the first or second line, behind an empty line, a colon, or the fence of a
// block of code.
func findTables(s string, lo, hi int) *columns {
	if hi-lo < 12 {
		return nil
	}
	s = s[:hi]
	n := strings.IndexByte(s[lo:], '\n')
	if n < 0 {
		return nil
	}
	var c *columns
	if t := tableAt(s, lo); t != nil {
		c = &columns{tables: []*table{t}}
	}
	for before, line := lo, lo+n+1; ; {
		if before == lo && c == nil || introduces(s[before:line]) {
			if t := tableAt(s, line); t != nil && (t.any != 0 || t.secret != otherName) {
				if c == nil {
					c = &columns{}
				} else {
					c.tables[len(c.tables)-1].s = s[:line]
				}
				c.tables = append(c.tables, t)
			}
		}
		n := strings.IndexByte(s[line:], '\n')
		if n < 0 {
			return c
		}
		before, line = line, line+n+1
	}
}

// introduces reports whether a table may follow a line.
func introduces(line string) bool {
	n := len(line) - 1 // without the line feed
	if n > 0 && line[n-1] == '\r' {
		n--
	}
	return n == 0 || line[n-1] == ':' || line[0] == '`' || line[0] == '~'
}

// tableAt returns the table whose header line begins at lo, or nil.
func tableAt(s string, lo int) *table {
	header := s[lo:min(len(s), lo+maxHeader)]
	n := strings.IndexByte(header, '\n')
	if n < 3 || lo+n+1 >= len(s) {
		return nil
	}
	header = strings.TrimSuffix(header[:n], "\r")
	mark, marks := fieldMark(header)
	if marks == 0 || marks >= maxColumns || !isHeader(header, mark) {
		return nil
	}
	body := lo + n + 1
	if rule := firstLine(s[body:]); isRule(rule) { // |---|---|
		body += len(rule) + 1
	}
	if body >= len(s) || !goesOn(s[body:], mark, marks) {
		return nil
	}
	t := table{s: s, mark: mark[0], start: lo, body: body, line: body, end: body - 1}
	for name := range strings.SplitSeq(header, mark) {
		kind, labels := nameClass(headName(name), 0), wordsIn(name)
		t.any, t.secret = t.any|labels, max(t.secret, kind)
		t.labels, t.secrets = append(t.labels, labels), append(t.secrets, kind)
	}
	return &t
}

func headName(s string) string { return strings.Trim(s, " \t\"'*`") }

// fieldMark returns what stands between the names of a header, and how often.
func fieldMark(header string) (mark string, most int) {
	const marks = ",;\t|"
	for i := range len(marks) {
		if n := strings.Count(header, marks[i:i+1]); n > most {
			mark, most = marks[i:i+1], n
		}
	}
	return mark, most
}

// isHeader reports whether a line looks like the names of columns. Tables of
// bars may have one at both ends.
func isHeader(header, mark string) bool {
	if mark == "|" {
		header = strings.Trim(header, " \t")
		header = strings.TrimSuffix(strings.TrimPrefix(header, mark), mark)
	}
	for name := range strings.SplitSeq(header, mark) {
		if !headerName(headName(name)) {
			return false
		}
	}
	return true
}

// isRule reports whether a line only parts a header from what follows.
func isRule(line string) bool {
	return strings.Trim(line, "-+|:=\t \r") == "" && strings.Contains(line, "--")
}

// goesOn reports whether one of the next lines has as many fields as a header.
// The first ones may be parts of a cell with line breaks.
func goesOn(s, mark string, marks int) bool {
	for range 4 {
		line := firstLine(s)
		if strings.Count(line, mark) >= marks {
			return true
		}
		if len(line) >= len(s) {
			break
		}
		s = s[len(line)+1:]
	}
	return false
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s[:min(len(s), maxHeader)], "\n")
	return line
}

func headerName(s string) bool {
	letters := 0
	for i := range len(s) {
		switch {
		case class[s[i]]&letter != 0 || s[i] >= 0x80:
			letters++
		case class[s[i]]&(digit|underscore|dash|dot) == 0 && strings.IndexByte(" ()#/%", s[i]) < 0:
			return false
		}
	}
	return letters > 1 && len(s) <= 64
}
