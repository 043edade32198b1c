package sqliteguard

import (
	"database/sql"
	"fmt"
	"math"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Limits are the run-time limits of SQLite that depend on the data.
type Limits struct {
	// ValueBytes is how long a text, a blob or a row may be, inside a
	// statement too. A longer one that is stored cannot be read. Zero means
	// 16 MiB.
	ValueBytes int
}

// fixed holds the limits that honest statements never reach, by the numbers of
// SQLite (https://sqlite.org/c3ref/c_limit_attached.html).
var fixed = map[int]int{
	sqlite3.SQLITE_LIMIT_SQL_LENGTH:          1 << 20, // the canonical form of 100 kB is shorter
	sqlite3.SQLITE_LIMIT_COLUMN:              2000,
	sqlite3.SQLITE_LIMIT_EXPR_DEPTH:          1000,
	sqlite3.SQLITE_LIMIT_COMPOUND_SELECT:     500,
	sqlite3.SQLITE_LIMIT_VDBE_OP:             250_000, // of the program that a statement becomes
	sqlite3.SQLITE_LIMIT_FUNCTION_ARG:        127,
	sqlite3.SQLITE_LIMIT_ATTACHED:            0,
	sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000, // LIKE takes time in its square
	sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER:     999,
	sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH:       1,
	sqlite3.SQLITE_LIMIT_WORKER_THREADS:      0,
}

type limits map[int]int

func (l Limits) withDefaults() (limits, error) {
	if l.ValueBytes < 0 || l.ValueBytes > math.MaxInt32 {
		return nil, fmt.Errorf("ValueBytes is %d", l.ValueBytes)
	}
	if l.ValueBytes == 0 {
		l.ValueBytes = 16 << 20
	}
	all := limits{sqlite3.SQLITE_LIMIT_LENGTH: l.ValueBytes}
	for id, n := range fixed {
		all[id] = n
	}
	return all, nil
}

// set lowers the limits of a connection. One that was built lower stays so.
func (l limits) set(conn *sql.Conn) error {
	for id, want := range l {
		have, err := sqlite.Limit(conn, id, -1)
		if err != nil {
			return err
		}
		if have <= want {
			continue
		}
		if _, err := sqlite.Limit(conn, id, want); err != nil {
			return err
		}
		if have, err = sqlite.Limit(conn, id, -1); err != nil || have > want {
			return fmt.Errorf("limit %d of SQLite is %d after it was set to %d: %w", id, have, want, err)
		}
	}
	return nil
}
