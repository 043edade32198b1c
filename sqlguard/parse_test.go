package sqlguard_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

func TestSyntaxErrorSaysWhere(t *testing.T) {
	for _, row := range []struct {
		dialect sqlguard.Dialect
		text    string
		want    sqlguard.SyntaxError
	}{
		{sqlguard.SQLite, "SELECT 1; SELECT 2", sqlguard.SyntaxError{Offset: 10, Line: 1, Column: 11}},
		{sqlguard.Postgres, "SELECT 'é',\n  'ü' a b\nFROM t", sqlguard.SyntaxError{Offset: 22, Line: 2, Column: 9}},
		{sqlguard.MySQL, "SELECT 1\r\n  || 2", sqlguard.SyntaxError{Offset: 12, Line: 2, Column: 3}},
		{sqlguard.MySQL, "SELECT 1 FROM\n", sqlguard.SyntaxError{Offset: 14, Line: 2, Column: 1}},
		{sqlguard.MySQL, "", sqlguard.SyntaxError{Offset: 0, Line: 1, Column: 1}},
		{sqlguard.SQLite, strings.Repeat(" ", 100_001), sqlguard.SyntaxError{Offset: 100_000, Line: 1, Column: 100_001}},
	} {
		_, err := sqlguard.Parse(row.dialect, row.text)
		var got *sqlguard.SyntaxError
		if !errors.As(err, &got) {
			t.Errorf("Parse(%.40q) = %v, want a SyntaxError", row.text, err)
			continue
		}
		if diff := cmp.Diff(&row.want, got, cmpopts.IgnoreFields(sqlguard.SyntaxError{}, "Hint", "Detail")); diff != "" {
			t.Errorf("Parse(%.40q) (-want +got):\n%s", row.text, diff)
		}
		if err := sqlguard.ReadOnly(row.dialect).Check(t.Context(), row.text); !errors.As(err, &got) {
			t.Errorf("Check(%.40q) = %v, want a SyntaxError in it", row.text, err)
		}
	}
}

func TestParseOfNoDialectFails(t *testing.T) {
	if _, err := sqlguard.Parse(0, "SELECT 1"); err == nil {
		t.Error("Parse = nil, want an error")
	}
}

// What a model writes that thinks of another engine, and a part of what it is told.
func TestRefusalNamesTheConstructAndAnAlternative(t *testing.T) {
	for _, row := range [][3]string{
		{"postgres", "SELECT sum(x) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE ALL) FROM t", "EXCLUDE CURRENT ROW"},
		{"postgres", "SELECT * INTO new_t FROM orders", "leave INTO out"},
		{"postgres", "SELECT 1; SELECT 2", "only one statement"},
		{"postgres", "SELECT * FROM orders FOR UPDATE", "FOR UPDATE"},
		{"postgres", "SELECT /* a /* b */ c */ 1", "comment in a comment"},
		{"postgres", `SELECT 'it\'s'`, "write a quote as ''"},
		{"postgres", "UPDATE t SET a = 1", "change rows"},
		{"postgres", "DROP TABLE t", "change tables"},
		{"postgres", "SET statement_timeout = 0", "settings"},
		{"postgres", "BEGIN; SELECT 1; COMMIT", "transactions"},
		{"postgres", `\d orders`, "schema tool"},
		{"postgres", "SHOW TABLES", "schema tool"},
		{"postgres", "DESCRIBE orders", "schema tool"},
		{"postgres", "EXPLAIN ANALYZE SELECT 1", "without ANALYZE"},
		{"postgres", "SELECT `name` FROM `orders`", "backticks"},
		{"postgres", "SELECT [name] FROM orders", "brackets"},
		{"postgres", "SELECT * FROM orders LIMIT 5, 10", "OFFSET"},
		{"postgres", "SELECT TOP 10 * FROM orders", "LIMIT"},
		{"postgres", "SELECT DATE_ADD(d, INTERVAL 1 DAY) FROM t", "INTERVAL '1 day'"},
		{"postgres", "SELECT GROUP_CONCAT(a SEPARATOR ',') FROM t", "string_agg"},
		{"postgres", "SELECT a, FROM t", "comma"},
		{"postgres", "SELECT a FROM t WHERE b = :name", "$1"},
		{"postgres", "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "without INSERT, UPDATE and DELETE"},
		{"postgres", "SELECT * FROM XMLTABLE('/a' PASSING d COLUMNS x int)", "XMLTABLE"},
		{"postgres", "SELECT xmlelement(name foo)", "XML"},
		{"postgres", "SELECT * FROM t WHERE x == 1", "= for equality"},
		{"postgres", "SELECT 1_000", "underscores"},
		{"mysql", "SELECT a || b FROM t", "CONCAT"},
		{"mysql", "SELECT 1--1", "two hyphens"},
		{"mysql", "SELECT 5 -!!1", "two exclamation marks"},
		{"mysql", "SELECT COUNT (*) FROM t", "blank"},
		{"mysql", "SELECT * FROM t USE INDEX a", "index hint"},
		{"mysql", "SELECT @a := 1", "assignments"},
		{"mysql", "SELECT * FROM t INTO OUTFILE '/x'", "INTO"},
		{"mysql", "SELECT * FROM t LOCK IN SHARE MODE", "locking"},
		{"mysql", "SELECT /*+ NO_INDEX */ 1", "hint"},
		{"mysql", "SELECT a::int FROM t", "CAST"},
		{"mysql", "SELECT * FROM t LIMIT 1+1", "plain numbers"},
		{"mysql", "SELECT * FROM a FULL OUTER JOIN b ON a.x = b.x", "UNION"},
		{"mysql", "SELECT EXTRACT(EPOCH FROM d) FROM t", "UNIX_TIMESTAMP"},
		{"mysql", "SELECT a FROM t WHERE a ILIKE 'x'", "LIKE"},
		{"mysql", "SELECT DISTINCT ON (a) a, b FROM t", "ROW_NUMBER"},
		{"mysql", "SELECT CAST(a AS TEXT) FROM t", "CHAR"},
		{"mysql", "SELECT * FROM t OFFSET 5", "LIMIT"},
		{"mysql", "SELECT COUNT(*) FILTER (WHERE x) FROM t", "CASE WHEN"},
		{"mysql", "SELECT key FROM t", "keyword"},
		{"mysql", "SELECT * FROM t ORDER BY a NULLS LAST", "IS NULL"},
		{"mysql", "TABLE orders", "SELECT * FROM"},
		{"mysql", "USE shop", "SELECT alone"},
		{"mysql", "SHOW PROCESSLIST", "DESCRIBE"},
		{"sqlite", "SELECT * FROM t INDEXED i", "index hint"},
		{"sqlite", "SELECT 1 IN json_each('[1]')", "IN (SELECT"},
		{"sqlite", "PRAGMA foreign_keys = ON", "table_info"},
		{"sqlite", "SELECT a::int FROM t", "CAST"},
		{"sqlite", "SELECT EXTRACT(YEAR FROM d) FROM t", "strftime"},
		{"sqlite", "SELECT d - INTERVAL '7 days' FROM t", "'+1 day'"},
		{"sqlite", "SELECT DATE '2024-01-01'", "the text alone"},
		{"sqlite", "SELECT * FROM a LEFT JOIN LATERAL (SELECT 1) b ON 1", "LATERAL"},
		{"sqlite", "(SELECT 1) UNION (SELECT 2)", "parentheses"},
		{"sqlite", "SELECT a FROM t LIMIT 5 UNION SELECT 1", "after the last SELECT"},
		{"sqlite", "SELECT * FROM t FETCH FIRST 5 ROWS ONLY", "LIMIT"},
		{"sqlite", "SELECT * FROM t WHERE a = ANY (SELECT 1)", "use IN"},
		{"sqlite", "SELECT * FROM t WHERE a ~ 'x'", "GLOB"},
		{"sqlite", "SELECT 1 FROM t FOR UPDATE", "locking"},
		{"sqlite", "SELECT FROM t", "name columns"},
	} {
		d, _ := sqlguard.ParseDialect(row[0])
		policy := sqlguard.ReadOnly(d)
		if err := policy.Check(t.Context(), row[1]); err == nil || !strings.Contains(err.Error(), row[2]) {
			t.Errorf("%s: Check(%q) = %v, want %q in it", row[0], row[1], err, row[2])
		}
	}
}
