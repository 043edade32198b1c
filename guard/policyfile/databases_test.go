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
