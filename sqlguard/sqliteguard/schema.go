package sqliteguard

import (
	"context"
	"database/sql"
	"strings"

	"modernc.org/sqlite"

	"github.com/mcpcordon/mcpcordon/sqlguard"
	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// rules are a policy, made ready for a schema. They do not change.
type rules struct {
	policy  *sqlguard.Policy
	version int64
	tables  map[string]bool // whether a table or view that somebody created may be read
	viewed  map[use]bool    // what the views that may be read need, whatever the policy says of it
	counted map[string]bool // the tables in viewed
	calls   map[use]bool    // the functions that those views call
}

// A use is a column or a function that is used inside a view. SQLite names the
// innermost view.
type use struct{ view, name, column string }

// An entry is a table of the schema.
type entry struct{ name, typ string }

// learn reads the schema. The connection is left with an authorizer that authorize
// replaces.
func (g *guardian) learn(ctx context.Context, conn *sql.Conn, version int64) (*rules, error) {
	r := &rules{policy: g.policy, version: version, tables: map[string]bool{}, viewed: map[use]bool{}, counted: map[string]bool{}, calls: map[use]bool{}}
	list, err := entries(ctx, conn)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if e.typ != "shadow" {
			r.tables[e.name] = g.policy.AllowsTable("main", e.name)
		}
	}
	err = raw(conn, func(c driverConn) error {
		for _, e := range list {
			switch {
			case e.typ == "shadow":
				r.tables[e.name] = r.tables[owner(list, e.name)]
			case e.typ == "view" && r.tables[e.name]:
				if err := r.look(c, e.name); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rules = r
	return r, nil
}

// entries returns the tables of main, in lower case. Those of the engine itself are
// not among them.
func entries(ctx context.Context, conn *sql.Conn) ([]entry, error) {
	rows, err := conn.QueryContext(ctx, "SELECT name, type FROM pragma_table_list WHERE schema = 'main'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []entry
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.name, &e.typ); err != nil {
			return nil, err
		}
		if e.name = syntax.Lower(e.name); !strings.HasPrefix(e.name, "sqlite_") {
			list = append(list, e)
		}
	}
	return list, rows.Err()
}

// owner returns the virtual table that keeps its data in a shadow table, whose name
// is that of the owner and more.
func owner(list []entry, shadow string) (name string) {
	for _, e := range list {
		if e.typ == "virtual" && strings.HasPrefix(shadow, e.name+"_") && len(e.name) > len(name) {
			name = e.name
		}
	}
	return name
}

// look notes what a view needs when all of it is read. A view that no longer works
// needs nothing.
func (r *rules) look(c driverConn, view string) error {
	err := c.RegisterAuthorizer(func(action sqlite.AuthorizerActionCode, first, second, _, inside string) sqlite.AuthorizerReturnCode {
		inside = syntax.Lower(inside)
		switch action {
		case sqlite.AuthSelect, sqlite.AuthRecursive:
		case sqlite.AuthRead:
			table := syntax.Lower(first)
			if table == view {
				break
			}
			r.counted[table] = true
			if inside != "" {
				r.viewed[use{inside, table, syntax.Lower(second)}] = true
			}
		case sqlite.AuthFunction:
			r.calls[use{inside, syntax.Lower(second), ""}] = true
		default:
			return sqlite.AuthorizerDeny
		}
		return sqlite.AuthorizerOK
	})
	if err == nil {
		c.ColumnInfo(`SELECT * FROM "` + strings.ReplaceAll(view, `"`, `""`) + `"`)
	}
	return err
}
