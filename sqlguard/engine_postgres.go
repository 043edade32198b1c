package sqlguard

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

type postgresEngine struct{}

// begin opens a read-only transaction. A query runs in it before the statement,
// for until then it could be made writable again.
func (e postgresEngine) begin(ctx context.Context, conn *sql.Conn, o Options) (stop string, err error) {
	return e.open(ctx, conn, o, "READ ONLY")
}

// open opens a transaction with an access mode.
func (postgresEngine) open(ctx context.Context, conn *sql.Conn, o Options, access string) (stop string, err error) {
	ms := o.Timeout.Milliseconds() + 1
	for _, statement := range []string{
		"BEGIN TRANSACTION " + access,
		"SET LOCAL standard_conforming_strings = on",
		"SET LOCAL client_encoding = 'UTF8'",
		"SET LOCAL jit = off", // its compiler does not stop at the time limit
		fmt.Sprintf("SET LOCAL statement_timeout = %d", ms),
		fmt.Sprintf("SET LOCAL lock_timeout = %d", ms),
		fmt.Sprintf("SET LOCAL idle_in_transaction_session_timeout = %d", ms+finishTime.Milliseconds()),
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return "", err
		}
	}
	var readOnly, strings, encoding string
	err = conn.QueryRowContext(ctx, `SELECT pg_catalog.current_setting('transaction_read_only'),
		pg_catalog.current_setting('standard_conforming_strings'), pg_catalog.current_setting('server_encoding')`).Scan(&readOnly, &strings, &encoding)
	switch {
	case err != nil:
		return "", err
	case (readOnly == "on") != (access == "READ ONLY") || strings != "on":
		return "", fmt.Errorf("the transaction is not %s or standard_conforming_strings is off after both were set", access)
	case encoding != "UTF8":
		return "", fmt.Errorf("the encoding of the database is %s and not UTF8", encoding)
	}
	return "", nil
}

// end gives back what a rollback leaves: locks of the session.
func (postgresEngine) end(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "ROLLBACK")
	if err == nil {
		_, err = conn.ExecContext(ctx, "SELECT pg_catalog.pg_advisory_unlock_all()")
	}
	return err
}

func (postgresEngine) query(ctx context.Context, conn *sql.Conn, statement string, args []any) (*sql.Rows, func() error, error) {
	return prepared(ctx, conn, statement, args)
}

// functionsOverRows selects those of a list of names that are functions of one
// row which do not come with the engine.
const functionsOverRows = `
SELECT p.proname FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_type t ON t.oid = p.proargtypes[0]
WHERE p.proname IN (SELECT pg_catalog.json_array_elements_text($1::pg_catalog.json))
AND p.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace AND p.pronargs - p.pronargdefaults <= 1 AND t.typtype IN ('c', 'p')`

// exist refuses t.f where f is a function over the rows of t that somebody
// created, unless the policy lists it. Which tables do not exist the engine says
// itself; system tables that a name without a schema could mean are refused by
// the policy.
func (postgresEngine) exist(ctx context.Context, conn *sql.Conn, p *Policy, st *Statement) error {
	if len(st.fields) == 0 {
		return nil
	}
	list, err := json.Marshal(st.fields)
	if err != nil {
		return err
	}
	found, err := texts(ctx, conn, functionsOverRows, string(list))
	for _, name := range found {
		if !p.listed(p.Functions, "", name) {
			return guard.Deny(guard.CodeStatementNotAllowed, hintEngineFunction).Because("sqlguard: function %q over a row", clip(name))
		}
	}
	return err
}

func (postgresEngine) schema(ctx context.Context, conn *sql.Conn, p *Policy) ([]Table, error) {
	rows, err := conn.QueryContext(ctx, `SELECT CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN '' ELSE n.nspname END, c.relname, c.relkind IN ('v', 'm'),
		a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, coalesce(a.attnum = ANY (i.indkey), false)
		FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
		WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
		AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT') ORDER BY c.relname, n.nspname, a.attnum`)
	if err != nil {
		return nil, err
	}
	return described(rows, p)
}

func (postgresEngine) value(value any, typ string) (any, error) {
	switch text, _ := asText(value); strings.ToUpper(typ) {
	case "JSON", "JSONB":
		if value != nil && json.Valid([]byte(text)) {
			return json.RawMessage(text), nil
		}
	case "NUMERIC":
		return decimal(value, text), nil
	}
	return value, nil
}

// asText returns a text that drivers return as a string or as bytes.
func asText(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case []byte:
		return string(v), true
	}
	return "", false
}

// decimal returns an exact number, or the text of one that JSON does not have.
func decimal(value any, text string) any {
	if text == "" {
		return value
	}
	if json.Valid([]byte(text)) {
		return json.Number(text)
	}
	return text
}
