package syntax_test

import (
	"testing"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// What PostgreSQL's grammar takes and what it does not, in pairs: a rule of it, broken
// and kept. It takes a sign before OVERLAPS, as one of the result, and finds no
// current_schema(1).
func TestParseTakesNoMoreThanPostgres(t *testing.T) {
	for _, row := range [][2]string{
		// types
		{"SELECT a::int ARRAY [] FROM t", "SELECT a::int ARRAY, a::int ARRAY[3], a::int[][3] FROM t"},
		{"SELECT a::int ARRAY[1][2] FROM t", "SELECT (a::int ARRAY[1])[2] FROM t"},
		{"SELECT a::int[1.5] FROM t", "SELECT a::int[15] FROM t"},
		{"SELECT a::int[1e3] FROM t", "SELECT a::int[1000] FROM t"},
		{"SELECT a::int[2147483648] FROM t", "SELECT a::int[2147483647] FROM t"},
		{"SELECT a::int(5) FROM t", "SELECT a::int FROM t"},
		{"SELECT a::boolean(3) FROM t", "SELECT a::boolean FROM t"},
		{"SELECT a::real(2) FROM t", "SELECT a::real FROM t"},
		{"SELECT smallint(1) '2'", "SELECT smallint '2'"},
		{"SELECT a::float(1, 2) FROM t", "SELECT a::float(1), a::float FROM t"},
		{"SELECT a::float(54) FROM t", "SELECT a::float(53) FROM t"},
		{"SELECT a::float(0) FROM t", "SELECT a::float(024) FROM t"},
		{"SELECT a::timestamp(-1) FROM t", "SELECT a::timestamp(1) FROM t"},
		{"SELECT a::time(1, 2) FROM t", "SELECT a::time(1) with time zone FROM t"},
		{"SELECT a::interval(-3) FROM t", "SELECT a::interval(3) FROM t"},
		{"SELECT a::char(-1) FROM t", "SELECT a::char(1), a::bit(1) FROM t"},
		{"SELECT a::varchar(1, 2) FROM t", "SELECT a::varchar(1), a::numeric(1, 2) FROM t"},
		{"SELECT a::interval year to second FROM t", "SELECT a::interval day to second(3) FROM t"},
		{"SELECT interval '1' month to year", "SELECT interval '1' year to month"},
		{"SELECT coalesce 'a'", "SELECT text 'a'"},
		{"SELECT a::values FROM t", `SELECT a::"values" FROM t`},
		// functions
		{"SELECT current_date(1)", "SELECT current_date, current_time(1)"},
		{"SELECT current_user(1)", "SELECT current_user, localtimestamp(1)"},
		{"SELECT current_schema(1)", "SELECT current_schema, current_schema()"},
		{"SELECT current_time(1.5)", "SELECT current_time(1)"},
		{"SELECT position('a', 'b')", "SELECT position('a' IN 'b')"},
		{"SELECT position('a')", "SELECT position('a' || 'b' IN 'c')"},
		{"SELECT position('a' IN 'b', 'c')", "SELECT position('a' IN 'b' || 'c')"},
		{`SELECT position(a COLLATE "C" IN b) FROM t`, `SELECT position((a COLLATE "C") IN b) FROM t`},
		{"SELECT overlay(a PLACING b) FROM t", "SELECT overlay(a PLACING b FROM 1), overlay(a, b, 1) FROM t"},
		{"SELECT overlay(a, b FROM 1) FROM t", "SELECT overlay(a PLACING b FROM 1 FOR 2) FROM t"},
		{"SELECT substring(a FROM 1 ESCAPE 2) FROM t", "SELECT substring(a FROM 1 FOR 2), substring(a, 1, 2) FROM t"},
		{"SELECT substring(a SIMILAR b) FROM t", "SELECT substring(a SIMILAR b ESCAPE '#') FROM t"},
		{"SELECT substring(a FOR 1 FOR 2) FROM t", "SELECT substring(a FOR 1) FROM t"},
		{"SELECT extract(copy FROM a) FROM t", "SELECT extract(epoch FROM a), extract(fortnight FROM a), extract(day FROM a), extract('copy' FROM a) FROM t"},
		{"SELECT nullif(a) FROM t", "SELECT nullif(a, b) FROM t"},
		{"SELECT greatest(VARIADIC a) FROM t", "SELECT concat(VARIADIC a), greatest(a) FROM t"},
		{"SELECT coalesce(a => 1, 2)", "SELECT f(a => 1, b => 2)"},
		{"SELECT coalesce(*) FROM t", "SELECT count(*) FROM t"},
		{"SELECT least(a ORDER BY b) FROM t", "SELECT min(a ORDER BY b) FROM t"},
		{"SELECT coalesce(a, b) FILTER (WHERE c) FROM t", "SELECT sum(a) FILTER (WHERE c) FROM t"},
		{"SELECT concat(VARIADIC a, b) FROM t", "SELECT concat(b, VARIADIC a) FROM t"},
		{"SELECT concat(DISTINCT VARIADIC a) FROM t", "SELECT concat(DISTINCT a) FROM t"},
		{"SELECT f(values => 1)", "SELECT f(value => 1)"},
		{"SELECT mode(DISTINCT a) WITHIN GROUP (ORDER BY a) FROM t", "SELECT mode() WITHIN GROUP (ORDER BY a) FROM t"},
		// expressions
		{"SELECT (a).*.b FROM t", "SELECT (a).b.* FROM t"},
		{"SELECT a.*[1] FROM t a", "SELECT a.b[1] FROM t a"},
		{"SELECT a BETWEEN b AT TIME ZONE 'UTC' AND c FROM t", "SELECT a BETWEEN (b AT TIME ZONE 'UTC') AND c AT TIME ZONE 'UTC' FROM t"},
		{`SELECT a BETWEEN b COLLATE "C" AND c FROM t`, `SELECT a BETWEEN f(b COLLATE "C") AND CASE WHEN b COLLATE "C" = c THEN d END FROM t`},
		{"SELECT a BETWEEN b + ANY (c) AND d FROM t", "SELECT a BETWEEN b + c AND d, a BETWEEN at AND all_ FROM t"},
		{"SELECT (a, b) OVERLAPS c FROM t", "SELECT (a, b) OVERLAPS (c, d) FROM t"},
		{"SELECT (a, b, c) OVERLAPS (c, d) FROM t", "SELECT row(a, b) OVERLAPS (c, d) FROM t"},
		{"SELECT - (a, b) OVERLAPS (c, d) FROM t", "SELECT NOT (a, b) OVERLAPS (c, d) FROM t"},
		{"SELECT ((a, b)) OVERLAPS (c, ((d, e))) FROM t", "SELECT (a, b) OVERLAPS (c, ((d, e))) FROM t"},
		{"SELECT 'a' /*\n*/ 'b'", "SELECT 'a' --\n 'b'"},
		// clauses
		{"SELECT DISTINCT FROM t", "SELECT FROM t"},
		{"SELECT nulls FROM t ORDER BY nulls last", "SELECT nulls FROM t ORDER BY a NULLS LAST"},
		{"SELECT a FROM nulls first", "SELECT a FROM nulls AS first"},
		{"SELECT a FROM t GROUP BY ROLLUP (())", "SELECT a FROM t GROUP BY GROUPING SETS ((), a)"},
		{"SELECT a FROM t FETCH FIRST 1 ROW WITH TIES", "SELECT a FROM t ORDER BY a FETCH FIRST 1 ROW WITH TIES"},
		{"SELECT a FROM t FETCH FIRST 1::int ROWS ONLY", "SELECT a FROM t FETCH FIRST (1::int) ROWS ONLY"},
		{"SELECT a FROM t FETCH FIRST - (1) ROWS ONLY", "SELECT a FROM t FETCH FIRST -1 ROWS ONLY"},
		{"SELECT a FROM t OFFSET 1 + 1 ROWS", "SELECT a FROM t OFFSET 1 + 1"},
		{"SELECT a FROM t OFFSET - $1 ROWS", "SELECT a FROM t OFFSET -1 ROWS LIMIT 1"},
		{"SELECT a FROM t LIMIT ALL LIMIT 1", "SELECT a FROM t OFFSET 1 LIMIT ALL"},
		{"(SELECT a FROM t LIMIT 1) LIMIT 2", "(SELECT a FROM t LIMIT 1) OFFSET 2"},
		{"(SELECT a FROM t ORDER BY a) ORDER BY a", "(SELECT a FROM t ORDER BY a) LIMIT 1"},
		{"WITH x AS (SELECT 1) (WITH y AS (SELECT 1) SELECT 1 FROM x, y)", "(WITH y AS (SELECT 1) SELECT 1 FROM y) LIMIT 1"},
		{"WITH RECURSIVE r AS (SELECT 1 a UNION ALL SELECT a FROM r) CYCLE a SET c TO -1 DEFAULT 0 USING p SELECT a FROM r", "WITH RECURSIVE r AS (SELECT 1 a UNION ALL SELECT a FROM r) CYCLE a SET c TO 1 DEFAULT 0 USING p SELECT a FROM r"},
		{"SELECT sum(a) OVER (ORDER BY b ROWS 1 FOLLOWING) FROM t", "SELECT sum(a) OVER (ORDER BY b ROWS 1 PRECEDING) FROM t"},
		{"SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM t", "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM t"},
		// FROM
		{"SELECT 1 FROM (t) AS x", "SELECT 1 FROM (t CROSS JOIN u) AS x"},
		{"SELECT 1 FROM (t, u)", "SELECT 1 FROM ((t CROSS JOIN u))"},
		{"SELECT 1 FROM ((t CROSS JOIN u) AS x)", "SELECT 1 FROM ((t CROSS JOIN u) AS x CROSS JOIN v)"},
		{"SELECT 1 FROM (f(1))", "SELECT 1 FROM f(1)"},
		{"SELECT 1 FROM t, LATERAL u", "SELECT 1 FROM t, LATERAL f(t.a), LATERAL (SELECT t.a) AS x"},
		{"SELECT 1 FROM t, LATERAL (u CROSS JOIN v)", "SELECT 1 FROM t, (u CROSS JOIN v)"},
		{"SELECT 1 FROM t WITH ORDINALITY", "SELECT 1 FROM f(1) WITH ORDINALITY"},
		{"SELECT 1 FROM f(1) TABLESAMPLE system (1)", "SELECT 1 FROM t TABLESAMPLE system (1)"},
		{"SELECT 1 FROM t AS (a)", "SELECT 1 FROM t AS u (a), f(1) AS (a int)"},
		{"SELECT 1 FROM sum(1) OVER ()", "SELECT 1 FROM sum(1)"},
		{"SELECT 1 FROM sum(1) FILTER (WHERE true)", "SELECT 1 FROM ROWS FROM (sum(1))"},
		{"SELECT 1 FROM ROWS FROM (mode() WITHIN GROUP (ORDER BY 1))", "SELECT 1 FROM ROWS FROM (a.f(1), substring('a', 1))"},
		{"SELECT 1 FROM grouping(1)", "SELECT 1 FROM coalesce(1)"},
	} {
		if _, err := syntax.Parse(syntax.Postgres, row[0]); err == nil {
			t.Errorf("Parse(%q) took it, want an error", row[0])
		}
		if roundTrip(t, syntax.Postgres, row[1]); !understood(row[1]) {
			t.Errorf("Parse(%q) refused it, want none", row[1])
		}
	}
}

func understood(sql string) bool {
	_, err := syntax.Parse(syntax.Postgres, sql)
	return err == nil
}
