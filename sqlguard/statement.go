package sqlguard

import "github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"

// A Statement is what is known of a statement that was understood: the facts a
// policy decides on. Lists are in the order of the text and with repetitions;
// positions count bytes from 0. Names are unquoted; PostgreSQL's are in lower
// case where the text had no quotes.
type Statement struct {
	// Explain says that the statement asks for the plan of a SELECT and does
	// not run it.
	Explain bool
	// Show says that the statement describes tables or shows a setting: SHOW,
	// DESCRIBE, or a PRAGMA.
	Show bool
	// Tables holds every table and view that FROM names, or that is described.
	// Names that stand for a table of a WITH clause, and subqueries, are not
	// in it.
	Tables []TableRef
	// Columns holds every column that is named, and the stars of select
	// lists. What a star or a NATURAL JOIN stands for only the engine knows.
	Columns []ColumnRef
	// Functions holds every function that is called, also those behind the
	// operators LIKE, GLOB, REGEXP and MATCH of SQLite, and those without
	// parentheses such as CURRENT_DATE.
	Functions []Function
	// Operators holds every operator of PostgreSQL that stands for a function of
	// its catalog: all but AND, OR, NOT, IS, IN, BETWEEN and the like.
	Operators []Operator
	// Types holds every type that a value is cast to.
	Types []TypeRef
	// Variables holds the variables of MySQL that are read, as written.
	Variables []string
	// Joins counts the joined sources of all FROM clauses, a comma too.
	Joins int
	// Products counts the tables that are joined without ON, USING or
	// NATURAL in a SELECT without WHERE.
	Products int
	// Subqueries counts the SELECTs and VALUES besides the outermost one.
	Subqueries int
	// Depth is how deep SELECTs stand inside each other; 1 for a plain one.
	Depth int
	// Parameters counts the places where a parameter stands.
	Parameters int
	// Limit says that the outermost SELECT has a LIMIT.
	Limit bool
	// Locks says that rows are locked, as by FOR UPDATE.
	Locks bool
	// Recursive says that a table of a WITH clause reads itself or one that
	// is defined after it. The word RECURSIVE means nothing to SQLite.
	Recursive bool
	// Write says what the statement changes. Nil for one that reads. The other
	// facts are those of what it reads.
	Write *Change

	show     *syntax.Show
	filtered bool         // rows are removed from what show returns
	pragmas  []pragmaCall // of SQLite, in FROM
	indexes  []TableRef   // of SQLite, that are described
	refused  *refusal     // a call or a pattern that burns or is not for reading
	heavy    bool         // the engine would make too much of it
	unnamed  int          // where columns are read without being named, -1 for nowhere: NATURAL, t(a, b), MATCH 'a: x'
	groups   []string     // the names of joins in parentheses
	fields   []string     // what stands behind the name of a row in PostgreSQL: x.f
}

// A TableRef is a table or view as the statement names it.
type TableRef struct {
	Schema, Name, Alias string
	Pos                 int
}

// A ColumnRef is a column as the statement names it. Name is "*" for a star.
type ColumnRef struct {
	Schema, Table, Name string
	Pos                 int
}

// A Function is a call. Name has its ASCII letters in lower case; Table says
// that it stands in FROM.
type Function struct {
	Schema, Name string
	Table        bool
	Pos          int
}

// An Operator is an operator as PostgreSQL's catalog names it.
type Operator struct {
	Name string
	Pos  int
}

// A TypeRef is a type without its arguments: as PostgreSQL's catalog names it, as
// MySQL does in lower case, and in SQLite as it is written.
type TypeRef struct {
	Schema, Name string
	Pos          int
}

// A refusal is a reason that was found while facts were collected.
type refusal struct {
	hint   string
	pos    int
	detail string
}
