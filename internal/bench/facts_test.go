package bench

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	pg "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/reflect/protoreflect"
	vitess "vitess.io/vitess/go/vt/sqlparser"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// allowed returns the statements of a list of sqlguard's tests that the policy
// allows, and what it makes of them.
func allowed(t *testing.T, d sqlguard.Dialect) map[string]*sqlguard.Statement {
	t.Helper()
	policy := sqlguard.ReadOnly(d)
	text, err := os.ReadFile("../../sqlguard/testdata/" + d.String() + "/honest.sql")
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]*sqlguard.Statement{}
	for line := range strings.Lines(string(text)) {
		statement := strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(strings.TrimSpace(line))
		if policy.Check(t.Context(), statement) != nil {
			continue
		}
		if list[statement], err = sqlguard.Parse(policy.Dialect, statement); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func tables(st *sqlguard.Statement) []string {
	var names []string
	for _, table := range st.Tables {
		names = append(names, table.Name)
	}
	return set(names)
}

func set(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// TestFactsAgreeWithPostgres compares with PostgreSQL's own parser: the tables
// that are read, the functions that are called, and that the canonical form is
// the same statement.
func TestFactsAgreeWithPostgres(t *testing.T) {
	policy, n := sqlguard.ReadOnly(sqlguard.Postgres), 0
	for statement, st := range allowed(t, sqlguard.Postgres) {
		tree, err := pg.Parse(statement)
		if err != nil {
			t.Errorf("libpg_query refuses %q: %v", statement, err)
			continue
		}
		n++
		v := &pgFacts{with: map[string]bool{}}
		v.walk(tree.ProtoReflect())
		relations := slices.DeleteFunc(set(v.tables), func(name string) bool { return v.with[name] })
		if got := tables(st); !slices.Equal(got, relations) {
			t.Errorf("%q reads %q, libpg_query says %q", statement, got, relations)
		}
		for _, name := range v.functions {
			if !slices.ContainsFunc(st.Functions, func(f sqlguard.Function) bool { return f.Name == name }) {
				t.Errorf("%q calls %s, which is not in %v", statement, name, st.Functions)
			}
		}
		canonical, err := policy.Canonical(statement)
		if err != nil {
			t.Fatal(err)
		}
		want, wantErr := pg.Fingerprint(statement)
		got, gotErr := pg.Fingerprint(canonical)
		if wantErr != nil || gotErr != nil || got != want && !spelled.MatchString(statement) {
			t.Errorf("%q and its canonical form %q differ: %s, %v and %s, %v", statement, canonical, want, wantErr, got, gotErr)
		}
	}
	if n < 150 {
		t.Errorf("%d statements were compared, want at least 150", n)
	}
}

// spelled are words that libpg_query keeps as they were written although they mean
// what the canonical form says: names of types of the standard, which it puts
// into pg_catalog, ASC, ROW, frames without BETWEEN, and COLLATION FOR, which calls
// a function by words.
var spelled = regexp.MustCompile(`(?i)\b(int|integer|bigint|asc|row|rows|groups|boolean|numeric|collation for)\b`)

// pgFacts collects what a tree of libpg_query names.
type pgFacts struct {
	tables, functions []string
	with              map[string]bool
}

func (f *pgFacts) walk(m protoreflect.Message) {
	switch node := m.Interface().(type) {
	case *pg.RangeVar:
		f.tables = append(f.tables, node.Relname)
	case *pg.CommonTableExpr:
		f.with[node.Ctename] = true
	case *pg.FuncCall:
		if len(node.Funcname) == 1 { // the parser adds pg_catalog to what it makes of keywords
			f.functions = append(f.functions, strings.ToLower(node.Funcname[0].GetString_().Sval))
		}
	}
	m.Range(func(field protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case field.IsList() && field.Message() != nil:
			for i := range v.List().Len() {
				f.walk(v.List().Get(i).Message())
			}
		case field.Message() != nil && !field.IsMap():
			f.walk(v.Message())
		}
		return true
	})
}

// TestFactsAgreeWithVitess does the same for MySQL with vitess, where it parses.
func TestFactsAgreeWithVitess(t *testing.T) {
	parser, err := vitess.New(vitess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for statement, st := range allowed(t, sqlguard.MySQL) {
		tree, err := parser.Parse(statement)
		if err != nil {
			continue
		}
		n++
		var read, with []string
		err = vitess.Walk(func(node vitess.SQLNode) (bool, error) {
			switch node := node.(type) {
			case *vitess.AliasedTableExpr:
				if name, ok := node.Expr.(vitess.TableName); ok {
					read = append(read, name.Name.String())
				}
			case *vitess.CommonTableExpr:
				with = append(with, node.ID.String())
			}
			return true, nil
		}, tree)
		if err != nil {
			t.Fatal(err)
		}
		read = slices.DeleteFunc(set(read), func(name string) bool { return slices.Contains(with, name) || name == "dual" })
		if got := tables(st); !slices.Equal(got, read) {
			t.Errorf("%q reads %q, vitess says %q", statement, got, read)
		}
	}
	if n < 90 {
		t.Errorf("%d statements were compared, want at least 90", n)
	}
	t.Logf("%d statements", n)
}
