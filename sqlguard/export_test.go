package sqlguard

import (
	"maps"
	"slices"
)

// PostgresFunction and those below report whether a name is on a list of the
// policy.
func PostgresFunction(name string) bool { return postgresFunctions[name] }
func PostgresOperator(name string) bool { return postgresOperators[name] }
func PostgresType(name string) bool     { return postgresTypes[name] }
func MySQLFunction(name string) bool    { return mysqlFunctions[name] }
func SQLiteFunction(name string) bool   { return sqliteFunctions[name] }

// MySQLTypes returns the types that MySQL and MariaDB cast to.
func MySQLTypes() []string { return slices.Sorted(maps.Keys(mysqlTypes)) }
