package sqlguard

// A Dialect is the language of one database engine. The zero Dialect is none,
// and everything in it is refused.
type Dialect uint8

const (
	// SQLite is the language of SQLite 3.
	SQLite Dialect = iota + 1
)

// String returns the lower-case English name.
func (d Dialect) String() string {
	if d == SQLite {
		return "sqlite"
	}
	return "unknown"
}
