package sandbox_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

func TestCreateOverwriteAppend(t *testing.T) {
	p := newPlace(t)
	ctx := t.Context()
	p.link(t, "a.txt", "root/inner")
	p.link(t, "../made.txt", "root/dangling-out")
	p.link(t, "made.txt", "root/dangling")
	d := p.dir(t, sandbox.Config{Writable: true, MaxFile: 12})
	must(t, d.CreateFile(ctx, "new", []byte("one")))
	p.wantCode(t, "CreateFile again", d.CreateFile(ctx, "new", []byte("two")), guard.CodeInvalidArgument)
	p.wantCode(t, "CreateFile on a link", d.CreateFile(ctx, "inner", nil), guard.CodeInvalidArgument)
	p.wantCode(t, "CreateFile on a folder", d.CreateFile(ctx, "sub", nil), guard.CodeInvalidArgument)
	must(t, d.Append(ctx, "new", []byte(" two")))
	must(t, d.Append(ctx, "newer", []byte("first")))
	must(t, d.Overwrite(ctx, "inner", []byte("x")))
	must(t, d.Overwrite(ctx, "created", []byte("y")))
	p.wantCode(t, "Append beyond the limit", d.Append(ctx, "new", []byte("123456")), guard.CodeInvalidArgument)
	p.wantCode(t, "Overwrite beyond the limit", d.Overwrite(ctx, "new", make([]byte, 13)), guard.CodeInvalidArgument)
	p.wantCode(t, "Overwrite a folder", d.Overwrite(ctx, "sub", nil), guard.CodeInvalidArgument)
	p.wantCode(t, "Append in no folder", d.Append(ctx, "none/x", nil), guard.CodeInvalidArgument)
	for _, name := range []string{"dangling-out", "dangling"} {
		for op, err := range map[string]error{"CreateFile": d.CreateFile(ctx, name, nil), "Overwrite": d.Overwrite(ctx, name, nil), "Append": d.Append(ctx, name, nil)} {
			if err == nil {
				t.Errorf("%s through a link to nothing passes", op)
			}
		}
	}
	for name, want := range map[string]string{"new": "one two", "newer": "first", "a.txt": "x", "created": "y"} {
		if got := p.content("root/" + name); got != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	if _, err := os.Lstat(filepath.Join(p.host, "made.txt")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was made outside: %v", err)
	}
}

func TestHardLinks(t *testing.T) {
	p := newPlace(t)
	ctx := t.Context()
	if err := os.Link(filepath.Join(p.host, "secret.txt"), filepath.Join(p.root, "hard")); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("the number of names is not known there")
	}
	strict, open := p.dir(t, sandbox.Config{NoHardLinks: true}), p.dir(t, sandbox.Config{Writable: true, InsecureHardLinks: true})
	if text, err := p.ro.ReadFile(ctx, "hard"); string(text) != secret {
		t.Errorf("ReadFile = %q, %v, want the content", text, err)
	}
	_, err := strict.ReadFile(ctx, "hard")
	p.wantCode(t, "ReadFile with NoHardLinks", err, guard.CodePathNotAllowed)
	for e := range strict.Walk(ctx, ".") {
		if e.Name == "hard" {
			t.Error("Walk with NoHardLinks shows it")
		}
	}
	p.wantCode(t, "Overwrite", p.rw.Overwrite(ctx, "hard", []byte("x")), guard.CodePathNotAllowed)
	p.wantCode(t, "Append", p.rw.Append(ctx, "hard", []byte("x")), guard.CodePathNotAllowed)
	if got := p.content("secret.txt"); got != secret {
		t.Errorf("the file outside holds %q", got)
	}
	must(t, open.Overwrite(ctx, "hard", []byte("changed")))
	if got := p.content("secret.txt"); got != "changed" { // this is what the rule prevents
		t.Errorf("with InsecureHardLinks the file outside holds %q", got)
	}
	must(t, p.rw.WriteFile(ctx, "hard", []byte("apart")))
	if got := p.content("secret.txt"); got != "changed" {
		t.Errorf("WriteFile changed the file outside: %q", got)
	}
}

func TestMkdir(t *testing.T) {
	p := newPlace(t)
	ctx := t.Context()
	p.link(t, p.host, "root/out")
	p.link(t, "sub", "root/folder")
	for _, row := range []struct {
		name     string
		one, all guard.Code
	}{
		{"new", "", ""},
		{"new", guard.CodeInvalidArgument, ""},
		{"folder/made/", "", ""},
		{"x/y/z", guard.CodeInvalidArgument, ""},
		{"x/../q/r", guard.CodeInvalidArgument, ""},
		{"a.txt", guard.CodeInvalidArgument, guard.CodePathNotAllowed},
		{"a.txt/x", guard.CodeInvalidArgument, guard.CodePathNotAllowed},
		{"out/x", guard.CodePathNotAllowed, guard.CodePathNotAllowed},
		{"../x", guard.CodePathNotAllowed, guard.CodePathNotAllowed},
		{".", guard.CodePathNotAllowed, ""},
		{".vscode/../x", guard.CodeInvalidArgument, guard.CodePathNotAllowed},
	} {
		p.wantCode(t, "Mkdir "+row.name, p.rw.Mkdir(ctx, row.name), row.one)
		p.wantCode(t, "MkdirAll "+row.name, p.rw.MkdirAll(ctx, row.name), row.all)
	}
	for _, name := range []string{"new", "sub/made", "x/y/z", "q/r"} {
		info, err := os.Stat(filepath.Join(p.root, name))
		if err != nil || !info.IsDir() || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v, want a folder of mode 0700", name, info, err)
		}
	}
	p.wantCode(t, "MkdirAll in a read-only root", p.ro.MkdirAll(ctx, "y"), guard.CodePathNotAllowed)
}

func TestRename(t *testing.T) {
	p := newPlace(t)
	ctx := t.Context()
	p.link(t, "a.txt", "root/inner")
	p.link(t, p.host, "root/out")
	p.put(t, "root/other", "other")
	for _, row := range []struct {
		from, to string
		code     guard.Code
	}{
		{"none", "x", guard.CodeInvalidArgument},
		{"a.txt", "other", guard.CodeInvalidArgument},
		{"a.txt", "sub", guard.CodeInvalidArgument},
		{"a.txt", "none/x", guard.CodeInvalidArgument},
		{"a.txt", "../x", guard.CodePathNotAllowed},
		{"a.txt", "out/x", guard.CodePathNotAllowed},
		{"../secret.txt", "x", guard.CodePathNotAllowed},
		{"out/secret.txt", "x", guard.CodePathNotAllowed},
		{".", "x", guard.CodePathNotAllowed},
		{"sub", "sub/deep/sub", guard.CodeInvalidArgument},
		{"a.txt/", "x", guard.CodePathNotAllowed},
		{"a.txt", "sub/b.txt", ""},
		{"sub", "moved", ""},
		{"inner", "moved/inner", ""},
	} {
		p.wantCode(t, "Rename "+row.from+" to "+row.to, p.rw.Rename(ctx, row.from, row.to), row.code)
	}
	if got := p.content("root/moved/b.txt"); got != "alpha" {
		t.Errorf("the moved file holds %q", got)
	}
	if got := p.content("root/other"); got != "other" {
		t.Errorf("a file was replaced: %q", got)
	}
	if target, err := os.Readlink(filepath.Join(p.root, "moved/inner")); target != "a.txt" {
		t.Errorf("the link was followed: %q, %v", target, err)
	}
}

func TestCopy(t *testing.T) {
	p := newPlace(t)
	ctx := t.Context()
	p.link(t, p.host, "root/out")
	p.put(t, "root/.env", secret)
	big := bytes.Repeat([]byte("0123456789"), 20_000)
	p.put(t, "root/big", string(big))
	for _, row := range []struct {
		from, to string
		code     guard.Code
	}{
		{"a.txt", "sub/copy", ""},
		{"big", "big2", ""},
		{"a.txt", "big", guard.CodeInvalidArgument},
		{"sub", "x", guard.CodeInvalidArgument},
		{"none", "x", guard.CodeInvalidArgument},
		{".env", "x", guard.CodePathNotAllowed},
		{"a.txt", ".bashrc", guard.CodePathNotAllowed},
		{"out/secret.txt", "x", guard.CodePathNotAllowed},
		{"a.txt", "out/x", guard.CodePathNotAllowed},
	} {
		p.wantCode(t, "Copy "+row.from+" to "+row.to, p.rw.Copy(ctx, row.from, row.to), row.code)
	}
	if p.content("root/sub/copy") != "alpha" || p.content("root/big2") != string(big) {
		t.Error("a copy is not like the original")
	}
	if _, err := os.Lstat(filepath.Join(p.root, "x")); err == nil {
		t.Error("a refused copy left a file")
	}
}

func TestRemoveAll(t *testing.T) {
	p := newPlace(t)
	ctx := t.Context()
	p.link(t, p.host, "root/sub/out")
	p.put(t, "root/project/src/main.go", "")
	p.put(t, "root/project/src/.env", secret)
	p.put(t, "root/agent/x/.claude/settings.json", "{}")
	for _, row := range []struct {
		name string
		code guard.Code
	}{
		{".", guard.CodePathNotAllowed},
		{"sub/deep/..", guard.CodePathNotAllowed},
		{"none", guard.CodeInvalidArgument},
		{"project", guard.CodePathNotAllowed},
		{"agent", guard.CodePathNotAllowed},
		{"sub/out/root", guard.CodePathNotAllowed},
		{"sub", ""},
		{"a.txt", ""},
	} {
		p.wantCode(t, "RemoveAll "+row.name, p.rw.RemoveAll(ctx, row.name), row.code)
	}
	if got := p.content("root/project/src/main.go"); strings.HasPrefix(got, "error") {
		t.Errorf("a refused removal removed something: %s", got)
	}
	if got := p.content("secret.txt"); got != secret {
		t.Errorf("removing a link removed what it leads to: %s", got)
	}
	if entries, err := os.ReadDir(p.root); len(entries) != 2 {
		t.Errorf("there are %v, %v, want agent and project", entries, err)
	}
	deep := p.dir(t, sandbox.Config{Writable: true, MaxDepth: 1})
	p.put(t, "root/d/e/f", "")
	p.wantCode(t, "RemoveAll of something deep", deep.RemoveAll(ctx, "d"), guard.CodeResultTooLarge)
	few := p.dir(t, sandbox.Config{Writable: true, MaxEntries: 1})
	p.wantCode(t, "RemoveAll of many", few.RemoveAll(ctx, "d"), guard.CodeResultTooLarge)
	must(t, p.rw.RemoveAll(ctx, "d"))
}
