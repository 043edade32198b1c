package syntax_test

import (
	"testing"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// mysqlGrammar are statements that neither engine takes, each with a neighbour that
// one of them does.
var mysqlGrammar = []struct{ refused, allowed string }{
	{"SELECT id int2 FROM t", "SELECT id AS `int2` FROM t"},
	{"SELECT float8 FROM t", "SELECT t.float8, real_float8 FROM t"},
	{"SELECT a AS int8 FROM t", "SELECT rank() OVER (ORDER BY a) AS rank FROM t"},
}

// What neither MySQL 8 nor MariaDB takes is not understood, and what one of them
// takes is.
func TestParseTakesNoMoreThanMySQLAndMariaDB(t *testing.T) {
	for _, row := range mysqlGrammar {
		if _, err := syntax.Parse(syntax.MySQL, row.refused); err == nil {
			t.Errorf("Parse(%q) took it, want an error", row.refused)
		}
		if _, err := syntax.Parse(syntax.MySQL, row.allowed); err != nil {
			t.Errorf("Parse(%q) = %v, want none", row.allowed, err)
		}
		roundTrip(t, syntax.MySQL, row.allowed)
	}
}
