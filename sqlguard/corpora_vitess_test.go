package sqlguard_test

import (
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	driver "github.com/go-sql-driver/mysql"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// vitessTests are the test data of vitess.io/vitess in the version that
// internal/bench requires.
var vitessTests = corpus{
	name: "Vitess's tests", list: "vitess_tests.txt", dialect: sqlguard.MySQL, least: 4_000,
	queries: vitessQueries, replay: replayVitess, counts: vitessCounts,
}

// The files of Vitess's tests that hold queries, below go/vt.
const (
	vitessParser  = "sqlparser/testdata"
	vitessPlanner = "vtgate/planbuilder/testdata"
)

// vitessQueries returns the queries that may count, each text once. In the logs
// of applications a query counts once for all its values.
func vitessQueries(t *testing.T) []honestQuery {
	t.Helper()
	dir := filepath.Join(moduleFolder(t, "../internal/bench", "vitess.io/vitess"), "go", "vt")
	var list []honestQuery
	seen := map[string]bool{}
	add := func(file string, n int, statement string) {
		text := statement
		if !strings.Contains(file, "cases") {
			text = values.ReplaceAllString(statement, "?")
		}
		if asks.MatchString(statement) && onlyReads(statement) && !seen[text] {
			seen[text] = true
			list = append(list, honestQuery{file, n, statement})
		}
	}
	for _, pattern := range []string{vitessParser + "/*_cases.txt", vitessParser + "/*queries.txt", vitessParser + "/*.sql.gz", vitessPlanner + "/*_cases*.json"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		for _, file := range files {
			for i, statement := range vitessStatements(t, file) {
				add(filepath.Base(file), i+1, strings.TrimRight(strings.TrimSpace(statement), "; "))
			}
		}
	}
	return list
}

var values = regexp.MustCompile(`'(?:[^'\\]|\\.|'')*'|\b[0-9]+\b|(\?, )+`)

// vitessStatements returns the statements of a file: the inputs between INPUT and
// END, the queries of the cases for the planner, or the lines of a log.
func vitessStatements(t *testing.T, file string) []string {
	t.Helper()
	text := readAll(t, file)
	switch {
	case strings.HasSuffix(file, ".json"):
		var cases []struct{ Query string }
		if err := json.Unmarshal([]byte(text), &cases); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		list := make([]string, len(cases))
		for i, c := range cases {
			list[i] = c.Query
		}
		return list
	case strings.HasSuffix(file, "_cases.txt"):
		var list []string
		for _, part := range strings.Split("\n"+text, "\nINPUT\n")[1:] {
			input, _, _ := strings.Cut(part, "\nEND\n")
			list = append(list, input)
		}
		return list
	}
	return strings.Split(text, "\n")
}

func readAll(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// replayVitess makes the tables that the planner's cases read.
func replayVitess(t *testing.T, queries []honestQuery, visit func(*sql.Conn, honestQuery)) {
	t.Helper()
	dir := filepath.Join(moduleFolder(t, "../internal/bench", "vitess.io/vitess"), "go", "vt", vitessPlanner)
	s := newScratch(t)
	for _, file := range []string{"schemas/main.sql", "schemas/user.sql", "sampledata/user.sql"} {
		for _, statement := range strings.Split(readAll(t, filepath.Join(dir, file)), ";") {
			s.prepare(t.Context(), strings.TrimSpace(statement))
		}
	}
	for _, q := range queries {
		visit(s.reader, q)
	}
}

// vitessCounts is corpus.counts for Vitess, most of whose queries are about
// tables that it does not define: the server understands the query, and asks for
// no more than a database, a table or a column.
func vitessCounts(conn *sql.Conn, q honestQuery) bool {
	stmt, err := conn.PrepareContext(context.Background(), q.sql)
	if err == nil {
		stmt.Close()
		return true
	}
	missing := []uint16{1046, 1049, 1054, 1109, 1142, 1044, 1146}
	e := new(driver.MySQLError)
	return errors.As(err, &e) && slices.Contains(missing, e.Number)
}
