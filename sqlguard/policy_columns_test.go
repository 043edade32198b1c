package sqlguard_test

import (
	"database/sql"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// hiddenReads read the column email of customers. Each one shows it on the engine
// without the guard.
var hiddenReads = map[sqlguard.Dialect][]string{
	sqlguard.Postgres: {
		"SELECT email FROM customers",
		"SELECT * FROM customers",
		"SELECT c FROM customers c",
		"SELECT c FROM customers u(a, b, c)",
		"SELECT c FROM customers u(a, b, c) WHERE c LIKE 'ada%'",
		"SELECT j.c FROM (customers a JOIN orders b ON a.id = b.customer_id) AS j(x, y, c)",
		"SELECT json_agg(j) FROM (customers a JOIN orders b ON a.id = b.customer_id) AS j",
		"SELECT row_to_json(j.*) FROM (customers a CROSS JOIN (SELECT 1 AS one) b) AS j",
		"SELECT u.to_json FROM customers u",
		"SELECT u.to_jsonb FROM customers u",
		"SELECT u.row_to_json FROM customers u",
		"SELECT u.array_agg FROM customers u",
		"SELECT u.json_agg FROM customers u",
		"SELECT u.concat FROM customers u",
		"SELECT u.quote_literal FROM customers u",
		"SELECT u.record_out FROM customers u",
		"SELECT public.customers.record_out FROM customers",
		"SELECT u.jsonb_build_array FROM customers u",
		"SELECT public.customers.to_json FROM public.customers",
		"SELECT 'ada@example.com' FROM customers a NATURAL JOIN (SELECT 'ada@example.com' AS email) v",
	},
	sqlguard.MySQL: {
		"SELECT email FROM customers",
		"SELECT `Email` FROM customers",
		"SELECT c.* FROM customers c",
		"SELECT 'ada@example.com' FROM customers a NATURAL JOIN (SELECT 'ada@example.com' AS email) v",
	},
	sqlguard.SQLite: {
		"SELECT email FROM customers",
		"SELECT c.* FROM customers c",
		"SELECT 'ada@example.com' FROM customers a NATURAL JOIN (SELECT 'ada@example.com' AS email) v",
	},
}

func TestDeniedColumnIsReadInNoWay(t *testing.T) {
	forms := map[sqlguard.Dialect][]string{
		sqlguard.Postgres: {"email", "customers.email", "public.customers.email", "Public.Customers.Email"},
		sqlguard.MySQL:    {"email", "customers.email", "shop.customers.email", "Shop.Customers.Email"},
		sqlguard.SQLite:   {"email", "customers.email", "main.customers.email", "Main.Customers.Email"},
	}
	for d, statements := range hiddenReads {
		for _, entry := range forms[d] {
			policy := sqlguard.ReadOnly(d)
			policy.DenyColumns = []string{entry}
			for _, statement := range statements {
				if err := policy.Check(t.Context(), statement); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
					t.Errorf("%v: with %q denied Check(%q) = %v, want %v", d, entry, statement, err, guard.CodeStatementNotAllowed)
				}
			}
		}
	}
}

func TestHiddenReadsShowTheColumnWithoutTheGuard(t *testing.T) {
	onServers(t, sqlguard.Options{}, func(t *testing.T, s server, db *sqlguard.DB, _ *sql.DB) {
		for _, statement := range hiddenReads[s.dialect] {
			rows, err := db.Query(t.Context(), statement)
			text, _ := json.Marshal(rows)
			if err != nil || !strings.Contains(string(text), "ada@example.com") {
				t.Errorf("%q shows %s, %v, want the address", statement, text, err)
			}
		}
	})
}

// PostgreSQL's catalog names the functions of one argument that can be a row. Those
// that show nothing of its values are harmless.
func TestEveryFunctionOverARowIsRefusedWhereAColumnIsDenied(t *testing.T) {
	harmless := map[string]bool{"count": true, "pg_typeof": true}
	policy := sqlguard.ReadOnly(sqlguard.Postgres)
	policy.DenyColumns = []string{"customers.email"}
	_, db := postgres.shop(t)
	names, err := result(db, `SELECT DISTINCT proname FROM pg_proc JOIN pg_type y ON y.oid = proargtypes[0]
		WHERE y.typname IN ('record', 'any', 'anyelement', 'anynonarray', 'anycompatible', 'anycompatiblenonarray')`)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, name := range strings.FieldsFunc(names, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
		statement := "SELECT u." + name + " FROM customers u"
		if _, err := result(db, statement); err != nil || harmless[name] {
			continue
		}
		tried++
		if err := policy.Check(t.Context(), statement); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("Check(%q) = %v, want %v", statement, err, guard.CodeStatementNotAllowed)
		}
	}
	if tried < 15 {
		t.Errorf("%d functions were tried, want at least 15", tried)
	}
}

// A pattern of FTS3 and FTS4 can name another column than the one before MATCH; the
// driver of these tests has FTS5 alone.
func TestPatternsThatMayNameColumnsAreRefused(t *testing.T) {
	denying, listing := lite(), lite()
	denying.DenyColumns = []string{"articles.body"}
	listing.Columns = []string{"articles.title"}
	for _, policy := range []*sqlguard.Policy{denying, listing} {
		for _, statement := range []string{
			"SELECT title FROM articles WHERE title MATCH 'body:saw'",
			"SELECT title FROM articles WHERE title MATCH 'bo' || 'dy:saw'",
			"SELECT title FROM articles WHERE title MATCH ?",
			"SELECT title FROM articles WHERE match('body:saw', title)",
			"SELECT title FROM articles WHERE EXISTS (SELECT 1 WHERE title MATCH 'body:saw')",
		} {
			if err := policy.Check(t.Context(), statement); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
				t.Errorf("Check(%q) = %v, want %v", statement, err, guard.CodeStatementNotAllowed)
			}
		}
		if err := policy.Check(t.Context(), "SELECT title FROM articles WHERE title MATCH 'engines'"); err != nil {
			t.Errorf("a plain pattern: Check = %v, want allowed", err)
		}
	}
	if err := lite().Check(t.Context(), "SELECT title FROM articles WHERE articles MATCH 'body:saw'"); err != nil {
		t.Errorf("without lists of columns: Check = %v, want allowed", err)
	}
}

func TestNeighboursOfDeniedColumnsAreAllowed(t *testing.T) {
	for _, row := range []struct {
		dialect sqlguard.Dialect
		sql     string
	}{
		{sqlguard.Postgres, "SELECT c.id, c.name FROM customers c"},
		{sqlguard.Postgres, "SELECT count(*) FROM customers c"},
		{sqlguard.Postgres, "SELECT json_agg(s) FROM (SELECT id, name FROM customers) s"},
		{sqlguard.Postgres, "SELECT x, y FROM (SELECT id, name FROM customers) s(x, y)"},
		{sqlguard.Postgres, "WITH w(x, y) AS (SELECT id, name FROM customers) SELECT x FROM w"},
		{sqlguard.Postgres, "SELECT o.x FROM orders o(x) NATURAL JOIN order_items"},
		{sqlguard.Postgres, "SELECT o.to_json, o FROM orders o"},
		{sqlguard.Postgres, "SELECT s.max, s.json_agg FROM (SELECT max(id), json_agg(name) FROM customers) s"},
		{sqlguard.Postgres, "SELECT c.name, n FROM customers c, generate_series(1, 2) AS g(n)"},
		{sqlguard.Postgres, "SELECT c.name FROM customers c JOIN orders o USING (id)"},
		{sqlguard.Postgres, "SELECT email FROM sales.customers"},
		{sqlguard.MySQL, "SELECT name FROM customers c JOIN orders o USING (id)"},
		{sqlguard.SQLite, `SELECT name FROM customers WHERE name <> ""`},
		{sqlguard.SQLite, "SELECT * FROM orders NATURAL JOIN order_items"},
	} {
		policy := sqlguard.ReadOnly(row.dialect)
		policy.DenyColumns = []string{row.dialect.String() + ".t.x", "customers.email"}
		if row.dialect == sqlguard.Postgres {
			policy.DenyColumns = []string{"public.customers.email"}
		}
		if err := policy.Check(t.Context(), row.sql); err != nil {
			t.Errorf("%v: Check(%q) = %v, want allowed", row.dialect, row.sql, err)
		}
	}
}

func TestEntryOfDenyColumnsThatIsNoneFailsClosed(t *testing.T) {
	for _, entry := range []string{"", ".", "customers.", ".email", "a..b", "server.shop.customers.email"} {
		policy := lite()
		policy.DenyColumns = []string{entry}
		if err := policy.Check(t.Context(), "SELECT 1"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("with the entry %q: Check = %v, want %v", entry, err, guard.CodeStatementNotAllowed)
		}
		pool, _ := open(t)
		if _, err := sqlguard.NewDB(pool, policy, sqlguard.Options{}); err == nil {
			t.Errorf("with the entry %q: NewDB = nil, want an error", entry)
		}
	}
}

// Ten times the columns, tables and entries take ten times as long and not a
// thousand times.
func BenchmarkColumnsTimesTablesTimesEntries(b *testing.B) {
	policy := sqlguard.ReadOnly(sqlguard.Postgres)
	policy.MaxJoins = 5000
	for range 20 {
		policy.DenyColumns = append(policy.DenyColumns, "t.secret")
		policy.Deny = append(policy.Deny, "secrets")
	}
	statement := "SELECT a" + strings.Repeat(",a", 9000) + " FROM t" + strings.Repeat(",t", 1990) + " WHERE true"
	for b.Loop() {
		if err := policy.Check(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
}
