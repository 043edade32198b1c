package sqlguard

import (
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

func (p *Policy) tables(st *Statement) *guard.Denial {
	for _, t := range st.Tables {
		if hint := p.tableHint(t.Schema, t.Name); hint != "" {
			return refuse(hint, t.Pos, "table "+clip(t.Schema)+"."+clip(t.Name))
		}
	}
	return nil
}

// tableHint returns why a table may not be read, or nothing.
func (p *Policy) tableHint(schema, name string) string {
	switch {
	case name == "" || p.denied(schema, name):
		return hintTable
	case p.allowed(schema, name):
		return ""
	case p.Dialect.system(schema, name):
		return hintSystem
	case p.Dialect == SQLite && schema != "" && !equalFold(schema, "main"):
		return hintSchema
	case p.Tables != nil:
		return hintTable
	}
	return ""
}

// denied compares loosely: a name that some engine may take for one on the list
// is refused.
func (p *Policy) denied(schema, name string) bool {
	home := p.Dialect.home()
	return slices.ContainsFunc(p.Deny, func(entry string) bool {
		if looseFold(entry, name) || schema != "" && looseFold(entry, schema+"."+name) {
			return true
		}
		return schema == "" && (looseFold(entry, home+"."+name) || home == "" && looseFold(afterDot(entry), name))
	})
}

// afterDot returns the last part of an entry. A name without a schema may be one
// of any database of MySQL.
func afterDot(entry string) string { return entry[strings.LastIndexByte(entry, '.')+1:] }

// allowed reports whether a table is on the list. A name with a dot in it never
// is: "a.b" on the list is b of a.
func (p *Policy) allowed(schema, name string) bool {
	if strings.Contains(name, ".") || strings.Contains(schema, ".") {
		return false
	}
	same := func(a, b string) bool { return a == b }
	if p.Dialect == SQLite {
		same = equalFold
	}
	home := p.Dialect.home()
	atHome := schema == "" || home != "" && same(schema, home)
	return slices.ContainsFunc(p.Tables, func(entry string) bool {
		return same(entry, schema+"."+name) || atHome && (same(entry, name) || home != "" && same(entry, home+"."+name))
	})
}

// columns refuses columns on the list, and what may stand for one of them.
func (p *Policy) columns(st *Statement) *guard.Denial {
	for _, entry := range p.DenyColumns {
		table, column := "", entry
		if i := strings.LastIndexByte(entry, '.'); i >= 0 {
			table, column = entry[:i], entry[i+1:]
		}
		if table != "" && !reads(st, table) {
			continue
		}
		for _, c := range st.Columns {
			if c.Name == "*" || looseFold(c.Name, column) || wholeRow(st, c) {
				return refuse(hintColumn, c.Pos, "column "+clip(c.Name))
			}
		}
	}
	return nil
}

// reads reports whether a statement reads a table of that name.
func reads(st *Statement, table string) bool {
	return slices.ContainsFunc(st.Tables, func(t TableRef) bool {
		return looseFold(t.Name, table) || looseFold(t.Schema+"."+t.Name, table)
	})
}

// wholeRow reports whether a column without a table may be the name of a table,
// which PostgreSQL takes for its rows.
func wholeRow(st *Statement, c ColumnRef) bool {
	return slices.ContainsFunc(st.Tables, func(t TableRef) bool {
		return looseFold(c.Name, t.Name) || looseFold(c.Name, t.Alias)
	})
}
