package sqlguard

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// A RoleError says what an account may do beyond what the policy needs, which is
// reading and what Policy.Writes lists, and how to make one that may not.
type RoleError struct {
	// Rights names what the account may do, for the operator.
	Rights []string
	// Remedy is SQL that creates a right account.
	Remedy string
}

func (e *RoleError) Error() string {
	return fmt.Sprintf("the account may do more than the policy needs: %s; make one that may not:\n%s", strings.Join(e.Rights, ", "), e.Remedy)
}

const postgresAccount = `CREATE ROLE mcp_reader LOGIN PASSWORD '...' NOSUPERUSER NOCREATEDB NOCREATEROLE;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO mcp_reader;
`

const postgresRemedy = postgresAccount + `GRANT SELECT ON customers, orders TO mcp_reader; -- or columns: GRANT SELECT (id, name) ON customers TO mcp_reader
ALTER ROLE mcp_reader SET default_transaction_read_only = on;`

// postgresRights lists what a role may do beyond reading: by its attributes, by
// the roles it is in and those that SET ROLE makes of it, which need not show in what
// it may do now, by what it owns, which it may grant to itself, and by what it was
// granted: on tables and single columns, and on functions of the engine that not
// everybody may call. The tables $1 are looked at
// apart; their own sequences may be used, not set.
const postgresRights = `
WITH listed AS (SELECT pg_catalog.to_regclass(x)::pg_catalog.oid AS id FROM pg_catalog.json_array_elements_text($1::pg_catalog.json) AS x)
SELECT DISTINCT what FROM pg_catalog.pg_roles, LATERAL (VALUES ('superuser', rolsuper), ('create roles', rolcreaterole), ('create databases', rolcreatedb),
	('replication', rolreplication), ('bypass row security', rolbypassrls)) AS a (what, has) WHERE has AND pg_catalog.pg_has_role(current_user, oid, 'MEMBER')
UNION ALL SELECT 'become ' || rolname FROM pg_catalog.pg_roles WHERE rolname = session_user AND session_user <> current_user
	OR pg_catalog.pg_has_role(current_user, oid, 'MEMBER') AND NOT pg_catalog.pg_has_role(current_user, oid, 'USAGE')
UNION ALL SELECT 'member of ' || rolname FROM pg_catalog.pg_roles WHERE rolname IN ('pg_read_server_files', 'pg_write_server_files',
	'pg_execute_server_program', 'pg_read_all_data', 'pg_write_all_data', 'pg_monitor', 'pg_read_all_settings', 'pg_read_all_stats', 'pg_stat_scan_tables',
	'pg_signal_backend', 'pg_checkpoint', 'pg_maintain', 'pg_database_owner') AND pg_catalog.pg_has_role(current_user, oid, 'MEMBER')
UNION ALL SELECT 'create in database ' || datname FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
	AND pg_catalog.has_database_privilege(oid, 'CREATE')
UNION ALL SELECT 'create in schema ' || nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND pg_catalog.has_schema_privilege(oid, 'CREATE')
UNION ALL SELECT 'own schema ' || nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND pg_catalog.pg_has_role(current_user, nspowner, 'MEMBER')
UNION ALL (SELECT 'own ' || relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
	WHERE relkind IN ('r', 'v', 'm', 'p', 'f', 'S') AND nspname !~ '^pg_' AND nspname <> 'information_schema' AND pg_catalog.pg_has_role(current_user, relowner, 'MEMBER') LIMIT 5)
UNION ALL (SELECT 'grant rights on ' || relname FROM pg_catalog.pg_class WHERE relkind IN ('r', 'v', 'm', 'p', 'f') AND pg_catalog.has_any_column_privilege(oid,
	'SELECT WITH GRANT OPTION, INSERT WITH GRANT OPTION, UPDATE WITH GRANT OPTION, REFERENCES WITH GRANT OPTION') LIMIT 5)
UNION ALL (SELECT 'write to ' || relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
	WHERE relkind IN ('r', 'v', 'p', 'f') AND c.oid NOT IN (SELECT id FROM listed WHERE id IS NOT NULL) AND nspname !~ '^pg_' AND nspname <> 'information_schema'
	AND (pg_catalog.has_table_privilege(c.oid, 'DELETE, TRUNCATE, TRIGGER')
		OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT, UPDATE, REFERENCES')) LIMIT 5)
UNION ALL (SELECT 'call ' || proname FROM pg_catalog.pg_proc p WHERE pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND proacl IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM pg_catalog.aclexplode(proacl) WHERE grantee = 0) AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE') LIMIT 5)
UNION ALL (SELECT 'use sequence ' || relname FROM pg_catalog.pg_class c
	WHERE CASE WHEN relkind = 'S' THEN pg_catalog.has_sequence_privilege(oid, CASE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_depend JOIN listed ON refobjid = id
		WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND objid = c.oid AND deptype IN ('a', 'i')) THEN 'UPDATE' ELSE 'USAGE, UPDATE' END) END LIMIT 5)`

func (postgresEngine) role(ctx context.Context, conn *sql.Conn, g writable) error {
	names, err := g.names()
	if err != nil {
		return err
	}
	rights, err := texts(ctx, conn, postgresRights, names)
	if err != nil {
		return err
	}
	more, err := g.beyondNeeds(ctx, conn, names)
	if rights = append(rights, more...); err == nil && len(rights) > 0 {
		return &RoleError{rights, g.postgresRemedy()}
	}
	return err
}

const mysqlRemedy = `CREATE USER mcp_reader@'%' IDENTIFIED BY '...';
GRANT SELECT ON shop.customers TO mcp_reader@'%'; -- or columns: GRANT SELECT (id, name) ON shop.customers TO mcp_reader@'%'
GRANT SELECT ON shop.orders TO mcp_reader@'%';`

// role reads the grants of the account. Only USAGE, SELECT and SHOW VIEW are
// for a reader, and not on databases of the engine, which hold the accounts and
// the work of others.
func (mysqlEngine) role(ctx context.Context, conn *sql.Conn, g writable) error {
	if err := conn.QueryRowContext(ctx, "SELECT coalesce(DATABASE(), '')").Scan(&g.database); err != nil {
		return err
	}
	grants, err := texts(ctx, conn, "SHOW GRANTS")
	if err != nil {
		return err
	}
	var rights []string
	for _, grant := range grants {
		if right := g.beyondReading(grant); right != "" {
			rights = append(rights, right)
		}
	}
	if len(rights) > 0 {
		return &RoleError{rights, g.mysqlRemedy()}
	}
	return nil
}

// beyondReading returns what a line of SHOW GRANTS allows beyond reading and the
// writes of the policy. A line that it does not understand, such as the grant of a role, is beyond it.
func (g writable) beyondReading(grant string) string {
	rest, ok := strings.CutPrefix(grant, "GRANT ")
	privileges, object, on := strings.Cut(rest, " ON ")
	if !ok || !on {
		return clip(grant)
	}
	if _, after, ok := strings.Cut(object, " TO "); ok && strings.Contains(after, "WITH GRANT OPTION") {
		return "grant option"
	}
	system := coversSystem(object)
	for _, p := range split(privileges) {
		name, _, _ := strings.Cut(p, " (")
		switch name {
		case "USAGE", "SHOW VIEW":
		case "SELECT":
			if system {
				return "SELECT ON " + clip(object)
			}
		default:
			if !g.mysqlNeeds(p, object) {
				object, _, _ = strings.Cut(object, " TO ")
				return clip(p) + " ON " + clip(object)
			}
		}
	}
	return ""
}

// coversSystem reports whether the object of a grant is, or has in it, a database
// of the engine. The name of a database is a pattern of LIKE where the grant is for
// all of its tables.
func coversSystem(object string) bool {
	if strings.HasPrefix(object, "*.") {
		return true
	}
	quoted, ok := strings.CutPrefix(object, "`")
	name, _, closed := strings.Cut(quoted, "`.")
	if !ok || !closed {
		return true // not understood
	}
	for schema := range mysqlSchemas {
		if schema != "information_schema" && like(lower(name), schema) { // there everybody sees what is theirs
			return true
		}
	}
	return false
}

// like is the LIKE of MySQL with a backslash as the escape.
func like(pattern, text string) bool {
	for ; pattern != ""; pattern = pattern[1:] {
		switch {
		case pattern[0] == '%':
			for i := range len(text) + 1 {
				if like(pattern[1:], text[i:]) {
					return true
				}
			}
			return false
		case pattern[0] == '\\' && len(pattern) > 1:
			pattern = pattern[1:]
			if text == "" || text[0] != pattern[0] {
				return false
			}
		case text == "" || pattern[0] != '_' && pattern[0] != text[0]:
			return false
		}
		text = text[1:]
	}
	return text == ""
}

// split cuts a list at the commas outside of parentheses.
func split(list string) []string {
	var parts []string
	depth, start := 0, 0
	for i, c := range list {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			parts = append(parts, strings.TrimSpace(list[start:i]))
			start = i + 1
		}
	}
	return append(parts, strings.TrimSpace(list[start:]))
}

func texts(ctx context.Context, conn *sql.Conn, query string, args ...any) ([]string, error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}
