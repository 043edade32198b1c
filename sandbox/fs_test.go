package sandbox_test

import (
	"errors"
	"io"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

func TestFS(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/.env", secret)
	p.link(t, "a.txt", "root/inner")
	must(t, fstest.TestFS(p.ro.FS(t.Context()), "a.txt", "inner", "sub/deep/b.txt"))
	must(t, fstest.TestFS(p.two(t, sandbox.Config{}).FS(t.Context()), "docs/a.txt", "work/x.txt"))
	fsys := p.ro.FS(t.Context())
	for _, row := range []struct {
		name string
		is   error
		code guard.Code
	}{
		{"none", fs.ErrNotExist, guard.CodeInvalidArgument},
		{"../secret.txt", fs.ErrInvalid, guard.CodeInternal},
		{"/etc/passwd", fs.ErrInvalid, guard.CodeInternal},
		{"", fs.ErrInvalid, guard.CodeInternal},
		{".env", guard.Deny(guard.CodePathNotAllowed, ""), guard.CodePathNotAllowed},
	} {
		_, open := fsys.Open(row.name)
		_, read := fs.ReadFile(fsys, row.name)
		_, stat := fs.Stat(fsys, row.name)
		_, list := fs.ReadDir(fsys, row.name)
		for op, err := range map[string]error{"Open": open, "ReadFile": read, "Stat": stat, "ReadDir": list} {
			if !errors.Is(err, row.is) {
				t.Errorf("%s(%q) = %v, want %v", op, row.name, err, row.is)
			}
			p.wantCode(t, op+" "+row.name, err, row.code)
		}
	}
	folder, err := fsys.Open("sub")
	must(t, err)
	if _, err := folder.Read(make([]byte, 1)); err == nil {
		t.Error("a folder is read as a file")
	}
	entries, err := folder.(fs.ReadDirFile).ReadDir(1)
	if len(entries) != 1 || entries[0].Name() != "deep" || err != nil {
		t.Errorf("ReadDir(1) = %v, %v", entries, err)
	}
	if entries, err := folder.(fs.ReadDirFile).ReadDir(1); len(entries) != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("ReadDir(1) at the end = %v, %v", entries, err)
	}
}
