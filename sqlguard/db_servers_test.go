package sqlguard_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// readerName is the account of the process: others may run these tests at the same
// time. Statements for exec name it mcpcordon_reader.
var readerName = fmt.Sprint("mcpcordon_reader_", os.Getpid())

// makeReader are the statements that the remedy of RoleError stands for.
var makeReader = map[sqlguard.Dialect][]string{
	sqlguard.Postgres: {
		"DO $$BEGIN CREATE ROLE mcpcordon_reader LOGIN; EXCEPTION WHEN duplicate_object THEN END$$",
		"CREATE VIEW noisy AS SELECT log_touch(1) AS n",
		"GRANT SELECT ON customers, categories, products, orders, order_items, employees, events, \"Match\", paid_orders, noisy TO mcpcordon_reader",
	},
	sqlguard.MySQL: {
		"CREATE USER IF NOT EXISTS mcpcordon_reader@localhost, mcpcordon_reader@'127.0.0.1'",
		"CREATE VIEW noisy AS SELECT log_touch(1) AS n",
		"GRANT SELECT ON DB.* TO mcpcordon_reader@localhost",
		"GRANT SELECT ON DB.* TO mcpcordon_reader@'127.0.0.1'",
	},
}

// reader returns a pool of an account that may only read, and one of the
// administrator.
func (s server) reader(t testing.TB) (pool, admin *sql.DB) {
	t.Helper()
	name, admin := s.shop(t)
	for _, statement := range makeReader[s.dialect] {
		exec(t, admin, strings.ReplaceAll(statement, "DB.", name+"."))
	}
	pool, err := sql.Open(s.driver, s.as(readerName, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		pool.Close()
		if s.dialect == sqlguard.MySQL {
			writable := s.plain(t, name) // a test may have made the sessions of admin read-only
			defer writable.Close()
			exec(t, writable, "DROP USER mcpcordon_reader@localhost, mcpcordon_reader@'127.0.0.1'")
		} else {
			exec(t, admin, "DROP OWNED BY mcpcordon_reader; DROP ROLE mcpcordon_reader")
		}
	})
	return pool, admin
}

// as returns the address of a database for an account without a password.
func (s server) as(account, database string) string {
	return regexp.MustCompile(`^(postgres://)?[^@]*@`).ReplaceAllString(s.dsn(database), "${1}"+account+"@")
}

// onServers runs a test with a DB on each server, and with what the
// administrator can use to look at it.
func onServers(t *testing.T, o sqlguard.Options, test func(*testing.T, server, *sqlguard.DB, *sql.DB)) {
	for _, s := range []server{postgres, mysql} {
		t.Run(s.dialect.String(), func(t *testing.T) {
			pool, admin := s.reader(t)
			policy := sqlguard.ReadOnly(s.dialect)
			policy.AllowRecursive, policy.AllowExplain = true, true
			policy.Functions = []string{"log_touch"}
			db, err := sqlguard.NewDB(pool, policy, o)
			if err != nil {
				t.Fatal(err)
			}
			test(t, s, db, admin)
		})
	}
}

func TestAccountThatMayDoMoreIsRefused(t *testing.T) {
	for _, s := range []server{postgres, mysql} {
		t.Run(s.dialect.String(), func(t *testing.T) {
			_, admin := s.reader(t)
			_, err := sqlguard.NewDB(admin, sqlguard.ReadOnly(s.dialect), sqlguard.Options{})
			var role *sqlguard.RoleError
			if !errors.As(err, &role) || len(role.Rights) == 0 || !strings.Contains(role.Remedy, "GRANT SELECT ON") {
				t.Errorf("NewDB with the administrator = %v, want a RoleError with rights and a remedy", err)
			}
			db, err := sqlguard.NewDB(admin, sqlguard.ReadOnly(s.dialect), sqlguard.Options{InsecureAnyRole: true})
			if err != nil {
				t.Fatalf("NewDB with InsecureAnyRole = %v, want none", err)
			}
			if _, err := db.Query(t.Context(), "SELECT 1"); err != nil {
				t.Errorf("Query = %v, want none", err)
			}
		})
	}
}

func TestServersRunTheHonestStatements(t *testing.T) {
	onServers(t, sqlguard.Options{}, func(t *testing.T, s server, db *sqlguard.DB, _ *sql.DB) {
		for _, statement := range lines(t, s.dialect, "honest.sql") {
			rows, err := db.Query(t.Context(), statement)
			if err != nil {
				t.Errorf("Query(%q) = %#v, want none", statement, err)
			} else if _, err := json.Marshal(rows); err != nil {
				t.Errorf("the result of %q does not marshal: %v", statement, err)
			}
		}
	})
}

// The policy of this test is asked to let everything through that it can, so
// that the session is what stops a write.
func TestReadOnlySessionStandsBehindThePolicyOnServers(t *testing.T) {
	onServers(t, sqlguard.Options{}, func(t *testing.T, s server, db *sqlguard.DB, admin *sql.DB) {
		before := s.state(t, admin, t.TempDir())
		if _, err := result(admin, "SELECT * FROM noisy"); err != nil {
			t.Fatal(err)
		}
		if s.state(t, admin, t.TempDir()) == before {
			t.Fatal("reading the view changes nothing without the guard: this test sees nothing")
		}
		exec(t, admin, "DELETE FROM note WHERE id > 1000")
		_, err := db.Query(t.Context(), "SELECT * FROM noisy")
		if guard.CodeOf(err) != guard.CodeStatementNotAllowed || !strings.Contains(err.Error(), "would change something") {
			t.Errorf("Query = %#v, want %v", err, guard.CodeStatementNotAllowed)
		}
		for _, line := range lines(t, s.dialect, "attacks.tsv") {
			if _, statement, _ := strings.Cut(line, "\t"); !strings.Contains(statement, "RECURSIVE") {
				db.Query(t.Context(), statement)
			}
		}
		if after := s.state(t, admin, t.TempDir()); after != before {
			t.Errorf("something was changed:\n%s\nto\n%s", before, after)
		}
	})
}

func TestServersReturnValuesThatJSONHas(t *testing.T) {
	want := map[sqlguard.Dialect]string{
		sqlguard.Postgres: `[[1,2.50,1.5,true,"a",null,{"a":1},{"base64":"AQI="},"2024-01-02","NaN"]]`,
		sqlguard.MySQL:    `[[1,2.50,1.5,1,"a",null,{"a":1},{"base64":"AQI="},"2024-01-02",18446744073709551615]]`,
	}
	query := map[sqlguard.Dialect]string{
		sqlguard.Postgres: `SELECT 1, 2.50, 1.5::float8, true, 'a', NULL, '{"a":1}'::jsonb, '\x0102'::bytea, date '2024-01-02', 'NaN'::float8`,
		sqlguard.MySQL:    `SELECT 1, 2.50, CAST(1.5 AS DOUBLE), true, 'a', NULL, JSON_EXTRACT('{"a": 1}', '$'), (SELECT raw FROM events WHERE id = 1), DATE '2024-01-02', CAST(18446744073709551615 AS UNSIGNED)`,
	}
	onServers(t, sqlguard.Options{}, func(t *testing.T, s server, db *sqlguard.DB, _ *sql.DB) {
		rows, err := db.Query(t.Context(), query[s.dialect])
		if err != nil {
			t.Fatalf("%#v", err)
		}
		got, err := json.Marshal(rows.Rows)
		got = []byte(strings.Replace(string(got), `"{\"a\": 1}"`, `{"a":1}`, 1)) // MariaDB has texts for JSON
		if compact := strings.ReplaceAll(string(got), `{"a": 1}`, `{"a":1}`); err != nil || compact != want[s.dialect] {
			t.Errorf("%s, %v, want %s", compact, err, want[s.dialect])
		}
	})
}

func TestServersBoundResultsAndTime(t *testing.T) {
	endless := "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r WHERE x < 999999999) SELECT count(*) FROM r, r AS s, r AS t WHERE r.x + s.x + t.x < 0"
	onServers(t, sqlguard.Options{MaxRows: 3, MaxBytes: 200, Timeout: 700 * time.Millisecond}, func(t *testing.T, _ server, db *sqlguard.DB, _ *sql.DB) {
		for statement, want := range map[string]int{
			"SELECT id FROM orders ORDER BY id":                     3,
			"SELECT id FROM orders ORDER BY id LIMIT 2":             2,
			"SELECT id FROM orders ORDER BY id LIMIT 100":           3,
			"SELECT repeat('x', 150) FROM orders":                   1,
			"SELECT id FROM orders UNION ALL SELECT id FROM events": 3,
		} {
			rows, err := db.Query(t.Context(), statement)
			if err != nil || len(rows.Rows) != want || rows.Truncated != (want != 2) {
				t.Errorf("Query(%q) = %v, %v, want %d rows", statement, rows, err, want)
			}
		}
		if _, err := db.Query(t.Context(), endless); guard.CodeOf(err) != guard.CodeDeadlineExceeded {
			t.Errorf("Query(%q) = %#v, want %v", endless, err, guard.CodeDeadlineExceeded)
		}
	})
}

func TestErrorsOfServersSayNothingOfTheEngine(t *testing.T) {
	onServers(t, sqlguard.Options{}, func(t *testing.T, s server, db *sqlguard.DB, _ *sql.DB) {
		for statement, hint := range map[string]string{
			"SELECT hush FROM orders":                                  "unknown table or column",
			"SELECT * FROM hush":                                       "unknown table or column",
			"SELECT * FROM orders GROUP BY lower()":                    "does not accept",
			"SELECT id FROM orders WHERE id = (SELECT id FROM orders)": "does not fit",
			"SELECT * FROM hush.hush":                                  "",
		} {
			_, err := db.Query(t.Context(), statement)
			if guard.CodeOf(err) != guard.CodeInvalidArgument || !strings.Contains(err.Error(), hint) {
				t.Errorf("Query(%q) = %#v, want %v with %q", statement, err, guard.CodeInvalidArgument, hint)
			}
			if err != nil && strings.Contains(err.Error(), "hush") {
				t.Errorf("Query(%q) = %v, want no text of the statement", statement, err)
			}
		}
		if s.dialect == sqlguard.Postgres {
			if _, err := db.Query(t.Context(), "SELECT * FROM credential"); guard.CodeOf(err) != guard.CodeInvalidArgument || !strings.Contains(err.Error(), "may be read") {
				t.Errorf("a table without a grant: %#v", err)
			}
		}
	})
}

func TestSchemaOfServersListsWhatMayBeRead(t *testing.T) {
	onServers(t, sqlguard.Options{}, func(t *testing.T, s server, db *sqlguard.DB, _ *sql.DB) {
		tables, err := db.Schema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, table := range tables {
			names = append(names, table.Name)
			if table.Name == "customers" {
				if c := table.Columns[0]; c.Name != "id" || !c.PrimaryKey || !c.NotNull || !strings.HasPrefix(c.Type, "int") {
					t.Errorf("the first column of customers is %+v", c)
				}
			}
			if table.View != (table.Name == "paid_orders" || table.Name == "noisy") {
				t.Errorf("%s: View = %v", table.Name, table.View)
			}
		}
		got := strings.Join(names, " ")
		if !strings.Contains(got, "customers") || !strings.Contains(got, "paid_orders") || s.dialect == sqlguard.Postgres && strings.Contains(got, "credential") {
			t.Errorf("Schema lists %s", got)
		}
	})
}

// A function over the rows of a table is called like a column of it.
func TestFunctionOverRowsIsNoColumn(t *testing.T) {
	pool, admin := postgres.reader(t)
	exec(t, admin, "CREATE FUNCTION peek(customers) RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT min(token) FROM credential'")
	for _, row := range []struct {
		functions []string
		sql       string
		code      guard.Code
	}{
		{nil, "SELECT c.peek FROM customers c", guard.CodeStatementNotAllowed},
		{nil, "SELECT x.peek FROM (customers c CROSS JOIN orders o) JOIN customers x ON TRUE", guard.CodeStatementNotAllowed},
		{nil, "SELECT c.name FROM customers c", ""},
		{[]string{"peek"}, "SELECT c.peek FROM customers c", ""},
	} {
		policy := sqlguard.ReadOnly(sqlguard.Postgres)
		policy.Functions = row.functions
		db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Query(t.Context(), row.sql); guard.CodeOf(err) != row.code {
			t.Errorf("Query(%q) with the functions %v = %#v, want %q", row.sql, row.functions, err, row.code)
		}
	}
	if text, err := result(pool, "SELECT c.peek FROM customers c"); err != nil || !strings.Contains(text, "tok-1") {
		t.Errorf("without the guard: %s, %v, want the secret", text, err)
	}
}

// A lock that a listed function takes does not outlive its statement.
func TestLocksOfTheSessionAreGivenBack(t *testing.T) {
	pool, admin := postgres.reader(t)
	pool.SetMaxOpenConns(1)
	policy := sqlguard.ReadOnly(sqlguard.Postgres)
	policy.Functions = []string{"pg_advisory_lock"}
	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	held := func() string {
		t.Helper()
		text, err := result(admin, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	none := held()
	if _, err := db.Query(t.Context(), "SELECT pg_advisory_lock(7)"); err != nil {
		t.Fatal(err)
	}
	if got := held(); got != none {
		t.Errorf("after the statement %s, before it %s", got, none)
	}
	exec(t, pool, "SELECT pg_advisory_lock(7)")
	if got := held(); got == none {
		t.Error("a lock of a plain session is not seen: this test sees nothing")
	}
}

// A LIMIT that is written as another number than an integer is kept.
func TestLimitIsNeverLoosened(t *testing.T) {
	limits := map[string]int{
		"LIMIT 3": 3, "LIMIT 3.0": 3, "LIMIT 1e0": 1, "LIMIT 2.4": 2, "LIMIT 5": 5, "LIMIT 99": 5, "LIMIT 1e2": 5, "LIMIT 99.0": 5, "LIMIT 1 + 1": 2,
		"FETCH FIRST 2.0 ROWS ONLY": 2, "FETCH FIRST ROW ONLY": 1, "FETCH FIRST 99.0 ROWS ONLY": 5, "OFFSET 0": 5,
	}
	onServers(t, sqlguard.Options{MaxRows: 5}, func(t *testing.T, s server, db *sqlguard.DB, _ *sql.DB) {
		for limit, want := range limits {
			if s.dialect == sqlguard.MySQL && limit != "LIMIT 3" && limit != "LIMIT 5" && limit != "LIMIT 99" {
				continue // it has no other form
			}
			rows, err := db.Query(t.Context(), "SELECT o.id FROM orders o CROSS JOIN customers c "+limit)
			if err != nil || len(rows.Rows) != want {
				t.Errorf("%s: %v, %v, want %d rows", limit, rows, err, want)
			}
		}
	})
	pool, _ := open(t)
	db, err := sqlguard.NewDB(pool, lite(), sqlguard.Options{MaxRows: 5})
	if err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[string]int{"LIMIT 3": 3, "LIMIT 3.0": 3, "LIMIT 0x3": 3, "LIMIT 1e0": 1, "LIMIT 0x63": 5, "LIMIT 9e1": 5, "LIMIT -1": 5, "LIMIT 0xFFFFFFFFFFFFFFFF": 5} {
		rows, err := db.Query(t.Context(), "SELECT o.id FROM orders o CROSS JOIN customers c "+limit)
		if err != nil || len(rows.Rows) != want {
			t.Errorf("SQLite: %s: %v, %v, want %d rows", limit, rows, err, want)
		}
	}
}
