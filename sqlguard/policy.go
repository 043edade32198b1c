package sqlguard

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// A Policy says which statements may run. The zero Policy, a nil one and one
// with an unknown Dialect refuse everything. It must not be changed after its
// first use; until then and after, any number of goroutines may use it.
type Policy struct {
	// Dialect is the language. The zero Dialect refuses every statement.
	Dialect Dialect
	// Tables lists the tables and views that may be read, as "name" or
	// "schema.name". In SQLite ASCII case does not matter; elsewhere it is
	// the case that the engine has. "name" is one of main in SQLite, of
	// public or without a schema in PostgreSQL, without a schema in MySQL.
	// System tables are read only if they are listed, and so are tables of
	// other schemas than main in SQLite. Nil means every table that is none
	// of these; empty but not nil means none.
	Tables []string
	// Deny lists tables and views that may not be read, whatever Tables
	// says, in any case. "name" denies it in every schema. Views over it,
	// partitions and children of it are tables of their own. Nil means none.
	Deny []string
	// Columns lists the columns that may be read, as "table.column" or
	// "schema.table.column", with * for all of a table; upper and lower case
	// are as in Tables, and do not matter for a column outside of PostgreSQL. Which
	// tables may be read at all Tables says. A column without its table is one
	// of the list if a table in its place has it, so list none that does not
	// exist; where none has it and some of their columns may not be read, it
	// is refused, and so are a star, a whole row, NATURAL JOIN, a name of
	// a column of USING that not every table before it may show, an alias in
	// GROUP BY, a list of names behind a table, and MATCH with a pattern that
	// may name columns. It does not see through views. An entry of another form refuses every statement, and NewDB
	// returns an error for it. Nil means every column.
	Columns []string
	// DenyColumns lists columns that may not be named, as "column",
	// "table.column" or "schema.table.column", in any case. Where such a
	// column could be in the tables read, what reads columns without naming
	// them is refused, too: a star, a whole row, NATURAL JOIN, a list of
	// names behind a table or a join, t.f where f is a function over rows,
	// and MATCH with a pattern that may name columns. It does not see through
	// views: the boundary is a GRANT on columns. An entry of another form
	// refuses every statement, and NewDB returns an error for it. Nil means
	// none.
	DenyColumns []string
	// Functions lists further functions that may be called, in FROM too, as
	// "name" or "schema.name". A function that somebody created is code of
	// theirs; the operator REGEXP of SQLite calls the function regexp. Nil
	// means the built-in list alone.
	Functions []string
	// Types lists further types that values may be cast to, of PostgreSQL as
	// "name" or "schema.name", of MySQL as "name": a cast runs the type's own
	// code, and a plugin brings types of its own. In SQLite a type is any name,
	// by which one of five kinds of values is chosen; none is refused. Nil means
	// the built-in list alone.
	Types []string
	// Operators lists further operators of PostgreSQL, such as those of an
	// extension. Nil means the built-in list alone.
	Operators []string
	// Variables lists the variables of MySQL that may be read, as "@name" or
	// "@@name", and the settings of PostgreSQL that SHOW may show besides
	// harmless ones, as "name"; ASCII case aside. Nil means none.
	Variables []string
	// AllowExplain allows EXPLAIN of a statement that is allowed, with options
	// but without ANALYZE. The plan shows estimates of the numbers of rows and
	// the tables and conditions of views, and may name columns that may not be
	// read; planning computes constants. False refuses it.
	AllowExplain bool
	// AllowShow allows statements that describe: SHOW of a harmless setting of
	// PostgreSQL, and of one in Variables; SHOW TABLES, COLUMNS, INDEX, CREATE
	// TABLE and DATABASES and DESCRIBE of MySQL; the pragmas of SQLite about
	// tables and indexes, in FROM too. A table that may not be read is not
	// described. DB removes the rows about names that the lists of the policy
	// hold back; Check, which sees no rows, refuses where there could be some,
	// and SHOW CREATE TABLE, which shows the text of views. SHOW INDEX
	// estimates how many values all rows have. False refuses them.
	AllowShow bool
	// AllowRecursive allows tables of WITH that read themselves, which may
	// never end. False refuses them.
	AllowRecursive bool
	// RequireLimit refuses a statement whose outermost SELECT has no LIMIT.
	RequireLimit bool
	// MaxJoins is how many sources may be joined in the whole statement.
	// Zero means 32; a negative number allows no join.
	MaxJoins int
	// MaxSubqueries is how many SELECTs may stand beside the outermost one,
	// the members of a UNION too. Zero means 100; a negative number allows
	// none.
	MaxSubqueries int
	// Writes lists the tables that may be written, and how. A policy that has
	// it allows nothing but one INSERT, UPDATE or DELETE of one of them, for
	// DB.Exec; the rest of the policy says what such a statement may read.
	// What only reads belongs to another policy. Nil means that only reading
	// is allowed; empty but not nil means nothing.
	Writes []Write
}

const (
	defaultMaxJoins      = 32
	defaultMaxSubqueries = 100
	maxProducts          = 2
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
	_, _, err := p.decide(sql, false)
	return err
}

// Canonical returns the statement in the form that DB sends: every name in
// quotes, every operation in parentheses, no comments. The error is that of
// Check.
func (p *Policy) Canonical(sql string) (string, error) {
	tree, _, err := p.decide(sql, false)
	if err != nil {
		return "", err
	}
	return syntax.String(p.Dialect.syntax(), tree), nil
}

func (p *Policy) parse(sql string) (*syntax.Tree, *Statement, error) {
	if p == nil || !p.Dialect.known() {
		return nil, nil, guard.Deny(guard.CodeStatementNotAllowed, hintDialect).Because("sqlguard: no policy or no known dialect")
	}
	tree, st, err := parse(p.Dialect, sql)
	if err != nil {
		denial := guard.Deny(guard.CodeStatementNotAllowed, p.syntaxHint(err)).Because("sqlguard: %w", err)
		denial.Detail = fmt.Sprintf("sqlguard: at byte %d: %s", err.Offset, err.Detail) // the hint is there already
		return nil, nil, denial
	}
	return tree, st, nil
}

// checks decide about the facts of a statement, each about some.
var checks = [...]func(*Policy, *Statement) *guard.Denial{
	(*Policy).kind, (*Policy).show, (*Policy).writes, (*Policy).counts, (*Policy).tables, (*Policy).columns,
	(*Policy).pragmaCalls, (*Policy).functions, (*Policy).catalog, (*Policy).burn,
}

// decide decides about a statement. Filtered says that rows about names that the
// lists hold back are removed from what a statement that describes returns.
func (p *Policy) decide(sql string, filtered bool) (*syntax.Tree, *Statement, error) {
	tree, st, err := p.parse(sql)
	if err != nil {
		return nil, nil, err
	}
	st.filtered = filtered
	for _, check := range checks {
		if denial := check(p, st); denial != nil {
			return nil, nil, denial
		}
	}
	if denial := p.listedColumns(tree, st); denial != nil {
		return nil, nil, denial
	}
	return tree, st, nil
}

// kind refuses statements that do something else than read.
func (p *Policy) kind(st *Statement) *guard.Denial {
	switch {
	case st.Explain && !p.AllowExplain:
		return refuse(hintNoExplain, 0, "EXPLAIN")
	case st.Locks:
		return refuse(hintLocks, 0, "locks rows")
	case p.RequireLimit && !st.Limit && !st.Show && st.Write == nil:
		return refuse(hintLimit, 0, "no LIMIT")
	}
	return nil
}

// counts refuses statements with so many parts that the checks behind it would
// take long.
func (p *Policy) counts(st *Statement) *guard.Denial {
	switch {
	case st.Joins > limit(p.MaxJoins, defaultMaxJoins):
		return refuse(hintJoins, 0, "too many joins")
	case st.Subqueries > limit(p.MaxSubqueries, defaultMaxSubqueries):
		return refuse(hintSubqueries, 0, "too many subqueries")
	}
	return nil
}

func (p *Policy) functions(st *Statement) *guard.Denial {
	for _, f := range st.Functions {
		if !p.Dialect.builtin(f) && !p.listed(p.Functions, f.Schema, f.Name) && !st.isPragma(f) {
			return refuse(p.Dialect.hint(f), f.Pos, "function "+clip(f.Schema+"."+f.Name))
		}
	}
	return nil
}

// catalog checks the operators of PostgreSQL, the types of casts, and the variables
// of MySQL.
func (p *Policy) catalog(st *Statement) *guard.Denial {
	if p.Dialect == Postgres {
		for _, o := range st.Operators {
			if !postgresOperators[o.Name] && !slices.Contains(p.Operators, o.Name) {
				return refuse(hintOperator, o.Pos, "operator "+clip(o.Name))
			}
		}
	}
	for _, t := range st.Types {
		if !p.Dialect.castable(t) && !p.listed(p.Types, t.Schema, t.Name) {
			return refuse(hintTypes[p.Dialect], t.Pos, "type "+clip(t.Schema+"."+t.Name))
		}
	}
	for _, v := range st.Variables {
		if !slices.ContainsFunc(p.Variables, func(s string) bool { return equalFold(s, v) }) {
			return refuse(hintVariable, 0, "variable "+clip(v))
		}
	}
	return nil
}

// burn refuses what is likely to run for long. It catches accidents; against
// purpose there is only DB's time limit.
func (p *Policy) burn(st *Statement) *guard.Denial {
	switch {
	case st.refused != nil:
		return refuse(st.refused.hint, st.refused.pos, st.refused.detail)
	case st.Recursive && !p.AllowRecursive:
		return refuse(hintRecursive, 0, "recursive WITH")
	case st.heavy:
		return refuse(hintHeavy, 0, "grows too much when it is prepared")
	case st.Products > maxProducts:
		return refuse(hintProduct, 0, "more than 2 joins without a condition")
	}
	return nil
}

// limit is a limit of a policy: zero means standard, negative means none.
func limit(n, standard int) int {
	if n == 0 {
		return standard
	}
	return max(n, 0)
}

// listed reports whether a name that is called or cast to is on a list.
func (p *Policy) listed(list []string, schema, name string) bool {
	if strings.Contains(name, ".") || strings.Contains(schema, ".") {
		return false // "a.b" on the list is b of a
	}
	if schema != "" {
		name = schema + "." + name
	}
	return slices.ContainsFunc(list, func(s string) bool { return equalFold(s, name) })
}

// clip bounds what of a client's name gets into the record.
func clip(name string) string { return strings.ToValidUTF8(name[:min(len(name), 80)], "") }
