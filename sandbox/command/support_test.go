//go:build unix

package command_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// need skips a test whose program is not installed, or fails it where nothing
// may be left out.
func need(t testing.TB, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("MCPCORDON_REQUIRE_SERVICES") != "" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
}

// needIsolation is need for what a system isolates.
func needIsolation(t testing.TB, r *command.Runner, of func(command.Isolation) bool) {
	t.Helper()
	if of(r.Isolation()) {
		return
	}
	if os.Getenv("MCPCORDON_REQUIRE_SERVICES") != "" && runtime.GOOS == "linux" {
		t.Fatalf("this system has %+v only", r.Isolation())
	}
	t.Skipf("this system has %+v only", r.Isolation())
}

func newRunner(t testing.TB, c command.Config) *command.Runner {
	t.Helper()
	if c.Dir == "" {
		c.Dir = t.TempDir()
	}
	r, err := command.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// shell describes sh with one script, for programs that misbehave.
func shell(script string) command.Spec {
	return command.Spec{Name: "sh", Program: "/bin/sh", Syntax: command.Syntax{Fixed: []string{"-c", script}}, InsecureInterpreter: true,
		Exec: existing("/bin/sh", "/usr/bin/sleep", "/bin/sleep", "/usr/bin/setsid", "/usr/bin/cat", "/bin/cat", "/usr/bin/env", "/usr/bin/head", "/bin/ls", "/usr/bin/ls", "/usr/bin/python3", "/usr/bin/nohup")}
}

func existing(programs ...string) (found []string) {
	for _, program := range programs {
		if _, err := os.Stat(program); err == nil {
			found = append(found, program)
		}
	}
	return found
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, path, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte(text), 0o644))
}

// sh runs a script in a folder, without any guard.
func sh(t testing.TB, folder, script string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-ec", script)
	cmd.Dir = folder
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GIT_CONFIG_NOSYSTEM=1"}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return string(out)
}

func wantCode(t testing.TB, what string, err error, want guard.Code) {
	t.Helper()
	if got := guard.CodeOf(err); got != want {
		t.Errorf("%s = %v, want %q", what, err, want)
	}
}

// reading describes cat, which tries to open a file in the child itself, whatever the arguments were.
func reading(name string) command.Spec {
	return command.Spec{Name: "cat", Syntax: command.Syntax{Fixed: []string{name}}}
}

// leftOut reports whether a row of a large table is not for this run.
func leftOut(row int) bool { return racing && row%4 != 0 }
