package sqlguard_test

import (
	"database/sql"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// fill gives a table of the shop 20 000 rows, of which the engine knows.
var fill = map[sqlguard.Dialect][]string{
	sqlguard.Postgres: {"CREATE TABLE big AS SELECT n AS id, n % 7 AS x FROM generate_series(1, 20000) n", "ALTER TABLE big ADD PRIMARY KEY (id)", "ANALYZE big", "GRANT SELECT ON big TO mcpcordon_reader"},
	sqlguard.MySQL: {"CREATE TABLE big (id int PRIMARY KEY, x int)", "INSERT INTO big WITH d AS (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9), " +
		"f AS (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n AS n FROM d a, d b, d c, d, d e) SELECT n, n % 7 FROM f WHERE n < 20000", "ANALYZE TABLE big"},
}

func TestCostlyStatementsAreRefusedBeforeTheyRun(t *testing.T) {
	const max = 100_000
	onServers(t, sqlguard.Options{MaxCost: max, Timeout: 3 * time.Second}, func(t *testing.T, s server, db *sqlguard.DB, admin *sql.DB) {
		for _, statement := range fill[s.dialect] {
			exec(t, admin, statement)
		}
		if s.dialect == sqlguard.MySQL {
			if _, err := db.Query(t.Context(), "SELECT count(*) FROM paid_orders"); guard.CodeOf(err) != guard.CodeStatementNotAllowed || !strings.Contains(err.Error(), "tables behind it") {
				t.Errorf("a view whose plan the account may not see: Query = %#v", err)
			}
			for _, host := range []string{"localhost", "127.0.0.1"} {
				exec(t, admin, "GRANT SHOW VIEW ON paid_orders TO mcpcordon_reader@'"+host+"'")
			}
		}
		for _, row := range []struct {
			name, sql string
			args      []any
			refused   bool
		}{
			{"one row by its key", "SELECT x FROM big WHERE id = 7", nil, false},
			{"one row by its key as a parameter", map[sqlguard.Dialect]string{sqlguard.Postgres: "SELECT x FROM big WHERE id = $1", sqlguard.MySQL: "SELECT x FROM big WHERE id = ?"}[s.dialect], []any{7}, false},
			{"a scan", "SELECT count(*) FROM big", nil, false},
			{"a join by key", "SELECT count(*) FROM big a JOIN big b ON a.id = b.id", nil, false},
			{"a view", "SELECT count(*) FROM paid_orders", nil, false},
			{"a small union", "SELECT 1 UNION SELECT 2", nil, false},
			{"no table", "SELECT 1", nil, false},
			{"the first rows of a product", "SELECT 1 FROM customers a, customers b, customers c LIMIT 3", nil, false},
			{"a row for each row, by key", "SELECT a.id, (SELECT max(b.x) FROM big b WHERE b.id = a.id), (SELECT min(b.x) FROM big b WHERE b.id = a.id) FROM big a WHERE a.id < 100", nil, false},
			{"a product", "SELECT count(*) FROM big a, big b WHERE a.x + b.x = 3", nil, true},
			{"a product inside a UNION", "SELECT 1 UNION SELECT count(*) FROM big a, big b WHERE a.x + b.x = 3", nil, true},
			{"a product inside a subquery", "SELECT 1 WHERE 1 < (SELECT count(*) FROM big a, big b WHERE a.x + b.x = 3)", nil, true},
			{"a scan for each row", "SELECT count(*) FROM big a WHERE (SELECT count(*) FROM big b WHERE b.x = a.x + 1) > 3", nil, true},
		} {
			_, err := db.Query(t.Context(), row.sql, row.args...)
			switch {
			case !row.refused && err != nil:
				t.Errorf("%s: Query = %#v, want none", row.name, err)
			case row.name == "a product inside a subquery" && guard.CodeOf(err) == guard.CodeDeadlineExceeded && s.dialect == sqlguard.MySQL && kindOf(t, admin) == "mysql": // it computes it to make the plan
			case row.refused && (guard.CodeOf(err) != guard.CodeStatementNotAllowed || !strings.Contains(err.Error(), "the limit is 100000")):
				t.Errorf("%s: Query = %v, want it refused with the limit", row.name, err)
			}
		}
	})
}

// Without a limit the same statement runs, and one that only reads the first
// rows of a table is never costly.
func TestCostOfReadingTheFirstRows(t *testing.T) {
	for max, refused := range map[float64]bool{0: false, 300: true} {
		onServers(t, sqlguard.Options{MaxCost: max, MaxRows: 20}, func(t *testing.T, s server, db *sqlguard.DB, admin *sql.DB) {
			for _, statement := range fill[s.dialect] {
				exec(t, admin, statement)
			}
			for statement, costly := range map[string]bool{
				"SELECT * FROM big": false, "SELECT * FROM big LIMIT 3": false, "SELECT max(x) FROM big": true,
				"SELECT DISTINCT x FROM big": true, "SELECT x FROM big ORDER BY x": true,
			} {
				if _, err := db.Query(t.Context(), statement); (err != nil) != (refused && costly) {
					t.Errorf("MaxCost %g: Query(%q) = %v", max, statement, err)
				}
			}
		})
	}
}

// The estimate rests on rows that the caller may not read, so little of it is told.
func TestHintOfCostIsCoarse(t *testing.T) {
	onServers(t, sqlguard.Options{MaxCost: 1}, func(t *testing.T, s server, db *sqlguard.DB, admin *sql.DB) {
		hints := map[string]bool{}
		for _, n := range []string{"20000", "30000", "40000"} {
			for _, statement := range []string{"DROP TABLE IF EXISTS big", fill[s.dialect][0], fill[s.dialect][1], fill[s.dialect][2], append(fill[s.dialect], "SELECT 1")[3]} {
				exec(t, admin, strings.ReplaceAll(statement, "20000", n))
			}
			_, err := db.Query(t.Context(), "SELECT sum(x) FROM big")
			if err == nil {
				t.Fatal("Query = nil, want it refused")
			}
			hints[err.Error()] = true
		}
		if len(hints) != 1 {
			t.Errorf("the hints tell %d tables apart: %v", len(hints), hints)
		}
	})
}

func TestCostThatCannotBeEstimatedIsRefusedAtTheStart(t *testing.T) {
	pool, _ := open(t)
	for _, max := range []float64{1, math.Inf(1), -1, math.NaN()} {
		if _, err := sqlguard.NewDB(pool, lite(), sqlguard.Options{MaxCost: max}); err == nil {
			t.Errorf("NewDB with SQLite and MaxCost %v = nil, want an error", max)
		}
	}
}
