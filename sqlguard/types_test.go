package sqlguard_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// notIn are the types that a server does not cast to.
var notIn = map[string][]string{"mariadb": strings.Fields("json real year"), "mysql": strings.Fields("inet4 inet6 int integer uuid varchar")}

func TestTypesOfMySQLAreThoseOfTheEngine(t *testing.T) {
	_, db := mysql.shop(t)
	missing := notIn[kindOf(t, db)]
	for _, name := range sqlguard.MySQLTypes() {
		if name == "timestamp" { // it stands before a text only
			continue
		}
		typ := name
		if name == "varchar" {
			typ = "varchar(3)"
		}
		statement := "SELECT CAST(NULL AS " + typ + ") AS a, CONVERT(NULL, " + typ + ") AS b"
		canonical, err := sqlguard.ReadOnly(sqlguard.MySQL).Canonical(statement)
		if err != nil {
			t.Errorf("Canonical(%q) = %v, want none", statement, err)
		}
		for _, text := range []string{statement, canonical} {
			if _, err := result(db, text); (err != nil) != slices.Contains(missing, name) {
				t.Errorf("the engine says of %q: %v", text, err)
			}
		}
	}
}

func TestTypesOfCastsAreFactsAndOnAList(t *testing.T) {
	plugin := &sqlguard.Policy{Dialect: sqlguard.MySQL, Types: []string{"xmltype"}}
	for _, row := range []struct {
		policy    *sqlguard.Policy
		statement string
		types     string
		allowed   bool
	}{
		{sqlguard.ReadOnly(sqlguard.MySQL), "SELECT CAST(a AS Unsigned Integer), CONVERT(b, char(3)), DATE '2024-01-01' FROM t", "unsigned char date", true},
		{sqlguard.ReadOnly(sqlguard.MySQL), "SELECT CAST(a AS XMLTYPE) FROM t", "xmltype", false},
		{plugin, "SELECT CAST(a AS XMLTYPE) FROM t", "xmltype", true},
		{sqlguard.ReadOnly(sqlguard.MySQL), "SELECT CONVERT(a, polygon) FROM t", "polygon", false},
		{sqlguard.ReadOnly(sqlguard.MySQL), "SELECT CAST(a AS select) FROM t", "select", false},
		{sqlguard.ReadOnly(sqlguard.Postgres), "SELECT a::int, CAST(b AS public.lo) FROM t", "int4 lo", false},
		{sqlguard.ReadOnly(sqlguard.SQLite), "SELECT CAST(a AS Whatever) FROM t", "Whatever", true},
	} {
		st, err := sqlguard.Parse(row.policy.Dialect, row.statement)
		if err != nil {
			t.Errorf("Parse(%q) = %v", row.statement, err)
			continue
		}
		var names []string
		for _, typ := range st.Types {
			names = append(names, typ.Name)
		}
		if got := strings.Join(names, " "); got != row.types {
			t.Errorf("types of %q are %q, want %q", row.statement, got, row.types)
		}
		if err := row.policy.Check(t.Context(), row.statement); (err == nil) != row.allowed || err != nil && guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("Check(%q) = %v, want allowed: %v", row.statement, err, row.allowed)
		}
	}
}
