package sqlguard

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// beginWrite implements writer. Constraints count, foreign keys too, which SQLite leaves
// alone by itself, and nobody writes the schema.
func (e sqliteEngine) beginWrite(ctx context.Context, conn *sql.Conn, _ Options) (stop string, err error) {
	for _, pragma := range []pragma{{"query_only", 0}, {"trusted_schema", 0}, {"ignore_check_constraints", 0}, {"foreign_keys", 1}, {"writable_schema", 0}} {
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
// rows along with them, or anyColumn for one that is generated. A foreign key that
// names no column refers to the primary key.
const sqliteCascades = `
SELECT CASE WHEN c.hidden IN (2, 3) THEN '' ELSE c.name END
FROM pragma_table_list t, pragma_foreign_key_list(t.name, t.schema) k, pragma_table_xinfo(?1, 'main') c
WHERE t.type = 'table' AND k."table" = ?1 COLLATE NOCASE AND CASE WHEN k."to" IS NULL THEN c.pk > 0 ELSE c.name = k."to" COLLATE NOCASE END
AND CASE ?2 WHEN 'DELETE' THEN on_delete WHEN 'UPDATE' THEN on_update END IN ('CASCADE', 'SET NULL', 'SET DEFAULT')`

// rowids are further names of a primary key.
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
	if len(referred) > 0 {
		referred = append(referred, rowids...)
	}
	return forbidden(append(found, c.cascades(SQLite, referred)...), c, w)
}

// count implements writer: SQLite counts what triggers and foreign keys change, too.
func (sqliteEngine) count(ctx context.Context, conn *sql.Conn) (c counted, err error) {
	err = conn.QueryRowContext(ctx, "SELECT total_changes()").Scan(&c.rows)
	return c, err
}

// each implements writer.
func (sqliteEngine) each(context.Context, *sql.Conn, *Change) (int64, error) { return 1, nil }

// answered implements writer: what COMMIT does not do is rolled back. The driver puts
// the end of its context in the place of an answer, which may have been a good one.
func (sqliteEngine) answered(err error) bool {
	return !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, driver.ErrBadConn)
}

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
