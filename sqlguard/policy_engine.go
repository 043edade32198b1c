package sqlguard

// The methods below are for a second line inside the engine, such as SQLite's
// authorizer, which is asked for names and never sees the text.

// AllowsTable reports whether a table or view may be read. That it exists is not
// looked up.
func (p *Policy) AllowsTable(schema, name string) bool {
	return p != nil && p.Dialect.known() && p.tableRules().hint(schema, name) == ""
}

// AllowsColumn reports whether Columns and DenyColumns let a column of a table be
// read. An entry of another form than these have denies every column.
func (p *Policy) AllowsColumn(schema, table, column string) bool {
	switch {
	case p == nil || !p.Dialect.known():
		return false
	case p.Columns == nil && len(p.DenyColumns) == 0:
		return true
	}
	hidden := p.hiddenColumns(schema, table)
	return hidden == nil || !hidden(column)
}

// AllowsFunction reports whether a function may be called, in FROM if table is
// true.
func (p *Policy) AllowsFunction(schema, name string, table bool) bool {
	if p == nil || !p.Dialect.known() {
		return false
	}
	f := Function{Schema: schema, Name: lower(name), Table: table}
	return p.Dialect.builtin(f) || p.listed(p.Functions, f.Schema, f.Name)
}
