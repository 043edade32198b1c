package sqlguard

import "github.com/mcpcordon/mcpcordon/guard"

// The hints below, and those of internal/syntax for what is not understood, are
// all that a client learns. They are fixed: nothing of the statement enters them.
const (
	hintDialect          = "statements of this database are not allowed here"
	hintFunction         = "a function is not allowed; use SQLite's aggregate, window, text, number, date and JSON functions"
	hintFormat           = "format and printf need a literal format with widths below 256 and no *"
	hintTableFunc        = "a table-valued function is not allowed; json_each and json_tree are"
	hintSystem           = "system tables are not allowed; ask the schema tool for names of tables and columns"
	hintTable            = "a table is not one that may be read; ask the schema tool for names of tables"
	hintSchema           = "a table of another database is not allowed; name the table without a schema"
	hintRecursive        = "recursive WITH is not allowed"
	hintJoins            = "the statement joins too many tables"
	hintHeavy            = "subqueries or tables of WITH use each other too often; use each of their columns once or twice"
	hintProduct          = "tables are joined without a condition; add ON or WHERE"
	hintEngineFunction   = "a function is not allowed; use the engine's own functions that compute a value from their arguments"
	hintOperator         = "an operator is not allowed; use the engine's own, such as = for equality and ~ for patterns"
	hintVariable         = "a variable is not allowed; write the value into the statement"
	hintNoExplain        = "EXPLAIN is not allowed; only SELECT, WITH ... SELECT and VALUES are"
	hintNoShow           = "SHOW, DESCRIBE and PRAGMA are not allowed; ask the schema tool for names of tables and columns"
	hintListed           = "this would show names of tables or columns that may not be read; ask the schema tool"
	hintShowCreate       = "SHOW CREATE TABLE is not allowed here; use DESCRIBE and SHOW INDEX"
	hintSettings         = "the setting may not be shown; server_version, TimeZone, search_path and the like may"
	hintPragmaCall       = "a pragma in FROM needs the name of a table as a text, as in pragma_table_info('orders'), and arg and schema are not to be named"
	hintNoIndex          = "unknown index; PRAGMA index_list(table) names those of a table"
	hintLocks            = "locking rows is not allowed; leave FOR UPDATE and the like out"
	hintLimit            = "the statement needs a LIMIT"
	hintColumn           = "a column may not be read; name the columns you need instead of * or a whole row"
	hintUnlisted         = "a column may not be read, or may be one that may not; ask the schema tool, write the table before each column, and in GROUP BY and HAVING repeat the expression or use its position instead of an alias"
	hintUnnamed          = "some columns may not be read; leave out NATURAL, lists of column names behind a table or a join, and names of columns inside a pattern of MATCH"
	hintWithCase         = "write the name of a table of WITH in the same case everywhere"
	hintSample           = "the method of TABLESAMPLE is not allowed; use SYSTEM or BERNOULLI"
	hintForeignCollation = "a collation of another schema is not allowed"
	hintLarge            = "a number asks for too much; use a smaller count, range or exponent"
	hintPattern          = "a pattern repeats a repetition, as in (a+)+; simplify it"
	hintSemicolon        = "a semicolon inside the statement is not allowed, even in quotes; use char(59)"
	hintSubqueries       = "the statement has too many subqueries"
)

// refuse makes the denial for a position in the statement; pos counts bytes
// from 0.
func refuse(hint string, pos int, detail string) *guard.Denial {
	return guard.Deny(guard.CodeStatementNotAllowed, hint).Because("sqlguard: at byte %d: %s", pos, detail)
}

// hintTypes says for a dialect what values can be cast to.
var hintTypes = map[Dialect]string{
	Postgres: "a type is not allowed in a cast; use the engine's own types of values",
	MySQL:    "a type is not allowed in a cast; use CHAR, SIGNED, UNSIGNED, DECIMAL(p,s), DOUBLE, DATE, DATETIME, TIME or JSON",
}
