package policyfile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/guard/policyfile"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

func TestDatabaseSaysWhatAPolicySays(t *testing.T) {
	f, err := policyfile.Parse([]byte(`{"databases": {"shop": {"dialect": "postgres", "tables": ["a"], "deny": ["b"], "columns": ["h.i"], "deny_columns": ["c"], "functions": ["d"],
		"types": ["e"], "operators": ["f"], "variables": ["g"], "allow_explain": true, "allow_show": true, "allow_recursive": true, "require_limit": true, "max_joins": 1, "max_subqueries": 2}}}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Databases["shop"].Policy()
	want := &sqlguard.Policy{
		Dialect: sqlguard.Postgres, Tables: []string{"a"}, Deny: []string{"b"}, Columns: []string{"h.i"}, DenyColumns: []string{"c"}, Functions: []string{"d"}, Types: []string{"e"},
		Operators: []string{"f"}, Variables: []string{"g"}, AllowExplain: true, AllowShow: true, AllowRecursive: true, RequireLimit: true, MaxJoins: 1, MaxSubqueries: 2,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Policy, %v (-want +got):\n%s", err, diff)
	}
}

func TestListsThatAreMissingAndEmptyDiffer(t *testing.T) {
	for text, allowed := range map[string]bool{`{"dialect": "mysql"}`: true, `{"dialect": "mysql", "tables": []}`: false} {
		f, err := policyfile.Parse([]byte(`{"databases": {"x": ` + text + `}}`))
		if err != nil {
			t.Fatal(err)
		}
		p, err := f.Databases["x"].Policy()
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Check(t.Context(), "SELECT 1 FROM a"); (err == nil) != allowed {
			t.Errorf("%s: Check = %v, want allowed %v", text, err, allowed)
		}
	}
}

func TestDatabaseOfAnUnknownDialectIsRefused(t *testing.T) {
	for _, dialect := range []string{"", "Postgres", "mariadb", "oracle"} {
		if _, err := (policyfile.Database{Dialect: dialect}).Policy(); err == nil {
			t.Errorf("Policy of the dialect %q = nil, want an error", dialect)
		}
	}
}

func TestWritesOfADatabase(t *testing.T) {
	for _, row := range []struct {
		name, writes, statement string
		allowed                 bool
	}{
		{"a listed table and column", `[{"table": "a", "update": true, "columns": ["b"]}]`, "UPDATE a SET b = 1 WHERE c = 2", true},
		{"another column", `[{"table": "a", "update": true, "columns": ["b"]}]`, "UPDATE a SET c = 1 WHERE c = 2", false},
		{"another statement", `[{"table": "a", "update": true, "columns": ["b"]}]`, "DELETE FROM a WHERE c = 2", false},
		{"more rows", `[{"table": "a", "insert": true, "columns": ["b"], "max_rows": 2}]`, "INSERT INTO a (b) VALUES (1), (2)", true},
		{"too many rows", `[{"table": "a", "insert": true, "columns": ["b"]}]`, "INSERT INTO a (b) VALUES (1), (2)", false},
		{"rows of a query", `[{"table": "a", "insert": true, "columns": ["b"], "allow_query": true}]`, "INSERT INTO a (b) SELECT c FROM d", true},
		{"an empty list", `[]`, "DELETE FROM a WHERE c = 2", false},
		{"an empty list, and reading", `[]`, "SELECT 1", false},
		{"no list, and reading", `null`, "SELECT 1", true},
	} {
		f, err := policyfile.Parse([]byte(`{"databases": {"x": {"dialect": "mysql", "writes": ` + row.writes + `}}}`))
		if err != nil {
			t.Fatal(err)
		}
		p, err := f.Databases["x"].Policy()
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Check(t.Context(), row.statement); (err == nil) != row.allowed {
			t.Errorf("%s: Check = %v, want allowed %v", row.name, err, row.allowed)
		}
	}
	flags := policyfile.Write{Table: "a", Delete: true, InsecureTriggers: true, InsecureCascades: true}
	p, err := policyfile.Database{Dialect: "mysql", Writes: []policyfile.Write{flags}}.Policy()
	if err != nil || !p.Writes[0].InsecureTriggers || !p.Writes[0].InsecureCascades {
		t.Errorf("Policy = %+v, %v", p, err)
	}
	for _, w := range []policyfile.Write{{}, {Table: "a"}, {Table: "a", Insert: true}} {
		if _, err := (policyfile.Database{Dialect: "mysql", Writes: []policyfile.Write{w}}).Policy(); err == nil {
			t.Errorf("Policy with %+v = nil, want an error", w)
		}
	}
	if _, err := policyfile.Parse([]byte(`{"databases": {"x": {"dialect": "mysql", "writes": [{"table": "a", "upsert": true}]}}}`)); err == nil {
		t.Error("an unknown key of a write is taken")
	}
}
