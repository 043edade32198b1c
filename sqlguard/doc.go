// Package sqlguard decides whether a SQL statement only reads, and runs those
// that do.
//
// A Policy parses the statement with a strict parser of its own, collects what
// it touches, and compares that with allow-lists. What the parser does not
// understand is refused; so is what engines read in more than one way. There is
// one dialect so far, SQLite.
//
//	policy := sqlguard.ReadOnly(sqlguard.SQLite)
//	policy.Deny = []string{"credential"}
//	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
//	...
//	rows, err := db.Query(ctx, statement)
//
// A handler should hold the DB and not the *sql.DB: a check of the text is a
// courtesy to the model, the DB is what enforces it. DB sets every connection
// to read-only mode, reads that back, refuses names that nobody created a table
// for, and bounds rows, bytes and time.
//
// Understood are SELECT with joins of all kinds, subqueries, WITH, UNION,
// INTERSECT and EXCEPT, VALUES, aggregates with FILTER and ORDER BY, window
// functions, CASE, CAST, row values, the JSON operators and parameters. Refused
// although SQLite has them: several statements in one text, EXPLAIN, PRAGMA,
// INDEXED BY, "x IN table", a string as the name of a table, collations other
// than SQLite's own, table-valued functions other than json_each and json_tree,
// numbers with underscores, Tcl parameters, open and nested comments. A
// statement may have 100 kB, 25 000 tokens, 2000 operators, and 200 expressions
// and queries inside each other; deciding takes time in proportion to its length.
//
// What it does not protect against:
//
//   - Reading. Whoever may send a statement may read everything in the tables
//     that the policy allows, column by column and through views: a view over a
//     denied table shows that table.
//   - Code of the application. A function, collation or virtual table that the
//     application registered under an allowed name runs.
//   - Long work within the time limit, and memory: SQLite lets one value grow
//     to a gigabyte, and does not interrupt a single call such as instr on such
//     a value. Set SQLITE_LIMIT_LENGTH with Options.Session; a megabyte is much.
//   - Views that are costly by themselves. What a statement makes of its own
//     subqueries while SQLite prepares it, which no time limit stops, is bounded.
//   - A double-quoted name that is no column is a string to SQLite, unless the
//     driver switches that off. It is a name here; nothing is gained by it.
//   - Other users of the same *sql.DB. Give DB its own, opened with mode=ro.
//
// The attacks behind the rules are in testdata/attacks.tsv; a test shows of each
// that it works without the guard. That read-only modes of a connection are not
// enough is seen there too: "SELECT * FROM pragma_optimize" is a SELECT, SQLite
// calls it read-only, and it changes the database.
package sqlguard
