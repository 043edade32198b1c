package syntax

// write writes a statement that writes. In SQLite a table can say what happens
// with rows that are there already, such as deleting them; OR ABORT says otherwise
// (https://sqlite.org/lang_conflict.html).
func (p *printer) write(w *Write) {
	p.with(w.With, w.Recursive)
	p.put(w.Action)
	p.putIf(p.dialect == SQLite && w.Action != "DELETE", " OR ABORT")
	switch w.Action {
	case "INSERT":
		p.put(" INTO ")
		p.target(w)
		p.put(" ")
		p.targets(w.Columns)
		p.inserted(w)
	case "UPDATE":
		p.put(" ")
		p.target(w)
		p.put(" SET ")
		each(p, w.Set, p.assignment)
		p.further(" FROM ", w.From)
	case "DELETE":
		p.put(" FROM ")
		p.target(w)
		p.further(" USING ", w.From)
	}
	p.clause(" WHERE ", w.Where)
	p.orderBy(" ORDER BY ", w.Order)
	p.clause(" LIMIT ", w.Limit)
	if w.Returning != nil {
		p.put(" RETURNING ")
		each(p, w.Returning, p.column)
	}
}

func (p *printer) target(w *Write) {
	p.putIf(w.Target.Only, "ONLY ")
	p.dotted(w.Target.Schema, w.Target.Name)
	if w.Target.Alias != "" {
		p.put(" AS ")
		p.name(w.Target.Alias)
	}
}

func (p *printer) targets(list []Target) {
	p.put("(")
	each(p, list, func(t Target) { p.name(t.Name) })
	p.put(")")
}

func (p *printer) inserted(w *Write) {
	p.put(" ")
	if w.Query != nil {
		p.query(w.Query)
		return
	}
	p.put("VALUES ")
	each(p, w.Rows, p.list)
}

func (p *printer) assignment(a Assignment) {
	if len(a.Columns) > 1 {
		p.targets(a.Columns)
	} else {
		p.name(a.Columns[0].Name)
	}
	p.put(" = ")
	p.expr(a.Value)
}

func (p *printer) further(word string, list []*Source) {
	if list != nil {
		p.put(word)
		p.sources(list)
	}
}
