package sqlguard_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

func newDB(t testing.TB, p *sqlguard.Policy, o sqlguard.Options) *sqlguard.DB {
	t.Helper()
	pool, _ := open(t)
	db, err := sqlguard.NewDB(pool, p, o)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func lite() *sqlguard.Policy { return sqlguard.ReadOnly(sqlguard.SQLite) }

func TestNewDBRefusesWhatItCannotEnforce(t *testing.T) {
	pool, _ := open(t)
	closed, _ := open(t)
	closed.Close()
	for _, row := range []struct {
		name    string
		db      *sql.DB
		policy  *sqlguard.Policy
		options sqlguard.Options
	}{
		{"no database", nil, lite(), sqlguard.Options{}},
		{"no policy", pool, nil, sqlguard.Options{}},
		{"the zero policy", pool, &sqlguard.Policy{}, sqlguard.Options{}},
		{"an unknown dialect", pool, sqlguard.ReadOnly(200), sqlguard.Options{}},
		{"negative rows", pool, lite(), sqlguard.Options{MaxRows: -1}},
		{"negative bytes", pool, lite(), sqlguard.Options{MaxBytes: -1}},
		{"a negative time", pool, lite(), sqlguard.Options{Timeout: -1}},
		{"a closed database", closed, lite(), sqlguard.Options{}},
		{"a session that fails", pool, lite(), sqlguard.Options{Session: func(context.Context, *sql.Conn) error { return errors.New("no") }}},
	} {
		if _, err := sqlguard.NewDB(row.db, row.policy, row.options); err == nil {
			t.Errorf("%s: NewDB = nil, want an error", row.name)
		}
	}
}

// A connection whose PRAGMA query_only does nothing is refused, at the start
// and later.
func TestConnectionThatDoesNotTurnReadOnlyIsRefused(t *testing.T) {
	pool, _ := open(t)
	ignore := false
	session := func(_ context.Context, conn *sql.Conn) error {
		return conn.Raw(func(c any) error {
			return c.(sqlite.AuthorizerRegisterer).RegisterAuthorizer(
				func(code sqlite.AuthorizerActionCode, arg1, arg2, _, _ string) sqlite.AuthorizerReturnCode {
					if ignore && code == sqlite.AuthPragma && arg1 == "query_only" && arg2 != "" {
						return sqlite.AuthorizerIgnore
					}
					return sqlite.AuthorizerOK
				})
		})
	}
	db, err := sqlguard.NewDB(pool, lite(), sqlguard.Options{Session: session})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Query(t.Context(), "SELECT 1"); err != nil {
		t.Errorf("Query = %v, want nil", err)
	}
	pool.Exec("PRAGMA query_only = OFF")
	ignore = true
	if _, err := db.Query(t.Context(), "SELECT 1"); guard.CodeOf(err) != guard.CodeInternal {
		t.Errorf("Query on a connection that may write = %v, want %v", err, guard.CodeInternal)
	}
	if _, err := sqlguard.NewDB(pool, lite(), sqlguard.Options{Session: session}); err == nil {
		t.Error("NewDB on a connection that may write = nil, want an error")
	}
}

func TestConnectionsAreLeftReadOnly(t *testing.T) {
	pool, _ := open(t)
	if _, err := pool.Exec("UPDATE orders SET total = 1"); err != nil {
		t.Fatalf("before NewDB: %v", err)
	}
	if _, err := sqlguard.NewDB(pool, lite(), sqlguard.Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec("UPDATE orders SET total = 2"); err == nil {
		t.Error("after NewDB an UPDATE works, want it refused by the engine")
	}
}

func TestQueryRefuses(t *testing.T) {
	policy := lite()
	policy.Deny = []string{"credential"}
	policy.Functions = []string{"randomblob"}
	db := newDB(t, policy, sqlguard.Options{Timeout: time.Minute, Session: limitLength})
	hasty := newDB(t, policy, sqlguard.Options{Timeout: 200 * time.Millisecond})
	burn := "SELECT count(*) FROM order_items a, order_items b, order_items c" + strings.Repeat(" JOIN order_items ON 1", 20)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, row := range []struct {
		name string
		ctx  context.Context
		sql  string
		args []any
		code guard.Code
		hint string
	}{
		{"a write", t.Context(), "DELETE FROM orders", nil, guard.CodeStatementNotAllowed, "only SELECT"},
		{"stacked statements", t.Context(), "SELECT 1; DELETE FROM orders", nil, guard.CodeStatementNotAllowed, "only one"},
		{"a denied table", t.Context(), "SELECT * FROM credential", nil, guard.CodeStatementNotAllowed, "not one that may be read"},
		{"an unknown table", t.Context(), "SELECT * FROM nope", nil, guard.CodeInvalidArgument, "call schema"},
		{"an unknown column", t.Context(), "SELECT nope FROM orders", nil, guard.CodeInvalidArgument, "call schema"},
		{"a table that is only there as a module", t.Context(), "SELECT * FROM json_each", nil, guard.CodeInvalidArgument, "call schema"},
		{"the inside of a full-text index", t.Context(), "SELECT * FROM articles_data", nil, guard.CodeInvalidArgument, "call schema"},
		{"an aggregate in WHERE", t.Context(), "SELECT 1 FROM orders WHERE sum(total) > 1", nil, guard.CodeInvalidArgument, "does not accept"},
		{"too few arguments of a function", t.Context(), "SELECT substr('a')", nil, guard.CodeInvalidArgument, "does not accept"},
		{"bad JSON", t.Context(), "SELECT json_extract('{', '$.a')", nil, guard.CodeInvalidArgument, "does not accept"},
		{"parameters without values", t.Context(), "SELECT ?", nil, guard.CodeInvalidArgument, "parameters"},
		{"a value that is too large", t.Context(), "SELECT hex(randomblob(900000))", nil, guard.CodeResultTooLarge, "too large"},
		{"a value that grows", t.Context(), "SELECT length(" + strings.Repeat("replace(", 6) + "'aaaaaaaaaa'" + strings.Repeat(", 'a', 'aaaaaaaaaa')", 6) + ")", nil, guard.CodeResultTooLarge, "too large"},
		{"a statement that grows", t.Context(), doubling(30), nil, guard.CodeStatementNotAllowed, "use each other too often"},
		{"a caller who is gone", canceled, "SELECT 1", nil, guard.CodeCanceled, ""},
	} {
		rows, err := db.Query(row.ctx, row.sql, row.args...)
		if guard.CodeOf(err) != row.code || !strings.Contains(err.Error(), row.hint) || rows != nil {
			t.Errorf("%s: Query = %v, %v, want %v with %q", row.name, rows, err, row.code, row.hint)
		}
	}
	if _, err := hasty.Query(t.Context(), burn); guard.CodeOf(err) != guard.CodeDeadlineExceeded {
		t.Errorf("work without an end: Query = %v, want %v", err, guard.CodeDeadlineExceeded)
	}
	if rows, err := hasty.Query(t.Context(), "SELECT count(*) FROM orders"); err != nil || rows.Rows[0][0] != int64(5) {
		t.Errorf("afterwards Query = %v, %v, want 5", rows, err)
	}
}

func limitLength(_ context.Context, conn *sql.Conn) error {
	_, err := sqlite.Limit(conn, sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000)
	return err
}

func TestQueryReturnsValuesThatJSONHas(t *testing.T) {
	db := newDB(t, lite(), sqlguard.Options{})
	rows, err := db.Query(t.Context(), `SELECT 1 AS i, 1.5 AS f, 'x' AS s, NULL AS n, x'00ff' AS b, 9e999 AS inf, -9e999 AS minf, CAST(x'ff41' AS TEXT) AS bad,
		9007199254740993 AS big, (SELECT signup_date FROM customers WHERE id = ?) AS d`, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := &sqlguard.Rows{
		Columns: []string{"i", "f", "s", "n", "b", "inf", "minf", "bad", "big", "d"},
		Rows:    [][]any{{int64(1), 1.5, "x", nil, sqlguard.Blob{Base64: "AP8="}, "Infinity", "-Infinity", "\uFFFDA", int64(9007199254740993), "2024-01-15"}},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("Query (-want +got):\n%s", diff)
	}
	text, err := json.Marshal(rows)
	if err != nil || !strings.Contains(string(text), `{"base64":"AP8="}`) {
		t.Errorf("Marshal = %s, %v", text, err)
	}
}

func TestQueryReturnsTimesAsSQLiteWritesThem(t *testing.T) {
	db := newDB(t, lite(), sqlguard.Options{})
	rows, err := db.Query(t.Context(), "SELECT ordered_at, signup_date, active FROM orders JOIN customers c ON c.id = customer_id JOIN products p ON p.id = c.id WHERE orders.id = :id", sql.Named("id", 1))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]any{{"2024-03-01 10:00:00", "2024-01-15", int64(1)}}, rows.Rows); diff != "" {
		t.Errorf("Query (-want +got):\n%s", diff)
	}
}

func TestQueryBoundsTheResult(t *testing.T) {
	for _, row := range []struct {
		name      string
		options   sqlguard.Options
		sql       string
		rows      int
		truncated bool
	}{
		{"as many rows as allowed", sqlguard.Options{MaxRows: 5}, "SELECT id FROM orders", 5, false},
		{"one row more", sqlguard.Options{MaxRows: 4}, "SELECT id FROM orders", 4, true},
		{"no rows", sqlguard.Options{}, "SELECT id FROM orders WHERE 0", 0, false},
		{"as many bytes as allowed", sqlguard.Options{MaxBytes: 42}, "SELECT id FROM orders", 5, false},
		{"one byte more", sqlguard.Options{MaxBytes: 41}, "SELECT id FROM orders", 4, true},
		{"a first row that is too long", sqlguard.Options{MaxBytes: 11}, "SELECT '0123456789a' AS x", 0, true},
		{"the default of 1000 rows", sqlguard.Options{}, "SELECT 1 FROM orders a, orders b, orders c JOIN orders d ON 1 JOIN orders e ON 1", 1000, true},
	} {
		rows, err := newDB(t, lite(), row.options).Query(t.Context(), row.sql)
		if err != nil || len(rows.Rows) != row.rows || rows.Truncated != row.truncated {
			t.Errorf("%s: Query = %+v, %v, want %d rows, truncated %v", row.name, rows, err, row.rows, row.truncated)
		}
	}
}

// Every honest statement runs through DB, too, and no attack does.
func TestQueryRunsTheHonestAndNoAttack(t *testing.T) {
	pool, dir := open(t)
	db, err := sqlguard.NewDB(pool, lite(), sqlguard.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	before := state(t, pool, dir)
	refused := 0
	for _, statement := range honest() {
		if _, err := db.Query(t.Context(), statement); err != nil {
			t.Logf("Query(%q) = %v", statement, err)
			refused++
		}
	}
	if refused > 1 {
		t.Errorf("%d honest statements refused, want at most the one that calls a full-text table", refused)
	}
	for _, a := range attacks() {
		if _, err := db.Query(t.Context(), a.sql); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("Query(%q) = %v, want %v", a.sql, err, guard.CodeStatementNotAllowed)
		}
	}
	if diff := cmp.Diff(before, state(t, pool, dir)); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
}

// The statements below pass a policy that names them; the connection still
// refuses to let them write, and the same connection lets them without DB.
func TestReadOnlyModeStandsBehindThePolicy(t *testing.T) {
	const optimize = "SELECT * FROM pragma_optimize"
	plain, dir := open(t)
	before := state(t, plain, dir)
	if _, err := drain(t.Context(), plain, optimize); err != nil || state(t, plain, dir) == before {
		t.Fatalf("%q does not write on a plain connection (%v); find another statement", optimize, err)
	}
	pool, dir := open(t)
	policy := lite()
	policy.Tables = []string{"pragma_optimize"}
	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	before = state(t, pool, dir)
	db.Query(t.Context(), optimize)
	if diff := cmp.Diff(before, state(t, pool, dir)); diff != "" {
		t.Errorf("%q changed something (-before +after):\n%s", optimize, diff)
	}
}

func TestQueryIgnoresLaterChangesOfThePolicy(t *testing.T) {
	policy := lite()
	policy.Deny = []string{"credential"}
	db := newDB(t, policy, sqlguard.Options{})
	policy.Deny[0] = "nothing"
	if _, err := db.Query(t.Context(), "SELECT * FROM credential"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
		t.Errorf("Query = %v, want %v", err, guard.CodeStatementNotAllowed)
	}
}

func TestNameInAnotherDatabaseIsNotReached(t *testing.T) {
	pool, dir := open(t)
	if _, err := pool.Exec("ATTACH ? AS aux; CREATE TABLE aux.elsewhere (a)", filepath.Join(dir, "aux.db")); err != nil {
		t.Fatal(err)
	}
	if n, err := drain(t.Context(), pool, "SELECT * FROM elsewhere"); err != nil {
		t.Fatalf("without DB: %d, %v", n, err)
	}
	policy := lite()
	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Query(t.Context(), "SELECT * FROM elsewhere"); guard.CodeOf(err) != guard.CodeInvalidArgument {
		t.Errorf("Query = %v, want %v", err, guard.CodeInvalidArgument)
	}
	policy.Tables = []string{"aux.elsewhere"}
	listed, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := listed.Query(t.Context(), "SELECT * FROM aux.elsewhere"); err != nil {
		t.Errorf("Query of a listed table = %v, want nil", err)
	}
}

func TestSchemaListsWhatMayBeRead(t *testing.T) {
	pool, _ := open(t)
	if _, err := pool.Exec("CREATE VIEW broken AS SELECT nope FROM orders"); err != nil {
		t.Fatal(err)
	}
	policy := lite()
	policy.Deny = []string{"credential", "orders", "customers", "products", "events", "categories", "employees", "order_items"}
	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []sqlguard.Table{
		{Name: "Match", Columns: []sqlguard.Column{{Name: "id", Type: "INTEGER", PrimaryKey: true}, {Name: "home", Type: "TEXT"}, {Name: "away", Type: "TEXT"}, {Name: "home goals", Type: "INTEGER"}, {Name: "away goals", Type: "INTEGER"}}},
		{Name: "articles", Columns: []sqlguard.Column{{Name: "title"}, {Name: "body"}}},
		{Name: "broken", View: true, Columns: []sqlguard.Column{}},
		{Name: "paid_orders", View: true, Columns: []sqlguard.Column{{Name: "id", Type: "INTEGER"}, {Name: "customer_id", Type: "INTEGER"}, {Name: "ordered_at", Type: "DATETIME"}, {Name: "status", Type: "TEXT"}, {Name: "total", Type: "REAL"}, {Name: "group", Type: "TEXT"}, {Name: "key", Type: "INTEGER"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Schema (-want +got):\n%s", diff)
	}
}

func TestErrorsSayNothingOfTheEngine(t *testing.T) {
	pool, dir := open(t)
	db, err := sqlguard.NewDB(pool, lite(), sqlguard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"SELECT nope FROM orders", "SELECT json_extract('{', '$')", "SELECT abs(-9223372036854775808)"} {
		_, err := db.Query(t.Context(), statement)
		var denial *guard.Denial
		if !errors.As(err, &denial) || denial.Detail == "" {
			t.Errorf("Query(%q) = %v, want a denial with a detail", statement, err)
			continue
		}
		for _, secret := range []string{"nope", "malformed", "overflow", "SQL logic", dir} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("Query(%q) = %v, want no %q", statement, err, secret)
			}
		}
	}
	if err := os.Truncate(filepath.Join(dir, "shop.db"), 5000); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Query(t.Context(), "SELECT * FROM orders"); guard.CodeOf(err) != guard.CodeInternal {
		t.Errorf("Query of a broken file = %v, want %v", err, guard.CodeInternal)
	}
}

func TestNamesOfColumnsCountAsResult(t *testing.T) {
	db := newDB(t, lite(), sqlguard.Options{MaxBytes: 1000})
	long := `WITH c AS (SELECT 1 AS "` + strings.Repeat("n", 400) + `") SELECT `
	rows, err := db.Query(t.Context(), long+"*, * FROM c")
	if err != nil || len(rows.Rows) != 1 {
		t.Errorf("800 bytes of names: %v, %v, want one row", rows, err)
	}
	if rows, err := db.Query(t.Context(), long+"*, *, * FROM c"); guard.CodeOf(err) != guard.CodeResultTooLarge {
		t.Errorf("1200 bytes of names: %v, %v, want %v", rows, err, guard.CodeResultTooLarge)
	}
}
