package sqlguard

import "strings"

// systemNames are tables that some builds of SQLite have without anybody
// creating them and that show the inside of the database or never end.
var systemNames = wordSet("dbstat bytecode tables_used fsdir zipfile carray fts3tokenize generate_series")

// mysqlSchemas hold the accounts, the settings and the work of others.
var mysqlSchemas = wordSet("mysql information_schema performance_schema sys ndbinfo")

// system reports whether a table belongs to the engine: accounts, settings,
// statistics, the texts of other statements, and tables that change the
// database or never end.
func (d Dialect) system(schema, name string) bool {
	switch d {
	case SQLite:
		name = lower(name)
		return strings.HasPrefix(name, "sqlite_") || strings.HasPrefix(name, "pragma_") || systemNames[name]
	case Postgres:
		// Extensions bring tables of the name into other schemas: pg_stat_statements.
		return strings.HasPrefix(schema, "pg_") || schema == "information_schema" || strings.HasPrefix(name, "pg_")
	case MySQL:
		name = looseName(name)
		return mysqlSchemas[looseName(schema)] || isFile(schema) || isFile(name) || strings.HasPrefix(name, "seq_") && strings.Contains(name, "_to_")
	}
	return true
}

// isFile reports whether a name of MySQL is the one of a file: another name for the
// table, in versions before 8 (https://dev.mysql.com/doc/refman/5.7/en/identifier-mapping.html).
func isFile(name string) bool { return strings.HasPrefix(looseName(name), "#mysql50#") }

// home returns the schema of names without one.
func (d Dialect) home() string {
	switch d {
	case SQLite:
		return "main"
	case Postgres:
		return "public"
	}
	return ""
}
