package sqlguard_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// clerk is the policy of the tests of writes: it lists every table that they
// write, those too that DB.Exec must refuse.
func clerk(d sqlguard.Dialect) *sqlguard.Policy {
	body := []string{"id", "body"}
	all := func(table string, rows int, columns ...string) sqlguard.Write {
		return sqlguard.Write{Table: table, Insert: true, Update: true, Delete: true, MaxRows: rows, Columns: columns, AllowQuery: true}
	}
	p := &sqlguard.Policy{
		Dialect: d, AllowRecursive: true, Deny: []string{"credential"}, DenyColumns: []string{"customers.score", "employees.salary"},
		Writes: []sqlguard.Write{
			all("orders", 2, "id", "customer_id", "status", "total", "ordered_at"),
			all("order_items", 3, "order_id", "line", "product_id", "quantity", "unit_price"),
			{Table: "customers", Update: true, Columns: []string{"name", "email", "city", "segment"}},
			{Table: "products", Insert: true, Columns: []string{"id", "name"}},
			all("note", 0, body...), all("audited", 0, body...), all("serials", 0, body...),
			all("parents", 0, "id", "name"), all("kids", 0, "id", "parent_id"), all("paid_orders", 0, "id", "status"),
		},
	}
	switch d {
	case sqlguard.Postgres:
		p.Writes = append(p.Writes, all("ruled", 0, body...), all("base", 0, body...), all("parted", 0, body...))
	case sqlguard.MySQL:
		p.Writes = append(p.Writes, all("isam", 0, body...))
	case sqlguard.SQLite:
		p.Writes = append(p.Writes, all("replacing", 0, "id", "code"), all("articles", 0, "title", "body"))
	}
	return p
}

// written lists what a write may change.
var written = map[sqlguard.Dialect]string{
	sqlguard.SQLite:   "orders order_items customers categories products employees note audited parents kids credential replacing articles articles_data sqlite_sequence sqlite_schema",
	sqlguard.Postgres: "orders order_items customers categories products employees note audited parents kids credential ruled base parted",
	sqlguard.MySQL:    "orders order_items customers categories products employees note audited parents kids credential isam",
}

// others are what a statement of the attacks may change beside rows.
var others = map[sqlguard.Dialect][]string{
	sqlguard.SQLite:   {"SELECT * FROM sqlite_temp_schema", "PRAGMA user_version", "PRAGMA journal_mode", "PRAGMA database_list", "PRAGMA table_info(note)"},
	sqlguard.Postgres: {"SELECT relname, relacl FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1", "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('note') ORDER BY 1", "SELECT last_value FROM invoice_no"},
	sqlguard.MySQL:    {"SHOW TABLES", "SHOW COLUMNS FROM note"},
}

// contents returns everything that a write may have changed, as one connection
// sees it.
func contents(d sqlguard.Dialect, db querier) string {
	var b strings.Builder
	queries := append(slices.Clip(others[d]), "SELECT body, twice FROM serials ORDER BY 1, 2") // the numbers of a sequence stay used
	for _, table := range strings.Fields(written[d]) {
		queries = append(queries, "SELECT * FROM "+table+" ORDER BY 1, 2")
	}
	for _, query := range queries {
		text, err := result(db, query)
		b.WriteString(query + "\n" + text)
		if err != nil {
			b.WriteString(err.Error())
		}
	}
	return b.String()
}

// An office is a shop to write in: by a DB, and by one plain connection.
type office struct {
	dialect sqlguard.Dialect
	db      *sqlguard.DB
	pool    *sql.DB // of db
	plain   *sql.DB
	again   func() // makes the shop anew
}

// try runs a statement in a transaction on the plain connection, and returns what
// it made of the shop.
func (o *office) try(t *testing.T, statement string) (after string, err error) {
	t.Helper()
	tx, err := o.plain.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() // a statement may have ended it
	if _, err = tx.Exec(statement); err != nil {
		return "", err
	}
	return contents(o.dialect, tx), nil
}

// onOffices runs a test in a shop of each engine.
func onOffices(t *testing.T, o sqlguard.Options, test func(*testing.T, *office)) {
	o.InsecureAnyRole = true // the account is looked at in a test of its own
	t.Run("sqlite", func(t *testing.T) {
		plain, dir := open(t)
		script, err := os.ReadFile("testdata/sqlite/writes.sql")
		if err != nil {
			t.Fatal(err)
		}
		exec(t, plain, string(script))
		pool, err := sql.Open("sqlite", filepath.Join(dir, "shop.db")+"?_pragma=foreign_keys(1)")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { pool.Close() })
		guarded, err := sqlguard.NewDB(pool, clerk(sqlguard.SQLite), o)
		if err != nil {
			t.Fatal(err)
		}
		test(t, &office{sqlguard.SQLite, guarded, pool, plain, nil})
	})
	for _, s := range []server{postgres, mysql} {
		t.Run(s.dialect.String(), func(t *testing.T) {
			t.Parallel() // most of the time is waiting for a server
			name, pool := s.shop(t)
			s.run(t, pool, "writes.sql")
			plain := s.plain(t, name)
			t.Cleanup(func() { plain.Close() })
			guarded, err := sqlguard.NewDB(pool, clerk(s.dialect), o)
			if err != nil {
				t.Fatal(err)
			}
			again := func() {
				s.reset(t, name)
				fresh := s.plain(t, name)
				defer fresh.Close()
				s.run(t, fresh, "writes.sql")
			}
			test(t, &office{s.dialect, guarded, pool, plain, again})
		})
	}
}

// Each statement does by Exec what it does on a plain connection, and so does its
// canonical form.
func TestHonestWritesDoTheSame(t *testing.T) {
	onOffices(t, sqlguard.Options{}, func(t *testing.T, o *office) {
		policy, allowed := clerk(o.dialect), 0
		statements := lines(t, o.dialect, "writes_honest.sql")
		for _, statement := range statements {
			before := contents(o.dialect, o.plain)
			want, err := o.try(t, statement)
			if err != nil || want == before && !strings.Contains(statement, "body = body") {
				t.Errorf("on a plain connection %q changes nothing: %v", statement, err)
				continue
			}
			canonical, err := policy.Canonical(statement)
			if err != nil {
				t.Errorf("Canonical(%q) = %v", statement, err)
				continue
			}
			if got, err := o.try(t, canonical); err != nil || got != want {
				t.Errorf("%q and its canonical form %q differ: %v\n%s", statement, canonical, err, cmp.Diff(want, got))
			}
			written, err := o.db.Exec(t.Context(), statement)
			if err != nil {
				t.Errorf("Exec(%q) = %#v, want none", statement, err)
				continue
			}
			if written.Rows < 1 && !strings.Contains(statement, "body = body") {
				t.Errorf("Exec(%q) = %+v, want rows", statement, written)
			}
			if got := contents(o.dialect, o.plain); got != want {
				t.Errorf("%q differs by Exec (-want +got):\n%s", statement, cmp.Diff(want, got))
			}
			allowed++
		}
		if t.Logf("%d of %d", allowed, len(statements)); len(statements) < 60 {
			t.Errorf("%d statements, want at least 60", len(statements))
		}
	})
}
