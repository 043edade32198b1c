package syntax_test

import (
	"os"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

var dialects = map[string]syntax.Dialect{"sqlite": syntax.SQLite, "postgres": syntax.Postgres, "mysql": syntax.MySQL}

// describing are statements that describe, and plans.
var describing = map[string][]string{
	"sqlite": {"PRAGMA table_info(a)", "PRAGMA main.index_info('a b')", "PRAGMA table_list", "PRAGMA [table_list]([x`y])", "EXPLAIN QUERY PLAN SELECT 1",
		"SELECT * FROM pragma_table_info('a', 'main')"},
	"postgres": {"SHOW a.b.c", `SHOW "TimeZone"`, "SHOW TIME ZONE", "SHOW TRANSACTION ISOLATION LEVEL", "EXPLAIN (FORMAT JSON, COSTS off, verbose) VALUES (1)",
		"EXPLAIN VERBOSE TABLE t", "EXPLAIN (SELECT 1)"},
	"mysql": {"DESCRIBE a.b c", "DESC `a`.`b` 'x\\_%'", "EXPLAIN a", "SHOW FULL TABLES FROM a LIKE ''", "SHOW FULL COLUMNS IN a IN b LIKE 'it''s'", "SHOW KEYS FROM a.b",
		"SHOW CREATE TABLE a", "SHOW SCHEMAS", "DESC SELECT 1", "EXPLAIN FORMAT = TREE SELECT 1", "EXPLAIN EXTENDED (SELECT 1)", "EXPLAIN PARTITIONS VALUES (1)"},
}

var unescape = strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t")

// seeds returns the honest statements and the attacks of a dialect.
func seeds(t testing.TB, dialect string) []string {
	t.Helper()
	list := describing[dialect]
	for _, file := range []string{"honest.sql", "attacks.tsv", "writes_honest.sql", "writes_attacks.tsv"} {
		text, err := os.ReadFile("../../testdata/" + dialect + "/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSuffix(line, "\n")
			line = line[strings.LastIndexByte(line, '\t')+1:]
			list = append(list, unescape.Replace(line))
		}
	}
	return list
}

func TestCanonicalFormIsUnderstoodAsTheSame(t *testing.T) {
	for name, d := range dialects {
		understood := 0
		for _, sql := range seeds(t, name) {
			if roundTrip(t, d, sql) {
				understood++
			}
		}
		if understood < 100 {
			t.Errorf("%s: %d statements were understood, want at least 100", name, understood)
		}
	}
}

func FuzzCanonicalFormIsUnderstoodAsTheSame(f *testing.F) {
	f.Add(uint8(syntax.MySQL), "SELECT a FROM t LIMIT 1 + 1") // which MySQL does not compute
	f.Add(uint8(syntax.MySQL), "SHOW TABLES LIKE a")          // which is no text
	f.Add(uint8(syntax.MySQL), "SELECT 1 'a '")               // no name ends with a blank
	f.Add(uint8(syntax.MySQL), `SELECT 1 AS 'a\b', 2 AS '\0'`)
	f.Add(uint8(syntax.MySQL), `SELECT 'a\b', 'a\Zc'`)
	f.Add(uint8(syntax.Postgres), `SELECT U&"\0001"`)
	for name, d := range dialects {
		for _, sql := range seeds(f, name) {
			f.Add(uint8(d), sql)
		}
	}
	f.Fuzz(func(t *testing.T, dialect uint8, sql string) {
		roundTrip(t, syntax.Dialect(dialect%3), sql)
	})
}

// hostile are texts that made other parsers run out of stack, memory or time.
func hostile() map[string]string {
	const n = syntax.MaxBytes - 20
	shapes := map[string]string{}
	for name, piece := range map[string]string{
		"parentheses": "(", "brackets": "[", "subqueries": "(SELECT ", "nots": "NOT ", "minuses": "- ", "plus": "1+", "ands": "1 AND ",
		"concats": "''||", "comparisons": "1=", "cases": "CASE WHEN ", "calls": "f(", "casts": "1::", "commas": "1,", "joins": "a JOIN ",
		"unions": "1 UNION SELECT ", "comments": "/* */", "open comments": "/*", "hyphens": "--\n", "quotes": "'", "double quotes": `"`,
		"backslashes": `\`, "dollars": "$", "dollar tags": "$a$", "escapes": `E'\`, "strings": "'a'\n", "dots": "a.", "ins": "1 IN (",
		"betweens": "1 BETWEEN ", "arrays": "ARRAY[", "subscripts": "a[1]", "semicolons": ";", "parameters": "?", "names": "a ",
		"operators": "@-", "groupings": "ROLLUP (", "values": "VALUES (", "with": "WITH a AS (",
	} {
		shapes[name] = "SELECT " + strings.Repeat(piece, n/len(piece))
		shapes["from "+name] = "SELECT 1 FROM " + strings.Repeat(piece, n/len(piece))
	}
	return shapes
}

// A parser that recurses without a bound would end the process here.
func TestHostileTextsAreDecided(t *testing.T) {
	for name, sql := range hostile() {
		for _, d := range dialects {
			tree, err := syntax.Parse(d, sql)
			if (tree == nil) == (err == nil) {
				t.Errorf("%s: Parse = %v, %v, want a tree or an error", name, tree, err)
			}
		}
	}
}

func BenchmarkHostileTexts(b *testing.B) {
	for name, sql := range hostile() {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				for _, d := range dialects {
					syntax.Parse(d, sql)
				}
			}
		})
	}
}

func TestDescribingStatementsAreUnderstood(t *testing.T) {
	for name, statements := range describing {
		for _, sql := range statements {
			if !roundTrip(t, dialects[name], sql) {
				_, err := syntax.Parse(dialects[name], sql)
				t.Errorf("%s: Parse(%q) = %v, want a tree", name, sql, err)
			}
		}
	}
}
