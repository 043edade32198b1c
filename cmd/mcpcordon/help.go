package main

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

const exitStatus = `Exit status: 0 done (try: every line was decided, whatever the verdicts),
1 the audit record is not what was written, 2 wrong usage or unreadable input.
`

// help prints the help of one command, of all that begin with the given words,
// or of all.
func help(words []string, s streams) int {
	name := strings.Join(words, " ")
	var group []command
	for _, c := range commands() {
		if c.name == name {
			c.help(s.out)
			return done
		}
		if name == "" || strings.HasPrefix(c.name, name+" ") {
			group = append(group, c)
		}
	}
	if len(group) == 0 {
		return unknown(words, s)
	}
	overview(s.out, group)
	return done
}

func overview(out io.Writer, list []command) {
	fmt.Fprint(out, "usage: mcpcordon COMMAND\n\n")
	for _, c := range list {
		fmt.Fprintf(out, "  %-14s %s\n", c.name, c.summary)
	}
	fmt.Fprintf(out, "  %-14s %s\n\n%s", "help COMMAND", "shows how a command is used, with an example", exitStatus)
}

func (c command) help(out io.Writer) {
	fmt.Fprintf(out, "usage: mcpcordon %s %s\n\n%s\n", c.name, c.usage, c.summary)
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	c.setup(flags)
	flags.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(out, "  %s\n      %s\n", strings.TrimSpace("-"+f.Name+" "+value), usage)
	})
	fmt.Fprintf(out, "\nExample:\n\n%s\n\n%s", indent(c.example), exitStatus)
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}
