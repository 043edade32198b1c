package sqlguard

// windows reads WINDOW name AS (...), ....
func (p *parser) windows() []namedWindow {
	var list []namedWindow
	for {
		w := namedWindow{name: p.name()}
		p.expect(kwAs, hintWindow)
		w.spec = p.windowSpec()
		list = append(list, w)
		if !p.accept(kComma) {
			return list
		}
	}
}

// over reads what follows OVER.
func (p *parser) over() *window {
	if p.kind() == kLParen {
		return p.windowSpec()
	}
	return &window{name: p.name()}
}

func (p *parser) windowSpec() *window {
	p.expect(kLParen, hintWindow)
	w := &window{}
	if k := p.kind(); k.names() && k != kwPartition && !k.frames() {
		w.base = p.name()
	}
	if p.accept(kwPartition) {
		p.expect(kwBy, hintOrder)
		w.partition = p.exprs()
	}
	w.order = p.orderBy()
	if p.kind().frames() {
		w.frame = p.frame()
	}
	p.expect(kRParen, hintWindow)
	return w
}

// frames reports whether the keyword starts a frame.
func (k kind) frames() bool { return k == kwRows || k == kwRange || k == kwGroups }

func (p *parser) frame() *frame {
	f := &frame{unit: p.next().kind, to: bound{kind: kwCurrent}}
	if p.accept(kwBetween) {
		f.from = p.bound()
		p.expect(kwAnd, hintWindow)
		f.to = p.bound()
	} else {
		f.from = p.bound()
	}
	if p.accept(kwExclude) {
		f.exclude = p.exclude()
	}
	return f
}

func (p *parser) exclude() kind {
	k := p.next().kind
	switch k {
	case kwNo:
		p.expect(kwOthers, hintWindow)
	case kwCurrent:
		p.expect(kwRow, hintWindow)
	case kwGroup, kwTies:
	default:
		p.fail(hintWindow, "EXCLUDE of something unknown")
	}
	return k
}

func (p *parser) bound() bound {
	var b bound
	switch {
	case p.accept(kwUnbounded):
		b.kind = kwUnbounded
	case p.accept(kwCurrent):
		p.expect(kwRow, hintWindow)
		return bound{kind: kwCurrent}
	default:
		b.expr = p.binary(precEquality)
	}
	switch {
	case p.accept(kwPreceding):
	case p.accept(kwFollowing):
		b.following = true
	default:
		p.fail(hintWindow, "PRECEDING or FOLLOWING was expected")
	}
	return b
}
