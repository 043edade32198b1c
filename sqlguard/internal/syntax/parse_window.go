package syntax

// windows reads WINDOW name AS (...), ....
func (p *parser) windows() []NamedWindow {
	var list []NamedWindow
	for {
		w := NamedWindow{Name: p.name(cName)}
		p.expect(kwAs, hintWindow)
		w.Spec = p.windowSpec()
		list = append(list, w)
		if !p.accept(kComma) {
			return list
		}
	}
}

// over reads what follows OVER.
func (p *parser) over() *Window {
	if p.kind() == kLParen {
		return p.windowSpec()
	}
	if p.kind() == kwFilter && p.sqlite() { // not after OVER without quotes
		p.fail(hintWindow, "no name of a window")
	}
	return &Window{Name: p.name(cName)}
}

func (p *parser) windowSpec() *Window {
	p.expect(kLParen, hintWindow)
	w := &Window{}
	if p.can(cName) && p.kind() != kwPartition && !p.kind().frames() {
		w.Base = p.name(cName)
	}
	if p.accept(kwPartition) {
		p.expect(kwBy, hintOrder)
		w.Partition = p.exprs()
	}
	w.Order = p.orderBy()
	if p.kind().frames() {
		w.Frame = p.frame()
	}
	p.expect(kRParen, hintWindow)
	return w
}

var frameUnits = map[kind]string{kwRows: "ROWS", kwRange: "RANGE", kwGroups: "GROUPS"}

// frames reports whether the keyword starts a frame.
func (k kind) frames() bool { return k == kwRows || k == kwRange || k == kwGroups }

func (p *parser) frame() *Frame {
	f := &Frame{Unit: frameUnits[p.next().kind], To: Bound{Word: "CURRENT ROW"}}
	if p.accept(kwBetween) {
		f.From = p.bound()
		p.expect(kwAnd, hintWindow)
		f.To = p.bound()
	} else {
		f.From = p.bound()
	}
	if f.From.Word == "UNBOUNDED FOLLOWING" || f.To.Word == "UNBOUNDED PRECEDING" {
		p.failBefore(hintWindow, "a frame that ends before it starts")
	}
	if p.postgres() && backwards(f.From, f.To) {
		p.failBefore(hintWindow, "a frame that ends before it starts")
	}
	if p.accept(kwExclude) {
		f.Exclude = p.exclude()
	}
	return f
}

// backwards reports whether PostgreSQL says of a frame, whatever the values, that it
// ends before it starts.
func backwards(from, to Bound) bool {
	switch from.Word {
	case "CURRENT ROW":
		return to.Word == "PRECEDING"
	case "FOLLOWING":
		return to.Word == "PRECEDING" || to.Word == "CURRENT ROW"
	}
	return false
}

func (p *parser) exclude() string {
	switch {
	case p.acceptTwo(kwNo, kwOthers):
		return "NO OTHERS"
	case p.acceptTwo(kwCurrent, kwRow):
		return "CURRENT ROW"
	case p.accept(kwGroup):
		return "GROUP"
	case p.accept(kwTies):
		return "TIES"
	}
	p.fail(hintWindow, "EXCLUDE of something unknown")
	return ""
}

func (p *parser) bound() Bound {
	var b Bound
	switch {
	case p.acceptTwo(kwCurrent, kwRow):
		return Bound{Word: "CURRENT ROW"}
	case p.kind() == kwUnbounded && (p.ahead(1) == kwPreceding || p.ahead(1) == kwFollowing):
		p.next()
		b.Word = "UNBOUNDED "
	case p.startsInterval():
		b.Expr = p.interval()
	case p.kind() == kwUnbounded || p.kind() == kwCurrent:
		p.fail(hintWindow, "no bound of a frame")
	case p.mysql():
		b.Expr = p.distance()
	default:
		b.Expr = p.binary(lOperator)
	}
	switch {
	case p.accept(kwPreceding):
		b.Word += "PRECEDING"
	case p.accept(kwFollowing):
		b.Word += "FOLLOWING"
	default:
		p.fail(hintWindow, "PRECEDING or FOLLOWING was expected")
	}
	return b
}

// distance reads a bound of a frame in MySQL, which is a literal without a sign or a
// parameter.
func (p *parser) distance() Expr {
	if k := p.kind(); k == kLParen || k == kPlus {
		p.fail(hintWindow, "a computed bound of a frame")
	}
	e := p.primary()
	switch e.(type) {
	case *Literal, *Typed, *Param:
	default:
		p.fail(hintWindow, "a computed bound of a frame")
	}
	return e
}
