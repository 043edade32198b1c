package sqlguard_test

import (
	"bufio"
	"crypto/sha256"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

var (
	updateLists = flag.Bool("update-lists", false, "ask the engines which statements of the corpora count, and write testdata/corpora")
	updateRates = flag.Bool("update-rates", false, "write the measured rates into "+ratesFile)
)

// A corpus is a set of honest queries of one source. What share of them is
// allowed is measured over its list in testdata/corpora, which the engine made
// before our parser saw a statement: -update-lists writes it.
type corpus struct {
	name    string // as published
	list    string // the file of the list
	dialect sqlguard.Dialect
	least   int // how many statements the list holds at least
	// queries returns the queries of the source in their order. It skips the
	// test where the source is not at hand.
	queries func(t *testing.T) []honestQuery
	// replay runs what some of the queries need, tables above all, and calls
	// visit for each of them, in order.
	replay func(t *testing.T, some []honestQuery, visit func(*sql.Conn, honestQuery))
	// counts asks the engine whether a query belongs on the list: it accepts
	// it, and nothing that the policy's lists lack is called or read.
	counts func(*sql.Conn, honestQuery) bool
	// reading returns how the engine read the first statement since reading
	// was called before. Nil: it cannot tell.
	reading func() string
	// floating says that the source may be newer than the list, by a little.
	// What it does not have any more is left out, and the rates are those of
	// the rest, which nothing was published of.
	floating bool
}

// corpora are all of them. The rows of ratesFile are in order of the names.
var corpora = []corpus{
	postgresRegress, mariadbTests, sqliteTests, vitessTests,
	benchmark("TPC-DS", sqlguard.Postgres, 103), benchmark("TPC-DS", sqlguard.MySQL, 103), benchmark("TPC-DS", sqlguard.SQLite, 103),
	benchmark("TPC-H", sqlguard.Postgres, 22), benchmark("TPC-H", sqlguard.MySQL, 22), benchmark("TPC-H", sqlguard.SQLite, 22),
}

// An honestQuery is the n-th statement of a file, from 1.
type honestQuery struct {
	file string
	n    int
	sql  string
}

// key is the line of a query in the list.
func (q honestQuery) key() string {
	return fmt.Sprintf("%s %d %.4x", q.file, q.n, sha256.Sum256([]byte(q.sql)))
}

// TestHonestCorpora measures the share of each corpus that is allowed, compares
// it with what is published, and the rows of each query with those of its
// canonical form. A corpus that is not at hand is left out.
func TestHonestCorpora(t *testing.T) {
	if raceDetector {
		t.Skip("rates and rows are no matter of races, and take minutes here")
	}
	for _, c := range corpora {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			all := c.queries(t)
			if *updateLists {
				c.derive(t, all)
			}
			listed, missing := c.listed(t, all)
			if len(listed) < c.least {
				t.Errorf("the list holds %d statements, want at least %d", len(listed), c.least)
			}
			m := c.measure(t, listed)
			if rate := m.rate(); rate < 99 {
				t.Errorf("allowed %.2f %% of %d, want at least 99 %%", rate, m.total)
			}
			m.compared = c.compare(t, listed, m.canonical) // skips without the engine
			if missing == 0 {
				m.publish(t)
			}
		})
	}
}

// derive writes the list of a corpus: each text that counts, once.
func (c corpus) derive(t *testing.T, all []honestQuery) {
	t.Helper()
	var b strings.Builder
	seen := map[string]bool{}
	c.replay(t, all, func(conn *sql.Conn, q honestQuery) {
		if !seen[q.sql] && c.counts(conn, q) {
			seen[q.sql] = true
			fmt.Fprintln(&b, q.key())
		}
	})
	if err := os.WriteFile(filepath.Join("testdata", "corpora", c.list), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// listed returns the queries that are on the list, and how many more the list
// names. It fails if these are any, or one in twenty of a floating corpus.
func (c corpus) listed(t *testing.T, all []honestQuery) (listed []honestQuery, lost int) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "corpora", c.list))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	missing := map[string]bool{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		missing[lines.Text()] = true
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		if key := q.key(); missing[key] {
			listed = append(listed, q)
			delete(missing, key)
		}
	}
	lost = len(missing)
	if c.floating && 0 < lost && lost*20 < len(listed) {
		t.Logf("%d statements of the list are not in this version of the source; -update-lists makes it anew", lost)
		return listed, lost
	}
	for key := range missing {
		t.Errorf("the list names %q, which the corpus does not have", key)
	}
	return listed, lost
}

// measure asks the policy about each query. With -v it shows what is refused.
func (c corpus) measure(t *testing.T, listed []honestQuery) measured {
	t.Helper()
	policy := sqlguard.ReadOnly(c.dialect)
	policy.AllowRecursive = true
	m := measured{name: c.name, total: len(listed), reasons: map[string]int{}, canonical: map[string]string{}}
	for _, q := range listed {
		canonical, err := policy.Canonical(q.sql)
		if err != nil {
			m.reasons[strings.TrimPrefix(err.Error(), string(guard.CodeOf(err))+": ")]++
			if testing.Verbose() {
				t.Logf("refused %s %d %q: %#v", q.file, q.n, q.sql, err)
			}
			continue
		}
		m.canonical[q.sql] = canonical
	}
	return m
}

// compare runs each query that is allowed and its canonical form, and returns
// how many ran. The engine must read both alike, and both must give the same rows
// or fail.
func (c corpus) compare(t *testing.T, listed []honestQuery, canonical map[string]string) (ran int) {
	t.Helper()
	read := 0
	allowed := slices.DeleteFunc(slices.Clone(listed), func(q honestQuery) bool { return canonical[q.sql] == "" })
	c.replay(t, allowed, func(conn *sql.Conn, q honestQuery) {
		text := canonical[q.sql]
		want, wantTree, wantErr := c.run(conn, q.sql)
		got, gotTree, gotErr := c.run(conn, text)
		if gotTree != "" { // as it is in a transaction that has failed
			read++
			if gotTree != wantTree && c.steady(conn, q.sql, wantTree) {
				t.Errorf("%s %d %q is read as\n%s\nand its canonical form %q as\n%s", q.file, q.n, q.sql, wantTree, text, gotTree)
			}
		}
		switch {
		case slow(wantErr) || slow(gotErr):
		case (wantErr == nil) != (gotErr == nil):
			t.Errorf("%s %d %q ends with %v, and its canonical form %q with %v", q.file, q.n, q.sql, wantErr, text, gotErr)
		case wantErr == nil:
			ran++
			if !c.same(q, want, got) && !changing(conn, q.sql, want) {
				t.Errorf("%s %d %q gives\n%s\nand its canonical form %q\n%s", q.file, q.n, q.sql, want, text, got)
			}
		}
	})
	if c.reading != nil && read < len(allowed)*9/10 {
		t.Errorf("the engine showed how it reads %d of %d statements", read, len(allowed))
	}
	return ran
}

// run runs a statement and returns its rows and how it was read.
func (c corpus) run(conn *sql.Conn, statement string) (rows, tree string, err error) {
	if c.reading != nil {
		c.reading() // what was read before
		defer func() { tree = c.reading() }()
	}
	rows, err = result(conn, statement)
	return rows, "", err
}

// steady reports whether a statement is read as it was before: the tree of one
// with 'now' or 'tomorrow' holds the time.
func (c corpus) steady(conn *sql.Conn, statement, tree string) bool {
	_, again, _ := c.run(conn, statement)
	return again == tree
}
