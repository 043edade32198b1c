package sqlguard_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// doubling returns a small statement in which SQLite replaces x by x||x n times.
func doubling(n int) string {
	return "SELECT length(x) FROM " + strings.Repeat("(SELECT x||x AS x FROM ", n) + "(SELECT 'a' AS x)" + strings.Repeat(")", n)
}

// chain returns n tables of WITH that each use the one before as body says.
func chain(n int, body string) string {
	var b strings.Builder
	b.WriteString("WITH a0 AS (SELECT 1 AS x)")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, ", a%d AS (%s)", i, strings.ReplaceAll(body, "prev", fmt.Sprintf("a%d", i-1)))
	}
	fmt.Fprintf(&b, " SELECT x FROM a%d", n)
	return b.String()
}

// Each row is refused in its great form, allowed in its small one, and the small
// one is prepared by the engine in little time.
func TestStatementThatGrowsWhileItIsPreparedIsRefused(t *testing.T) {
	engine, policy := newPreparer(t), lite()
	policy.MaxSubqueries = 1000 // the count is checked first
	list := func(n int) string { return "(1" + strings.Repeat(",1", n) + ")" }
	for _, row := range []struct {
		name         string
		small, great string
	}{
		{"a column used twice in nested subqueries", doubling(8), doubling(30)},
		{"a column used twice in a chain of WITH", chain(8, "SELECT x||x AS x FROM prev"), chain(30, "SELECT x||x AS x FROM prev")},
		{"a column without a name", `SELECT "1+1" FROM (SELECT 1+1)`, strings.ReplaceAll(doubling(30), "||", "+")},
		{"a table of WITH joined with itself", chain(4, "SELECT p.x FROM prev p JOIN prev q"), chain(20, "SELECT p.x FROM prev p JOIN prev q")},
		{"a table of WITH in a union with itself", chain(4, "SELECT x FROM prev UNION ALL SELECT x FROM prev"), chain(20, "SELECT x FROM prev UNION ALL SELECT x FROM prev")},
		{"a table of WITH in expressions", chain(3, "SELECT (SELECT x FROM prev) + (SELECT x FROM prev) AS x"), chain(20, "SELECT (SELECT x FROM prev) + (SELECT x FROM prev) AS x")},
		{"a renamed column", "WITH a(y) AS (SELECT 1) SELECT y+y FROM a", strings.ReplaceAll(chain(30, "SELECT x||x AS q FROM prev"), " AS (SELECT x||x AS q", "(x) AS (SELECT x||x")},
		{"a star in between", chain(8, "SELECT x||x AS x FROM (SELECT * FROM prev)"), chain(20, "SELECT x||x AS x FROM (SELECT * FROM prev)")},
		{"a column of the query around", "SELECT (SELECT y+y) FROM (SELECT 1 AS y)", "SELECT (SELECT x+x) FROM (" + strings.TrimPrefix(doubling(30), "SELECT length(x) FROM (") + ""},
		{"ORDER BY the number of a long column", "SELECT 1 IN " + list(100) + " ORDER BY 1, 1", "SELECT 1 IN " + list(5000) + " ORDER BY 1" + strings.Repeat(", +1", 200)},
		{"GROUP BY the number of a long column", "SELECT id IN " + list(100) + " FROM orders GROUP BY 1, 1", "SELECT id IN " + list(5000) + " FROM orders GROUP BY 1" + strings.Repeat(", 1", 200)},
		{"the alias of a long column", "SELECT id IN " + list(100) + " AS b FROM orders WHERE b OR b", "SELECT id IN " + list(5000) + " AS b FROM orders WHERE b" + strings.Repeat(" OR b", 300)},
		{"a long window used often", "SELECT sum(id) OVER w FROM orders WINDOW w AS (PARTITION BY id IN " + list(100) + ")", "SELECT 1" + strings.Repeat(", sum(id) OVER w", 300) + " FROM orders WINDOW w AS (PARTITION BY id IN " + list(5000) + ")"},
		{"a long condition over a long union", "SELECT x FROM (SELECT id AS x FROM orders UNION ALL SELECT 2) WHERE x IN " + list(100), "SELECT x FROM (SELECT id AS x FROM orders" + strings.Repeat(" UNION ALL SELECT 2", 400) + ") WHERE x IN " + list(5000)},
	} {
		if err := policy.Check(t.Context(), row.small); err != nil {
			t.Errorf("%s: Check(%q) = %v, want nil", row.name, row.small, err)
		}
		if v := engine.prepare(row.small); v.err != "" {
			t.Errorf("%s: prepare(%q) = %+v", row.name, row.small, v)
		}
		if err := policy.Check(t.Context(), row.great); guard.CodeOf(err) != guard.CodeStatementNotAllowed || !strings.Contains(err.Error(), "use each other too often") {
			t.Errorf("%s: Check(%.100q) = %v, want refused for its weight", row.name, row.great, err)
		}
	}
}

func TestStatementThatGrowsDoesSoWithoutTheGuard(t *testing.T) {
	engine := newPreparer(t)
	measure := func(n int) time.Duration {
		best := time.Hour
		for range 3 {
			from := time.Now()
			if v := engine.prepare(doubling(n)); v.err != "" {
				t.Fatal(v.err)
			}
			best = min(best, time.Since(from))
		}
		return best
	}
	if small, great := measure(8), measure(15); great < 16*small {
		t.Errorf("preparing 15 levels takes %v and 8 levels %v; the rule may no longer be needed", great, small)
	}
}

// nested returns n levels of subqueries that each use the column of the one below
// twice, as use says.
func nested(n int, use string) string {
	return "SELECT count(x) FROM " + strings.Repeat("(SELECT "+use+" AS x FROM ", n) + "(SELECT name AS x FROM customers) s" + strings.Repeat(") s", n) + " WHERE x > 'a'"
}

// The heaviest nesting that is allowed runs within the time limit. What is refused
// does not stop at it, so the test looks at how the time to plan grows instead.
func TestNestingIsRefusedOnServersBeforePlanningTakesLong(t *testing.T) {
	uses := map[sqlguard.Dialect]string{sqlguard.Postgres: "x||x", sqlguard.MySQL: "concat(x,x)"}
	onServers(t, sqlguard.Options{Timeout: 3 * time.Second}, func(t *testing.T, s server, db *sqlguard.DB, admin *sql.DB) {
		use, policy, most := uses[s.dialect], sqlguard.ReadOnly(s.dialect), 0
		for policy.Check(t.Context(), nested(most+1, use)) == nil {
			most++
		}
		if most < 8 || most > 16 {
			t.Errorf("%d levels are allowed, want 8 to 16", most)
		}
		if _, err := db.Query(t.Context(), "EXPLAIN "+nested(most, use)); err != nil {
			t.Errorf("explaining %d levels: %v", most, err)
		}
		plan := func(n int) time.Duration {
			best := time.Hour
			for range 3 {
				from := time.Now()
				exec(t, admin, "EXPLAIN "+nested(n, use))
				best = min(best, time.Since(from))
			}
			return best
		}
		if small, great := plan(most-5), plan(most+1); great < 8*small {
			t.Errorf("planning %d levels takes %v and %d levels %v; the rule may no longer be needed", most+1, great, most-5, small)
		}
	})
}

func TestNestingIsWeighedUnderEveryName(t *testing.T) {
	wrap := func(n int, level, inner string) string {
		for range n {
			inner = strings.ReplaceAll(level, "prev", inner)
		}
		return inner
	}
	for _, row := range []struct {
		name         string
		dialect      sqlguard.Dialect
		level, inner string
	}{
		{"a column renamed by its table", sqlguard.Postgres, "SELECT y||y AS x FROM (prev) s(y)", "SELECT name AS x FROM users"},
		{"a column renamed by its table in MySQL", sqlguard.MySQL, "SELECT concat(y, y) AS x FROM (prev) s(y)", "SELECT name AS x FROM users"},
		{"a whole row", sqlguard.Postgres, "SELECT row(s, s) AS x FROM (prev) s", "SELECT name AS x FROM users"},
		{"a whole row with a star", sqlguard.Postgres, "SELECT row(s.*, s.*) AS x FROM (prev) s", "SELECT name AS x FROM users"},
		{"the row of a join", sqlguard.Postgres, "SELECT row(j, j) AS x FROM ((prev) s JOIN users ON TRUE) j", "SELECT name AS x FROM users"},
		{"a column behind LATERAL", sqlguard.Postgres, "SELECT l.x FROM (prev) s, LATERAL (SELECT s.x||s.x AS x) l", "SELECT name AS x FROM users"},
		{"a table of WITH", sqlguard.Postgres, "WITH w AS (prev) SELECT x||x AS x FROM w", "SELECT name AS x FROM users"},
		{"a table of WITH in MySQL", sqlguard.MySQL, "WITH w AS (prev) SELECT concat(x, x) AS x FROM w", "SELECT name AS x FROM users"},
	} {
		policy := sqlguard.ReadOnly(row.dialect)
		if err := policy.Check(t.Context(), wrap(5, row.level, row.inner)); err != nil {
			t.Errorf("%s: five levels: %v, want allowed", row.name, err)
		}
		if err := policy.Check(t.Context(), wrap(25, row.level, row.inner)); guard.CodeOf(err) != guard.CodeStatementNotAllowed || !strings.Contains(err.Error(), "use each other too often") {
			t.Errorf("%s: 25 levels: %v, want refused for their weight", row.name, err)
		}
	}
}

// Many names and columns that are looked up and copied again and again.
func BenchmarkWeighing(b *testing.B) {
	columns := "1 c0"
	for i := range 3000 {
		columns += fmt.Sprintf(",1 c%d", i+1)
	}
	for name, statement := range map[string]string{
		"stars over many columns":  "WITH t AS (SELECT " + columns + ") SELECT 1" + strings.Repeat(",(SELECT 1 FROM t)", 3500),
		"nested stars":             strings.Repeat("SELECT * FROM (", 90) + "SELECT " + columns + strings.Repeat(")", 90),
		"names in deep subqueries": strings.Repeat("SELECT (", 90) + "SELECT a" + strings.Repeat(",a", 24_000) + strings.Repeat(")", 90),
		"many tables of WITH":      chain(1900, "SELECT 1 AS x FROM a0"),
		"many other tables":        chain(1700, "SELECT 1 AS x") + strings.Repeat(", other", 1900),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_ = lite().Check(b.Context(), statement)
			}
		})
	}
}

// PostgreSQL does not make a SELECT of each combination of members when unions
// are joined; so much is refused in SQLite.
func TestJoinedUnionsAreWeighedAsTheEngineCopiesThem(t *testing.T) {
	member := " UNION ALL SELECT id, name FROM customers"
	from := "(SELECT id, name FROM customers" + strings.Repeat(member, 3) + ") AS a0"
	for i := range 7 {
		from += fmt.Sprintf(" JOIN (SELECT id, name FROM customers%s) AS a%d ON a%d.id = a0.id", strings.Repeat(member, 3), i+1, i+1)
	}
	joined := "SELECT count(*) FROM " + from + " WHERE a0.name IN ('a'" + strings.Repeat(", 'b'", 20) + ")"
	if err := lite().Check(t.Context(), joined); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
		t.Errorf("in SQLite Check = %v, want refused for its weight", err)
	}
	if err := sqlguard.ReadOnly(sqlguard.Postgres).Check(t.Context(), joined); err != nil {
		t.Errorf("in PostgreSQL Check = %v, want nil", err)
	}
	_, db := postgres.shop(t)
	exec(t, db, "SET statement_timeout = '2s'; EXPLAIN "+joined)
}
