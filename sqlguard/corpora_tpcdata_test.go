package sqlguard_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// column matches a column of the schema: its name and the letters of its type.
var column = regexp.MustCompile(`(\w+) (INT|DECIMAL|DATE|VARCHAR|CHAR)`)

// loadBenchmark makes the tables of a folder and three rows in each for each query. Row n
// of every table refers to row n of the others and has what the query asks for.
func loadBenchmark(t *testing.T, conn *sql.Conn, folder string) {
	t.Helper()
	schema, err := os.ReadFile(filepath.Join(folder, "schema.sql"))
	if err != nil {
		t.Fatal(err)
	}
	var asked []map[string][]string
	for _, q := range templates(t, folder, sqlguard.Postgres) {
		asked = append(asked, askedFor(q.sql))
	}
	for _, table := range strings.Split(string(schema), "\n\n") {
		name := strings.Fields(table)[2]
		var rows []string
		for row := range 3 * len(asked) {
			var values []string
			for i, c := range column.FindAllStringSubmatch(table, -1) {
				values = append(values, value(row, i, c[1], c[2], asked[row%len(asked)][c[1]]))
			}
			rows = append(rows, "("+strings.Join(values, ", ")+")")
		}
		for _, statement := range []string{table, "INSERT INTO " + name + " VALUES " + strings.Join(rows, ", ")} {
			if _, err := conn.ExecContext(context.Background(), statement); err != nil {
				t.Fatalf("%.200s: %v", statement, err)
			}
		}
	}
}

// value returns the value of a column in a row: a key, one of the values asked
// for, or one that the type has.
func value(row, column int, name, kind string, asked []string) string {
	switch {
	case strings.HasSuffix(name, "_sk"), strings.HasSuffix(name, "key"), strings.HasSuffix(name, "_number"):
		return strconv.Itoa(row + 1)
	case len(asked) > 0:
		return asked[row%len(asked)]
	case kind == "INT":
		return strconv.Itoa(row%7 + 1)
	case kind == "DECIMAL":
		return fmt.Sprintf("%d.%02d", row%150+1, row*17%100)
	case kind == "DATE":
		return fmt.Sprintf("'1990-%02d-%02d'", row%12+1, column+1) // what follows is later
	}
	return fmt.Sprintf("'%c'", 'A'+row%26)
}

var (
	comparison = regexp.MustCompile(`(\w+) (=|<|>|<=|>=|IN|BETWEEN|LIKE) \(?((?:(?:DATE )?(?:'[^']*'|-?\d[\d.]*)(?:, | AND )?)+)`)
	constant   = regexp.MustCompile(`'[^']*'|-?\d[\d.]*`)
)

// askedFor returns values that fulfil the comparisons of columns with constants,
// by the name of the column.
func askedFor(query string) map[string][]string {
	asked := map[string][]string{}
	for _, m := range comparison.FindAllStringSubmatch(query, -1) {
		for _, c := range constant.FindAllString(m[3], -1) {
			asked[m[1]] = append(asked[m[1]], near(strings.ReplaceAll(c, "%", ""), m[2]))
		}
	}
	return asked
}

// near returns a constant, or one a little below or above it, as the operator says.
func near(constant, operator string) string {
	step := map[string]int{"<": -1, ">": 1}[operator]
	if n, err := strconv.Atoi(constant); err == nil {
		return strconv.Itoa(n + step)
	}
	if day, err := time.Parse("'2006-01-02'", constant); err == nil {
		return day.AddDate(0, 0, step).Format("'2006-01-02'")
	}
	return constant
}
