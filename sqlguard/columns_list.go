package sqlguard

import (
	"fmt"
	"strings"
)

// A columnList holds the entries of Policy.Columns by their tables, as the engine
// compares names.
type columnList struct {
	dialect Dialect
	tables  map[[2]string]map[string]bool // the columns by schema and table; "*" is all
}

// columnList returns the list, or an error for an entry that is none.
func (p *Policy) columnList() (columnList, error) {
	l := columnList{dialect: p.Dialect, tables: make(map[[2]string]map[string]bool, len(p.Columns))}
	for _, entry := range p.Columns {
		parts := strings.Split(entry, ".")
		if len(parts) == 2 {
			parts = append([]string{""}, parts...)
		}
		if len(parts) != 3 || parts[1] == "" || parts[2] == "" {
			return l, fmt.Errorf("the entry %q of Columns is not table.column or schema.table.column", clip(entry))
		}
		key := l.key(parts[0], parts[1])
		if l.tables[key] == nil {
			l.tables[key] = map[string]bool{}
		}
		l.tables[key][l.fold(parts[2])] = true
	}
	return l, nil
}

func (l columnList) key(schema, table string) [2]string {
	if schema == "" {
		schema = l.dialect.home()
	}
	if l.dialect == SQLite {
		return [2]string{lower(schema), lower(table)}
	}
	return [2]string{schema, table}
}

// fold returns a column as the engine compares it. MySQL folds more than ASCII,
// which makes names equal that are not so here, and a name that is not on the list.
func (l columnList) fold(column string) string {
	if l.dialect == Postgres {
		return column
	}
	return lower(column)
}

// of returns the columns of a table that may be read, and whether all may be.
func (l columnList) of(schema, table string) (columns map[string]bool, all bool) {
	columns = l.tables[l.key(schema, table)]
	return columns, columns["*"]
}
