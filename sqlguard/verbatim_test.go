package sqlguard_test

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// again opens the database of admin for the reader once more.
func (s server) again(t *testing.T, admin *sql.DB, parameters string) *sql.DB {
	t.Helper()
	var name string
	if err := admin.QueryRow(map[sqlguard.Dialect]string{sqlguard.Postgres: "SELECT current_database()", sqlguard.MySQL: "SELECT DATABASE()"}[s.dialect]).Scan(&name); err != nil {
		t.Fatal(err)
	}
	pool, err := sql.Open(s.driver, s.as(readerName, name)+parameters)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return pool
}

// Both forms of every honest statement return the same rows.
func TestVerbatimRunsTheHonestStatements(t *testing.T) {
	unstable := regexp.MustCompile(`(?i)random|uuid|now\(|current|clock|rand\(|sysdate|localtime|connection_id|timeofday`)
	onServers(t, sqlguard.Options{}, func(t *testing.T, s server, canonical *sqlguard.DB, admin *sql.DB) {
		pool := s.again(t, admin, "")
		policy := sqlguard.ReadOnly(s.dialect)
		policy.AllowRecursive, policy.AllowExplain = true, true
		verbatim, err := sqlguard.NewDB(pool, policy, sqlguard.Options{Verbatim: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, statement := range lines(t, s.dialect, "honest.sql") {
			a, err := canonical.Query(t.Context(), statement)
			if err != nil {
				t.Errorf("canonical: Query(%q) = %#v", statement, err)
				continue
			}
			b, err := verbatim.Query(t.Context(), statement)
			if err != nil {
				t.Errorf("verbatim: Query(%q) = %#v", statement, err)
			} else if fmt.Sprint(a.Rows) != fmt.Sprint(b.Rows) && !unstable.MatchString(statement) {
				t.Errorf("%q returns %.200v and verbatim %.200v", statement, a.Rows, b.Rows)
			}
		}
	})
}

// What arrives is the text, with its comments, and still one statement: a driver
// that is told to take several does not take them here.
func TestVerbatimSendsTheTextAsOneStatement(t *testing.T) {
	seen := map[sqlguard.Dialect]string{
		sqlguard.Postgres: "SELECT current_query() /* as it is */ ;",
		sqlguard.MySQL:    "SELECT info /* as it is */ FROM information_schema.processlist WHERE id = CONNECTION_ID()",
	}
	stacked := map[sqlguard.Dialect]string{sqlguard.Postgres: "?default_query_exec_mode=simple_protocol", sqlguard.MySQL: "?multiStatements=true&interpolateParams=true"}
	for _, s := range []server{postgres, mysql} {
		_, admin := s.reader(t)
		pool := s.again(t, admin, stacked[s.dialect])
		policy := sqlguard.ReadOnly(s.dialect)
		policy.Functions = []string{"current_query", "connection_id"}
		policy.Tables = []string{"information_schema.processlist"}
		for verbatim, want := range map[bool]string{true: "/* as it is */", false: `"SELECT `} {
			db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{Verbatim: verbatim})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := db.Query(t.Context(), seen[s.dialect])
			if err != nil || len(rows.Rows) != 1 || strings.Contains(fmt.Sprint(rows.Rows), "as it is") != verbatim {
				t.Errorf("%v: verbatim %v: Query = %v, %#v, want %s", s.dialect, verbatim, rows, err, want)
			}
		}
		// The protocol itself refuses two statements, should the check be wrong one day.
		conn, err := pool.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if stmt, err := conn.PrepareContext(t.Context(), "SELECT 1; SELECT 2"); err == nil {
			stmt.Close()
			t.Errorf("%v: two statements can be prepared as one", s.dialect)
		}
		if _, err := conn.ExecContext(t.Context(), "SELECT 1; SELECT 2"); err != nil {
			t.Errorf("%v: two statements cannot be sent at all: the lines above see nothing: %v", s.dialect, err)
		}
	}
}

func TestVerbatimTextOfSQLiteEndsOnce(t *testing.T) {
	pool, _ := open(t)
	for verbatim, rows := range map[bool]map[string]guard.Code{
		true: {
			"SELECT 1": "", "SELECT 1;": "", "SELECT 1 ; \n": "", "SELECT /* why */ 1": "",
			"SELECT 'a;b'": guard.CodeStatementNotAllowed, "SELECT 1 -- ;\n": "", "SELECT 1 -- ; x\n": guard.CodeStatementNotAllowed,
			`SELECT 1 AS "a;b"`: guard.CodeStatementNotAllowed, "SELECT 1; DROP TABLE orders": guard.CodeStatementNotAllowed,
		},
		false: {"SELECT 'a;b'": "", `SELECT 1 AS "a;b"`: "", "SELECT 1; DROP TABLE orders": guard.CodeStatementNotAllowed},
	} {
		db, err := sqlguard.NewDB(pool, lite(), sqlguard.Options{Verbatim: verbatim})
		if err != nil {
			t.Fatal(err)
		}
		for statement, want := range rows {
			if _, err := db.Query(t.Context(), statement); guard.CodeOf(err) != want {
				t.Errorf("verbatim %v: Query(%q) = %v, want %q", verbatim, statement, err, want)
			}
		}
	}
	// The driver runs what stands behind a semicolon.
	if n, err := drain(t.Context(), pool, "SELECT 1; SELECT 2 UNION ALL SELECT 3"); err == nil && n == 1 {
		t.Errorf("%d rows: the driver runs the first statement alone, so the rule is not needed", n)
	}
}

func TestVerbatimReadsNoMoreRowsThanAllowed(t *testing.T) {
	pool, _ := open(t)
	db, err := sqlguard.NewDB(pool, lite(), sqlguard.Options{Verbatim: true, MaxRows: 3})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		rows, err := db.Query(t.Context(), "SELECT id FROM orders")
		if err != nil || len(rows.Rows) != 3 || !rows.Truncated {
			t.Errorf("Query = %v, %v, want 3 rows of more", rows, err)
		}
	}
}

func TestVerbatimCannotRestrict(t *testing.T) {
	pool, _ := open(t)
	restrict := []sqlguard.Restriction{{Table: "orders", Column: "customer_id", Value: func(context.Context) (any, error) { return 1, nil }}}
	for _, o := range []sqlguard.Options{{Restrict: restrict}, {Verbatim: true}, {Restrict: restrict, Verbatim: true}} {
		if _, err := sqlguard.NewDB(pool, lite(), o); (err != nil) != (o.Verbatim && o.Restrict != nil) {
			t.Errorf("NewDB with Verbatim %v and %d restrictions = %v", o.Verbatim, len(o.Restrict), err)
		}
	}
}
