//go:build unix

package command_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

func TestTheEnvironmentIsClean(t *testing.T) {
	t.Setenv("API_KEY", "secret")
	t.Setenv("LD_PRELOAD_TEST", "x")
	printenv := command.Spec{Name: "printenv", Env: map[string]string{"TZ": "UTC"}}
	for _, noLimits := range []bool{false, true} {
		r := newRunner(t, command.Config{Specs: []command.Spec{printenv}, InsecureNoLimits: noLimits})
		out, err := r.Run(t.Context(), "printenv", nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := "HOME=/dev/null\nLANG=C.UTF-8\nPATH=/usr/bin:/bin\nTZ=UTC\n"; string(out.Stdout) != want {
			t.Errorf("the environment is %q, want %q", out.Stdout, want)
		}
	}
	if out, err := exec.Command("printenv", "API_KEY").Output(); err != nil || string(out) != "secret\n" {
		t.Errorf("without the guard API_KEY is %q, %v", out, err)
	}
}

func TestStandardInputIsEmpty(t *testing.T) {
	r := newRunner(t, command.Config{Specs: []command.Spec{{Name: "cat"}}})
	if out, err := r.Run(t.Context(), "cat", nil); err != nil || len(out.Stdout) > 0 || out.ExitCode != 0 {
		t.Errorf("cat = %+v, %v, want nothing", out, err)
	}
}

func TestTheExitStatusIsNoError(t *testing.T) {
	r := newRunner(t, command.Config{Specs: []command.Spec{shell("echo out; echo err >&2; exit 3")}})
	out, err := r.Run(t.Context(), "sh", nil)
	if err != nil || out.ExitCode != 3 || string(out.Stdout) != "out\n" || string(out.Stderr) != "err\n" || out.Truncated {
		t.Errorf("Run = %+v, %v", out, err)
	}
}

func TestHostPathsAreTakenOut(t *testing.T) {
	dir := t.TempDir()
	pwd := command.Spec{Name: "pwd", Syntax: command.Syntax{Fixed: []string{"-P"}}}
	if out, err := newRunner(t, command.Config{Dir: dir, Specs: []command.Spec{pwd}}).Run(t.Context(), "pwd", nil); err != nil || string(out.Stdout) != ".\n" {
		t.Errorf("pwd = %q, %v, want a dot", out.Stdout, err)
	}
	out, err := newRunner(t, command.Config{Dir: dir, Specs: []command.Spec{pwd}, KeepPaths: true}).Run(t.Context(), "pwd", nil)
	if err != nil || !strings.HasPrefix(string(out.Stdout), "/") {
		t.Errorf("with KeepPaths pwd = %q, %v, want the path", out.Stdout, err)
	}
	for text, want := range map[string]string{
		"":                                "",
		"/srv/a":                          ".",
		"/srv/a/":                         "./",
		"/srv/a/b /srv/a/c":               "b c",
		"/srv/ab /srv/a-b /srv/a.b":       "/srv/ab /srv/a-b /srv/a.b",
		"fatal: '/srv/a': no such":        "fatal: '.': no such",
		"/srv/a:/srv/a\n":                 ".:.\n",
		"in /other/srv/a/x and /srv/a//x": "in /other/srv/a/x and .//x",
		"find: ‘/srv/a/x’: No such file":  "find: ‘x’: No such file",
		"no repository in /srv/a.":        "no repository in ..",
		"“/srv/a” – /srv/a…, /srv/a...":   "“.” – .…, ....",
		"/srv/aé /srv/a.é é/srv/a":        "/srv/aé /srv/a.é é/srv/a",
		"\xff/srv/a/x /srv/a\xe9":         "\xffx /srv/a\xe9",
	} {
		if got := command.Hide([]byte(text), "/srv/a"); string(got) != want {
			t.Errorf("hide(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestOneProgramTooManyIsRefused(t *testing.T) {
	dir := t.TempDir()
	must(t, exec.Command("mkfifo", filepath.Join(dir, "p")).Run())
	r := newRunner(t, command.Config{Dir: dir, Specs: []command.Spec{reading("p"), {Name: "true"}}, Concurrent: 1})
	var wait sync.WaitGroup
	wait.Go(func() {
		if _, err := r.Run(t.Context(), "cat", nil); err != nil {
			t.Error(err)
		}
	})
	end, err := os.OpenFile(filepath.Join(dir, "p"), os.O_WRONLY, 0) // returns when cat has opened it
	must(t, err)
	_, err = r.Run(t.Context(), "true", nil)
	wantCode(t, "a second program", err, guard.CodeTooBusy)
	end.Close()
	wait.Wait()
	if _, err = r.Run(t.Context(), "true", nil); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestAReplacedProgramIsRefused(t *testing.T) {
	text, err := os.ReadFile("/bin/true")
	must(t, err)
	for _, row := range []struct {
		name   string
		change func(program string) error
	}{
		{"replaced by another file", func(p string) error { return os.Rename(p+".new", p) }},
		{"written to", func(p string) error { return os.WriteFile(p, append(text, 0), 0o755) }},
		{"made writable", func(p string) error { return os.Chmod(p, 0o777) }},
		{"removed", os.Remove},
		{"replaced by a link to a shell", func(p string) error { return firstError(os.Remove(p), os.Symlink("/bin/sh", p)) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			program := filepath.Join(t.TempDir(), "tool")
			must(t, os.WriteFile(program, text, 0o755))
			must(t, os.WriteFile(program+".new", text, 0o755))
			r := newRunner(t, command.Config{Specs: []command.Spec{{Name: "tool", Program: program}}})
			if _, err := r.Run(t.Context(), "tool", nil); err != nil {
				t.Fatal(err)
			}
			must(t, row.change(program))
			_, err := r.Run(t.Context(), "tool", nil)
			wantCode(t, "Run", err, guard.CodeInternal)
			if err != nil && strings.Contains(err.Error(), "tool") {
				t.Errorf("the client learns of the program: %v", err)
			}
		})
	}
}

func firstError(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestAReplacedFolderIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dir")
	must(t, os.Mkdir(dir, 0o755))
	r := newRunner(t, command.Config{Dir: dir, Specs: []command.Spec{{Name: "true"}}})
	must(t, os.Rename(dir, dir+"-old"))
	must(t, os.Mkdir(dir, 0o755))
	_, err := r.Run(t.Context(), "true", nil)
	wantCode(t, "Run", err, guard.CodeInternal)
}

func TestTheZeroRunnerRefuses(t *testing.T) {
	for name, r := range map[string]*command.Runner{"nil": nil, "zero": {}} {
		_, err := r.Run(t.Context(), "true", nil)
		wantCode(t, name+" Run", err, guard.CodeCommandNotAllowed)
		wantCode(t, name+" Check", r.Check(t.Context(), "true", nil), guard.CodeCommandNotAllowed)
		if r.Isolation() != (command.Isolation{}) {
			t.Errorf("%s isolates", name)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	closed := newRunner(t, command.Config{Specs: []command.Spec{{Name: "true"}}})
	closed.Close()
	_, err := closed.Run(t.Context(), "true", nil)
	wantCode(t, "Run after Close", err, guard.CodeInternal)
}

// A call that is in progress keeps what it works with: the descriptors of the
// next Runner, which get the numbers that are free, are not its own.
func TestCloseDuringACall(t *testing.T) {
	old, next := t.TempDir(), t.TempDir()
	put(t, filepath.Join(old, "f"), "old")
	put(t, filepath.Join(next, "f"), "another folder's")
	syntax := command.Syntax{Fixed: []string{"f"}}
	rounds := 40
	if racing {
		rounds = 5
	}
	for range rounds {
		first := newRunner(t, command.Config{Dir: old, Specs: []command.Spec{{Name: "cat", Syntax: syntax}}})
		var started, ended sync.WaitGroup
		for range 4 {
			started.Add(1)
			ended.Go(func() {
				started.Done()
				if out, err := first.Run(t.Context(), "cat", nil); err == nil && string(out.Stdout) != "old" {
					t.Errorf("cat f = %q, %q", out.Stdout, out.Stderr)
				}
			})
		}
		started.Wait()
		first.Close()
		second, err := command.New(command.Config{Dir: next, Specs: []command.Spec{{Name: "wc", Syntax: syntax}}})
		must(t, err)
		ended.Wait()
		second.Close()
	}
}

func TestCloseReleasesEverything(t *testing.T) {
	open := func() int {
		list, err := os.ReadDir("/dev/fd")
		must(t, err)
		return len(list)
	}
	dir := t.TempDir()
	must(t, exec.Command("mkfifo", filepath.Join(dir, "p")).Run())
	newRunner(t, command.Config{Specs: []command.Spec{{Name: "true"}}}) // what is opened once, and stays
	before := open()
	r := newRunner(t, command.Config{Dir: dir, Specs: []command.Spec{reading("p")}})
	var wait sync.WaitGroup
	wait.Go(func() {
		if _, err := r.Run(t.Context(), "cat", nil); err != nil {
			t.Error(err)
		}
	})
	end, err := os.OpenFile(filepath.Join(dir, "p"), os.O_WRONLY, 0) // returns when cat has opened it
	must(t, err)
	r.Close()
	_, err = r.Run(t.Context(), "cat", nil)
	wantCode(t, "Run after Close", err, guard.CodeInternal)
	end.Close()
	wait.Wait()
	if after := open(); after != before {
		t.Errorf("%d descriptors are open, %d were", after, before)
	}
}

// A path that the cap on output cuts is none that hide finds.
func TestACutHostPathIsTakenOut(t *testing.T) {
	dir := t.TempDir()
	for cut := 1; cut < len(dir); cut += 5 {
		r := newRunner(t, command.Config{Dir: dir, MaxOutput: len(dir) - cut, Specs: []command.Spec{{Name: "pwd"}}, InsecureNoLimits: true})
		out, err := r.Run(t.Context(), "pwd", nil)
		must(t, err)
		if len(out.Stdout) > 1 || !out.Truncated {
			t.Errorf("%d bytes of %s: %q, truncated %v", len(dir)-cut, dir, out.Stdout, out.Truncated)
		}
	}
}

// A server that is too busy to read before the deadline loses nothing that was
// written.
func TestALateReaderGetsEverything(t *testing.T) {
	text := strings.Repeat("x", 60000)
	for _, row := range []struct {
		name            string
		most            int
		open, truncated bool
	}{
		{"all of it", 1 << 20, false, false}, {"more than is kept", 1000, false, true}, {"somebody holds the other end", 1 << 20, true, true},
	} {
		read, write, err := os.Pipe()
		must(t, err)
		_, err = write.WriteString(text)
		must(t, err)
		if !row.open {
			write.Close()
		}
		kept, truncated := command.DrainLate(read, row.most)
		if len(kept) != min(row.most, len(text)) || truncated != row.truncated {
			t.Errorf("%s: %d bytes, truncated %v", row.name, len(kept), truncated)
		}
		read.Close()
		write.Close()
	}
}
