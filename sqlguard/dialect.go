package sqlguard

import "github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"

// A Dialect is the language of one database engine. The zero Dialect is none,
// and everything in it is refused.
type Dialect uint8

const (
	// SQLite is the language of SQLite 3.
	SQLite Dialect = iota + 1
	// Postgres is the language of PostgreSQL.
	Postgres
	// MySQL is the language of MySQL and MariaDB: what both understand, or
	// one of them.
	MySQL
)

var dialectNames = [...]string{SQLite: "sqlite", Postgres: "postgres", MySQL: "mysql"}

// String returns the lower-case English name, which ParseDialect reads.
func (d Dialect) String() string {
	if d.known() {
		return dialectNames[d]
	}
	return "unknown"
}

// ParseDialect returns the dialect with a name, and whether there is one.
func ParseDialect(name string) (Dialect, bool) {
	for d := SQLite; d <= MySQL; d++ {
		if dialectNames[d] == name {
			return d, true
		}
	}
	return 0, false
}

func (d Dialect) known() bool { return SQLite <= d && d <= MySQL }

func (d Dialect) syntax() syntax.Dialect {
	return [...]syntax.Dialect{SQLite: syntax.SQLite, Postgres: syntax.Postgres, MySQL: syntax.MySQL}[d]
}
