package sqlguard

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// described are the columns of what a statement that describes returns which hold
// names of a schema, of a table and of a column; empty if there is none.
type describedNames struct{ schema, table, column string }

var describedBy = map[Dialect]map[syntax.ShowKind]describedNames{
	SQLite: {
		syntax.ShowTables:  {"schema", "name", ""},
		syntax.ShowColumns: {"", "", "name"},
		syntax.ShowKeys:    {"", "table", ""},
	},
	MySQL: {
		syntax.ShowColumns: {"", "", "Field"},
		syntax.ShowIndexes: {"", "", "Column_name"},
	},
}

// hide removes from the answer to a statement that describes what is about tables
// and columns that may not be read. A row in which that cannot be told is removed,
// too.
func (d *DB) hide(st *Statement, rows *Rows) {
	if st.show == nil {
		return
	}
	names, ok := describedBy[d.policy.Dialect][st.show.Kind]
	if d.policy.Dialect == MySQL && st.show.Kind == syntax.ShowTables { // Tables_in_shop
		names, ok = describedNames{table: rows.Columns[0]}, true
	}
	if !ok {
		return
	}
	rules := d.policy.tableRules()
	hidden := d.policy.hiddenColumns(st.show.Schema, st.show.Table)
	at := func(row []any, column string) (string, bool) {
		i := slices.Index(rows.Columns, column)
		if i < 0 {
			return "", false
		}
		text, ok := row[i].(string)
		return text, ok
	}
	rows.Rows = slices.DeleteFunc(rows.Rows, func(row []any) bool {
		schema := st.show.Schema
		if names.schema != "" {
			schema, _ = at(row, names.schema)
		}
		if names.table != "" {
			table, ok := at(row, names.table)
			return !ok || rules.hint(schema, table) != ""
		}
		column, ok := at(row, names.column)
		return hidden != nil && (!ok || hidden(column))
	})
}

// plainEngines keep a table in files of their own: what they show of it names no
// other server, no account and no file.
var plainEngines = wordSet("innodb myisam aria memory archive rocksdb")

// exist keeps SHOW CREATE TABLE from showing the text of a view, and where
// a table of another server is kept, with what account. For the rest the engine
// says itself which names do not exist.
func (mysqlEngine) exist(ctx context.Context, conn *sql.Conn, _ *Policy, st *Statement) error {
	if st.show == nil || st.show.Kind != syntax.ShowCreate {
		return nil
	}
	var engine string
	err := conn.QueryRowContext(ctx, `SELECT COALESCE(engine, '') FROM information_schema.tables
		WHERE table_schema = COALESCE(NULLIF(?, ''), DATABASE()) AND table_name = ? AND table_type = 'BASE TABLE'`,
		st.show.Schema, st.show.Table).Scan(&engine)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return guard.Deny(guard.CodeInvalidArgument, hintNoTable).Because("sqlguard: at byte %d: no plain table %q", st.show.Pos, clip(st.show.Table))
	case err == nil && !plainEngines[lower(engine)]:
		return refuse(hintShowCreate, st.show.Pos, "table of the engine "+clip(engine))
	}
	return err
}

// indexOf finds the table of an index of SQLite, and refuses the index of one that
// may not be read.
func indexOf(ctx context.Context, conn *sql.Conn, p *Policy, index TableRef) error {
	var table string
	err := conn.QueryRowContext(ctx, "SELECT tbl_name FROM main.sqlite_schema WHERE type = 'index' AND name = ? COLLATE NOCASE", index.Name).Scan(&table)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && p.tableRules().hint("", table) != "":
		return guard.Deny(guard.CodeInvalidArgument, hintNoIndex).Because("sqlguard: at byte %d: no index %q of a table that may be read", index.Pos, clip(index.Name))
	}
	return err
}
