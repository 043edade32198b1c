package sqlguard_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// Customer 1 has the orders 1 and 2. Each write changes rows of other customers
// without the restriction, and none with it.
func TestRestrictionKeepsWritesToTheRowsOfTheCaller(t *testing.T) {
	onOffices(t, sqlguard.Options{Restrict: mine}, func(t *testing.T, o *office) {
		ctx := context.WithValue(t.Context(), callerKey{}, 1)
		others := func(q querier) string {
			text, err := result(q, "SELECT id, customer_id, status, total FROM orders WHERE customer_id <> 1 OR customer_id IS NULL ORDER BY id")
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		before := others(o.plain)
		for _, statement := range []string{
			"UPDATE orders SET status = 'x' WHERE id = 3",
			"UPDATE orders SET status = 'x' WHERE id IN (3, 4)",
			"UPDATE orders SET status = 'x' WHERE id = 1 OR id = 4",
			"UPDATE orders SET status = 'x' WHERE customer_id = 3",
			"DELETE FROM orders WHERE id = 5",
			"DELETE FROM orders WHERE id = 5 OR customer_id IS NULL",
			"UPDATE orders SET customer_id = 2 WHERE id = 1",
			"UPDATE orders SET customer_id = NULL WHERE id = 1",
			"UPDATE orders SET customer_id = customer_id + 1 WHERE id = 1",
			"UPDATE orders SET customer_id = 1 + 1 WHERE id = 1",
			"INSERT INTO orders (id, customer_id) VALUES (50, 2)",
			"INSERT INTO orders (id, customer_id) VALUES (50, NULL)",
			"INSERT INTO orders (id, customer_id) VALUES (51, 1), (52, 3)",
			"INSERT INTO orders (id, customer_id) VALUES (50, (SELECT 2))",
			"INSERT INTO orders (id, customer_id) SELECT 50, 2",
			"INSERT INTO orders (id) SELECT 50",
			"INSERT INTO orders (id, status) VALUES (50, 'x')", // which is the caller's own then
		} {
			tx, err := o.plain.Begin()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Exec(statement); err != nil || others(tx) == before {
				t.Errorf("without the restriction %q changes nothing of others: %v", statement, err)
			}
			tx.Rollback()
			written, err := o.db.Exec(ctx, statement)
			if err != nil && guard.CodeOf(err) != guard.CodeStatementNotAllowed {
				t.Errorf("Exec(%q) = %+v, %#v", statement, written, err)
			}
			if after := others(o.plain); after != before {
				t.Fatalf("Exec(%q) changed rows of others:\n%s\nto\n%s", statement, before, after)
			}
		}
	})
}

// What is the caller's own may be written, in every form.
func TestRestrictionLetsTheCallerWriteOwnRows(t *testing.T) {
	onOffices(t, sqlguard.Options{Restrict: mine}, func(t *testing.T, o *office) {
		ctx := context.WithValue(t.Context(), callerKey{}, 1)
		for _, statement := range []string{
			"UPDATE orders SET status = 'x' WHERE id = 1",
			"UPDATE orders SET status = 'y', customer_id = 1 WHERE id = 1",
			"UPDATE orders SET status = 'z' WHERE id IN (SELECT id FROM orders)",
			"INSERT INTO orders (id, status) VALUES (60, 'new'), (61, 'new')",
			"INSERT INTO orders (id, customer_id) VALUES (62, 1)",
			"DELETE FROM orders WHERE id = 2",
			"INSERT INTO note (id, body) SELECT 90 + count(*), 'own' FROM orders",
		} {
			if o.dialect == sqlguard.MySQL && strings.Contains(statement, "(SELECT id FROM orders)") {
				continue // it does not read what it writes
			}
			if written, err := o.db.Exec(ctx, statement); err != nil || written.Rows == 0 {
				t.Errorf("Exec(%q) = %+v, %#v, want rows", statement, written, err)
			}
		}
		text, err := result(o.plain, "SELECT count(*) FROM orders WHERE customer_id = 1")
		if err != nil || !strings.Contains(text, "[4]") {
			t.Errorf("the caller has %s orders, %v, want 4", text, err)
		}
		// Five orders were of others, or were not the caller's to count.
		if text, err = result(o.plain, "SELECT id FROM note WHERE body = 'own'"); err != nil || !strings.Contains(text, "[94]") {
			t.Errorf("INSERT ... SELECT made %s, %v, want 94: it counts the rows of the caller", text, err)
		}
		if _, err := o.db.Exec(t.Context(), "UPDATE orders SET status = 'x' WHERE id = 1"); guard.CodeOf(err) != guard.CodeForbidden {
			t.Errorf("Exec for nobody = %v, want %v", err, guard.CodeForbidden)
		}
	})
}
