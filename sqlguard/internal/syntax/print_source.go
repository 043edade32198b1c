package syntax

// rowsRead writes what stands before the alias of a table.
func (p *printer) rowsRead(a *Access) {
	if a.Partitions != nil {
		p.put(" PARTITION ")
		p.nameList(a.Partitions)
	}
	if a.Period != nil {
		p.period(a.Period)
	}
}

func (p *printer) period(t *Period) {
	p.put(" FOR SYSTEM_TIME ", t.Word)
	p.clause(" ", t.From)
	between := " AND "
	if t.Word == "FROM" {
		between = " TO "
	}
	p.clause(between, t.To)
}

func (p *printer) hints(list []IndexHint) {
	for _, h := range list {
		p.put(" ", h.Words)
		if p.dialect == MySQL {
			p.nameList(h.Names)
		} else if h.Names != nil {
			p.put(" ")
			p.name(h.Names[0])
		}
	}
}

func (p *printer) jsonTable(t *JSONTable) {
	p.put("JSON_TABLE(")
	p.expr(t.Value)
	p.put(", ")
	p.text(t.Path)
	p.jsonColumns(t.Columns)
	p.put(")")
}

func (p *printer) jsonColumns(list []JSONColumn) {
	p.put(" COLUMNS (")
	each(p, list, func(c JSONColumn) {
		switch {
		case c.Nested != nil:
			p.put("NESTED PATH ")
			p.text(c.Path)
			p.jsonColumns(c.Nested)
			return
		case c.Ordinality:
			p.name(c.Name)
			p.put(" FOR ORDINALITY")
			return
		}
		p.name(c.Name)
		p.put(" ")
		p.typeName(&c.Type)
		p.putIf(c.Exists, " EXISTS")
		p.put(" PATH ")
		p.text(c.Path)
		p.jsonResponse(c.Empty, " ON EMPTY")
		p.jsonResponse(c.Error, " ON ERROR")
	})
	p.put(")")
}

func (p *printer) jsonResponse(r JSONResponse, on string) {
	if r.Word != "" {
		p.put(" ", r.Word)
		if r.Default != nil {
			p.put(" ")
			p.operand(r.Default) // which takes no parentheses
		}
		p.put(on)
	}
}
