package sqlguard_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// benchmark returns the corpus of TPC-H or TPC-DS in a dialect: queries of our
// own wording for the questions of the specification (https://www.tpc.org). The
// files in testdata are templates; dialectFuncs write what differs.
func benchmark(name string, d sqlguard.Dialect, count int) corpus {
	folder := filepath.Join("testdata", strings.ToLower(strings.ReplaceAll(name, "-", "")))
	title := map[sqlguard.Dialect]string{sqlguard.Postgres: "PostgreSQL", sqlguard.MySQL: "MariaDB", sqlguard.SQLite: "SQLite"}[d]
	queries := func(t *testing.T) []honestQuery { return templates(t, folder, d) }
	reading := map[sqlguard.Dialect]func() string{sqlguard.Postgres: postgresTree.take}[d]
	return corpus{
		name: name + ", " + title, list: filepath.Base(folder) + "_" + d.String() + ".txt", dialect: d, least: count,
		queries: queries, reading: reading,
		counts: func(conn *sql.Conn, q honestQuery) bool {
			_, err := result(conn, q.sql)
			return err == nil
		},
		replay: func(t *testing.T, some []honestQuery, visit func(*sql.Conn, honestQuery)) {
			conn := emptyDatabase(t, d)
			loadBenchmark(t, conn, folder)
			for _, q := range some {
				visit(conn, q)
			}
		},
	}
}

// templates returns the queries of a folder in a dialect. Each begins with a
// comment that holds its number.
func templates(t *testing.T, folder string, d sqlguard.Dialect) (list []honestQuery) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "queries*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		tree, err := template.New(filepath.Base(file)).Funcs(commonFuncs).Funcs(dialectFuncs[d]).ParseFiles(file)
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if err := tree.Execute(&text, d.String()); err != nil {
			t.Fatal(err)
		}
		for i, statement := range strings.Split(strings.TrimSpace(text.String()), ";\n\n") {
			list = append(list, honestQuery{filepath.Base(file), i + 1, strings.TrimSuffix(statement, ";")})
		}
	}
	return list
}

// emptyDatabase returns a connection to a database without tables.
func emptyDatabase(t *testing.T, d sqlguard.Dialect) *sql.Conn {
	t.Helper()
	var db *sql.DB
	switch d {
	case sqlguard.Postgres:
		name := postgres.database(t)
		db = postgresTree.open(t, postgres.connect(t, name), name, postgres.dsn(name))
		t.Cleanup(func() { db.Close() })
	case sqlguard.MySQL:
		db = mysql.connect(t, mysql.database(t))
	default:
		var err error
		if db, err = sql.Open("sqlite", ":memory:"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

var commonFuncs = template.FuncMap{
	"words": strings.Fields,
	"hour":  func(clock string) string { return strings.Split(clock, ":")[0] },
	"half":  func(clock string) bool { return strings.HasSuffix(clock, ":30") },
}

// dialectFuncs write what the dialects say in different ways.
var dialectFuncs = map[sqlguard.Dialect]template.FuncMap{
	sqlguard.Postgres: {
		"date":    func(day string) string { return "DATE '" + day + "'" },
		"add":     func(day string, n int, unit string) string { return fmt.Sprintf("%s + INTERVAL '%d %s'", day, n, unit) },
		"days":    func(from, to string) string { return to + " - " + from },
		"year":    func(day string) string { return "EXTRACT(YEAR FROM " + day + ")" },
		"concat":  func(parts ...string) string { return strings.Join(parts, " || ") },
		"stddev":  func(value string) string { return "STDDEV_SAMP(" + value + ")" },
		"integer": func() string { return "INT" },
		"rollup": func(from, columns, sums string) string {
			level := "GROUPING(" + strings.ReplaceAll(columns, ", ", ") + GROUPING(") + ")"
			return fmt.Sprintf("SELECT %s, %s, %s AS level FROM %s GROUP BY ROLLUP (%s)", columns, sums, level, from, columns)
		},
	},
	sqlguard.MySQL: {
		"date": func(day string) string { return "DATE '" + day + "'" },
		"add": func(day string, n int, unit string) string {
			return fmt.Sprintf("%s + INTERVAL %d %s", day, n, strings.ToUpper(unit))
		},
		"days":    func(from, to string) string { return "DATEDIFF(" + to + ", " + from + ")" },
		"year":    func(day string) string { return "YEAR(" + day + ")" },
		"concat":  func(parts ...string) string { return "CONCAT(" + strings.Join(parts, ", ") + ")" },
		"stddev":  func(value string) string { return "STDDEV_SAMP(" + value + ")" },
		"integer": func() string { return "SIGNED" },
		"rollup": func(from, columns, sums string) string { // MariaDB has no GROUPING
			level := "(" + strings.ReplaceAll(columns, ", ", " IS NULL) + (") + " IS NULL)"
			return fmt.Sprintf("SELECT %s, %s, %s AS level FROM %s GROUP BY %s WITH ROLLUP", columns, sums, level, from, columns)
		},
	},
	sqlguard.SQLite: {
		"date":   func(day string) string { return "'" + day + "'" },
		"add":    func(day string, n int, unit string) string { return fmt.Sprintf("DATE(%s, '%+d %s')", day, n, unit) },
		"days":   func(from, to string) string { return "JULIANDAY(" + to + ") - JULIANDAY(" + from + ")" },
		"year":   func(day string) string { return "CAST(STRFTIME('%Y', " + day + ") AS INTEGER)" },
		"concat": func(parts ...string) string { return strings.Join(parts, " || ") },
		"stddev": func(value string) string {
			return strings.ReplaceAll("SQRT((SUM(1.0 * $ * $) - SUM($) * SUM(1.0 * $) / COUNT($)) / (COUNT($) - 1))", "$", value)
		},
		"integer": func() string { return "INTEGER" },
		"rollup":  rollupByUnion,
	},
}

// rollupByUnion writes ROLLUP for an engine that does not have it.
func rollupByUnion(from, columns, sums string) string {
	list := strings.Split(columns, ", ")
	var members []string
	for level := range len(list) + 1 {
		kept := list[:len(list)-level]
		member := "SELECT "
		for _, c := range kept {
			member += c + ", "
		}
		member += strings.Repeat("NULL, ", level) + fmt.Sprintf("%s, %d AS level FROM %s", sums, level, from)
		if len(kept) > 0 {
			member += " GROUP BY " + strings.Join(kept, ", ")
		}
		members = append(members, member)
	}
	return strings.Join(members, " UNION ALL ")
}
