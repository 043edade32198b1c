package sqlguard_test

import (
	"testing"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

func TestPolicyAnswersForNames(t *testing.T) {
	policy := lite()
	policy.Deny, policy.DenyColumns, policy.Functions = []string{"credential"}, []string{"orders.total", "token"}, []string{"regexp"}
	listed := lite()
	listed.Tables = []string{"orders", "sqlite_schema"}
	columns := lite()
	columns.Columns = []string{"orders.id", "products.*"}
	pg := sqlguard.ReadOnly(sqlguard.Postgres)
	bad := lite()
	bad.DenyColumns = []string{"a.b.c.d"}
	var none *sqlguard.Policy
	for name, got := range map[string][2]bool{
		"a table":                              {policy.AllowsTable("", "orders"), true},
		"a table of main":                      {policy.AllowsTable("main", "orders"), true},
		"a denied table":                       {policy.AllowsTable("main", "Credential"), false},
		"a system table":                       {policy.AllowsTable("", "sqlite_schema"), false},
		"a table of another schema":            {policy.AllowsTable("aux", "orders"), false},
		"a table that is not listed":           {listed.AllowsTable("", "customers"), false},
		"a system table that is listed":        {listed.AllowsTable("", "sqlite_schema"), true},
		"no table":                             {policy.AllowsTable("", ""), false},
		"a table without a policy":             {none.AllowsTable("", "orders"), false},
		"a table of the zero policy":           {(&sqlguard.Policy{}).AllowsTable("", "orders"), false},
		"a column":                             {policy.AllowsColumn("", "orders", "id"), true},
		"a denied column":                      {policy.AllowsColumn("main", "Orders", "TOTAL"), false},
		"the same name in another table":       {policy.AllowsColumn("", "products", "total"), true},
		"a column that is denied everywhere":   {policy.AllowsColumn("", "products", "token"), false},
		"a column without denied ones":         {listed.AllowsColumn("", "orders", "total"), true},
		"a column with an entry that is wrong": {bad.AllowsColumn("", "orders", "id"), false},
		"a column of the list":                 {columns.AllowsColumn("main", "orders", "ID"), true},
		"a column that is not on the list":     {columns.AllowsColumn("", "orders", "total"), false},
		"a column where the list has a star":   {columns.AllowsColumn("", "products", "price"), true},
		"a column of another table":            {columns.AllowsColumn("", "customers", "id"), false},
		"a column without a policy":            {none.AllowsColumn("", "orders", "id"), false},
		"a function":                           {policy.AllowsFunction("", "UPPER", false), true},
		"a function in FROM":                   {policy.AllowsFunction("", "json_each", true), true},
		"a function that is none in FROM":      {policy.AllowsFunction("", "upper", true), false},
		"a dangerous function":                 {policy.AllowsFunction("", "load_extension", false), false},
		"a listed function":                    {policy.AllowsFunction("", "regexp", false), true},
		"a function of PostgreSQL":             {pg.AllowsFunction("pg_catalog", "upper", false), true},
		"a function of another schema":         {pg.AllowsFunction("public", "upper", false), false},
		"a function without a policy":          {none.AllowsFunction("", "upper", false), false},
	} {
		if got[0] != got[1] {
			t.Errorf("%s is allowed: %v, want %v", name, got[0], got[1])
		}
	}
}
