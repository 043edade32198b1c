package command_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// alive counts the processes that have the word in their command line.
func alive(t *testing.T, word string) (n int) {
	t.Helper()
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	must(t, err)
	for _, name := range lines {
		text, _ := os.ReadFile(name)
		if bytes.Contains(text, []byte(word)) {
			n++
		}
	}
	return n
}

// killAll ends what a twin left behind.
func killAll(t *testing.T, word string) {
	t.Helper()
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	must(t, err)
	for _, name := range lines {
		if text, _ := os.ReadFile(name); bytes.Contains(text, []byte(word)) {
			pid, _ := strconv.Atoi(strings.Split(name, "/")[2])
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

func TestNothingSurvivesTheDeadline(t *testing.T) {
	need(t, "setsid", "sleep", "nohup")
	for i, row := range []struct{ name, script string }{
		{"a child", "sleep %d"},
		{"a child in the background that holds the output", "sleep %d & sleep 3600"},
		{"a child in a session of its own", "setsid sleep %d & sleep 3600"},
		{"a child that was forked twice", "(setsid setsid sleep %d &) & sleep 3600"},
		{"a shell that ignores SIGTERM", "trap '' TERM HUP INT; sleep %d & wait"},
		{"a child that outlives its parent", "setsid nohup sleep %d >/dev/null 2>&1 &"},
	} {
		t.Run(row.name, func(t *testing.T) {
			word := strconv.Itoa(700000 + os.Getpid()%100000*10 + i)
			script := fmt.Sprintf(row.script, mustInt(t, word))
			r := newRunner(t, command.Config{Specs: []command.Spec{shell(script)}, Timeout: 300 * time.Millisecond})
			needIsolation(t, r, func(i command.Isolation) bool { return i.Processes })
			start := time.Now()
			_, err := r.Run(t.Context(), "sh", nil)
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("Run took %v", took)
			}
			if err != nil {
				wantCode(t, "Run", err, guard.CodeDeadlineExceeded)
			}
			if n := alive(t, word); n > 0 {
				t.Errorf("%d processes survive", n)
				killAll(t, word)
			}
		})
	}
}

func mustInt(t *testing.T, text string) int {
	n, err := strconv.Atoi(text)
	must(t, err)
	return n
}

func TestWithoutTheGuardAChildSurvives(t *testing.T) {
	need(t, "setsid", "sleep")
	word := strconv.Itoa(800000 + os.Getpid()%100000)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", "setsid sleep "+word+" & sleep 3600")
	var out bytes.Buffer
	cmd.Stdout, cmd.WaitDelay = &out, 100*time.Millisecond
	_ = cmd.Run()
	if alive(t, word) == 0 {
		t.Error("nothing survives: the tests of survivors see nothing")
	}
	killAll(t, word)
}

func TestACanceledCallEndsItsProgram(t *testing.T) {
	dir := t.TempDir()
	must(t, syscall.Mkfifo(filepath.Join(dir, "p"), 0o600))
	ctx, cancel := context.WithCancel(t.Context())
	r := newRunner(t, command.Config{Dir: dir, Specs: []command.Spec{reading("p")}})
	ended := make(chan error)
	go func() {
		_, err := r.Run(ctx, "cat", nil)
		ended <- err
	}()
	end, err := os.OpenFile(filepath.Join(dir, "p"), os.O_WRONLY, 0) // returns when cat has opened it
	must(t, err)
	defer end.Close()
	cancel()
	wantCode(t, "Run", <-ended, guard.CodeCanceled)
	if _, err := end.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("the program still reads: %v", err)
	}
	_, err = r.Run(ctx, "cat", nil)
	wantCode(t, "Run with a context that has ended", err, guard.CodeCanceled)
}

func TestOutputIsCapped(t *testing.T) {
	r := newRunner(t, command.Config{Specs: []command.Spec{shell("head -c 50000000 /dev/zero; head -c 5000 /dev/zero >&2")}, MaxOutput: 1000})
	out, err := r.Run(t.Context(), "sh", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Stdout) != 1000 || len(out.Stderr) != 1000 || !out.Truncated || out.ExitCode != 0 {
		t.Errorf("%d and %d bytes, truncated %v, status %d", len(out.Stdout), len(out.Stderr), out.Truncated, out.ExitCode)
	}
	if cap(out.Stdout) > 64<<10 {
		t.Errorf("%d bytes are held for 1000", cap(out.Stdout))
	}
	exact := newRunner(t, command.Config{Specs: []command.Spec{shell("head -c 1000 /dev/zero")}, MaxOutput: 1000, RefuseExcess: true})
	if out, err := exact.Run(t.Context(), "sh", nil); err != nil || out.Truncated || len(out.Stdout) != 1000 {
		t.Errorf("as much as is allowed: %+v, %v", out, err)
	}
	refusing := newRunner(t, command.Config{Specs: []command.Spec{shell("head -c 1001 /dev/zero")}, MaxOutput: 1000, RefuseExcess: true})
	_, err = refusing.Run(t.Context(), "sh", nil)
	wantCode(t, "one byte more", err, guard.CodeResultTooLarge)
	endless := newRunner(t, command.Config{Specs: []command.Spec{shell("while :; do echo y; done")}, MaxOutput: 1000, Timeout: 300 * time.Millisecond})
	_, err = endless.Run(t.Context(), "sh", nil)
	wantCode(t, "endless output", err, guard.CodeDeadlineExceeded)
}

func TestLimits(t *testing.T) {
	need(t, "python3")
	for _, row := range []struct {
		name, code string
		stopped    func(*command.Output) bool
	}{
		{"memory", "x = bytearray(400 << 20); print('done')", func(o *command.Output) bool { return strings.Contains(string(o.Stderr), "MemoryError") }},
		{"files", "l = [open('/dev/null') for i in range(100)]; print('done')", func(o *command.Output) bool { return strings.Contains(string(o.Stderr), "Too many open files") }},
		{"size of a file", "open('big','wb').write(bytes(2 << 20)); print('done')", func(o *command.Output) bool {
			return strings.Contains(string(o.Stderr), "File too large") || o.ExitCode == -1
		}},
		{"processor time", "while True: pass", func(o *command.Output) bool { return o.ExitCode == -1 }},
		{"processes", "import os\nfor i in range(2000):\n  if os.fork() == 0: os.read(os.pipe()[0], 1)\nprint('done')", func(o *command.Output) bool {
			return strings.Contains(string(o.Stderr), "BlockingIOError") || strings.Contains(string(o.Stderr), "unavailable")
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir, spec := t.TempDir(), python(row.code)
			spec.Write = []string{dir}
			r := newRunner(t, command.Config{Dir: dir, Specs: []command.Spec{spec}, Timeout: 20 * time.Second, Limits: command.Limits{
				Memory: 200 << 20, Files: 50, FileSize: 1 << 20, CPU: time.Second, Processes: 20,
			}})
			needIsolation(t, r, func(i command.Isolation) bool { return i.Limits && i.Processes })
			out, err := r.Run(t.Context(), "python3", nil)
			if err != nil {
				t.Fatal(err)
			}
			if !row.stopped(out) || strings.Contains(string(out.Stdout), "done") {
				t.Errorf("the limit did not stop it: %d, %s, %s", out.ExitCode, out.Stdout, out.Stderr)
			}
		})
	}
}

func TestTheChildIsConfined(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "dir")
	put(t, filepath.Join(dir, "in.txt"), "inside")
	put(t, filepath.Join(base, "out.txt"), "secret")
	must(t, os.Symlink("../out.txt", filepath.Join(dir, "link")))
	for _, name := range []string{"in.txt", "link", "../out.txt", filepath.Join(base, "out.txt"), "/etc/passwd", "/proc/self/environ"} {
		r := newRunner(t, command.Config{Dir: dir, Specs: []command.Spec{reading(name)}})
		needIsolation(t, r, func(i command.Isolation) bool { return i.Files })
		out, err := r.Run(t.Context(), "cat", nil)
		if err != nil {
			t.Fatal(err)
		}
		if inside := name == "in.txt"; (out.ExitCode == 0) != inside || (len(out.Stdout) > 0) != inside {
			t.Errorf("cat %s = %d, %q", name, out.ExitCode, out.Stdout)
		}
		free := newRunner(t, command.Config{Dir: dir, Specs: []command.Spec{reading(name)}, InsecureNoLimits: true})
		if out, err := free.Run(t.Context(), "cat", nil); err != nil || out.ExitCode != 0 {
			t.Errorf("without the cage cat %s = %+v, %v, want its content", name, out, err)
		}
	}
}

// The check of a path is over when the program opens it: a link that is
// exchanged in between is stopped by the cage, and by nothing without it.
func TestALinkSwappedBetweenCheckAndUse(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "dir")
	name := filepath.Join(dir, "a.txt")
	put(t, filepath.Join(base, "secret.txt"), "secret")
	swapping := guard.CheckerFunc(func(context.Context, string) error { // allows, and then the attacker is quick
		must(t, os.Remove(name))
		return os.Symlink("../secret.txt", name)
	})
	cat := command.Spec{Name: "cat", Syntax: command.Syntax{Positions: []command.Position{{Name: "path", Value: command.Path(swapping)}}}}
	for _, noLimits := range []bool{false, true} {
		_ = os.Remove(name)
		put(t, name, "public")
		r := newRunner(t, command.Config{Dir: dir, Specs: []command.Spec{cat}, InsecureNoLimits: noLimits})
		if !noLimits {
			needIsolation(t, r, func(i command.Isolation) bool { return i.Files })
		}
		out, err := r.Run(t.Context(), "cat", []string{"a.txt"})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(out.Stdout) == "secret"; got != noLimits {
			t.Errorf("InsecureNoLimits %v: cat = %q", noLimits, out.Stdout)
		}
	}
}

func TestTheChildStartsNothing(t *testing.T) {
	need(t, "python3")
	code := `
import os, socket
def tried(name, f):
    try:
        f(); print(name, "worked")
    except OSError as e: print(name, "failed")
def run(path):
    pid = os.fork()
    if pid == 0:
        try: os.execv(path, [path])
        finally: os._exit(7)
    if os.waitpid(pid, 0)[1] >> 8 == 7: raise OSError
tried("sh", lambda: run("/bin/true"))
tried("inet", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
tried("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
tried("unix", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
tried("kill", lambda: os.kill(PARENT, 0))
tried("tty", lambda: open("/dev/tty"))
tried("write", lambda: open("made", "w"))
tried("pair", lambda: socket.socketpair())
tried("fork", lambda: os.waitpid(os.fork() or os._exit(0), 0))
`
	code = strings.ReplaceAll(code, "PARENT", strconv.Itoa(os.Getpid()))
	for network, want := range map[bool]string{
		false: "sh failed\ninet failed\nudp failed\nunix failed\nkill failed\ntty failed\nwrite failed\npair worked\nfork worked\n",
		true:  "sh failed\ninet worked\nudp worked\nunix failed\nkill failed\ntty failed\nwrite failed\npair worked\nfork worked\n",
	} {
		spec := command.Spec{Name: "python3", Syntax: command.Syntax{Fixed: []string{"-I", "-S", "-c", code}}, InsecureInterpreter: true, Network: network}
		r := newRunner(t, command.Config{Specs: []command.Spec{spec}})
		needIsolation(t, r, func(i command.Isolation) bool { return i.Files && i.Network && i.Processes })
		out, err := r.Run(t.Context(), "python3", nil)
		if err != nil {
			t.Fatal(err)
		}
		if string(out.Stdout) != want {
			t.Errorf("network %v: %s%s, want %s", network, out.Stdout, out.Stderr, want)
		}
	}
}

func TestNoDescriptorReachesTheProgram(t *testing.T) {
	secret, err := os.Open(os.Args[0])
	must(t, err)
	defer secret.Close()
	fd, err := unix.FcntlInt(secret.Fd(), unix.F_DUPFD, 60) // without close-on-exec, as a parent's
	must(t, err)
	defer unix.Close(fd)
	list := "for f in /proc/self/fd/*; do echo ${f##*/}; done"
	twin := exec.Command("sh", "-c", list)
	if out, err := twin.Output(); err != nil || !strings.Contains(string(out), strconv.Itoa(fd)) {
		t.Errorf("without the guard: %s, %v, want descriptor %d", out, err, fd)
	}
	for _, noLimits := range []bool{false, true} {
		_, err := unix.FcntlInt(uintptr(fd), unix.F_SETFD, 0)
		must(t, err)
		spec := shell("for f in 3 4 5 6 7 8 9 10 11 12 60 61; do (eval \"true <&$f\") 2>/dev/null && echo $f; done; true")
		r := newRunner(t, command.Config{Specs: []command.Spec{spec}, InsecureNoLimits: noLimits})
		if out, err := r.Run(t.Context(), "sh", nil); err != nil || len(out.Stdout) > 0 {
			t.Errorf("InsecureNoLimits %v: descriptors %q, %v", noLimits, out.Stdout, err)
		}
	}
}

func TestNoPrivileges(t *testing.T) {
	spec := command.Spec{Name: "cat", Syntax: command.Syntax{Fixed: []string{"/proc/self/status"}}, Read: []string{"/proc"}}
	r := newRunner(t, command.Config{Specs: []command.Spec{spec}})
	needIsolation(t, r, func(i command.Isolation) bool { return i.Limits && i.Network })
	out, err := r.Run(t.Context(), "cat", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"NoNewPrivs:\t1", "Seccomp:\t2"} {
		if !strings.Contains(string(out.Stdout), want) {
			t.Errorf("%s is missing: %s", want, out.Stdout)
		}
	}
	want := "CapEff:\t0000000000000000"
	if os.Geteuid() == 0 {
		want = "CapEff:\t0000000000000004" // CAP_DAC_READ_SEARCH
	}
	if !strings.Contains(string(out.Stdout), want) {
		t.Errorf("%s is missing: %s", want, out.Stdout)
	}
}

// The same server as another user: the namespace is then a user's.
func TestAsAUserWithoutPrivileges(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("the other tests are this one")
	}
	if os.Getenv("MCPCORDON_TEST_AS_USER") != "" {
		t.Fatal("still root")
	}
	folder, err := os.MkdirTemp("/tmp", "mcpcordon-user-")
	must(t, err)
	defer os.RemoveAll(folder)
	must(t, os.Chmod(folder, 0o777|os.ModeSticky))
	binary := filepath.Join(folder, "tests")
	text, err := os.ReadFile(os.Args[0])
	must(t, err)
	must(t, os.WriteFile(binary, text, 0o755))
	tests := "Survives|Limits|TheChild|Descriptor|NoPrivileges|Honest|Environment"
	if racing {
		tests = "TheChildIsConfined|NoPrivileges"
	}
	cmd := exec.CommandContext(t.Context(), binary, "-test.run", tests, "-test.v")
	cmd.Dir, cmd.Env = folder, []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + folder, "HOME=" + folder}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestTheChildIsConfined")) {
		t.Errorf("%v\n%s", err, out)
	}
}
