package sqlguard

import (
	"context"
	"database/sql"
	"slices"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A writer is what DB.Exec does differently for each dialect.
type writer interface {
	// beginWrite opens a transaction that may write, with the settings and
	// limits of begin, and reads them back. It returns what begin does.
	beginWrite(context.Context, *sql.Conn, Options) (stop string, err error)
	// target refuses a table for which a count of rows does not say what the
	// statement changes.
	target(context.Context, *sql.Conn, *Change, Write) error
	// count returns what was changed so far. Only differences mean something.
	count(context.Context, *sql.Conn) (counted, error)
	// each returns how much count counts at most for a row that the statement
	// changes.
	each(context.Context, *sql.Conn, *Change) (int64, error)
	// answered reports whether an error of COMMIT is the engine's answer, and
	// says that nothing was changed.
	answered(error) bool
}

// counted is how many rows were changed, in all tables, and how many triggers ran,
// as far as the engine says. Zero where it does not.
type counted struct{ rows, triggers int64 }

// forbidden turns what the catalog says of a table into a denial: words that the
// queries of the engines share.
func forbidden(found []string, c *Change, w Write) error {
	for _, what := range found {
		hint := ""
		switch what {
		case "plain":
		case "missing":
			return guard.Deny(guard.CodeInvalidArgument, hintNoTable).Because("sqlguard: at byte %d: no table %q", c.Table.Pos, clip(c.Table.Name))
		case "kind":
			hint = hintKind
		case "child":
			hint = hintChildren
		case "engine":
			hint = hintEngineUndo
		case "trigger":
			if !w.InsecureTriggers {
				hint = hintTriggers
			}
		case "cascade":
			if !w.InsecureCascades {
				hint = hintCascades
			}
		default:
			hint = hintKind
		}
		if hint != "" {
			return refuse(hint, c.Table.Pos, "the catalog says: "+what)
		}
	}
	return nil
}

// anyColumn stands among referred columns for one that changes by itself when
// another one is set.
const anyColumn = ""

// cascades returns that other rows are changed if the statement changes one of the
// columns that foreign keys with such an action refer to, or deletes rows at all.
func (c *Change) cascades(d Dialect, referred []string) []string {
	for _, column := range referred {
		if c.Action == "DELETE" || column == anyColumn || slices.ContainsFunc(c.columnNames(), func(s string) bool { return d.sameColumn(s, column) }) {
			return []string{"cascade"}
		}
	}
	return nil
}

// columnNames returns the names of the columns that a statement sets.
func (c *Change) columnNames() []string {
	names := make([]string, len(c.Columns))
	for i, column := range c.Columns {
		names[i] = column.Name
	}
	return names
}
