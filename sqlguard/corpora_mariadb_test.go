package sqlguard_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// mariadbTests are the scripts that come with MariaDB, as Debian packs them.
var mariadbTests = corpus{
	name: "MariaDB's tests", list: "mariadb_tests.txt", dialect: sqlguard.MySQL, least: 25_000,
	queries: mariadbQueries, replay: replayMariaDB, counts: mysqlCounts, floating: true,
}

// mysqltestNames returns the names of the scripts below the root.
func mysqltestNames(t *testing.T) []string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(mysqltestRoot, "main")); err != nil {
		if os.Getenv("MCPCORDON_REQUIRE_SERVICES") != "" {
			t.Fatalf("no test suite of MariaDB: %v", err)
		}
		t.Skipf("left out: no test suite of MariaDB (package mariadb-test-data): %v", err)
	}
	var list []string
	err := fs.WalkDir(os.DirFS(mysqltestRoot), ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".test") {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// A scratch is a database of MariaDB in which scripts of others run: one account
// may do everything in it and nothing elsewhere, and the other may only read it.
type scratch struct {
	name           string
	admin          *sql.DB
	writer, reader *sql.Conn
	broken         bool
}

func newScratch(t *testing.T) *scratch {
	t.Helper()
	s := &scratch{admin: mysql.connect(t, ""), name: fmt.Sprintf("mcpcordon_%d_corpus", os.Getpid())}
	if kindOf(t, s.admin) != "mariadb" {
		t.Skip("the list holds what MariaDB runs, and MCPCORDON_MYSQL names another server")
	}
	t.Cleanup(func() {
		s.admin.Exec("DROP DATABASE IF EXISTS " + s.name)
		s.admin.Exec("DROP USER IF EXISTS " + s.account("w") + ", " + s.account("r"))
	})
	exec(t, s.admin, "CREATE OR REPLACE USER "+s.account("w")+", "+s.account("r"))
	exec(t, s.admin, "GRANT ALL ON "+s.name+".* TO "+s.account("w"))
	exec(t, s.admin, "GRANT SELECT ON "+s.name+".* TO "+s.account("r"))
	s.reset(t)
	return s
}

func (s *scratch) account(kind string) string { return s.name + "_" + kind }

// reset empties the database and opens both connections anew, the reader's with
// the settings that DB makes.
func (s *scratch) reset(t *testing.T) {
	t.Helper()
	s.close()
	exec(t, s.admin, "DROP DATABASE IF EXISTS "+s.name)
	exec(t, s.admin, "CREATE DATABASE "+s.name+" CHARACTER SET latin1")
	s.writer = s.open(t, "w", "SET NAMES utf8mb4", "SET SESSION max_statement_time = 2, SESSION default_storage_engine = MyISAM, SESSION foreign_key_checks = 0, SESSION lock_wait_timeout = 2")
	s.reader = s.open(t, "r", "SET NAMES utf8mb4", "SET SESSION max_statement_time = 2, SESSION lock_wait_timeout = 2", "SET SESSION TRANSACTION READ ONLY")
}

func (s *scratch) close() {
	for _, c := range []*sql.Conn{s.writer, s.reader} {
		if c != nil {
			c.Close()
		}
	}
}

func (s *scratch) open(t *testing.T, kind string, settings ...string) *sql.Conn {
	t.Helper()
	address := strings.Replace(mysql.dsn(s.name), "root@", s.account(kind)+"@", 1)
	db, err := sql.Open("mysql", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(0)
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range settings {
		if _, err := conn.ExecContext(t.Context(), set); err != nil {
			t.Fatalf("%s: %v", set, err)
		}
	}
	return conn
}

var (
	// mysqlPrepares are the statements of a script that make the tables which its
	// queries read.
	mysqlPrepares = regexp.MustCompile(`(?i)^(create(\s+or\s+replace)?\s+((temporary|unique|fulltext|spatial)\s+)*(table|view|index|sequence|algorithm)|insert|replace|update|delete|truncate|alter\s+(ignore\s+)?(table|view)|drop\s+(temporary\s+)?(table|view|index|sequence)|rename\s+table)\b`)
	temporary     = regexp.MustCompile(`(?i)^(create(?:\s+or\s+replace)?|drop)\s+temporary\b`)
)

// prepare runs a statement if it is one that makes tables or rows. Temporary
// tables are made for good, so that the reader sees them.
func (s *scratch) prepare(ctx context.Context, statement string) {
	if !mysqlPrepares.MatchString(statement) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := s.writer.ExecContext(ctx, temporary.ReplaceAllString(statement, "$1"))
	s.broken = s.broken || ctx.Err() != nil || err != nil && strings.Contains(err.Error(), "bad connection")
}

// mariadbQueries returns the queries of the scripts that may count, each text where it occurs
// first: the scripts include each other a lot.
func mariadbQueries(t *testing.T) []honestQuery {
	t.Helper()
	var list []honestQuery
	seen := map[string]bool{}
	for _, file := range mysqltestNames(t) {
		for i, statement := range mysqltestStatements(file) {
			if asks.MatchString(statement) && onlyReads(statement) && !seen[statement] {
				seen[statement] = true
				list = append(list, honestQuery{file, i + 1, statement})
			}
		}
	}
	return list
}

// replayMariaDB runs the scripts one after the other; of those whose rows are
// compared, one in twenty-four.
func replayMariaDB(t *testing.T, queries []honestQuery, visit func(*sql.Conn, honestQuery)) {
	t.Helper()
	s := newScratch(t)
	queries = inSample(queries, 24)
	for len(queries) > 0 {
		file := queries[0].file
		s.reset(t)
		for i, statement := range mysqltestStatements(file) {
			if queries[0].file == file && queries[0].n == i+1 {
				visit(s.reader, queries[0])
				queries = queries[1:]
			} else {
				s.prepare(t.Context(), statement)
			}
			if len(queries) == 0 || queries[0].file != file {
				break // nothing of this script is left
			}
		}
	}
}
