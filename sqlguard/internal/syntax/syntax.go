// Package syntax reads the SELECT language of PostgreSQL, MySQL and MariaDB, and
// SQLite into one tree, and prints a tree as text in which nothing is left to
// the reader: every name quoted, every operator in parentheses.
//
// The parser accepts less than the engines do. What they read in more than one
// way, depending on a version or a setting, is refused; so is everything that it
// does not know. It takes time in proportion to the length of the text, and its
// recursion is bounded.
package syntax

import (
	"fmt"
	"sync"
)

// A Dialect is the language of one engine.
type Dialect uint8

// The dialects. MySQL is that of MariaDB, too.
const (
	SQLite Dialect = iota
	Postgres
	MySQL
)

const (
	// MaxBytes, MaxTokens, MaxDepth and MaxOperators bound a statement. Depth
	// is that of expressions and queries inside each other; operators count
	// everything that makes the tree deeper without being nested, such as
	// the links of a chain, and joins.
	MaxBytes     = 100_000
	MaxTokens    = 25_000
	MaxDepth     = 200
	MaxOperators = 2000
)

// An Error says why a text was not understood. Hint is fixed text for a client;
// Detail may hold a piece of the statement. Pos counts bytes from 0.
type Error struct {
	Hint   string
	Pos    int
	Detail string
	// Write says that the statement begins like one that writes.
	Write bool
}

func (e *Error) Error() string { return fmt.Sprintf("at byte %d: %s", e.Pos, e.Detail) }

// A Tree is a statement that was understood.
type Tree struct {
	Query *Query
	// Write is the statement if it writes; there is no Query then.
	Write *Write
	// Show is the statement if it describes; there is no Query then.
	Show *Show
	// Explain is EXPLAIN with its options if the statement asks for the plan
	// of the query alone, and empty if not.
	Explain string
	// Params counts the places where a parameter stands; the others count
	// tokens, names of columns, calls and operators, or more.
	Params, Tokens, Refs, Calls, Operators int
}

// Parse reads one statement: a query, EXPLAIN and a query, or one that describes,
// and an optional semicolon.
func Parse(d Dialect, sql string) (*Tree, *Error) {
	return parse(d, sql, limits{MaxBytes, MaxTokens, MaxDepth, 0})
}

// Reparse reads what String printed, which is longer and nested more deeply than
// the text it was made of.
func Reparse(d Dialect, sql string) (*Tree, *Error) {
	return parse(d, sql, limits{10 * MaxBytes, 10 * MaxTokens, 6 * MaxDepth, MaxBytes})
}

// limits bound a statement. Names of SQLite may be longer in what String printed,
// which names the columns of the result by their text.
type limits struct{ bytes, tokens, depth, names int }

func parse(d Dialect, sql string, most limits) (*Tree, *Error) {
	b := buffers.Get().(*buffer)
	defer b.release()
	tokens, err := lex(d, sql, most, b.tokens[:0])
	b.tokens = tokens
	if err != nil {
		return nil, err
	}
	p := &parser{dialect: d, levels: &levels[d], sql: sql, tokens: tokens, maxDepth: most.depth, printed: most.names > 0, slabs: newSlabs(len(tokens)), buffer: b}
	t := p.statement()
	if p.err != nil {
		return nil, p.err
	}
	t.Params, t.Tokens, t.Refs, t.Calls, t.Operators = p.params, len(tokens), p.refs, p.calls, p.operators
	return t, nil
}

var buffers = sync.Pool{New: func() any { return &buffer{tokens: make([]token, 0, 128)} }}
