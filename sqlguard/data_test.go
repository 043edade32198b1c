package sqlguard_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// data opens a file of the folder that MCPCORDON_DATA names. The data is not
// part of the project; a test says plainly that it was left out.
func data(t *testing.T, name string) *os.File {
	t.Helper()
	dir := os.Getenv("MCPCORDON_DATA")
	if dir == "" {
		t.Skip("left out: MCPCORDON_DATA names no folder with test data")
	}
	f, err := os.Open(filepath.Join(dir, "sql", name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// harmless are the statements of the attack data that read nothing but what the
// policy of the test allows, and what made them suspicious.
var harmless = map[string]string{
	"VALUES (1),(2)":                               "no SELECT",
	"SELECT last_value FROM invoice_no":            "reads a sequence as a table",
	"SELECT lower('X'::varchar)":                   "a function that could be shadowed",
	"SELECT 1 # 2":                                 "a comment elsewhere",
	"SELECT RAND(1)":                               "random",
	"SELECT LENGTH(REPEAT(REPEAT('x',1000),1000))": "a megabyte",
	"SELECT 1 # , SLEEP(1)":                        "a comment",
	"SELECT 1 -- , SLEEP(1)":                       "a comment",
	"SELECT \"x\", 'a' 'b'":                        "strings",
	"SELECT N'a', _latin1'b', x'41', 0x41, b'01'":  "strings",
	"SELECT/**/1":                                  "no blank",
	"SELECT(1)FROM(port)":                          "no blank",
	"SELECT -- \n 1":                               "a comment",
	"SELECT --\t1\n 2":                             "a comment",
	"SELECT * FROM json_each('[1,2]')":             "a table-valued function",
	"SELECT match('a','b')":                        "fails",
	"SELECT 1 FROM note INDEXED BY nosuch":         "fails",
	"SELECT * FROM note_fts_data":                  "refused by DB, which knows the tables",
	"SELECT note_fts FROM note_fts WHERE note_fts MATCH 'engine'":                 "full-text search",
	"SELECT rowid, * FROM note":                                                   "rowid",
	"SELECT \"nosuchcol\" FROM note":                                              "a name that may be a string",
	"SELECT x'41', 0x10, 1e3, .5":                                                 "numbers",
	"SELECT ?1, :a, @b, $c":                                                       "parameters",
	"SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' ~ '^(a+)+$b'":                      "a pattern: PostgreSQL does not backtrack",
	"SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%a%b'": "a pattern: 1 ms",
	"SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' GLOB '*a*a*a*a*a*a*a*a*a*a*a*a*b'":   "a pattern: 1 ms",
}

func TestAttackDataIsRefused(t *testing.T) {
	for _, d := range []sqlguard.Dialect{sqlguard.SQLite, sqlguard.Postgres, sqlguard.MySQL} {
		t.Run(d.String(), func(t *testing.T) {
			text, err := io.ReadAll(data(t, "attacks."+d.String()+".tsv"))
			if err != nil {
				t.Fatal(err)
			}
			policy := sqlguard.ReadOnly(d)
			policy.Deny = []string{"credential", "noisy_vessel"}
			lines := strings.Split(strings.TrimSpace(string(text)), "\n")[1:]
			undo := strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r", `\t`, "\t", `\0`, "\x00")
			for _, line := range lines {
				statement := undo.Replace(strings.Split(line, "\t")[1])
				if policy.Check(t.Context(), statement) == nil && harmless[statement] == "" {
					t.Errorf("%q is allowed", statement)
				}
			}
			t.Logf("%d statements", len(lines))
		})
	}
}
