package sqliteguard

import (
	"context"
	"database/sql"
	"testing"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// Guarded returns a function that gets a connection in the state in which a
// statement finds it, so that tests can run what no check of a text has seen.
func Guarded(t *testing.T, file string, p *sqlguard.Policy, l Limits) func(context.Context) *sql.Conn {
	t.Helper()
	all, err := l.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	pool, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { pool.Close() })
	g := &guardian{policy: p, limits: all}
	return func(ctx context.Context) *sql.Conn {
		conn, err := pool.Conn(ctx)
		if err == nil {
			err = g.session(ctx, conn)
		}
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
}
