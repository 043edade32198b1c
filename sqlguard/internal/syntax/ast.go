package syntax

// The tree of a statement. Every node that decides something carries the byte
// position of its first token. Names are unquoted; in PostgreSQL those without
// quotes are in lower case, as the engine has them.

// A Query is a SELECT with everything around it.
type Query struct {
	With      []*CTE
	Recursive bool // the word RECURSIVE
	Body      Body
	Order     []Order
	Limit     Expr
	Offset    Expr
	Ties      bool // FETCH ... WITH TIES
	Examined  Expr // LIMIT ROWS EXAMINED, of MariaDB
	Locks     []Lock
}

// A Body is a *Select, a *Values, a *SetOp, or a *Query in parentheses.
type Body interface{ body() }

// A SetOp is UNION, INTERSECT or EXCEPT.
type SetOp struct {
	Op          string
	All         bool
	Left, Right Body
}

// Values is the rows of a VALUES.
type Values struct {
	Pos     int
	Rows    [][]Expr
	RowWord bool // VALUES ROW(...), of MySQL
}

// A Lock is FOR UPDATE and the like.
type Lock struct{ Pos int }

// A CTE is one table of a WITH clause.
type CTE struct {
	Pos          int
	Name         string
	Columns      []string
	Materialized string // "", "MATERIALIZED" or "NOT MATERIALIZED"
	Body         *Query
	Search       *Search
	Cycle        *Cycle
}

// A Search is PostgreSQL's SEARCH DEPTH FIRST BY columns SET name.
type Search struct {
	Order   string // DEPTH or BREADTH
	Columns []string
	Set     string
}

// A Cycle is PostgreSQL's CYCLE columns SET name [TO value DEFAULT value] USING
// name, or MariaDB's CYCLE columns RESTRICT.
type Cycle struct {
	Columns     []string
	Restrict    bool
	Set, Using  string
	To, Default Expr
}

// A Select is one SELECT without WITH, ORDER BY and LIMIT.
type Select struct {
	Pos        int
	Distinct   bool
	DistinctOn []Expr
	Modifiers  []string // of MySQL
	Columns    []Column
	From       []*Source
	Where      Expr
	Group      []Expr
	GroupOnce  bool // GROUP BY DISTINCT
	Rollup     bool // GROUP BY ... WITH ROLLUP
	Having     Expr
	Windows    []NamedWindow
}

// A Column is an entry of the select list. Star means all columns, of Table if
// that is not empty; Expr is nil then. Nameless means AS ”, a name that MySQL
// and SQLite have.
type Column struct {
	Expr          Expr
	Star          bool
	Nameless      bool
	Schema, Table string
	Alias         string
	Pos           int
}

// A Source is an entry of FROM and how it is joined to what stands before. It is
// a table, a function call, a list of calls, a query or a group.
type Source struct {
	Pos        int
	Join       JoinKind
	Natural    bool
	Lateral    bool
	Only       bool
	Schema     string
	Name       string
	Call       Expr   // a *Call, *Special, *Keyword or *JSONTable
	RowsFrom   []Expr // ROWS FROM (...)
	Ordinality bool
	Query      *Query
	Group      []*Source // a join in parentheses
	Alias      string
	Columns    []string
	Types      []Type // of the columns, with Columns
	Sample     *Sample
	Access     *Access
	On         Expr
	Using      []string
	UsingAlias string
}

// An Access says what of a table is read, and by which indexes.
type Access struct {
	Partitions []string // of MySQL
	Period     *Period
	Hints      []IndexHint
}

// An IndexHint says which indexes are used: INDEXED BY name and NOT INDEXED of
// SQLite, USE INDEX FOR JOIN (names) and the like of MySQL.
type IndexHint struct {
	Words string
	Names []string
}

// A Period is FOR SYSTEM_TIME of MariaDB: ALL, AS OF From, or BETWEEN and FROM
// with both ends.
type Period struct {
	Word     string
	From, To Expr
}

// A Sample is TABLESAMPLE.
type Sample struct {
	Pos          int
	Schema, Name string
	Arguments    []Expr
	Repeatable   Expr
}

// A JoinKind is how a source is joined.
type JoinKind uint8

// The kinds of joins. JoinNone is that of the first source.
const (
	JoinNone JoinKind = iota
	JoinComma
	JoinInner
	JoinCross
	JoinStraight
	JoinLeft
	JoinRight
	JoinFull
)

// An Order is one term of ORDER BY.
type Order struct {
	Expr  Expr
	Desc  bool
	Using string // an operator, in PostgreSQL
	Nulls string // "", "FIRST" or "LAST"
}

// A NamedWindow is an entry of WINDOW.
type NamedWindow struct {
	Name string
	Spec *Window
}

// A Window is what follows OVER: a name alone, or a specification.
type Window struct {
	Name      string // OVER name
	Base      string // OVER (base ...)
	Partition []Expr
	Order     []Order
	Frame     *Frame
}

// A Frame says which rows a window function sees.
type Frame struct {
	Unit     string // ROWS, RANGE or GROUPS
	From, To Bound
	Exclude  string
}

// A Bound is one end of a frame: a word, or a distance.
type Bound struct {
	Word string // UNBOUNDED PRECEDING, CURRENT ROW ...; PRECEDING or FOLLOWING with Expr
	Expr Expr
}

// A Type is a type as the engine names it. Arguments are numbers.
type Type struct {
	Pos       int
	Schema    string
	Name      string
	Arguments []string
	Fields    string // of PostgreSQL's interval: "DAY TO SECOND"; of MySQL's CHAR: "ASCII BINARY"
	Charset   string // of MySQL's CHAR
	Collation string // DEFAULT, or that of a column of JSON_TABLE
	Dims      []string
}

func (*Query) body()  {}
func (*Select) body() {}
func (*Values) body() {}
func (*SetOp) body()  {}
