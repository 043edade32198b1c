package sqlguard_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

func TestPolicyThatSaysNothingRefusesEverything(t *testing.T) {
	for name, p := range map[string]*sqlguard.Policy{
		"nil":             nil,
		"zero":            {},
		"unknown dialect": sqlguard.ReadOnly(sqlguard.MySQL + 1),
		"no tables":       {Dialect: sqlguard.SQLite, Tables: []string{}},
	} {
		if err := p.Check(t.Context(), "SELECT * FROM orders"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("%s: Check = %v, want %v", name, err, guard.CodeStatementNotAllowed)
		}
	}
}

func TestPolicyDecides(t *testing.T) {
	const allowed = ""
	lite := sqlguard.Policy{Dialect: sqlguard.SQLite}
	with := func(change func(*sqlguard.Policy)) *sqlguard.Policy { p := lite; change(&p); return &p }
	tables := with(func(p *sqlguard.Policy) { p.Tables = []string{"Orders", "aux.log", "sqlite_sequence"} })
	deny := with(func(p *sqlguard.Policy) {
		p.Deny = []string{"credential", "aux.log"}
		p.Tables = []string{"credential", "log"}
	})
	denyMain := with(func(p *sqlguard.Policy) { p.Deny = []string{"main.credential"} })
	recursive := with(func(p *sqlguard.Policy) { p.AllowRecursive = true })
	noJoins := with(func(p *sqlguard.Policy) { p.MaxJoins = -1 })
	oneJoin := with(func(p *sqlguard.Policy) { p.MaxJoins = 1 })
	functions := with(func(p *sqlguard.Policy) { p.Functions = []string{"REGEXP", "generate_series", "randomblob"} })
	long := strings.Repeat("x", 50_000)
	for _, row := range []struct {
		name   string
		policy *sqlguard.Policy
		sql    string
		hint   string // a piece of it; allowed if empty
	}{
		{"a plain SELECT", &lite, "SELECT 1", allowed},
		{"a trailing semicolon and blanks", &lite, " SELECT 1 ;\n", allowed},
		{"a comment behind the semicolon", &lite, "SELECT 1; -- done", allowed},
		{"nothing", &lite, "", "is empty"},
		{"blanks and a comment", &lite, " /* x */ -- y", "is empty"},
		{"a semicolon alone", &lite, ";", "only SELECT"},
		{"a leading semicolon", &lite, "; SELECT 1", "only SELECT"},
		{"two semicolons", &lite, "SELECT 1;;", "only one statement"},
		{"a second statement", &lite, "SELECT 1; SELECT 2", "only one statement"},
		{"a DELETE", &lite, "DELETE FROM orders", "only SELECT"},
		{"a DELETE behind WITH", &lite, "WITH a AS (SELECT 1) DELETE FROM orders", "only SELECT"},
		{"an INSERT as a table of WITH", &lite, "WITH a AS (INSERT INTO orders VALUES (1) RETURNING 1) SELECT * FROM a", "WITH was not understood"},
		{"SELECT INTO", &lite, "SELECT 1 INTO x", "SELECT INTO"},
		{"EXPLAIN", &lite, "EXPLAIN SELECT 1", "only SELECT"},
		{"invalid UTF-8", &lite, "SELECT '\xff'", "UTF-8"},
		{"a NUL", &lite, "SELECT 1\x00; DELETE FROM orders", "control"},
		{"an escape character in a string", &lite, "SELECT '\x1b'", "control"},
		{"an invisible character", &lite, "SELECT 1 \u200b", "no meaning"},
		{"a blank of another kind", &lite, "SELECT\u00a01", "no meaning"},
		{"a byte order mark", &lite, "\ufeffSELECT 1", "no meaning"},
		{"a letter of another script", &lite, "SELECT имя FROM таблица", allowed},
		{"a keyword with a Kelvin sign", &lite, "SELECT 1 FROM a WHERE b LI\u212aE 'x'", "not understood"},
		{"a statement of 100 kB", &lite, "SELECT '" + long + "', '" + long[:49_900] + "'", allowed},
		{"a statement above 100 kB", &lite, "SELECT '" + long + "', '" + long + "'", "too long"},
		{"too many tokens", &lite, "SELECT 1 IN (1" + strings.Repeat(",1", 13_000) + ")", "too many parts"},
		{"a list of ten thousand", &lite, "SELECT 1 IN (1" + strings.Repeat(",1", 10_000) + ")", allowed},
		{"60 parentheses", &lite, "SELECT " + strings.Repeat("(", 60) + "1" + strings.Repeat(")", 60), allowed},
		{"a thousand parentheses", &lite, "SELECT " + strings.Repeat("(", 1000) + "1" + strings.Repeat(")", 1000), "too deeply"},
		{"40 subqueries", &lite, strings.Repeat("SELECT * FROM (", 40) + "SELECT 1" + strings.Repeat(")", 40), allowed},
		{"a thousand subqueries", &lite, strings.Repeat("SELECT * FROM (", 1000) + "SELECT 1" + strings.Repeat(")", 1000), "too deeply"},
		{"a thousand NOT", &lite, "SELECT " + strings.Repeat("NOT ", 1000) + "1", "too deeply"},
		{"500 OR", &lite, "SELECT 1" + strings.Repeat(" OR 1", 500), allowed},
		{"5000 OR", &lite, "SELECT 1" + strings.Repeat(" OR 1", 5000), "too many parts"},
		{"a system table", &lite, "SELECT * FROM sqlite_schema", "system tables"},
		{"a system table in other case", &lite, "SELECT * FROM SQLite_Schema", "system tables"},
		{"a system table as a column's table", &lite, "SELECT sqlite_schema.name FROM orders AS sqlite_schema", allowed},
		{"a pragma as a table", &lite, "SELECT * FROM pragma_table_list", "system tables"},
		{"a pragma as a function", &lite, "SELECT * FROM pragma_table_info('orders')", "table-valued"},
		{"a string as a table", &lite, "SELECT * FROM 'orders'", allowed},
		{"an empty name as a table", &lite, `SELECT * FROM ""`, "a name is missing"},
		{"another schema", &lite, "SELECT * FROM aux.orders", "another database"},
		{"the temporary schema", &lite, "SELECT * FROM temp.orders", "another database"},
		{"the main schema", &lite, "SELECT * FROM MAIN.orders", allowed},
		{"a listed table", tables, "SELECT * FROM orders", allowed},
		{"a listed table by its schema", tables, "SELECT * FROM main.ORDERS", allowed},
		{"a listed table of another schema", tables, "SELECT * FROM aux.log", allowed},
		{"a listed system table", tables, "SELECT * FROM sqlite_sequence", allowed},
		{"a listed table's name in another schema", tables, "SELECT * FROM aux.orders", "another database"},
		{"an unlisted table", tables, "SELECT * FROM customers", "not one that may be read"},
		{"an unlisted table in a subquery", tables, "SELECT (SELECT 1 FROM customers) FROM orders", "not one that may be read"},
		{"an unlisted name that WITH defines", tables, "WITH customers AS (SELECT * FROM orders) SELECT * FROM customers", allowed},
		{"an unlisted name that WITH defines elsewhere", tables, "SELECT * FROM (WITH customers AS (SELECT 1) SELECT * FROM customers) JOIN customers ON 1", "not one that may be read"},
		{"an unlisted name that WITH defines, with a schema", tables, "WITH customers AS (SELECT 1) SELECT * FROM main.customers", "not one that may be read"},
		{"a denied table that is listed too", deny, "SELECT * FROM credential", "not one that may be read"},
		{"a denied table in other case", deny, "SELECT * FROM Credential", "not one that may be read"},
		{"a denied table in quotes", deny, `SELECT * FROM "credential"`, "not one that may be read"},
		{"a denied table by its schema", deny, "SELECT * FROM main.credential", "not one that may be read"},
		{"a name denied in another schema", deny, "SELECT * FROM log", allowed},
		{"a table denied with its schema", denyMain, "SELECT * FROM credential", "not one that may be read"},
		{"a recursive WITH", &lite, "WITH r(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM r) SELECT * FROM r", "recursive"},
		{"a recursive WITH in other case", &lite, `WITH "R"(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM r) SELECT * FROM r`, "recursive"},
		{"a recursive WITH below another", &lite, "WITH r AS (SELECT * FROM (WITH s AS (SELECT 1) SELECT * FROM s, r)) SELECT * FROM r", "recursive"},
		{"RECURSIVE without recursion", &lite, "WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r", allowed},
		{"an inner table of the same name", &lite, "WITH r AS (WITH r AS (SELECT 1) SELECT * FROM r) SELECT * FROM r", allowed},
		{"a recursive WITH that is allowed", recursive, "WITH r(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM r LIMIT 9) SELECT * FROM r", allowed},
		{"32 joins", &lite, "SELECT 1 FROM a" + strings.Repeat(" JOIN a ON 1", 32), allowed},
		{"33 joins", &lite, "SELECT 1 FROM a" + strings.Repeat(" JOIN a ON 1", 33), "too many tables"},
		{"a join where none is allowed", noJoins, "SELECT 1 FROM a, b WHERE a.x = b.x", "too many tables"},
		{"a join where one is allowed", oneJoin, "SELECT 1 FROM a JOIN b USING (x)", allowed},
		{"two joins where one is allowed", oneJoin, "SELECT 1 FROM a JOIN b USING (x) JOIN c USING (x)", "too many tables"},
		{"a product of three tables", &lite, "SELECT 1 FROM a, b, c", allowed},
		{"a product of four tables", &lite, "SELECT 1 FROM a, b, c, d", "without a condition"},
		{"four tables with a condition", &lite, "SELECT 1 FROM a, b, c, d WHERE a.x = b.x", allowed},
		{"a product of single rows", &lite, "SELECT 1 FROM (SELECT 1), (SELECT 2), (SELECT 3), (SELECT 4)", allowed},
		{"an unknown function", &lite, "SELECT pwn()", "a function is not allowed"},
		{"an unknown function in quotes", &lite, `SELECT "pwn"(1)`, "a function is not allowed"},
		{"an extension", &lite, "SELECT load_extension('x')", "load_extension is never allowed"},
		{"a function of another engine", &lite, "SELECT NOW()", "use datetime('now')"},
		{"LEFT of another engine", &lite, "SELECT LEFT(name, 3) FROM a", "use substr"},
		{"REGEXP", &lite, "SELECT 'a' REGEXP 'b'", "regexp is not allowed"},
		{"REGEXP that is allowed", functions, "SELECT 'a' NOT REGEXP 'b'", allowed},
		{"a function that is allowed", functions, "SELECT RandomBlob(4)", allowed},
		{"a table-valued function that is allowed", functions, "SELECT * FROM generate_series(1, 5)", allowed},
		{"printf with a width", &lite, "SELECT printf('%255d|%.2f', 1, 2)", allowed},
		{"printf with a great width", &lite, "SELECT printf('%256d', 1)", "literal format"},
		{"printf with a great precision", &lite, "SELECT printf('%-10.999999999f', 1)", "literal format"},
		{"printf with a star", &lite, "SELECT format('%*d', 999999999, 1)", "literal format"},
		{"printf with a computed format", &lite, "SELECT printf('%' || '99999d', 1)", "literal format"},
		{"printf with a percent sign", &lite, "SELECT printf('100%%9999', 1)", allowed},
		{"a collation", &lite, "SELECT 'a' = 'A' COLLATE nocase", allowed},
		{"a foreign collation", &lite, "SELECT 'a' = 'A' COLLATE pwn", "collation"},
		{"IN with a table", &lite, "SELECT 1 IN orders", allowed},
		{"IN with a denied table", deny, "SELECT 1 IN credential", "not one that may be read"},
		{"IN with a denied table in quotes", deny, "SELECT 1 NOT IN main.'credential'", "not one that may be read"},
		{"IN with an unlisted table", tables, "SELECT 1 IN credential", "not one that may be read"},
		{"IN with a table-valued function", &lite, "SELECT 1 IN json_each('[1]')", "IN needs"},
		{"INDEXED BY", &lite, "SELECT * FROM orders INDEXED BY i", allowed},
		{"INDEXED BY behind a denied table", deny, "SELECT * FROM credential AS orders INDEXED BY orders", "not one that may be read"},
		{"INDEXED BY nothing", &lite, "SELECT * FROM orders INDEXED", "index hint"},
		{"INDEXED BY behind a query", &lite, "SELECT * FROM (SELECT 1) INDEXED BY i", "not understood"},
		{"a denied table in a string", deny, "SELECT * FROM 'credential' AS 'orders'", "not one that may be read"},
		{"ON behind a comma", &lite, "SELECT * FROM a, b ON a.x = b.x", allowed},
		{"ON without JOIN", &lite, "SELECT * FROM a ON a.x", "belong to a JOIN"},
		{"a keyword as an alias", &lite, "SELECT 1 table", "not understood"},
		{"an open string", &lite, `SELECT 'Women\'s Soccer'`, "is not closed"},
		{"a Tcl parameter", &lite, "SELECT $a::b", "parameter"},
		{"digits with underscores", &lite, "SELECT 1_000", "number"},
		{"a MySQL comment", &lite, "SELECT 1 /*! + 1 */", "comment is ambiguous"},
		{"a MariaDB comment", &lite, "SELECT 1 /*M! + 1 */", "comment is ambiguous"},
		{"a nested comment", &lite, "SELECT 1 /* /* */", "comment is ambiguous"},
		{"a carriage return in a comment", &lite, "SELECT 1 --\r+ 1", "comment is ambiguous"},
		{"a comment with a Windows line end", &lite, "SELECT 1 -- one\r\n+ 1", allowed},
	} {
		err := row.policy.Check(t.Context(), row.sql)
		switch {
		case row.hint == allowed && err != nil:
			t.Errorf("%s: Check(%.80q) = %v, want allowed", row.name, row.sql, err)
		case row.hint == allowed:
		case guard.CodeOf(err) != guard.CodeStatementNotAllowed || !strings.Contains(err.Error(), row.hint):
			t.Errorf("%s: Check(%.80q) = %v, want a hint with %q", row.name, row.sql, err, row.hint)
		}
	}
}

func TestParseSeesWhatIsTouched(t *testing.T) {
	type refs = []sqlguard.TableRef
	for _, row := range []struct {
		sql  string
		want sqlguard.Statement
	}{
		{"SELECT 1", sqlguard.Statement{Depth: 1}},
		{"SELECT * FROM a LIMIT 1", sqlguard.Statement{Depth: 1, Limit: true, Tables: refs{{"", "a", "", 14}}}},
		{"SELECT * FROM (SELECT 1 LIMIT 1)", sqlguard.Statement{Depth: 2}},
		{`SELECT * FROM main."A b" AS x, [c]`, sqlguard.Statement{Depth: 1, Joins: 1, Products: 1, Tables: refs{{"main", "A b", "x", 14}, {"", "c", "", 31}}}},
		{"SELECT * FROM a JOIN (b CROSS JOIN c) ON 1", sqlguard.Statement{Depth: 1, Joins: 2, Products: 1, Tables: refs{{"", "a", "", 14}, {"", "b", "", 22}, {"", "c", "", 35}}}},
		{"WITH a AS (SELECT * FROM b) SELECT * FROM a, main.a WHERE 1", sqlguard.Statement{Depth: 2, Joins: 1, Tables: refs{{"", "b", "", 25}, {"main", "a", "", 45}}}},
		{"WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a", sqlguard.Statement{Depth: 2, Recursive: true}},
		{"SELECT Max(x) FROM json_each(?) WHERE y LIKE :p", sqlguard.Statement{Depth: 1, Parameters: 2, Functions: []sqlguard.Function{{"", "max", false, 7}, {"", "json_each", true, 19}, {"", "like", false, 40}}}},
		{"SELECT EXISTS (SELECT 1 FROM t WHERE x IN (SELECT 1))", sqlguard.Statement{Depth: 3, Tables: refs{{"", "t", "", 29}}}},
	} {
		got, err := sqlguard.Parse(sqlguard.SQLite, row.sql)
		if err != nil {
			t.Errorf("Parse(%q) = %v", row.sql, err)
			continue
		}
		if diff := cmp.Diff(&row.want, got, cmpopts.IgnoreUnexported(sqlguard.Statement{}), cmpopts.IgnoreFields(sqlguard.Statement{}, "Columns", "Operators", "Subqueries"), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", row.sql, diff)
		}
	}
}

func TestDenialSaysWhereToTheOperatorAndNothingToTheClient(t *testing.T) {
	err := sqlguard.ReadOnly(sqlguard.SQLite).Check(t.Context(), "SELECT 1 FROM hush hush2 hush3")
	denial, ok := err.(*guard.Denial)
	if !ok || !strings.Contains(denial.Detail, `at byte 25`) || !strings.Contains(denial.Detail, `"hush3"`) {
		t.Errorf("Check = %#v, want a denial whose detail names byte 25 and the text there", err)
	}
	if strings.Contains(err.Error(), "hush") {
		t.Errorf("Check = %v, want no text of the statement", err)
	}
}

func TestMiddlewareAloneChecksItsArgument(t *testing.T) {
	reached := false
	handler := sqlguard.Middleware("sql", lite())(func(context.Context, *guard.Call) (guard.Result, error) {
		reached = true
		return nil, nil
	})
	for _, row := range []struct {
		name, args string
		code       guard.Code
	}{
		{"a SELECT", `{"sql": "SELECT 1"}`, ""},
		{"another argument", `{"sql": "SELECT 1", "note": "DELETE FROM orders"}`, ""},
		{"a DELETE", `{"sql": "DELETE FROM orders"}`, guard.CodeStatementNotAllowed},
		{"a list with a DELETE", `{"sql": ["SELECT 1", "DELETE FROM orders"]}`, guard.CodeStatementNotAllowed},
		{"no statement", `{}`, guard.CodeInvalidArgument},
		{"a number", `{"sql": 1}`, guard.CodeInvalidArgument},
	} {
		args, err := guard.Decode([]byte(row.args), guard.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		reached = false
		_, err = handler(t.Context(), &guard.Call{Kind: guard.KindTool, Name: "query", Args: args})
		if guard.CodeOf(err) != row.code || reached != (row.code == "") {
			t.Errorf("%s: the handler was reached %v and the error is %v, want %q", row.name, reached, err, row.code)
		}
	}
}
