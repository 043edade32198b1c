package sqlguard

// PostgresFunction and PostgresType report whether a name is on the generated
// lists.
func PostgresFunction(name string) bool { return postgresFunctions[name] }
func PostgresType(name string) bool     { return postgresTypes[name] }
