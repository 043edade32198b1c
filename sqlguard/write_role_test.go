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

// An account may have rights that do not show in what it may do at the moment: SET
// ROLE, an owner's GRANT to itself, RESET ROLE.
func TestRightsThatAnAccountCanTakeAreRefused(t *testing.T) {
	name, admin := postgres.shop(t)
	id := os.Getpid()
	names := strings.NewReplacer("WRITER", fmt.Sprintf("mcpcordon_taker_%d", id), "GROUP", fmt.Sprintf("mcpcordon_group_%d", id))
	run := func(script string) { exec(t, admin, names.Replace(script)) }
	run("CREATE ROLE WRITER LOGIN PASSWORD 'x'; CREATE ROLE GROUP; REVOKE CREATE ON SCHEMA public FROM PUBLIC")
	t.Cleanup(func() { admin.Exec(names.Replace("DROP OWNED BY WRITER, GROUP; DROP ROLE WRITER, GROUP")) })
	const grant = "GRANT SELECT, UPDATE (body) ON note TO WRITER"
	policy := &sqlguard.Policy{Dialect: sqlguard.Postgres, Writes: []sqlguard.Write{{Table: "note", Update: true, Columns: []string{"body"}}}}
	for _, row := range []struct{ do, undo, right, takes string }{
		{"SELECT 1", "SELECT 1", "", ""},
		{"ALTER ROLE WRITER NOINHERIT; GRANT DELETE ON orders TO GROUP; GRANT GROUP TO WRITER", "ALTER ROLE WRITER INHERIT; REVOKE DELETE ON orders FROM GROUP; REVOKE GROUP FROM WRITER",
			"become", "SET ROLE GROUP; DELETE FROM orders"},
		{"ALTER ROLE GROUP SUPERUSER; GRANT GROUP TO WRITER", "ALTER ROLE GROUP NOSUPERUSER; REVOKE GROUP FROM WRITER", "superuser", "SET ROLE GROUP; DELETE FROM products"},
		{"ALTER TABLE note OWNER TO WRITER; REVOKE ALL ON note FROM WRITER; " + grant, "ALTER TABLE note OWNER TO CURRENT_USER", "own note", "GRANT DELETE ON note TO WRITER; DELETE FROM note"},
		{"ALTER SCHEMA public OWNER TO WRITER; REVOKE CREATE ON SCHEMA public FROM WRITER", "ALTER SCHEMA public OWNER TO CURRENT_USER", "own schema public", "GRANT CREATE ON SCHEMA public TO WRITER; CREATE TABLE taken (a int)"},
		{grant + " WITH GRANT OPTION", "REVOKE GRANT OPTION FOR SELECT, UPDATE (body) ON note FROM WRITER", "grant rights on note", "GRANT UPDATE (body) ON note TO PUBLIC"},
		{"ALTER ROLE WRITER SUPERUSER; GRANT SELECT, UPDATE (body) ON note TO GROUP; ALTER ROLE WRITER SET role = 'GROUP'", "ALTER ROLE WRITER NOSUPERUSER; ALTER ROLE WRITER RESET role",
			"become", "SET ROLE NONE; DELETE FROM products"},
	} {
		run(grant)
		run(row.do)
		pool, err := sql.Open("pgx", postgres.as(names.Replace("WRITER"), name))
		if err != nil {
			t.Fatal(err)
		}
		_, err = sqlguard.NewDB(pool, policy, sqlguard.Options{})
		var role *sqlguard.RoleError
		if row.right == "" && err != nil || row.right != "" && !(errors.As(err, &role) && strings.Contains(strings.Join(role.Rights, ","), row.right)) {
			t.Errorf("after %s NewDB = %v, want a RoleError with %q", row.do, err, row.right)
		}
		if row.takes != "" {
			if _, err := pool.Exec(names.Replace("BEGIN; " + row.takes + "; ROLLBACK")); err != nil {
				t.Errorf("the account takes nothing by %s: %v", row.takes, err)
			}
		}
		pool.Close()
		run(row.undo)
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
