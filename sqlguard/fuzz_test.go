package sqlguard_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

func FuzzPolicyNeverPanicsAndSaysNothingOfTheStatement(f *testing.F) {
	for _, a := range attacks() {
		f.Add(a.sql)
	}
	for _, s := range honest() {
		f.Add(s)
	}
	policy := sqlguard.ReadOnly(sqlguard.SQLite)
	f.Fuzz(func(t *testing.T, statement string) {
		const marker = "zqxjkv"
		marked := strings.ReplaceAll(statement, "orders", marker)
		err := policy.Check(t.Context(), marked)
		if err == nil {
			return
		}
		if _, ok := err.(*guard.Denial); !ok || guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("Check(%q) = %#v, want a denial of the statement", marked, err)
		}
		if strings.Contains(err.Error(), marker) {
			t.Errorf("Check(%q) = %v, want no text of the statement", marked, err)
		}
	})
}

// FuzzWhatIsAllowedOnlyReads runs what the policy allows on a connection that
// may write, and looks whether anything changed. The engine has to agree: one
// statement, read-only, no syntax error, and no table or function that our facts
// do not name.
func FuzzWhatIsAllowedOnlyReads(f *testing.F) {
	for _, a := range attacks() {
		f.Add(a.sql)
	}
	for _, s := range honest() {
		f.Add(s)
	}
	w := watch(f)
	f.Fuzz(func(t *testing.T, statement string) { w.judge(t, statement) })
}

// TestMutantsThatAreAllowedOnlyRead does the same with statements whose tokens
// were dropped, doubled, swapped and replaced by those of others, which keeps
// more of them alive than changing bytes does. MCPCORDON_FUZZTIME says for how long
// at least.
func TestMutantsThatAreAllowedOnlyRead(t *testing.T) {
	w := watch(t)
	random := rand.New(rand.NewPCG(fuzzSeed(), 1))
	var seeds [][]string
	for _, a := range attacks() {
		seeds = append(seeds, pieces.FindAllString(a.sql, -1))
	}
	for _, s := range honest() {
		seeds = append(seeds, pieces.FindAllString(s, -1))
	}
	least, mutants, allowed := 60_000, 0, 0
	if testing.Short() {
		least = 5_000
	}
	for end := time.Now().Add(fuzzTime(t)); mutants < least || time.Now().Before(end); mutants++ {
		if w.judge(t, mutant(random, seeds)) {
			allowed++
		}
	}
	t.Logf("%d mutants, %d allowed", mutants, allowed)
	w.unchanged(t, "all mutants together")
}

var pieces = regexp.MustCompile(`'(?:[^']|'')*'|"[^"]*"|[\w$]+|->>|->|\|\||<>|<=|>=|==|!=|<<|>>|--[^\n]*\n?|/\*.*?\*/|\s+|.`)

func mutant(random *rand.Rand, seeds [][]string) string {
	some := func() string { s := seeds[random.IntN(len(seeds))]; return s[random.IntN(len(s))] }
	list := slices.Clone(seeds[random.IntN(len(seeds))])
	for range 1 + random.IntN(3) {
		i, j := random.IntN(len(list)), random.IntN(len(list))
		switch random.IntN(4) {
		case 0:
			list[i] = ""
		case 1:
			list[i] += " " + some() + " "
		case 2:
			list[i] = some()
		case 3:
			list[i], list[j] = list[j], list[i]
		}
	}
	return strings.Join(list, "")
}

// A watcher judges statements by an engine that may write.
type watcher struct {
	db     *sql.DB
	dir    string
	engine *preparer
	before string
	log    []action
	runs   int
}

func watch(t testing.TB) *watcher {
	w := &watcher{engine: newPreparer(t)}
	w.db, w.dir = open(t)
	w.before = state(t, w.db, w.dir)
	authorize(t, w.db, &w.log)
	return w
}

// judge reports whether the policy allows a statement, and fails if it should
// not. Reading all tables is slow, so that is done after every eighth.
func (w *watcher) judge(t *testing.T, statement string) bool {
	st, err := sqlguard.Parse(sqlguard.SQLite, statement)
	if err != nil || lite().Check(t.Context(), statement) != nil {
		return false
	}
	agree(t, statement, w.engine.prepare(statement))
	w.log = w.log[:0]
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	drain(ctx, w.db, statement)
	touched(t, statement, st, w.log)
	w.same(t, statement)
	if w.runs++; w.runs%8 == 0 {
		w.unchanged(t, statement)
	}
	return true
}

// same compares what a statement and its canonical form give.
func (w *watcher) same(t *testing.T, statement string) {
	t.Helper()
	canonical, err := lite().Canonical(statement)
	if err != nil {
		t.Errorf("Canonical(%q) = %v", statement, err)
	}
	want, wantErr := result(w.db, statement)
	got, gotErr := result(w.db, canonical)
	if (wantErr == nil) != (gotErr == nil) || sorted(want) != sorted(got) && !changing(w.db, statement, want) {
		t.Errorf("%q gives\n%s%v\nand its canonical form %q\n%s%v", statement, want, wantErr, canonical, got, gotErr)
	}
}

func (w *watcher) unchanged(t *testing.T, statement string) {
	t.Helper()
	if state(t, w.db, w.dir) != w.before {
		t.Fatalf("the database was changed by %q or one of the seven before", statement)
	}
}

func agree(t *testing.T, statement string, v verdict) {
	t.Helper()
	// These are refusals of meaning that the engine's parser words as syntax.
	for _, broken := range []string{"syntax error", "unrecognized token", "incomplete input"} {
		if strings.Contains(v.err, broken) {
			t.Errorf("%q is allowed, but the engine says: %s", statement, v.err)
		}
	}
	if v.err == "" && !v.readonly {
		t.Errorf("%q is allowed, but the engine says that it writes", statement)
	}
	if err := sqlguard.ReadOnly(sqlguard.SQLite).Check(context.Background(), "SELECT 1;"+v.tail); err != nil {
		t.Errorf("%q is allowed, but the engine reads %q as a second statement", statement, v.tail)
	}
}

// touched compares what SQLite's authorizer was asked with our facts. A view
// stands for the tables below it.
func touched(t *testing.T, statement string, st *sqlguard.Statement, log []action) {
	t.Helper()
	// FTS5 calls bm25 for its column rank. A table of WITH is reported, without
	// a column, if no column of it is read.
	tables, functions := map[string]bool{}, map[string]bool{"->": true, "->>": true, "bm25": true}
	with := strings.Contains(strings.ToLower(statement), "with")
	for _, r := range st.Tables {
		tables[strings.ToLower(r.Name)] = true
	}
	for _, f := range st.Functions {
		functions[f.Name] = true
	}
	for _, a := range log {
		name := strings.ToLower(a.arg1)
		switch a.code {
		case sqlite.AuthSelect, sqlite.AuthRecursive:
		case sqlite.AuthFunction:
			if name := strings.ToLower(a.arg2); !functions[name] && !strings.HasPrefix(name, "current_") && a.inner == "" {
				t.Errorf("%q calls %s, which is not in %v", statement, name, st.Functions)
			}
		case sqlite.AuthRead:
			own := tables[name] || functions[name] || tables[strings.ToLower(a.inner)] || strings.HasPrefix(name, "articles_")
			if !own && !(with && a.arg2 == "" && !strings.HasPrefix(name, "sqlite_")) {
				t.Errorf("%q reads %s (in %q), which is not in %v", statement, a.arg1, a.inner, st.Tables)
			}
		default:
			t.Errorf("%q does %v on %q", statement, a.code, a.arg1)
		}
	}
}

// hostile are shapes that are repeated to the greatest length.
var hostile = []string{
	"(", "SELECT(", "SELECT*FROM(", "NOT ", "-", "- ", "+1", " OR 1", ",1", "/*", "/**/", "--\n", "'", "''", `"`, "[", "[]", "`", ";", "CASE ",
	"CASE WHEN 1 THEN ", "a.", "f(", ",f()", "x'", "1e", "?", " UNION SELECT 1", " JOIN a", ",a", "WITH a AS(", " COLLATE nocase",
	" IS NOT NULL", " BETWEEN 1 AND 2", "EXISTS(", "CAST(", "é", "%", "||'a'", " IN(", " ESCAPE 'x'", " OVER(", ",a AS(SELECT 1)",
}

// hostileText begins like a statement and goes on with one shape.
func hostileText(start, shape string) string { return start + strings.Repeat(shape, 99_000/len(shape)) }

func TestHostileShapesAreDecided(t *testing.T) {
	policy := sqlguard.ReadOnly(sqlguard.SQLite)
	for _, shape := range hostile {
		for _, start := range []string{"", "SELECT ", "SELECT 1", "SELECT 1 FROM a", "WITH a AS(SELECT 1)", "VALUES(1)"} {
			if err := policy.Check(t.Context(), hostileText(start, shape)); err != nil && guard.CodeOf(err) != guard.CodeStatementNotAllowed {
				t.Errorf("Check(%q and 99 kB of %q) = %v", start, shape, err)
			}
		}
	}
}

// hostileTrees name long things many times.
func hostileTrees() map[string]string {
	columns := "1"
	for i := range 7000 {
		columns += fmt.Sprintf(",1 c%d", i)
	}
	again := strings.Repeat
	return map[string]string{
		"a_wide_table_of_WITH_100_times": "WITH w AS (SELECT " + columns + ") SELECT 1 FROM w" + again(" UNION ALL SELECT 1 FROM w", 99),
		"a_wide_table_60_levels_up":      again("SELECT * FROM (", 60) + "SELECT " + columns + again(") x", 60),
		"a_wide_union_190_levels_up":     again("(", 190) + "SELECT " + columns + again(")", 190),
		"columns_60_levels_down":         again("SELECT (", 60) + "SELECT a" + again(",a", 10_000) + " FROM t" + again(") FROM t", 60),
		"ROWS_FROM":                      "SELECT 1 FROM ROWS FROM (f()" + again(",f()", 6000) + ") AS t",
		"fields_of_functions":            "SELECT f.a" + again(",f.a", 1500) + " FROM f() f(a)" + again(",f() f(b,c,d,a)", 1200),
		"pragmas":                        "SELECT a" + again(",a", 4000) + " FROM pragma_table_info('t')" + again(",pragma_table_info('t')", 1500),
		"USING":                          "SELECT 1 FROM t" + again(" JOIN t USING(a"+again(",a", 400)+")", 30),
	}
}

// BenchmarkHostileShapes shows that 99 kB of no shape take much longer than
// those of another.
func BenchmarkHostileShapes(b *testing.B) {
	run := func(name string, d sqlguard.Dialect, text string) {
		policy := sqlguard.ReadOnly(d)
		policy.Columns = []string{"t.a"}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				_ = policy.Check(b.Context(), text)
			}
		})
	}
	for _, shape := range hostile {
		run(shape, sqlguard.SQLite, hostileText("SELECT 1", shape))
	}
	for name, text := range hostileTrees() {
		d := sqlguard.Postgres
		if name == "pragmas" {
			d = sqlguard.SQLite
		}
		run(name, d, text)
	}
}
