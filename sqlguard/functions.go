package sqlguard

import "strings"

//go:generate go run ./internal/generate

// sqliteFunctions holds the functions of SQLite's core, date, JSON, math,
// aggregate, window and FTS5 parts that compute a value from their arguments
// and the rows. Not in it, on purpose: load_extension, readfile, writefile,
// edit, fsdir and fts3_tokenizer (files and code); randomblob and zeroblob
// (a gigabyte from one number); sqlite_*, changes, total_changes and
// last_insert_rowid (the server's own state); sqlite_log (writes a log);
// rtree and geopoly (none needs them); generate_series (endless).
var sqliteFunctions = wordSet(`
	abs char coalesce concat concat_ws format glob hex if ifnull iif instr length like likelihood likely lower ltrim
	match max min nullif octet_length printf quote random replace round rtrim sign soundex substr substring trim typeof
	unhex unicode unistr unlikely upper
	date datetime julianday strftime time timediff unixepoch
	-> ->> json json_array json_array_insert json_array_length json_error_position json_extract json_group_array
	json_group_object json_insert json_object json_patch json_pretty json_quote json_remove json_replace json_set
	json_type json_valid jsonb jsonb_array jsonb_extract jsonb_group_array jsonb_group_object jsonb_insert jsonb_object
	jsonb_patch jsonb_remove jsonb_replace jsonb_set
	acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power
	radians sin sinh sqrt tan tanh trunc
	avg count group_concat median percentile percentile_cont percentile_disc string_agg sum total
	cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
	bm25 highlight snippet`)

// sqliteTableFunctions may stand in FROM with arguments.
var sqliteTableFunctions = wordSet("json_each json_tree jsonb_each jsonb_tree")

var (
	postgresFunctions = wordSet(postgresFunctionList)
	postgresOperators = wordSet(postgresOperatorList)
	postgresTypes     = wordSet(postgresTypeList)
	mysqlFunctions    = wordSet(mysqlFunctionList)
)

// builtin reports whether a function of the engine is on the list.
func (d Dialect) builtin(f Function) bool {
	switch d {
	case SQLite:
		if f.Table {
			return sqliteTableFunctions[f.Name]
		}
		return sqliteFunctions[f.Name]
	case Postgres:
		return (f.Schema == "" || f.Schema == "pg_catalog") && postgresFunctions[f.Name]
	case MySQL:
		return f.Schema == "" && mysqlFunctions[f.Name]
	}
	return false
}

// mysqlTypes are those of CAST and CONVERT in MySQL and MariaDB, of which neither has
// all (https://dev.mysql.com/doc/refman/8.4/en/cast-functions.html,
// https://mariadb.com/kb/en/cast/), and timestamp, which stands before a text only.
// Not in it: the spatial types.
var mysqlTypes = wordSet(`binary char character nchar varchar date datetime time timestamp year decimal dec double float real json
	signed unsigned integer int inet4 inet6 uuid`)

// castable reports whether a type of the engine is on the list.
func (d Dialect) castable(t TypeRef) bool {
	switch d {
	case Postgres:
		return (t.Schema == "" || t.Schema == "pg_catalog") && postgresTypes[strings.TrimPrefix(t.Name, "_")]
	case MySQL:
		return mysqlTypes[t.Name]
	}
	return d == SQLite // a name there chooses an affinity and runs nothing
}

// hint says what to use instead of a function. It names the function only if
// the name is one of ours.
func (d Dialect) hint(f Function) string {
	instead, ok := insteadOf[d][f.Name]
	switch {
	case f.Table && d == SQLite:
		return hintTableFunc
	case ok && instead == "":
		return "the function " + f.Name + " is never allowed"
	case ok:
		return "the function " + f.Name + " is not allowed; use " + instead
	case d == SQLite:
		return hintFunction
	}
	return hintEngineFunction
}

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
