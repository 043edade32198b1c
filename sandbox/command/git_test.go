//go:build unix

package command_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// stealing makes the objects of a repository beside this one visible in it.
const stealing = `cd ..; git init -q other; cd other; echo SECRET > s; git add .; git -c user.name=a -c user.email=a@example.com commit -qm other; git gc -q; H=$(git rev-parse HEAD)
cd ../repo; echo $H > .git/refs/heads/stolen
`

// Without a cage, links below .git are refused as alternates are.
func TestLinksInARepository(t *testing.T) {
	need(t, "git")
	for _, row := range []struct {
		name, script string
		refused      bool
	}{
		{"objects/pack", stealing + `rmdir .git/objects/pack; ln -s ../../../other/.git/objects/pack .git/objects/pack`, true},
		{"a pack", stealing + `ln -s $PWD/../other/.git/objects/pack/* .git/objects/pack`, true},
		{"rebase-merge", `ln -s /etc .git/rebase-merge`, true},
		{"a pipe", `mkfifo .git/packed-refs`, true},
		{"hooks, which are not run", `rm -rf .git/hooks; ln -s /etc .git/hooks`, false},
		{"a hook", `ln -s /etc/passwd .git/hooks/pre-commit`, false},
		{"nothing", ``, false},
	} {
		l := newLair(t, row.script)
		r := newRunner(t, command.Config{Dir: l.repo, Specs: []command.Spec{command.Git(nil)}, InsecureNoLimits: true})
		out, err := r.Run(t.Context(), "git", []string{"log", "-p", "master"})
		want := guard.Code("")
		if row.refused {
			want = guard.CodeCommandNotAllowed
		}
		wantCode(t, row.name, err, want)
		if !row.refused && out.ExitCode != 0 {
			t.Errorf("%s: %s", row.name, out.Stderr)
		}
		if !strings.HasPrefix(row.script, stealing) {
			continue
		}
		bare := newRunner(t, command.Config{Dir: l.repo, Specs: []command.Spec{command.WithoutLook(command.Git(nil))}, InsecureNoLimits: true})
		if out, err := bare.Run(t.Context(), "git", []string{"log", "-p", "stolen"}); err != nil || !strings.Contains(string(out.Stdout), "SECRET") {
			t.Errorf("%s: without the look nothing is read: %+v, %v", row.name, out, err)
		}
		cage := newRunner(t, command.Config{Dir: l.repo, Specs: []command.Spec{command.Git(nil)}})
		needIsolation(t, cage, func(i command.Isolation) bool { return i.Files })
		if out, err := cage.Run(t.Context(), "git", []string{"log", "-p", "stolen"}); err != nil || strings.Contains(string(out.Stdout), "SECRET") {
			t.Errorf("%s: in the cage: %+v, %v", row.name, out, err)
		}
	}
}

// state lists what is in a folder, with times and sizes.
func state(t *testing.T, folder string) (list []string) {
	t.Helper()
	must(t, filepath.WalkDir(folder, func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := os.Lstat(name)
		list = append(list, name+" "+info.ModTime().String()+" "+info.Mode().String())
		return err
	}))
	return list
}

func TestReadingARepositoryWritesNothing(t *testing.T) {
	need(t, "git")
	script := `touch -d '1 hour ago' a.txt; git add .; touch a.txt; mkdir -p x; echo y > x/y`
	l := newLair(t, script)
	r := newRunner(t, command.Config{Dir: l.repo, Specs: []command.Spec{command.Git(nil)}, InsecureNoLimits: true})
	before := state(t, l.repo)
	for _, args := range gitCalls {
		_, err := r.Run(t.Context(), "git", args)
		must(t, err)
		if after := state(t, l.repo); !slices.Equal(after, before) {
			t.Fatalf("git %v changed the repository", args)
		}
	}
	sh(t, l.repo, "git diff")
	if slices.Equal(state(t, l.repo), before) {
		t.Error("git diff without the guard writes nothing: this test sees nothing")
	}
}

// The look at a repository ends with the call, and is bounded.
func TestALargeConfiguration(t *testing.T) {
	need(t, "git")
	l := newLair(t, ``)
	config := filepath.Join(l.repo, ".git", "config")
	lines := "[user]\n" + strings.Repeat("\tname = x\n", 20000)
	put(t, config, lines)
	if err := command.GitLook(t.Context(), l.repo, true); err != nil {
		t.Errorf("%d bytes: %v", len(lines), err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := command.GitLook(over, l.repo, true); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that is over: %v", err)
	}
	put(t, config, lines+lines)
	if err := command.GitLook(t.Context(), l.repo, true); err == nil {
		t.Errorf("%d bytes are read", 2*len(lines))
	}
	put(t, config, "[user]\n\tname = "+strings.Repeat("x", 20000)+"\n")
	if err := command.GitLook(t.Context(), l.repo, true); err == nil {
		t.Error("a line of 20000 bytes is read")
	}
	r := newRunner(t, command.Config{Dir: l.repo, Specs: []command.Spec{command.Git(nil)}, Timeout: time.Nanosecond})
	_, err := r.Run(t.Context(), "git", []string{"status"})
	wantCode(t, "a time that is over before the look", err, guard.CodeDeadlineExceeded)
}

func TestRipgrepReadsNoIgnoreFileAbove(t *testing.T) {
	need(t, "rg")
	base := t.TempDir()
	put(t, filepath.Join(base, ".ignore"), "a.txt\n[broken\n")
	put(t, filepath.Join(base, "dir", "a.txt"), "needle\n")
	for _, noLimits := range []bool{false, true} {
		r := newRunner(t, command.Config{Dir: filepath.Join(base, "dir"), Specs: []command.Spec{command.Ripgrep(nil)}, InsecureNoLimits: noLimits})
		out, err := r.Run(t.Context(), "rg", []string{"needle"})
		must(t, err)
		if string(out.Stdout) != "a.txt:needle\n" || r.Isolation().Files && strings.Contains(string(out.Stderr), base) {
			t.Errorf("InsecureNoLimits %v: rg = %q, %q", noLimits, out.Stdout, out.Stderr)
		}
	}
	if bare := sh(t, filepath.Join(base, "dir"), "rg needle . 2>&1 || true"); !strings.Contains(bare, "broken") || strings.Contains(bare, "a.txt:needle") {
		t.Errorf("without the flags: %q", bare)
	}
}
