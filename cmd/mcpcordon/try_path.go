package main

import (
	"context"
	"flag"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/policyfile"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

var tryPath = command{
	name:    "try path",
	summary: "decides about paths as a sandbox does; opens no file, and follows links only below the roots",
	usage:   "-policy FILE [-entry NAME] | -root DIR < FILE",
	example: `$ cat policy.json
{"files": {"docs": {"roots": [{"path": "/srv/docs", "writable": true}], "protect": ["drafts"]}}}
$ echo '{"id":1,"path":"../secret.txt"}' | mcpcordon try path -policy policy.json
{"id":1,"verdict":"deny","code":"path_not_allowed","reason":"the path is not one this server may use; ..."}

A line has a "path", and may have an "op": "read", which is what is meant without
one, or "write", which stands for all that creates, changes and removes. Reason is
what a model is told, detail what the audit record holds.`,
	setup: func(flags *flag.FlagSet) action {
		from := policyFlags(flags, "files")
		root := flags.String("root", "", "the folder `DIR` that the paths are below, instead of a policy: read-only")
		return func(ctx context.Context, c command, args []string, s streams) int {
			if (*root == "") == (from.file == "") || len(args) > 0 {
				return c.misused(s, "either -policy or -root is needed, and paths are read from standard input")
			}
			dir, err := openDir(from, *root)
			if err != nil {
				return c.failed(s, err)
			}
			defer dir.Close()
			return c.decideLines(s, func(fields guard.Arguments) verdict { return aboutPath(ctx, dir, fields) })
		}
	},
}

func openDir(from *source, root string) (*sandbox.Dir, error) {
	if root != "" {
		return sandbox.Open(root)
	}
	entry, err := loadEntry(from, func(f *policyfile.File) map[string]policyfile.Files { return f.Files })
	if err != nil {
		return nil, err
	}
	return entry.Open()
}

func aboutPath(ctx context.Context, dir *sandbox.Dir, fields guard.Arguments) verdict {
	var checker guard.Checker
	switch op, given := fields.Lookup("/op"); {
	case !given || op == "read":
		checker = dir
	case op == "write":
		checker = dir.Writing()
	default:
		return verdict{Error: `the "op" is neither "read" nor "write"`}
	}
	return onText("path", checking(ctx, checker))(fields)
}
