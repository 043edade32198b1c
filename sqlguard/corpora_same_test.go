package sqlguard_test

import (
	"regexp"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

var (
	ordered = regexp.MustCompile(`(?i)\border\s+by\b`)
	rowsOf  = regexp.MustCompile(`(?i)\bvalues\s*\(`)
)

// renamed are the statements whose columns have another name in canonical form,
// and why.
var renamed = map[string]string{
	"selectE.test 16 3b6de032": "SQLite leaves COLLATE out of a name if ORDER BY has one, too, behind EXCEPT",
}

// same reports whether the canonical form gives what the query gives. The order of
// rows means nothing without ORDER BY; and MariaDB names the columns of VALUES by
// the text of the values, which cannot have another name.
func (c corpus) same(q honestQuery, want, got string) bool {
	names := head(want) == head(got) || renamed[q.key()] != "" || c.dialect == sqlguard.MySQL && rowsOf.MatchString(q.sql)
	if ordered.MatchString(q.sql) {
		return names && tail(want) == tail(got)
	}
	return names && sorted(want) == sorted(got)
}
