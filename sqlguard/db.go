package sqlguard

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// A DB runs statements that a Policy allows, on connections that it has seen to
// be read-only, and bounds what comes back; with Policy.Writes it writes instead,
// see Exec. It is the capability that a handler
// should hold instead of a *sql.DB. Any number of goroutines may use it. One that
// NewDB did not make refuses everything.
//
// It sends the canonical form of a statement, with a LIMIT one above MaxRows, so
// that what was checked is what the engine reads; Options.Verbatim changes that.
// In PostgreSQL a statement runs in a transaction that is read-only and rolled
// back; in MySQL in a session that is read-only, with the modes removed that
// change how a text is read; in SQLite with query_only. Each is read back before
// each statement, and so is the encoding. Engine and client both stop at the time
// limit, but no engine stops while it prepares a statement: the policy bounds
// what there is to prepare, by the text. Views and tables of many partitions add
// to that unseen.
//
// When the context of a caller ends, the server stops too. One of MySQL does not
// see that a client is gone, so its session is killed over another connection of
// the pool. Do not put a proxy between that numbers sessions by itself, or spreads
// them over servers.
type DB struct {
	db      *sql.DB
	policy  *Policy
	options Options
	engine  engine

	decisions lru
}

// Options bounds the work of one statement.
type Options struct {
	// MaxRows is how many rows a result holds at most. Zero means 1000.
	MaxRows int
	// MaxBytes is how many bytes a result holds at most: the length of the
	// names of columns, of texts and of blobs in base64, and 8 for any other
	// value. Zero means 1 MiB.
	MaxBytes int
	// Timeout is how long a statement may run, the wait for a connection
	// included. The driver must interrupt the engine when a context ends.
	// Zero means 10 seconds.
	Timeout time.Duration
	// Session is called on the connection before each statement, for what
	// only the driver can set: an authorizer, or SQLite's limits, of which
	// SQLITE_LIMIT_LENGTH is the only bound on the memory that one value
	// takes, a gigabyte by default; work_mem or the search_path in
	// PostgreSQL. In SQLite it must leave "PRAGMA query_only" and "PRAGMA
	// table_list" usable. An error refuses the statement. Nil means that
	// nothing is set.
	Session func(context.Context, *sql.Conn) error
	// Restrict narrows tables to the rows of the caller. One restriction counts
	// for a table, the first that names it. Nil means that all rows are read.
	Restrict []Restriction
	// MaxCost refuses a statement that the engine expects to cost more, asked
	// by EXPLAIN before the statement runs, on the same connection. In
	// PostgreSQL the unit is the planner's, in which reading one page of a
	// table in order costs 1 by default; in MySQL it is a combination of rows
	// that the plan examines. It is a hint that catches accidents: estimates can
	// be wrong by any factor, above all without ANALYZE, for recursive WITH
	// and for functions; the boundary is Timeout. What a client learns is the
	// next power of ten.
	//
	// MySQL shows the plan of a view only to accounts with SHOW VIEW on it that
	// may read what is behind it; for others statements with views are refused.
	// SQLite has no estimate, so NewDB fails. Zero means no limit.
	MaxCost float64
	// Verbatim sends the text of a statement as it was checked, comments and
	// quoting too, and not its canonical form: for engines of the same language
	// whose parser refuses that form, and for logs in which a statement must
	// be found as it was asked. What was checked is what runs then only as far
	// as the engine reads the text as this package does. PostgreSQL and MySQL
	// take one statement in the protocol that is used; in SQLite a text with a
	// semicolon before its end is refused, even in quotes.
	//
	// No LIMIT is added: the engine may compute rows that nobody reads, and
	// where PostgreSQL or MySQL would send more than MaxRows the connection is
	// closed. With Restrict and with a policy that writes, which need the
	// canonical form, NewDB fails. False sends the canonical form.
	Verbatim bool
	// InsecureAnyRole lets NewDB take an account that may do more than read, and
	// than write what the policy lists. Then the policy and the read-only session
	// are all that keeps a statement from changing something else. False refuses
	// such an account.
	InsecureAnyRole bool
}

const (
	hintNoTable    = "unknown table or column; call schema"
	hintQuotes     = "a name in double quotes is no column; write texts in single quotes, or call schema"
	hintNoArgs     = "the statement has parameters but no values were given; write the values into it"
	hintArgs       = "the values do not fit the parameters of the statement; give one for each, of its type"
	hintEngine     = "the database does not accept the statement; check the syntax, the functions and the number of their arguments"
	hintTooBig     = "a value of the result is too large; ask for less"
	hintNames      = "the names of the columns are too long; give them shorter ones"
	hintValue      = "a value of the statement or of a row does not fit; check casts, divisions, dates and patterns"
	hintWrites     = "the statement would change something; only reading is allowed"
	hintAuthorizer = "the database does not allow something of the statement; read the tables and call the functions that are allowed"
	hintNoPlan     = "the cost of a view cannot be estimated here; read the tables behind it"
	hintTimedOut   = "the statement took too long; ask for less, or add conditions"
)

// NewDB returns a DB over db, which must be a database of the policy's dialect and
// be used for nothing else: its connections are left in read-only mode, or, after
// Exec, in one that writes. Open SQLite with mode=ro where the driver allows and the
// policy only reads, and the others with an account that may only read, or write
// what Policy.Writes lists: NewDB returns a *RoleError for one that may do more. It
// fails too if an option is negative and if a session cannot be made read-only.
// It copies the policy and does not close db.
//
// Any driver of database/sql will do. Errors are mapped for those whose errors
// have a method SQLState, as pgx's and lib/pq's do, or the text of
// go-sql-driver/mysql; others become CodeInternal.
func NewDB(db *sql.DB, p *Policy, o Options) (*DB, error) {
	switch {
	case db == nil || p == nil:
		return nil, errors.New("sqlguard: new DB: no database or no policy")
	case !p.Dialect.known():
		return nil, errors.New("sqlguard: new DB: unknown dialect")
	case o.MaxRows < 0 || o.MaxBytes < 0 || o.Timeout < 0 || !(o.MaxCost >= 0):
		return nil, errors.New("sqlguard: new DB: an option is negative")
	case o.MaxCost != 0 && p.Dialect == SQLite:
		return nil, errors.New("sqlguard: new DB: SQLite does not estimate costs; use Timeout")
	case o.Verbatim && (o.Restrict != nil || p.Writes != nil):
		return nil, errors.New("sqlguard: new DB: Restrict and Writes need the canonical form, which Verbatim does not send")
	}
	for _, entry := range p.DenyColumns {
		if _, _, err := columnEntry(entry); err != nil {
			return nil, fmt.Errorf("sqlguard: new DB: %w", err)
		}
	}
	if _, err := p.columnList(); err != nil {
		return nil, fmt.Errorf("sqlguard: new DB: %w", err)
	}
	if err := p.CheckWrites(); err != nil {
		return nil, fmt.Errorf("sqlguard: new DB: %w", err)
	}
	for _, r := range o.Restrict {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("sqlguard: new DB: %w", err)
		}
	}
	o.Restrict = slices.Clone(o.Restrict)
	d := &DB{db: db, policy: p.clone(), options: o.withDefaults(), engine: p.Dialect.engine(), decisions: lru{max: cachedStatements}}
	ctx, cancel := context.WithTimeout(context.Background(), d.options.Timeout)
	defer cancel()
	err := d.session(ctx, d.engine, func(conn *sql.Conn) error {
		if o.InsecureAnyRole {
			return nil
		}
		return d.engine.role(ctx, conn, newWritable(d.policy, o))
	})
	if err != nil {
		return nil, fmt.Errorf("sqlguard: new DB: %w", err)
	}
	return d, nil
}

func (p *Policy) clone() *Policy {
	c := *p
	for _, list := range []*[]string{&c.Tables, &c.Deny, &c.Columns, &c.DenyColumns, &c.Functions, &c.Types, &c.Operators, &c.Variables} {
		*list = slices.Clone(*list)
	}
	c.Writes = slices.Clone(c.Writes)
	for i := range c.Writes {
		c.Writes[i].Columns = slices.Clone(c.Writes[i].Columns)
	}
	return &c
}

// cachedStatements is how many statements a DB remembers its decision about.
const cachedStatements = 256

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
// Check; CodeInvalidArgument for a table or column that does not exist or may
// not be read and for what the engine does not accept; CodeDeadlineExceeded,
// CodeCanceled, CodeResultTooLarge; CodeInternal for the rest. No text of the
// engine is in what the client sees. Rows beyond the bounds are not fetched.
func (d *DB) Query(ctx context.Context, statement string, args ...any) (*Rows, error) {
	known := d.known(ctx, statement)
	switch {
	case known.err != nil:
		return nil, known.error()
	case known.statement.Write != nil:
		return nil, refuse(syntax.HintWriting, 0, "Query of a statement that writes")
	}
	if err := known.needs(args); err != nil {
		return nil, err
	}
	var rows *Rows
	err := d.run(ctx, func(ctx context.Context, conn *sql.Conn) (err error) {
		if err := d.engine.exist(ctx, conn, d.policy, known.statement); err != nil {
			return err
		}
		if err := d.affordable(ctx, conn, known, args); err != nil {
			return err
		}
		rows, err = d.fetch(ctx, conn, known.text, args)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.hide(known.statement, rows)
	return rows, nil
}

// needs refuses a statement with parameters and without values.
func (d *decision) needs(args []any) error {
	if n := d.statement.Parameters; n > 0 && len(args) == 0 {
		return guard.Deny(guard.CodeInvalidArgument, hintNoArgs).Because("sqlguard: %d parameters, no values", n)
	}
	return nil
}

// known returns what is to be done with a statement. Without restrictions that is
// the same in every call.
func (d *DB) known(ctx context.Context, statement string) *decision {
	if d == nil || d.db == nil {
		return &decision{err: errZero()}
	}
	if d.options.Restrict != nil {
		return d.decide(ctx, statement)
	}
	return d.decisions.get(statement, func() *decision { return d.decide(ctx, statement) })
}

func (d *DB) decide(ctx context.Context, statement string) *decision {
	tree, st, err := d.policy.decide(statement, true)
	if err == nil {
		err = d.restrict(ctx, tree, st)
	}
	if err != nil {
		return &decision{err: err}
	}
	known := &decision{statement: st, text: statement, streams: len(st.Functions) == 0 && syntax.Streams(tree)}
	if d.options.Verbatim {
		known.err = endsOnce(d.policy.Dialect, statement)
		return known
	}
	dialect := d.policy.Dialect.syntax()
	syntax.LimitTo(dialect, tree, d.ceiling(st)+1)
	known.text = syntax.String(dialect, tree)
	return known
}

// endsOnce refuses a text that somebody could read as two statements where no
// protocol keeps them apart, in SQLite: no semicolon may stand before its end.
func endsOnce(dialect Dialect, statement string) error {
	end := strings.IndexByte(statement, ';')
	if dialect != SQLite || end < 0 || strings.Trim(statement[end+1:], " \t\r\n") == "" {
		return nil
	}
	return refuse(hintSemicolon, end, "a semicolon inside a text that is sent as it is")
}

// ceiling is how many rows a statement returns, or an INSERT takes from a SELECT.
func (d *DB) ceiling(st *Statement) int {
	if st.Write == nil {
		return d.options.MaxRows
	}
	w, _ := d.policy.entry(st.Write.Table)
	return w.maxRows()
}

// errZero is what a DB answers that NewDB did not make.
func errZero() error {
	return guard.Deny(guard.CodeStatementNotAllowed, hintDialect).Because("sqlguard: a DB that NewDB did not make")
}

// run calls work with a read-only connection and a deadline, and maps errors.
func (d *DB) run(ctx context.Context, work func(context.Context, *sql.Conn) error) error {
	if d == nil || d.db == nil {
		return errZero()
	}
	limited, cancel := context.WithTimeout(ctx, d.options.Timeout)
	defer cancel()
	err := d.session(limited, d.engine, func(conn *sql.Conn) error { return work(limited, conn) })
	if errors.Is(err, errCut) {
		err = nil
	}
	return d.outcome(ctx, limited, err)
}

// A mode is what session does before and after its work.
type mode interface {
	begin(context.Context, *sql.Conn, Options) (stop string, err error)
	end(context.Context, *sql.Conn) error
}

// session calls work with a connection that the mode has set up, read-only if that
// is the engine itself. One that cannot be cleaned up afterwards is thrown away. A
// server that works on when a connection is closed is told to stop.
func (d *DB) session(ctx context.Context, m mode, work func(*sql.Conn) error) error {
	conn, err := d.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if d.options.Session != nil {
		err = d.options.Session(ctx, conn)
	}
	var stop string
	if err == nil {
		stop, err = m.begin(ctx, conn, d.options)
	}
	if err == nil {
		err = work(conn)
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	left := stop != "" && (ctx.Err() != nil || errors.Is(err, errCut))
	if m.end(finish, conn) != nil || left {
		conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	if left {
		d.db.ExecContext(finish, stop) // it may have ended by itself
	}
	return err
}
