// Package pgxguard puts sqlguard over a pool of pgx
// (https://pkg.go.dev/github.com/jackc/pgx/v5/pgxpool), for programs that do not
// use database/sql. Only its users compile pgx.
//
// Each statement takes a connection of the pool and returns it; settings,
// hooks and tracers of the pool apply. pgx's own adapter lies between, so that
// there is one implementation of the guarantees: the read-only transaction, the
// settings that are read back, the check of the role, the bounds of time, rows and
// bytes, the cancellation that reaches the server, and the errors without data.
//
// A statement can make one row of a gigabyte, and pgx takes a row into memory as a
// whole before Options.MaxBytes counts it. Bound that where the pool is configured:
//
//	config.ConnConfig.MaxProtocolMessageBodyLen = 16 << 20
//
// A larger row ends with guard.CodeResultTooLarge, and its connection is closed.
package pgxguard

import (
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// A DB is a sqlguard.DB on a pool of pgx. Any number of goroutines may use it.
type DB struct {
	*sqlguard.DB
	adapter *sql.DB
}

// NewDB returns a DB over a pool, for a policy of the dialect Postgres. Others may
// use the pool at the same time: a connection goes back to it without
// settings, locks or a transaction of the statement. Errors are those of
// sqlguard.NewDB. Close must be called; it does not close the pool.
func NewDB(pool *pgxpool.Pool, p *sqlguard.Policy, o sqlguard.Options) (*DB, error) {
	if pool == nil || p == nil || p.Dialect != sqlguard.Postgres {
		return nil, errors.New("pgxguard: new DB: no pool, or no policy for PostgreSQL")
	}
	adapter := stdlib.OpenDBFromPool(pool)
	db, err := sqlguard.NewDB(adapter, p, o)
	if err != nil {
		return nil, errors.Join(err, adapter.Close())
	}
	return &DB{db, adapter}, nil
}

// Close waits for the statements that run and ends the DB. The pool stays open.
func (d *DB) Close() error {
	if d == nil || d.adapter == nil {
		return nil
	}
	return d.adapter.Close()
}
