package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/mcpcordon/mcpcordon/guard/policyfile"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

var trySQL = command{
	name:    "try sql",
	summary: "decides about SQL statements as a policy does; runs nothing",
	usage:   "[-dialect postgres|mysql|sqlite] [-policy FILE [-entry NAME]] < FILE",
	example: `$ echo '{"id":1,"sql":"SELECT name FROM orders; DROP TABLE orders"}' | mcpcordon try sql -dialect postgres
{"id":1,"verdict":"deny","code":"statement_not_allowed","reason":"only one statement is allowed; ..."}
$ cat policy.json
{"databases": {"shop": {"dialect": "postgres", "deny": ["credential"], "require_limit": true}}}
$ echo '{"id":2,"sql":"SELECT name FROM orders LIMIT 5"}' | mcpcordon try sql -policy policy.json
{"id":2,"verdict":"allow","canonical":"SELECT \"name\" FROM \"orders\" LIMIT 5"}

Reason is what a model is told, detail what the audit record holds, canonical the
text that would be sent. Without -policy the policy is that of sqlguard.ReadOnly:
one statement that reads, from every table but those of the system. A policy with
"writes" decides about INSERT, UPDATE and DELETE; how many rows one would change,
and what triggers it would run, only the database knows.`,
	setup: func(flags *flag.FlagSet) action {
		from := policyFlags(flags, "databases")
		dialect := flags.String("dialect", "", "the `NAME` of the language: postgres, mysql or sqlite; default that of the policy, or sqlite")
		return func(_ context.Context, c command, args []string, s streams) int {
			if len(args) > 0 {
				return c.misused(s, "statements are read from standard input")
			}
			if _, ok := sqlguard.ParseDialect(*dialect); !ok && *dialect != "" {
				return c.misused(s, "this dialect is not known")
			}
			policy, err := openPolicy(from, *dialect)
			if err != nil {
				return c.failed(s, err)
			}
			return c.decideLines(s, onText("sql", func(text string) verdict { return aboutStatement(policy, text) }))
		}
	},
}

func openPolicy(from *source, dialect string) (*sqlguard.Policy, error) {
	if from.file == "" {
		if dialect == "" {
			dialect = sqlguard.SQLite.String()
		}
		d, _ := sqlguard.ParseDialect(dialect)
		return sqlguard.ReadOnly(d), nil
	}
	entry, err := loadEntry(from, func(f *policyfile.File) map[string]policyfile.Database { return f.Databases })
	if err != nil {
		return nil, err
	}
	if dialect != "" && dialect != entry.Dialect {
		return nil, fmt.Errorf("the policy is for %s", entry.Dialect)
	}
	return entry.Policy()
}

func aboutStatement(policy *sqlguard.Policy, text string) verdict {
	canonical, err := policy.Canonical(text)
	if err != nil {
		return decided(err)
	}
	return verdict{Verdict: "allow", Canonical: canonical}
}
