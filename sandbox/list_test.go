package sandbox_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

func show(e sandbox.Entry) string {
	if e.Dir {
		return e.Name + "/"
	}
	return fmt.Sprintf("%s %d", e.Name, e.Size)
}

func (p *place) furnish(t testing.TB) {
	p.put(t, "root/sub/c.txt", "gamma!")
	p.put(t, "root/.hidden", "x")
	p.link(t, p.host, "root/out")
	p.link(t, "../secret.txt", "root/secret")
	p.link(t, "nothing", "root/dangling")
	p.link(t, "sub/c.txt", "root/inner")
	p.link(t, "sub", "root/folder")
	p.link(t, "..", "root/sub/loop")
}

func TestList(t *testing.T) {
	p := newPlace(t)
	p.furnish(t)
	for _, row := range []struct {
		name string
		want []string
		code guard.Code
	}{
		{".", []string{".hidden 1", "a.txt 5", "folder/", "inner 6", "sub/"}, ""},
		{"sub", []string{"c.txt 6", "deep/", "loop/"}, ""},
		{"folder/", []string{"c.txt 6", "deep/", "loop/"}, ""},
		{"sub/deep/..", []string{"c.txt 6", "deep/", "loop/"}, ""},
		{"sub/loop", []string{".hidden 1", "a.txt 5", "folder/", "inner 6", "sub/"}, ""},
		{"a.txt", nil, guard.CodeInvalidArgument},
		{"none", nil, guard.CodeInvalidArgument},
		{"out", nil, guard.CodePathNotAllowed},
		{"", nil, guard.CodePathNotAllowed},
	} {
		entries, _, err := p.ro.List(t.Context(), row.name, "")
		p.wantCode(t, "List "+row.name, err, row.code)
		var got []string
		for _, e := range entries {
			got = append(got, show(e))
		}
		if d := cmp.Diff(row.want, got); d != "" {
			t.Errorf("List(%q) (-want +got):\n%s", row.name, d)
		}
	}
}

func TestWalk(t *testing.T) {
	p := newPlace(t)
	p.furnish(t)
	for _, row := range []struct {
		name string
		want []string
	}{
		{".", []string{".hidden 1", "a.txt 5", "folder/", "inner 6", "sub/", "sub/c.txt 6", "sub/deep/", "sub/deep/b.txt 4", "sub/loop/"}},
		{"sub/deep", []string{"sub/deep/b.txt 4"}},
		{"folder", []string{"folder/c.txt 6", "folder/deep/", "folder/deep/b.txt 4", "folder/loop/"}},
		{"a.txt", []string{"invalid_argument"}},
		{"../root-twin", []string{"path_not_allowed"}},
	} {
		var got []string
		for e, err := range p.ro.Walk(t.Context(), row.name) {
			if err != nil {
				got = append(got, string(guard.CodeOf(err)))
				continue
			}
			got = append(got, show(e))
			if s, err := p.ro.Stat(t.Context(), e.Name); err != nil || s != e {
				t.Errorf("Stat(%q) = %v, %v, want what Walk yielded", e.Name, s, err)
			}
		}
		if d := cmp.Diff(row.want, got); d != "" {
			t.Errorf("Walk(%q) (-want +got):\n%s", row.name, d)
		}
	}
	for range p.ro.Walk(t.Context(), ".") {
		break // must not panic
	}
}

func TestEntriesAreBounded(t *testing.T) {
	p := newPlace(t)
	must(t, os.MkdirAll(filepath.Join(p.root, "many"), 0o700))
	for i := range 300 {
		p.put(t, fmt.Sprintf("root/many/%03d", i), "")
	}
	exact, short := p.dir(t, sandbox.Config{MaxEntries: 300}), p.dir(t, sandbox.Config{MaxEntries: 299})
	if entries, _, err := exact.List(t.Context(), "many", ""); len(entries) != 300 || err != nil {
		t.Errorf("List at the limit = %d, %v", len(entries), err)
	}
	entries, next, err := short.List(t.Context(), "many", "")
	if len(entries) != 299 || next == "" || err != nil {
		t.Errorf("List beyond the limit = %d, %q, %v, want a page of 299 and a cursor", len(entries), next, err)
	}
	entries, next, err = short.List(t.Context(), "many", next)
	if len(entries) != 1 || entries[0].Name != "299" || next != "" || err != nil {
		t.Errorf("the second page = %v, %q, %v, want the last entry", entries, next, err)
	}
	for _, cursor := range []string{"!", "MDAw=", strings.Repeat("MDAw", 200)} {
		_, _, err = short.List(t.Context(), "many", cursor)
		p.wantCode(t, "List with the cursor "+cursor, err, guard.CodeInvalidArgument)
	}
	var last error
	for _, err := range exact.Walk(t.Context(), ".") {
		last = err
	}
	p.wantCode(t, "Walk beyond the limit", last, guard.CodeResultTooLarge)
}

func TestFolderSwappedForALinkIsNotEntered(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/other/x.txt", "")
	p.link(t, "other", "root/z-link")
	var got []string
	for e, err := range p.ro.Walk(t.Context(), ".") {
		got = append(got, e.Name+string(guard.CodeOf(err)))
		if e.Name == "sub" && err == nil {
			must(t, os.Rename(filepath.Join(p.root, "sub"), filepath.Join(p.host, "sub")))
			must(t, os.Rename(filepath.Join(p.root, "z-link"), filepath.Join(p.root, "sub")))
		}
	}
	if d := cmp.Diff([]string{"a.txt", "other", "other/x.txt", "sub", "subinvalid_argument"}, got); d != "" {
		t.Errorf("Walk (-want +got):\n%s", d)
	}
}

func TestWalkEndsWithItsContext(t *testing.T) {
	p := newPlace(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var codes []guard.Code
	for e, err := range p.ro.Walk(ctx, ".") {
		codes = append(codes, guard.CodeOf(err))
		if e.Name == "sub" {
			cancel()
		}
	}
	if d := cmp.Diff([]guard.Code{"", "", guard.CodeCanceled}, codes); d != "" {
		t.Errorf("codes (-want +got):\n%s", d)
	}
}

func TestListingOmitsWhatCannotBeNamed(t *testing.T) {
	p := newPlace(t)
	for _, name := range []string{"bell\a", "esc\x1b[2J", `back\slash`, "%2e%2e", "~user", "bad\xff"} {
		if err := os.WriteFile(filepath.Join(p.root, "sub", name), nil, 0o600); err != nil {
			if runtime.GOOS == "linux" {
				t.Fatal(err)
			}
			t.Skip("not a name on", runtime.GOOS, err)
		}
	}
	entries, _, err := p.ro.List(t.Context(), "sub", "")
	must(t, err)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name)
	}
	if d := cmp.Diff([]string{"deep", "~user"}, got); d != "" {
		t.Errorf("List (-want +got):\n%s", d)
	}
}

func TestDeepTreeIsWalked(t *testing.T) {
	p := newPlace(t)
	deep := strings.Repeat("d/", 200) + "end"
	p.put(t, "root/"+deep, "")
	last := ""
	for e, err := range p.dir(t, sandbox.Config{MaxDepth: 255}).Walk(t.Context(), "d") {
		must(t, err)
		last = e.Name
	}
	if last != deep {
		t.Errorf("the last entry is %q", last)
	}
	for _, err := range p.ro.Walk(t.Context(), ".") {
		if guard.CodeOf(err) == guard.CodeResultTooLarge {
			return
		}
	}
	t.Error("Walk goes deeper than MaxDepth")
}
