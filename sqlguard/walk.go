package sqlguard

// A visitor is called for what stands directly below a node. Neither argument
// is ever nil.
type visitor interface {
	expr(expr)
	query(*query)
}

func visit(v visitor, list ...expr) {
	for _, e := range list {
		if e != nil {
			v.expr(e)
		}
	}
}

func visitQuery(v visitor, q *query) {
	if q != nil {
		v.query(q)
	}
}

// children visits the operands of an expression.
func children(e expr, v visitor) {
	switch e := e.(type) {
	case *unary:
		visit(v, e.operand)
	case *binary:
		visit(v, e.left, e.right, e.escape)
	case *distinctFrom:
		visit(v, e.left, e.right)
	case *between:
		visit(v, e.operand, e.low, e.top)
	case *in:
		visit(v, e.operand)
		visit(v, e.list...)
		visitQuery(v, e.query)
	case *caseOf:
		visit(v, e.operand)
		for _, w := range e.when {
			visit(v, w.when, w.then)
		}
		visit(v, e.other)
	case *castTo:
		visit(v, e.operand)
	case *collate:
		visit(v, e.operand)
	case *call:
		visit(v, e.arguments...)
		visitOrder(v, e.order)
		visit(v, e.filter)
		visitWindow(v, e.over)
	case *subquery:
		visitQuery(v, e.query)
	case *exists:
		visitQuery(v, e.query)
	case *row:
		visit(v, e.values...)
	}
}

func visitOrder(v visitor, list []orderTerm) {
	for _, t := range list {
		visit(v, t.expr)
	}
}

func visitWindow(v visitor, w *window) {
	if w == nil {
		return
	}
	visit(v, w.partition...)
	visitOrder(v, w.order)
	if w.frame != nil {
		visit(v, w.frame.from.expr, w.frame.to.expr)
	}
}

// visitClauses visits what stands in a core behind the select list and FROM.
func visitClauses(v visitor, c *core) {
	visit(v, c.where)
	visit(v, c.group...)
	visit(v, c.having)
	for _, w := range c.windows {
		visitWindow(v, w.spec)
	}
}
