package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/policyfile"
	programs "github.com/mcpcordon/mcpcordon/sandbox/command"
)

var tryCommand = command{
	name:    "try command",
	summary: "decides about the arguments of programs; starts nothing",
	usage:   "-policy FILE [-entry NAME] < FILE",
	example: `$ cat policy.json
{"commands": {"repo": {"dir": "/srv/repo", "profiles": ["git"]}}}
$ echo '{"id":1,"command":"git","args":["log","-n","5"]}' | mcpcordon try command -policy policy.json
{"id":1,"verdict":"allow","argv":["git","--no-pager","log",...,"--max-count=5","--"]}
$ echo '{"id":2,"command":"git","args":["log","--output=x"]}' | mcpcordon try command -policy policy.json
{"id":2,"verdict":"deny","code":"command_not_allowed","reason":"the flags of git log are ...","detail":"..."}

A line has a "command", the name of a program of the policy, and "args", an array
of strings, which may be missing. Argv is what the program would get. What a profile
finds in the folder when it starts a program, such as a hostile configuration of git,
is not looked at. Reason is what a model is told, detail what the audit record holds.`,
	setup: func(flags *flag.FlagSet) action {
		from := policyFlags(flags, "commands")
		return func(ctx context.Context, c command, args []string, s streams) int {
			if from.file == "" || len(args) > 0 {
				return c.misused(s, "-policy is needed, and commands are read from standard input")
			}
			runner, release, err := openRunner(from)
			defer release()
			if err != nil {
				return c.failed(s, err)
			}
			return c.decideLines(s, func(fields guard.Arguments) verdict { return aboutCommand(ctx, runner, fields) })
		}
	},
}

// openRunner returns the Runner of an entry, and what closes everything that was
// opened, also after an error.
func openRunner(from *source) (runner *programs.Runner, release func(), err error) {
	var opened []io.Closer
	release = func() {
		for _, o := range opened {
			o.Close()
		}
		runner.Close()
	}
	file, err := policyfile.Load(from.file)
	if err != nil {
		return nil, release, err
	}
	entry, err := policyfile.Pick(file.Commands, from.entry)
	if err != nil {
		return nil, release, err
	}
	paths := func(name string) (guard.Checker, error) {
		files, known := file.Files[name]
		if !known {
			return nil, fmt.Errorf("the section \"files\" has no entry %q", name)
		}
		dir, err := files.Open()
		if err != nil {
			return nil, err
		}
		opened = append(opened, dir)
		return dir, nil
	}
	hosts := func(name string) (guard.Checker, error) {
		egress, known := file.Egress[name]
		if !known {
			return nil, fmt.Errorf("the section \"egress\" has no entry %q", name)
		}
		web, err := egress.Client()
		if err != nil {
			return nil, err
		}
		opened = append(opened, web)
		return web, nil
	}
	config, err := entry.Config(paths, hosts)
	if err != nil {
		return nil, release, err
	}
	runner, err = programs.New(config)
	return runner, release, err
}

func aboutCommand(ctx context.Context, runner *programs.Runner, fields guard.Arguments) verdict {
	name, ok := fields.Map()["command"].(string)
	if !ok {
		return verdict{Error: `the line has no string "command"`}
	}
	var args []string
	if value, given := fields.Map()["args"]; given {
		list, ok := value.([]any)
		for _, element := range list {
			var arg string
			if arg, ok = element.(string); !ok {
				break
			}
			args = append(args, arg)
		}
		if !ok {
			return verdict{Error: `the "args" are no array of strings`}
		}
	}
	argv, err := runner.Explain(ctx, name, args)
	v := decided(err)
	v.Argv = argv
	return v
}
