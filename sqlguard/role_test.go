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

// Each right is granted to an account that may only read, and taken back.
func TestRightsBeyondReadingAreSeen(t *testing.T) {
	for _, s := range []server{postgres, mysql} {
		t.Run(s.dialect.String(), func(t *testing.T) {
			rights := map[sqlguard.Dialect][][2]string{
				sqlguard.Postgres: {
					{"UPDATE (body) ON note", "write to note"},
					{"INSERT (id, body) ON note", "write to note"},
					{"REFERENCES (id) ON note", "write to note"},
					{"DELETE ON note", "write to note"},
					{"TRIGGER ON note", "write to note"},
					{"pg_read_all_data", "member of pg_read_all_data"},
					{"pg_signal_backend", "member of pg_signal_backend"},
					{"EXECUTE ON FUNCTION pg_read_file(text)", "call pg_read_file"},
					{"USAGE ON SEQUENCE invoice_no", "use sequence invoice_no"},
				},
				sqlguard.MySQL: {
					{"SELECT ON `%`.*", "SELECT ON"},
					{"SELECT ON `m%`.*", "SELECT ON"},
					{"SELECT ON `my__l`.*", "SELECT ON"},
					{"SELECT ON `s_s`.*", "SELECT ON"},
					{"SELECT ON `performance_schema`.*", "SELECT ON"},
					{"SELECT ON mysql.db", "SELECT ON"},
					{"SELECT ON *.*", "SELECT ON"},
					{"INSERT ON test.*", "INSERT"},
				},
			}[s.dialect]
			name, admin := s.shop(t)
			account := fmt.Sprintf("mcpcordon_rights_%d", os.Getpid()) // other tests use the reader
			to, from := " TO "+account, " FROM "+account
			if s.dialect == sqlguard.MySQL {
				both := account + "@localhost, " + account + "@'127.0.0.1'"
				to, from = " TO "+both, " FROM "+both
				exec(t, admin, "CREATE USER "+both)
				exec(t, admin, "GRANT SELECT ON "+name+".*"+to)
				defer exec(t, admin, "DROP USER "+both)
			} else {
				exec(t, admin, "CREATE ROLE "+account+" LOGIN")
				exec(t, admin, "GRANT SELECT ON orders"+to)
				defer exec(t, admin, "DROP OWNED BY "+account+"; DROP ROLE "+account)
			}
			open := func() error {
				pool, err := sql.Open(s.driver, s.as(account, name)) // a session has the rights of its begin
				if err != nil {
					return err
				}
				defer pool.Close()
				_, err = sqlguard.NewDB(pool, sqlguard.ReadOnly(s.dialect), sqlguard.Options{})
				return err
			}
			if err := open(); err != nil {
				t.Fatalf("an account that may only read: %v", err)
			}
			for _, right := range rights {
				exec(t, admin, "GRANT "+right[0]+to)
				err := open()
				exec(t, admin, "REVOKE "+right[0]+from)
				var role *sqlguard.RoleError
				if !errors.As(err, &role) || !strings.Contains(strings.Join(role.Rights, ","), right[1]) {
					t.Errorf("with %s NewDB = %v, want a RoleError with %q", right[0], err, right[1])
				}
			}
			if s.dialect == sqlguard.MySQL {
				for _, harmless := range []string{"SELECT ON `m\\_sql`.*", "SELECT ON `shop%`.*", "SHOW VIEW ON `shop%`.*"} {
					exec(t, admin, "GRANT "+harmless+to)
					err := open()
					exec(t, admin, "REVOKE "+harmless+from)
					if err != nil {
						t.Errorf("with %s NewDB = %v, want none", harmless, err)
					}
				}
			}
		})
	}
}
