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
	expanded := strings.HasPrefix(s[lo:], "-[ RECORD") // psql: names and values
	if t := tableAt(s, lo); t != nil {
		c = &columns{tables: []*table{t}}
	}
	for before, line := lo, lo+n+1; ; {
		switch {
		case before == lo && c == nil && !expanded || introduces(s[before:line]), endsSentence(s[before:line]) && beginsCells(s, line):
			c = c.with(s, line)
		case (c == nil || c.tables[len(c.tables)-1].start < before) && ruleBegins(s, line) && isRule(firstLine(s[line:])): // a header is above it
			c = c.with(s, before)
		}
		n := strings.IndexByte(s[line:], '\n')
		if n < 0 {
			return c
		}
		before, line = line, line+n+1
	}
}

// with adds the table whose header line begins at line, if it says something.
func (c *columns) with(s string, line int) *columns {
	t := tableAt(s, line)
	if t == nil || t.any == 0 && t.secret == otherName {
		return c
	}
	if c == nil {
		c = &columns{}
	} else {
		c.tables[len(c.tables)-1].s = s[:line]
	}
	c.tables = append(c.tables, t)
	return c
}

// ruleBegins reports whether the line at i may be a rule.
func ruleBegins(s string, i int) bool {
	return i < len(s) && (s[i] == '-' || s[i] == '|' || s[i] == '+' || s[i] == 0xE2)
}

// introduces reports whether a table may follow a line.
func introduces(line string) bool {
	n := len(line) - 1 // without the line feed
	if n > 0 && line[n-1] == '\r' {
		n--
	}
	if n == 0 || line[0] == '`' || line[0] == '~' || ruleBegins(line, 0) && isRule(line) {
		return true
	}
	return line[n-1] == ':'
}

// beginsCells reports whether the line at i may be a header, and is no code.
func beginsCells(s string, i int) bool {
	if i >= len(s) || class[s[i]]&letter == 0 && s[i] != '|' && s[i] != '"' {
		return false
	}
	n := strings.IndexAny(s[i:min(len(s), i+sample)], "(\n")
	return n > 0 && s[i+n] == '\n'
}

// endsSentence reports whether a line is the last one of a sentence.
func endsSentence(line string) bool {
	n := len(line) - 1
	return n > 0 && (line[n-1] == '.' || line[n-1] == '!' || line[n-1] == '?')
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
	t := table{s: s, bar: mark, mark: mark[len(mark)-1], start: lo, body: body, line: body, end: body - 1}
	for name := range strings.SplitSeq(header, mark) {
		kind, labels := nameClass(headName(name), 0), wordsIn(name)
		t.any, t.secret = t.any|labels, max(t.secret, kind)
		t.labels, t.secrets = append(t.labels, labels), append(t.secrets, kind)
	}
	return &t
}

func headName(s string) string { return strings.Trim(s, " \t\"'*`") }

// bars are the marks of tables that are drawn.
var bars = [...]string{"│", "┃", "║"}

// fieldMark returns what stands between the names of a header, and how often.
func fieldMark(header string) (mark string, most int) {
	const marks = ",;\t|"
	for i := range len(marks) {
		if n := strings.Count(header, marks[i:i+1]); n > most {
			mark, most = marks[i:i+1], n
		}
	}
	for _, bar := range bars {
		if strings.IndexByte(header, bar[0]) < 0 {
			break
		}
		if n := strings.Count(header, bar); n > most {
			mark, most = bar, n
		}
	}
	return mark, most
}

// isHeader reports whether a line looks like the names of columns. Tables of
// bars may have one at both ends.
func isHeader(header, mark string) bool {
	if mark == "|" || len(mark) > 1 {
		header = strings.Trim(header, " \t")
		header = strings.TrimSuffix(strings.TrimPrefix(header, mark), mark)
	} else if isStatement(header, mark) {
		return false
	}
	for name := range strings.SplitSeq(header, mark) {
		if !headerName(headName(name)) {
			return false
		}
	}
	return true
}

// isStatement reports whether a line with commas is one of a program: it stands in
// a block and has more than names, imports something, or is a comment.
func isStatement(line, mark string) bool {
	if line[0] == '/' || strings.Contains(line, " import ") {
		return true
	}
	if mark == "\t" || line[0] != '\t' && line[0] != ' ' {
		return false
	}
	return line[0] == '\t' || strings.ContainsAny(strings.ReplaceAll(strings.TrimLeft(line, " "), mark+" ", mark), " .(#")
}

// isRule reports whether a line only parts a header from what follows.
func isRule(line string) bool {
	return strings.Trim(line, "-+|:=\t \r─━═├┼┤┡╇┩╪╞╡╤└┴┘┌┬┐┏┳┓╒╕╔╦╗╠╬╣╟╫╢") == "" && (strings.Contains(line, "--") || len(line) > 6 && line[0] == 0xE2)
}

// goesOn reports whether one of the next lines has as many fields as a header.
// The first ones may be parts of a cell with line breaks.
func goesOn(s, mark string, marks int) bool {
	have, quotes := 0, 0
	for range 4 {
		line := firstLine(s)
		if quotes%2 == 0 {
			have = 0
		}
		quotes += strings.Count(line, `"`)
		if have += max(strings.Count(line, mark), barsIn(line, mark)); have >= marks {
			return true
		}
		if len(line) >= len(s) {
			break
		}
		s = s[len(line)+1:]
	}
	return false
}

// barsIn counts the thin bars below a header of thick ones.
func barsIn(line, mark string) int {
	if len(mark) == 1 {
		return 0
	}
	return strings.Count(line, "│")
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s[:min(len(s), maxHeader)], "\n")
	return line
}

// headerName reports whether s may name a column: a few words, and no sentence.
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
	return letters > 1 && len(s) <= 64 && strings.Count(s, " ") < 5
}
