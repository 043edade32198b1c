// Package sqliteguard opens a SQLite file for sqlguard with a second line of
// SQLite's own: should a statement get past the check of its text one day, the
// engine itself still refuses it. Only its users compile modernc.org/sqlite, the
// driver.
//
//	db, err := sqliteguard.NewDB("shop.db", policy, sqlguard.Options{}, sqliteguard.Limits{})
//	...
//	defer db.Close()
//	rows, err := db.Query(ctx, statement)
//
// Every connection has
//
//   - the file opened with mode=ro, and query_only: SQLite writes nothing to it. A
//     database in WAL mode needs a folder in which SQLite may write its -shm
//     file. The file is not opened with immutable=1, which reads wrongly when
//     another program writes;
//   - an authorizer: what SQLite prepares may select, call the functions and
//     read the tables and columns that the policy allows, and nothing else: no ATTACH,
//     no PRAGMA but those that sqlguard needs, no transaction, no DDL;
//   - SQLite's run-time limits (https://sqlite.org/limits.html) as low as what is
//     honest needs, so that one value cannot take a gigabyte;
//   - defensive mode, trusted_schema off, cell_size_check on, and no strings in
//     double quotes. Extensions cannot be loaded: the driver never switches
//     that on, and the authorizer denies the function.
//
// Before each statement the authorizer is installed anew and tried, and the limits
// are read back; a connection that cannot be guarded is refused.
//
// # What it does not protect against
//
// A statement that got past the check of its text could read what the tables
// behind an allowed view hold in the columns that the view reads, how many rows
// they have, and the names of all tables and columns: SQLite names the view that
// a table is read for, but a table of WITH may have the name of a view. It could
// run as long as the time limit: the driver has taken the one slot of SQLite's
// progress handler, and uses it to end a statement with its context. The memory
// that sorting takes has a limit for the whole process only, which is the
// program's to set (PRAGMA hard_heap_limit). Defensive mode does not make a
// file harmless that somebody crafted.
package sqliteguard

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// A DB is a sqlguard.DB on connections of its own. Any number of goroutines may
// use it.
type DB struct {
	*sqlguard.DB
	pool *sql.DB
}

// maxConnections bounds how many statements run at once.
const maxConnections = 8

// NewDB opens a file that exists for reading, for a policy of the dialect SQLite
// without Writes. It sets Options.Session and fails if that is set. Other errors are those of
// sqlguard.NewDB. The policy must not be changed any more. Close must be called.
func NewDB(file string, p *sqlguard.Policy, o sqlguard.Options, l Limits) (*DB, error) {
	switch {
	case p == nil || p.Dialect != sqlguard.SQLite:
		return nil, errors.New("sqliteguard: new DB: no policy for SQLite")
	case p.Writes != nil:
		return nil, errors.New("sqliteguard: new DB: the policy writes, and the file is opened for reading alone")
	case o.Session != nil:
		return nil, errors.New("sqliteguard: new DB: Options.Session is this package's to set")
	}
	limits, err := l.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("sqliteguard: new DB: %w", err)
	}
	g := &guardian{policy: p, limits: limits}
	pool, err := open(file)
	if err != nil {
		return nil, fmt.Errorf("sqliteguard: new DB: %w", err)
	}
	o.Session = g.session
	db, err := sqlguard.NewDB(pool, p, o)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return &DB{db, pool}, nil
}

// Close waits for the statements that run and closes the file.
func (d *DB) Close() error {
	if d == nil || d.pool == nil {
		return nil
	}
	return d.pool.Close()
}

// open returns a pool of connections that only read. No setting of it depends on
// the name of the file.
func open(file string) (*sql.DB, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	settings := url.Values{"mode": {"ro"}, "_defensive": {"1"}, "_dqs": {"0"}, "_pragma": {"trusted_schema(0)", "cell_size_check(1)", "query_only(1)"}}
	uri := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(file), RawQuery: settings.Encode()}
	pool, err := sql.Open("sqlite", uri.String())
	if err == nil {
		pool.SetMaxOpenConns(maxConnections)
	}
	return pool, err
}

// session guards a connection before a statement, which sqlguard refuses if it
// fails.
func (g *guardian) session(ctx context.Context, conn *sql.Conn) error {
	if err := g.limits.set(conn); err != nil {
		return err
	}
	return g.authorize(ctx, conn)
}
