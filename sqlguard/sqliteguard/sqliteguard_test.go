package sqliteguard_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
	"github.com/mcpcordon/mcpcordon/sqlguard/sqliteguard"
)

// shop makes a file with the shop of sqlguard's tests and views over it, and
// returns its name and a connection that may do anything.
func shop(t testing.TB) (file string, plain *sql.DB) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "a shop?#%.db") // a name that a URI must escape
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	plain, err := sql.Open("sqlite", "file:"+strings.NewReplacer("?", "%3f", "#", "%23", "%", "%25", " ", "%20").Replace(file))
	if err != nil {
		t.Fatal(err)
	}
	plain.SetMaxOpenConns(1)
	t.Cleanup(func() { plain.Close() })
	script, err := os.ReadFile("../testdata/sqlite/shop.sql")
	if err != nil {
		t.Fatal(err)
	}
	exec(t, plain, string(script))
	exec(t, plain, `CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT);
		CREATE VIEW short_tokens AS SELECT id, substr(token, 1, 1) AS first FROM credential;
		CREATE VIEW shorter AS SELECT first FROM short_tokens;
		CREATE VIEW all_tokens AS SELECT token FROM credential;
		CREATE VIEW broken AS SELECT missing FROM orders`)
	return file, plain
}

func exec(t testing.TB, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%.100s: %v", statement, err)
	}
}

// drain runs whatever it is given and returns the rows.
func drain(ctx context.Context, conn interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, statement string, args ...any) (string, error) {
	rows, err := conn.QueryContext(ctx, statement, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		fmt.Fprintln(&b, values...)
	}
	return b.String(), rows.Err()
}

func policy() *sqlguard.Policy {
	p := sqlguard.ReadOnly(sqlguard.SQLite)
	p.Deny = []string{"credential", "all_tokens"}
	p.DenyColumns = []string{"employees.salary"}
	return p
}

// Each statement goes straight to a guarded connection, past the check of its text,
// and does something on a plain one.
func TestEngineRefusesWhatGotPastTheCheck(t *testing.T) {
	file, plain := shop(t)
	guarded := sqliteguard.Guarded(t, file, policy(), sqliteguard.Limits{ValueBytes: 1 << 20})
	other := filepath.Join(t.TempDir(), "other.db")
	for _, row := range []struct{ name, sql string }{
		{"a denied table", "SELECT token FROM credential"},
		{"a denied table in other case", "SELECT ToKeN FROM main.CREDENTIAL"},
		{"the number of rows of a denied table that no view reads", "SELECT count(*) FROM all_tokens"},
		{"a denied view", "SELECT * FROM all_tokens"},
		{"a denied table behind WITH", "WITH c AS (SELECT token FROM credential) SELECT * FROM c"},
		{"a denied table behind WITH under the name of a table", "WITH orders AS (SELECT * FROM credential) SELECT * FROM orders"},
		{"a denied table behind a subquery", "SELECT * FROM (SELECT * FROM credential) AS customers"},
		{"a denied table in IN", "SELECT 1 WHERE 'x' IN (SELECT token FROM credential)"},
		{"a denied column", "SELECT salary FROM employees"},
		{"a denied column behind a star", "SELECT * FROM employees"},
		{"the schema", "SELECT sql FROM sqlite_schema"},
		{"the pages of the file", "SELECT count(*), max(data) FROM sqlite_dbpage"},
		{"statistics of the file", "SELECT name FROM dbstat"},
		{"a setting as a table", "SELECT * FROM pragma_journal_mode"},
		{"a setting as a table of which no column is read", "SELECT count(*) FROM pragma_database_list"},
		{"recursion", "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r WHERE x < 9) SELECT * FROM r"},
		{"a function that is not on the list", "SELECT randomblob(9)"},
		{"a function of the connection's state", "SELECT last_insert_rowid(), changes()"},
		{"a write", "UPDATE orders SET total = 1"},
		{"a write that returns rows", "DELETE FROM note WHERE id = 99 RETURNING id"},
		{"an insert", "INSERT INTO note (id) VALUES (1000)"},
		{"a table", "CREATE TABLE t (a)"},
		{"a temporary table", "CREATE TEMP TABLE t2 AS SELECT * FROM orders"},
		{"a temporary view", "CREATE TEMP VIEW t3 AS SELECT 1"},
		{"a temporary trigger", "CREATE TEMP TRIGGER t4 AFTER INSERT ON orders BEGIN SELECT 1; END"},
		{"an index", "CREATE INDEX i1 ON orders (total)"},
		{"dropping", "DROP VIEW broken"},
		{"renaming", "ALTER TABLE note RENAME TO note2"},
		{"a virtual table", "CREATE VIRTUAL TABLE v1 USING fts5(a)"},
		{"another database", "ATTACH '" + other + "' AS other"},
		{"detaching", "ATTACH ':memory:' AS d1; DETACH d1"},
		{"a copy of the file", "VACUUM INTO '" + other + ".copy'"},
		{"a transaction", "BEGIN; ROLLBACK"},
		{"a savepoint", "SAVEPOINT s1; RELEASE s1"},
		{"statistics for the planner", "ANALYZE"},
		{"rebuilding", "REINDEX"},
		{"switching query_only off", "PRAGMA query_only = OFF"},
		{"switching query_only off as a number", "PRAGMA query_only = 0"},
		{"trusting the schema", "PRAGMA trusted_schema = ON"},
		{"writing the schema", "PRAGMA writable_schema = ON"},
		{"the version of the schema", "PRAGMA schema_version = 4000"},
		{"a setting", "PRAGMA cache_size = 7"},
		{"the files", "PRAGMA database_list"},
		{"optimizing", "SELECT * FROM pragma_optimize"},
		{"a second statement behind one that is allowed", "SELECT 1; SELECT token FROM credential"},
		{"a text in double quotes", `SELECT "no such column"`},
		{"a text that is longer than a value may be", "SELECT length(replace(replace(printf('%1000d', 1), ' ', '" + strings.Repeat("1", 100) + "'), '1', 'abcdefghijklmnopqrst'))"},
		{"a pattern that is too long", "SELECT 'a' LIKE '" + strings.Repeat("%a", 600) + "'"},
		{"too many members of a UNION", "SELECT 1" + strings.Repeat(" UNION ALL SELECT 1", 500)},
		{"too many columns", "SELECT 1" + strings.Repeat(", 1", 2000)},
		{"too many parameters", "SELECT ?1000"},
		{"too many arguments", "SELECT coalesce(1" + strings.Repeat(", 1", 200) + ")"},
		{"a statement that is too long", "SELECT 1 /*" + strings.Repeat("x", 1<<20) + "*/"},
		{"a program that is too long", "SELECT * FROM orders WHERE id IN (" + strings.Repeat("1+1,", 90_000) + "1)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			conn := guarded(ctx)
			defer conn.Close()
			var args []any
			if row.name == "too many parameters" {
				args = make([]any, 1000)
			}
			if got, err := drain(ctx, conn, row.sql, args...); err == nil {
				t.Errorf("%.100q on a guarded connection returns %.100q, want an error", row.sql, got)
			}
			switch row.name {
			case "too many members of a UNION", "too many columns": // the engine is built with that limit; here it does not depend on the build
				return
			}
			if _, err := drain(ctx, plain, row.sql, args...); err != nil {
				t.Errorf("%.100q on a plain connection: %v", row.sql, err)
			}
		})
	}
	if files, _ := filepath.Glob(filepath.Join(filepath.Dir(other), "*")); len(files) > 2 { // of the plain connection
		t.Errorf("files: %v", files)
	}
}

// What the policy allows runs on the guarded connection: the neighbours of the
// attacks, and every honest statement.
func TestHonestStatementsRun(t *testing.T) {
	file, plain := shop(t)
	exec(t, plain, "ANALYZE")
	db, err := sqliteguard.NewDB(file, policy(), sqlguard.Options{}, sqliteguard.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"SELECT count(*) FROM orders", "SELECT name FROM employees", "SELECT * FROM shorter", "SELECT count(*) FROM shorter", "SELECT first FROM short_tokens WHERE id = 1",
		"WITH credential2 AS (SELECT * FROM customers) SELECT count(*) FROM credential2", "SELECT s.first, o.id FROM shorter s, orders o LIMIT 3",
		"WITH c AS (SELECT * FROM shorter) SELECT count(*), max(first) FROM c", "SELECT current_timestamp, current_date",
		"SELECT count(*) FROM json_each('[1, 2]')", "SELECT highlight(articles, 0, '<', '>') FROM articles WHERE articles MATCH 'saw'", "SELECT * FROM paid_orders",
	} {
		if _, err := db.Query(t.Context(), statement); err != nil {
			t.Errorf("Query(%q) = %#v", statement, err)
		}
	}
	all := sqlguard.ReadOnly(sqlguard.SQLite)
	all.AllowRecursive, all.AllowExplain = true, true
	bare, err := sqlguard.NewDB(plain, all, sqlguard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	guarded, err := sqliteguard.NewDB(file, all, sqlguard.Options{}, sqliteguard.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer guarded.Close()
	text, err := os.ReadFile("../testdata/sqlite/honest.sql")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for line := range strings.Lines(string(text)) {
		statement := strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(strings.TrimSuffix(line, "\n"))
		want, err := bare.Query(t.Context(), statement)
		if err != nil {
			continue
		}
		ran++
		got, err := guarded.Query(t.Context(), statement)
		if strings.Contains(statement, `""`) { // a text in double quotes
			if guard.CodeOf(err) != guard.CodeInvalidArgument || !strings.Contains(err.Error(), "single quotes") {
				t.Errorf("Query(%q) = %v, want a hint at the quotes", statement, err)
			}
		} else if err != nil {
			t.Errorf("Query(%q) = %#v, want none", statement, err)
		} else if !strings.Contains(strings.ToLower(statement), "random") && !strings.Contains(statement, "now") && fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q returns %v and guarded %v", statement, want, got)
		}
	}
	if ran < 100 {
		t.Errorf("%d honest statements ran", ran)
	}
}

// A table of WITH under the name of an allowed view reaches what that view reads and
// no more: SQLite names the view only.
func TestNameOfAViewOpensNoMoreThanTheView(t *testing.T) {
	file, plain := shop(t)
	exec(t, plain, "ALTER TABLE credential ADD COLUMN owner TEXT")
	guarded := sqliteguard.Guarded(t, file, policy(), sqliteguard.Limits{})
	conn := guarded(t.Context())
	defer conn.Close()
	if got, err := drain(t.Context(), conn, "WITH short_tokens AS (SELECT owner FROM credential) SELECT * FROM short_tokens"); err == nil {
		t.Errorf("a column that the view does not read: %q, want an error", got)
	}
	if _, err := drain(t.Context(), conn, "WITH short_tokens AS (SELECT token FROM credential) SELECT * FROM short_tokens"); err != nil {
		t.Errorf("a column that the view reads: %v; the package's doc promises less than it does", err)
	}
}

func TestSchemaMayChange(t *testing.T) {
	file, plain := shop(t)
	db, err := sqliteguard.NewDB(file, policy(), sqlguard.Options{}, sqliteguard.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, step := range []struct {
		change, sql string
		code        guard.Code
	}{
		{"CREATE TABLE fresh AS SELECT 1 AS a", "SELECT a FROM fresh", ""},
		{"CREATE VIEW digits AS SELECT length(token) AS n FROM credential", "SELECT n FROM digits", ""},
		{"DROP VIEW digits", "SELECT n FROM digits", guard.CodeInvalidArgument},
		{"CREATE VIRTUAL TABLE pages USING fts5(text)", "SELECT text FROM pages WHERE pages MATCH 'a'", ""},
	} {
		exec(t, plain, step.change)
		if _, err := db.Query(t.Context(), step.sql); guard.CodeOf(err) != step.code {
			t.Errorf("after %q: Query(%q) = %#v, want %q", step.change, step.sql, err, step.code)
		}
	}
}

func TestSchemaIsListed(t *testing.T) {
	file, _ := shop(t)
	db, err := sqliteguard.NewDB(file, policy(), sqlguard.Options{}, sqliteguard.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, table := range tables {
		names = append(names, table.Name)
	}
	if got := strings.Join(names, " "); !strings.Contains(got, "orders") || !strings.Contains(got, "shorter") || strings.Contains(got, "credential") || strings.Contains(got, "all_tokens") {
		t.Errorf("Schema lists %s", got)
	}
}

// Statements that describe work where the policy allows them, and show on a guarded
// connection nothing of a denied table but names.
func TestDescribing(t *testing.T) {
	file, plain := shop(t)
	exec(t, plain, "CREATE INDEX by_status ON orders (status); CREATE TABLE login (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers(id))")
	for _, show := range []bool{true, false} {
		p := policy()
		p.AllowShow, p.DenyColumns = show, nil
		db, err := sqliteguard.NewDB(file, p, sqlguard.Options{}, sqliteguard.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		guarded := sqliteguard.Guarded(t, file, p, sqliteguard.Limits{})
		for statement, want := range map[string]string{
			"PRAGMA table_info(orders)": "status", "PRAGMA table_list": "orders", "PRAGMA index_list(orders)": "by_status", "PRAGMA index_info(by_status)": "status",
			"PRAGMA index_xinfo(by_status)": "status", "PRAGMA foreign_key_list(login)": "customers", "PRAGMA main.table_xinfo('orders')": "status",
		} {
			rows, err := db.Query(t.Context(), statement)
			if (err == nil) != show || show && !strings.Contains(fmt.Sprint(rows.Rows), want) {
				t.Errorf("AllowShow %v: Query(%q) = %v, %#v, want %s", show, statement, rows, err, want)
			}
		}
		for _, statement := range []string{"PRAGMA table_info(credential)", "PRAGMA index_list(credential)", "PRAGMA foreign_key_list(credential)", "SELECT sql FROM sqlite_schema", "SELECT rootpage FROM sqlite_schema", "PRAGMA index_list", "SELECT name FROM pragma_table_info('credential')"} {
			func() {
				conn := guarded(t.Context())
				defer conn.Close()
				if got, err := drain(t.Context(), conn, statement); err == nil && got != "" {
					t.Errorf("AllowShow %v: %q past the check: %q", show, statement, got)
				}
			}()
		}
	}
}

func TestNewDBRefusesWhatItCannotEnforce(t *testing.T) {
	file, _ := shop(t)
	missing := filepath.Join(t.TempDir(), "missing.db")
	session := func(context.Context, *sql.Conn) error { return nil }
	for _, row := range []struct {
		name, file string
		policy     *sqlguard.Policy
		options    sqlguard.Options
		limits     sqliteguard.Limits
	}{
		{"no file", missing, policy(), sqlguard.Options{}, sqliteguard.Limits{}},
		{"no policy", file, nil, sqlguard.Options{}, sqliteguard.Limits{}},
		{"another dialect", file, sqlguard.ReadOnly(sqlguard.MySQL), sqlguard.Options{}, sqliteguard.Limits{}},
		{"a session of the caller", file, policy(), sqlguard.Options{Session: session}, sqliteguard.Limits{}},
		{"a policy that writes", file, &sqlguard.Policy{Dialect: sqlguard.SQLite, Writes: []sqlguard.Write{}}, sqlguard.Options{}, sqliteguard.Limits{}},
		{"a negative limit", file, policy(), sqlguard.Options{}, sqliteguard.Limits{ValueBytes: -1}},
		{"a limit on costs", file, policy(), sqlguard.Options{MaxCost: 1}, sqliteguard.Limits{}},
	} {
		if db, err := sqliteguard.NewDB(row.file, row.policy, row.options, row.limits); err == nil {
			db.Close()
			t.Errorf("%s: NewDB = nil, want an error", row.name)
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("the missing file was created")
	}
}

func TestZeroDBRefuses(t *testing.T) {
	var db sqliteguard.DB
	if _, err := db.Query(t.Context(), "SELECT 1"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
		t.Errorf("Query = %v, want %v", err, guard.CodeStatementNotAllowed)
	}
	if err := db.Close(); err != nil {
		t.Errorf("Close = %v, want none", err)
	}
}

func TestValuesThatAreTooLongAreRefused(t *testing.T) {
	file, _ := shop(t)
	db, err := sqliteguard.NewDB(file, policy(), sqlguard.Options{}, sqliteguard.Limits{ValueBytes: 5000})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for statement, code := range map[string]guard.Code{
		"SELECT length(replace('aaaaaaaaaa', 'a', '0123456789'))":                                                                               "",
		"SELECT length(replace(replace(replace('aaaaaaaaaa', 'a', '0123456789'), '1', '0123456789'), '2', '" + strings.Repeat("x", 900) + "'))": guard.CodeResultTooLarge,
	} {
		if _, err := db.Query(t.Context(), statement); guard.CodeOf(err) != code {
			t.Errorf("Query(%q) = %#v, want %q", statement, err, code)
		}
	}
}
