package syntax

// A Show is a statement that describes tables or shows a setting: SHOW and
// DESCRIBE of MySQL, SHOW of PostgreSQL, and the pragmas of SQLite that take no
// value. It reads no row of a table.
type Show struct {
	Pos  int
	Kind ShowKind
	// Name is a setting of PostgreSQL or a pragma of SQLite, in lower case.
	Name string
	// Table is the table, index or, of ShowTables in SQLite, the name that is
	// described, and Schema where it is. Table is empty if all are listed.
	Schema, Table string
	Full          bool // the word FULL, of MySQL
	Like          *Literal
}

// A ShowKind is what a Show shows.
type ShowKind uint8

// The kinds. ShowIndex is one index, by its name, of SQLite.
const (
	ShowSetting ShowKind = iota
	ShowDatabases
	ShowTables
	ShowColumns
	ShowIndexes
	ShowIndex
	ShowKeys
	ShowCreate
)

// pragmas are those of SQLite that describe, and nothing else
// (https://sqlite.org/pragma.html).
var pragmas = map[string]ShowKind{
	"table_list": ShowTables, "table_info": ShowColumns, "table_xinfo": ShowColumns, "index_list": ShowIndexes,
	"index_info": ShowIndex, "index_xinfo": ShowIndex, "foreign_key_list": ShowKeys,
}

// Pragma returns what a pragma of SQLite describes, and whether it is one that
// describes.
func Pragma(name string) (ShowKind, bool) {
	kind, ok := pragmas[Lower(name)]
	return kind, ok
}
