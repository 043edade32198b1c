package sqlguard_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// listing returns a policy under which email of customers may not be read.
func listing(d sqlguard.Dialect) *sqlguard.Policy {
	return &sqlguard.Policy{Dialect: d, AllowRecursive: true, Columns: []string{
		"customers.id", "customers.name", "customers.country", "orders.*", "order_items.order_id", "order_items.quantity", "categories.id", "categories.name", "categories.parent_id",
	}}
}

// A columnStatement has the first letters of its dialects.
type columnStatement struct{ dialects, statement string }

// unlistedReads show the address of a customer, or find it out, in a way that
// a list of names alone would not see.
var unlistedReads = []columnStatement{
	{"psm", "SELECT email FROM customers"},
	{"psm", "SELECT c.email FROM customers c"},
	{"psm", "SELECT customers.email FROM customers"},
	{"psm", "SELECT * FROM customers"},
	{"psm", "SELECT c.* FROM orders o JOIN customers c ON c.id = o.customer_id"},
	{"psm", "SELECT x FROM (SELECT email AS x FROM customers) d"},
	{"psm", "SELECT d.x FROM (SELECT max(c.email) AS x FROM customers c WHERE c.id = 1) d"},
	{"psm", "WITH w AS (SELECT email FROM customers) SELECT email FROM w"},
	{"psm", "WITH w(a) AS (SELECT email FROM customers) SELECT a FROM w"},
	{"psm", "WITH w AS (SELECT 1 AS email), v AS (SELECT email FROM customers) SELECT email FROM v"},
	{"psm", "WITH w AS (SELECT 1 AS email) SELECT (SELECT email FROM customers WHERE id = 1) AS x FROM w"},
	{"psm", "SELECT (SELECT email FROM customers c WHERE c.id = o.id) AS email FROM orders o"},
	{"psm", "SELECT (SELECT email FROM orders o WHERE o.id = 1) AS x FROM customers WHERE id = 1"},
	{"psm", "SELECT (SELECT max(email) FROM (SELECT 1 AS one) d) AS x FROM customers GROUP BY email"},
	{"psm", "SELECT 'ada@example.com' AS x FROM customers WHERE email LIKE 'ada%'"},
	{"psm", "SELECT 'ada@example.com' AS email FROM customers WHERE email LIKE 'ada%'"},
	{"psm", "SELECT 'ada@example.com' AS x FROM customers GROUP BY email HAVING email LIKE 'ada%'"},
	{"psm", "SELECT 'ada@example.com' AS x FROM customers GROUP BY email"},
	{"psm", "SELECT 'ada@example.com' AS x FROM customers ORDER BY email"},
	{"psm", "SELECT 'ada@example.com' AS x FROM customers ORDER BY length(email)"},
	{"psm", "SELECT 'ada@example.com' AS x, row_number() OVER (PARTITION BY email) AS n FROM customers"},
	{"psm", "SELECT 'ada@example.com' AS x, row_number() OVER w AS n FROM customers WINDOW w AS (ORDER BY email)"},
	{"psm", "SELECT 'ada@example.com' AS x FROM customers a JOIN (SELECT 'ada@example.com' AS email) v USING (email)"},
	{"psm", "SELECT 'ada@example.com' AS x FROM customers a NATURAL JOIN (SELECT 'ada@example.com' AS email) v"},
	{"psm", "SELECT 'ada@example.com' AS x FROM orders o JOIN customers c ON c.email LIKE 'ada%'"},
	{"psm", "SELECT 'ada@example.com' AS x FROM orders o WHERE EXISTS (SELECT 1 FROM customers WHERE email LIKE 'ada%')"},
	{"psm", "SELECT 'ada@example.com' AS x FROM orders o WHERE 'ada@example.com' IN (SELECT email FROM customers)"},
	{"psm", "SELECT id, name FROM customers UNION SELECT 1, email FROM customers"},
	{"psm", "SELECT CASE WHEN (id, email) = (1, 'ada@example.com') THEN 'ada@example.com' END AS x FROM customers"},
	{"psm", "SELECT orders.email FROM customers AS orders, orders AS customers"},
	// A condition sees less than the whole of FROM.
	{"pm", "SELECT 'ada@example.com' AS x FROM (SELECT 'none' AS email) a, customers b JOIN orders c ON email LIKE 'ada%'"},
	{"pm", "SELECT 'ada@example.com' AS x FROM (SELECT 'none' AS email) a JOIN (customers b JOIN orders c ON email LIKE 'ada%') ON a.email = 'none'"},
	{"pm", "SELECT 'ada@example.com' AS x FROM (customers b JOIN orders c ON email LIKE 'ada%') JOIN (SELECT 'none' AS email) a ON a.email = 'none'"},
	{"pm", "SELECT (SELECT max('ada@example.com') FROM (SELECT 'none' AS email) a JOIN ((SELECT 1 AS p) b JOIN (SELECT 2 AS q) c ON email LIKE 'ada%') ON 1 = 1) AS x FROM customers"},
	{"s", "SELECT 'ada@example.com' AS x FROM customers a, (SELECT 1 AS p) b JOIN (SELECT 2 AS q) c ON email LIKE 'ada%'"},
	{"s", "SELECT 'ada@example.com' AS x FROM (SELECT 1 AS p) b JOIN (SELECT 2 AS q) c ON email LIKE 'ada%' JOIN customers a"},
	{"s", "SELECT 'ada@example.com' AS x FROM customers, (SELECT 1 AS p) d NATURAL JOIN (SELECT 'ada@example.com' AS email) z"},
	{"s", "SELECT 'ada@example.com' AS x FROM customers, (SELECT 1 AS p) d JOIN (SELECT 'ada@example.com' AS email) z USING (email)"},
	{"s", `SELECT "email" FROM customers`},
	{"s", "SELECT main.customers.email FROM customers"},
	{"s", "SELECT [Email] FROM customers"},
	{"s", "SELECT email FROM customers, json_each('{}') AS email UNION SELECT email FROM customers"},
	{"m", "SELECT `EMAIL` FROM customers"},
	{"m", "SELECT email AS x FROM customers ORDER BY x"},
	{"p", "SELECT email FROM customers, LATERAL (SELECT 1) d(x)"},
	{"p", "SELECT x FROM customers c, LATERAL (SELECT email AS x) d"},
	{"p", "SELECT x FROM customers c, LATERAL (SELECT c.email AS x) d"},
	{"p", "SELECT x FROM customers c, ((SELECT 1 AS q) o JOIN LATERAL (SELECT email AS x) d ON true)"},
	{"p", "SELECT x FROM customers c, ((SELECT 1 AS q) o JOIN ((SELECT 2) p JOIN LATERAL (SELECT email AS x) d ON true) ON true)"},
	{"p", "SELECT v FROM customers c, unnest(ARRAY[email]) AS v(v)"},
	{"p", "SELECT email FROM customers, json_each('{\"a\": 1}') AS email"},
	{"p", "SELECT email FROM customers, unnest(ARRAY[1]) WITH ORDINALITY AS email(a, b)"},
	{"p", "SELECT c FROM customers c"},
	{"p", "SELECT customers FROM customers"},
	{"p", "SELECT c::text FROM customers c"},
	{"p", "SELECT (c.*)::text FROM customers c"},
	{"p", "SELECT row_to_json(c) FROM customers c"},
	{"p", "SELECT row_to_json(c.*) FROM customers c"},
	{"p", "SELECT json_agg(customers) FROM customers"},
	{"p", "SELECT c.to_json FROM customers c"},
	{"p", "SELECT c FROM customers u(a, b, c)"},
	{"p", "SELECT u.c FROM customers u(a, b, c)"},
	{"p", "SELECT j FROM (customers a JOIN orders b ON a.id = b.customer_id) AS j"},
	{"p", "SELECT j.email FROM (customers a CROSS JOIN (SELECT 1 AS one) b) AS j"},
	{"p", "SELECT public.customers.email FROM public.customers"},
	{"p", "TABLE customers"},
	{"p", "SELECT * FROM (TABLE customers) d"},
	{"p", "SELECT string_agg(name, '' ORDER BY name) || max(email ORDER BY name) FROM customers WHERE id = 1"},
	{"p", "SELECT 'ada@example.com' FROM customers GROUP BY GROUPING SETS ((email), ())"},
	{"p", "SELECT DISTINCT ON (email) 'ada@example.com' AS email FROM customers"},
	{"p", "SELECT max('ada@example.com') FILTER (WHERE email LIKE 'ada%') FROM customers"},
	{"p", "SELECT 'ada@example.com' FROM customers c JOIN customers d USING (email)"},
	{"p", `WITH a AS (SELECT 'x' AS email) SELECT (WITH b AS (SELECT email FROM customers WHERE id = 1), customers AS (SELECT 2 AS y) SELECT email FROM b)`},
	{"p", `SELECT "a".email FROM (SELECT 1 AS one) "A", customers a`},
}

var letterOf = map[sqlguard.Dialect]string{sqlguard.Postgres: "p", sqlguard.MySQL: "m", sqlguard.SQLite: "s"}

func TestColumnThatIsNotListedIsReadInNoWay(t *testing.T) {
	for d, letter := range letterOf {
		t.Run(d.String(), func(t *testing.T) {
			admin := shopOf(t, d)
			for _, row := range unlistedReads {
				if !strings.Contains(row.dialects, letter) {
					continue
				}
				if err := listing(d).Check(t.Context(), row.statement); guard.CodeOf(err) != guard.CodeStatementNotAllowed || !strings.Contains(err.Error(), "column") {
					t.Errorf("Check(%q) = %v, want %v for a column", row.statement, err, guard.CodeStatementNotAllowed)
				}
				if got, err := shown(admin, row.statement); err != nil || !strings.Contains(got, "ada@example.com") {
					t.Errorf("without the guard %q shows %q, %v, want the address", row.statement, got, err)
				}
			}
		})
	}
}

// listedReads read columns that may be read.
var listedReads = []columnStatement{
	{"psm", "SELECT id, name FROM customers ORDER BY name"},
	{"psm", "SELECT * FROM orders"},
	{"psm", "SELECT o.*, c.name FROM orders o JOIN customers c ON c.id = o.customer_id"},
	{"psm", "SELECT count(*) FROM customers"},
	{"psm", "SELECT count(*) FROM employees"},
	{"psm", "SELECT c.name, sum(o.total) AS spent FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.name HAVING sum(o.total) > 20 ORDER BY spent DESC"},
	{"psm", "SELECT country AS land, count(*) AS n FROM customers GROUP BY 1 ORDER BY n, land"},
	{"psm", "WITH spent AS (SELECT customer_id, sum(total) AS s FROM orders GROUP BY customer_id) SELECT name, s FROM customers JOIN spent ON spent.customer_id = customers.id"},
	{"psm", "WITH RECURSIVE up AS (SELECT id, parent_id FROM categories WHERE id = 4 UNION ALL SELECT c.id, c.parent_id FROM categories c JOIN up ON up.parent_id = c.id) SELECT id FROM up"},
	{"psm", "SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE orders.customer_id = c.id AND orders.total > 10)"},
	{"psm", "SELECT d.a, d.b FROM (SELECT id AS a, name AS b FROM customers) d"},
	{"psm", "SELECT a, b FROM (SELECT id AS a, name AS b FROM customers) d"},
	{"psm", "SELECT id FROM customers UNION SELECT id FROM orders ORDER BY id"},
	{"psm", "SELECT name, row_number() OVER (PARTITION BY country ORDER BY id) AS n FROM customers"},
	{"psm", "SELECT id, name FROM customers c JOIN (SELECT customer_id AS id FROM orders) o USING (id)"},
	{"psm", "SELECT quantity FROM order_items JOIN orders ON orders.id = order_items.order_id"},
	{"psm", "SELECT d.email FROM (SELECT 1 AS email) d JOIN customers c ON c.id = d.email"},
	{"psm", "SELECT CASE WHEN c.id > 1 THEN c.name ELSE 'x' END AS label FROM customers c"},
	{"p", "SELECT c.name, x.n FROM customers c CROSS JOIN LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer_id = c.id) x"},
	{"p", "SELECT name, n FROM customers, generate_series(1, 2) AS n"},
	{"p", "SELECT name, n FROM customers, generate_series(1, 2) AS g(n)"},
	{"p", "SELECT row_to_json(o) FROM orders o"},
	{"p", "SELECT row_to_json(d) FROM (SELECT id, name FROM customers) d"},
	{"p", "SELECT j.id FROM (orders a CROSS JOIN (SELECT 1 AS one) b) AS j"},
	{"p", "SELECT string_agg(name, ',' ORDER BY id) FILTER (WHERE id > 1) FROM customers"},
	{"p", "SELECT name, value FROM customers, json_each('{\"a\": 1}')"},
	{"s", "SELECT name, value FROM customers, json_each('[1]')"},
	{"s", "SELECT Name FROM Customers WHERE ID = 1"},
	{"m", "SELECT Name FROM customers WHERE ID = 1"},
}

func TestListedColumnsAreReadInEveryWay(t *testing.T) {
	for d, letter := range letterOf {
		t.Run(d.String(), func(t *testing.T) {
			db, err := sqlguard.NewDB(shopOf(t, d), listing(d), sqlguard.Options{InsecureAnyRole: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range listedReads {
				if !strings.Contains(row.dialects, letter) {
					continue
				}
				answer, err := db.Query(t.Context(), row.statement)
				if text, _ := json.Marshal(answer); err != nil || strings.Contains(string(text), "@example.com") || len(answer.Rows) == 0 {
					t.Errorf("Query(%q) = %s, %#v, want rows", row.statement, text, err)
				}
			}
			tables, err := db.Schema(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, table := range tables {
				if table.Name == "customers" && len(table.Columns) != 3 {
					t.Errorf("Schema of customers has %v, want 3 columns", table.Columns)
				}
			}
		})
	}
}

func TestEntryOfColumnsThatIsNoneFailsClosed(t *testing.T) {
	for _, entry := range []string{"", "email", ".email", "customers.", "a..b", "server.shop.customers.email"} {
		policy := lite()
		policy.Columns = []string{entry}
		if err := policy.Check(t.Context(), "SELECT 1"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("with the entry %q: Check = %v, want %v", entry, err, guard.CodeStatementNotAllowed)
		}
		pool, _ := open(t)
		if _, err := sqlguard.NewDB(pool, policy, sqlguard.Options{}); err == nil {
			t.Errorf("with the entry %q: NewDB = nil, want an error", entry)
		}
	}
	composite := listing(sqlguard.Postgres)
	if err := composite.Check(t.Context(), "SELECT (c).email FROM customers c"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
		t.Errorf("a field of a row: Check = %v, want %v", err, guard.CodeStatementNotAllowed)
	}
	policy := lite()
	policy.Columns = []string{}
	if err := policy.Check(t.Context(), "SELECT id FROM orders"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
		t.Errorf("with an empty list: Check = %v, want %v", err, guard.CodeStatementNotAllowed)
	}
}

// ORDER BY takes a name alone for an alias, in all engines, and the rule for aliases
// rests on that.
func TestOrderByTakesTheAlias(t *testing.T) {
	for d := range letterOf {
		const statement = "SELECT id AS email FROM customers ORDER BY email DESC"
		if err := listing(d).Check(t.Context(), statement); err != nil {
			t.Errorf("%v: Check = %v, want allowed", d, err)
		}
		if got, err := shown(shopOf(t, d), statement); got != "[{4 true}]\n[{3 true}]\n[{2 true}]\n[{1 true}]\n" {
			t.Errorf("%v orders %q, %v, want by the alias", d, got, err)
		}
	}
}
