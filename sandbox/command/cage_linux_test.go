package command_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// python describes python3 with one program, for system calls of all kinds.
func python(code string) command.Spec {
	return command.Spec{Name: "python3", Syntax: command.Syntax{Fixed: []string{"-I", "-S", "-c", code}}, InsecureInterpreter: true}
}

// again runs one test of this binary once more, behind the words of a wrapper,
// as a server that somebody deployed that way.
func again(t *testing.T, test, variable string, user bool, wrapper ...string) (string, error) {
	t.Helper()
	need(t, wrapper[0])
	folder, err := os.MkdirTemp("/tmp", "mcpcordon-again-") // others may enter
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(folder) })
	must(t, os.Chmod(folder, 0o777|os.ModeSticky))
	text, err := os.ReadFile(os.Args[0])
	must(t, err)
	binary := filepath.Join(folder, "tests")
	must(t, os.WriteFile(binary, text, 0o755))
	cmd := exec.CommandContext(t.Context(), wrapper[0], append(wrapper[1:], binary, "-test.run", "^"+test+"$", "-test.v")...)
	cmd.Dir, cmd.Env = folder, []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + folder, "HOME=" + folder, variable}
	if user {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can set this up")
	}
}

// Fewer rights of the server are no reason for fewer of the layers.
func TestAServerWithFewerRightsIsolatesAsMuch(t *testing.T) {
	if os.Getenv("MCPCORDON_TEST_FEWER") != "" {
		r := newRunner(t, command.Config{Specs: []command.Spec{{Name: "cat", Syntax: command.Syntax{Fixed: []string{"/proc/self/status"}}, Read: []string{"/proc"}}}})
		if i := r.Isolation(); !i.Files || !i.Network || !i.Limits {
			t.Errorf("isolation is %+v", i)
		}
		out, err := r.Run(t.Context(), "cat", nil)
		must(t, err)
		for _, line := range strings.Split(string(out.Stdout), "\n") {
			if rights, is := strings.CutPrefix(line, "CapEff:\t"); is && strings.Trim(rights, "04") != "" {
				t.Errorf("capabilities are left: %s", rights)
			}
		}
		return
	}
	needRoot(t)
	for _, row := range []struct {
		name    string
		user    bool
		wrapper []string
	}{
		{"root without capabilities, as by --cap-drop=ALL", false, []string{"setpriv", "--bounding-set=-all", "--inh-caps=-all"}},
		{"root that cannot change the bounding set", false, []string{"setpriv", "--bounding-set=-setpcap", "--inh-caps=-setpcap"}},
		{"a hard limit of memory", true, []string{"prlimit", "--as=8589934592"}},
		{"a hard limit of processor time", true, []string{"prlimit", "--cpu=20"}},
		{"a hard limit of files' size", true, []string{"prlimit", "--fsize=100000"}},
		{"a hard limit of open files", true, []string{"prlimit", "--nofile=63"}},
	} {
		if racing && row.user {
			continue
		}
		if out, err := again(t, t.Name(), "MCPCORDON_TEST_FEWER=1", row.user, row.wrapper...); err != nil {
			t.Errorf("%s: %v\n%s", row.name, err, out)
		}
	}
}

// Where no program can be started at all, New says so, and not each call.
func TestNewFailsWhereNothingCanBeStarted(t *testing.T) {
	if os.Getenv("MCPCORDON_TEST_NOTHING") != "" {
		r, err := command.New(command.Config{Dir: os.Getenv("TMPDIR"), Specs: []command.Spec{{Name: "true"}}})
		if err == nil {
			_, err := r.Run(t.Context(), "true", nil)
			fmt.Println("New = nil, Run =", err)
			return
		}
		fmt.Println("New =", err)
		return
	}
	needRoot(t)
	failed, step := false, 1
	if racing {
		step = 20
	}
	for n := 10; n < 50; n += step { // how many descriptors it takes is not the point
		out, err := again(t, t.Name(), "MCPCORDON_TEST_NOTHING=1", true, "prlimit", fmt.Sprintf("--nofile=%d", n))
		failed = failed || strings.Contains(out, "New = command: ")
		if strings.Contains(out, "New = nil, Run = <nil>") {
			break
		}
		if err != nil || strings.Contains(out, "New = nil") {
			t.Errorf("%d descriptors: %v\n%s", n, err, out)
		}
	}
	if !failed {
		t.Error("New never failed: nothing was tested")
	}
}

// A server that is setuid becomes nobody's helper: its caller chose argv, and
// every descriptor.
func TestASetuidServerIsNoHelper(t *testing.T) {
	needRoot(t)
	folder, err := os.MkdirTemp("/tmp", "mcpcordon-setuid-")
	must(t, err)
	defer os.RemoveAll(folder)
	must(t, os.Chmod(folder, 0o755))
	server := filepath.Join(folder, "server")
	text, err := os.ReadFile(os.Args[0])
	must(t, err)
	must(t, os.WriteFile(server, text, 0o755))
	for _, row := range []struct {
		name  string
		mode  os.FileMode
		pipe  bool
		token string
		works bool
	}{
		{"setuid, with orders", 0o755 | os.ModeSetuid, true, "t", false},
		{"setgid, with orders", 0o755 | os.ModeSetgid, true, "t", false},
		{"argv alone", 0o755, false, "t", false},
		{"the wrong token", 0o755, true, "u", false},
		{"a helper", 0o755, true, "t", true},
	} {
		must(t, os.Chmod(server, row.mode))
		id, err := os.Open("/usr/bin/id")
		must(t, err)
		orders, write, err := os.Pipe()
		must(t, err)
		_, err = write.WriteString("t,1099511627776,10,1048576,64,0,0,0,false,false,false,true,false,")
		must(t, err)
		write.Close()
		cmd := exec.CommandContext(t.Context(), server)
		cmd.Args = []string{"mcpcordon-command-helper", row.token, "id"}
		cmd.ExtraFiles = []*os.File{orders, id, id}
		if !row.pipe {
			cmd.ExtraFiles[0] = id
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		out, err := cmd.CombinedOutput()
		if works := err == nil && bytes.Contains(out, []byte("uid=65534")); works != row.works || bytes.Contains(out, []byte("=0(")) {
			t.Errorf("%s: %v, %s", row.name, err, out)
		}
		orders.Close()
		id.Close()
	}
}

// What a file is beside its content is no matter of Landlock.
func TestTheChildChangesNoFileOutside(t *testing.T) {
	need(t, "python3")
	victim := filepath.Join(t.TempDir(), "victim")
	code := strings.ReplaceAll(`
import os
def tried(name, f):
    try: f(); print(name, "worked")
    except OSError as e: print(name, "failed")
V = "VICTIM"
tried("setuid", lambda: os.chmod(V, 0o4755))
tried("chmod", lambda: os.chmod(V, 0o640))
tried("utime", lambda: os.utime(V, (1, 1)))
tried("chown", lambda: os.chown(V, os.getuid(), os.getgid()))
tried("xattr", lambda: os.setxattr(V, "user.x", b"y"))
`, "VICTIM", victim)
	for name, want := range map[string]string{
		"without Write":    "setuid failed\nchmod failed\nutime failed\nchown failed\nxattr failed\n",
		"with Write":       "setuid failed\nchmod worked\nutime worked\n", // documented
		"without the cage": "setuid worked\nchmod worked\nutime worked\nchown worked\n",
	} {
		put(t, victim, "x")
		must(t, os.Chmod(victim, 0o644))
		spec := python(code)
		if name == "with Write" {
			spec.Write = []string{t.TempDir()}
		}
		r := newRunner(t, command.Config{Specs: []command.Spec{spec}, InsecureNoLimits: name == "without the cage"})
		if !strings.Contains(name, "cage") {
			needIsolation(t, r, func(i command.Isolation) bool { return i.Files && i.Network })
		}
		out, err := r.Run(t.Context(), "python3", nil)
		must(t, err)
		if !strings.HasPrefix(string(out.Stdout), want) {
			t.Errorf("%s: %s%s, want %s", name, out.Stdout, out.Stderr, want)
		}
		info, err := os.Stat(victim)
		must(t, err)
		if setuid := info.Mode()&os.ModeSetuid != 0; name != "without the cage" && setuid {
			t.Errorf("%s: the file is %v", name, info.Mode())
		}
	}
}

func TestTheChildStartsNothingFromMemory(t *testing.T) {
	need(t, "python3")
	code := `import os; fd = os.memfd_create("x"); os.write(fd, open("/bin/echo", "rb").read()); os.execve(fd, ["echo", "escaped"], {})`
	for _, noLimits := range []bool{false, true} {
		r := newRunner(t, command.Config{Specs: []command.Spec{python(code)}, InsecureNoLimits: noLimits})
		if !noLimits {
			needIsolation(t, r, func(i command.Isolation) bool { return i.Network })
		}
		out, err := r.Run(t.Context(), "python3", nil)
		must(t, err)
		if escaped := strings.Contains(string(out.Stdout), "escaped"); escaped != noLimits {
			t.Errorf("InsecureNoLimits %v: %s%s", noLimits, out.Stdout, out.Stderr)
		}
	}
}

func TestNothingIsLeftInSharedMemory(t *testing.T) {
	need(t, "python3", "ipcrm")
	key := 0x4d430000 + os.Getpid()%0x10000
	code := fmt.Sprintf("import ctypes; print(ctypes.CDLL(None).shmget(%d, 4096, 0o1600))", key)
	for _, row := range []struct {
		name string
		as   func(*command.Config)
	}{{"with all layers", func(*command.Config) {}}, {"without the filter", func(c *command.Config) { c.InsecureNoLimits = true }}} {
		c := command.Config{Specs: []command.Spec{python(code)}}
		row.as(&c)
		r := newRunner(t, c)
		needIsolation(t, r, func(i command.Isolation) bool { return i.Processes })
		out, err := r.Run(t.Context(), "python3", nil)
		must(t, err)
		if made := string(out.Stdout) != "-1\n"; made != c.InsecureNoLimits {
			t.Errorf("%s: shmget = %s%s", row.name, out.Stdout, out.Stderr)
		}
		if left, _ := os.ReadFile("/proc/sysvipc/shm"); strings.Contains(string(left), fmt.Sprint(key)) {
			t.Errorf("%s: a segment is left", row.name)
		}
	}
	if out, err := exec.CommandContext(t.Context(), "python3", "-c", code).Output(); err != nil || exec.CommandContext(t.Context(), "ipcrm", "-M", fmt.Sprint(key)).Run() != nil {
		t.Errorf("without the guard no segment is left: %s, %v", out, err)
	}
}

// What the program may start is vetted like the program.
func TestExecIsVetted(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	text, err := os.ReadFile("/bin/true")
	must(t, err)
	at := func(folder string, mode os.FileMode) string {
		path := filepath.Join(folder, "tool")
		must(t, os.WriteFile(path, text, 0o755))
		must(t, os.Chmod(path, mode))
		return path
	}
	spec := func(tool string, write ...string) command.Config {
		return command.Config{Dir: dir, Specs: []command.Spec{{Name: "true", Exec: []string{tool}, Write: write}}}
	}
	for name, c := range map[string]command.Config{
		"in the folder": spec(at(dir, 0o755)), "in a folder to write": spec(at(elsewhere, 0o755), elsewhere), "changeable by all": spec(at(t.TempDir(), 0o777)),
		"setuid": spec(at(t.TempDir(), 0o755|os.ModeSetuid)), "not absolute": spec("tool"),
	} {
		if r, err := command.New(c); err == nil || !strings.Contains(err.Error(), "Exec") {
			r.Close()
			t.Errorf("%s: %v, want an error about Exec", name, err)
		}
	}
	tool := at(t.TempDir(), 0o755)
	r := newRunner(t, spec(tool))
	_, err = r.Run(t.Context(), "true", nil)
	must(t, err)
	must(t, os.WriteFile(tool, append(text, 0), 0o755))
	if _, err := r.Run(t.Context(), "true", nil); err == nil {
		t.Error("a program in Exec that was changed is not noticed")
	}
}

// A server that is the first process of a container gets the orphans of its
// programs.
func TestNoZombiesOfAServerThatIsTheFirstProcess(t *testing.T) {
	if os.Getenv("MCPCORDON_TEST_FIRST") == "" {
		needRoot(t)
		need(t, "setpriv")
		out, err := again(t, t.Name(), "MCPCORDON_TEST_FIRST=1", false, "unshare", "--pid", "--fork", "--mount-proc", "setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin")
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	r := newRunner(t, command.Config{Specs: []command.Spec{shell("sleep 1000 & sleep 1000 & sleep 1000")}, Timeout: 200 * time.Millisecond})
	if os.Getpid() != 1 || r.Isolation().Processes {
		t.Fatalf("process %d, %+v: nothing is tested", os.Getpid(), r.Isolation())
	}
	for range 3 {
		_, _ = r.Run(t.Context(), "sh", nil)
	}
	list, err := filepath.Glob("/proc/[0-9]*/stat")
	must(t, err)
	for _, name := range list {
		if text, _ := os.ReadFile(name); strings.Contains(string(text), ") Z ") {
			t.Errorf("a zombie is left: %s", text)
		}
	}
}
