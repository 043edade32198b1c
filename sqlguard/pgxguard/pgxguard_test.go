package pgxguard_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
	"github.com/mcpcordon/mcpcordon/sqlguard/pgxguard"
)

var name = fmt.Sprintf("mcpcordon_pgxguard_%d", os.Getpid())

// connect returns a pool of the administrator, for a database or the default one.
func connect(t *testing.T, database string) *pgxpool.Pool {
	t.Helper()
	address := "postgres://postgres@127.0.0.1:5432/%s"
	if a := os.Getenv("MCPCORDON_POSTGRES"); a != "" {
		address = a
	}
	pool, err := pgxpool.New(t.Context(), fmt.Sprintf(address, database))
	if err == nil {
		err = pool.Ping(t.Context())
	}
	if err != nil {
		if os.Getenv("MCPCORDON_REQUIRE_SERVICES") != "" {
			t.Fatalf("no server: %v", err)
		}
		t.Skipf("no server (MCPCORDON_POSTGRES names one): %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// reader makes a database and a role that may only read it.
func reader(t *testing.T, change func(*pgxpool.Config)) (pool, admin *pgxpool.Pool) {
	t.Helper()
	exec := func(p *pgxpool.Pool, statement string) {
		t.Helper()
		if _, err := p.Exec(context.WithoutCancel(t.Context()), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	first := connect(t, "postgres")
	exec(first, "CREATE DATABASE "+name)
	t.Cleanup(func() { exec(first, "DROP DATABASE "+name+" WITH (FORCE)") })
	exec(first, "CREATE ROLE "+name+" LOGIN")
	t.Cleanup(func() { exec(first, "DROP ROLE "+name) })
	admin = connect(t, name)
	exec(admin, "CREATE TABLE note (id int PRIMARY KEY, body text); INSERT INTO note SELECT n, 'secret-' || n FROM generate_series(1, 50) n")
	exec(admin, "CREATE FUNCTION leave_a_mark() RETURNS int LANGUAGE sql AS 'INSERT INTO note SELECT max(id) + 1 FROM note RETURNING id'; GRANT SELECT ON note TO "+name)
	t.Cleanup(func() { exec(admin, "REVOKE ALL ON note FROM "+name) })
	config := admin.Config()
	config.ConnConfig.User = name
	config.MaxConns = 2
	if change != nil {
		change(config)
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool, admin
}

func TestNewDBRefusesWhatItCannotEnforce(t *testing.T) {
	pool, admin := reader(t, nil)
	var role *sqlguard.RoleError
	if _, err := pgxguard.NewDB(admin, sqlguard.ReadOnly(sqlguard.Postgres), sqlguard.Options{}); !errors.As(err, &role) {
		t.Errorf("NewDB with the administrator = %v, want a RoleError", err)
	}
	for name, p := range map[string]*sqlguard.Policy{"no policy": nil, "another dialect": sqlguard.ReadOnly(sqlguard.MySQL), "the zero policy": {}} {
		if _, err := pgxguard.NewDB(pool, p, sqlguard.Options{}); err == nil {
			t.Errorf("%s: NewDB = nil, want an error", name)
		}
	}
	if _, err := pgxguard.NewDB(nil, sqlguard.ReadOnly(sqlguard.Postgres), sqlguard.Options{}); err == nil {
		t.Error("no pool: NewDB = nil, want an error")
	}
}

// The guarantees of sqlguard.DB hold in whatever way the pool sends statements.
func TestGuaranteesHoldOnAPool(t *testing.T) {
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol} {
		t.Run(mode.String(), func(t *testing.T) {
			pool, admin := reader(t, func(c *pgxpool.Config) { c.ConnConfig.DefaultQueryExecMode = mode })
			policy := sqlguard.ReadOnly(sqlguard.Postgres)
			policy.Functions = []string{"leave_a_mark", "set_config", "pg_advisory_lock", "pg_backend_pid"}
			db, err := pgxguard.NewDB(pool, policy, sqlguard.Options{MaxRows: 5, MaxCost: 1e6, Timeout: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			verbatim, err := pgxguard.NewDB(pool, policy, sqlguard.Options{MaxRows: 5, Verbatim: true})
			if err != nil {
				t.Fatal(err)
			}
			defer verbatim.Close()
			for _, row := range []struct {
				name, sql string
				args      []any
				code      guard.Code
				want      string
			}{
				{"values have types", `SELECT 1, 2.50, 1.5::float8, true, 'a', NULL, '\x0102'::bytea, date '2024-01-02', 'NaN'::float8`, nil, "", `[[1,2.50,1.5,true,"a",null,{"base64":"AQI="},"2024-01-02","NaN"]]`},
				{"a parameter", "SELECT body FROM note WHERE id = $1", []any{7}, "", `[["secret-7"]]`},
				{"rows are bounded", "SELECT id FROM note ORDER BY id", nil, "", "[[1],[2],[3],[4],[5]]"},
				{"a write by a function", "SELECT leave_a_mark()", nil, guard.CodeStatementNotAllowed, ""},
				{"two statements", "SELECT 1; DELETE FROM note", nil, guard.CodeStatementNotAllowed, ""},
				{"an error that names data", "SELECT body::int FROM note", nil, guard.CodeInvalidArgument, ""},
				{"an unknown table", "SELECT * FROM nothing", nil, guard.CodeInvalidArgument, ""},
			} {
				for way, d := range map[string]*pgxguard.DB{"canonical": db, "verbatim": verbatim} {
					rows, err := d.Query(t.Context(), row.sql, row.args...)
					if guard.CodeOf(err) != row.code || err != nil && strings.Contains(err.Error(), "secret") {
						t.Errorf("%s, %s: Query = %#v, want %q", row.name, way, err, row.code)
					}
					if row.want == "" || rows == nil {
						continue
					}
					if got, err := json.Marshal(rows.Rows); err != nil || string(got) != row.want {
						t.Errorf("%s, %s: %s, %v, want %s", row.name, way, got, err, row.want)
					}
				}
			}
			if _, err := db.Query(t.Context(), "SELECT count(*) FROM note a, note b, note c, note d, note e WHERE a.id + b.id + c.id + d.id + e.id < 0"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
				t.Errorf("a costly statement: %#v", err)
			}
			if tables, err := db.Schema(t.Context()); err != nil || len(tables) != 1 || tables[0].Name != "note" {
				t.Errorf("Schema = %v, %v", tables, err)
			}
			var n int
			if err := admin.QueryRow(t.Context(), "SELECT count(*) FROM note").Scan(&n); err != nil || n != 50 {
				t.Errorf("note has %d rows, %v", n, err)
			}
		})
	}
}

// What a statement sets or locks is gone when the next user of the pool comes.
// One statement makes a row of 300 MB, which a client takes into its memory before
// it can bound it, unless the configuration of its connections does.
func TestRowThatIsTooLongIsNotTakenIntoMemory(t *testing.T) {
	const statement = "SELECT string_agg(repeat('x', 10000), '') FROM generate_series(1, 30000)"
	taken := func(t *testing.T, limit int) (bytes uint64, err error) {
		pool, _ := reader(t, func(c *pgxpool.Config) { c.ConnConfig.MaxProtocolMessageBodyLen = limit })
		db, err := pgxguard.NewDB(pool, sqlguard.ReadOnly(sqlguard.Postgres), sqlguard.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = db.Query(t.Context(), statement)
		runtime.ReadMemStats(&after)
		if _, err := db.Query(t.Context(), "SELECT 1"); err != nil {
			t.Errorf("the next statement: %v", err)
		}
		return after.TotalAlloc - before.TotalAlloc, err
	}
	for _, row := range []struct {
		name  string
		limit int
		code  guard.Code
		large bool
	}{
		{"bounded", 16 << 20, guard.CodeResultTooLarge, false},
		{"without the bound", 0, "", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			n, err := taken(t, row.limit)
			if guard.CodeOf(err) != row.code || (n > 100<<20) != row.large {
				t.Errorf("Query = %v with %d MB, want %q and more than 100 MB: %v", err, n>>20, row.code, row.large)
			}
		})
	}
}

func TestConnectionsGoBackClean(t *testing.T) {
	pool, _ := reader(t, func(c *pgxpool.Config) { c.MaxConns = 1 })
	policy := sqlguard.ReadOnly(sqlguard.Postgres)
	policy.Functions = []string{"set_config", "pg_advisory_lock"}
	db, err := pgxguard.NewDB(pool, policy, sqlguard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Query(t.Context(), "SELECT set_config('application_name', 'changed', false), pg_advisory_lock(7)"); err != nil {
		t.Fatalf("%#v", err)
	}
	var application, readOnly string
	var locks int
	err = pool.QueryRow(t.Context(), "SELECT current_setting('application_name'), current_setting('transaction_read_only'), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())").Scan(&application, &readOnly, &locks)
	if err != nil || application == "changed" || readOnly != "off" || locks != 0 {
		t.Errorf("afterwards application_name %q, read-only %s, %d locks, %v", application, readOnly, locks, err)
	}
}

func TestCancellationReachesTheServer(t *testing.T) {
	pool, admin := reader(t, nil)
	db, err := pgxguard.NewDB(pool, sqlguard.ReadOnly(sqlguard.Postgres), sqlguard.Options{Timeout: 10 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	busy := func(want bool) bool {
		for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
			var n int
			if err := admin.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE usename = $1 AND state = 'active'", name).Scan(&n); err != nil {
				t.Fatal(err)
			}
			if (n > 0) == want {
				return true
			}
		}
		return false
	}
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() {
		_, err := db.Query(ctx, "SELECT count(*) FROM note a, note b, note c, note d, note e, note f WHERE a.id + b.id + c.id + d.id + e.id + f.id < 0")
		result <- err
	}()
	if !busy(true) {
		t.Fatalf("the statement does not run: %v", <-result)
	}
	cancel()
	if err := <-result; guard.CodeOf(err) != guard.CodeCanceled {
		t.Errorf("Query = %v, want %v", err, guard.CodeCanceled)
	}
	if !busy(false) {
		t.Error("the server works on")
	}
	if _, err := db.Query(t.Context(), "SELECT 1"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestCloseLeavesThePoolAndNothingElse(t *testing.T) {
	pool, _ := reader(t, nil)
	before := runtime.NumGoroutine()
	for range 20 {
		db, err := pgxguard.NewDB(pool, sqlguard.ReadOnly(sqlguard.Postgres), sqlguard.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before+10 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
	}
	if n := runtime.NumGoroutine(); n > before+10 { // the pool has some of its own
		t.Errorf("%d goroutines, %d before", n, before)
	}
	if err := pool.Ping(t.Context()); err != nil {
		t.Errorf("the pool is closed: %v", err)
	}
	if pool.Stat().AcquiredConns() != 0 {
		t.Errorf("%d connections are not back", pool.Stat().AcquiredConns())
	}
}
