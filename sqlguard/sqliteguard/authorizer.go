package sqliteguard

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"modernc.org/sqlite"

	"github.com/mcpcordon/mcpcordon/sqlguard"
	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// A guardian guards the connections of a DB.
type guardian struct {
	policy *sqlguard.Policy
	limits limits

	mu    sync.Mutex
	rules *rules // of the schema as it was seen last
}

// driverConn is what a connection of modernc.org/sqlite can do.
type driverConn interface {
	sqlite.AuthorizerRegisterer
	ColumnInfo(query string) ([]sqlite.ColumnInfo, error)
}

// authorize installs the authorizer, for the schema as it is now.
func (g *guardian) authorize(ctx context.Context, conn *sql.Conn) error {
	var version int64
	if err := conn.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&version); err != nil {
		return err
	}
	r := g.seen(version)
	if r == nil {
		var err error
		if r, err = g.learn(ctx, conn, version); err != nil {
			return err
		}
	}
	return raw(conn, func(c driverConn) error {
		if err := c.RegisterAuthorizer(r.decide); err != nil {
			return err
		}
		if _, err := c.ColumnInfo("ATTACH ':memory:' AS mcpcordon"); err == nil || !strings.Contains(err.Error(), "not authorized") {
			return errors.New("the authorizer of SQLite is not asked after it was installed")
		}
		return nil
	})
}

func raw(conn *sql.Conn, use func(driverConn) error) error {
	return conn.Raw(func(c any) error {
		guarded, ok := c.(driverConn)
		if !ok {
			return fmt.Errorf("the connection is a %T, which has no authorizer", c)
		}
		return use(guarded)
	})
}

// seen returns the rules of a version of the schema if they are known.
func (g *guardian) seen(version int64) *rules {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.rules != nil && g.rules.version == version {
		return g.rules
	}
	return nil
}

// pragmas are those that sqlguard and full-text tables use, and the values that
// they may be set to; "" reads. A nil list takes any argument.
var pragmas = map[string][]string{
	"query_only": {"", "1"}, "trusted_schema": {"", "0"}, "schema_version": {""}, "data_version": {""},
	"table_list": nil, "table_xinfo": nil,
}

// moments are functions without parentheses.
var moments = map[string]bool{"current_date": true, "current_time": true, "current_timestamp": true}

// decide is the authorizer (https://sqlite.org/c3ref/set_authorizer.html).
func (r *rules) decide(action sqlite.AuthorizerActionCode, first, second, schema, inside string) sqlite.AuthorizerReturnCode {
	allowed := false
	switch action {
	case sqlite.AuthSelect:
		allowed = true
	case sqlite.AuthRecursive:
		allowed = r.policy.AllowRecursive
	case sqlite.AuthRead:
		allowed = r.reads(syntax.Lower(first), syntax.Lower(second), schema, syntax.Lower(inside))
	case sqlite.AuthFunction:
		name := syntax.Lower(second)
		allowed = moments[name] || r.policy.AllowsFunction("", name, false) || r.calls[use{syntax.Lower(inside), name, ""}]
	case sqlite.AuthPragma:
		allowed = r.pragma(syntax.Lower(first), second)
	}
	if !allowed {
		return sqlite.AuthorizerDeny
	}
	return sqlite.AuthorizerOK
}

// pragma reports whether a pragma may be used with an argument.
func (r *rules) pragma(name, argument string) bool {
	values, ok := pragmas[name]
	if ok {
		return values == nil || slices.Contains(values, argument)
	}
	kind, ok := syntax.Pragma(name)
	return ok && r.policy.AllowShow && (kind == syntax.ShowIndex || r.tables[syntax.Lower(argument)])
}

// lookups are what sqlguard itself asks which tables and indexes there are.
func (r *rules) lookups(table, column string) bool {
	if table == "sqlite_master" {
		return r.policy.AllowShow && (column == "type" || column == "name" || column == "tbl_name")
	}
	name, ok := strings.CutPrefix(table, "pragma_")
	_, describes := syntax.Pragma(name)
	return ok && (table == "pragma_table_list" || table == "pragma_table_xinfo" || describes && r.policy.AllowShow)
}

// reads reports whether a column may be read. SQLite names no column where it
// reads rows only, and no schema for a table of WITH.
func (r *rules) reads(table, column, schema, inside string) bool {
	if schema != "" && schema != "main" {
		return false
	}
	if r.lookups(table, column) {
		return true
	}
	if r.viewed[use{inside, table, column}] || column == "" && r.counted[table] {
		return true
	}
	if allowed, ok := r.tables[table]; ok {
		return allowed && (column == "" || r.policy.AllowsColumn("main", table, column))
	}
	if table == "sqlite_master" && r.listed("sqlite_schema") {
		return true
	}
	with := schema == "" && column == "" && unlisted.AllowsTable("", table)
	return with || r.policy.AllowsFunction("", table, true) || r.listed(table)
}

// unlisted tells names that the engine brings along from others.
var unlisted = sqlguard.ReadOnly(sqlguard.SQLite)

// listed reports whether the policy names a table that nobody created.
func (r *rules) listed(table string) bool {
	return r.policy.Tables != nil && r.policy.AllowsTable("main", table)
}
