package syntax_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// positions are not part of what a tree means.
var withoutPositions = cmp.FilterPath(func(p cmp.Path) bool {
	f, ok := p.Last().(cmp.StructField)
	return ok && (f.Name() == "Pos" || slices.Contains([]string{"Tokens", "Refs", "Calls", "Operators"}, f.Name()))
}, cmp.Ignore())

// roundTrip fails if the canonical form of a statement is not understood as the
// same statement, or has another canonical form. It reports whether the
// statement was understood.
func roundTrip(t *testing.T, d syntax.Dialect, sql string) bool {
	t.Helper()
	tree, err := syntax.Parse(d, sql)
	if err != nil {
		return false
	}
	canonical := syntax.String(d, tree)
	again, err := syntax.Reparse(d, canonical)
	if err != nil {
		t.Errorf("the canonical form of %q is %q, which is not understood: %v", sql, canonical, err)
		return true
	}
	if diff := cmp.Diff(tree, again, withoutPositions); diff != "" {
		t.Errorf("%q and its canonical form %q differ (-sent +canonical):\n%s", sql, canonical, diff)
	}
	if text := syntax.String(d, again); text != canonical {
		t.Errorf("the canonical form %q has the canonical form %q", canonical, text)
	}
	return true
}

// What an engine does not take itself is not understood here either: a reader that
// takes more reads it as something that nobody has tried.
func TestParseTakesNoMoreThanTheEngine(t *testing.T) {
	for _, row := range []struct {
		dialect          syntax.Dialect
		refused, allowed string
	}{
		{syntax.SQLite, "SELECT main.t.* FROM main.t", "SELECT t.* FROM main.t"},
		{syntax.SQLite, "SELECT a FROM t EXCEPT ALL SELECT a FROM u", "SELECT a FROM t EXCEPT SELECT a FROM u"},
		{syntax.SQLite, "SELECT a FROM t INTERSECT ALL SELECT a FROM u", "SELECT a FROM t UNION ALL SELECT a FROM u"},
		{syntax.SQLite, "SELECT max(a) OVER filter FROM t WINDOW filter AS ()", `SELECT max(a) OVER "filter" FROM t WINDOW filter AS ()`},
		{syntax.SQLite, "SELECT sum(a) OVER (ORDER BY b ROWS current PRECEDING) FROM t", "SELECT sum(a) OVER (ORDER BY b ROWS CURRENT ROW) FROM t"},
		{syntax.Postgres, "SELECT sum(a) OVER (ORDER BY b ROWS unbounded * c PRECEDING) FROM t", "SELECT sum(a) OVER (ORDER BY b ROWS c PRECEDING) FROM t"},
		{syntax.Postgres, "SELECT a FROM t FETCH FIRST @ 1 ROWS ONLY", "SELECT a FROM t FETCH FIRST (@ 1) ROWS ONLY"},
		{syntax.Postgres, "SELECT a FROM t FETCH FIRST ~ 1 ROWS ONLY", "SELECT a FROM t FETCH FIRST +1 ROWS ONLY"},
		{syntax.MySQL, "SELECT a$(1) FROM t", "SELECT a(1), d.a$(1) FROM t"},
		{syntax.MySQL, "SELECT a FROM t WHERE EXISTS (SELECT HIGH_PRIORITY 1)", "SELECT HIGH_PRIORITY a FROM t"},
		{syntax.MySQL, "SELECT a FROM t UNION SELECT SQL_CALC_FOUND_ROWS a FROM u", "(SELECT SQL_CALC_FOUND_ROWS a FROM t) UNION SELECT a FROM u"},
		{syntax.MySQL, "SELECT `sum`(a) FROM t", "SELECT sum(a) FROM t"},
		{syntax.MySQL, "SELECT !!a FROM t", "SELECT ! ! a, !(!a), 1 != !a FROM t"},
		{syntax.MySQL, "SELECT x FROM t, JSON_TABLE(a, '$' COLUMNS (NESTED '$.b' COLUMNS (x INT PATH '$'))) AS j", "SELECT x FROM t, JSON_TABLE(a, '$' COLUMNS (NESTED PATH '$.b' COLUMNS (x INT PATH '$'))) AS j"},
		{syntax.MySQL, "SELECT x FROM t, JSON_TABLE(a, '$' COLUMNS (x INT PATH '$' DEFAULT +'0' ON EMPTY)) AS j", "SELECT x FROM t, JSON_TABLE(a, '$' COLUMNS (x INT PATH '$' DEFAULT '0' ON EMPTY)) AS j"},
		{syntax.SQLite, `SELECT CAST(a AS "b" VARCHAR(10)) FROM t`, `SELECT CAST(a AS "b"(10)), CAST(a AS VARYING CHARACTER(10)) FROM t`},
		{syntax.Postgres, "SELECT coalesce(ALL a, b) FROM t", "SELECT coalesce(a, b), sum(ALL a), sum(DISTINCT a) FROM t"},
		{syntax.Postgres, `SELECT "coalesce"(a, b) FROM t`, `SELECT "sum"(a) FROM t`},
		{syntax.Postgres, "SELECT nullif(DISTINCT a, b) FROM t", "SELECT nullif(a, b) FROM t"},
		{syntax.Postgres, "SELECT (a, b) OVERLAPS ((c, d)) FROM t", "SELECT (a, b) OVERLAPS (c, d) FROM t"},
		{syntax.Postgres, "SELECT ((a, b)) OVERLAPS (c, d) FROM t", "SELECT ((a, b) OVERLAPS ((c + 1), d)) FROM t"},
		{syntax.SQLite, "SELECT value FROM json_each(ALL '[]')", "SELECT value FROM json_each('[]')"},
		{syntax.Postgres, "SELECT U&'a' uescape FROM t", "SELECT U&'a' AS uescape FROM t"},
		{syntax.Postgres, "SELECT a::numeric(10, +1) FROM t", "SELECT a::numeric(10, -1) FROM t"},
		{syntax.Postgres, "SELECT ARRAY[[1], ARRAY[2]] FROM t", "SELECT ARRAY[ARRAY[1], ARRAY[2]], ARRAY[[1], [2]] FROM t"},
		{syntax.Postgres, "SELECT ARRAY[a, [2]] FROM t", "SELECT ARRAY[a, 2] FROM t"},
		{syntax.SQLite, "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW) FROM t", "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM t"},
		{syntax.MySQL, "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN CURRENT ROW AND UNBOUNDED PRECEDING) FROM t", "SELECT sum(a) OVER (ORDER BY b ROWS UNBOUNDED PRECEDING) FROM t"},
		{syntax.Postgres, "SELECT 1 + 1 at FROM t", "SELECT 1 + 1 AS at FROM t"},
	} {
		if _, err := syntax.Parse(row.dialect, row.refused); err == nil {
			t.Errorf("Parse(%q) took it, want an error", row.refused)
		}
		if _, err := syntax.Parse(row.dialect, row.allowed); err != nil {
			t.Errorf("Parse(%q) = %v, want none", row.allowed, err)
		}
	}
}
