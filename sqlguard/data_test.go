package sqlguard_test

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

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

// TestRegressionQueriesAreAllowed measures how many of the queries of PostgreSQL's
// own tests are allowed. Which ones count is decided without our parser: the
// engine accepts the syntax, and the words before parentheses and behind casts
// are functions and types on our lists.
func TestRegressionQueriesAreAllowed(t *testing.T) {
	archive := data(t, "postgres_regress.tar.gz")
	db := postgres.connect(t, "postgres")
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	policy := sqlguard.ReadOnly(sqlguard.Postgres)
	policy.AllowRecursive = true
	total, allowed := 0, 0
	reasons := map[string]int{}
	for _, statement := range regressionQueries(t, archive) {
		if !countable(statement) {
			continue
		}
		if stmt, err := conn.PrepareContext(context.Background(), statement); err == nil {
			stmt.Close()
		} else if e := new(pgconn.PgError); !errors.As(err, &e) || e.Code == "42601" {
			continue // the engine does not accept the syntax
		}
		total++
		if err := policy.Check(t.Context(), statement); err != nil {
			reasons[err.Error()]++
			if testing.Verbose() {
				t.Logf("refused %q: %#v", statement, err)
			}
			continue
		}
		allowed++
	}
	rate := 100 * float64(allowed) / float64(total)
	t.Logf("allowed %d of %d: %.2f %%", allowed, total, rate)
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%5d %s", reasons[reason], reason)
	}
	if total < 5000 || rate < 99 {
		t.Errorf("allowed %.2f %% of %d, want at least 99 %% of at least 5000", rate, total)
	}
}

var (
	calls = regexp.MustCompile(`(?i)([a-z_]\w*)\s*\(`)
	casts = regexp.MustCompile(`(?i)(?:::\s*|\bAS\s+)"?([a-z_]\w*)`)
	// outside are words of statements that do more than read, or read what
	// the policy denies.
	outside  = regexp.MustCompile(`(?i)\b(pg_\w+|information_schema|for\s+(update|share|no|key)|into|insert|update|delete|merge|xml\w*|regclass|reg\w+|current_(user|role|schema|catalog)|session_user|user|version|:\w+)\b|:'|:"|:\{`)
	literals = regexp.MustCompile(`'(?:[^']|'')*'`)
	keywords = strings.Fields(`select in values as and or not exists any all some over filter where on using by when then else case from join
		with array row rollup cube sets group partition order limit except union intersect between like is distinct materialized cast only lateral
		offset having at interval numeric decimal varchar char character bit time timestamp float recursive end tablesample bernoulli system
		repeatable unnest within asc desc to first next`)
)

// countable reports whether a statement uses only what the lists hold.
func countable(statement string) bool {
	if outside.MatchString(statement) {
		return false
	}
	bare := literals.ReplaceAllString(statement, "''")
	for _, m := range calls.FindAllStringSubmatch(bare, -1) {
		name := strings.ToLower(m[1])
		if !slices.Contains(keywords, name) && !sqlguard.PostgresFunction(name) && !named(bare, m[1]) {
			return false
		}
	}
	for _, m := range casts.FindAllStringSubmatch(bare, -1) {
		name := strings.ToLower(m[1])
		if strings.Contains(m[0], "::") && !sqlguard.PostgresType(name) && !slices.Contains(standardTypes, name) {
			return false
		}
	}
	return true
}

var standardTypes = strings.Fields("int integer smallint bigint real float dec decimal boolean char character varchar double national nchar timestamp time interval")

// named reports whether a word before a parenthesis is a name that the statement
// gives: of a table of WITH or with its columns.
func named(statement, name string) bool {
	return regexp.MustCompile(`(?i)(\bAS\s+|\)\s*|,\s*|\bWITH\s+|\bRECURSIVE\s+|\bFROM\s+\w+\s+)`+regexp.QuoteMeta(name)+`\s*\(`).MatchString(statement) &&
		!regexp.MustCompile(`(?i)(SELECT|,|=|\()\s*`+regexp.QuoteMeta(name)+`\s*\(`).MatchString(statement)
}

// regressionQueries returns the queries of the files in the archive.
func regressionQueries(t *testing.T, archive io.Reader) []string {
	t.Helper()
	unzipped, err := gzip.NewReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for files := tar.NewReader(unzipped); ; {
		header, err := files.Next()
		if err == io.EOF {
			return slices.Sorted(maps.Keys(seen))
		}
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(header.Name, ".sql") {
			continue
		}
		text, err := io.ReadAll(files)
		if err != nil {
			t.Fatal(err)
		}
		for _, statement := range splitStatements(string(text)) {
			if query.MatchString(statement) {
				seen[statement] = true
			}
		}
	}
}

var query = regexp.MustCompile(`(?i)^(select|with|values|table|\()`)

var psqlPieces = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\$.*?\$\$|\$(\w+)\$|;|\\[^\n]*|[\w$]+|.`)

// splitStatements cuts a script of psql at its semicolons and drops comments and
// commands of psql.
func splitStatements(script string) []string {
	var list []string
	var b strings.Builder
	for script != "" {
		piece := psqlPieces.FindString(script)
		if piece == "" {
			piece = script[:1]
		}
		if len(piece) > 2 && piece[0] == '$' && piece[1] != '$' && piece[len(piece)-1] == '$' { // $tag$ ... $tag$
			if n := strings.Index(script[len(piece):], piece); n >= 0 {
				piece = script[:len(piece)+n+len(piece)]
			}
		}
		script = script[len(piece):]
		switch {
		case piece == ";":
			list = append(list, strings.TrimSpace(b.String()))
			b.Reset()
		case piece[0] == '\\':
			b.Reset()
		case strings.HasPrefix(piece, "--"), strings.HasPrefix(piece, "/*"):
			b.WriteByte(' ')
		default:
			b.WriteString(piece)
		}
	}
	return list
}
