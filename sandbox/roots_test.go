package sandbox_test

import (
	"context"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

// uri is how a client writes a host path.
func uri(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// two returns a Dir with a read-only root "docs" and a writable one "work".
func (p *place) two(t testing.TB, c sandbox.Config) *sandbox.Dir {
	t.Helper()
	p.put(t, "w/x.txt", "work")
	c.Roots = []sandbox.Root{{Path: p.root, Name: "docs"}, {Path: filepath.Join(p.host, "w"), Name: "work", Writable: true}}
	d, err := sandbox.New(c)
	must(t, err)
	t.Cleanup(func() { d.Close() })
	return d
}

func TestSeveralRoots(t *testing.T) {
	p := newPlace(t)
	d := p.two(t, sandbox.Config{})
	p.link(t, "../w/x.txt", "root/across")
	ctx := t.Context()
	for _, row := range []struct {
		name, want string
		code       guard.Code
	}{
		{"docs/a.txt", "alpha", ""},
		{"./docs/sub/../a.txt", "alpha", ""},
		{"work/x.txt", "work", ""},
		{"a.txt", "", guard.CodePathNotAllowed},
		{".", "", guard.CodeInvalidArgument},
		{"docs", "", guard.CodeInvalidArgument},
		{"docs/../work/x.txt", "", guard.CodePathNotAllowed},
		{"docs/..", "", guard.CodePathNotAllowed},
		{"docs/../../secret.txt", "", guard.CodePathNotAllowed},
		{"docs/across", "", guard.CodePathNotAllowed},
		{"DOCS/a.txt", "", guard.CodePathNotAllowed},
	} {
		text, err := d.ReadFile(ctx, row.name)
		p.wantCode(t, "ReadFile "+row.name, err, row.code)
		if string(text) != row.want {
			t.Errorf("ReadFile(%q) = %q, want %q", row.name, text, row.want)
		}
	}
	p.wantCode(t, "WriteFile docs", d.WriteFile(ctx, "docs/new", nil), guard.CodePathNotAllowed)
	p.wantCode(t, "Mkdir beside the roots", d.Mkdir(ctx, "third"), guard.CodePathNotAllowed)
	p.wantCode(t, "Remove a root", d.RemoveAll(ctx, "work"), guard.CodePathNotAllowed)
	must(t, d.WriteFile(ctx, "work/new", nil))
	must(t, d.Copy(ctx, "docs/a.txt", "work/a.txt"))
	p.wantCode(t, "Rename out of a read-only root", d.Rename(ctx, "docs/a.txt", "work/b.txt"), guard.CodePathNotAllowed)

	var got []string
	for e, err := range d.Walk(ctx, ".") {
		must(t, err)
		got = append(got, show(e))
	}
	want := []string{"docs/", "docs/a.txt 5", "docs/sub/", "docs/sub/deep/", "docs/sub/deep/b.txt 4", "work/", "work/a.txt 5", "work/new 0", "work/x.txt 4"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Walk (-want +got):\n%s", diff)
	}
	entries, next, err := d.List(ctx, ".", "")
	if len(entries) != 2 || entries[0].Name != "docs" || next != "" || err != nil {
		t.Errorf("List = %v, %q, %v", entries, next, err)
	}
	both, err := sandbox.Open(p.root, filepath.Join(p.host, "w"))
	must(t, err)
	defer both.Close()
	if text, err := both.ReadFile(ctx, "w/x.txt"); string(text) != "work" {
		t.Errorf("after Open of two roots ReadFile = %q, %v", text, err)
	}
}

func TestRenameBetweenRoots(t *testing.T) {
	p := newPlace(t)
	p.put(t, "w/x.txt", "work")
	d, err := sandbox.New(sandbox.Config{Roots: []sandbox.Root{{Path: p.root, Name: "docs", Writable: true}, {Path: filepath.Join(p.host, "w"), Name: "work", Writable: true}}})
	must(t, err)
	defer d.Close()
	err = d.Rename(t.Context(), "docs/a.txt", "work/a.txt")
	if portable() {
		p.wantCode(t, "Rename", err, guard.CodeInvalidArgument)
		return
	}
	must(t, err)
	if got := p.content("w/a.txt"); got != "alpha" {
		t.Errorf("the file holds %q", got)
	}
}

func TestHostPaths(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/a b%.txt", "odd")
	p.link(t, "root", "alias")
	d, err := sandbox.New(sandbox.Config{Root: filepath.Join(p.host, "alias"), HostPaths: true})
	must(t, err)
	defer d.Close()
	if runtime.GOOS == "windows" {
		t.Skip("backslashes are refused there")
	}
	for _, row := range []struct {
		name, want string
		code       guard.Code
	}{
		{p.root + "/a.txt", "alpha", ""},
		{p.host + "/alias/a.txt", "alpha", ""},
		{p.root + "//sub/./deep/b.txt", "beta", ""},
		{uri(p.root + "/a.txt"), "alpha", ""},
		{"FILE://localhost" + p.root + "/a.txt", "alpha", ""},
		{"file:" + p.root + "/a.txt", "alpha", ""},
		{uri(p.root + "/a b%.txt"), "odd", ""},
		{"a.txt", "alpha", ""},
		{p.root, "", guard.CodeInvalidArgument},
		{p.host + "/secret.txt", "", guard.CodePathNotAllowed},
		{p.root + "-twin/secret.txt", "", guard.CodePathNotAllowed},
		{p.root + "/../secret.txt", "", guard.CodePathNotAllowed},
		{uri(p.host + "/secret.txt"), "", guard.CodePathNotAllowed},
		{uri(p.root) + "/..%2fsecret.txt", "", guard.CodePathNotAllowed},
		{uri(p.root) + "/%2e%2e/secret.txt", "", guard.CodePathNotAllowed},
		{uri(p.root) + "/a.txt?x", "", guard.CodePathNotAllowed},
		{uri(p.root) + "/a.txt#x", "", guard.CodePathNotAllowed},
		{"file://example.com" + p.root + "/a.txt", "", guard.CodePathNotAllowed},
		{"file://user@localhost" + p.root + "/a.txt", "", guard.CodePathNotAllowed},
		{"file:a.txt", "", guard.CodePathNotAllowed},
		{"/", "", guard.CodePathNotAllowed},
		{"/etc/passwd", "", guard.CodePathNotAllowed},
	} {
		text, err := d.ReadFile(t.Context(), row.name)
		p.wantCode(t, "ReadFile "+row.name, err, row.code)
		if string(text) != row.want {
			t.Errorf("ReadFile(%q) = %q, want %q", row.name, text, row.want)
		}
	}
}

func TestParseURI(t *testing.T) {
	p := newPlace(t)
	two := p.two(t, sandbox.Config{})
	for _, row := range []struct {
		d         *sandbox.Dir
		uri, want string
	}{
		{p.ro, uri(p.root), "."},
		{p.ro, uri(p.root + "/sub/x y.txt"), "sub/x y.txt"},
		{p.ro, uri(p.root + "/none"), "none"},
		{two, uri(p.root + "/a.txt"), "docs/a.txt"},
		{two, uri(p.host + "/w"), "work"},
		{p.ro, uri(p.host), ""},
		{p.ro, p.root, ""},
		{p.ro, "https://example.com" + p.root, ""},
		{p.ro, uri(p.root + "/../secret.txt"), ""},
		{p.ro, uri(p.root) + "/%00", ""},
		{nil, uri(p.root), ""},
	} {
		got, err := row.d.ParseURI(row.uri)
		if got != row.want || (err == nil) != (row.want != "") {
			t.Errorf("ParseURI(%q) = %q, %v, want %q", row.uri, got, err, row.want)
		}
		if err != nil {
			p.wantCode(t, "ParseURI "+row.uri, err, guard.CodePathNotAllowed)
		}
	}
}

func TestNarrow(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/other/c.txt", "other")
	p.put(t, "root/.ssh/key", secret)
	p.link(t, "../other/c.txt", "root/sub/out")
	p.link(t, p.host, "root/host")
	ctx := t.Context()
	sub := uri(p.root + "/sub")
	for _, row := range []struct {
		name    string
		uris    []string
		sub, up bool // within reach
	}{
		{"a folder", []string{sub}, true, false},
		{"a folder and nonsense", []string{"https://example.com", sub, "%"}, true, false},
		{"the root", []string{uri(p.root)}, true, true},
		{"a folder around the root", []string{uri(p.host)}, true, true},
		{"the whole disk", []string{"file:///"}, true, true},
		{"another folder", []string{uri(p.root + "/other")}, false, false},
		{"a folder elsewhere", []string{uri(p.root + "-twin")}, false, false},
		{"a link that leaves", []string{uri(p.root + "/host")}, false, false},
		{"something protected", []string{uri(p.root + "/.ssh")}, false, false},
		{"a folder that does not exist", []string{uri(p.root + "/none")}, false, false},
		{"nothing", nil, false, false},
	} {
		d := p.rw.Narrow(ctx, row.uris...)
		_, err := d.ReadFile(ctx, "sub/deep/b.txt")
		if (err == nil) != row.sub {
			t.Errorf("%s: ReadFile below = %v, want within reach: %v", row.name, err, row.sub)
		}
		_, err = d.ReadFile(ctx, "a.txt")
		if (err == nil) != row.up {
			t.Errorf("%s: ReadFile above = %v, want within reach: %v", row.name, err, row.up)
		}
		if _, err := d.ReadFile(ctx, ".ssh/key"); err == nil {
			t.Errorf("%s: the key is read", row.name)
		}
	}
	d := p.rw.Narrow(ctx, sub)
	for op, err := range operations(d, "a.txt") {
		p.wantCode(t, op, err, guard.CodePathNotAllowed)
	}
	for _, name := range []string{"sub/out", "sub/../a.txt", "other/c.txt"} {
		_, err := d.ReadFile(ctx, name)
		p.wantCode(t, "ReadFile "+name, err, guard.CodePathNotAllowed)
	}
	for op, err := range map[string]error{"Mkdir": d.Mkdir(ctx, "new"), "Rename": d.Rename(ctx, "sub/deep", "deep"), "Copy": d.Copy(ctx, "sub/deep/b.txt", "b.txt"), "RemoveAll": d.RemoveAll(ctx, "other")} {
		p.wantCode(t, op, err, guard.CodePathNotAllowed)
	}
	var got []string
	for e, err := range d.Walk(ctx, ".") {
		must(t, err)
		got = append(got, e.Name)
	}
	if diff := cmp.Diff([]string{"sub", "sub/deep", "sub/deep/b.txt"}, got); diff != "" {
		t.Errorf("Walk (-want +got):\n%s", diff)
	}
	if _, err := d.Narrow(ctx, uri(p.root)).ReadFile(ctx, "a.txt"); err == nil {
		t.Error("narrowing again makes it wider")
	}
	if _, err := d.Narrow(ctx, uri(p.root+"/sub/deep")).ReadFile(ctx, "sub/deep/b.txt"); err != nil {
		t.Errorf("narrowing further = %v", err)
	}
	deep, err := d.Sub(ctx, "sub")
	must(t, err)
	defer deep.Close()
	if _, err := deep.ReadFile(ctx, "deep/b.txt"); err != nil {
		t.Errorf("ReadFile of a Sub of what is granted = %v", err)
	}
}

func TestSub(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/.git/hooks/x", "hook")
	p.put(t, "root/.git/HEAD", "ref")
	p.link(t, "sub", "root/folder")
	p.link(t, "../a.txt", "root/sub/up")
	ctx := t.Context()
	sub, err := p.rw.Sub(ctx, "folder")
	must(t, err)
	if text, err := sub.ReadFile(ctx, "deep/b.txt"); string(text) != "beta" {
		t.Errorf("ReadFile = %q, %v", text, err)
	}
	for _, name := range []string{"../a.txt", "up"} {
		_, err := sub.ReadFile(ctx, name)
		p.wantCode(t, "ReadFile "+name, err, guard.CodePathNotAllowed)
	}
	if name, err := sub.ParseURI(uri(p.root + "/sub/deep")); name != "deep" {
		t.Errorf("ParseURI = %q, %v, want deep", name, err)
	}
	git, err := p.rw.Sub(ctx, ".git")
	must(t, err)
	defer git.Close()
	if text, err := git.ReadFile(ctx, "HEAD"); string(text) != "ref" {
		t.Errorf("ReadFile = %q, %v", text, err)
	}
	_, err = git.ReadFile(ctx, "hooks/x")
	p.wantCode(t, "ReadFile of a hook", err, guard.CodePathNotAllowed)
	p.wantCode(t, "WriteFile of a configuration", git.WriteFile(ctx, "config", nil), guard.CodePathNotAllowed)

	must(t, p.rw.Close())
	if _, err := sub.ReadFile(ctx, "deep/b.txt"); err != nil {
		t.Errorf("after the Dir was closed: %v", err)
	}
	must(t, sub.Close())
	_, err = sub.ReadFile(ctx, "deep/b.txt")
	p.wantCode(t, "ReadFile after Close", err, guard.CodeInternal)
	for _, name := range []string{"a.txt", "none", "../root-twin", ".git/hooks"} {
		if _, err := p.ro.Sub(ctx, name); err == nil {
			t.Errorf("Sub(%q) = nil, want an error", name)
		}
	}
	var none *sandbox.Dir
	_, err = none.Sub(ctx, ".")
	p.wantCode(t, "Sub of no Dir", err, guard.CodePathNotAllowed)
	if none.Narrow(context.Background()) != nil {
		t.Error("Narrow of no Dir is one")
	}
}
