package sqlguard_test

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"

	_ "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// A server is an engine that runs as a program of its own, and how to reach it.
// The address is that of a default installation; an environment variable names
// another one. The %s stands for the database.
type server struct {
	dialect              sqlguard.Dialect
	driver, env, address string
	script               string // the folder below testdata
	split                string // what separates the statements of the shop
}

var (
	postgres = server{sqlguard.Postgres, "pgx", "MCPCORDON_POSTGRES", "postgres://postgres@127.0.0.1:5432/%s", "postgres", ""}
	mysql    = server{sqlguard.MySQL, "mysql", "MCPCORDON_MYSQL", "root@tcp(127.0.0.1:3306)/%s", "mysql", "\n"}
)

// dsn returns the address of a database.
func (s server) dsn(database string) string {
	address := s.address
	if a := os.Getenv(s.env); a != "" {
		address = a
	}
	return fmt.Sprintf(address, database)
}

// connect opens a database of the server. A test skips without one, but not
// where MCPCORDON_REQUIRE_SERVICES is set.
func (s server) connect(t testing.TB, database string) *sql.DB {
	t.Helper()
	db, err := sql.Open(s.driver, s.dsn(database))
	if err == nil {
		err = db.PingContext(t.Context())
	}
	if err != nil {
		if os.Getenv("MCPCORDON_REQUIRE_SERVICES") != "" {
			t.Fatalf("no %v server: %v", s.dialect, err)
		}
		t.Skipf("no %v server (%s names one): %v", s.dialect, s.env, err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// shop makes a database with the shop in it, which is gone after the test, and
// returns its name and a connection of the administrator.
func (s server) shop(t testing.TB) (name string, db *sql.DB) {
	t.Helper()
	name = s.database(t)
	db = s.connect(t, name)
	s.load(t, db)
	return name, db
}

// database makes an empty database, which is gone after the test, and returns
// its name.
func (s server) database(t testing.TB) (name string) {
	t.Helper()
	admin := s.connect(t, map[sqlguard.Dialect]string{sqlguard.Postgres: "postgres"}[s.dialect])
	name = fmt.Sprintf("mcpcordon_%d_%s", os.Getpid(), strings.ToLower(strings.Map(letters, t.Name())))
	name = name[:min(len(name), 60)]
	force := ""
	if s.dialect == sqlguard.Postgres {
		force = " WITH (FORCE)"
	}
	exec(t, admin, "DROP DATABASE IF EXISTS "+name+force)
	exec(t, admin, "CREATE DATABASE "+name)
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE IF EXISTS " + name + force); err != nil {
			t.Error(err)
		}
	})
	return name
}

// load runs the script of the shop.
func (s server) load(t testing.TB, db *sql.DB) {
	t.Helper()
	s.run(t, db, "shop.sql")
}

// run runs a script, and the one that the kind of server has beside it.
func (s server) run(t testing.TB, db *sql.DB, file string) {
	t.Helper()
	for _, name := range files(t, s.dialect, file) {
		script, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		statements := []string{string(script)}
		if s.split != "" {
			statements = strings.Split(strings.TrimSpace(string(script)), s.split)
		}
		for _, statement := range statements {
			exec(t, db, statement)
		}
	}
}

// kindOf tells the two kinds of servers apart that speak the language of MySQL.
func kindOf(t testing.TB, db *sql.DB) string {
	t.Helper()
	var version string
	if err := db.QueryRow("SELECT VERSION()").Scan(&version); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(version, "MariaDB") {
		return "mariadb"
	}
	return "mysql"
}

// files returns a file of a dialect and, if there is one, the file beside it with
// what only the kind of server has that runs here: honest_mariadb.sql and honest_mysql.sql.
func files(t testing.TB, d sqlguard.Dialect, file string) []string {
	t.Helper()
	names := []string{"testdata/" + d.String() + "/" + file}
	if d == sqlguard.MySQL {
		base, extension, _ := strings.Cut(names[0], ".")
		own := base + "_" + kindOf(t, mysql.connect(t, "")) + "." + extension
		if _, err := os.Stat(own); err == nil {
			names = append(names, own)
		}
	}
	return names
}

// lines returns the lines of all files of that name.
func lines(t testing.TB, d sqlguard.Dialect, file string) []string {
	t.Helper()
	var all []string
	for _, name := range files(t, d, file) {
		all = append(all, list(t, name)...)
	}
	return all
}

// timeLimit returns a statement that lets no other run for longer than ms
// milliseconds; zero lifts that.
func timeLimit(t testing.TB, d sqlguard.Dialect, db *sql.DB, ms int) string {
	t.Helper()
	switch {
	case d == sqlguard.Postgres:
		return fmt.Sprintf("SET statement_timeout = %d", ms)
	case kindOf(t, db) == "mariadb":
		return fmt.Sprintf("SET SESSION max_statement_time = %.1f", float64(ms)/1000)
	}
	return fmt.Sprintf("SET SESSION max_execution_time = %d", ms)
}

func letters(r rune) rune {
	if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
		return r
	}
	return -1
}

func exec(t testing.TB, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.Exec(strings.ReplaceAll(statement, "mcpcordon_reader", readerName)); err != nil {
		t.Fatalf("%.200s: %v", statement, err)
	}
}

// list returns the lines of a file, with \n, \r and \t for what they stand for.
func list(t testing.TB, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		lines = append(lines, unescape.Replace(strings.TrimSuffix(line, "\n")))
	}
	return lines
}
