package main

import (
	"context"
	"flag"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/policyfile"
	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

var tryURL = command{
	name:    "try url",
	summary: "decides about URLs as an egress client does; looks no name up and connects to nothing",
	usage:   "-policy FILE [-entry NAME] < FILE",
	example: `$ cat policy.json
{"egress": {"web": {"hosts": ["api.example.com", "*.docs.example.com"], "methods": ["GET", "POST"]}}}
$ echo '{"id":1,"url":"https://api.example.com@evil.example/"}' | mcpcordon try url -policy policy.json
{"id":1,"verdict":"deny","code":"host_not_allowed","reason":"write the URL as https://host/path, ..."}

A line has a "url", and may have a "method": "GET" is meant without one. Reason is
what a model is told, detail what the audit record holds.

An allowed name can still be refused when it is fetched: where it leads to is
judged then, at the address itself.`,
	setup: func(flags *flag.FlagSet) action {
		from := policyFlags(flags, "egress")
		return func(ctx context.Context, c command, args []string, s streams) int {
			if from.file == "" || len(args) > 0 {
				return c.misused(s, "-policy is needed, and URLs are read from standard input")
			}
			entry, err := loadEntry(from, func(f *policyfile.File) map[string]policyfile.Egress { return f.Egress })
			if err != nil {
				return c.failed(s, err)
			}
			web, err := entry.Client()
			if err != nil {
				return c.failed(s, err)
			}
			defer web.Close()
			return c.decideLines(s, func(fields guard.Arguments) verdict { return aboutURL(ctx, web, fields) })
		}
	},
}

func aboutURL(ctx context.Context, web *egress.Client, fields guard.Arguments) verdict {
	method := "GET"
	if given, ok := fields.Lookup("/method"); ok {
		if method, ok = given.(string); !ok || method == "" {
			return verdict{Error: `the "method" is no method`}
		}
	}
	asked := guard.CheckerFunc(func(ctx context.Context, url string) error { return web.CheckRequest(ctx, method, url) })
	return onText("url", checking(ctx, asked))(fields)
}
