package sqlguard_test

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// Which queries of MariaDB and MySQL count. The server decides: an account that
// may do nothing but read one database runs the query in a read-only session with
// the settings of DB, and no error comes. What the server does not tell is told by
// the words outside of quotes and comments:
//
//   - every word before a parenthesis is a function on the policy's list, a word
//     of the language, or a name that the query itself gives;
//   - no variable, no INTO, no lock, no sequence, no PROCEDURE, no account: these
//     do or show more than the rows of tables;
//   - no system schema, and no table that exists without having been created.
//
// A query that is no valid UTF-8 does not count, for that is the character set
// of the session. What is refused because its reading depends on a version or a
// mode, as || does, counts: it is honest work all the same.

var mysqlPieces = regexp.MustCompile("(?s)/\\*.*?\\*/|#[^\\n]*|--[ \\t\\n][^\\n]*|'(?:[^'\\\\]|\\\\.|'')*'|\"(?:[^\"\\\\]|\\\\.|\"\")*\"|`(?:[^`]|``)*`|[\\p{L}_$][\\p{L}\\p{N}_$]*|[0-9]+|\\s+|.")

// mysqlWords are the words of the language that may stand before a parenthesis.
var mysqlWords = strings.Fields(`in and or not xor any all some exists between like rlike regexp on using as from join where having select union except
	intersect by over values row when then else case distinct distinctrow with limit separator end div binary is against offset partition index key
	json_table columns lateral returning escape sounds collate straight_join sql_big_result sql_small_result sql_calc_found_rows sql_no_cache
	char varchar nchar varbinary decimal dec numeric float double real datetime time timestamp date year signed unsigned character set dual both leading trailing
	ignore force use for`)

// mysqlActs are the words of queries that do or show more than the rows of tables.
var mysqlActs = strings.Fields("into procedure current_user current_role session_user system_user")

var mysqlActsTwo = [][2]string{{"for", "update"}, {"lock", "in"}, {"for", "share"}, {"next", "value"}, {"previous", "value"}}

var mysqlSystem = strings.Fields("information_schema performance_schema mysql sys")

// mysqlEndless are the tables of MariaDB's engine of sequences.
var mysqlEndless = regexp.MustCompile("^`?seq_[0-9]+_to_[0-9]+")

// mysqlCounts is corpus.counts for MariaDB.
func mysqlCounts(conn *sql.Conn, q honestQuery) bool {
	return accepts(conn, q.sql)
}

// onlyReads looks at the bytes and words of a query.
func onlyReads(query string) bool {
	if !utf8.ValidString(query) {
		return false
	}
	var words []string
	for _, w := range mysqlPieces.FindAllString(query, -1) {
		if strings.TrimSpace(w) != "" && w[0] != '#' && !strings.HasPrefix(w, "/*") && !(len(w) > 1 && w[:2] == "--") {
			words = append(words, strings.ToLower(w))
		}
	}
	at := func(i int) string {
		if i < 0 || i >= len(words) {
			return ""
		}
		return words[i]
	}
	for i, w := range words {
		switch {
		case w == "@", slices.Contains(mysqlActs, w) && at(i-1) != ".",
			slices.Contains(mysqlActsTwo, [2]string{w, at(i + 1)}),
			at(i+1) == "." && slices.Contains(mysqlSystem, strings.Trim(w, "`")), mysqlEndless.MatchString(w),
			at(i+1) == "(" && !mayPrecedeParenthesis(at, i):
			return false
		}
	}
	return true
}

var plainWord = regexp.MustCompile("^[\\p{L}_`]")

// mayPrecedeParenthesis reports whether the word is a function on the list, a
// word of the language, or a name that the query gives, with its columns.
func mayPrecedeParenthesis(at func(int) string, i int) bool {
	w, before := at(i), at(i-1)
	if !plainWord.MatchString(w) {
		return true // an operator
	}
	if slices.Contains(mysqlWords, w) {
		return true
	}
	if before != "." && sqlguard.MySQLFunction(w) {
		return true
	}
	switch before {
	case "with", "recursive", ")":
		return true
	case "as", ",":
		depth := 0
		for j := i + 1; at(j) != ""; j++ {
			switch at(j) {
			case "(":
				depth++
			case ")":
				if depth--; depth == 0 {
					return before == "as" || at(j+1) == "as" && at(j+2) == "("
				}
			}
		}
	}
	return false
}

// accepts runs a query and reads its rows.
func accepts(conn *sql.Conn, query string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return false
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err() == nil
}
