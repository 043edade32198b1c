//go:build unix

package command_test

import (
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// What the caller wrote is what the program gets, behind what is fixed.
func TestTheMeaningStays(t *testing.T) {
	need(t, "git", "rg", "find", "tar")
	r := newRunner(t, command.Config{Specs: corpusSpecs()})
	for call, want := range map[string]string{
		// Of flags that contradict, the last one wins.
		"git log --no-patch --patch": "--no-patch --patch --", "git log --patch --no-patch": "--patch --no-patch --", "rg -s -i x": "--case-sensitive --ignore-case -- x", "rg -i -s x": "--ignore-case --case-sensitive -- x",
		"find . -name a -print -name b": ". -name a -print -name b",
		// What holds anyway is not passed on.
		"git --no-pager log --no-color --color=never": "--no-color --", "git branch --list -l": "branch --list --no-color", "rg --color=never x": "--threads=2 -- x",
		// Positions that a flag makes needless.
		"git rev-list --all --count": "rev-list --all --count --", "rg -e x y": "--regexp=x -- y", "find -name x": "-P . -name x", "find": "-P .",
		"git branch --show-current": "branch --no-color --show-current", "tar -tvf a": "--list --verbose --file=a", "git show --format= --stat": "--format= --stat --",
	} {
		words := strings.Fields(call)
		argv, err := r.Explain(t.Context(), words[0], words[1:])
		if got := strings.Join(argv, " "); err != nil || !strings.HasSuffix(got, " "+want) {
			t.Errorf("%s = %s, %v, want ... %s", call, got, err, want)
		}
	}
}

// A refusal says what to write instead.
func TestHintsOfOtherLanguages(t *testing.T) {
	need(t, "git", "find", "tar")
	r := newRunner(t, command.Config{Specs: corpusSpecs()})
	for call, want := range map[string]string{
		"find . ! -name x": "operators", "find ! -name x": "operators", "find -name x .": "in front", "git log -- :!x": "patterns", "git ls-files *.go": "patterns", "tar tvf x": "begin with a dash",
		"git branch --show-current x": "stands alone",
	} {
		words := strings.Fields(call)
		_, err := r.Explain(t.Context(), words[0], words[1:])
		wantCode(t, call, err, guard.CodeCommandNotAllowed)
		if err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", call, err, want)
		}
	}
}
