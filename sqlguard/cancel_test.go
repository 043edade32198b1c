package sqlguard_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// unending runs for minutes on each engine and returns nothing.
const unending = "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r WHERE x < 900) SELECT count(*) FROM r, r AS s, r AS t, r AS u WHERE r.x + s.x + t.x + u.x < 0"

// running counts the statements of the reader that a server works on.
var running = map[sqlguard.Dialect]string{
	sqlguard.Postgres: "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE 'mcpcordon_reader%' AND state <> 'idle'",
	sqlguard.MySQL:    "SELECT count(*) FROM information_schema.processlist WHERE db = DATABASE() AND user LIKE 'mcpcordon_reader%' AND command <> 'Sleep'",
}

// busy waits until the server works on n statements of the reader, or on none.
func (s server) busy(t *testing.T, admin *sql.DB, want bool) (reached bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		var n int
		if err := admin.QueryRow(running[s.dialect]).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if (n > 0) == want {
			return true
		}
	}
	return false
}

// The time limit is far away, so what stops the server is the end of the context.
func TestNothingRunsOnWhenTheCallerIsGone(t *testing.T) {
	onServers(t, sqlguard.Options{Timeout: 10 * time.Minute}, func(t *testing.T, s server, db *sqlguard.DB, admin *sql.DB) {
		for name, end := range map[string]struct {
			ctx  func() (context.Context, context.CancelFunc)
			code guard.Code
		}{
			"canceled":        {func() (context.Context, context.CancelFunc) { return context.WithCancel(t.Context()) }, guard.CodeCanceled},
			"past a deadline": {func() (context.Context, context.CancelFunc) { return context.WithTimeout(t.Context(), 3*time.Second) }, guard.CodeDeadlineExceeded},
		} {
			ctx, cancel := end.ctx()
			defer cancel()
			result := make(chan error, 1)
			go func() {
				_, err := db.Query(ctx, unending)
				result <- err
			}()
			if !s.busy(t, admin, true) {
				t.Fatalf("%s: the statement does not run: %v", name, <-result)
			}
			if end.code == guard.CodeCanceled {
				cancel()
			}
			if err := <-result; guard.CodeOf(err) != end.code {
				t.Errorf("%s: Query = %v, want %v", name, err, end.code)
			}
			if !s.busy(t, admin, false) {
				t.Errorf("%s: the server works on", name)
			}
			if _, err := db.Query(t.Context(), "SELECT 1"); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		}
	})
}

// The twin: a plain connection that is canceled leaves MariaDB at work.
func TestMySQLWorksOnWithoutTheGuard(t *testing.T) {
	pool, admin := mysql.reader(t)
	ctx, cancel := context.WithCancel(t.Context())
	conn, err := pool.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var id int
	if err := conn.QueryRowContext(ctx, "SELECT CONNECTION_ID()").Scan(&id); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		var n int
		done <- conn.QueryRowContext(ctx, unending).Scan(&n)
	}()
	if !mysql.busy(t, admin, true) {
		t.Fatalf("the statement does not run: %v", <-done)
	}
	cancel()
	<-done
	conn.Close()
	time.Sleep(500 * time.Millisecond)
	var n int
	if err := admin.QueryRow(running[sqlguard.MySQL]).Scan(&n); err != nil || n == 0 {
		t.Errorf("%d statements run after the connection is closed, %v: the test above sees nothing", n, err)
	}
	exec(t, admin, fmt.Sprint("KILL ", id))
}

func TestSQLiteStopsWhenTheCallerIsGone(t *testing.T) {
	policy := lite()
	policy.AllowRecursive = true
	pool, _ := open(t)
	db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{Timeout: 10 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := db.Query(ctx, unending); guard.CodeOf(err) != guard.CodeDeadlineExceeded {
		t.Errorf("Query = %v, want %v", err, guard.CodeDeadlineExceeded)
	}
	if rows, err := db.Query(t.Context(), "SELECT 1"); err != nil || len(rows.Rows) != 1 { // on the only connection
		t.Errorf("afterwards: %v, %v", rows, err)
	}
}

// Of a result that has more rows than the bound the rest is not computed, and not
// sent: reading on would take as long as the time limit.
func TestRestOfAResultIsLeft(t *testing.T) {
	wide := "SELECT e.id FROM events AS e"
	for i := range 24 {
		wide += fmt.Sprintf(" JOIN events AS e%d ON e%d.id > 0", i, i)
	}
	for name, limit := range map[string]string{"no LIMIT": "", "a computed LIMIT": " LIMIT 1000000000 + 1"} {
		onServers(t, sqlguard.Options{MaxRows: 3, Verbatim: limit == "", Timeout: 10 * time.Minute}, func(t *testing.T, s server, db *sqlguard.DB, admin *sql.DB) {
			if s.dialect == sqlguard.MySQL && limit != "" {
				return // it takes none
			}
			rows, err := db.Query(t.Context(), wide+limit)
			if err != nil || len(rows.Rows) != 3 || !rows.Truncated {
				t.Errorf("%s: Query = %v, %v, want 3 rows of more", name, rows, err)
			}
			if !s.busy(t, admin, false) {
				t.Errorf("%s: the server works on", name)
			}
		})
	}
}
