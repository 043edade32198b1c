package sqlguard

import (
	"context"
	"database/sql"
	"slices"
)

// beginWrite implements writer. Strict mode refuses values that do not fit instead
// of cutting them, and comparisons of texts with numbers that hold for many rows.
func (e mysqlEngine) beginWrite(ctx context.Context, conn *sql.Conn, o Options) (stop string, err error) {
	stop, err = e.open(ctx, conn, o, "READ WRITE")
	if err != nil {
		return stop, err
	}
	for _, statement := range []string{
		"SET SESSION foreign_key_checks = 1, SESSION unique_checks = 1, SESSION completion_type = 'NO_CHAIN'",
		"START TRANSACTION READ WRITE",
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return stop, err
		}
	}
	return stop, nil
}

// mysqlTarget says what is wrong with a table. Triggers and foreign keys are shown
// as far as the account may know of them.
const mysqlTarget = `
SELECT CASE WHEN table_type <> 'BASE TABLE' THEN 'kind'
	WHEN engine NOT IN (SELECT engine FROM information_schema.engines WHERE transactions = 'YES') THEN 'engine' ELSE 'plain' END
FROM information_schema.tables WHERE table_schema = coalesce(nullif(?, ''), DATABASE()) AND table_name = ?`

const mysqlTriggers = `
SELECT 'trigger' FROM information_schema.triggers
WHERE event_object_schema = coalesce(nullif(?, ''), DATABASE()) AND event_object_table = ? AND event_manipulation = ?`

// mysqlCascades returns the columns that foreign keys refer to which change other
// rows along with them, or anyColumn for one that changes by itself: one that is
// generated or has ON UPDATE, or whose kind the account may not see.
const mysqlCascades = `
SELECT CASE WHEN coalesce(c.generation_expression, '') = '' AND c.extra NOT LIKE '%on update%' THEN k.referenced_column_name ELSE '' END
FROM information_schema.referential_constraints r JOIN information_schema.key_column_usage k
ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name
LEFT JOIN information_schema.columns c ON c.table_schema = k.referenced_table_schema AND c.table_name = k.referenced_table_name AND c.column_name = k.referenced_column_name
WHERE r.unique_constraint_schema = coalesce(nullif(?, ''), DATABASE()) AND r.referenced_table_name = ?
AND CASE ? WHEN 'DELETE' THEN delete_rule WHEN 'UPDATE' THEN update_rule ELSE '' END IN ('CASCADE', 'SET NULL', 'SET DEFAULT')`

// target implements writer.
func (mysqlEngine) target(ctx context.Context, conn *sql.Conn, c *Change, w Write) error {
	found, err := texts(ctx, conn, mysqlTarget, c.Table.Schema, c.Table.Name)
	if err == nil && len(found) == 0 {
		found = []string{"missing"}
	}
	if err != nil {
		return err
	}
	triggers, err := texts(ctx, conn, mysqlTriggers, c.Table.Schema, c.Table.Name, c.Action)
	if err != nil {
		return err
	}
	referred, err := texts(ctx, conn, mysqlCascades, c.Table.Schema, c.Table.Name, c.Action)
	if err != nil {
		return err
	}
	return forbidden(slices.Concat(found, triggers, c.cascades(MySQL, referred)), c, w)
}

// count implements writer. MariaDB says how many triggers ran, and counts
// temporary tables of its own apart; of MySQL nothing is known beyond the rows of the
// statement itself.
func (mysqlEngine) count(ctx context.Context, conn *sql.Conn) (counted, error) {
	var c counted
	rows, err := conn.QueryContext(ctx, "SHOW SESSION STATUS WHERE variable_name IN ('Executed_triggers', 'Handler_delete', 'Handler_update', 'Handler_write')")
	if err != nil {
		return c, err
	}
	defer rows.Close()
	mariaDB := false
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return c, err
		}
		if equalFold(name, "Executed_triggers") {
			mariaDB, c.triggers = true, n
		} else {
			c.rows += n
		}
	}
	if !mariaDB {
		c.rows = 0
	}
	return c, rows.Err()
}

// mysqlEach says how much MariaDB counts for a row: two where the table has partitions,
// and up to one for each number that a sequence gives to a column.
const mysqlEach = `
SELECT CASE WHEN create_options LIKE '%partitioned%' THEN 2 ELSE 1 END + (SELECT count(*) FROM information_schema.columns c
	WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name AND column_default LIKE '%nextval(%' AND ? = 'INSERT')
FROM information_schema.tables t WHERE table_schema = coalesce(nullif(?, ''), DATABASE()) AND table_name = ?`

// each implements writer.
func (mysqlEngine) each(ctx context.Context, conn *sql.Conn, c *Change) (n int64, err error) {
	err = conn.QueryRowContext(ctx, mysqlEach, c.Action, c.Table.Schema, c.Table.Name).Scan(&n)
	return n, err
}

// answered implements writer. No error of COMMIT is known to say that nothing
// was changed.
func (mysqlEngine) answered(error) bool { return false }
