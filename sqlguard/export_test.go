package sqlguard

import (
	"maps"
	"slices"
)

// PostgresFunction, PostgresOperator and PostgresType report whether a name is on
// the generated lists.
func PostgresFunction(name string) bool { return postgresFunctions[name] }
func PostgresOperator(name string) bool { return postgresOperators[name] }
func PostgresType(name string) bool     { return postgresTypes[name] }

// MySQLTypes returns the types that MySQL and MariaDB cast to.
func MySQLTypes() []string { return slices.Sorted(maps.Keys(mysqlTypes)) }
