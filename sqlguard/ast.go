package sqlguard

// The tree of a statement. Every node that decides something carries the byte
// position of its first token. Names are unquoted; their case is the client's.

// A query is a SELECT with everything around it.
type query struct {
	with     []*cte
	cores    []*core // the members of a UNION and the like
	compound []compoundOp
	order    []orderTerm
	limit    expr
	offset   expr
}

// A compoundOp joins a core to the one before it.
type compoundOp uint8

const (
	union compoundOp = iota
	unionAll
	intersect
	except
)

// A cte is one table of a WITH clause.
type cte struct {
	pos     int
	name    string
	columns []string
	body    *query
}

// A core is one SELECT without WITH, ORDER BY and LIMIT, or the rows of a
// VALUES.
type core struct {
	pos      int
	distinct bool
	columns  []column
	from     []*source
	where    expr
	group    []expr
	having   expr
	windows  []namedWindow
	values   [][]expr // not nil for VALUES
}

// A column of the select list: an expression, or a star with an optional
// table.
type column struct {
	expr  expr // nil for a star
	table string
	alias string
}

// A source is an entry of FROM and how it is joined to what stands before.
type source struct {
	pos       int
	join      joinKind
	natural   bool
	schema    string
	name      string
	arguments []expr // not nil for a table-valued function
	query     *query
	group     []*source // a join in parentheses
	alias     string
	on        expr
	using     []string
}

// A joinKind is how a source is joined.
type joinKind uint8

const (
	joinNone joinKind = iota // the first source
	joinComma
	joinInner
	joinCross
	joinLeft
	joinRight
	joinFull
)

type orderTerm struct {
	expr  expr
	desc  bool
	nulls kind // kwFirst, kwLast or kEOF
}

type namedWindow struct {
	name string
	spec *window
}

// A window is what follows OVER: a name alone, or a specification.
type window struct {
	name      string // OVER name
	base      string // OVER (base ...)
	partition []expr
	order     []orderTerm
	frame     *frame
}

type frame struct {
	unit     kind // kwRows, kwRange or kwGroups
	from, to bound
	exclude  kind // kwNo, kwCurrent, kwGroup, kwTies or kEOF
}

// A bound is one end of a frame. kind is kwUnbounded, kwCurrent or kEOF, which
// means expr.
type bound struct {
	kind      kind
	expr      expr
	following bool
}

// An expr is one of the node types below.
type expr interface{ expr() }

type (
	// A literal is a string, number, blob, NULL or CURRENT_TIMESTAMP.
	literal struct {
		kind kind
		text string // as written
	}
	parameter struct{ text string }
	// A columnRef is [[schema.]table.]name.
	columnRef struct{ schema, table, name string }
	unary     struct {
		op      kind // kwNot, kMinus, kPlus, kTilde, kwIsnull or kwNotnull
		operand expr
	}
	// A binary covers the operators with two operands; not is NOT LIKE,
	// IS NOT and the like.
	binary struct {
		op          kind
		not         bool
		left, right expr
		escape      expr
		pos         int
	}
	distinctFrom struct {
		not         bool
		left, right expr
	}
	between struct {
		not               bool
		operand, low, top expr
	}
	// An in has a list or a query.
	in struct {
		not     bool
		operand expr
		list    []expr
		query   *query
	}
	caseOf struct {
		operand expr
		when    []whenThen
		other   expr
	}
	whenThen struct{ when, then expr }
	castTo   struct {
		operand expr
		typ     string
	}
	collate struct {
		operand expr
		name    string
		pos     int
	}
	// A call is a function with what may follow it.
	call struct {
		pos       int
		name      string
		star      bool
		distinct  bool
		arguments []expr
		order     []orderTerm
		filter    expr
		over      *window
	}
	subquery struct{ query *query }
	exists   struct{ query *query }
	row      struct{ values []expr }
)

func (*literal) expr()      {}
func (*parameter) expr()    {}
func (*columnRef) expr()    {}
func (*unary) expr()        {}
func (*binary) expr()       {}
func (*distinctFrom) expr() {}
func (*between) expr()      {}
func (*in) expr()           {}
func (*caseOf) expr()       {}
func (*castTo) expr()       {}
func (*collate) expr()      {}
func (*call) expr()         {}
func (*subquery) expr()     {}
func (*exists) expr()       {}
func (*row) expr()          {}
