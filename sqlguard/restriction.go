package sqlguard

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// A Restriction narrows a table to the rows of whoever calls: DB reads
// (SELECT * FROM table WHERE column = value) in its place, wherever a statement
// names it. That is done in the tree of the statement, so no text of the value
// or of the statement can change it.
//
// DB.Exec changes rows of the caller only: an UPDATE and a DELETE get the condition
// in their WHERE, an INSERT without the column gets it, and one that names the
// column, and an UPDATE that sets it, must give it the very value, as a literal.
// INSERT ... SELECT into such a table is refused. The rows that a foreign key or a
// trigger changes are not narrowed.
//
// It does not see through views and functions: what they read is not narrowed, and
// neither is a partition or a child of the table that a statement names itself.
// Allow tables by a list, or use the row security of the engine where it has
// one. A column that a statement names with schema and table does not exist
// then.
type Restriction struct {
	// Table is a table as in Policy.Deny: "name" in every schema, or
	// "schema.name", in any case. Empty is an error.
	Table string
	// Column is the name of the column as the engine has it. Empty is an error.
	Column string
	// Value returns what the column must be in a call: a string, int or
	// int64. It is compared as the engine does, by the collation of the column;
	// in MySQL the text of the column must be that of the value, too, since a
	// text and a number are equal there that nobody would take for it. An
	// error, and any other type, refuses the statement. Nil is an error.
	Value func(context.Context) (any, error)
}

func (r Restriction) check() error {
	if r.Table == "" || r.Column == "" || r.Value == nil {
		return errors.New("a restriction without table, column or value")
	}
	return nil
}

// restrict narrows the tables of a tree whose facts are st.
func (d *DB) restrict(ctx context.Context, tree *syntax.Tree, st *Statement) error {
	values := make([]*syntax.Literal, len(d.options.Restrict))
	for i, r := range d.options.Restrict {
		value, err := r.Value(ctx)
		if err == nil {
			values[i], err = literal(value)
		}
		if err != nil {
			return guard.Deny(guard.CodeForbidden, "").Because("sqlguard: restriction of %s: %w", r.Table, err)
		}
	}
	names := make([]looseNames, len(d.options.Restrict))
	for i, r := range d.options.Restrict {
		names[i] = newLooseNames(d.policy.Dialect, []string{r.Table})
	}
	tables := map[int]bool{} // where FROM names a table and no table of WITH
	for _, t := range st.Tables {
		tables[t.Pos] = true
	}
	syntax.Restrict(d.policy.Dialect.syntax(), tree, func(s *syntax.Source) (string, *syntax.Literal) {
		for i, r := range d.options.Restrict {
			if tables[s.Pos] && names[i].has(s.Schema, s.Name) {
				return r.Column, values[i]
			}
		}
		return "", nil
	})
	for i, r := range d.options.Restrict {
		if t := st.Write; t != nil && names[i].has(t.Table.Schema, t.Table.Name) {
			return r.own(d.policy.Dialect, tree.Write, values[i])
		}
	}
	return nil
}

func literal(value any) (*syntax.Literal, error) {
	switch v := value.(type) {
	case string:
		if !utf8.ValidString(v) {
			return nil, errors.New("the value is no UTF-8")
		}
		for _, c := range v {
			if c < ' ' || c == 0x7f {
				return nil, errors.New("the value holds a control character")
			}
		}
		return &syntax.Literal{Kind: syntax.LitString, Text: v}, nil
	case int:
		return literal(int64(v))
	case int64:
		return &syntax.Literal{Kind: syntax.LitNumber, Text: strconv.FormatInt(v, 10)}, nil
	}
	return nil, fmt.Errorf("the value is a %T", value)
}
