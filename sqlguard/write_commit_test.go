package sqlguard_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// A lossy connector makes connections that lose the answer of COMMIT, which is err in
// its place: the server commits, or is not asked to.
type lossy struct {
	driver.Connector
	commits bool
	err     error
}

func (l lossy) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := l.Connector.Connect(ctx)
	return &lossyConn{conn, l}, err
}

type lossyConn struct {
	driver.Conn
	lossy
}

func (c *lossyConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if query == "COMMIT" {
		if c.commits {
			c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
		}
		if c.err == io.ErrUnexpectedEOF {
			c.Conn.Close()
		}
		return nil, c.err
	}
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c *lossyConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c *lossyConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
}

// Whether the change was made nobody can say, and the answer does not. The driver
// of SQLite gives the end of its context as the answer of a COMMIT that was done.
func TestALostAnswerOfCommitIsSaidToBeUnknown(t *testing.T) {
	for _, d := range []sqlguard.Dialect{sqlguard.Postgres, sqlguard.SQLite} {
		admin, name, lost := (*sql.DB)(nil), "", io.ErrUnexpectedEOF
		if d == sqlguard.Postgres {
			name, admin = postgres.shop(t)
			name = postgres.dsn(name)
		} else {
			admin, name = open(t)
			name, lost = filepath.Join(name, "shop.db"), context.DeadlineExceeded
			exec(t, admin, "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
		}
		policy := &sqlguard.Policy{Dialect: d, Writes: []sqlguard.Write{{Table: "note", Insert: true, Columns: []string{"id", "body"}}}}
		for _, commits := range []bool{true, false} {
			pool := sql.OpenDB(lossy{dsnConnector{name, admin.Driver()}, commits, lost})
			defer pool.Close()
			db, err := sqlguard.NewDB(pool, policy, sqlguard.Options{InsecureAnyRole: true})
			if err != nil {
				t.Fatal(err)
			}
			_, err = db.Exec(t.Context(), "INSERT INTO note (id, body) VALUES (5, 'x')")
			if guard.CodeOf(err) != guard.CodeInternal || !strings.Contains(err.Error(), "not known whether") {
				t.Errorf("%v: Exec = %#v, want %v and that nothing is known", d, err, guard.CodeInternal)
			}
			var there bool
			if err := admin.QueryRow("DELETE FROM note WHERE id = 5 RETURNING true").Scan(&there); err != nil && !errors.Is(err, sql.ErrNoRows) {
				t.Fatal(err)
			}
			if there != commits {
				t.Errorf("%v: the row is there: %v, want %v", d, there, commits)
			}
		}
	}
}

// A dsnConnector opens connections by the name of a database.
type dsnConnector struct {
	name   string
	driver driver.Driver
}

func (c dsnConnector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.name) }
func (c dsnConnector) Driver() driver.Driver                        { return c.driver }

// A constraint that waits for the end of the transaction fails before COMMIT.
func TestADeferredConstraintIsCheckedBeforeTheEnd(t *testing.T) {
	_, admin := postgres.shop(t)
	exec(t, admin, "CREATE TABLE late (id int PRIMARY KEY, note_id int REFERENCES note DEFERRABLE INITIALLY DEFERRED)")
	policy := &sqlguard.Policy{Dialect: sqlguard.Postgres, Writes: []sqlguard.Write{{Table: "late", Insert: true, Columns: []string{"id", "note_id"}}}}
	db, err := sqlguard.NewDB(admin, policy, sqlguard.Options{InsecureAnyRole: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), "INSERT INTO late (id, note_id) VALUES (1, 99)"); guard.CodeOf(err) != guard.CodeInvalidArgument {
		t.Errorf("Exec = %#v, want %v", err, guard.CodeInvalidArgument)
	}
	if _, err := db.Exec(t.Context(), "INSERT INTO late (id, note_id) VALUES (1, 1)"); err != nil {
		t.Errorf("Exec = %#v, want none", err)
	}
}

// A temporary table would be written in the place of the one that is listed, and a
// trigger of the session would run.
func TestATemporaryTableOfSQLiteIsNotWritten(t *testing.T) {
	for setup, want := range map[string]guard.Code{
		"CREATE TEMP TABLE orders (id INTEGER, status TEXT)":                                            guard.CodeStatementNotAllowed,
		"CREATE TEMP TRIGGER x AFTER UPDATE ON main.orders BEGIN DELETE FROM main.order_items; END":     guard.CodeStatementNotAllowed,
		"CREATE TEMP TABLE elsewhere (id INTEGER, status TEXT)":                                         "",
		"CREATE TEMP TRIGGER x AFTER UPDATE ON main.categories BEGIN DELETE FROM main.order_items; END": "",
	} {
		pool, _ := open(t)
		exec(t, pool, setup)
		db, err := sqlguard.NewDB(pool, mend(sqlguard.Write{Table: "orders", Update: true, Columns: []string{"status"}}), sqlguard.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(t.Context(), "UPDATE orders SET status = 'x' WHERE id = 1"); guard.CodeOf(err) != want {
			t.Errorf("with %q Exec = %#v, want %q", setup, err, want)
		}
	}
}

// Columns and DenyColumns hold for what a write reads, not for what it sets.
func TestListsOfColumnsHoldForWrites(t *testing.T) {
	for _, row := range []struct {
		statement string
		allowed   bool
	}{
		{"UPDATE customers SET email = 'x' WHERE id = 1", true},
		{"UPDATE customers SET email = 'x' WHERE email = 'y'", false},
		{"UPDATE customers SET email = email || 'x' WHERE id = 1", false},
		{"UPDATE customers SET name = email WHERE id = 1", false},
		{"UPDATE customers SET name = 'x' WHERE id = 1 RETURNING email", false},
		{"UPDATE customers SET name = 'x' WHERE id = 1 RETURNING *", false},
		{"UPDATE customers SET name = 'x' WHERE id = 1 RETURNING id", true},
		{"UPDATE customers AS c SET name = c.email WHERE c.id = 1", false},
		{"UPDATE customers SET name = 'x' WHERE id = (SELECT id FROM customers WHERE email LIKE 'a%')", false},
		{"UPDATE customers SET name = c.email FROM customers AS c WHERE customers.id = c.id", false},
		{"INSERT INTO customers (id, name, email) VALUES (9, 'x', 'y')", true},
		{"INSERT INTO customers (id, name) SELECT 9, email FROM customers WHERE id = 1", false},
	} {
		for name, policy := range map[string]*sqlguard.Policy{
			"Columns":     {Columns: []string{"customers.id", "customers.name"}},
			"DenyColumns": {DenyColumns: []string{"customers.email"}},
		} {
			for _, d := range []sqlguard.Dialect{sqlguard.SQLite, sqlguard.Postgres} {
				p := *policy
				p.Dialect = d
				p.Writes = []sqlguard.Write{{Table: "customers", Insert: true, Update: true, AllowQuery: true, Columns: []string{"id", "name", "email"}}}
				if err := p.Check(t.Context(), row.statement); (err == nil) != row.allowed {
					t.Errorf("%s of %v: Check(%q) = %v, want allowed %v", name, d, row.statement, err, row.allowed)
				}
			}
		}
	}
}

// RETURNING of PostgreSQL 18 shows the whole row by two names.
func TestOldAndNewAreRowsOfTheTable(t *testing.T) {
	write := []sqlguard.Write{{Table: "customers", Update: true, Columns: []string{"name"}}}
	for _, row := range []struct {
		returning string
		allowed   bool // where a column is denied
	}{
		{"id, name", true},
		{"old.name, new.name", true},
		{"old", false},
		{"NEW", false},
		{"row_to_json(old)", false},
		{"old.email", false},
		{"new.*", false},
		{"old.to_json", false},
	} {
		statement := "UPDATE customers SET name = 'x' WHERE id = 1 RETURNING " + row.returning
		p := sqlguard.Policy{Dialect: sqlguard.Postgres, Writes: write, DenyColumns: []string{"customers.email"}}
		if err := p.Check(t.Context(), statement); (err == nil) != row.allowed {
			t.Errorf("Check(%q) = %v, want allowed %v", statement, err, row.allowed)
		}
	}
}
