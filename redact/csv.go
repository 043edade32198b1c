package redact

import "strings"

const (
	maxHeader  = 8 << 10 // bytes of a header line
	maxColumns = 256
)

// columns says which labels stand at the heads of a table's columns. Tables are
// comma, semicolon, tab or bar separated, with a header line.
type columns struct {
	s          string
	mark       byte
	labels     []labelSet
	secrets    []nameKind
	secret     bool     // a column holds secrets
	any        labelSet // the labels of all columns
	body       int
	pos        int // the state of the cursor before s[pos]
	column     int
	quoted     bool
	structural [256]bool
}

// table returns the columns of the text s[lo:hi] if it is a table.
func table(s string, lo, hi int) *columns {
	if hi-lo < 16 {
		return nil
	}
	header := s[lo:min(hi, lo+maxHeader)]
	n := strings.IndexByte(header, '\n')
	if n < 3 || lo+n+1 >= hi {
		return nil
	}
	header = strings.TrimSuffix(header[:n], "\r")
	const marks = ",;\t|"
	mark, fields := "", 0
	for i := range len(marks) {
		if n := strings.Count(header, marks[i:i+1]); n > fields {
			mark, fields = marks[i:i+1], n
		}
	}
	if fields == 0 || fields >= maxColumns || strings.Count(firstLine(s[lo+n+1:hi]), mark) < fields || !isHeader(header, mark) {
		return nil
	}
	t := columns{s: s[:hi], mark: mark[0], body: lo + n + 1, pos: lo + n + 1}
	t.structural['"'], t.structural['\n'], t.structural[t.mark] = true, true, true
	for name := range strings.SplitSeq(header, mark) {
		kind, labels := nameClass(strings.Trim(name, " \"'"), 0), wordsIn(name)
		t.any, t.secret = t.any|labels, t.secret || kind != otherName
		t.labels, t.secrets = append(t.labels, labels), append(t.secrets, kind)
	}
	return &t
}

// isHeader reports whether a line looks like the names of columns.
func isHeader(header, mark string) bool {
	for name := range strings.SplitSeq(header, mark) {
		if !headerName(strings.Trim(name, " \"'")) {
			return false
		}
	}
	return true
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

// at returns the labels of the column that holds s[i]. It is asked from left to
// right; a step back costs the way from the line's start.
func (t *columns) at(i int) labelSet {
	if i < t.body || t.any == 0 {
		return 0
	}
	if i < t.pos {
		t.pos, t.column, t.quoted = max(t.body, strings.LastIndexByte(t.s[:i], '\n')+1), 0, false
	}
	t.advance(i)
	if t.column < len(t.labels) {
		return t.labels[t.column]
	}
	return 0
}

func (t *columns) advance(i int) {
	for ; t.pos < i; t.pos++ {
		if !t.structural[t.s[t.pos]] {
			continue
		}
		switch b := t.s[t.pos]; {
		case b == '"':
			t.quoted = !t.quoted
		case t.quoted:
		case b == t.mark:
			t.column++
		case b == '\n':
			t.column = 0
		}
	}
}

// cells appends the secrets of the columns that hold some.
func (n *session) cells(t *columns) {
	for start := t.body; start < len(t.s); {
		t.at(start)
		end := start
		if end < len(t.s) && t.s[end] == '"' {
			if q := strings.IndexByte(t.s[end+1:], '"'); q >= 0 {
				end += q + 2
			}
		}
		for end < len(t.s) && t.s[end] != t.mark && t.s[end] != '\n' {
			end++
		}
		if k := otherName; t.column < len(t.secrets) {
			if k = t.secrets[t.column]; k != otherName {
				n.cell(start, end, t, k)
			}
		}
		start = end + 1
	}
}

func (n *session) cell(start, end int, t *columns, k nameKind) {
	for end > start && strings.IndexByte(" \"\r", t.s[end-1]) >= 0 {
		end--
	}
	for start < end && strings.IndexByte(" \"", t.s[start]) >= 0 {
		start++
	}
	if n.filter.plausible(t.s[start:end], k, true) {
		n.found = append(n.found, hit(start, end, n.filter.special[nameRules[k]], Likely))
	}
}
