package sqlguard

import (
	"context"
	"database/sql"
	"errors"

	"github.com/mcpcordon/mcpcordon/guard"
)

type sqliteEngine struct{}

// SQLite has no accounts.
func (sqliteEngine) role(context.Context, *sql.Conn, writable) error { return nil }

// begin sets query_only, which stops every change of a database file, and
// trusted_schema=0, which keeps views from calling functions with side effects.
// Both are read back.
func (sqliteEngine) begin(ctx context.Context, conn *sql.Conn, _ Options) (stop string, err error) {
	for _, pragma := range []pragma{{"query_only", 1}, {"trusted_schema", 0}} {
		if err := pragma.set(ctx, conn); err != nil {
			return "", err
		}
	}
	return "", nil
}

// The connection stays read-only.
func (sqliteEngine) end(context.Context, *sql.Conn) error { return nil }

func (sqliteEngine) query(ctx context.Context, conn *sql.Conn, statement string, args []any) (*sql.Rows, func() error, error) {
	rows, err := conn.QueryContext(ctx, statement, args...)
	return rows, func() error { return nil }, err
}

// SQLite has no estimate; NewDB refuses the option.
func (sqliteEngine) estimate(context.Context, *sql.Conn, *decision, []any, Options) (float64, error) {
	return 0, errors.New("SQLite does not estimate costs")
}

const sqliteMain = "main"

func (sqliteEngine) schema(ctx context.Context, conn *sql.Conn, p *Policy) ([]Table, error) {
	tables := []Table{}
	list, err := ordinary(ctx, conn)
	if err != nil {
		return nil, err
	}
	rules := p.tableRules()
	for _, o := range list {
		if o.schema != sqliteMain || rules.hint("", o.name) != "" {
			continue
		}
		t := Table{Name: o.name, View: o.typ == "view"}
		if t.Columns, err = sqliteColumns(ctx, conn, o.name); err != nil && ctx.Err() != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return tables, nil
}

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

func sqliteColumns(ctx context.Context, conn *sql.Conn, table string) ([]Column, error) {
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

// exist closes what a check of the text cannot: tables that a module brings
// along, under any name, and names that another schema would answer to.
func (sqliteEngine) exist(ctx context.Context, conn *sql.Conn, p *Policy, st *Statement) error {
	for _, index := range st.indexes {
		if err := indexOf(ctx, conn, p, index); err != nil {
			return err
		}
	}
	if len(st.Tables) == 0 {
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
	for _, r := range st.Tables {
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

func (sqliteEngine) value(value any, _ string) (any, error) { return value, nil }
