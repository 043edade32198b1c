package sqlguard_test

import (
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// watchedOnServers is what a statement must not change, as seen by the
// connection that ran it: relations and who may use them, functions, sequences,
// large objects, settings, locks, prepared statements, cursors, channels, and
// the variables of the session.
var watchedOnServers = map[string][]string{
	"postgres": {
		"SELECT n.nspname, c.relname, c.relkind, c.relacl, obj_description(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname !~ '^(pg_catalog|pg_toast|information_schema)' ORDER BY 1, 2",
		"SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public' ORDER BY 1",
		"SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attrelid::regclass::text = 'note' ORDER BY 1, 2",
		"SELECT last_value, is_called FROM invoice_no",
		"SELECT count(*) FROM pg_largeobject_metadata",
		"SELECT name, setting FROM pg_settings WHERE name !~ '^transaction_' ORDER BY name",
		"SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() ORDER BY 1",
		"SELECT name FROM pg_cursors ORDER BY 1",
		"SELECT statement FROM pg_prepared_statements WHERE statement ILIKE 'PREPARE%' ORDER BY 1",
		"SELECT pg_listening_channels()",
		"SELECT * FROM note ORDER BY 1", "SELECT * FROM orders ORDER BY 1", "SELECT * FROM credential ORDER BY 1",
	},
	"mysql": {
		"SHOW FULL TABLES",
		"SELECT routine_name FROM information_schema.routines WHERE routine_schema = DATABASE() ORDER BY 1",
		"SHOW COLUMNS FROM note",
		"SELECT @a, @b, @v, IFNULL(IS_USED_LOCK('x') = CONNECTION_ID(), FALSE)",
		"SELECT * FROM note ORDER BY 1", "SELECT * FROM orders ORDER BY 1", "SELECT * FROM credential ORDER BY 1",
	},
}

// watchedOn are further ones of one kind of server.
var watchedOn = map[string][]string{
	"mariadb": {
		"SELECT * FROM invoice_no",
		"SELECT variable_name, variable_value FROM information_schema.session_variables WHERE variable_name NOT IN ('TIMESTAMP', 'LAST_GTID', 'ERROR_COUNT', 'WARNING_COUNT', 'GTID_BINLOG_POS', 'GTID_CURRENT_POS', 'GTID_BINLOG_STATE', 'RAND_SEED1', 'RAND_SEED2', 'INNODB_BUFFER_POOL_DUMP_NOW') ORDER BY 1",
	},
	"mysql": {
		"SELECT variable_name, variable_value FROM performance_schema.session_variables WHERE variable_name NOT IN ('timestamp', 'error_count', 'warning_count', 'gtid_executed', 'rand_seed1', 'rand_seed2', 'statement_id') ORDER BY 1",
		"SELECT @@last_insert_id",
		"SELECT sql_text FROM performance_schema.prepared_statements_instances JOIN performance_schema.threads ON thread_id = owner_thread_id WHERE processlist_id = CONNECTION_ID() AND statement_name IS NOT NULL",
	},
}

// state describes everything that a statement must not change.
func (s server) state(t testing.TB, db *sql.DB, dir string) string {
	t.Helper()
	var b strings.Builder
	watched := watchedOnServers[s.dialect.String()]
	if s.dialect == sqlguard.MySQL {
		watched = slices.Concat(watched, watchedOn[kindOf(t, db)])
	}
	for _, query := range watched {
		text, err := result(db, query)
		fmt.Fprintln(&b, query, text, err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		fmt.Fprintln(&b, f.Name())
	}
	return b.String()
}

// reset makes the shop anew.
func (s server) reset(t testing.TB, database string) {
	t.Helper()
	db := s.plain(t, database)
	defer db.Close()
	if s.dialect == sqlguard.Postgres {
		exec(t, db, "ROLLBACK; SELECT lo_unlink(oid) FROM pg_largeobject_metadata; DROP SCHEMA public CASCADE; CREATE SCHEMA public")
	} else {
		exec(t, db, "DROP DATABASE "+database+"; CREATE DATABASE "+database+"; USE "+database)
	}
	s.load(t, db)
}
