package sqlguard

import (
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

func (p *Policy) tables(st *Statement) *guard.Denial {
	rules := p.tableRules()
	for _, t := range st.Tables {
		if hint := rules.hint(t.Schema, t.Name); hint != "" {
			return refuse(hint, t.Pos, "table "+clip(t.Schema)+"."+clip(t.Name))
		}
	}
	return nil
}

// tableRules are the lists of a policy, made ready for many lookups.
type tableRules struct {
	dialect Dialect
	deny    looseNames
	allow   map[string]bool // nil if there is no list
}

func (p *Policy) tableRules() tableRules {
	r := tableRules{dialect: p.Dialect, deny: newLooseNames(p.Dialect, p.Deny)}
	if p.Tables != nil {
		r.allow = make(map[string]bool, len(p.Tables))
		for _, entry := range p.Tables {
			r.allow[r.key(entry)] = true
		}
	}
	return r
}

// key is a name as the engine compares it.
func (r tableRules) key(name string) string {
	if r.dialect == SQLite {
		return lower(name)
	}
	return name
}

// hint returns why a table may not be read, or nothing.
func (r tableRules) hint(schema, name string) string {
	switch {
	case name == "" || r.deny.has(schema, name):
		return hintTable
	case r.allowed(schema, name):
		return ""
	case r.dialect.system(schema, name):
		return hintSystem
	case r.dialect == SQLite && schema != "" && !equalFold(schema, "main"):
		return hintSchema
	case r.allow != nil:
		return hintTable
	}
	return ""
}

// allowed reports whether a table is on the list. A name with a dot in it never
// is: "a.b" on the list is b of a.
func (r tableRules) allowed(schema, name string) bool {
	if r.allow == nil || strings.Contains(name, ".") || strings.Contains(schema, ".") {
		return false
	}
	schema, name = r.key(schema), r.key(name)
	home := r.dialect.home()
	atHome := schema == "" || home != "" && schema == home
	return r.allow[schema+"."+name] || atHome && (r.allow[name] || home != "" && r.allow[home+"."+name])
}

// looseNames are the tables of a list, as "name" or "schema.name", compared
// loosely: a name that some engine may take for one on the list is on it.
type looseNames struct {
	home    string
	entries map[string]bool
	last    map[string]bool // the last parts of entries, where there is no home
}

func newLooseNames(d Dialect, list []string) looseNames {
	n := looseNames{home: d.home()}
	if len(list) == 0 {
		return n
	}
	n.entries = make(map[string]bool, len(list))
	if n.home == "" {
		n.last = make(map[string]bool, len(list))
	}
	for _, entry := range list {
		entry = looseName(entry)
		n.entries[entry] = true
		if n.home == "" {
			n.last[afterDot(entry)] = true
		}
	}
	return n
}

// has reports whether the list holds a table. A name without a schema may be one
// of any database of MySQL.
func (n looseNames) has(schema, name string) bool {
	if n.entries == nil {
		return false
	}
	name = looseName(name)
	if schema != "" {
		return n.entries[name] || n.entries[looseName(schema)+"."+name]
	}
	return n.entries[name] || n.last[name] || n.home != "" && n.entries[n.home+"."+name]
}

// afterDot returns the last part of an entry.
func afterDot(entry string) string { return entry[strings.LastIndexByte(entry, '.')+1:] }
