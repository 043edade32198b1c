package sqlguard

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A DB runs statements that a Policy allows, on connections that it has seen to
// be read-only, and bounds what comes back. It is the capability that a handler
// should hold instead of a *sql.DB. Any number of goroutines may use it.
type DB struct {
	db      *sql.DB
	policy  *Policy
	options Options
}

// Options bounds the work of one statement.
type Options struct {
	// MaxRows is how many rows a result holds at most. Zero means 1000.
	MaxRows int
	// MaxBytes is how many bytes a result holds at most: the length of
	// texts and of blobs in base64, and 8 for any other value. Zero means
	// 1 MiB.
	MaxBytes int
	// Timeout is how long a statement may run, the wait for a connection
	// included. The driver must interrupt the engine when a context ends.
	// Zero means 10 seconds.
	Timeout time.Duration
	// Session is called on the connection before each statement, for what
	// only the driver can set: an authorizer, or SQLite's limits, of which
	// SQLITE_LIMIT_LENGTH is the only bound on the memory that one value
	// takes, a gigabyte by default. It must leave "PRAGMA query_only" and
	// "PRAGMA table_list" usable. An error refuses the statement. Nil means
	// that nothing is set.
	Session func(context.Context, *sql.Conn) error
}

const (
	hintNoTable  = "unknown table or column; call schema"
	hintNoArgs   = "the statement has parameters but no values were given; write the values into it"
	hintEngine   = "the database does not accept the statement; check the syntax, the functions and the number of their arguments"
	hintTooBig   = "a value of the result is too large; ask for less"
	hintTimedOut = "the statement took too long; ask for less, or add conditions"
)

// NewDB returns a DB over db, which must be a SQLite database and be used for
// nothing else: its connections are left in read-only mode. Open it with
// mode=ro where the driver allows, so that two locks have to fail. NewDB fails
// if the policy is not one for SQLite, if an option is negative, and if a
// connection cannot be made read-only. It copies the policy and does not close
// db.
func NewDB(db *sql.DB, p *Policy, o Options) (*DB, error) {
	switch {
	case db == nil || p == nil:
		return nil, errors.New("sqlguard: new DB: no database or no policy")
	case p.Dialect != SQLite:
		return nil, fmt.Errorf("sqlguard: new DB: dialect %v is not supported", p.Dialect)
	case o.MaxRows < 0 || o.MaxBytes < 0 || o.Timeout < 0:
		return nil, errors.New("sqlguard: new DB: an option is negative")
	}
	policy := *p
	policy.Tables, policy.Deny = slices.Clone(p.Tables), slices.Clone(p.Deny)
	policy.Functions = slices.Clone(p.Functions)
	d := &DB{db, &policy, o.withDefaults()}
	ctx, cancel := context.WithTimeout(context.Background(), d.options.Timeout)
	defer cancel()
	conn, err := d.session(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlguard: new DB: %w", err)
	}
	return d, conn.Close()
}

func (o Options) withDefaults() Options {
	if o.MaxRows == 0 {
		o.MaxRows = 1000
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 20
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	return o
}

// Query checks the statement and runs it. Errors are *guard.Denial: one of
// Check; CodeInvalidArgument for a table or column that does not exist and for
// what the engine does not accept; CodeDeadlineExceeded, CodeCanceled,
// CodeResultTooLarge; CodeInternal for the rest. No text of the engine is in
// what the client sees. Rows beyond the bounds are not fetched.
func (d *DB) Query(ctx context.Context, statement string, args ...any) (*Rows, error) {
	_, st, err := d.policy.decide(statement)
	if err != nil {
		return nil, err
	}
	if st.Parameters > 0 && len(args) == 0 {
		return nil, guard.Deny(guard.CodeInvalidArgument, hintNoArgs).Because("sqlguard: %d parameters, no values", st.Parameters)
	}
	var rows *Rows
	err = d.run(ctx, func(ctx context.Context, conn *sql.Conn) error {
		if err := exist(ctx, conn, st.Tables); err != nil {
			return err
		}
		rows, err = d.fetch(ctx, conn, statement, args)
		return err
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// run calls work with a read-only connection and a deadline, and maps errors.
func (d *DB) run(ctx context.Context, work func(context.Context, *sql.Conn) error) error {
	limited, cancel := context.WithTimeout(ctx, d.options.Timeout)
	defer cancel()
	conn, err := d.session(limited)
	if err != nil {
		return outcome(ctx, limited, err)
	}
	defer conn.Close()
	return outcome(ctx, limited, work(limited, conn))
}

// session takes a connection and makes it read-only. query_only stops every
// change of a database file, and trusted_schema=0 keeps views from calling
// functions with side effects. Both are read back: a driver or an engine that
// ignores them is refused.
func (d *DB) session(ctx context.Context) (*sql.Conn, error) {
	conn, err := d.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.prepare(ctx, conn); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

func (d *DB) prepare(ctx context.Context, conn *sql.Conn) error {
	if d.options.Session != nil {
		if err := d.options.Session(ctx, conn); err != nil {
			return err
		}
	}
	for _, pragma := range []struct {
		name string
		want int64
	}{{"query_only", 1}, {"trusted_schema", 0}} {
		if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA %s = %d", pragma.name, pragma.want)); err != nil {
			return err
		}
		var got int64
		if err := conn.QueryRowContext(ctx, "PRAGMA "+pragma.name).Scan(&got); err != nil {
			return err
		}
		if got != pragma.want {
			return fmt.Errorf("PRAGMA %s is %d after it was set to %d", pragma.name, got, pragma.want)
		}
	}
	return nil
}
