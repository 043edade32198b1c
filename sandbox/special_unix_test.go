//go:build unix

package sandbox_test

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

func TestOnlyRegularFilesAreOpened(t *testing.T) {
	p := newPlace(t)
	must(t, syscall.Mkfifo(filepath.Join(p.root, "pipe"), 0o600))
	t.Chdir(p.root) // socket names must be short
	l, err := net.Listen("unix", "socket")
	must(t, err)
	defer l.Close()
	names := []string{"pipe", "socket", "pipe-link"}
	p.link(t, "pipe", "root/pipe-link")
	const null = 1<<8 | 3 // the numbers of /dev/null on Linux
	if syscall.Mknod(filepath.Join(p.root, "device"), syscall.S_IFCHR|0o600, null) == nil {
		names = append(names, "device") // only root can make one
	}

	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, name := range names {
			for op, err := range operations(p.ro, name) {
				p.wantCode(t, op+" of "+name, err, guard.CodePathNotAllowed)
			}
			p.wantCode(t, "WriteFile "+name, p.rw.WriteFile(t.Context(), name, nil), guard.CodePathNotAllowed)
			for op, err := range operations(p.ro, name+"/x") {
				if err == nil && op != "Check" {
					t.Errorf("%s of %s/x passes", op, name)
				}
			}
			_ = p.rw.WriteFile(t.Context(), name+"/x", nil) // must not wait either
		}
		entries, _, err := p.ro.List(t.Context(), ".", "")
		if err != nil || len(entries) != 2 {
			t.Errorf("List = %v, %v, want a.txt and sub", entries, err)
		}
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("waits for the other end of a pipe")
	}
}

func TestPipeWaitsWithoutTheGuard(t *testing.T) {
	p := newPlace(t)
	path := filepath.Join(p.root, "pipe")
	must(t, syscall.Mkfifo(path, 0o600))
	opened := make(chan error)
	go func() {
		f, err := os.Open(path)
		if err == nil {
			f.Close()
		}
		opened <- err
	}()
	w, err := os.OpenFile(path, os.O_WRONLY, 0) // returns only because a reader waits, and lets it go
	must(t, err)
	defer w.Close()
	must(t, <-opened)
}
