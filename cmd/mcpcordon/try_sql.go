package main

import (
	"context"
	"flag"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

var trySQL = command{
	name:    "try sql",
	summary: "decides about SQL statements as a read-only policy does; runs nothing",
	usage:   "[-dialect NAME] < FILE",
	example: `$ echo '{"id":1,"sql":"SELECT 1; DROP TABLE orders"}' | mcpcordon try sql
{"id":1,"verdict":"deny","code":"statement_not_allowed","reason":"only one statement is allowed; ..."}

Reason is what a model is told, detail what the audit record holds.`,
	setup: func(flags *flag.FlagSet) action {
		dialect := flags.String("dialect", "sqlite", "the `NAME` of the language; sqlite is the only one so far")
		return func(ctx context.Context, c command, args []string, s streams) int {
			if len(args) > 0 {
				return c.misused(s, "statements are read from standard input")
			}
			if *dialect != sqlguard.SQLite.String() {
				return c.misused(s, "this dialect is not known")
			}
			return c.decideLines(s, onText("sql", checking(ctx, sqlguard.ReadOnly(sqlguard.SQLite))))
		}
	},
}
