//go:build unix

package command_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// FuzzArgs: what is accepted is accepted again as it was written anew, and is
// then written the same; and no word begins with a dash in front of "--" that
// is not a flag of the policy.
func FuzzArgs(f *testing.F) {
	for _, row := range slices.Concat(badCalls, goodCalls) {
		name, args, _ := strings.Cut(row, "|")
		f.Add(name, args)
	}
	specs := slices.Concat(corpusSpecs(), []command.Spec{{Name: "generic", Program: "/bin/true", Syntax: command.Syntax{
		Flags: []command.Flag{
			{Names: []string{"--all", "-a"}}, {Names: []string{"-b"}, Max: 2}, {Names: []string{"--number", "-n", "-"}, Value: command.Int(-5, 50)},
			{Names: []string{"-t"}, Value: command.Text(20), Max: 3}, {Names: []string{"--word"}, Value: command.OneOf("x", "--all"), Style: command.Attached}, {Names: []string{"-g"}, Value: command.LiteralText(9), Style: command.Glued},
		},
		Positions: []command.Position{{Name: "first", Value: command.LiteralText(50), Max: 2}, {Name: "rest", Value: command.Text(50), Min: 1, Max: 3}},
	}}})
	for i := range specs {
		specs[i].Program = "/bin/true" // the arguments matter, not what is installed
	}
	r := newRunner(f, command.Config{Specs: specs})
	f.Fuzz(func(t *testing.T, name, text string) {
		args := strings.Split(text, "|")
		once, err := command.Reparse(r, context.Background(), name, args)
		if err != nil {
			return
		}
		twice, err := command.Reparse(r, context.Background(), name, once)
		if err != nil || !slices.Equal(once, twice) {
			t.Errorf("%s %q becomes %q, and that %q, %v", name, args, once, twice, err)
		}
		for _, arg := range once {
			if arg == "--" {
				break
			}
			flag, _, _ := strings.Cut(arg, "=")
			if name != "find" && arg[0] == '-' && !known(specs, name, flag) {
				t.Errorf("%s %q becomes %q, where %q is no flag", name, args, once, arg)
			}
		}
		for _, arg := range once {
			if arg == "" || strings.ContainsAny(arg, "\x00\n\r\x1b") {
				t.Errorf("%s %q becomes %q", name, args, once)
			}
		}
	})
}

// known reports whether a word is, or begins with, the first name of a flag.
func known(specs []command.Spec, name, word string) bool {
	var search func(command.Syntax) bool
	search = func(s command.Syntax) bool {
		for _, f := range s.Flags {
			if word == f.Names[0] || len(f.Names[0]) == 2 && strings.HasPrefix(word, f.Names[0]) {
				return true
			}
		}
		for _, sub := range s.Commands {
			if search(sub) {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(specs, func(s command.Spec) bool { return s.Name == name && search(s.Syntax) })
}

// FuzzGitConfig: no text makes the reader of configurations panic, and a text
// that names a command of fsmonitor in a way that it reads is refused.
func FuzzGitConfig(f *testing.F) {
	f.Add("[core]\n\tbare = false\n")
	f.Add("[branch \"x\"] remote = y # z\n[a.b]\nc\n")
	f.Add("[alias]\n\tx = \"!f() { # \\\n echo; }; f\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		if harmless, err := command.GitHarmless(text + "\n\n[core]\nfsmonitor = ./x\n"); harmless && err == nil {
			t.Errorf("%q hides the next section", text)
		}
	})
}
