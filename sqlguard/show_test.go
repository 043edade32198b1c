package sqlguard_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// describing returns a policy that allows statements that describe, but for one
// table and one column.
func describing(d sqlguard.Dialect) *sqlguard.Policy {
	return &sqlguard.Policy{Dialect: d, AllowShow: true, AllowExplain: true, Deny: []string{"credential"}, DenyColumns: []string{"customers.email"}}
}

// shopOf returns a connection of the administrator to a shop.
func shopOf(t *testing.T, d sqlguard.Dialect) *sql.DB {
	switch d {
	case sqlguard.Postgres:
		_, db := postgres.shop(t)
		return db
	case sqlguard.MySQL:
		_, db := mysql.shop(t)
		return db
	}
	db, dir := open(t)
	exec(t, db, "CREATE UNIQUE INDEX by_token ON credential (token)")
	exec(t, db, "CREATE INDEX by_status ON orders (status)")
	exec(t, db, "CREATE TABLE login (id INTEGER PRIMARY KEY, credential_id INTEGER REFERENCES credential(id), customer_id INTEGER REFERENCES customers(id))")
	exec(t, db, "ATTACH '"+filepath.Join(dir, "other.db")+"' AS other")
	exec(t, db, "CREATE TABLE other.orders (hidden_price INTEGER)")
	return db
}

// shown runs a statement and returns its rows as text.
func shown(db *sql.DB, statement string) (string, error) {
	rows, err := db.Query(statement)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	var b strings.Builder
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		fmt.Fprintln(&b, values)
	}
	return b.String(), rows.Err()
}

// leaks are statements that describe too much, and a part of what they show
// without the guard.
var leaks = map[sqlguard.Dialect][][2]string{
	sqlguard.Postgres: {
		{"SHOW data_directory", "/"},
		{"SHOW hba_file", "pg_hba.conf"},
		{`SHOW "Config_File"`, "postgresql.conf"},
		{"SHOW ssl_key_file", ""},
		{"SHOW ALL", "data_directory"},
		{`SHOW "all"`, "data_directory"},
		{`SHOW "ALL"`, "data_directory"},
		{"SHOW SESSION AUTHORIZATION", "postgres"},
		{"SHOW log_directory", ""},
		{"EXPLAIN (ANALYZE, VERBOSE) SELECT name FROM customers", "Execution Time"},
		{"EXPLAIN (VERBOSE, ANALYZE on) SELECT name FROM customers", "Execution Time"},
		{"EXPLAIN (FORMAT JSON, ANALYSE) SELECT name FROM customers", "Execution Time"},
		{"EXPLAIN (SETTINGS) SELECT name FROM customers", "Scan"},
		{"EXPLAIN (BUFFERS) SELECT name FROM customers", "Scan"},
		{"EXPLAIN (FORMAT JSON) SELECT token FROM credential", "credential"},
		{"EXPLAIN VERBOSE SELECT * FROM customers", "email"},
	},
	sqlguard.MySQL: {
		{"SHOW GRANTS", "GRANT"},
		{"SHOW FULL PROCESSLIST", "SHOW FULL PROCESSLIST"},
		{"SHOW VARIABLES LIKE 'datadir'", "/"},
		{"SHOW GLOBAL VARIABLES", "datadir"},
		{"SHOW STATUS", "Uptime"},
		{"SHOW BINARY LOGS", ""},
		{"SHOW MASTER STATUS", ""},
		{"SHOW ENGINE INNODB STATUS", "TRANSACTIONS"},
		{"SHOW CREATE VIEW paid_orders", "select"},
		{"SHOW CREATE TABLE paid_orders", "select"},
		{"SHOW CREATE FUNCTION log_touch", "INSERT INTO"},
		{"SHOW FUNCTION STATUS", "log_touch"},
		{"SHOW CREATE DATABASE mysql", "CREATE DATABASE"},
		{"SHOW PLUGINS", "InnoDB"},
		{"SHOW TRIGGERS", ""},
		{"SHOW COLUMNS FROM credential", "token"},
		{"SHOW COLUMNS FROM `Credential` ", ""},
		{"DESCRIBE credential", "token"},
		{"DESC credential token", "token"},
		{"EXPLAIN credential 'tok%'", "token"},
		{"SHOW FULL FIELDS IN credential", "token"},
		{"SHOW INDEX FROM credential", "PRIMARY"},
		{"SHOW CREATE TABLE credential", "token"},
		{"SHOW COLUMNS FROM mysql.user", "Password"},
		{"SHOW COLUMNS FROM user FROM mysql", "Password"},
		{"SHOW TABLES FROM mysql", "tables_priv"},
		{"SHOW TABLES IN information_schema", "PROCESSLIST"},
		{"SHOW TABLES WHERE (SELECT COUNT(*) FROM credential) = 2", "orders"},
		{"SHOW COLUMNS FROM orders WHERE (SELECT MAX(token) FROM credential) > 'a'", "total"},
		{"EXPLAIN FORMAT=JSON SELECT token FROM credential", "credential"},
		{"EXPLAIN FORMAT=JSON DELETE FROM orders", "query"},
		{"DESCRIBE DELETE FROM orders", ""},
	},
	sqlguard.SQLite: {
		{"PRAGMA database_list", "shop.db"},
		{"PRAGMA table_info(credential)", "token"},
		{"PRAGMA table_info('credential')", "token"},
		{"PRAGMA main.table_xinfo([Credential])", "token"},
		{"PRAGMA table_info = credential", "token"},
		{"PRAGMA index_list(credential)", "by_token"},
		{"PRAGMA foreign_key_list(credential)", ""},
		{"PRAGMA other.table_info(orders)", "hidden_price"},
		{"PRAGMA table_list(credential)", "credential"},
		{"PRAGMA table_info(sqlite_schema)", "rootpage"},
		{"PRAGMA user_version = 7", ""},
		{"PRAGMA user_version(7)", ""},
		{"PRAGMA query_only = 0", ""},
		{"PRAGMA writable_schema(1)", ""},
		{"PRAGMA journal_mode", "delete"},
		{"PRAGMA integrity_check", "ok"},
		{"PRAGMA wal_checkpoint", ""},
		{"PRAGMA optimize", ""},
		{"PRAGMA function_list", "load_extension"},
		{"SELECT name FROM pragma_table_info('credential')", "token"},
		{"SELECT name FROM pragma_table_info('orders', 'other')", "hidden_price"},
		{"SELECT name FROM pragma_table_info('orders') WHERE schema = 'other'", "hidden_price"},
		{"SELECT p.name FROM customers c JOIN pragma_table_info('orders') p ON p.schema = 'other'", "hidden_price"},
		{"SELECT name FROM other.pragma_table_info('orders', 'other')", "hidden_price"},
		{"SELECT name FROM main.pragma_table_info('orders')", "customer_id"},
		{"SELECT name FROM pragma_table_info WHERE arg = 'credential'", "token"},
		{"SELECT p.name FROM (SELECT 'credential' AS t) x, pragma_table_info(x.t) p", "token"},
		{"SELECT name FROM pragma_table_info('creden' || 'tial')", "token"},
		{"SELECT name FROM pragma_index_info('by_token')", "token"},
		{"SELECT name FROM pragma_table_list()", "credential"},
		{"SELECT name FROM pragma_table_list", "credential"},
		{`SELECT "table" FROM pragma_foreign_key_list('login')`, "credential"},
		{"SELECT file FROM pragma_database_list()", "shop.db"},
		{"SELECT * FROM pragma_user_version()", ""},
		{"EXPLAIN QUERY PLAN SELECT token FROM credential", "credential"},
		{"EXPLAIN QUERY PLAN DELETE FROM orders", ""},
	},
}

// leaksOf are further ones of one kind of server.
var leaksOf = map[string][][2]string{
	"mariadb": {{"ANALYZE FORMAT=JSON SELECT name FROM customers", "r_rows"}, {"DESCRIBE DELETE FROM orders", "Deleting"}},
	"mysql":   {{"EXPLAIN ANALYZE SELECT token FROM credential", "credential"}, {"DESCRIBE ANALYZE SELECT token FROM credential", "actual time"}, {"DESCRIBE DELETE FROM orders", "not executable"}},
}

func TestWhatDescribesTooMuchIsRefusedAndShowsItWithoutTheGuard(t *testing.T) {
	for d, rows := range leaks {
		t.Run(d.String(), func(t *testing.T) {
			admin := shopOf(t, d)
			if d == sqlguard.MySQL {
				rows = append(slices.Clip(rows), leaksOf[kindOf(t, admin)]...)
			}
			for _, row := range rows {
				statement, needle := row[0], row[1]
				if err := describing(d).Check(t.Context(), statement); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
					t.Errorf("Check(%q) = %v, want %v", statement, err, guard.CodeStatementNotAllowed)
				}
				if got, err := shown(admin, statement); needle != "" && (err != nil || !strings.Contains(got, needle)) {
					t.Errorf("without the guard %q shows %q, %v, want %q", statement, got, err, needle)
				}
			}
			db, err := sqlguard.NewDB(admin, describing(d), sqlguard.Options{InsecureAnyRole: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				if _, err := db.Query(t.Context(), row[0]); err == nil {
					t.Errorf("Query(%q) = nil, want an error", row[0])
				}
			}
		})
	}
}

// described are statements that DB answers, what is in the answer, and what is not.
var described = map[sqlguard.Dialect][][3]string{
	sqlguard.Postgres: {
		{"SHOW server_version", "15", ""},
		{"SHOW TimeZone", "Etc/UTC", ""},
		{"SHOW TIME ZONE;", "Etc/UTC", ""},
		{`SHOW "Search_Path"`, "public", ""},
		{"SHOW TRANSACTION ISOLATION LEVEL", "read committed", ""},
		{"EXPLAIN (VERBOSE, FORMAT JSON, COSTS off) SELECT name FROM customers WHERE id = 1", "Output", "Cost"},
		{"EXPLAIN (FORMAT YAML, SUMMARY) SELECT name FROM customers", "Planning Time", ""},
		{"EXPLAIN VERBOSE SELECT name FROM customers", "Output: name", ""},
		{"EXPLAIN (SELECT 1)", "Result", ""},
	},
	sqlguard.MySQL: {
		{"DESCRIBE orders", "customer_id", ""},
		{"DESC orders 'cust%'", "customer_id", "total"},
		{"DESCRIBE orders total", "decimal", "customer_id"},
		{"EXPLAIN orders", "customer_id", ""},
		{"SHOW COLUMNS FROM orders LIKE 'cust%'", "customer_id", "total"},
		{"SHOW FULL FIELDS IN `Match`", "home goals", ""},
		{"SHOW COLUMNS FROM customers", "country", "email"},
		{"SHOW INDEX FROM customers", "PRIMARY", "email"},
		{"SHOW KEYS FROM order_items", "line", ""},
		{"SHOW TABLES", "orders", "credential"},
		{"SHOW FULL TABLES LIKE '%o%'", "paid_orders", "credential"},
		{"SHOW DATABASES LIKE 'information%'", "information_schema", ""},
		{"DESCRIBE paid_orders", "customer_id", ""},
		{"EXPLAIN FORMAT = traditional SELECT name FROM customers WHERE id = 1", "PRIMARY", ""},
		{"EXPLAIN FORMAT = json SELECT name FROM customers", "query", ""},
	},
	sqlguard.SQLite: {
		{"PRAGMA table_info(orders)", "customer_id", ""},
		{"pragma main.table_xinfo('orders');", "customer_id", "hidden_price"},
		{"PRAGMA table_info(customers)", "country", "email"},
		{"PRAGMA table_list", "orders", "credential"},
		{"PRAGMA table_list(paid_orders)", "view", ""},
		{"PRAGMA index_list(orders)", "by_status", ""},
		{"EXPLAIN QUERY PLAN SELECT name FROM customers WHERE id = 1", "SEARCH", ""},
		{"EXPLAIN SELECT 1", "opcode", ""},
	},
}

// describedOn are further ones of one kind of server.
var describedOn = map[string][][3]string{
	"mariadb": {{"DESCRIBE SELECT name FROM customers WHERE id = 1", "PRIMARY", ""}, {"EXPLAIN EXTENDED SELECT name FROM customers", "filtered", ""}},
	"mysql":   {{"EXPLAIN FORMAT = tree SELECT name FROM customers", "Table scan", ""}},
}

func TestDescribingStatementsAreAnsweredWithoutWhatIsHeldBack(t *testing.T) {
	for d, rows := range described {
		t.Run(d.String(), func(t *testing.T) {
			admin := shopOf(t, d)
			if d == sqlguard.MySQL {
				rows = append(slices.Clip(rows), describedOn[kindOf(t, admin)]...)
			}
			policy := describing(d)
			db, err := sqlguard.NewDB(admin, policy, sqlguard.Options{InsecureAnyRole: true})
			if err != nil {
				t.Fatal(err)
			}
			mine := sqlguard.Restriction{Table: "orders", Column: "customer_id", Value: func(context.Context) (any, error) { return 1, nil }}
			options := sqlguard.Options{InsecureAnyRole: true, MaxRows: 3, Restrict: []sqlguard.Restriction{mine}}
			if d != sqlguard.SQLite {
				options.MaxCost = 1e9
			}
			few, err := sqlguard.NewDB(admin, policy, options)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				answer, err := db.Query(t.Context(), row[0])
				text, _ := json.Marshal(answer)
				if err != nil || !strings.Contains(string(text), row[1]) || row[2] != "" && strings.Contains(string(text), row[2]) {
					t.Errorf("Query(%q) = %.300s, %v, want %q in it and not %q", row[0], text, err, row[1], row[2])
				}
				answer, err = few.Query(t.Context(), row[0])
				text, _ = json.Marshal(answer)
				if err != nil || row[2] != "" && strings.Contains(string(text), row[2]) {
					t.Errorf("with 3 rows and a restriction Query(%q) = %.300s, %v, want not %q in it", row[0], text, err, row[2])
				}
			}
		})
	}
}

// Without lists of columns more can be told, and without any list the rest.
func TestListsOfPoliciesDecideWhatIsDescribed(t *testing.T) {
	deny := func(p *sqlguard.Policy) { p.Deny = []string{"credential"} }
	tables := func(p *sqlguard.Policy) { p.Tables = []string{"orders", "login", "categories"} }
	none := func(*sqlguard.Policy) {}
	const all = ""
	admins := map[sqlguard.Dialect]*sql.DB{sqlguard.SQLite: shopOf(t, sqlguard.SQLite), sqlguard.MySQL: shopOf(t, sqlguard.MySQL)}
	exec(t, admins[sqlguard.MySQL], "CREATE TABLE elsewhere (a int) ENGINE=MRG_MyISAM")
	for _, row := range []struct {
		dialect   sqlguard.Dialect
		lists     func(*sqlguard.Policy)
		statement string
		in, out   string // of the answer; out is * if there is none
		check     bool   // whether Check allows it, too
	}{
		{sqlguard.SQLite, none, "PRAGMA index_info(by_token)", "token", all, true},
		{sqlguard.SQLite, deny, "PRAGMA index_info(by_token)", all, "*", false},
		{sqlguard.SQLite, deny, "PRAGMA index_info(by_status)", "status", all, false},
		{sqlguard.SQLite, deny, "PRAGMA index_xinfo('BY_STATUS')", "status", all, false},
		{sqlguard.SQLite, none, "PRAGMA index_info(missing)", all, "*", true},
		{sqlguard.SQLite, deny, "PRAGMA foreign_key_list(login)", "customers", "credential", false},
		{sqlguard.SQLite, tables, "PRAGMA foreign_key_list(categories)", "categories", all, false},
		{sqlguard.SQLite, tables, "PRAGMA foreign_key_list(login)", all, "customers", false},
		{sqlguard.SQLite, tables, "PRAGMA table_list", "orders", "customers", false},
		{sqlguard.SQLite, none, "SELECT name, type FROM pragma_table_info('orders') WHERE pk", "INTEGER", all, true},
		{sqlguard.SQLite, deny, "SELECT p.name FROM pragma_table_info('orders', 'main') AS p", "total", "hidden_price", true},
		{sqlguard.SQLite, none, "SELECT schema, name FROM pragma_table_list()", "orders", all, true},
		{sqlguard.SQLite, none, "SELECT name FROM pragma_index_info('by_status')", "status", all, true},
		{sqlguard.SQLite, tables, "SELECT name FROM pragma_table_info('customers')", all, "*", false},
		{sqlguard.SQLite, none, "SELECT name FROM pragma_table_info('missing')", all, "*", true},
		{sqlguard.MySQL, none, "SHOW CREATE TABLE orders", "CREATE TABLE `orders`", all, false},
		{sqlguard.MySQL, none, "SHOW CREATE TABLE paid_orders", all, "*", false},
		{sqlguard.MySQL, none, "SHOW CREATE TABLE missing", all, "*", false},
		{sqlguard.MySQL, none, "SHOW CREATE TABLE elsewhere", all, "*", false},
		{sqlguard.MySQL, deny, "SHOW CREATE TABLE orders", all, "*", false},
		{sqlguard.MySQL, none, "SHOW TABLES", "credential", all, true},
		{sqlguard.MySQL, deny, "SHOW TABLES", "orders", "credential", false},
		{sqlguard.MySQL, tables, "SHOW TABLES", "orders", "customers", false},
		{sqlguard.MySQL, none, "SHOW DATABASES", "information_schema", all, true},
		{sqlguard.MySQL, tables, "SHOW SCHEMAS", all, "*", false},
		{sqlguard.MySQL, tables, "DESCRIBE customers", all, "*", false},
		{sqlguard.MySQL, tables, "DESCRIBE orders", "total", all, true},
	} {
		policy := &sqlguard.Policy{Dialect: row.dialect, AllowShow: true}
		row.lists(policy)
		if err := policy.Check(t.Context(), row.statement); (err == nil) != row.check {
			t.Errorf("Check(%q) = %v, want allowed: %v", row.statement, err, row.check)
		}
		db, err := sqlguard.NewDB(admins[row.dialect], policy, sqlguard.Options{InsecureAnyRole: true})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := db.Query(t.Context(), row.statement)
		text, _ := json.Marshal(answer)
		if row.out == "*" {
			if err == nil {
				t.Errorf("Query(%q) = %s, want an error", row.statement, text)
			}
		} else if err != nil || !strings.Contains(string(text), row.in) || row.out != "" && strings.Contains(string(text), row.out) {
			t.Errorf("Query(%q) = %.300s, %v, want %q in it and not %q", row.statement, text, err, row.in, row.out)
		}
		policy.AllowShow = false
		if err := policy.Check(t.Context(), row.statement); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("without AllowShow Check(%q) = %v, want %v", row.statement, err, guard.CodeStatementNotAllowed)
		}
	}
}
