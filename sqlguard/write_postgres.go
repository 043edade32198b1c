package sqlguard

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
)

// beginWrite implements writer. The account's own setting may make its
// transactions read-only: READ WRITE is said, and read back.
func (e postgresEngine) beginWrite(ctx context.Context, conn *sql.Conn, o Options) (stop string, err error) {
	return e.open(ctx, conn, o, "READ WRITE")
}

// postgresTarget says what is wrong with the table $1 for the action $2 on the
// columns $3, with its partitions and the tables that inherit from it, which an INSERT
// leaves alone. In tgtype INSERT is 4, DELETE 8 and UPDATE 16; in ev_type they are 3, 4
// and 2. An UPDATE of the key of partitions deletes and inserts
// (https://www.postgresql.org/docs/current/trigger-definition.html), and one of any
// column may change those that are generated.
const postgresTarget = `
WITH RECURSIVE target AS (SELECT c.* FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass($1)),
family AS (SELECT oid, relkind, relpersistence, false AS child FROM target
	UNION SELECT c.oid, c.relkind, c.relpersistence, NOT c.relispartition FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.oid JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
		WHERE c.relispartition OR $2 <> 'INSERT'),
changed AS (SELECT a.attrelid, a.attnum FROM family f JOIN pg_catalog.pg_attribute a ON a.attrelid = f.oid
	WHERE a.attgenerated <> '' OR a.attname IN (SELECT pg_catalog.json_array_elements_text($3::pg_catalog.json))),
moves AS (SELECT 12 AS events FROM pg_catalog.pg_partitioned_table p JOIN family f ON f.oid = partrelid
	WHERE $2 = 'UPDATE' AND (0 = ANY (partattrs) OR EXISTS (SELECT 1 FROM changed WHERE attrelid = partrelid AND attnum = ANY (partattrs))) LIMIT 1)
SELECT 'missing' WHERE NOT EXISTS (SELECT 1 FROM target)
UNION ALL SELECT 'kind' FROM family WHERE relkind NOT IN ('r', 'p') OR relpersistence = 't'
UNION ALL SELECT 'child' FROM family WHERE child AND NOT $4
UNION ALL SELECT 'trigger' FROM family f JOIN pg_catalog.pg_trigger t ON t.tgrelid = f.oid
	WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgtype & (CASE $2 WHEN 'INSERT' THEN 4 WHEN 'DELETE' THEN 8 ELSE 16 END | coalesce((SELECT events FROM moves), 0)) <> 0
UNION ALL SELECT 'trigger' FROM family f JOIN pg_catalog.pg_rewrite r ON r.ev_class = f.oid
	WHERE ev_enabled <> 'D' AND ev_type = CASE $2 WHEN 'INSERT' THEN '3' WHEN 'DELETE' THEN '4' ELSE '2' END::pg_catalog."char"
UNION ALL SELECT 'cascade' FROM family f JOIN pg_catalog.pg_constraint k ON k.confrelid = f.oid AND contype = 'f'
	WHERE CASE $2 WHEN 'DELETE' THEN confdeltype IN ('c', 'n', 'd') WHEN 'UPDATE' THEN confupdtype IN ('c', 'n', 'd')
		AND EXISTS (SELECT 1 FROM changed WHERE attrelid = f.oid AND attnum = ANY (confkey)) OR confdeltype IN ('c', 'n', 'd') AND EXISTS (SELECT 1 FROM moves) ELSE false END`

// target implements writer.
func (postgresEngine) target(ctx context.Context, conn *sql.Conn, c *Change, w Write) error {
	columns, err := json.Marshal(c.columnNames())
	if err != nil {
		return err
	}
	name := postgresName(c.Table.Name)
	if c.Table.Schema != "" {
		name = postgresName(c.Table.Schema) + "." + name
	}
	found, err := texts(ctx, conn, postgresTarget, name, c.Action, string(columns), c.only)
	if err != nil {
		return err
	}
	return forbidden(found, c, w)
}

func postgresName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// count implements writer: the statistics of the transaction count rows of all
// tables, those that triggers and foreign keys change too, unless track_counts is
// off. Constraints that wait for the end of the transaction are checked before,
// so that their triggers count.
func (postgresEngine) count(ctx context.Context, conn *sql.Conn) (c counted, err error) {
	if _, err = conn.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
		return c, err
	}
	err = conn.QueryRowContext(ctx, `SELECT coalesce(pg_catalog.sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::pg_catalog.int8
		FROM pg_catalog.pg_stat_xact_all_tables WHERE schemaname !~ '^pg_(catalog|toast)'`).Scan(&c.rows)
	return c, err
}

// each implements writer.
func (postgresEngine) each(context.Context, *sql.Conn, *Change) (int64, error) { return 1, nil }

// answered implements writer. The classes 08 and 57 are of connections and
// servers that end, 58 and XX of servers that break.
func (postgresEngine) answered(err error) bool {
	var state interface{ SQLState() string }
	if !errors.As(err, &state) || len(state.SQLState()) != 5 {
		return false
	}
	switch state.SQLState()[:2] {
	case "08", "57", "58", "XX":
		return false
	}
	return true
}
