//go:build race

package command_test

// The race detector makes each start of the helper many times as slow: of the
// large tables, which are about single calls, it sees every fourth row.
const racing = true
