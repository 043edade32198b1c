package sqlguard

import (
	"context"
	"database/sql"
	"slices"
)

// A Table is a table or view of the database and its columns. Schema is empty
// where the name alone finds the table.
type Table struct {
	Schema  string   `json:"schema,omitempty"`
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

// Schema returns the tables, views and columns that the policy allows and the account
// may read, in order of their names: those of main in SQLite, of every schema
// in PostgreSQL, of the database of the connection in MySQL. The tables in which
// SQLite's extensions keep their data are left out. A view that no longer works
// has no columns. Errors are those of Query.
func (d *DB) Schema(ctx context.Context) (tables []Table, err error) {
	err = d.run(ctx, func(ctx context.Context, conn *sql.Conn) (err error) {
		tables, err = d.engine.schema(ctx, conn, d.policy)
		return err
	})
	for i, t := range tables {
		if hidden := d.policy.hiddenColumns(t.Schema, t.Name); hidden != nil {
			tables[i].Columns = slices.DeleteFunc(t.Columns, func(c Column) bool { return hidden(c.Name) })
		}
	}
	return tables, err
}

// described reads rows of schema, table, whether it is a view, column, type,
// whether it is not null and whether it is a key, in the order of tables.
func described(rows *sql.Rows, p *Policy) ([]Table, error) {
	defer rows.Close()
	tables, rules := []Table{}, p.tableRules()
	for rows.Next() {
		var t Table
		var c Column
		if err := rows.Scan(&t.Schema, &t.Name, &t.View, &c.Name, &c.Type, &c.NotNull, &c.PrimaryKey); err != nil {
			return nil, err
		}
		if rules.hint(t.Schema, t.Name) != "" {
			continue
		}
		if n := len(tables); n == 0 || tables[n-1].Name != t.Name || tables[n-1].Schema != t.Schema {
			tables = append(tables, t)
		}
		last := &tables[len(tables)-1]
		last.Columns = append(last.Columns, c)
	}
	return tables, rows.Err()
}
