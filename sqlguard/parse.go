package sqlguard

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// Parse returns the facts of a statement, which no policy has decided about. The
// error is a *SyntaxError if the statement was not understood.
func Parse(d Dialect, text string) (*Statement, error) {
	if !d.known() {
		return nil, errors.New("sqlguard: parse: unknown dialect")
	}
	_, st, err := parse(d, text)
	if err != nil {
		return nil, err
	}
	return st, nil
}

// A SyntaxError says what of a statement was not understood, and where. The
// denial that Check returns for such a statement wraps it.
type SyntaxError struct {
	// Offset counts bytes from 0; Line, and Column in characters, from 1.
	Offset, Line, Column int
	// Hint says for a client what is not understood and what to write instead.
	// It is fixed text, in which nothing of the statement is.
	Hint string
	// Detail says more to an operator, and may hold a piece of the statement.
	Detail string
	// Write says that the statement begins like one that writes.
	Write bool
}

// Error returns the place and the hint, and nothing of the statement.
func (e *SyntaxError) Error() string { return fmt.Sprintf("at byte %d: %s", e.Offset, e.Hint) }

func parse(d Dialect, text string) (*syntax.Tree, *Statement, *SyntaxError) {
	tree, err := syntax.Parse(d.syntax(), text)
	if err != nil {
		before := text[:min(err.Pos, len(text))]
		line := before[strings.LastIndexByte(before, '\n')+1:]
		return nil, nil, &SyntaxError{
			Offset: err.Pos, Line: 1 + strings.Count(before, "\n"), Column: 1 + utf8.RuneCountInString(line), Hint: err.Hint, Detail: err.Detail, Write: err.Write,
		}
	}
	return tree, factsOf(d, tree), nil
}
