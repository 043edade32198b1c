package sqlguard_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// TestAttacksOnServersAreRefusedAndWorkWithoutTheGuard does for PostgreSQL and
// MariaDB or MySQL what its namesake does for SQLite.
func TestAttacksOnServersAreRefusedAndWorkWithoutTheGuard(t *testing.T) {
	for _, s := range []server{postgres, mysql} {
		t.Run(s.dialect.String(), func(t *testing.T) {
			t.Parallel() // most of the time is waiting for a server
			name, _ := s.shop(t)
			policy := sqlguard.ReadOnly(s.dialect)
			for _, line := range lines(t, s.dialect, "attacks.tsv") {
				want, statement, _ := strings.Cut(line, "\t")
				if err := policy.Check(t.Context(), statement); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
					t.Errorf("Check(%q) = %v, want %v", statement, err, guard.CodeStatementNotAllowed)
				}
				if raceDetector { // what an attack does is no matter of races, and takes minutes here
					continue
				}
				got := s.effect(t, name, want, statement)
				if want == "heavy" && (got == "runs" || got == "burns") { // that depends on the machine
					got = want
				}
				if got != want {
					t.Errorf("on a plain connection %q %s, want %s", statement, got, want)
				}
			}
		})
	}
}

// What only one kind of server knows is refused whatever server there is.
func TestAttacksOnEachKindOfServerAreRefused(t *testing.T) {
	policy := sqlguard.ReadOnly(sqlguard.MySQL)
	for _, kind := range []string{"mariadb", "mysql"} {
		attacks := list(t, "testdata/mysql/attacks_"+kind+".tsv")
		for _, line := range attacks {
			_, statement, _ := strings.Cut(line, "\t")
			if err := policy.Check(t.Context(), statement); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
				t.Errorf("Check(%q) = %v, want %v", statement, err, guard.CodeStatementNotAllowed)
			}
		}
		if len(attacks) < 20 {
			t.Errorf("%s: %d attacks, want at least 20", kind, len(attacks))
		}
	}
}

// effect runs a statement as the administrator and says what it did: it changes
// something, it runs, which is reading what is not for the client, it burns time
// without an end, or it is absent, which means that this server refuses it. What
// it changed is undone by making the shop anew.
func (s server) effect(t *testing.T, database, want, statement string) string {
	t.Helper()
	db := s.plain(t, database)
	defer db.Close()
	dir, err := os.MkdirTemp("", "mcpcordon") // not below a folder that the server cannot enter
	if err == nil {
		err = os.Chmod(dir, 0o777)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	before := s.state(t, db, dir)
	limit := 30 * time.Second
	if want == "burns" || want == "heavy" {
		limit = 300 * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	_, err = db.ExecContext(ctx, strings.ReplaceAll(statement, "DIR", dir))
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		s.stop(t, database)
		return "burns"
	}
	after := s.state(t, db, dir)
	switch {
	case after != before:
		db.Close() // it may hold a lock
		s.reset(t, database)
		return "changes"
	case err != nil && !strings.Contains(err.Error(), "tok-"): // a secret in an error is read, too
		return "absent"
	}
	return "runs"
}

// stop ends what still runs in the database: a client that hangs up does not end
// its statement.
func (s server) stop(t testing.TB, database string) {
	t.Helper()
	admin := s.connect(t, map[sqlguard.Dialect]string{sqlguard.Postgres: "postgres"}[s.dialect])
	if s.dialect == sqlguard.Postgres {
		exec(t, admin, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+database+"' AND state = 'active'")
		return
	}
	rows, err := admin.Query("SELECT id FROM information_schema.processlist WHERE db = ? AND command = 'Query'", database)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		admin.Exec(fmt.Sprintf("KILL %d", id)) // it may have ended by itself
	}
}

// plain opens one connection on which a text may hold several statements.
func (s server) plain(t testing.TB, database string) *sql.DB {
	t.Helper()
	dsn := s.dsn(database)
	if s.dialect == sqlguard.MySQL {
		dsn += "?multiStatements=true"
	}
	db, err := sql.Open(s.driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}
