package sqlguard

import (
	"context"
	"slices"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Policy says which statements may run. The zero Policy, a nil one and one
// with an unknown Dialect refuse everything. It must not be changed after its
// first use; until then and after, any number of goroutines may use it.
type Policy struct {
	// Dialect is the language. The zero Dialect refuses every statement.
	Dialect Dialect
	// Tables lists the tables and views that may be read, as "name" or
	// "schema.name"; ASCII case does not matter. Tables of another schema
	// than main, system tables included, are read only if they are listed.
	// Nil means every table of main that is no system table; empty but not
	// nil means none.
	Tables []string
	// Deny lists tables and views that may not be read, whatever Tables
	// says. "name" denies it in every schema. Nil means none.
	Deny []string
	// Functions lists further functions that may be called, in FROM too.
	// A function that the application registered is code of the
	// application; the operator REGEXP calls the function regexp. Nil means
	// the built-in list alone.
	Functions []string
	// AllowRecursive allows tables of WITH that read themselves, which may
	// never end. False refuses them.
	AllowRecursive bool
	// MaxJoins is how many sources may be joined in the whole statement.
	// Zero means 32; a negative number allows no join.
	MaxJoins int
}

const (
	defaultMaxJoins = 32
	maxProducts     = 2
)

// ReadOnly returns the policy that allows one statement that only reads, from
// every table that is no system table.
func ReadOnly(d Dialect) *Policy { return &Policy{Dialect: d} }

// Middleware returns the middleware that checks the argument named arg, in the
// form of guard.Args, and leaves everything else alone.
func Middleware(arg string, p *Policy) guard.Middleware {
	return guard.Confine(guard.Args{arg: p})
}

var _ guard.Checker = (*Policy)(nil)

// Check decides about a statement; it implements guard.Checker. The error is a
// *guard.Denial with CodeStatementNotAllowed. Check reads no database: whether
// a table exists is DB's to say.
func (p *Policy) Check(_ context.Context, sql string) error {
	_, err := p.decide(sql)
	return err
}

// Inspect returns the facts of a statement that is understood, whether or not
// the policy allows it. The error is the one Check would return for a statement
// that is not understood.
func (p *Policy) Inspect(sql string) (*Statement, error) {
	if p == nil || p.Dialect != SQLite {
		return nil, guard.Deny(guard.CodeStatementNotAllowed, hintDialect).Because("sqlguard: no policy or no known dialect")
	}
	q, parsed, err := parse(sql)
	if err != nil {
		return nil, err
	}
	return factsOf(q, parsed), nil
}

func (p *Policy) decide(sql string) (*Statement, error) {
	st, err := p.Inspect(sql)
	if err != nil {
		return nil, err
	}
	for _, check := range []func(*Statement) *guard.Denial{p.tables, p.functions, p.burn} {
		if denial := check(st); denial != nil {
			return nil, denial
		}
	}
	return st, nil
}

func (p *Policy) tables(st *Statement) *guard.Denial {
	for _, t := range st.Tables {
		if hint := p.tableHint(t.Schema, t.Name); hint != "" {
			return refuse(hint, t.Pos, "table "+clip(t.Schema)+"."+clip(t.Name))
		}
	}
	return nil
}

// tableHint returns why a table may not be read, or nothing.
func (p *Policy) tableHint(schema, name string) string {
	home := schema == "" || equalFold(schema, "main")
	listed := contains(p.Tables, schema+"."+name) || home && (contains(p.Tables, name) || contains(p.Tables, "main."+name))
	switch {
	case name == "", contains(p.Deny, name), contains(p.Deny, schema+"."+name), home && contains(p.Deny, "main."+name):
		return hintTable
	case listed:
		return ""
	case system(name):
		return hintSystem
	case !home:
		return hintSchema
	case p.Tables != nil:
		return hintTable
	}
	return ""
}

func (p *Policy) functions(st *Statement) *guard.Denial {
	for _, f := range st.Functions {
		builtin := sqliteFunctions
		if f.Table {
			builtin = sqliteTableFunctions
		}
		if !builtin[f.Name] && !contains(p.Functions, f.Name) {
			return refuse(f.hint(), f.Pos, "function "+clip(f.Name))
		}
	}
	if st.format != nil {
		return refuse(hintFormat, *st.format, "printf")
	}
	return nil
}

// burn refuses what is likely to run for long. It catches accidents; against
// purpose there is only DB's time limit.
func (p *Policy) burn(st *Statement) *guard.Denial {
	limit := p.MaxJoins
	if limit == 0 {
		limit = defaultMaxJoins
	}
	switch {
	case st.Recursive && !p.AllowRecursive:
		return refuse(hintRecursive, 0, "recursive WITH")
	case st.Joins > max(limit, 0):
		return refuse(hintJoins, 0, "too many joins")
	case st.Products > maxProducts:
		return refuse(hintProduct, 0, "more than 2 joins without a condition")
	case st.heavy:
		return refuse(hintHeavy, 0, "grows to more than 250000 nodes when it is prepared")
	}
	return nil
}

func contains(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return equalFold(s, name) })
}

// clip bounds what of a client's name gets into the record.
func clip(name string) string { return name[:min(len(name), 80)] }
