package sqlguard

// A Statement is what is known of a statement that was understood: the facts a
// policy decides on. Positions count bytes from 0.
type Statement struct {
	// Tables holds every table and view that FROM names, in order and with
	// repetitions. Names that stand for a table of a WITH clause, and
	// subqueries, are not in it.
	Tables []TableRef
	// Functions holds every function that is called, in order and with
	// repetitions, also those behind the operators LIKE, GLOB, REGEXP and
	// MATCH.
	Functions []Function
	// Joins counts the joined sources of all FROM clauses, a comma too.
	Joins int
	// Products counts the tables that are joined without ON, USING or
	// NATURAL in a SELECT without WHERE.
	Products int
	// Depth is how deep SELECTs stand inside each other; 1 for a plain one.
	Depth int
	// Parameters counts the places where a parameter stands.
	Parameters int
	// Limit says that the outermost SELECT has a LIMIT.
	Limit bool
	// Recursive says that a table of a WITH clause reads itself or one that
	// is defined after it. The word RECURSIVE means nothing to SQLite.
	Recursive bool

	format *int // where printf has a format that is no harmless literal
	heavy  bool // the engine would make too much of it
}

// A TableRef is a table or view as the statement names it, unquoted.
type TableRef struct {
	Schema, Name, Alias string
	Pos                 int
}

// A Function is a call. Name has its ASCII letters in lower case; Table says
// that it stands in FROM.
type Function struct {
	Name  string
	Table bool
	Pos   int
}
