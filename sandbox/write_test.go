package sandbox_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

func TestWriteFile(t *testing.T) {
	p := newPlace(t)
	p.link(t, "a.txt", "root/inner")
	p.link(t, "sub", "root/folder")
	for _, row := range []struct {
		name string
		code guard.Code
	}{
		{"new.txt", ""},
		{"a.txt", ""},
		{"./sub/deep/b.txt", ""},
		{"sub/../back.txt", ""},
		{"folder/through.txt", ""},
		{".github", ""},
		{"inner", guard.CodePathNotAllowed},
		{"sub", guard.CodeInvalidArgument},
		{"new/", guard.CodePathNotAllowed},
		{"a.txt/", guard.CodePathNotAllowed},
		{"none/new.txt", guard.CodeInvalidArgument},
		{"a.txt/new.txt", guard.CodeInvalidArgument},
	} {
		p.wantCode(t, "WriteFile "+row.name, p.rw.WriteFile(t.Context(), row.name, []byte("written")), row.code)
		if got := p.content("root/" + row.name); (got == "written") != (row.code == "") && row.name != "inner" {
			t.Errorf("after WriteFile(%q) it holds %q", row.name, got)
		}
	}
	must(t, filepath.WalkDir(p.root, func(path string, e fs.DirEntry, err error) error {
		if strings.Contains(path, ".mcpcordon-") {
			t.Errorf("a temporary file is left: %s", path)
		}
		return err
	}))
}

func TestWriteFileMakesAPrivateFileOfItsOwn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes")
	}
	p := newPlace(t)
	path := filepath.Join(p.root, "a.txt")
	must(t, os.Chmod(path, 0o666))
	must(t, os.Link(path, filepath.Join(p.host, "hard")))
	must(t, p.rw.WriteFile(t.Context(), "a.txt", []byte("new")))
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode = %v, %v, want 0600", info.Mode(), err)
	}
	if got := p.content("hard"); got != "alpha" {
		t.Errorf("the hard link outside holds %q, want the old content", got)
	}
}

func TestHintOfWritingToALinkSaysSo(t *testing.T) {
	p := newPlace(t)
	p.link(t, "a.txt", "root/inner")
	if err := p.rw.WriteFile(t.Context(), "inner", nil); err == nil || !strings.Contains(err.Error(), "is a link") {
		t.Errorf("WriteFile = %v, want a hint about the link", err)
	}
}

func TestCanceledWriteLeavesNothing(t *testing.T) {
	p := newPlace(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	must(t, p.rw.WriteFile(ctx, "a.txt", []byte("one")))
	err := p.rw.WriteFile(&endsAfter{Context: ctx, calls: 2, cancel: cancel}, "a.txt", make([]byte, 3<<20))
	p.wantCode(t, "WriteFile", err, guard.CodeCanceled)
	entries, err := os.ReadDir(p.root)
	must(t, err)
	if got := p.content("root/a.txt"); got != "one" || len(entries) != 2 {
		t.Errorf("a.txt holds %.10q, and there are %d entries, want the old content and 2", got, len(entries))
	}
}

// endsAfter is a context that ends when it was asked a number of times.
type endsAfter struct {
	context.Context
	calls  int
	cancel context.CancelCauseFunc
}

func (c *endsAfter) Err() error {
	if c.calls--; c.calls < 0 {
		c.cancel(nil)
	}
	return c.Context.Err()
}

func TestReadOnlyDirIsNotChanged(t *testing.T) {
	p := newPlace(t)
	for name, err := range map[string]error{
		"WriteFile new": p.ro.WriteFile(t.Context(), "new.txt", nil),
		"WriteFile old": p.ro.WriteFile(t.Context(), "a.txt", nil),
		"Remove":        p.ro.Remove(t.Context(), "a.txt"),
	} {
		p.wantCode(t, name, err, guard.CodePathNotAllowed)
		if !strings.Contains(err.Error(), "not changed") {
			t.Errorf("%s: the hint of %q does not say why", name, err)
		}
	}
	if got := p.content("root/a.txt"); got != "alpha" {
		t.Errorf("a.txt holds %q", got)
	}
}

func TestRemove(t *testing.T) {
	p := newPlace(t)
	p.link(t, p.host, "root/out")
	p.link(t, "sub", "root/folder")
	must(t, os.Mkdir(filepath.Join(p.root, "empty"), 0o700))
	for _, row := range []struct {
		name string
		code guard.Code
	}{
		{"none", guard.CodeInvalidArgument},
		{"sub", guard.CodeInvalidArgument}, // not empty
		{"sub/deep/b.txt", ""},
		{"sub/deep/", ""},
		{"a.txt/", guard.CodePathNotAllowed},
		{"a.txt", ""},
		{"empty", ""},
		{"out/", guard.CodePathNotAllowed},
		{"folder/", guard.CodePathNotAllowed},
		{"out", ""},
		{"folder", ""},
		{"sub", ""},
	} {
		p.wantCode(t, "Remove "+row.name, p.rw.Remove(t.Context(), row.name), row.code)
		if _, err := os.Lstat(filepath.Join(p.root, row.name)); row.code == "" && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("after Remove(%q): %v", row.name, err)
		}
	}
	if got := p.content("secret.txt"); got != secret {
		t.Errorf("removing a link removed what it leads to: %s", got)
	}
}
