package sqlguard_test

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"database/sql"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// postgresRegress are the queries of PostgreSQL's own tests.
var postgresRegress = corpus{
	name: "PostgreSQL's regression tests", list: "postgres_regress.txt", dialect: sqlguard.Postgres, least: 5000,
	queries: func(t *testing.T) (list []honestQuery) {
		for _, s := range postgresScripts(t) {
			for _, q := range s {
				if reads.MatchString(q.sql) {
					list = append(list, q)
				}
			}
		}
		return list
	},
	replay:  replayPostgres,
	counts:  postgresAccepts,
	reading: postgresTree.take,
}

var reads = regexp.MustCompile(`(?i)^(select|with|values|table|\()`)

// prepares are the statements of the scripts that are run for the queries behind
// them. Left out is what reaches beyond the database.
var prepares = regexp.MustCompile(`(?i)^(((create|alter|drop)\s+(or\s+replace\s+|global\s+|local\s+|temp\s+|temporary\s+|unlogged\s+|unique\s+|recursive\s+|materialized\s+)*` +
	`(table|view|index|type|domain|function|sequence|schema|aggregate|operator|cast|collation|statistics|rule|text\s+search)` +
	`|insert|update|delete|truncate|merge|analyze|begin|start|commit|end|rollback|abort|savepoint|release|set|reset)\b)`)

// keeps are the settings that stay as they are: how texts are read, and what the
// server says.
var keeps = regexp.MustCompile(`(?i)standard_conforming_strings|client_min_messages`)

// shared are the scripts that make what others need.
var shared = []string{"test_setup.sql", "create_index.sql", "create_misc.sql", "create_view.sql"}

// place puts them before the others.
func place(name string) int {
	if i := slices.Index(shared, name); i >= 0 {
		return i
	}
	return len(shared)
}

// postgresScripts returns the statements of each script: the one that makes the
// tables which all share first, then the others by their names.
func postgresScripts(t *testing.T) [][]honestQuery {
	t.Helper()
	unzipped, err := gzip.NewReader(data(t, "postgres_regress.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	scripts := map[string][]honestQuery{}
	for files := tar.NewReader(unzipped); ; {
		header, err := files.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		name := path.Base(header.Name)
		text, err := io.ReadAll(files)
		if err != nil {
			t.Fatal(err)
		}
		for i, statement := range splitStatements(string(text)) {
			scripts[name] = append(scripts[name], honestQuery{name, i + 1, statement})
		}
	}
	names := slices.Sorted(maps.Keys(scripts))
	slices.SortStableFunc(names, func(a, b string) int { return place(a) - place(b) })
	var list [][]honestQuery
	for _, name := range names {
		list = append(list, scripts[name])
	}
	return list
}

// replayPostgres runs the scripts in a database of their own, each as far as the
// last query that is wanted of it and in a session of its own. They run as a role
// that owns the database and nothing else: as an administrator some destroy the
// catalog, and the server stops.
func replayPostgres(t *testing.T, some []honestQuery, visit func(*sql.Conn, honestQuery)) {
	t.Helper()
	const owner = "mcpcordon_scripts"
	name := postgres.database(t)
	admin := postgres.connect(t, name)
	exec(t, admin, "DO $$BEGIN CREATE ROLE "+owner+" LOGIN; EXCEPTION WHEN duplicate_object THEN END$$")
	exec(t, admin, "ALTER SCHEMA public OWNER TO "+owner)
	exec(t, admin, "ALTER DATABASE "+name+" OWNER TO "+owner)
	db := postgresTree.open(t, admin, name, postgres.as(owner, name))
	defer db.Close()
	db.SetMaxIdleConns(-1) // a script's session ends with it
	wanted := map[honestQuery]bool{}
	for _, q := range some {
		wanted[q] = true
	}
	for _, script := range postgresScripts(t) {
		for len(script) > 0 && place(script[0].file) == len(shared) && !wanted[script[len(script)-1]] {
			script = script[:len(script)-1]
		}
		if len(script) == 0 {
			continue
		}
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range script {
			copied := copies.FindStringSubmatch(q.sql)
			switch {
			case wanted[q]:
				visit(conn, q)
			case copied != nil:
				run(conn, strings.Replace(copiedRows, "TABLE", copied[1], 1))
			case prepares.MatchString(q.sql) && !keeps.MatchString(q.sql):
				run(conn, q.sql) // many scripts show errors
			}
		}
		conn.Close()
	}
}

// copies match the statements that read the two tables most used from files that
// are not at hand; copiedRows makes rows like theirs.
var copies = regexp.MustCompile(`^COPY (onek|tenk1) FROM`)

const copiedRows = `INSERT INTO TABLE SELECT u, n, u % 2, u % 4, u % 10, u % 20, u % 100, u % 1000, u % 2000, u % 5000, u % 10000,
	u % 100 * 2, u % 100 * 2 + 1, chr(65 + u % 26) || 'AAAxx', chr(65 + n % 26) || 'AAAxx', repeat(chr(65 + n % 4 * 7), 4) || 'xx'
	FROM (SELECT n, n * 7919 % 1000 AS u FROM generate_series(0, 999) AS n) AS s`

// run runs a statement, or several.
func run(conn *sql.Conn, statement string) error {
	_, err := conn.ExecContext(context.Background(), statement)
	return err
}

// inBlock reports whether a transaction of several statements is open.
func inBlock(conn *sql.Conn) (open bool) {
	conn.Raw(func(c any) error {
		open = c.(*stdlib.Conn).Conn().PgConn().TxStatus() != 'I'
		return nil
	})
	return open
}

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
