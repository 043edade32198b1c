package sandbox_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

// The whole suite once more without openat2: on what other systems use.
func TestWithoutOpenat2(t *testing.T) {
	if portable() {
		return // this is that run
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^Test", "-test.count=1")
	again.Env = append(os.Environ(), "MCPCORDON_SANDBOX=portable")
	if out, err := again.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS") {
		t.Errorf("%v\n%s", err, out)
	}
}

// Links, ".." and trailing slashes lead where os.Root has them lead, in trees
// made at random.
func TestNamesLeadWhereRootSays(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "b", "c", "l", "m", "n", "..", "..", "."}
	path := func(n int) string {
		var p []string
		for range 1 + random.IntN(n) {
			p = append(p, parts[random.IntN(len(parts))])
		}
		return strings.Join(p, "/")
	}
	agreed, opened := 0, 0
	for range 60 {
		p := newPlace(t)
		for range 12 {
			at := filepath.Join(p.root, path(3))
			if !strings.HasPrefix(at, p.root+"/") {
				continue
			}
			_ = os.MkdirAll(filepath.Dir(at), 0o700)
			switch random.IntN(3) {
			case 0:
				_ = os.Mkdir(at, 0o700)
			case 1:
				_ = os.WriteFile(at, []byte(at), 0o600)
			default:
				_ = os.Symlink(path(4), at)
			}
		}
		root, err := os.OpenRoot(p.root)
		must(t, err)
		for range 150 {
			name := path(6)
			want, failed := root.ReadFile(name)
			got, err := p.ro.ReadFile(t.Context(), name)
			if string(got) != string(want) || (err == nil) != (failed == nil) {
				t.Fatalf("ReadFile(%q) = %q, %v, but os.Root has %q, %v", name, got, err, want, failed)
			}
			if err == nil {
				opened++
			}
			agreed++
		}
		root.Close()
	}
	if opened < 100 {
		t.Errorf("of %d names only %d led to a file: nothing was shown", agreed, opened)
	}
}

func TestChainsOfLinks(t *testing.T) {
	p := newPlace(t)
	for i := range 12 {
		target := fmt.Sprintf("l%d", i-1)
		if i == 0 {
			target = "a.txt"
		}
		p.link(t, target, fmt.Sprintf("root/l%d", i))
	}
	p.link(t, "self", "root/self")
	for name, want := range map[string]guard.Code{"l7": "", "l8": guard.CodePathNotAllowed, "l11": guard.CodePathNotAllowed, "self": guard.CodePathNotAllowed} {
		_, err := p.ro.ReadFile(t.Context(), name)
		p.wantCode(t, "ReadFile "+name, err, want)
	}
}

// A mount needs a namespace of its own: the test runs itself in one.
func TestMountsAreNotEntered(t *testing.T) {
	const inside = "MCPCORDON_MOUNT_TEST"
	if root := os.Getenv(inside); root != "" {
		testMounts(t, root)
		return
	}
	p := newPlace(t)
	must(t, os.Mkdir(filepath.Join(p.root, "mnt"), 0o700))
	must(t, os.Mkdir(filepath.Join(p.root, "proc"), 0o700))
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMountsAreNotEntered$", "-test.v")
	again.Env = append(os.Environ(), inside+"="+p.root)
	again.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWUSER | unix.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{Size: 1, HostID: os.Getuid()}}, GidMappings: []syscall.SysProcIDMap{{Size: 1, HostID: os.Getgid()}}}
	out, err := again.CombinedOutput()
	if errors.Is(err, errNoNamespace) && os.Getenv("MCPCORDON_REQUIRE_SERVICES") == "" {
		t.Skip("this system gives no mount namespaces")
	}
	if err != nil || !strings.Contains(string(out), "mounted") {
		t.Errorf("%v\n%s", err, out)
	}
}

var errNoNamespace error = syscall.EPERM

func testMounts(t *testing.T, root string) {
	must(t, unix.Mount(filepath.Dir(root), filepath.Join(root, "mnt"), "", unix.MS_BIND, ""))
	t.Log("mounted")
	p := &place{host: filepath.Dir(root), root: root}
	strict, open := p.dir(t, sandbox.Config{Writable: true}), p.dir(t, sandbox.Config{InsecureMounts: true})
	if text, err := open.ReadFile(t.Context(), "mnt/secret.txt"); string(text) != secret {
		t.Errorf("with InsecureMounts ReadFile = %q, %v, want the secret", text, err)
	}
	if portable() {
		return // a bind mount of the same disk has the same device number
	}
	for op, err := range operations(strict, "mnt/secret.txt") {
		p.wantCode(t, op, err, guard.CodePathNotAllowed)
	}
	for op, err := range changes(strict, "mnt/new") {
		p.wantCode(t, op, err, guard.CodePathNotAllowed)
	}
	for e, err := range strict.Walk(t.Context(), ".") {
		if strings.HasPrefix(e.Name, "mnt/") {
			t.Errorf("Walk enters the mount: %v, %v", e, err)
		}
	}
	if err := strict.RemoveAll(t.Context(), "mnt"); err == nil {
		t.Error("RemoveAll of a mount passes")
	}
	if got := p.content("secret.txt"); got != secret {
		t.Errorf("the file outside holds %q", got)
	}
}
