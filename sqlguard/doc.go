// Package sqlguard decides whether a SQL statement only reads, or changes only
// what is listed, and runs those that do. It knows the languages of PostgreSQL, of MySQL and MariaDB, and of
// SQLite.
//
// A Policy parses the statement with a strict parser of its own, collects what
// it touches, and compares that with allow-lists. What the parser does not
// understand is refused; so is what engines read in more than one way.
//
//	policy := sqlguard.ReadOnly(sqlguard.SQLite)
//	policy.Deny = []string{"credential"}
//	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
//	...
//	rows, err := db.Query(ctx, statement)
//
// A handler should hold the DB and not the *sql.DB: a check of the text is a
// courtesy to the model, the DB is what enforces it. Package sqliteguard opens a
// SQLite file with a second line of SQLite's own; package pgxguard takes a pool of pgx.
//
// # What is understood
//
// One SELECT, WITH ... SELECT, VALUES, or TABLE of PostgreSQL: joins of all
// kinds, LATERAL, subqueries, WITH, UNION, INTERSECT and EXCEPT, grouping sets,
// aggregates with FILTER, ORDER BY and WITHIN GROUP, window functions and
// frames, CASE, casts, row values, arrays and slices, intervals, EXTRACT and the
// other functions with keywords, DISTINCT ON, FETCH, collations, JSON operators,
// and parameters. Every way to quote a name or a text is read by the rules of
// the dialect. Where the policy says so, EXPLAIN of one of them with options that
// do not run it, and what describes and reads no rows: SHOW of a setting of
// PostgreSQL, SHOW TABLES, COLUMNS, INDEX, CREATE TABLE and DATABASES and DESCRIBE
// of MySQL, and the pragmas table_info, table_xinfo, table_list, index_list,
// index_info, index_xinfo and foreign_key_list of SQLite, in FROM too.
//
// Refused in every dialect: several statements in one text, INTO, locks, writes
// inside WITH, EXPLAIN unless the policy allows it, comments in comments and
// those that engines read as code (/*! */, /*M! */, /*+ */), a carriage return
// in a line comment, control characters, and characters in bare names that are
// no letters. Further, in PostgreSQL: a backslash before a quote outside of
// E'...', hexadecimal numbers and digits with underscores,
// the XML and SQL/JSON functions with keywords, operators and types of other
// schemas unless they are listed. In MySQL: two hyphens without a blank, a
// backslash before a quote, || (it means OR or concatenation), !! (MySQL reads one
// of the two, MariaDB both), assignments, a
// blank between COUNT and its parenthesis and the like, ODBC's braces, chains of
// BETWEEN and LIKE, SQL_CACHE (a name in MySQL 8), and a character set in which a
// byte can be half a character before a text with more than plain letters and
// signs. In SQLite: collations other than its own, table-valued functions other
// than json_each and json_tree, other pragmas, Tcl parameters.
// Names may have 63 bytes in PostgreSQL and 1024 in the others.
//
// What only MariaDB or only MySQL 8 understands is read, and means an error to
// the other: FOR SYSTEM_TIME, FETCH FIRST, LIMIT ROWS EXAMINED, LIMIT in
// GROUP_CONCAT, a direction in GROUP BY, CYCLE ... RESTRICT, levels in
// WEIGHT_STRING, PERCENTILE_CONT ... WITHIN GROUP; LATERAL, columns behind the
// name of a subquery, VALUES ROW(...), -> and ->>, CAST to JSON, the third argument of
// LAG and LEAD. What neither of them takes is refused. A name that MySQL 8 alone
// reserves, as RANK, is a name here, and stands in quotes in the canonical form.
//
// The tests run against MariaDB 10.11 and MySQL 9.7, which differ further in values:
// x'1f' + 1, bits of binary strings, JSON texts, and dates beside numbers. In MySQL
// max_execution_time is for SELECT alone, so a write is stopped by KILL; WITH RECURSIVE
// ends after cte_max_recursion_depth rounds; and subqueries that depend on nothing
// are computed while a plan is made, for MaxCost and EXPLAIN too. MySQL 9.7 has no MD5
// and SHA1 without a component. A name on the list of functions that a server does not
// have calls a function of that name that somebody created, if the account has EXECUTE.
//
// A statement may have 100 kB, 25 000 tokens, 2000 operators, and 200
// expressions and queries inside each other; deciding takes time in proportion
// to its length, and less than 5 ms of a processor for 100 kB of any shape that was tried, with the
// limits on joins and subqueries as they are.
//
// # Writing
//
// A policy with Writes allows one INSERT, UPDATE or DELETE of a listed table, for
// DB.Exec, and nothing else; nil, which is the default, allows none. Reading is
// for another policy, and best for another account.
//
//	policy := &sqlguard.Policy{Dialect: sqlguard.Postgres, Writes: []sqlguard.Write{
//		{Table: "orders", Update: true, Columns: []string{"status"}, MaxRows: 1},
//	}}
//	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
//	...
//	written, err := db.Exec(ctx, statement)
//
// Give the tool a guard.Tool of its own with an Approval: the consent is bound to
// the very statement, as the example of DB.Exec shows. What a person is shown is the
// text, comments too, and all of it up to 4000 characters if it is the only argument:
// let maxLength in the schema of the tool be no more.
//
// An INSERT names its columns and has VALUES, or a SELECT where the entry says so;
// an UPDATE and a DELETE have a WHERE that looks at the row; UPDATE ... FROM of
// PostgreSQL and SQLite, DELETE ... USING and WITH of PostgreSQL, ORDER BY and
// LIMIT of MySQL, and RETURNING are understood. Refused are ON CONFLICT, ON DUPLICATE
// KEY, REPLACE, OR IGNORE and the like, IGNORE, several tables at once, EXPLAIN of
// a write, writes in WITH, MERGE, TRUNCATE, COPY, CALL and all DDL. What a
// write reads, in WHERE, SET, VALUES, FROM and RETURNING, the rest of the policy
// decides about; the columns of the listed table may be read unless Columns and
// DenyColumns say otherwise. In SQLite OR ABORT is written into every INSERT and
// UPDATE, since a table can say that a row in the way is deleted.
//
// NewDB refuses an account with more rights than the entries need, by column, and
// its error holds the GRANTs for the right one. Exec asks the catalog, in the same
// transaction, and refuses views, foreign and virtual tables, tables of an engine that
// cannot undo, and, unless the entry says otherwise, tables with triggers or rules for
// the statement and foreign keys that change other rows along with it. It counts
// the rows that were changed in all tables (PostgreSQL, SQLite; in MariaDB those
// of triggers too) and commits only up to MaxRows, which is a ceiling for one statement:
// several, at once or one after another, change more, and how many there are package
// ratelimit bounds. MySQL's strict mode is on, and so are foreign keys in SQLite.
//
// It does not protect against the wrong row: one that the caller may change is
// changed. Not seen are foreign keys of MySQL and MariaDB that change rows of tables
// on which the account has no rights, and, in MySQL, triggers without the right
// TRIGGER: list them as administrator in
// information_schema.referential_constraints and information_schema.triggers. What a
// sequence or AUTO_INCREMENT counted stays used after a rollback; so does what a
// trigger did outside of the database, or in a table of an engine that cannot undo. Defaults, generated columns, CHECK
// constraints and row policies run the code of whoever made the table. A
// row that moves to another partition counts twice, and in PostgreSQL runs the triggers
// of DELETE and INSERT, which are looked for. A statement that
// changes too many rows has done the work before it is undone, within the time limit.
//
// # Functions
//
// The lists of functions, operators and types are made from the engines' own
// catalogs by go generate: in PostgreSQL what is immutable or stable, less what
// reads files, settings, catalogs or other sessions, runs text as SQL, or makes
// a gigabyte of a number. The catalogs with accounts, settings and statistics
// are denied unless they are listed: pg_*, information_schema, mysql,
// performance_schema, sys, sqlite_*.
//
// PostgreSQL takes (x).f for f(x), and t.f where t is a function in FROM, so what
// stands behind such a dot counts as a function, built-in ones such as
// pg_read_file too. List a field of a composite type in Policy.Functions to allow
// it. Where t is a table, f may be a function over its rows that somebody
// created: DB looks for one, a check of the text cannot.
//
// How much honest work the default policy allows is published, with the reasons
// for what it refuses, in docs/sqlguard-rates.md; a test measures it again.
//
// # What it does not protect against
//
//   - Reading. Whoever may send a statement may read everything in the tables
//     that the policy allows, column by column and through views: a view over a
//     denied table shows that table.
//   - Code that somebody with rights created: a function under the name of a
//     built-in one that fits better, an operator of an own type, or a view that
//     calls a function that writes. A role that may not do what such code does is
//     the boundary.
//   - Long work within the time limit, and memory. Counts of repeat and the like,
//     ranges of generate_series, exponents, and in MySQL patterns with a repetition
//     of a repetition are bounded by the numbers and strings that stand in their
//     place in the text, in calls and subqueries there too; where a column, or a
//     function of small values, says them only limits of the engine help. SQLite
//     lets one value grow to a gigabyte; package sqliteguard bounds it, as
//     Options.Session can. Options.MaxCost asks the others what they expect.
//     One row of PostgreSQL can have a gigabyte, which the driver takes into memory
//     before anything here counts it: set MaxProtocolMessageBodyLen of pgx.
//   - Settings that change how a text is read: standard_conforming_strings off in
//     PostgreSQL, ANSI_QUOTES or NO_BACKSLASH_ESCAPES in MySQL, a connection in a
//     character set other than UTF-8. What the settings make ambiguous is refused
//     as far as it can hide code; the value of a text with backslashes may differ.
//   - In SQLite a double-quoted name that is no column is a string, unless the
//     driver switches that off. It is a name here; nothing is gained by it.
//   - Other users of the same *sql.DB.
//
// The attacks behind the rules are in testdata; a test shows of each that it
// works without the guard. That read-only modes of a connection are not enough
// is seen there too: "SELECT * FROM pragma_optimize" is a SELECT that changes a
// SQLite database, and "SELECT set_config(...)" lifts limits of PostgreSQL.
package sqlguard
