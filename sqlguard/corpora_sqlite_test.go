package sqlguard_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// sqliteTests are the tests of SQLite that the required version of
// modernc.org/sqlite carries.
var sqliteTests = corpus{
	name: "SQLite's tests", list: "sqlite_tests.txt", dialect: sqlguard.SQLite, least: 20_000,
	queries: sqliteQueries, replay: replaySQLite, counts: sqliteCounts,
}

// sqliteStatements returns the statements of the tests of SQLite that
// modernc.org/sqlite carries, by file.
func sqliteStatements(t *testing.T) (files []string, statements map[string][]string) {
	t.Helper()
	dir := filepath.Join(moduleFolder(t, ".", "modernc.org/sqlite"), "testdata", "tcl")
	paths, err := filepath.Glob(filepath.Join(dir, "*.t*")) // .tcl and .test
	if err != nil || len(paths) == 0 {
		t.Fatalf("no tests in %s: %v", dir, err)
	}
	statements = map[string][]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		files = append(files, name)
		statements[name] = tclStatements(string(text))
	}
	return files, statements
}

// sqliteQueries returns the queries among them.
func sqliteQueries(t *testing.T) []honestQuery {
	t.Helper()
	var list []honestQuery
	files, statements := sqliteStatements(t)
	for _, file := range files {
		for i, s := range statements[file] {
			if asks.MatchString(s) {
				list = append(list, honestQuery{file, i + 1, s})
			}
		}
	}
	return list
}

// sqlitePrepares are the statements that make the tables which queries read.
var sqlitePrepares = regexp.MustCompile(`(?i)^(create|insert|replace|update|delete|drop|alter|analyze|with)\b`)

// replaySQLite runs the statements of each file in a database of its own; of the
// files whose rows are compared, one in three.
func replaySQLite(t *testing.T, queries []honestQuery, visit func(*sql.Conn, honestQuery)) {
	t.Helper()
	files, statements := sqliteStatements(t)
	queries = inSample(queries, 3)
	for _, file := range files {
		if len(queries) == 0 || queries[0].file != file {
			continue
		}
		db, err := sql.Open("sqlite", ":memory:")
		if err != nil {
			t.Fatal(err)
		}
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sqlite.Limit(conn, sqlite3.SQLITE_LIMIT_LENGTH, 10_000_000); err != nil {
			t.Fatal(err)
		}
		for i, s := range statements[file] {
			if len(queries) > 0 && queries[0].file == file && queries[0].n == i+1 {
				visit(conn, queries[0])
				queries = queries[1:]
			}
			if sqlitePrepares.MatchString(s) {
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				conn.ExecContext(ctx, s)
				cancel()
			}
		}
		conn.Close()
		db.Close()
	}
}

// sqliteCounts is corpus.counts for SQLite, which tells its authorizer what a
// statement does: it only reads tables that were created, and json_each and
// json_tree, and calls functions on the policy's list; and it runs.
func sqliteCounts(conn *sql.Conn, q honestQuery) bool {
	honest := true
	authorize := func(act sqlite.AuthorizerActionCode, arg1, arg2, _, _ string) sqlite.AuthorizerReturnCode {
		switch act {
		case sqlite.AuthSelect, sqlite.AuthRecursive:
		case sqlite.AuthRead:
			honest = honest && !strings.HasPrefix(strings.ToLower(arg1), "sqlite_") && !slices.Contains(sqliteEponymous, strings.ToLower(arg1)) && !strings.HasPrefix(strings.ToLower(arg1), "pragma_")
		case sqlite.AuthFunction:
			honest = honest && sqlguard.SQLiteFunction(strings.ToLower(arg2))
		default:
			honest = false
			return sqlite.AuthorizerDeny
		}
		return sqlite.AuthorizerOK
	}
	set := func(fn sqlite.AuthorizerFn) {
		err := conn.Raw(func(c any) error { return c.(sqlite.AuthorizerRegisterer).RegisterAuthorizer(fn) })
		if err != nil {
			panic(err)
		}
	}
	set(authorize)
	defer set(nil)
	return accepts(conn, q.sql) && honest
}

// sqliteEponymous are the tables that exist without having been created, but for
// those on the policy's list.
var sqliteEponymous = strings.Fields("bytecode tables_used dbstat generate_series fsdir completion carray prefixes wholenumber stmt")
