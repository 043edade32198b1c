package audit_test

import (
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/mcpcordon/mcpcordon/audit"
)

// full makes the system refuse to let files grow beyond size, in the middle of
// a write, as a full disk does. The returned function ends that.
func full(t *testing.T, size int) (space func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	small := old
	small.Cur = uint64(size)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		t.Fatal(err)
	}
	space = func() {
		_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old)
		signal.Reset(syscall.SIGXFSZ)
	}
	t.Cleanup(space)
	return space
}

func TestAFullDiskTearsNoLine(t *testing.T) {
	name := path(t)
	l := open(t, name)
	record(t, l, "a", "b")
	before := content(t, name)
	space := full(t, len(before)+100)
	for range 3 {
		if err := l.Record(t.Context(), read("lost")); !errors.Is(err, syscall.EFBIG) {
			t.Errorf("Record on a full disk = %v", err)
		}
	}
	if content(t, name) != before {
		t.Error("a piece of a line is left")
	}
	space()
	record(t, l, "c")
	if r, err := verify(t, name); err != nil || r.Entries != 3 || r.Torn != 0 {
		t.Errorf("Verify = %+v, %v", r, err)
	}
	if !strings.Contains(content(t, name), `,"lost":3,`) {
		t.Error("the record does not say what it missed")
	}
}

// The twin: the torn line stays, and takes the next one with it.
func TestAFullDiskTearsAPlainFile(t *testing.T) {
	f, err := os.OpenFile(path(t), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	space := full(t, 10)
	_, failed := f.WriteString(`{"name":"delete_file"}` + "\n")
	space()
	_, err = f.WriteString("{}\n")
	if failed == nil || err != nil || plainVerify([]byte(content(t, f.Name()))) {
		t.Errorf("the plain file is whole: %q", content(t, f.Name()))
	}
}

func TestRecoveryOnAFullDiskKeepsTheEvidence(t *testing.T) {
	name := logged(t, "a")
	torn := content(t, name) + `{"seq":2,"ti`
	if err := os.WriteFile(name, []byte(torn), 0o600); err != nil {
		t.Fatal(err)
	}
	space := full(t, len(torn)+10)
	if l, err := audit.Open(name); !errors.Is(err, syscall.EFBIG) {
		t.Errorf("Open on a full disk = %v, %v", l, err)
	}
	space()
	if content(t, name) != torn {
		t.Errorf("the unfinished line is gone:\n%s", content(t, name))
	}
	open(t, name)
}

func TestASecondOpenIsRefused(t *testing.T) {
	name := path(t)
	first := open(t, name)
	if _, err := audit.Open(name); !errors.Is(err, audit.ErrInUse) {
		t.Errorf("Open = %v", err)
	}
	record(t, first, "a")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	record(t, open(t, name), "b")
}

// The twin: without the lock two writers give numbers twice.
func TestTwoUnlockedWritersBreakTheChain(t *testing.T) {
	f, err := os.OpenFile(path(t), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	record(t, audit.New(f), "a")
	record(t, audit.New(f), "b")
	if r, err := verify(t, f.Name()); err == nil {
		t.Errorf("Verify = %+v", r)
	}
}

func TestOpenDoesNotWaitForAPipe(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Open(name); err == nil {
		t.Error("a pipe is opened")
	}
}
