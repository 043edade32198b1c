package sqlguard

import (
	"fmt"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// columns refuses columns on the list, and what may stand for one of them. It
// looks at each entry, table and column once.
func (p *Policy) columns(st *Statement) *guard.Denial {
	if len(p.DenyColumns) == 0 {
		return nil
	}
	denied, err := p.columnsOf(st)
	if err != nil {
		return refuse(hintColumn, 0, err.Error())
	}
	if len(denied) == 0 || st.Show {
		return nil
	}
	if pos := st.unnamed; pos >= 0 {
		return refuse(hintUnnamed, pos, "columns without their names")
	}
	rows := make(map[string]bool, 2*len(st.Tables))
	for _, t := range st.sources() {
		rows[looseName(t.Name)] = true
		if t.Alias != "" {
			rows[looseName(t.Alias)] = true
		}
	}
	for _, name := range st.groups {
		rows[looseName(name)] = true
	}
	for _, c := range st.Columns {
		name := looseName(c.Name)
		if name == "*" || denied[name] || rows[name] || rows[looseName(c.Table)] && p.overRow(c.Name) {
			return refuse(hintColumn, c.Pos, "column "+clip(c.Name))
		}
	}
	return nil
}

// columnsOf returns the columns on the list that can be in the tables read.
func (p *Policy) columnsOf(st *Statement) (map[string]bool, error) {
	read := map[string]bool{}
	home := p.Dialect.home()
	for _, t := range st.sources() {
		schema, name := looseName(t.Schema), looseName(t.Name)
		if read[name] = true; schema == "" {
			schema = home
		}
		read[schema+"."+name] = true
	}
	denied := map[string]bool{}
	for _, entry := range p.DenyColumns {
		table, column, err := columnEntry(entry)
		if err != nil {
			return nil, err
		}
		// A table of a database may be read without naming that in MySQL.
		if table == "" && len(read) > 0 || read[table] || home == "" && read["."+afterDot(table)] {
			denied[column] = true
		}
	}
	return denied, nil
}

// hiddenColumns reports which columns of a table are not to be shown, or is nil
// if all may be.
func (p *Policy) hiddenColumns(schema, table string) func(column string) bool {
	denied, err := p.columnsOf(&Statement{Tables: []TableRef{{Schema: schema, Name: table}}})
	list, listErr := p.columnList()
	if err != nil || listErr != nil {
		return func(string) bool { return true }
	}
	listed, all := list.of(schema, table)
	if all = all || p.Columns == nil; all && len(denied) == 0 {
		return nil
	}
	return func(column string) bool { return denied[looseName(column)] || !all && !listed[list.fold(column)] }
}

// columnEntry reads an entry of DenyColumns: column, table.column or
// schema.table.column.
func columnEntry(entry string) (table, column string, err error) {
	parts := strings.Split(looseName(entry), ".")
	for _, part := range parts {
		if part == "" || len(parts) > 3 {
			return "", "", fmt.Errorf("the entry %q of DenyColumns is not column, table.column or schema.table.column", clip(entry))
		}
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], "."), parts[last], nil
}

// rowFunctions are the functions of PostgreSQL that show a row as one value, or
// tell something of it: its length, its hash, how many of its columns are null.
// t.record_out calls one of them if the table has no such column.
var rowFunctions = wordSet(`any_out any_value anycompatible_out anycompatiblenonarray_out anyelement_out anynonarray_out
	array_agg concat hash_record json_agg json_agg_strict json_build_array json_build_object jsonb_agg jsonb_agg_strict
	jsonb_build_array jsonb_build_object max min num_nonnulls num_nulls pg_column_compression pg_column_size
	quote_literal quote_nullable record_out record_send row_to_json to_json to_jsonb`)

func (p *Policy) overRow(name string) bool {
	return p.Dialect == Postgres && (rowFunctions[name] || p.listed(p.Functions, "", name))
}
