package syntax_test

import (
	"testing"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// mysqlGrammar are statements that neither engine takes, each with a neighbour that
// one of them does.
var mysqlGrammar = []struct{ refused, allowed string }{
	{"SELECT id int2 FROM t", "SELECT id AS `int2` FROM t"},
	{"SELECT float8 FROM t", "SELECT t.float8, real_float8 FROM t"},
	{"SELECT a AS int8 FROM t", "SELECT rank() OVER (ORDER BY a) AS rank FROM t"},
	{"WITH rollup AS (SELECT 1) SELECT 1", "WITH RECURSIVE rollup AS (SELECT 1) SELECT 1"},
	{"WITH c(a) AS (SELECT 1) CYCLE a RESTRICT SELECT 1", "WITH RECURSIVE c(a) AS (SELECT 1) CYCLE a RESTRICT SELECT 1"},
	{"SELECT NEXT VALUE FROM t", "SELECT NEXT, `NEXT` VALUE, t.NEXT VALUE FROM t"},
	{"SELECT previous value", "SELECT previous values_of_t FROM t"},
	{"SELECT a->>'$.b' 'c' FROM t", "SELECT a->>'$.b' AS 'c' FROM t"}, // MySQL: an alias
	{"SELECT a, * FROM t", "SELECT *, a, t.* FROM t"},
	{"SELECT 1 WINDOW w AS ()", "SELECT 1 FROM t WINDOW w AS ()"},
	{"SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN +1 PRECEDING AND 1 FOLLOWING) FROM t", "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t"},
	{"SELECT sum(a) OVER (ORDER BY b ROWS c PRECEDING) FROM t", "SELECT sum(a) OVER (ORDER BY b RANGE 1.5 PRECEDING) FROM t"},
	{"SELECT sum(a) OVER (ORDER BY b ROWS (1) PRECEDING) FROM t", "SELECT sum(a) OVER (ORDER BY b RANGE INTERVAL 1 DAY PRECEDING) FROM t"},
	{"SELECT rank() FROM t", "SELECT rank() OVER () FROM t"},
	{"SELECT round(a, 2) OVER () FROM t", "SELECT sum(round(a, 2)) OVER () FROM t"},
	{"SELECT percentile_cont(0.5) OVER () FROM t", "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) OVER (PARTITION BY b) FROM t"},
	{"SELECT max(*) FROM t", "SELECT count(*), max(a) FROM t"},
	{"SELECT bit_or(DISTINCT a) FROM t", "SELECT sum(DISTINCT a), bit_or(ALL a) FROM t"},
	{"SELECT count(a, b) FROM t", "SELECT count(DISTINCT a, b) FROM t"},
	{"SELECT sum(a ORDER BY b) FROM t", "SELECT group_concat(a ORDER BY b), json_arrayagg(a ORDER BY b) FROM t"},
	{"SELECT max(a SEPARATOR ',') FROM t", "SELECT group_concat(a SEPARATOR ',') FROM t"},
	{"SELECT d.f(DISTINCT a) FROM t", "SELECT d.f(a) FROM t"},
	{"SELECT left(a) FROM t", "SELECT left(a, 1), lag(a) OVER (), lag(a, 1, 0) OVER () FROM t"},
	{"SELECT now(a) FROM t", "SELECT now(6), now() FROM t"},
	{"SELECT CURRENT_DATE(1)", "SELECT CURRENT_DATE(), CURRENT_TIME(1)"},
	{"SELECT date_add(a, 1) FROM t", "SELECT adddate(a, 1), date_add(a, INTERVAL 1 DAY) FROM t"},
	{"SELECT INTERVAL 1 SQL_TSI_DAY_HOUR + a FROM t", "SELECT INTERVAL 1 DAY_HOUR + a, a - INTERVAL 1 SQL_TSI_DAY FROM t"},
	{"SELECT a + INTERVAL 1 SQL_TSI_MICROSECOND FROM t", "SELECT a + INTERVAL 1 MICROSECOND FROM t"},
	{"SELECT TIMESTAMPADD(DAY_HOUR, 1, a) FROM t", "SELECT TIMESTAMPADD(DAY, 1, a) FROM t"},
	{"SELECT TIMESTAMPDIFF(DAY, a) FROM t", "SELECT TIMESTAMPDIFF(DAY, a, b) FROM t"},
	{"SELECT TRIM(a, 'x') FROM t", "SELECT TRIM('x' FROM a), TRIM(BOTH FROM a) FROM t"},
	{"SELECT TRIM(FROM a) FROM t", "SELECT TRIM(a) FROM t"},
	{"SELECT SUBSTRING(a FROM 1, 2) FROM t", "SELECT SUBSTRING(a FROM 1 FOR 2), SUBSTRING(a, 1, 2) FROM t"},
	{"SELECT WEIGHT_STRING(a LEVEL 1 REVERSE DESC) FROM t", "SELECT WEIGHT_STRING(a LEVEL 1 DESC REVERSE) FROM t"},
	{"SELECT CONVERT(a USING select) FROM t", "SELECT CONVERT(a USING 'utf8mb4') FROM t"},
	{"SELECT CAST(a AS DECIMAL(+3)) FROM t", "SELECT CAST(a AS DECIMAL(3)) FROM t"},
	{"SELECT CAST(a AS VARCHAR) FROM t", "SELECT CAST(a AS VARCHAR(3)), CAST(a AS CHAR) FROM t"},
	{"SELECT CAST(a AS DATE(3)) FROM t", "SELECT CAST(a AS TIME(3)), CAST(a AS DOUBLE(3, 2)) FROM t"},
	{"SELECT CAST(a AS TIMESTAMP) FROM t", "SELECT CAST(a AS DATETIME), TIMESTAMP '2024-01-01 00:00:00' FROM t"},
	{"SELECT CAST(a AS CHAR CHARACTER SET latin1 ASCII) FROM t", "SELECT CAST(a AS CHAR CHARACTER SET latin1 BINARY) FROM t"},
	{"SELECT CAST(a AS CHAR BINARY COLLATE DEFAULT) FROM t", "SELECT CAST(a AS CHAR BINARY ASCII), CAST(a AS CHAR ASCII COLLATE DEFAULT) FROM t"},
	{"SELECT a REGEXP b ESCAPE 'c' FROM t", "SELECT a LIKE b ESCAPE 'c' FROM t"},
	{"SELECT a COLLATE binary FROM t", "SELECT a COLLATE `binary` FROM t"},
	{"SELECT ROW(a) FROM t", "SELECT ROW(a, b) = (1, 2) FROM t"},
	{"SELECT a <=> ANY (SELECT 1) FROM t", "SELECT a = ANY (SELECT 1) FROM t"},
	{"SELECT a + ANY (SELECT 1) FROM t", "SELECT a > ALL (SELECT 1) FROM t"},
	{"SELECT a -> b FROM t", "SELECT a -> '$.b', t.a ->> '$.b' FROM t"},
	{"SELECT 1 FROM t LIMIT 1.5", "SELECT 1 FROM t LIMIT 1, 5"},
	{"SELECT 1 FROM t LEFT JOIN u", "SELECT 1 FROM t JOIN u"},
	{"SELECT 1 FROM t LEFT JOIN u JOIN v USING (a) USING (a)", "SELECT 1 FROM t LEFT JOIN u JOIN v USING (a) ON 1 LEFT JOIN (u JOIN v) USING (a)"},
	{"SELECT 1 FROM t LEFT JOIN u JOIN v JOIN w ON 1 ON 1", "SELECT 1 FROM t LEFT JOIN u JOIN v ON 1 JOIN w ON 1 ON 1"},
	{"SELECT 1 FROM (SELECT 1)", "SELECT 1 FROM (SELECT 1) AS t"},
	{"SELECT 1 FROM (t JOIN u) AS v", "SELECT 1 FROM (t JOIN u)"},
	{"SELECT 1 FROM t AS u(a)", "SELECT 1 FROM (SELECT 1) AS u(a)"},
	{"SELECT 1 FROM LATERAL t", "SELECT 1 FROM t, LATERAL (SELECT t.a) AS u"},
	{"SELECT 1 FROM round(1.5) AS t", "SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a INT PATH '$')) AS t"},
	{"SELECT 1 FROM t FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01' + 1", "SELECT 1 FROM t FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01'"},
	{"SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a INT EXISTS PATH '$' NULL ON ERROR)) AS t", "SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a INT PATH '$' NULL ON ERROR)) AS t"},
	{"SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a INT PATH '$' DEFAULT (1) ON ERROR)) AS t", "SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a INT PATH '$' DEFAULT -1 ON ERROR)) AS t"},
	{"SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a INT(3, 2) PATH '$')) AS t", "SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a INT(3) UNSIGNED PATH '$')) AS t"},
	{"SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a DATE UNSIGNED PATH '$')) AS t", "SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a DATE PATH '$')) AS t"},
	{"SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a CHAR COLLATE select PATH '$')) AS t", "SELECT 1 FROM JSON_TABLE('[]', '$' COLUMNS (a CHAR COLLATE latin1_bin PATH '$')) AS t"},
}

// What neither MySQL 8 nor MariaDB takes is not understood, and what one of them
// takes is.
func TestParseTakesNoMoreThanMySQLAndMariaDB(t *testing.T) {
	for _, row := range mysqlGrammar {
		if _, err := syntax.Parse(syntax.MySQL, row.refused); err == nil {
			t.Errorf("Parse(%q) took it, want an error", row.refused)
		}
		if _, err := syntax.Parse(syntax.MySQL, row.allowed); err != nil {
			t.Errorf("Parse(%q) = %v, want none", row.allowed, err)
		}
		roundTrip(t, syntax.MySQL, row.allowed)
	}
}

// MariaDB refuses WITH in double parentheses, MySQL 8 does not. So they stay.
func TestDoubleParenthesesAroundWithStay(t *testing.T) {
	for statement, want := range map[string]string{
		"SELECT 1 FROM ((WITH a AS (SELECT 1) SELECT 2)) AS t": "SELECT 1 AS `1` FROM ((WITH `a` AS (SELECT 1 AS `1`) SELECT 2 AS `2`)) AS `t`",
		"SELECT 1 FROM (WITH a AS (SELECT 1) SELECT 2) AS t":   "SELECT 1 AS `1` FROM (WITH `a` AS (SELECT 1 AS `1`) SELECT 2 AS `2`) AS `t`",
		"SELECT 1 FROM ((SELECT 2)) AS t":                      "SELECT 1 AS `1` FROM (SELECT 2 AS `2`) AS `t`",
	} {
		tree, err := syntax.Parse(syntax.MySQL, statement)
		if err != nil {
			t.Errorf("Parse(%q) = %v, want none", statement, err)
			continue
		}
		if got := syntax.String(syntax.MySQL, tree); got != want {
			t.Errorf("String(%q) = %q, want %q", statement, got, want)
		}
		roundTrip(t, syntax.MySQL, statement)
	}
}
