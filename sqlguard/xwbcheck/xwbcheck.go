// Package xwbcheck asks a second parser about statements of MySQL and MariaDB that
// sqlguard allows: xwb1989/sqlparser (https://github.com/xwb1989/sqlparser), at its
// last commit, of 2018. Where that understands a statement, too, it must see the
// same kind of statement and the same tables, in the text and in the form that
// sqlguard.DB sends; if not, the statement is refused. A mistake in one parser has
// to be made in the other as well to get through. Of 37 704 statements of MariaDB's
// and vitess' tests that sqlguard allows it understands 90 % and disagrees on none.
//
// It is an opinion and never the gate. Alone the second parser is of no use as one,
// as was measured when this package was written:
//
//   - It does not understand 62 % of analytic queries for PostgreSQL and 19 % of those for
//     MySQL: no WITH, no window functions, no INTERSECT, no EXTRACT. Then
//     sqlguard's word alone counts.
//   - It takes SELECT 1--1 INTO OUTFILE '/x' and SELECT 1 /*M! INTO OUTFILE '/x' */
//     for harmless, and MariaDB writes the file; and a backslash before a quote for
//     an escape whatever the server's setting. sqlguard refuses all of these before
//     the second parser sees them.
//   - It reads nothing behind EXPLAIN and DESCRIBE, so that only the kind of
//     statement is compared there.
//   - It panics on SELECT /*!*/ 1 and a few more, takes 0.9 s and 585 MB for 200 000
//     words NOT, and logs what it does not understand of CREATE. Panics are caught
//     and refuse the statement; what it is given has passed sqlguard's limits on
//     length, depth and operators, which bound its recursion; and its function that
//     logs is not called.
//
// Its printer changes what a statement means and is not used: sqlguard.DB goes on
// to send sqlguard's own form.
package xwbcheck

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/xwb1989/sqlparser"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

const hint = "the statement can be read in two ways; write it more simply"

// A Checker decides as a policy does and then asks the second parser. The zero
// Checker refuses everything. Any number of goroutines may use it.
type Checker struct{ policy *sqlguard.Policy }

var _ guard.Checker = (*Checker)(nil)

// New returns a Checker for a policy of MySQL, which must not be changed
// afterwards.
func New(p *sqlguard.Policy) (*Checker, error) {
	if p == nil || p.Dialect != sqlguard.MySQL {
		return nil, errors.New("xwbcheck: new: no policy, or none for MySQL")
	}
	return &Checker{p}, nil
}

// Check decides about a statement; it implements guard.Checker. The error is that of
// Policy.Check, or a *guard.Denial with the same code if the parsers disagree.
func (c *Checker) Check(_ context.Context, sql string) error {
	var policy *sqlguard.Policy
	if c != nil {
		policy = c.policy
	}
	canonical, err := policy.Canonical(sql)
	if err != nil {
		return err
	}
	facts, err := sqlguard.Parse(sqlguard.MySQL, sql)
	if err == nil {
		err = agree(facts, sql)
	}
	if err == nil {
		err = agree(facts, canonical)
	}
	if err != nil {
		return guard.Deny(guard.CodeStatementNotAllowed, hint).Because("xwbcheck: %w", err)
	}
	return nil
}

// agree returns an error unless the second parser sees in a text what the facts
// say, or does not understand it.
func agree(facts *sqlguard.Statement, sql string) (err error) {
	defer func() {
		if recover() != nil { // its value may hold a piece of the statement
			err = errors.New("the second parser panicked")
		}
	}()
	statement, parseErr := sqlparser.ParseStrictDDL(sql)
	if parseErr != nil {
		return nil
	}
	switch statement.(type) {
	case *sqlparser.Select, *sqlparser.Union, *sqlparser.ParenSelect:
		if facts.Explain || facts.Show || facts.Write != nil {
			return errors.New("the second parser sees a query")
		}
		return agreeOnTables(facts, statement)
	case *sqlparser.Insert, *sqlparser.Update, *sqlparser.Delete:
		if facts.Write != nil && facts.Write.Action == action(statement) {
			return agreeOnTables(facts, statement)
		}
	case *sqlparser.OtherRead, *sqlparser.Show:
		if facts.Explain || facts.Show {
			return nil
		}
	}
	return fmt.Errorf("the second parser sees a %T", statement)
}

// action is what Change.Action calls the statement. REPLACE, IGNORE, ON DUPLICATE
// KEY and DELETE of several tables are none.
func action(statement sqlparser.Statement) string {
	switch s := statement.(type) {
	case *sqlparser.Insert:
		if s.Action == sqlparser.InsertStr && s.Ignore == "" && s.OnDup == nil {
			return "INSERT"
		}
	case *sqlparser.Update:
		return "UPDATE"
	case *sqlparser.Delete:
		if s.Targets == nil {
			return "DELETE"
		}
	}
	return ""
}

func agreeOnTables(facts *sqlguard.Statement, statement sqlparser.SQLNode) error {
	var ours []string
	for _, t := range facts.Tables {
		ours = append(ours, join(t.Schema, t.Name))
	}
	if w := facts.Write; w != nil {
		ours = append(ours, join(w.Table.Schema, w.Table.Name))
	}
	theirs, err := tables(statement)
	slices.Sort(ours)
	slices.Sort(theirs)
	if err == nil && !slices.Equal(ours, theirs) {
		err = errors.New("the second parser sees other tables")
	}
	return err
}

// tables returns the tables that the second parser sees, or an error if it sees more
// than reading. It calls the table of a query without FROM dual.
func tables(statement sqlparser.SQLNode) (names []string, err error) {
	var visit sqlparser.Visit
	visit = func(node sqlparser.SQLNode) (bool, error) {
		switch n := node.(type) {
		case *sqlparser.Union:
			return true, sqlparser.Walk(visit, n.OrderBy) // which its own walk leaves out
		case *sqlparser.Insert:
			names = append(names, join(n.Table.Qualifier.String(), n.Table.Name.String()))
		case *sqlparser.Select:
			if n.Lock != "" {
				return false, errors.New("the second parser sees a lock")
			}
		case sqlparser.Nextval:
			return false, errors.New("the second parser sees a sequence")
		case *sqlparser.AliasedTableExpr:
			if name, ok := n.Expr.(sqlparser.TableName); ok && !(name.Qualifier.IsEmpty() && name.Name.String() == "dual") {
				names = append(names, join(name.Qualifier.String(), name.Name.String()))
			}
		}
		return true, nil
	}
	err = sqlparser.Walk(visit, statement)
	return names, err
}

// join makes one text of two names, in which no name holds the separator.
func join(schema, table string) string { return schema + "\x00" + table }
