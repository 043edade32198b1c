package sqlguard

import "strings"

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

// insteadOf tells a model that thinks of another engine, or of the command-line
// shell, what to write. The keys are ours, so they may appear in a hint. Empty
// means that nothing does the same.
var insteadOf = map[string]string{
	"now":               "datetime('now')",
	"getdate":           "datetime('now')",
	"curdate":           "date('now')",
	"sysdate":           "datetime('now')",
	"extract":           "strftime",
	"date_trunc":        "strftime or date(value, 'start of month')",
	"date_part":         "strftime",
	"date_format":       "strftime",
	"to_char":           "strftime or printf",
	"to_date":           "date",
	"to_timestamp":      "datetime(value, 'unixepoch')",
	"from_unixtime":     "datetime(value, 'unixepoch')",
	"date_add":          "date(value, '+1 day')",
	"dateadd":           "date(value, '+1 day')",
	"datediff":          "julianday(a) - julianday(b)",
	"year":              "strftime('%Y', value)",
	"month":             "strftime('%m', value)",
	"day":               "strftime('%d', value)",
	"left":              "substr(value, 1, n)",
	"right":             "substr(value, -n)",
	"len":               "length",
	"char_length":       "length",
	"isnull":            "ifnull",
	"nvl":               "ifnull",
	"position":          "instr",
	"strpos":            "instr",
	"charindex":         "instr",
	"locate":            "instr",
	"greatest":          "max(a, b)",
	"least":             "min(a, b)",
	"array_agg":         "json_group_array",
	"split_part":        "substr and instr",
	"regexp":            "LIKE or GLOB",
	"regexp_replace":    "replace",
	"generate_series":   "a table with the values",
	"load_extension":    "",
	"readfile":          "",
	"writefile":         "",
	"randomblob":        "random",
	"zeroblob":          "a blob literal",
	"last_insert_rowid": "max(rowid)",
}

// hint says what to use instead of a function. It names the function only if
// the name is one of ours.
func (f Function) hint() string {
	instead, ok := insteadOf[f.Name]
	switch {
	case f.Table:
		return hintTableFunc
	case !ok:
		return hintFunction
	case instead == "":
		return "the function " + f.Name + " is never allowed"
	}
	return "the function " + f.Name + " is not allowed; use " + instead
}

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// systemNames are tables that some builds have without anybody creating them
// and that show the inside of the database or never end.
var systemNames = wordSet("dbstat bytecode tables_used fsdir zipfile carray fts3tokenize generate_series")

// system reports whether a table belongs to SQLite: its schema tables and
// statistics, and the pragma tables, some of which change the database.
func system(name string) bool {
	name = lower(name)
	return strings.HasPrefix(name, "sqlite_") || strings.HasPrefix(name, "pragma_") || systemNames[name]
}
