package sqlguard

import (
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// postgresSettings are the settings that say how values are read and written and
// which limits hold, and nothing of files, addresses and accounts.
var postgresSettings = wordSet(`server_version server_version_num server_encoding client_encoding lc_collate lc_ctype lc_messages
	lc_monetary lc_numeric lc_time timezone timezone_abbreviations datestyle intervalstyle search_path bytea_output
	extra_float_digits standard_conforming_strings backslash_quote default_text_search_config max_identifier_length
	integer_datetimes xmloption statement_timeout lock_timeout transaction_isolation transaction_read_only
	default_transaction_isolation default_transaction_read_only row_security work_mem`)

// show decides about statements that describe. The tables they name are decided
// about as those of FROM are.
func (p *Policy) show(st *Statement) *guard.Denial {
	s := st.show
	switch {
	case s == nil:
		return nil
	case !p.AllowShow:
		return refuse(hintNoShow, s.Pos, "SHOW, DESCRIBE or PRAGMA")
	case p.Dialect == SQLite && s.Schema != "" && !equalFold(s.Schema, sqliteMain):
		return refuse(hintSchema, s.Pos, "pragma of another schema")
	case s.Kind == syntax.ShowTables && p.Dialect == MySQL && p.Dialect.system(s.Schema, ""):
		return refuse(hintSystem, s.Pos, "tables of the system")
	case s.Kind == syntax.ShowSetting && !postgresSettings[s.Name] && !slices.ContainsFunc(p.Variables, func(v string) bool { return equalFold(v, s.Name) }):
		return refuse(hintSettings, s.Pos, "setting "+clip(s.Name))
	}
	return p.shows(s.Kind, s.Pos, st.filtered)
}

// shows refuses what would show names that the lists of the policy hold back,
// unless rows about them are removed afterwards. What is one text is not taken
// apart, and whether it is about a view only DB can tell.
func (p *Policy) shows(kind syntax.ShowKind, pos int, filtered bool) *guard.Denial {
	tables := p.Tables != nil || len(p.Deny) > 0
	columns := len(p.DenyColumns) > 0 || p.Columns != nil
	refused := false
	switch kind {
	case syntax.ShowDatabases:
		refused = p.Tables != nil
	case syntax.ShowTables:
		refused = tables && !filtered
	case syntax.ShowColumns, syntax.ShowIndexes:
		refused = columns && !filtered
	case syntax.ShowIndex, syntax.ShowKeys:
		refused = tables && !filtered || columns
	case syntax.ShowCreate:
		if tables || columns || !filtered {
			return refuse(hintShowCreate, pos, "SHOW CREATE TABLE")
		}
	}
	if refused {
		return refuse(hintListed, pos, "names that the lists of the policy hold back")
	}
	return nil
}

// A pragmaCall is a pragma of SQLite that is called in FROM.
type pragmaCall struct {
	kind syntax.ShowKind
	pos  int
}

// pragmaCalls decides about pragmas in FROM. What they return goes on to the rest of
// the statement, so that no row can be removed.
func (p *Policy) pragmaCalls(st *Statement) *guard.Denial {
	for _, c := range st.pragmas {
		if !p.AllowShow {
			return refuse(hintTableFunc, c.pos, "pragma in FROM")
		}
		if denial := p.shows(c.kind, c.pos, false); denial != nil {
			return denial
		}
	}
	return nil
}

// isPragma reports whether a function is a pragma, about which pragmaCalls decides.
func (st *Statement) isPragma(f Function) bool {
	return slices.ContainsFunc(st.pragmas, func(c pragmaCall) bool { return f.Table && c.pos == f.Pos })
}

// pragma notes a pragma of SQLite in FROM, which must say of what it speaks:
// its argument decides which table is read. The hidden columns are another way
// to give the arguments (https://sqlite.org/vtab.html#hidden_columns_in_virtual_tables).
func (c *collector) pragma(call *syntax.Call) {
	name, ok := strings.CutPrefix(lower(call.Name), "pragma_")
	kind, known := syntax.Pragma(name)
	if c.dialect != SQLite || !ok || !known {
		return
	}
	c.st.pragmas = append(c.st.pragmas, pragmaCall{kind, call.Pos})
	if call.Schema != "" {
		c.refuse(hintSchema, call.Pos, "pragma with a schema before it")
	}
	var arguments [2]string
	for i, e := range call.Arguments {
		if l, ok := e.(*syntax.Literal); i < len(arguments) && ok && l.Kind == syntax.LitString && l.Text != "" {
			arguments[i] = l.Text
		} else {
			c.refuse(hintPragmaCall, call.Pos, "argument of a pragma")
		}
	}
	switch {
	case arguments[0] == "" && kind != syntax.ShowTables:
		c.refuse(hintPragmaCall, call.Pos, "pragma without an argument")
	case arguments[1] != "" && !equalFold(arguments[1], sqliteMain):
		c.refuse(hintSchema, call.Pos, "pragma of another schema")
	case kind == syntax.ShowIndex:
		c.st.indexes = append(c.st.indexes, TableRef{Name: arguments[0], Pos: call.Pos})
	case arguments[0] != "":
		c.st.Tables = append(c.st.Tables, TableRef{Name: arguments[0], Pos: call.Pos})
	}
}

// hiddenArguments refuses the columns that are arguments of a pragma.
func (c *collector) hiddenArguments() {
	if len(c.st.pragmas) == 0 {
		return
	}
	// A pragma_table_list has a column schema to show.
	schema := slices.ContainsFunc(c.st.pragmas, func(call pragmaCall) bool { return call.kind != syntax.ShowTables })
	for _, column := range c.st.Columns {
		if equalFold(column.Name, "arg") || schema && equalFold(column.Name, "schema") {
			c.refuse(hintPragmaCall, column.Pos, "argument of a pragma as a column")
		}
	}
}
