package redact

import "strings"

const (
	maxHeader  = 8 << 10 // bytes of a header line
	maxColumns = 256
)

// columns are the tables of a text, in order. A table is comma, semicolon, tab
// or bar separated, with a header line, and ends where the next one begins.
type columns struct {
	tables []*table
	at     int // the table that was asked last
}

// A table says which labels stand at the heads of its columns. It reads line by
// line, so that no cell can change how the lines after its own are read.
type table struct {
	s           string
	bar         string // what stands between two fields
	mark        byte   // its last byte
	labels      []labelSet
	secrets     []nameKind
	secret      nameKind // what some column holds
	any         labelSet // the labels of all columns
	start, body int
	line, end   int  // the line at hand
	sure        bool // it has as many fields as the header
	unclosed    int  // from here on, no quotation mark in it opens a field
	quiet       span // of the text without quotation marks
	field, next int  // the field at hand
	column      int
}

// labels returns the labels of the column that holds s[i]. It is not sure of
// them outside of a table, and in a line that does not fit the header: there, all
// columns count.
func (c *columns) labels(i int) (found labelSet, sure bool) {
	t := c.table(i)
	switch {
	case i < t.start:
		return 0, false
	case i < t.body:
		return 0, true
	}
	if t.reach(i); !t.sure {
		return t.any, false
	}
	if t.any == 0 {
		return 0, true
	}
	t.seek(i)
	return t.labels[t.column], true
}

// without reports whether no label of a set counts at i.
func (c *columns) without(i int, words labelSet) bool {
	t := c.table(i)
	if i < t.body || t.any&words != 0 {
		return false
	}
	t.reach(i)
	return t.sure
}

func (c *columns) table(i int) *table {
	for c.at+1 < len(c.tables) && c.tables[c.at+1].start <= i {
		c.at++
	}
	for c.at > 0 && c.tables[c.at].start > i {
		c.at--
	}
	return c.tables[c.at]
}

// reach makes the line that holds s[i] the line at hand.
func (t *table) reach(i int) {
	if i < t.line {
		t.open(max(t.body, strings.LastIndexByte(t.s[:i], '\n')+1))
	}
	for i > t.end {
		t.open(t.end + 1)
	}
}

func (t *table) open(line int) {
	t.line, t.end = line, len(t.s)
	if n := strings.IndexByte(t.s[line:], '\n'); n >= 0 {
		t.end = line + n
	}
	if t.unclosed = t.end + 1; !t.hasQuote() {
		t.unclosed = line
		t.sure = strings.Count(t.s[line:t.end], t.bar) == len(t.labels)-1
		t.field = t.end + 1 // no field is at hand yet; see seek
		return
	}
	t.rewind()
	for t.next < t.end {
		t.forward()
	}
	t.sure = t.column == len(t.labels)-1
	t.rewind()
}

// hasQuote reports whether a quotation mark stands in the line at hand. It looks
// for one in many lines at a time, as most tables have none.
func (t *table) hasQuote() bool {
	if t.line >= t.quiet.start && t.end <= t.quiet.end {
		return false
	}
	ahead := t.s[t.line:min(len(t.s), t.end+1<<12)]
	n := strings.IndexByte(ahead, '"')
	if n < 0 {
		n = len(ahead)
	}
	t.quiet = span{t.line, t.line + n}
	return t.quiet.end < t.end
}

func (t *table) rewind() { t.column, t.field, t.next = 0, t.line, t.fieldEnd(t.line) }

func (t *table) forward() {
	t.column, t.field = t.column+1, t.next+1
	t.next = t.fieldEnd(t.field)
}

// seek makes the field that holds s[i] the field at hand. It is asked from left
// to right; a step back costs the way from the line's start.
func (t *table) seek(i int) {
	if i < t.field {
		t.rewind()
	}
	for i > t.next && t.next < t.end {
		t.forward()
	}
}

// fieldEnd returns the end of the field at i. A quotation mark opens a field as
// its first byte only, and if another one closes it in the same line.
func (t *table) fieldEnd(i int) int {
	if i < t.unclosed && i < t.end && t.s[i] == '"' {
		row := 0 // a doubled quotation mark is one of the text
		for j := i + 1; j <= t.end; j++ {
			switch {
			case j < t.end && t.s[j] == '"':
				row++
				continue
			case row%2 == 1 && (j == t.end || t.s[j] == t.mark || t.s[j] == '\r'):
				return j
			}
			row = 0
		}
		t.unclosed = i // nothing in the rest of the line closes
	}
	if n := strings.IndexByte(t.s[i:t.end], t.mark); n >= 0 {
		return i + n
	}
	return t.end
}

// cells appends the secrets of the columns that hold some.
func (n *session) cells(t *table) {
	if t.secret == otherName {
		return
	}
	for line := t.body; line < len(t.s); line = t.end + 1 {
		t.reach(line)
		for t.rewind(); ; t.forward() {
			kind := otherName
			if t.column < len(t.secrets) {
				kind = t.secrets[t.column]
			}
			n.cell(t, kind)
			if t.next >= t.end {
				break
			}
		}
	}
}

// cell judges the cell at hand. In a line that does not fit the header, one that
// looks like a machine made it counts in every column.
func (n *session) cell(t *table, k nameKind) {
	start, end := t.field, min(t.next, t.end)
	if len(t.bar) > 1 && t.next < t.end && end-start > len(t.bar) {
		end -= len(t.bar) - 1
	}
	for end > start && strings.IndexByte(" \"\r", t.s[end-1]) >= 0 {
		end--
	}
	for start < end && strings.IndexByte(" \"", t.s[start]) >= 0 {
		start++
	}
	if head := t.s[start:min(end, start+sample)]; k == otherName && !t.sure && !strings.ContainsAny(head, "()[]{}=") && (shaped(head, secretName) || t.secret == passwordName && striking(head)) {
		k = t.secret
	}
	if n.filter.plausible(t.s[start:end], k, true) {
		n.take(hit(start, end, n.filter.special[nameRules[k]], Likely), t.s)
	}
}
