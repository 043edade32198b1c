package redact

import "strings"

// Here are values in lists whose name stands once: above a column of HTML or one
// that blanks align, before the values of a statement of SQL, above items of YAML.

const (
	listReach = 512  // bytes around a name that are looked at, to stay linear
	maxNames  = 4096 // names of a text that may stand above a list
)

// mayHead reports whether a list may follow the name that ends at end.
func (c *scanner) mayHead(end, mark int) bool {
	switch b := c.s[mark]; {
	case b == ',', b == ')':
		return true
	case b == '<':
		return strings.HasPrefix(c.s[mark:], "</th")
	case b == ':':
		rest := strings.TrimLeft(c.s[mark+1:min(len(c.s), mark+64)], " \r\n")
		_, replaced := c.filter.placeholderAt(rest, 0)
		return rest != "" && (rest[0] == '-' || rest[0] == '[' && replaced == 0)
	case mark == end && (b == '\n' || b == '\r'):
		return strings.Contains(c.s[c.lineStart(end):end], "  ")
	}
	return mark > end+1 && c.s[end] == ' ' && c.s[end+1] == ' '
}

// listed appends the values of the lists of s[lo:] that the names in it head.
func (n *session) listed(s string, lo int) {
	done := lo
	for _, end := range n.scanner.names {
		if end < done {
			continue
		}
		for _, read := range [...]func(string, int, int) int{n.inserted, n.copied, n.tableCells, n.aligned, n.items} {
			if next := read(s, done, end); next > 0 {
				done = next
				break
			}
		}
	}
}

// value judges s[start:end] without blanks and quotation marks around it.
func (n *session) value(s string, start, end int, k nameKind, quoted bool) {
	text := strings.TrimLeft(s[start:end], " \t\r\n\"'`")
	start = end - len(text)
	end = start + len(strings.TrimRight(text, " \t\r\n\"'`"))
	if n.filter.plausible(s[start:end], k, quoted) {
		n.take(hit(start, end, n.filter.special[nameRules[k]], Likely), s)
	}
}

// kindsOf classifies the names of columns, and reports whether one is a secret's.
func kindsOf(names []string) (kinds []nameKind, telling bool) {
	for _, name := range names {
		k := nameClass(strings.Trim(name, " \t\r\n\"'`[]"), 0)
		kinds, telling = append(kinds, k), telling || k != otherName
	}
	return kinds, telling
}

// columnsBehind returns the kinds of the columns in brackets behind one of the words,
// a name of which ends at end, and what follows the brackets; no kinds if no column
// holds a secret.
func columnsBehind(s string, lo, end int, words ...string) (kinds []nameKind, rest string) {
	head, at := s[max(lo, end-listReach):end], -1
	for _, w := range words {
		at = max(at, strings.LastIndex(head, w))
	}
	if at < 0 {
		return nil, ""
	}
	open := strings.IndexByte(head[at:], '(') + at + 1
	if open <= at || strings.IndexByte(head[open:], ')') >= 0 {
		return nil, ""
	}
	names, rest, ok := strings.Cut(s[end-len(head)+open:min(len(s), end+listReach)], ")")
	kinds, telling := kindsOf(strings.Split(names, ","))
	if !ok || !telling {
		return nil, ""
	}
	return kinds, rest
}

// inserted reads the rows of INSERT INTO t (name, password) VALUES ('a', 'b'), a
// name of which ends at end. It returns where they end, or 0.
func (n *session) inserted(s string, lo, end int) int {
	kinds, rest := columnsBehind(s, lo, end, "INSERT INTO", "insert into")
	rest = strings.TrimLeft(rest, " \t\r\n")
	if kinds == nil || len(rest) < len("VALUES") || !strings.EqualFold(rest[:len("VALUES")], "VALUES") {
		return 0
	}
	i := min(len(s), end+listReach) - len(rest) + len("VALUES")
	for i = skipBlanks(s, i); i < len(s) && s[i] == '('; i = skipBlanks(s, i) {
		if i = n.row(s, i+1, kinds); i == len(s) || s[i] != ',' {
			break
		}
		i++
	}
	return i
}

// copied reads the lines of COPY t (name, password) FROM stdin, which PostgreSQL
// dumps and ends with \., a name of which ends at end. It returns where they end,
// or 0.
func (n *session) copied(s string, lo, end int) int {
	kinds, rest := columnsBehind(s, lo, end, "COPY ")
	if kinds == nil || !strings.HasPrefix(rest, " FROM stdin;\n") {
		return 0
	}
	i := min(len(s), end+listReach) - len(rest) + len(" FROM stdin;\n")
	for i < len(s) && !strings.HasPrefix(s[i:], "\\.") {
		line, _, _ := strings.Cut(s[i:], "\n")
		next := i + len(line) + 1
		for _, k := range kinds {
			cell, _, more := strings.Cut(s[i:next-1], "\t")
			n.value(s, i, i+len(cell), k, true)
			if i += len(cell) + 1; !more {
				break
			}
		}
		i = next
	}
	return min(i, len(s))
}

// row reads the values of one row from i on, and returns the place behind it.
func (n *session) row(s string, i int, kinds []nameKind) int {
	for column := 0; i < len(s); i++ {
		i = skipBlanks(s, i)
		if i+1 < len(s) && class[s[i]]&letter != 0 && s[i+1] == '\'' { // N'x', E'x'
			i++
		}
		if end := quotedEnd(s, i); end > 0 {
			if column < len(kinds) {
				n.value(s, i, end, kinds[column], true)
			}
			i = end
		}
		stop := strings.IndexAny(s[i:min(len(s), i+maxQuoted)], ",)'\"")
		if stop < 0 {
			return i
		}
		switch i += stop; s[i] {
		case ')':
			return skipBlanks(s, i+1)
		case ',':
			column++
		default: // x || 'y', or what does not close
			if quotedEnd(s, i) == 0 {
				return i
			}
			i--
		}
	}
	return i
}

// quotedEnd returns where the string of SQL at i ends, behind its mark, or 0. A
// doubled mark is one of the text.
func quotedEnd(s string, i int) int {
	if i >= len(s) || s[i] != '\'' && s[i] != '"' {
		return 0
	}
	for end := i; end < len(s) && s[end] == s[i]; {
		size := closing(s[end+1:min(len(s), end+1+maxQuoted)], s[i], true)
		if size < 0 {
			return 0
		}
		if end += size + 2; end == len(s) || s[end] != s[i] {
			return end
		}
	}
	return 0
}

func skipBlanks(s string, i int) int {
	for i < len(s) && strings.IndexByte(" \t\r\n", s[i]) >= 0 {
		i++
	}
	return i
}

// tableCells reads the rows of a table of HTML below the row of heads that the name
// at end stands in. It returns where they end, or 0.
func (n *session) tableCells(s string, lo, end int) int {
	if !strings.HasPrefix(s[end:], "</th") {
		return 0
	}
	start := max(lo, end-listReach)
	if at := strings.LastIndex(s[start:end], "<tr"); at >= 0 {
		start += at
	}
	size := strings.Index(s[end:min(len(s), end+listReach)], "</tr")
	if size < 0 {
		return 0
	}
	var names []string
	eachCell(s, start, end+size, func(from, to int) { names = append(names, s[from:to]) })
	kinds, telling := kindsOf(names)
	if !telling {
		return 0
	}
	limit := len(s)
	if size := strings.Index(s[end:], "</table"); size >= 0 {
		limit = end + size
	}
	for i := end + size; i < limit; {
		size := strings.Index(s[i:limit], "<tr")
		if size < 0 {
			break
		}
		i += size + len("<tr")
		stop := limit
		if size = strings.Index(s[i:limit], "</tr"); size >= 0 {
			stop = i + size
		}
		column := 0
		eachCell(s, i, stop, func(from, to int) {
			if column < len(kinds) {
				n.value(s, from, to, kinds[column], true)
			}
			column++
		})
		i = stop
	}
	return limit
}

// eachCell calls f with the first text of each cell of the row s[i:end].
func eachCell(s string, i, end int, f func(from, to int)) {
	for i < end {
		at := strings.Index(s[i:end], "<t")
		if at < 0 {
			return
		}
		if i += at + len("<t"); i >= end || s[i] != 'd' && s[i] != 'h' {
			continue
		}
		from, to := i, i // of the text behind the tag, and those in the cell
		for to == from && i < end && !strings.HasPrefix(s[i:], "/t") {
			n := strings.IndexByte(s[i:end], '>')
			if n < 0 { // there is no other cell
				return
			}
			from = skipBlanks(s[:end], i+n+1)
			if to = end; from < end {
				if n := strings.IndexByte(s[from:end], '<'); n >= 0 {
					to = from + n
				}
			}
			i = to + 1
		}
		f(from, to)
	}
}

// aligned reads the lines below one of names that two blanks at least part, as
// programs print tables. It returns where they end, or 0.
func (n *session) aligned(s string, lo, end int) int {
	start := max(lo, end-listReach)
	start += strings.LastIndexByte(s[start:end], '\n') + 1
	line := lineOf(s, start)
	names := fields(line)
	kinds, telling := kindsOf(texts(line, names))
	if len(names) < 2 || !telling || len(line) == 2*listReach {
		return 0
	}
	for _, name := range texts(line, names) {
		if !headerName(name) || strings.Count(name, " ") > 2 {
			return 0
		}
	}
	rows := 0
	for i := start + len(line) + 1; i < len(s); {
		line := lineOf(s, i)
		row := fields(line)
		if len(row) == 0 || len(row) != len(names) && rows == 0 || len(line) == 2*listReach {
			return i
		}
		if rows++; len(row) == len(names) && !isRule(line) {
			for column, f := range row {
				n.value(s, i+f.start, i+f.end, kinds[column], true)
			}
		}
		i += len(line) + 1
	}
	return len(s)
}

// lineOf returns the line at i as far as it is looked at.
func lineOf(s string, i int) string {
	line, _, _ := strings.Cut(s[i:min(len(s), i+2*listReach)], "\n")
	return line
}

// fields returns what tabs, or two blanks at least, part in a line.
func fields(line string) (list []span) {
	for i := 0; i < len(line); {
		if line[i] == ' ' || line[i] == '\t' || line[i] == '\r' {
			i++
			continue
		}
		end := i
		for end < len(line) && line[end] != '\t' && line[end] != '\r' && !strings.HasPrefix(line[end:], "  ") {
			end++
		}
		list = append(list, span{i, end})
		i = end
	}
	return list
}

func texts(line string, list []span) (names []string) {
	for _, f := range list {
		names = append(names, strings.TrimSpace(line[f.start:f.end]))
	}
	return names
}

// item judges one item of a list, which may also say what passwords have to be.
func (n *session) item(s string, start, end int, k nameKind) {
	if striking(strings.Trim(s[start:end], " \r\"'")) {
		n.value(s, start, end, k, false)
	}
}

// items reads the items of YAML behind the name at end: passwords: [x, y], or each
// in a line. It returns where they end, or 0.
func (n *session) items(s string, _, end int) int {
	i := end
	for i < len(s) && i < end+4 && s[i] != ':' {
		i++
	}
	if i >= len(s) || s[i] != ':' {
		return 0
	}
	k := nameClass(strings.TrimSuffix(s[max(0, end-64):end], "s"), 0)
	if k == otherName || k == cookieName {
		return 0
	}
	i++
	if list := strings.TrimLeft(lineOf(s, i), " "); list != "" && list[0] == '[' {
		inside, _, _ := strings.Cut(list[1:], "]")
		from := i + len(lineOf(s, i)) - len(list) + 1
		if _, replaced := n.filter.placeholderAt(s, from-1); replaced > 0 {
			return 0
		}
		for item := range strings.SplitSeq(inside, ",") {
			n.item(s, from, from+len(item), k)
			from += len(item) + 1
		}
		return min(len(s), from)
	}
	if strings.TrimSpace(lineOf(s, i)) != "" || len(lineOf(s, i)) == 2*listReach {
		return 0
	}
	for i += len(lineOf(s, i)) + 1; i < len(s); {
		line := lineOf(s, i)
		item, ok := strings.CutPrefix(strings.TrimLeft(line, " "), "- ")
		if !ok || len(line) == 2*listReach {
			return i
		}
		n.item(s, i+len(line)-len(item), i+len(line), k)
		i += len(line) + 1
	}
	return len(s)
}
