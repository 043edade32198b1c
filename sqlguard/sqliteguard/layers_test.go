package sqliteguard_test

import (
	"strings"
	"testing"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/mcpcordon/mcpcordon/sqlguard/sqliteguard"
)

// With the authorizer taken away, what the file was opened with and the limits
// remain.
func TestLayersBehindTheAuthorizer(t *testing.T) {
	file, _ := shop(t)
	conn := sqliteguard.Guarded(t, file, policy(), sqliteguard.Limits{})(t.Context())
	defer conn.Close()
	err := conn.Raw(func(c any) error { return c.(sqlite.AuthorizerRegisterer).RegisterAuthorizer(nil) })
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ statement, want string }{
		{"SELECT count(*) FROM credential", ""}, // the authorizer is gone
		{"ATTACH ':memory:' AS other", "too many attached databases"},
		{"UPDATE orders SET total = 1", "readonly"},
		{"PRAGMA query_only = 0", ""},
		{"UPDATE orders SET total = 1", "readonly"}, // because of mode=ro
		{"SELECT load_extension('x')", "not authorized"},
		{"PRAGMA journal_mode = WAL", "readonly"},
		{`SELECT "no such column"`, "no such column"},
	} {
		if got, err := drain(t.Context(), conn, row.statement); (err == nil) != (row.want == "") || err != nil && !strings.Contains(err.Error(), row.want) {
			t.Errorf("%q: %q, %v, want an error with %q", row.statement, got, err, row.want)
		}
	}
	for pragma, want := range map[string]string{"trusted_schema": "0\n", "cell_size_check": "1\n", "writable_schema = ON; PRAGMA writable_schema": "0\n"} {
		if got, err := drain(t.Context(), conn, "PRAGMA "+pragma); err != nil || got != want {
			t.Errorf("PRAGMA %s: %q, %v, want %q", pragma, got, err, want)
		}
	}
	for id, want := range map[int]int{
		sqlite3.SQLITE_LIMIT_LENGTH: 16 << 20, sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1 << 20, sqlite3.SQLITE_LIMIT_COLUMN: 2000, sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 1000,
		sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 500, sqlite3.SQLITE_LIMIT_VDBE_OP: 250_000, sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 127, sqlite3.SQLITE_LIMIT_ATTACHED: 0,
		sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000, sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 999, sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1, sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
	} {
		if got, err := sqlite.Limit(conn, id, -1); err != nil || got > want {
			t.Errorf("limit %d is %d, %v, want at most %d", id, got, err, want)
		}
	}
}
