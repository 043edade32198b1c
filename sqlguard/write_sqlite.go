package sqlguard

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// beginWrite implements writer. Constraints count, and nobody writes the schema.
func (e sqliteEngine) beginWrite(ctx context.Context, conn *sql.Conn, _ Options) (stop string, err error) {
	for _, pragma := range []pragma{{"query_only", 0}, {"trusted_schema", 0}, {"ignore_check_constraints", 0}, {"writable_schema", 0}} {
		if err := pragma.set(ctx, conn); err != nil {
			return "", err
		}
	}
	_, err = conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	return "", err
}

// sqliteTarget says what is wrong with a table. A temporary table would be written in
// the place of one in main; a trigger does not say for what it is but in its
// text.
const sqliteTarget = `
SELECT CASE type WHEN 'table' THEN 'plain' ELSE 'kind' END FROM pragma_table_list WHERE schema = 'main' AND name = ?1 COLLATE NOCASE
UNION ALL SELECT 'kind' FROM pragma_table_list WHERE schema = 'temp' AND name = ?1 COLLATE NOCASE
UNION ALL SELECT 'trigger' FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE
UNION ALL SELECT 'trigger' FROM temp.sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE`

// sqliteCascades returns the columns that foreign keys refer to which change other
// rows along with them: empty for the primary key.
const sqliteCascades = `
SELECT coalesce(k."to", '') FROM pragma_foreign_keys, pragma_table_list t, pragma_foreign_key_list(t.name, t.schema) k
WHERE foreign_keys = 1 AND t.type = 'table' AND k."table" = ?1 COLLATE NOCASE
AND CASE ?2 WHEN 'DELETE' THEN on_delete WHEN 'UPDATE' THEN on_update END IN ('CASCADE', 'SET NULL', 'SET DEFAULT')`

// sqliteKey returns the columns of the primary key.
const sqliteKey = "SELECT name FROM pragma_table_info(?1, 'main') WHERE pk > 0"

// rowids are the names of the primary key that a table has by itself.
var rowids = []string{"rowid", "oid", "_rowid_"}

// target implements writer.
func (sqliteEngine) target(ctx context.Context, conn *sql.Conn, c *Change, w Write) error {
	found, err := texts(ctx, conn, sqliteTarget, c.Table.Name)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		found = []string{"missing"}
	}
	referred, err := texts(ctx, conn, sqliteCascades, c.Table.Name, c.Action)
	if err != nil {
		return err
	}
	if slices.Contains(referred, "") {
		key, err := texts(ctx, conn, sqliteKey, c.Table.Name)
		if err != nil {
			return err
		}
		referred = append(append(referred, key...), rowids...)
	}
	return forbidden(append(found, c.cascades(SQLite, referred)...), c, w)
}

// count implements writer: SQLite counts what triggers and foreign keys change, too.
func (sqliteEngine) count(ctx context.Context, conn *sql.Conn) (c counted, err error) {
	err = conn.QueryRowContext(ctx, "SELECT total_changes()").Scan(&c.rows)
	return c, err
}

// answered implements writer. There is no connection to lose: what COMMIT does not
// do is rolled back.
func (sqliteEngine) answered(error) bool { return true }

// A pragma is a setting of SQLite.
type pragma struct {
	name string
	want int64
}

// set sets it and reads it back: a driver or an engine that ignores it is refused.
func (p pragma) set(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA %s = %d", p.name, p.want)); err != nil {
		return err
	}
	var got int64
	if err := conn.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got); err != nil {
		return err
	}
	if got != p.want {
		return fmt.Errorf("PRAGMA %s is %d after it was set to %d", p.name, got, p.want)
	}
	return nil
}
