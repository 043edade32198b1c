package sqlguard

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A writable is what an account may be granted beyond reading: the entries of
// Policy.Writes, with the columns that DB itself sets when it inserts.
type writable struct {
	dialect  Dialect
	database string // the one of the connection, in MySQL
	writes   []Write
	inserts  [][]string // the columns to insert, by entry
}

func newWritable(p *Policy, o Options) writable {
	g := writable{dialect: p.Dialect, writes: p.Writes}
	for _, w := range p.Writes {
		schema, name := w.parts()
		columns := slices.Clone(w.Columns)
		for _, c := range o.restricted(p.Dialect, TableRef{Schema: schema, Name: name}) {
			if !w.sets(p.Dialect, c) {
				columns = append(columns, c)
			}
		}
		g.inserts = append(g.inserts, columns)
	}
	return g
}

// parts returns schema and name of the table.
func (w Write) parts() (schema, name string) {
	schema, name, found := strings.Cut(w.Table, ".")
	if !found {
		return "", w.Table
	}
	return schema, name
}

// needs reports whether the entry at i needs a right, on a column where the right is
// one on columns.
func (g writable) needs(i int, right, column string) bool {
	w := g.writes[i]
	switch right {
	case "DELETE":
		return w.Delete
	case "INSERT":
		return w.Insert && slices.ContainsFunc(g.inserts[i], func(c string) bool { return g.dialect.sameColumn(c, column) })
	case "UPDATE":
		return w.Update && w.sets(g.dialect, column)
	}
	return false
}

// grants returns the rights that the entry at i needs, as GRANT takes them.
func (g writable) grants(i int) string {
	w, list := g.writes[i], []string{"SELECT"}
	if w.Insert {
		list = append(list, "INSERT "+g.columns(g.inserts[i]))
	}
	if w.Update {
		list = append(list, "UPDATE "+g.columns(w.Columns))
	}
	if w.Delete {
		list = append(list, "DELETE")
	}
	return strings.Join(list, ", ")
}

func (g writable) columns(list []string) string {
	quoted := make([]string, len(list))
	for i, c := range list {
		quoted[i] = g.quote(c)
	}
	return "(" + strings.Join(quoted, ", ") + ")"
}

func (g writable) quote(name string) string {
	if g.dialect == Postgres {
		return postgresName(name)
	}
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

// table returns the quoted name of the table of the entry at i.
func (g writable) table(i int) string {
	schema, name := g.writes[i].parts()
	if schema == "" {
		schema = g.database
	}
	if schema == "" {
		return g.quote(name)
	}
	return g.quote(schema) + "." + g.quote(name)
}

// names returns the tables as PostgreSQL's to_regclass takes them, in JSON.
func (g writable) names() (string, error) {
	names := make([]string, len(g.writes))
	for i := range g.writes {
		names[i] = g.table(i)
	}
	text, err := json.Marshal(names)
	return string(text), err
}

// postgresTableRights lists the rights on the tables $1: the number of the table,
// the right, and the column.
const postgresTableRights = `
WITH t AS (SELECT n, pg_catalog.to_regclass(x)::pg_catalog.oid AS id FROM pg_catalog.json_array_elements_text($1::pg_catalog.json) WITH ORDINALITY AS l(x, n))
SELECT n, p, '' FROM t, pg_catalog.unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER']) p WHERE pg_catalog.has_table_privilege(id, p)
UNION ALL SELECT n, p, attname FROM t JOIN pg_catalog.pg_attribute ON attrelid = id AND attnum > 0 AND NOT attisdropped,
	pg_catalog.unnest(ARRAY['INSERT', 'UPDATE', 'REFERENCES']) p WHERE pg_catalog.has_column_privilege(id, attnum, p)`

// beyondNeeds returns the rights of the account on the tables of the policy that
// the policy does not need.
func (g writable) beyondNeeds(ctx context.Context, conn *sql.Conn, names string) ([]string, error) {
	rows, err := conn.QueryContext(ctx, postgresTableRights, names)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var rights []string
	for rows.Next() {
		var n int
		var right, column string
		if err := rows.Scan(&n, &right, &column); err != nil {
			return nil, err
		}
		if !g.needs(n-1, right, column) {
			rights = append(rights, strings.TrimSpace(lower(right)+" "+column)+" of "+g.writes[n-1].Table)
		}
	}
	return rights, rows.Err()
}

// postgresRemedy returns SQL that makes the account for the policy.
func (g writable) postgresRemedy() string {
	if g.writes == nil {
		return postgresRemedy
	}
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(postgresAccount, "mcp_reader", "mcp_writer"))
	for i, w := range g.writes {
		fmt.Fprintf(&b, "GRANT %s ON %s TO mcp_writer;\n", g.grants(i), g.table(i))
		if w.Insert {
			fmt.Fprintf(&b, "-- and where a column of %s takes its value from a sequence: GRANT USAGE ON SEQUENCE ... TO mcp_writer;\n", g.table(i))
		}
	}
	b.WriteString("-- and for each table that a statement reads: GRANT SELECT ON ... TO mcp_writer;")
	return b.String()
}

// mysqlRemedy is postgresRemedy for MySQL.
func (g writable) mysqlRemedy() string {
	if g.writes == nil {
		return mysqlRemedy
	}
	var b strings.Builder
	b.WriteString("CREATE USER mcp_writer@'%' IDENTIFIED BY '...';\n")
	for i := range g.writes {
		fmt.Fprintf(&b, "GRANT %s ON %s TO mcp_writer@'%%';\n", g.grants(i), g.table(i))
	}
	b.WriteString("-- and for each table that a statement reads: GRANT SELECT ON ... TO mcp_writer@'%';")
	return b.String()
}

// mysqlNeeds reports whether a privilege in a line of SHOW GRANTS, such as "UPDATE
// (`a`)" on "`shop`.`orders`", is one that an entry needs.
func (g writable) mysqlNeeds(privilege, object string) bool {
	right, list, onColumns := strings.Cut(privilege, " (")
	object, _, _ = strings.Cut(object, " TO ")
	for i := range g.writes {
		if object != g.table(i) {
			continue
		}
		if !onColumns {
			return right == "DELETE" && g.needs(i, right, "")
		}
		for _, c := range split(strings.TrimSuffix(list, ")")) {
			c = strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(c, "`"), "`"), "``", "`")
			if !g.needs(i, right, c) {
				return false
			}
		}
		return true
	}
	return false
}
