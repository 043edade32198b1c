package sqlguard

import (
	"slices"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// own keeps a write within the rows in which the column of the restriction has
// the value, before and after.
func (r Restriction) own(d Dialect, w *syntax.Write, value *syntax.Literal) error {
	if w.Action != "INSERT" {
		w.Narrow(d.syntax(), r.Column, value)
		return r.keeps(d, w, value)
	}
	at := -1
	for i, c := range w.Columns {
		switch named, err := r.named(d, c); {
		case err != nil:
			return err
		case named && at >= 0:
			return r.foreign(c)
		case named:
			at = i
		}
	}
	if w.Query != nil {
		return refuse(hintInsertQuery, w.Pos, "INSERT ... SELECT into a table that is narrowed")
	}
	if at < 0 {
		w.Columns = append(w.Columns, syntax.Target{Pos: w.Pos, Name: r.Column})
	}
	for i, row := range w.Rows {
		if at < 0 {
			w.Rows[i] = append(row, value)
		} else if !sameLiteral(row[at], value) {
			return r.foreign(w.Columns[at])
		}
	}
	return nil
}

// keeps refuses an UPDATE that gives a row away.
func (r Restriction) keeps(d Dialect, w *syntax.Write, value syntax.Expr) error {
	for _, a := range w.Set {
		for _, c := range a.Columns {
			if named, err := r.named(d, c); err != nil {
				return err
			} else if named && (len(a.Columns) > 1 || !sameLiteral(a.Value, value)) {
				return r.foreign(c)
			}
		}
	}
	return nil
}

// named reports whether a column that is set is the one of the restriction. One
// that some engine may take for it is an error.
func (r Restriction) named(d Dialect, c syntax.Target) (bool, error) {
	if d.sameColumn(c.Name, r.Column) {
		return true, nil
	}
	if looseName(c.Name) == looseName(r.Column) {
		return false, r.foreign(c)
	}
	return false, nil
}

func (r Restriction) foreign(c syntax.Target) error {
	return refuse(hintForeignRows, c.Pos, "column "+clip(c.Name)+" is set to another value than that of the restriction")
}

func sameLiteral(a, b syntax.Expr) bool {
	x, ok := a.(*syntax.Literal)
	y, also := b.(*syntax.Literal)
	return ok && also && *x == *y
}

// restricted returns the columns that DB itself sets when it inserts into a table.
func (o Options) restricted(d Dialect, t TableRef) []string {
	i := slices.IndexFunc(o.Restrict, func(r Restriction) bool { return newLooseNames(d, []string{r.Table}).has(t.Schema, t.Name) })
	if i < 0 {
		return nil
	}
	return []string{o.Restrict[i].Column}
}
