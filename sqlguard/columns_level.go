package sqlguard

// A columnLevel is what a name can stand for in one SELECT: the columns of its
// sources. Names that are none of them are looked for in the SELECT around it.
type columnLevel struct {
	outer   *columnLevel
	sources []columnSource
	aliases map[string]bool // of the select list, inside of ORDER BY
}

// A columnSource is an entry of FROM.
type columnSource struct {
	schema, name string // as looseName has them; the name may be an alias
	// stored says that it is a table, of which known are the columns that may
	// be read, or all if that is set. Of a query and the like all may be read,
	// and known are those that are sure to be there.
	stored, all bool
	known       map[string]bool
}

// closed reports whether some of the columns may not be read.
func (s columnSource) closed() bool { return s.stored && !s.all }

// closed reports whether a table of the level has columns that may not be read.
func (l *columnLevel) closed() bool {
	for _, s := range l.sources {
		if s.closed() {
			return true
		}
	}
	return false
}

// reaches reports whether a table of the level or of one around it has columns
// that may not be read.
func (l *columnLevel) reaches() bool {
	for ; l != nil; l = l.outer {
		if l.closed() {
			return true
		}
	}
	return false
}

// bare reports whether a column without a table may be read. The engine takes it
// from the innermost level that has it, and refuses one that two sources of a level
// have: so it is enough that one of them is known to have it.
func (l *columnLevel) bare(column string) bool {
	for ; l != nil; l = l.outer {
		if l.aliases[column] {
			return true
		}
		closed := false
		for _, s := range l.sources {
			if s.known[column] {
				return true
			}
			closed = closed || s.closed()
		}
		if closed {
			return false
		}
	}
	return true // no table with closed columns is in reach
}

// qualified reports whether a column of a named source may be read, whichever
// of the sources of that name is meant.
func (l *columnLevel) qualified(schema, name, column string) bool {
	schema, name = looseName(schema), looseName(name)
	found := false
	for ; l != nil; l = l.outer {
		for _, s := range l.sources {
			if s.name != name || schema != "" && s.schema != "" && s.schema != schema {
				continue
			}
			found = true
			if s.closed() && !s.known[column] {
				return false
			}
		}
	}
	return found
}
