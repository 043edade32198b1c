package syntax

// An Expr is one of the pointer types below.
type Expr interface{ expr() }

// A LiteralKind says what a Literal is.
type LiteralKind uint8

// The kinds of literals. LitWord is NULL, TRUE, FALSE or DEFAULT.
const (
	LitString LiteralKind = iota
	LitNumber
	LitHex
	LitBit
	LitWord
)

type (
	// A Literal holds the value of a string, decoded, and the text of
	// anything else. Charset is MySQL's word for its character set:
	// _utf8mb4 and the like, or N.
	Literal struct {
		Kind    LiteralKind
		Text    string
		Charset string
	}
	// A Typed is a literal with its type before it: DATE '2024-01-01'.
	Typed struct {
		Type Type
		Text string
	}
	// An Interval is INTERVAL value unit of MySQL.
	Interval struct {
		Value Expr
		Unit  string
	}
	// A Param is a parameter as written.
	Param struct{ Text string }
	// A Variable is @name or @@name of MySQL.
	Variable struct {
		Pos  int
		Text string
	}
	// A Ref is [[schema.]table.]name. Star is table.* as a value. Double
	// says that the name was in double quotes in SQLite, where it is a text
	// if there is no such column.
	Ref struct {
		Pos                 int
		Schema, Table, Name string
		Star                bool
		Double              bool
	}
	// A Field is a field of a composite value, or a function of one argument;
	// Star is all fields.
	Field struct {
		Pos     int
		Operand Expr
		Name    string
		Star    bool
	}
	// An Index is an element or a slice of an array. Apart says that Operand
	// is an Index in parentheses: (a[1])[2] is the second point of the element,
	// or whatever its type makes of that, a[1][2] an element of a matrix.
	Index struct {
		Operand   Expr
		Low, High Expr
		Slice     bool
		Apart     bool
	}
	// A Unary is a prefix operator.
	Unary struct {
		Op      string
		Operand Expr
		Pos     int
		Custom  bool // Op is an operator of PostgreSQL's catalog
	}
	// A Binary is an operator between two operands; Not is NOT LIKE and the
	// like. Level is how tight it binds.
	Binary struct {
		Op          string
		Not         bool
		Left, Right Expr
		Escape      Expr
		Pos         int
		Level       uint8
	}
	// An Is is a test behind its operand: IS NULL, IS TRUE, IS NORMALIZED.
	Is struct {
		Not     bool
		Operand Expr
		What    string
	}
	// A Between is BETWEEN.
	Between struct {
		Not, Symmetric    bool
		Operand, Low, Top Expr
	}
	// An In has a list or a query.
	In struct {
		Not     bool
		Operand Expr
		List    []Expr
		Query   *Query
	}
	// A Quantified is operand op ANY or ALL (query or array).
	Quantified struct {
		Op      string
		Not     bool
		All     bool
		Operand Expr
		Query   *Query
		Array   Expr
		Pos     int
	}
	// A Case is CASE.
	Case struct {
		Operand Expr
		When    []WhenThen
		Else    Expr
	}
	// A WhenThen is one branch of a Case.
	WhenThen struct{ When, Then Expr }
	// A Cast is CAST(operand AS type) and operand::type.
	Cast struct {
		Operand Expr
		Type    Type
	}
	// A Collate is operand COLLATE name.
	Collate struct {
		Operand      Expr
		Schema, Name string
		Pos          int
	}
	// A Call is a function with what may follow it.
	Call struct {
		Pos       int
		Schema    string
		Name      string
		Star      bool
		Distinct  bool
		Variadic  bool
		Arguments []Expr
		Names     []string // of the arguments; nil if none has one
		Order     []Order
		Within    []Order // WITHIN GROUP (ORDER BY ...)
		Filter    Expr
		Separator *Literal // of MySQL's group_concat
		Cut       *Cut     // of MariaDB's group_concat and json_arrayagg
		Over      *Window
	}
	// A Directed is a term of GROUP BY with ASC or DESC, of MariaDB.
	Directed struct {
		Operand Expr
		Word    string
	}
	// A Cut is LIMIT inside of a function.
	Cut struct{ Limit, Offset Expr }
	// A Special is a function with words between its arguments. Words has
	// one more element than Arguments: what stands before, between and
	// behind them.
	Special struct {
		Pos       int
		Name      string
		Words     []string
		Arguments []Expr
	}
	// A Keyword is a function without parentheses: CURRENT_DATE.
	Keyword struct {
		Pos       int
		Name      string
		Precision string
	}
	// A Match is MATCH (columns) AGAINST (value mode) of MySQL.
	Match struct {
		Columns []Expr
		Against Expr
		Mode    string
	}
	// A JSONTable is JSON_TABLE(value, path COLUMNS (...)) of MySQL.
	JSONTable struct {
		Pos     int
		Value   Expr
		Path    string
		Columns []JSONColumn
	}
	// A JSONColumn is a column of a JSONTable, or further ones below a path.
	JSONColumn struct {
		Name         string
		Ordinality   bool // FOR ORDINALITY
		Type         Type
		Exists       bool // whether there is anything, instead of what
		Path         string
		Empty, Error JSONResponse
		Nested       []JSONColumn
	}
	// A JSONResponse is what a column is where there is nothing: NULL, ERROR
	// or DEFAULT and a literal. The zero value says nothing about it.
	JSONResponse struct {
		Word    string
		Default Expr
	}
	// A Subquery is a query as a value, an Exists a test for rows.
	Subquery struct{ Query *Query }
	// An Exists is EXISTS.
	Exists struct{ Query *Query }
	// A Row is a row value.
	Row struct{ Values []Expr }
	// An Array is ARRAY[...] or ARRAY(query).
	Array struct {
		Values []Expr
		Query  *Query
	}
	// A Grouping is ROLLUP, CUBE, GROUPING SETS, or, without a Name, a list
	// in parentheses inside of those.
	Grouping struct {
		Name  string
		Items []Expr
	}
)

func (*Literal) expr()    {}
func (*Typed) expr()      {}
func (*Interval) expr()   {}
func (*Param) expr()      {}
func (*Variable) expr()   {}
func (*Ref) expr()        {}
func (*Field) expr()      {}
func (*Index) expr()      {}
func (*Unary) expr()      {}
func (*Binary) expr()     {}
func (*Is) expr()         {}
func (*Between) expr()    {}
func (*In) expr()         {}
func (*Quantified) expr() {}
func (*Case) expr()       {}
func (*Cast) expr()       {}
func (*Collate) expr()    {}
func (*Call) expr()       {}
func (*Special) expr()    {}
func (*Keyword) expr()    {}
func (*Match) expr()      {}
func (*JSONTable) expr()  {}
func (*Directed) expr()   {}
func (*Subquery) expr()   {}
func (*Exists) expr()     {}
func (*Row) expr()        {}
func (*Array) expr()      {}
func (*Grouping) expr()   {}
