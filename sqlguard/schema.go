package sqlguard

import (
	"context"
	"database/sql"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Table is a table or view of the database and its columns.
type Table struct {
	Name    string   `json:"name"`
	View    bool     `json:"view,omitempty"`
	Columns []Column `json:"columns"`
}

// A Column is a column and its type as declared, which may be empty.
type Column struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	NotNull    bool   `json:"notNull,omitempty"`
	PrimaryKey bool   `json:"primaryKey,omitempty"`
}

// Schema returns the tables and views of main that the policy allows, in order
// of their names. The tables in which SQLite's extensions keep their data are
// left out. A view that no longer works has no columns. Errors are those of
// Query.
func (d *DB) Schema(ctx context.Context) ([]Table, error) {
	tables := []Table{}
	err := d.run(ctx, func(ctx context.Context, conn *sql.Conn) error {
		list, err := ordinary(ctx, conn)
		if err != nil {
			return err
		}
		for _, o := range list {
			if o.schema != sqliteMain || d.policy.tableHint("", o.name) != "" {
				continue
			}
			t := Table{Name: o.name, View: o.typ == "view"}
			if t.Columns, err = columns(ctx, conn, o.name); err != nil && ctx.Err() != nil {
				return err
			}
			tables = append(tables, t)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return tables, nil
}

const sqliteMain = "main"

// A stored table is one that somebody created.
type stored struct{ schema, name, typ string }

// ordinary returns the tables and views that somebody created. Those that exist
// by themselves because a module is compiled in are not among them, nor are the
// shadow tables of full-text indexes.
func ordinary(ctx context.Context, conn *sql.Conn) ([]stored, error) {
	rows, err := conn.QueryContext(ctx, `SELECT schema, name, type FROM pragma_table_list
		WHERE type IN ('table', 'view', 'virtual') ORDER BY schema, name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []stored
	for rows.Next() {
		var s stored
		if err := rows.Scan(&s.schema, &s.name, &s.typ); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

func columns(ctx context.Context, conn *sql.Conn, table string) ([]Column, error) {
	list := []Column{}
	rows, err := conn.QueryContext(ctx, `SELECT name, type, "notnull", pk > 0 FROM pragma_table_xinfo(?, ?) WHERE hidden <> 1`, table, sqliteMain)
	if err != nil {
		return list, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Column
		if err := rows.Scan(&c.Name, &c.Type, &c.NotNull, &c.PrimaryKey); err != nil {
			return list, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// exist refuses names that nobody created a table for. It closes what a check
// of the text cannot: tables that a module brings along, under any name, and
// names that another schema would answer to.
func exist(ctx context.Context, conn *sql.Conn, refs []TableRef) error {
	if len(refs) == 0 {
		return nil
	}
	list, err := ordinary(ctx, conn)
	if err != nil {
		return err
	}
	known := make(map[stored]bool, len(list))
	for _, s := range list {
		known[stored{lower(s.schema), lower(s.name), ""}] = true
	}
	for _, r := range refs {
		schema := lower(r.Schema)
		if schema == "" {
			schema = sqliteMain
		}
		if !known[stored{schema, lower(r.Name), ""}] && !SQLite.system(r.Schema, r.Name) {
			return guard.Deny(guard.CodeInvalidArgument, hintNoTable).Because("sqlguard: at byte %d: no table or view %q", r.Pos, clip(r.Name))
		}
	}
	return nil
}
