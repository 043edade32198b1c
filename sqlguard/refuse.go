package sqlguard

import "github.com/mcpcordon/mcpcordon/guard"

// The hints below are all that a client learns. They are fixed: nothing of the
// statement enters them.
const (
	hintDialect   = "statements of this database are not allowed here"
	hintTooLong   = "the statement is too long; send a shorter one"
	hintUTF8      = "the statement is not valid UTF-8 text"
	hintControl   = "the statement holds a control character; use spaces and line breaks only"
	hintCharacter = "the statement holds a character that has no meaning outside quotes"
	hintComment   = "a comment is ambiguous; leave comments out"
	hintUnclosed  = "a quoted text or a comment is not closed; inside '...' write a quote as ''"
	hintNumber    = "a number is not written in a known form"
	hintParameter = "a parameter is not written in a known form; use ?, ?1, :name, @name or $name"
	hintTooMany   = "the statement has too many parts; send a smaller one"
	hintTooDeep   = "the statement is nested too deeply; simplify it or use WITH"
	hintEmpty     = "the statement is empty; send one SELECT"
	hintSelect    = "only SELECT, WITH ... SELECT and VALUES are allowed"
	hintOne       = "only one statement is allowed; send nothing after it"
	hintExpr      = "the statement was not understood: a value or an expression is missing"
	hintName      = "the statement was not understood: a name is missing, or it is a keyword; put such a name in double quotes"
	hintAlias     = "the statement was not understood after a value or a table; write AS before an alias and quote it if it is a keyword"
	hintParen     = "the statement was not understood: a closing parenthesis is missing or in the wrong place"
	hintOpen      = "the statement was not understood: an opening parenthesis is missing"
	hintJoin      = "the join was not understood; use [LEFT|RIGHT|FULL|INNER|CROSS] JOIN table ON condition"
	hintOn        = "ON and USING belong to a JOIN"
	hintIndexed   = "INDEXED BY is not allowed; leave it out"
	hintWith      = "WITH was not understood; write WITH name AS (SELECT ...) SELECT ..."
	hintCase      = "CASE was not understood; write CASE WHEN condition THEN value ELSE value END"
	hintCast      = "CAST was not understood; write CAST(value AS type)"
	hintIs        = "IS was not understood; write IS [NOT] value or IS [NOT] DISTINCT FROM value"
	hintBetween   = "BETWEEN was not understood; write BETWEEN low AND high"
	hintIn        = "IN needs a list of values or a SELECT in parentheses"
	hintOrder     = "GROUP, ORDER and PARTITION are followed by BY; NULLS by FIRST or LAST"
	hintWindow    = "the window was not understood; write OVER (PARTITION BY ... ORDER BY ... ROWS BETWEEN ... AND ...)"
	hintCompound  = "ORDER BY and LIMIT belong after the last SELECT of a UNION, and not after VALUES"
	hintValues    = "all rows of VALUES need the same number of values"
	hintInto      = "SELECT INTO is not allowed; only reading is"
	hintCollation = "the collation is not allowed; use BINARY, NOCASE or RTRIM"
	hintFunction  = "a function is not allowed; use SQLite's aggregate, window, text, number, date and JSON functions"
	hintFormat    = "format and printf need a literal format with widths below 256 and no *"
	hintTableFunc = "a table-valued function is not allowed; json_each and json_tree are"
	hintSystem    = "system tables are not allowed; ask the schema tool for names of tables and columns"
	hintTable     = "a table is not one that may be read; ask the schema tool for names of tables"
	hintSchema    = "a table of another database is not allowed; name the table without a schema"
	hintRecursive = "recursive WITH is not allowed"
	hintJoins     = "the statement joins too many tables"
	hintHeavy     = "subqueries or tables of WITH use each other too often; use each of their columns once or twice"
	hintProduct   = "tables are joined without a condition; add ON or WHERE"
)

// refuse makes the denial for a position in the statement; pos counts bytes
// from 0.
func refuse(hint string, pos int, detail string) *guard.Denial {
	return guard.Deny(guard.CodeStatementNotAllowed, hint).Because("sqlguard: at byte %d: %s", pos, detail)
}
