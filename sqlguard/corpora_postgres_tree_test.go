package sqlguard_test

import (
	"context"
	"database/sql"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// postgresAccepts reports whether PostgreSQL makes a view of a query, and what
// the query tree of that view calls is built in and on the policy's lists.
func postgresAccepts(conn *sql.Conn, q honestQuery) bool {
	if !inBlock(conn) {
		run(conn, "BEGIN")
		defer run(conn, "ROLLBACK")
	}
	run(conn, "SAVEPOINT probe")
	defer run(conn, "ROLLBACK TO probe; RELEASE probe")
	// In FROM, columns may have the same name or a type that a view refuses.
	if run(conn, "CREATE TEMP VIEW mcpcordon_probe AS SELECT 1 AS one FROM ("+q.sql+") AS q") != nil {
		return false
	}
	rows, err := conn.QueryContext(context.Background(), usedByView)
	if err != nil {
		return false
	}
	defer rows.Close()
	for rows.Next() {
		var kind, name string
		var builtin bool
		if rows.Scan(&kind, &name, &builtin) != nil || !builtin || !listedAs[kind](name) {
			return false
		}
	}
	return rows.Err() == nil
}

// usedByView reads the query tree of the view: functions called, but for
// implicit casts; operators; types of constants and of explicit casts; tables;
// and the nodes that are functions without an entry in pg_proc, or lock.
const usedByView = `WITH tree AS (SELECT ev_action::text AS t FROM pg_rewrite WHERE ev_class = 'pg_temp.mcpcordon_probe'::regclass)
SELECT 'function', proname, pronamespace = 11 FROM pg_proc WHERE oid IN (
	SELECT m[1]::oid FROM tree, regexp_matches(t, '\{FUNCEXPR :funcid (\d+) :funcresulttype \d+ :funcretset \w+ :funcvariadic \w+ :funcformat [03]', 'g') m
	UNION SELECT m[1]::oid FROM tree, regexp_matches(t, ':(?:aggfnoid|winfnoid) (\d+)', 'g') m)
UNION ALL SELECT 'operator', oprname, oprnamespace = 11 FROM pg_operator WHERE oid IN (
	SELECT m[1]::oid FROM tree, regexp_matches(t, ':opno (\d+)', 'g') m)
UNION ALL SELECT 'type', ltrim(typname, '_'), typnamespace = 11 FROM pg_type WHERE oid IN (
	SELECT m[1]::oid FROM tree, regexp_matches(t, '\{CONST :consttype (\d+)', 'g') m WHERE m[1] <> '705'
	UNION SELECT m[1]::oid FROM tree, regexp_matches(t, '\{FUNCEXPR :funcid \d+ :funcresulttype (\d+) :funcretset \w+ :funcvariadic \w+ :funcformat 1', 'g') m
	UNION SELECT m[1]::oid FROM tree, regexp_matches(t, ':(?:resulttype|row_typeid) (\d+)[^{}]* :(?:relabel|coerce|convert|coercion|row_)format 1', 'g') m)
UNION ALL SELECT 'table', relname, oid >= 16384 FROM pg_class WHERE oid IN (
	SELECT m[1]::oid FROM tree, regexp_matches(t, ':relid (\d+)', 'g') m)
UNION ALL SELECT 'node', m[1], true FROM tree, regexp_matches(t, '\{(ROWMARKCLAUSE|XMLEXPR|TABLEFUNC|SQLVALUEFUNCTION :op (?:9|1\d))', 'g') m`

var listedAs = map[string]func(string) bool{
	"function": sqlguard.PostgresFunction,
	"operator": sqlguard.PostgresOperator,
	"type":     sqlguard.PostgresType,
	"table":    func(string) bool { return true },
	"node":     func(string) bool { return false },
}

// A treeLog holds the query tree of the first statement that PostgreSQL read
// since it was taken; behind it come those of functions and views.
type treeLog struct{ first string }

var postgresTree treeLog

// open opens the database of that name at an address. The sessions send their
// query trees.
func (l *treeLog) open(t *testing.T, admin *sql.DB, name, dsn string) *sql.DB {
	t.Helper()
	exec(t, admin, "ALTER DATABASE "+name+" SET log_min_messages = fatal") // the server's log is not for trees
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec // tables change
	maps.Copy(config.RuntimeParams, map[string]string{
		"statement_timeout": "30000", "synchronous_commit": "off",
		"debug_print_parse": "on", "debug_pretty_print": "off", "client_min_messages": "log",
	})
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if n.Message == "parse tree:" && l.first == "" {
			l.first = n.Detail
		}
	}
	return sql.OpenDB(stdlib.GetConnector(*config))
}

// Places differ between a query and its canonical form, and so do two spellings:
// COLLATION FOR becomes a call, ROWS x PRECEDING becomes ROWS BETWEEN.
var (
	places       = regexp.MustCompile(` :(?:location|stmt_len|stmt_location) -?\d+`)
	collationFor = regexp.MustCompile(`(:funcid 3162 [^{}]*:funcformat) 3`)
	frameOptions = regexp.MustCompile(`:frameOptions \d+`)
)

// take returns the tree without what may differ, and forgets it.
func (l *treeLog) take() string {
	tree := strings.Join(strings.Fields(l.first), " ")
	l.first = ""
	tree = collationFor.ReplaceAllString(places.ReplaceAllString(tree, ""), "$1 0")
	return frameOptions.ReplaceAllStringFunc(tree, func(s string) string {
		n, _ := strconv.Atoi(s[len(":frameOptions "):])
		return ":frameOptions " + strconv.Itoa(n&^0x10) // FRAMEOPTION_BETWEEN
	})
}
