package sqlguard

import (
	"context"
	"database/sql"
	"errors"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Written is what DB.Exec did.
type Written struct {
	// Rows is how many rows the statement inserted, updated or deleted, those
	// that triggers and foreign keys changed not included. In MySQL an UPDATE
	// that sets a row to what it is does not count, unless the driver is told
	// so.
	Rows int64 `json:"rows"`
	// Returned holds the rows of RETURNING. Nil if the statement has none.
	Returned *Rows `json:"returned,omitempty"`
}

// Exec checks a statement that writes, and runs it in a transaction of its own,
// on a session with the settings and limits of Query that may write. It looks up
// in the catalog what else would change: a table that is a view, that runs
// triggers or rules, that changes rows of others through foreign keys, or that
// the engine cannot undo, is refused unless the entry of Policy.Writes says
// otherwise. When more rows than its MaxRows were changed, the transaction is
// rolled back, and committed if not.
//
// Errors are *guard.Denial: one of Check, further CodeStatementNotAllowed for what
// the catalog or the count of rows forbids; CodeInvalidArgument for what the
// engine does not accept, a constraint for example; CodeTooBusy where others hold
// the rows; CodeDeadlineExceeded, CodeCanceled, CodeResultTooLarge; CodeInternal
// for the rest. Whatever the error, nothing was changed, but for one case: when
// the connection is lost while the transaction is committed nobody knows, and
// the hint says so. A context that ends before that rolls back. Values of
// sequences and of AUTO_INCREMENT stay used.
func (d *DB) Exec(ctx context.Context, statement string, args ...any) (*Written, error) {
	known := d.known(ctx, statement)
	switch {
	case known.err != nil:
		return nil, known.error()
	case known.statement.Write == nil:
		return nil, refuse(hintWriteOnly, 0, "Exec of a statement that reads")
	}
	if err := known.needs(args); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, d.options.Timeout)
	defer cancel()
	t := &transaction{engine: d.engine}
	var written *Written
	err := d.session(limited, t, func(conn *sql.Conn) (err error) {
		if written, err = d.write(limited, conn, known, args); err == nil {
			err = t.commit(limited, conn)
		}
		return err
	})
	if err != nil {
		return nil, d.writeOutcome(ctx, limited, t, err)
	}
	return written, nil
}

// write runs the statement and counts what it changed.
func (d *DB) write(ctx context.Context, conn *sql.Conn, known *decision, args []any) (*Written, error) {
	change := known.statement.Write
	w, ok := d.policy.entry(change.Table)
	if !ok {
		return nil, refuse(hintNotWritten, change.Table.Pos, "no entry")
	}
	if err := d.engine.target(ctx, conn, change, w); err != nil {
		return nil, err
	}
	if err := d.engine.exist(ctx, conn, d.policy, known.statement); err != nil {
		return nil, err
	}
	if err := d.affordable(ctx, conn, known, args); err != nil {
		return nil, err
	}
	before, err := d.engine.count(ctx, conn)
	if err != nil {
		return nil, err
	}
	written, err := d.apply(ctx, conn, known, args)
	if err != nil {
		return nil, err
	}
	after, err := d.engine.count(ctx, conn)
	if err != nil {
		return nil, err
	}
	if after.triggers > before.triggers && !w.InsecureTriggers {
		return nil, refuse(hintTriggers, change.Table.Pos, "a trigger ran")
	}
	return written, d.within(ctx, conn, change, w, written.Rows, after.rows-before.rows)
}

// within refuses more rows than the ceiling: of the statement, and those of other
// tables, by what the engine counted for both.
func (d *DB) within(ctx context.Context, conn *sql.Conn, c *Change, w Write, rows, all int64) error {
	if max(rows, all) <= int64(w.maxRows()) {
		return nil
	}
	each, err := d.engine.each(ctx, conn, c)
	if err != nil {
		return err
	}
	if others := max(0, all-rows*each); rows+others > int64(w.maxRows()) {
		return tooManyRows(w, "%d rows, %d of them in other tables", rows+others, others)
	}
	return nil
}

// apply runs the statement. Each row that it changes is one that RETURNING
// returns.
func (d *DB) apply(ctx context.Context, conn *sql.Conn, known *decision, args []any) (*Written, error) {
	if known.statement.Write.Returning {
		rows, err := d.fetch(ctx, conn, known.text, args)
		switch {
		case errors.Is(err, errCut), err == nil && rows.Truncated:
			return nil, guard.Deny(guard.CodeResultTooLarge, hintReturned).Because("sqlguard: RETURNING is larger than the bounds")
		case err != nil:
			return nil, err
		}
		return &Written{int64(len(rows.Rows)), rows}, nil
	}
	stmt, err := conn.PrepareContext(ctx, known.text) // one statement, as in prepared
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	n, err := result.RowsAffected()
	return &Written{Rows: n}, err
}

// A transaction is the session of one write.
type transaction struct {
	engine    engine
	committed bool
	unknown   bool // COMMIT was sent, and the engine gave no answer
}

func (t *transaction) begin(ctx context.Context, conn *sql.Conn, o Options) (stop string, err error) {
	return t.engine.beginWrite(ctx, conn, o)
}

// commit is not cut short by a context that ends: from here on nobody would know
// what came of it.
func (t *transaction) commit(ctx context.Context, conn *sql.Conn) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	final, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	_, err := conn.ExecContext(final, "COMMIT")
	t.committed = err == nil
	t.unknown = err != nil && !t.engine.answered(err)
	return err
}

func (t *transaction) end(ctx context.Context, conn *sql.Conn) error {
	if !t.committed {
		if _, err := conn.ExecContext(ctx, "ROLLBACK"); err != nil {
			return err
		}
	}
	return t.engine.end(ctx, conn)
}

// writeOutcome is outcome for a write: it says what is known of it.
func (d *DB) writeOutcome(caller, limited context.Context, t *transaction, err error) error {
	if t.unknown {
		return guard.Deny(guard.CodeInternal, hintUnknown).Because("sqlguard: commit: %w", err)
	}
	err = d.outcome(caller, limited, err)
	if denial, ok := err.(*guard.Denial); ok && denial.Hint == hintTimedOut {
		denial.Hint = hintUndone
	}
	return err
}
