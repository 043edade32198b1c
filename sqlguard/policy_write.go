package sqlguard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// A Write says what statements may change in one table. An INSERT must name its
// columns, an UPDATE and a DELETE need a WHERE clause that looks at the row.
// Whatever is true of a Write, these are refused: ON CONFLICT, ON DUPLICATE KEY,
// REPLACE and the like, IGNORE, writes in WITH, and several tables at once. So is
// everything else that is neither a query nor one of the three, DDL first.
type Write struct {
	// Table is a table as in Policy.Tables: in PostgreSQL and MySQL in the case
	// that the engine has. Views, tables of the system and, in SQLite, tables
	// of other schemas than main cannot be written. Empty is an error.
	Table string
	// Insert, Update and Delete say which statements may run. None of them is
	// an error.
	Insert, Update, Delete bool
	// Columns lists the columns that INSERT and UPDATE may set. They need not
	// be readable: DenyColumns keeps them from being read. It is an error to
	// allow one of the two and no columns.
	Columns []string
	// MaxRows is how many rows one statement may change; one that changes more is
	// undone. It does not bound how many statements there are. Zero means 1.
	MaxRows int
	// AllowQuery lets INSERT take the rows of a SELECT, which gets a LIMIT one
	// above MaxRows. False refuses all but VALUES.
	AllowQuery bool
	// InsecureTriggers lets DB.Exec write a table with triggers or rules for the
	// statement: they are code that the policy does not see. What they change
	// counts for MaxRows in PostgreSQL and SQLite, but not in MySQL. False
	// refuses such a table.
	InsecureTriggers bool
	// InsecureCascades lets DB.Exec write a table whose foreign keys delete or
	// change rows of other tables along with it. Those rows count for MaxRows
	// in PostgreSQL and SQLite, but not in MySQL. False refuses such a table.
	InsecureCascades bool
}

func (w Write) maxRows() int {
	if w.MaxRows == 0 {
		return 1
	}
	return w.MaxRows
}

// check returns why an entry can allow nothing.
func (w Write) check(d Dialect) error {
	schema, name := w.parts()
	switch {
	case name == "" || strings.Contains(name, ".") || strings.HasPrefix(w.Table, "."):
		return fmt.Errorf("the table %q of Writes is neither name nor schema.name", clip(w.Table))
	case d.system(schema, name) || d == SQLite && schema != "" && !equalFold(schema, sqliteMain):
		return fmt.Errorf("the table %q of Writes cannot be written", clip(w.Table))
	case !w.Insert && !w.Update && !w.Delete:
		return fmt.Errorf("the entry for %q of Writes allows nothing", clip(w.Table))
	case (w.Insert || w.Update) && len(w.Columns) == 0 || slices.Contains(w.Columns, ""):
		return fmt.Errorf("the entry for %q of Writes has no columns, or one without a name", clip(w.Table))
	case w.MaxRows < 0:
		return fmt.Errorf("the entry for %q of Writes has a negative MaxRows", clip(w.Table))
	}
	return nil
}

// allows reports whether the entry is for an action.
func (w Write) allows(action string) bool {
	return action == "INSERT" && w.Insert || action == "UPDATE" && w.Update || action == "DELETE" && w.Delete
}

// sets reports whether a column may be set.
func (w Write) sets(d Dialect, column string) bool {
	return slices.ContainsFunc(w.Columns, func(c string) bool { return d.sameColumn(c, column) })
}

// sameColumn compares the names of columns as the engine does.
func (d Dialect) sameColumn(a, b string) bool { return a == b || d != Postgres && equalFold(a, b) }

// CheckWrites returns the first error of the entries of Writes: a policy with such
// an entry refuses every statement, and NewDB returns the error.
func (p *Policy) CheckWrites() error {
	for i, w := range p.Writes {
		if err := w.check(p.Dialect); err != nil {
			return err
		}
		if slices.ContainsFunc(p.Writes[:i], func(o Write) bool { return p.Dialect.homed(o.Table) == p.Dialect.homed(w.Table) }) {
			return fmt.Errorf("the table %q is twice in Writes", clip(w.Table))
		}
	}
	return nil
}

// homed returns the loose name of a table, with the schema that it has without one.
func (d Dialect) homed(table string) string {
	name := looseName(table)
	if d.home() != "" && !strings.Contains(name, ".") {
		name = d.home() + "." + name
	}
	return name
}

// entry returns the entry for a table, or none.
func (p *Policy) entry(t TableRef) (Write, bool) {
	rules := tableRules{dialect: p.Dialect}
	for _, w := range p.Writes {
		rules.allow = map[string]bool{rules.key(w.Table): true}
		if rules.allowed(t.Schema, t.Name) {
			return w, true
		}
	}
	return Write{}, false
}

// writes decides about what a statement changes.
func (p *Policy) writes(st *Statement) *guard.Denial {
	c := st.Write
	switch {
	case c == nil && p.Writes == nil:
		return nil
	case c == nil:
		return refuse(hintWriteOnly, 0, "reads only")
	case p.Writes == nil:
		return refuse(syntax.HintWriting, 0, c.Action)
	}
	if err := p.CheckWrites(); err != nil {
		return refuse(hintNotWritten, c.Table.Pos, err.Error())
	}
	w, ok := p.entry(c.Table)
	if !ok || newLooseNames(p.Dialect, p.Deny).has(c.Table.Schema, c.Table.Name) || p.Dialect.system(c.Table.Schema, c.Table.Name) {
		return refuse(hintNotWritten, c.Table.Pos, "write to "+clip(c.Table.Schema)+"."+clip(c.Table.Name))
	}
	if !w.allows(c.Action) {
		return refuse(hintAction, c.Table.Pos, c.Action)
	}
	return p.change(c, w)
}

// change decides about a write of a table that is listed.
func (p *Policy) change(c *Change, w Write) *guard.Denial {
	for _, column := range c.Columns {
		if !w.sets(p.Dialect, column.Name) {
			return refuse(hintSets, column.Pos, "column "+clip(column.Name))
		}
	}
	switch {
	case c.twin != "":
		return refuse(hintTwin, c.Table.Pos, "two sources named "+clip(c.twin))
	case c.Action == "INSERT" && c.Query && !w.AllowQuery:
		return refuse(hintInsertQuery, c.Table.Pos, "INSERT ... SELECT")
	case c.Rows > w.maxRows():
		return tooManyRows(w, "VALUES has %d rows", c.Rows)
	case c.Action != "INSERT" && !c.Where:
		return refuse(hintNoWhere, c.Table.Pos, "no WHERE")
	case c.Always:
		return refuse(hintAlways, c.Table.Pos, "WHERE is always true")
	}
	return nil
}

// tooManyRows is the denial for more rows than the ceiling.
func tooManyRows(w Write, detail string, args ...any) *guard.Denial {
	rows := "rows"
	if w.maxRows() == 1 {
		rows = "row"
	}
	hint := fmt.Sprintf("a statement may change %d %s of this table and this one would change more; nothing was changed", w.maxRows(), rows)
	return guard.Deny(guard.CodeStatementNotAllowed, hint).Because("sqlguard: "+detail, args...)
}

// syntaxHint is the hint for what was not understood. Whoever may not write is not
// told how.
func (p *Policy) syntaxHint(err *SyntaxError) string {
	switch {
	case p.Writes == nil && err.Write:
		return syntax.HintWriting
	case p.Writes != nil && syntax.OnlyQueries(err.Hint):
		return hintWriteOnly
	}
	return err.Hint
}

// sources returns the tables that a statement may name columns of.
func (st *Statement) sources() []TableRef {
	if st.Write == nil {
		return st.Tables
	}
	return append(slices.Clip(st.Tables), st.Write.Table)
}
