package sqlguard_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// mend is one change of the shop that the policy of a test is made for.
func mend(w sqlguard.Write) *sqlguard.Policy {
	return &sqlguard.Policy{Dialect: sqlguard.SQLite, Writes: []sqlguard.Write{w}}
}

func TestEntriesThatCanAllowNothingRefuseEverything(t *testing.T) {
	pool, _ := open(t)
	columns := []string{"status"}
	for name, w := range map[string]sqlguard.Write{
		"no table":         {Update: true, Columns: columns},
		"an empty schema":  {Table: ".orders", Update: true, Columns: columns},
		"three parts":      {Table: "a.b.orders", Update: true, Columns: columns},
		"a system table":   {Table: "sqlite_schema", Delete: true},
		"another schema":   {Table: "temp.orders", Delete: true},
		"no statement":     {Table: "orders", Columns: columns},
		"no columns":       {Table: "orders", Update: true},
		"an empty column":  {Table: "orders", Insert: true, Columns: []string{"status", ""}},
		"a negative count": {Table: "orders", Update: true, Columns: columns, MaxRows: -1},
	} {
		for _, policy := range []*sqlguard.Policy{mend(w), {Dialect: sqlguard.SQLite, Writes: []sqlguard.Write{{Table: "orders", Update: true, Columns: columns}, w}}} {
			if _, err := sqlguard.NewDB(pool, policy, sqlguard.Options{}); err == nil {
				t.Errorf("%s: NewDB = nil, want an error", name)
			}
			if err := policy.Check(t.Context(), "UPDATE orders SET status = 'x' WHERE id = 1"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
				t.Errorf("%s: Check = %v, want %v", name, err, guard.CodeStatementNotAllowed)
			}
		}
	}
	twice := sqlguard.Write{Table: "orders", Delete: true}
	if err := (&sqlguard.Policy{Dialect: sqlguard.SQLite, Writes: []sqlguard.Write{twice, twice}}).Check(t.Context(), "DELETE FROM orders WHERE id = 1"); err == nil {
		t.Error("the same table twice: Check = nil, want an error")
	}
	for d, name := range map[sqlguard.Dialect]string{sqlguard.SQLite: "main.Orders", sqlguard.Postgres: "public.orders"} {
		policy := &sqlguard.Policy{Dialect: d, Writes: []sqlguard.Write{twice, {Table: name, Delete: true, MaxRows: 50}}}
		if err := policy.CheckWrites(); err == nil {
			t.Errorf("orders and %s: CheckWrites = nil, want an error", name)
		}
	}
	if err := mend(twice).Check(t.Context(), "DELETE FROM orders WHERE id = 1"); err != nil {
		t.Errorf("Check = %v, want none", err)
	}
}

// Without Writes nobody is told how to write, and with them nobody reads.
func TestReadingAndWritingAreApart(t *testing.T) {
	writes := mend(sqlguard.Write{Table: "orders", Update: true, Columns: []string{"status"}})
	for _, row := range []struct {
		policy    *sqlguard.Policy
		statement string
		hint      string
	}{
		{lite(), "UPDATE orders SET status = 'x' WHERE id = 1", "only SELECT"},
		{lite(), "INSERT OR REPLACE INTO orders (id) VALUES (1)", "only SELECT"},
		{lite(), "DELETE FROM", "only SELECT"},
		{writes, "SELECT * FROM orders", "only one INSERT, UPDATE or DELETE"},
		{writes, "DROP TABLE orders", "only one INSERT, UPDATE or DELETE"},
		{&sqlguard.Policy{Dialect: sqlguard.SQLite, Writes: []sqlguard.Write{}}, "UPDATE orders SET status = 'x' WHERE id = 1", "may be written"},
		{&sqlguard.Policy{Dialect: sqlguard.SQLite, Writes: []sqlguard.Write{}}, "SELECT 1", "only one INSERT, UPDATE or DELETE"},
	} {
		err := row.policy.Check(t.Context(), row.statement)
		if guard.CodeOf(err) != guard.CodeStatementNotAllowed || !strings.Contains(err.Error(), row.hint) {
			t.Errorf("Check(%q) = %v, want %q", row.statement, err, row.hint)
		}
	}
	reader, writer := newDB(t, lite(), sqlguard.Options{}), newDB(t, writes, sqlguard.Options{})
	for name, run := range map[string]func() error{
		"Query of a write": func() error {
			_, err := writer.Query(t.Context(), "UPDATE orders SET status = 'x' WHERE id = 1")
			return err
		},
		"Query by a policy that writes": func() error { _, err := writer.Query(t.Context(), "SELECT 1"); return err },
		"Exec of a query":               func() error { _, err := reader.Exec(t.Context(), "SELECT 1"); return err },
		"Exec by a policy that reads":   func() error { _, err := reader.Exec(t.Context(), "DELETE FROM orders WHERE id = 1"); return err },
	} {
		if err := run(); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("%s = %v, want %v", name, err, guard.CodeStatementNotAllowed)
		}
	}
	if _, err := sqlguard.NewDB(nil, writes, sqlguard.Options{Verbatim: true}); err == nil {
		t.Error("NewDB with Verbatim = nil, want an error")
	}
}

func TestFactsOfAWrite(t *testing.T) {
	st, err := sqlguard.Parse(sqlguard.SQLite,
		"WITH c AS (SELECT * FROM customers) UPDATE orders AS o SET status = upper(c.name), total = ? FROM c WHERE o.customer_id = c.id RETURNING o.id")
	if err != nil {
		t.Fatal(err)
	}
	w := st.Write
	if w.Action != "UPDATE" || w.Table.Name != "orders" || w.Table.Alias != "o" || len(w.Columns) != 2 || w.Columns[1].Name != "total" || !w.Where || w.Always || !w.Returning {
		t.Errorf("Write = %+v", w)
	}
	if len(st.Tables) != 1 || st.Tables[0].Name != "customers" || len(st.Functions) != 1 || st.Parameters != 1 {
		t.Errorf("facts = %+v, want one table, one function and one parameter", st)
	}
}

// What triggers and foreign keys change counts, where the operator lets them run.
func TestRowsOfTriggersAndCascadesCount(t *testing.T) {
	onOffices(t, sqlguard.Options{}, func(t *testing.T, o *office) {
		for statement, rows := range map[string]int{ // in all tables
			"UPDATE audited SET body = 'x' WHERE id = 1": 2,
			"DELETE FROM parents WHERE id = 1":           3,
			"UPDATE parents SET id = 9 WHERE id = 2":     2,
		} {
			before := contents(o.dialect, o.plain)
			written, err := o.withCeiling(t, rows-1).Exec(t.Context(), statement)
			if o.dialect == sqlguard.MySQL && !strings.Contains(statement, "audited") {
				continue // MariaDB counts what triggers change, and not what foreign keys do
			}
			if o.onMySQL(t) { // which counts neither
				if err != nil || written.Rows != 1 {
					t.Errorf("Exec(%q) with %d rows = %+v, %v, want the one row of the statement", statement, rows-1, written, err)
				}
				continue
			}
			if guard.CodeOf(err) != guard.CodeStatementNotAllowed || contents(o.dialect, o.plain) != before {
				t.Errorf("Exec(%q) with %d rows = %+v, %v, want a refusal and no change", statement, rows-1, written, err)
			}
			written, err = o.withCeiling(t, rows).Exec(t.Context(), statement)
			if err != nil || written.Rows != 1 {
				t.Errorf("Exec(%q) with %d rows = %+v, %v, want the one row of the statement", statement, rows, written, err)
			}
		}
	})
}

// onMySQL reports whether the office is in MySQL, and not in MariaDB.
func (o *office) onMySQL(t *testing.T) bool {
	t.Helper()
	return o.dialect == sqlguard.MySQL && kindOf(t, o.plain) == "mysql"
}

// withCeiling returns a DB that lets triggers and foreign keys run.
func (o *office) withCeiling(t *testing.T, rows int) *sqlguard.DB {
	t.Helper()
	policy := clerk(o.dialect)
	for i := range policy.Writes {
		w := &policy.Writes[i]
		w.InsecureCascades, w.InsecureTriggers, w.MaxRows = true, true, rows
	}
	db, err := sqlguard.NewDB(o.pool, policy, sqlguard.Options{InsecureAnyRole: true})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// RETURNING is bounded like a result, before anything is made final.
func TestReturningIsBounded(t *testing.T) {
	onOffices(t, sqlguard.Options{MaxBytes: 100}, func(t *testing.T, o *office) {
		written, err := o.db.Exec(t.Context(), "INSERT INTO note (id, body) VALUES (70, 'short') RETURNING id, body")
		if o.onMySQL(t) { // which has no RETURNING
			if guard.CodeOf(err) != guard.CodeInvalidArgument {
				t.Errorf("Exec = %v, want %v", err, guard.CodeInvalidArgument)
			}
			return
		}
		if err != nil || written.Rows != 1 || len(written.Returned.Rows) != 1 || written.Returned.Rows[0][1] != "short" {
			t.Errorf("Exec = %+v, %v, want the row", written, err)
		}
		before := contents(o.dialect, o.plain)
		_, err = o.db.Exec(t.Context(), "INSERT INTO note (id, body) VALUES (71, '"+strings.Repeat("x", 70)+"') RETURNING id, body, body")
		if guard.CodeOf(err) != guard.CodeResultTooLarge {
			t.Errorf("Exec = %v, want %v", err, guard.CodeResultTooLarge)
		}
		if contents(o.dialect, o.plain) != before {
			t.Error("a result that is too large left a row")
		}
	})
}

// A statement that is stopped in the middle is undone.
func TestAWriteThatIsStoppedIsUndone(t *testing.T) {
	slow := map[sqlguard.Dialect]string{
		sqlguard.SQLite:   "UPDATE note SET body = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) WHERE id = 1",
		sqlguard.Postgres: "UPDATE note SET body = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) WHERE id = 1",
		sqlguard.MySQL:    "UPDATE note SET body = (SELECT count(*) FROM information_schema.columns a JOIN information_schema.columns b ON a.column_name <> b.column_name JOIN information_schema.columns c ON c.column_name <> b.column_name) WHERE id = 1",
	}
	onOffices(t, sqlguard.Options{}, func(t *testing.T, o *office) {
		policy := clerk(o.dialect)
		if o.dialect == sqlguard.MySQL {
			policy.Tables = []string{"information_schema.columns"}
		}
		before := contents(o.dialect, o.plain)
		for name, timeout := range map[string]time.Duration{"the time limit": 300 * time.Millisecond, "the caller": time.Minute} {
			db, err := sqlguard.NewDB(o.pool, policy, sqlguard.Options{InsecureAnyRole: true, Timeout: timeout})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			want := guard.CodeDeadlineExceeded
			if timeout == time.Minute {
				want = guard.CodeCanceled
				time.AfterFunc(300*time.Millisecond, cancel)
			}
			_, err = db.Exec(ctx, slow[o.dialect])
			cancel()
			if guard.CodeOf(err) != want || want == guard.CodeDeadlineExceeded && !strings.Contains(err.Error(), "nothing was changed") {
				t.Errorf("stopped by %s: Exec = %#v, want %v", name, err, want)
			}
			if contents(o.dialect, o.plain) != before {
				t.Errorf("stopped by %s: something was changed", name)
			}
		}
		if _, err := o.db.Exec(t.Context(), "UPDATE note SET body = 'after' WHERE id = 1"); err != nil {
			t.Errorf("a write after that: %#v", err)
		}
	})
}

// Whoever holds the row is waited for no longer than the time limit.
func TestARowThatOthersHoldIsNotWaitedForLong(t *testing.T) {
	onOffices(t, sqlguard.Options{Timeout: 500 * time.Millisecond}, func(t *testing.T, o *office) {
		tx, err := o.plain.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec("UPDATE note SET body = 'held' WHERE id = 1"); err != nil {
			t.Fatal(err)
		}
		_, err = o.db.Exec(t.Context(), "UPDATE note SET body = 'x' WHERE id = 1")
		if code := guard.CodeOf(err); code != guard.CodeDeadlineExceeded && code != guard.CodeTooBusy {
			t.Errorf("Exec = %#v, want %v or %v", err, guard.CodeDeadlineExceeded, guard.CodeTooBusy)
		}
		tx.Rollback()
		if _, err := o.db.Exec(t.Context(), "UPDATE note SET body = 'x' WHERE id = 1"); err != nil {
			t.Errorf("a write after that: %#v", err)
		}
	})
}

// What a table does not take is said in a way that can be acted on.
func TestRulesOfTheTableAreSaidToBeBroken(t *testing.T) {
	onOffices(t, sqlguard.Options{}, func(t *testing.T, o *office) {
		exec(t, o.plain, "CREATE TABLE ruled_by (id int PRIMARY KEY, n int CHECK (n > 0), twice int GENERATED ALWAYS AS (n * 2) STORED)")
		policy := &sqlguard.Policy{Dialect: o.dialect, Writes: []sqlguard.Write{
			{Table: "ruled_by", Insert: true, Columns: []string{"id", "n", "twice"}}, {Table: "kids", Insert: true, Columns: []string{"id", "parent_id"}},
		}}
		db, err := sqlguard.NewDB(o.pool, policy, sqlguard.Options{InsecureAnyRole: true})
		if err != nil {
			t.Fatal(err)
		}
		for statement, hint := range map[string]string{
			"INSERT INTO ruled_by (id, n) VALUES (1, -1)":        "breaks a rule",
			"INSERT INTO ruled_by (id, n) VALUES (NULL, -1)":     "breaks a rule",
			"INSERT INTO ruled_by (id, n) VALUES (2, 1), (2, 1)": "would change more",
			"INSERT INTO kids (id, parent_id) VALUES (9, 99)":    "breaks a rule",
			"INSERT INTO kids (id, parent_id) VALUES (1, 1)":     "breaks a rule",
			"INSERT INTO ruled_by (id, twice) VALUES (3, 4)":     "does not accept",
		} {
			if _, err := db.Exec(t.Context(), statement); err == nil || !strings.Contains(err.Error(), hint) {
				t.Errorf("Exec(%q) = %v, want %q", statement, err, hint)
			}
		}
	})
}
