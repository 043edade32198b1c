// Mcpcordon is the operator's command: it verifies audit records, and tries
// inputs against the checks of the library without a server.
//
//	mcpcordon audit verify [-last HASH] FILE
//	mcpcordon try sql [-dialect NAME] < statements.jsonl
//	mcpcordon try text [-policy FILE] [-plain | -list] < texts.jsonl
//	mcpcordon try path -policy FILE < paths.jsonl
//	mcpcordon try url -policy FILE < urls.jsonl
//	mcpcordon try command -policy FILE < commands.jsonl
//	mcpcordon help [COMMAND]
//
// The commands of "try" read JSON lines, one input each, and write one line for
// each, in the same order and at once. A line that is no input gets a line with
// an error, and the next one is read.
//
// # Exit status
//
//	0  done; for try: every line was decided, whatever the verdicts
//	1  the audit record is not what was written
//	2  wrong usage, or an input that could not be read
//
// Results go to standard output, complaints to standard error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

const (
	done     = 0
	tampered = 1
	unusable = 2
)

func main() {
	os.Exit(dispatch(context.Background(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// A command is one row of the table that dispatch works from.
type command struct {
	name    string // as typed, with blanks
	summary string
	usage   string // what follows the name
	example string
	// setup declares the flags, and returns what runs once they are parsed.
	setup func(*flag.FlagSet) action
}

// An action does the work of command c with the arguments behind the flags. It
// returns the exit status.
type action func(ctx context.Context, c command, args []string, s streams) int

func commands() []command {
	return []command{auditVerify, trySQL, tryText, tryPath, tryURL, tryCommand}
}

// dispatch finds the command, parses its flags and runs it.
func dispatch(ctx context.Context, args []string, s streams) int {
	switch {
	case len(args) == 0:
		overview(s.err, commands())
		return unusable
	case args[0] == "help":
		return help(args[1:], s)
	case asksForHelp(args[0]):
		return help(nil, s)
	}
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && slices.Equal(args[:len(words)], words) {
			return c.execute(ctx, args[len(words):], s)
		}
	}
	if slices.ContainsFunc(args, asksForHelp) {
		return help(args[:1], s)
	}
	return unknown(args, s)
}

func asksForHelp(arg string) bool { return arg == "-h" || arg == "-help" || arg == "--help" }

func unknown(args []string, s streams) int {
	fmt.Fprintf(s.err, "mcpcordon: there is no command %q; see mcpcordon help\n", strings.Join(args[:min(2, len(args))], " "))
	return unusable
}

func (c command) execute(ctx context.Context, args []string, s streams) int {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	run := c.setup(flags)
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		c.help(s.out)
		return done
	case err != nil:
		return c.misused(s, err.Error())
	}
	return run(ctx, c, flags.Args(), s)
}

// misused says what was wrong and how the command is used.
func (c command) misused(s streams, why string) int {
	fmt.Fprintf(s.err, "mcpcordon: %s: %s\nusage: mcpcordon %s %s\n", c.name, why, c.name, c.usage)
	return unusable
}

// failed says why an input could not be read.
func (c command) failed(s streams, err error) int {
	fmt.Fprintf(s.err, "mcpcordon: %s: %v\n", c.name, err)
	return unusable
}
