package sqlguard_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// beyondWriting are rights that no entry of the test needs, and what is said of them.
var beyondWriting = map[sqlguard.Dialect][][2]string{
	sqlguard.Postgres: {
		{"UPDATE ON orders", `update key of orders`},
		{"INSERT (key) ON orders", `insert key of orders`},
		{"DELETE ON customers", `delete of customers`},
		{"TRUNCATE ON orders", `truncate of orders`},
		{"TRIGGER ON orders", `trigger of orders`},
		{"REFERENCES ON orders", `references id of orders`},
		{"DELETE ON products", "write to products"},
		{"UPDATE (token) ON credential", "write to credential"},
		{"UPDATE ON SEQUENCE serials_id_seq", "use sequence serials_id_seq"},
		{"USAGE ON SEQUENCE invoice_no", "use sequence invoice_no"},
		{"CREATE ON SCHEMA public", "create in schema public"},
		{"pg_write_all_data", "member of pg_write_all_data"},
	},
	sqlguard.MySQL: {
		{"UPDATE ON DB.orders", "UPDATE ON"},
		{"UPDATE (`key`) ON DB.orders", "UPDATE ("},
		{"INSERT (`key`) ON DB.orders", "INSERT ("},
		{"DELETE ON DB.customers", "DELETE ON"},
		{"DELETE ON DB.*", "DELETE ON"},
		{"INSERT ON DB.credential", "INSERT ON"},
		{"DROP ON DB.orders", "DROP ON"},
		{"ALTER ON DB.orders", "ALTER ON"},
		{"TRIGGER ON DB.orders", "TRIGGER ON"},
		{"FILE ON *.*", "FILE ON"},
	},
}

// The remedy is run as it stands, but for names and the password: with the account
// that it makes, the honest writes run. Each further right is refused.
func TestTheRemedyMakesAnAccountThatMayWriteWhatIsListed(t *testing.T) {
	for _, s := range []server{postgres, mysql} {
		t.Run(s.dialect.String(), func(t *testing.T) {
			name, admin := s.shop(t)
			s.run(t, admin, "writes.sql")
			policy := &sqlguard.Policy{Dialect: s.dialect, Writes: []sqlguard.Write{
				{Table: "orders", Insert: true, Update: true, Delete: true, Columns: []string{"id", "status", "customer_id"}},
				{Table: "customers", Update: true, Columns: []string{"email"}},
				{Table: "serials", Insert: true, Columns: []string{"body"}},
			}}
			_, err := sqlguard.NewDB(admin, policy, sqlguard.Options{})
			var role *sqlguard.RoleError
			if !errors.As(err, &role) || strings.Contains(err.Error(), "more than read") {
				t.Fatalf("NewDB of the administrator = %v, want a RoleError", err)
			}
			admin = s.plain(t, name) // the sessions of the other one are read-only now
			t.Cleanup(func() { admin.Close() })
			account := fmt.Sprintf("mcpcordon_writer_%d", os.Getpid())
			hosts := s.hire(t, admin, account, role.Remedy)
			open := func() (*sqlguard.DB, error) {
				pool, err := sql.Open(s.driver, s.as(account, name))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { pool.Close() })
				return sqlguard.NewDB(pool, policy, sqlguard.Options{})
			}
			db, err := open()
			if err != nil {
				t.Fatal(err)
			}
			for _, statement := range []string{
				"UPDATE orders SET status = 'x' WHERE id = 1", "INSERT INTO orders (id, status) VALUES (50, 'x')", "DELETE FROM orders WHERE id = 50",
				"UPDATE customers SET email = 'x' WHERE name = 'Ada'", "INSERT INTO serials (body) VALUES ('x')",
			} {
				if _, err := db.Exec(t.Context(), statement); err != nil {
					t.Errorf("Exec(%q) = %#v, want none", statement, err)
				}
			}
			for _, right := range beyondWriting[s.dialect] {
				grant := strings.ReplaceAll(right[0], "DB.", name+".")
				exec(t, admin, "GRANT "+grant+" TO "+hosts)
				_, err := open()
				exec(t, admin, "REVOKE "+grant+" FROM "+hosts)
				if s.dialect == sqlguard.Postgres && strings.HasPrefix(right[0], "UPDATE ON orders") {
					exec(t, admin, "GRANT UPDATE (id, status, customer_id) ON orders TO "+hosts) // REVOKE took them along
				}
				if !errors.As(err, &role) || !strings.Contains(strings.Join(role.Rights, ","), right[1]) {
					t.Errorf("with %s NewDB = %v, want a RoleError with %q", grant, err, right[1])
				}
			}
			if _, err := open(); err != nil {
				t.Errorf("without further rights: %v", err)
			}
		})
	}
}

// hire makes the account of a remedy, which is gone after the test, and returns how
// GRANT names it.
func (s server) hire(t *testing.T, admin *sql.DB, account, remedy string) string {
	t.Helper()
	if s.dialect == sqlguard.Postgres {
		remedy = strings.NewReplacer("mcp_writer", account, "'...'", "'x'").Replace(remedy)
		exec(t, admin, remedy)
		t.Cleanup(func() { admin.Exec("DROP OWNED BY " + account + "; DROP ROLE " + account) })
		exec(t, admin, "GRANT USAGE ON SEQUENCE serials_id_seq TO "+account)
		return account
	}
	for _, host := range []string{"localhost", "127.0.0.1"} {
		user := account + "@'" + host + "'"
		for _, line := range strings.Split(remedy, "\n") {
			if !strings.HasPrefix(line, "--") {
				exec(t, admin, strings.NewReplacer("mcp_writer@'%'", user, " IDENTIFIED BY '...'", "").Replace(line))
			}
		}
		t.Cleanup(func() { admin.Exec("DROP USER " + user) })
	}
	return account + "@localhost, " + account + "@'127.0.0.1'"
}
