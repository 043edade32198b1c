package sqlguard

import (
	"context"
	"database/sql"
	"time"
)

// An engine is what DB does differently for each dialect.
type engine interface {
	writer
	// role refuses an account that may do more than read and what is listed.
	role(context.Context, *sql.Conn, writable) error
	// begin makes the session read-only, sets its limits, and reads back what
	// it has set. It is called before each statement. What it returns is a
	// statement that stops the session from another connection, or empty where
	// the end of a context reaches the engine by itself.
	begin(context.Context, *sql.Conn, Options) (stop string, err error)
	// end undoes what begin must not leave behind. A connection that fails
	// here is not used again.
	end(context.Context, *sql.Conn) error
	// exist refuses names that the engine would answer although nobody
	// created a table or a column for them.
	exist(context.Context, *sql.Conn, *Policy, *Statement) error
	// schema returns the tables that the account may read.
	schema(context.Context, *sql.Conn, *Policy) ([]Table, error)
	// query runs a statement so that it cannot be two.
	query(ctx context.Context, conn *sql.Conn, statement string, args []any) (*sql.Rows, func() error, error)
	// estimate returns what the engine expects a statement to cost.
	estimate(ctx context.Context, conn *sql.Conn, question *decision, args []any, o Options) (float64, error)
	// explain says what the client may know of an error of the engine.
	explain(error) answer
	// value returns a value of a result in a form that JSON has.
	value(value any, typ string) (any, error)
}

func (d Dialect) engine() engine {
	switch d {
	case SQLite:
		return sqliteEngine{}
	case Postgres:
		return postgresEngine{}
	case MySQL:
		return mysqlEngine{}
	}
	return nil
}

// prepared runs a statement that is prepared first: the protocols of PostgreSQL
// and MySQL take one statement there, whatever the driver is told.
func prepared(ctx context.Context, conn *sql.Conn, statement string, args []any) (*sql.Rows, func() error, error) {
	stmt, err := conn.PrepareContext(ctx, statement)
	if err != nil {
		return nil, nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		stmt.Close()
		return nil, nil, err
	}
	return rows, stmt.Close, nil
}

// finishTime is how long a session may take to end after its statement.
const finishTime = 5 * time.Second
