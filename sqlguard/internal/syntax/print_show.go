package syntax

func (p *printer) show(s *Show) {
	switch p.dialect {
	case SQLite:
		p.put("PRAGMA ")
		p.dotted(s.Schema, s.Name)
		if s.Table != "" {
			p.nameList([]string{s.Table})
		}
	case Postgres:
		p.put("SHOW ")
		p.name(s.Name)
	default:
		p.mysqlShow(s)
	}
}

func (p *printer) mysqlShow(s *Show) {
	p.put("SHOW ")
	p.putIf(s.Full, "FULL ")
	switch s.Kind {
	case ShowDatabases:
		p.put("DATABASES")
	case ShowTables:
		p.put("TABLES")
		if s.Schema != "" {
			p.put(" FROM ")
			p.name(s.Schema)
		}
	case ShowColumns:
		p.put("COLUMNS FROM ")
		p.dotted(s.Schema, s.Table)
	case ShowIndexes:
		p.put("INDEX FROM ")
		p.dotted(s.Schema, s.Table)
	case ShowCreate:
		p.put("CREATE TABLE ")
		p.dotted(s.Schema, s.Table)
	}
	if s.Like != nil {
		p.put(" LIKE ")
		p.text(s.Like.Text)
	}
}
