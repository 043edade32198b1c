package sqlguard

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

type mysqlEngine struct{}

// mysqlModes are the modes that change how a text is read.
var mysqlModes = []string{"ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "PIPES_AS_CONCAT", "HIGH_NOT_PRECEDENCE", "ANSI", "ORACLE", "MSSQL", "DB2", "MAXDB", "POSTGRESQL", "EMPTY_STRING_IS_NULL"}

// begin makes the session read-only, for START TRANSACTION READ ONLY alone does
// not keep DDL out, and pins what the canonical form relies on. MariaDB and
// MySQL differ in the names of two settings. Neither sees that a client is gone
// until it has something to send, so a session is stopped by its number.
func (e mysqlEngine) begin(ctx context.Context, conn *sql.Conn, o Options) (stop string, err error) {
	return e.open(ctx, conn, o, "READ ONLY")
}

// open sets up a session with an access mode.
func (e mysqlEngine) open(ctx context.Context, conn *sql.Conn, o Options, access string) (stop string, err error) {
	var version, mode string
	var id uint64
	if err := conn.QueryRowContext(ctx, "SELECT VERSION(), @@SESSION.sql_mode, CONNECTION_ID()").Scan(&version, &mode, &id); err != nil {
		return "", err
	}
	modes := slices.DeleteFunc(strings.Split(mode, ","), func(m string) bool { return slices.Contains(mysqlModes, m) })
	if access != "READ ONLY" {
		modes = append(modes, "STRICT_ALL_TABLES")
	}
	timeout := fmt.Sprintf("SESSION max_execution_time = %d", o.Timeout.Milliseconds()+1)
	if strings.Contains(version, "MariaDB") {
		timeout = fmt.Sprintf("SESSION max_statement_time = %.3f", o.Timeout.Seconds()+0.001)
	}
	wait := int(o.Timeout.Seconds()) + 1
	for _, statement := range []string{
		"SET NAMES utf8mb4",
		fmt.Sprintf("SET SESSION sql_mode = '%s', %s, SESSION lock_wait_timeout = %d, SESSION innodb_lock_wait_timeout = %d, SESSION sql_select_limit = %d",
			strings.Join(modes, ","), timeout, wait, wait, o.MaxRows+1),
		"SET SESSION TRANSACTION " + access,
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("KILL %d", id), e.verify(ctx, conn, access)
}

// verify reads back what begin has set.
func (mysqlEngine) verify(ctx context.Context, conn *sql.Conn, access string) error {
	rows, err := conn.QueryContext(ctx, "SHOW SESSION VARIABLES WHERE variable_name IN ('tx_read_only', 'transaction_read_only', 'sql_mode', 'character_set_client')")
	if err != nil {
		return err
	}
	defer rows.Close()
	readOnly := false
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return err
		}
		switch strings.ToLower(name) {
		case "sql_mode":
			for _, m := range strings.Split(value, ",") {
				if slices.Contains(mysqlModes, m) {
					return fmt.Errorf("sql_mode has %s after it was removed", m)
				}
			}
		case "character_set_client":
			if value != "utf8mb4" {
				return fmt.Errorf("the character set is %s after SET NAMES utf8mb4", value)
			}
		default:
			readOnly = readOnly || value == "ON" || value == "1"
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if readOnly != (access == "READ ONLY") {
		return fmt.Errorf("the session is not %s after it was made so", access)
	}
	return nil
}

// The session stays read-only.
func (mysqlEngine) end(context.Context, *sql.Conn) error { return nil }

// query uses the binary protocol: one statement, and values with types.
func (mysqlEngine) query(ctx context.Context, conn *sql.Conn, statement string, args []any) (*sql.Rows, func() error, error) {
	return prepared(ctx, conn, statement, args)
}

func (mysqlEngine) schema(ctx context.Context, conn *sql.Conn, p *Policy) ([]Table, error) {
	rows, err := conn.QueryContext(ctx, `SELECT '', t.table_name, t.table_type = 'VIEW', c.column_name, c.column_type, c.is_nullable = 'NO', c.column_key = 'PRI'
		FROM information_schema.tables t JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
		WHERE t.table_schema = DATABASE() AND t.table_type <> 'SEQUENCE' ORDER BY t.table_name, c.ordinal_position LIMIT 100000`)
	if err != nil {
		return nil, err
	}
	return described(rows, p)
}

// value tells texts from binary data, which the driver returns alike.
func (mysqlEngine) value(value any, typ string) (any, error) {
	text, ok := asText(value)
	if !ok {
		return value, nil
	}
	switch strings.ToUpper(strings.TrimPrefix(typ, "UNSIGNED ")) {
	case "BINARY", "VARBINARY", "BLOB", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB", "BIT", "GEOMETRY":
		return []byte(text), nil
	case "JSON":
		if json.Valid([]byte(text)) {
			return json.RawMessage(text), nil
		}
	case "DECIMAL", "BIGINT": // one above 2^63 is a text to the driver
		return decimal(value, text), nil
	}
	return text, nil
}
