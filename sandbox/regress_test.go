package sandbox_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

// Neither a pattern nor links may hold a call longer than its time.
func TestTheTimeoutHolds(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/line.txt", strings.Repeat(strings.Repeat("x", 16<<10)+"\n", 60))
	p.put(t, "root/big", strings.Repeat("x", 8<<20))
	for i := range 8 { // each of these links is a way of 1600 steps
		must(t, os.MkdirAll(p.root+"/d", 0o700))
		p.link(t, strings.Repeat("d/../", 800)+fmt.Sprintf("l%d", i+1), fmt.Sprintf("root/l%d", i))
	}
	must(t, os.Mkdir(p.root+"/links", 0o700))
	for i := range 500 {
		p.link(t, "../l0", fmt.Sprintf("root/links/%d", i))
	}
	d := p.dir(t, sandbox.Config{Timeout: time.Nanosecond, Writable: true})
	ctx := t.Context()
	slow := sandbox.Query{Pattern: regexp.MustCompile(`(?:x?){400}z`)}
	last := func(seq func(func(sandbox.Match, error) bool)) (err error) {
		for _, err = range seq {
		}
		return err
	}
	walked := func() (err error) {
		for _, err = range d.Walk(ctx, "links") {
		}
		return err
	}
	_, _, listed := d.List(ctx, "links", "")
	_, ranged := d.ReadRange(ctx, "big", 0, 8<<20)
	_, whole := d.ReadFile(ctx, "big")
	for op, err := range map[string]error{
		"Search": last(d.Search(ctx, "line.txt", slow)), "List": listed, "Walk": walked(), "ReadRange": ranged, "ReadFile": whole,
		"Copy": d.Copy(ctx, "big", "copy"), "WriteFile": d.WriteFile(ctx, "new", make([]byte, 8<<20)), "Overwrite": d.Overwrite(ctx, "a.txt", make([]byte, 8<<20)),
	} {
		p.wantCode(t, op, err, guard.CodeDeadlineExceeded)
	}
	entries, err := os.ReadDir(p.root)
	must(t, err)
	for _, e := range entries {
		if e.Name() == "copy" || e.Name() == "new" || strings.HasPrefix(e.Name(), ".mcpcordon-") {
			t.Errorf("%s is left behind", e.Name())
		}
	}
	p.wantCode(t, "Search for a large pattern", last(p.ro.Search(ctx, ".", sandbox.Query{Pattern: regexp.MustCompile(`(x?){900}z`)})), guard.CodeInvalidArgument)
}

// What protects the names in a folder is neither given to anything nor taken.
func TestNamesThatProtectStay(t *testing.T) {
	p, ctx := newPlace(t), t.Context()
	p.put(t, "root/docs/workflows/x.yml", "")
	p.put(t, "root/home/.bashrc", "x")
	p.put(t, "root/more/.env", secret)
	p.link(t, "docs", "root/l")
	for _, row := range [][2]string{{"l", "site-packages"}, {"l", "etc"}, {"docs", "site-packages"}, {"l", ".github"}, {"a.txt", ".github"}, {"docs", "sub/../.github"}, {"home", "trash"}, {"more", "trash"}} {
		if err := p.rw.Rename(ctx, row[0], row[1]); guard.CodeOf(err) != guard.CodePathNotAllowed {
			t.Errorf("Rename(%q, %q) = %v, want %q", row[0], row[1], err, guard.CodePathNotAllowed)
		}
	}
	for i, name := range []string{"google", "microsoft", "library", "etc", "proc", "cron"} {
		must(t, p.rw.Mkdir(ctx, name))
		if err := p.rw.Rename(ctx, name, fmt.Sprint("moved", i)); err != nil {
			t.Errorf("Rename(%q) = %v, want nil", name, err)
		}
	}
	p.wantCode(t, "Rename of a file to a folder's spelling", p.rw.Rename(ctx, "a.txt", "file/"), guard.CodePathNotAllowed)
	few := p.dir(t, sandbox.Config{Writable: true, MaxEntries: 1})
	p.put(t, "root/many/1", "")
	p.put(t, "root/many/2", "")
	p.wantCode(t, "Rename of many", few.Rename(ctx, "many", "few"), guard.CodeResultTooLarge)
}

// A file that is being written has a name that nobody can use or learn.
func TestTemporaryFilesAreOutOfReach(t *testing.T) {
	p, ctx := newPlace(t), t.Context()
	p.put(t, "root/.mcpcordon-old", "left by a crash")
	done := make(chan error, 1)
	go func() { done <- p.rw.WriteFile(ctx, "large", make([]byte, 16<<20)) }()
	for running := true; running; {
		select {
		case err := <-done:
			must(t, err)
			running = false
		default:
			entries, _, err := p.rw.List(ctx, ".", "")
			must(t, err)
			for _, e := range entries {
				if strings.HasPrefix(e.Name, ".mcpcordon-") {
					t.Fatalf("List shows %q", e.Name)
				}
			}
		}
	}
	p.wantCode(t, "Rename", p.rw.Rename(ctx, ".mcpcordon-old", "mine"), guard.CodePathNotAllowed)
	must(t, p.rw.Mkdir(ctx, "folder"))
	p.put(t, "root/folder/.mcpcordon-old", "left by a crash")
	must(t, p.rw.RemoveAll(ctx, "folder"))
}

// The rules hold where the folder that protects lies above the root.
func TestRootsInsideOfProtectedFolders(t *testing.T) {
	p, ctx := newPlace(t), t.Context()
	p.put(t, "root/.git/hooks/pre-commit", "hook")
	p.put(t, "root/etc/shadow", "hash")
	p.put(t, "root/.claude/worktrees/x/a.txt", "mine")
	d, err := sandbox.New(sandbox.Config{Roots: []sandbox.Root{
		{Name: "git", Path: p.root + "/.git", Writable: true}, {Path: p.root + "/etc"}, {Name: "tree", Path: p.root + "/.claude/worktrees/x", Writable: true}}})
	must(t, err)
	defer d.Close()
	for _, name := range []string{"git/hooks/pre-commit", "git/hooks", "git/config", "etc/shadow"} {
		_, err := d.ReadFile(ctx, name)
		p.wantCode(t, "ReadFile "+name, err, guard.CodePathNotAllowed)
	}
	must(t, d.WriteFile(ctx, "tree/a.txt", nil)) // who opened it there knows where it is
	must(t, d.WriteFile(ctx, "git/HEAD", nil))
}

func TestCursorsAndErrorsTellNothing(t *testing.T) {
	p, ctx := newPlace(t), t.Context()
	p.put(t, "root/.env.acme", secret)
	p.put(t, "root/.ssh/work/x", secret)
	p.put(t, "root/clients/acme/x", secret)
	p.put(t, "root/clients/zeta/x", "")
	p.link(t, ".ssh", "root/l1")
	p.link(t, ".aws", "root/l2")
	d := p.dir(t, sandbox.Config{MaxEntries: 1})
	for dir, name := range map[*sandbox.Dir]string{d: ".", d.Narrow(ctx, uri(p.root+"/clients/zeta")): "clients"} {
		for next, pages := "", 0; pages == 0 || next != ""; pages++ {
			var err error
			_, next, err = dir.List(ctx, name, next)
			must(t, err)
			if text, _ := base64.RawURLEncoding.DecodeString(next); strings.Contains(string(text), "acme") {
				t.Errorf("a cursor of %q is %q", name, text)
			}
		}
	}
	p.put(t, "root/.netrc..x/y", "")
	must(t, p.ro.Check(ctx, ".netrc..x/../a.txt")) // ".." inside of a name is no step
	narrow := p.rw.Narrow(ctx, uri(p.root+"/sub"))
	for what, pair := range map[string][2]error{
		"..":        {second(p.ro.ReadFile(ctx, ".ssh/work/../../a.txt")), second(p.ro.ReadFile(ctx, ".ssh/play/../../a.txt"))},
		"narrowed":  {second(narrow.ReadFile(ctx, "clients/acme/../../sub/deep/b.txt")), second(narrow.ReadFile(ctx, "clients/none/../../sub/deep/b.txt"))},
		"Overwrite": {p.rw.Overwrite(ctx, "l1", nil), p.rw.Overwrite(ctx, "l2", nil)},
		"Append":    {p.rw.Append(ctx, "l1/work", nil), p.rw.Append(ctx, "l1/none", nil)},
	} {
		p.wantCode(t, what, pair[0], guard.CodePathNotAllowed)
		if pair[0].Error() != pair[1].Error() {
			t.Errorf("%s: %v / %v, want the same whether it exists", what, pair[0], pair[1])
		}
	}
}

func TestAppendingTogether(t *testing.T) {
	p, ctx := newPlace(t), t.Context()
	d := p.dir(t, sandbox.Config{Writable: true, MaxFile: 10})
	for i := range 50 {
		var group sync.WaitGroup
		errs := make([]error, 8)
		p.put(t, "root/limit", "12345")
		for k := range errs {
			group.Go(func() {
				errs[k] = p.rw.Append(ctx, fmt.Sprint("new", i), []byte("x"))
				_ = d.Append(ctx, "limit", []byte("12345"))
			})
		}
		group.Wait()
		must(t, errors.Join(errs...))
		if got := p.content(fmt.Sprint("root/new", i)); got != "xxxxxxxx" || len(p.content("root/limit")) != 10 {
			t.Fatalf("the files hold %q and %q", got, p.content("root/limit"))
		}
	}
}

// Who waits for a turn that does not come loses nothing.
func TestAppendingEndsWithItsContext(t *testing.T) {
	p := newPlace(t)
	d := p.dir(t, sandbox.Config{Writable: true, Timeout: 10 * time.Millisecond})
	sandbox.Occupy(d)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p.wantCode(t, "Append of a canceled call", d.Append(ctx, "a.txt", []byte("x")), guard.CodeCanceled)
	p.wantCode(t, "Append beyond the Timeout", d.Append(t.Context(), "a.txt", []byte("x")), guard.CodeTooBusy)
	must(t, d.Overwrite(t.Context(), "other", []byte("x"))) // which waits for nobody
	ending, end := context.WithCancelCause(t.Context())
	err := d.Overwrite(&endsAfter{Context: ending, calls: 1, cancel: end}, "a.txt", []byte("x"))
	p.wantCode(t, "Overwrite of a call that ends meanwhile", err, guard.CodeCanceled)
	if got := p.content("root/a.txt"); got != "alpha" {
		t.Errorf("the file holds %q, want the old content", got)
	}
}

func TestAppendingBesideWriting(t *testing.T) {
	p := newPlace(t)
	for i := range 100 {
		var group sync.WaitGroup
		var errs [2]error
		name := fmt.Sprint("new", i)
		group.Go(func() { errs[0] = p.rw.Append(t.Context(), name, []byte("A")) })
		group.Go(func() { errs[1] = p.rw.WriteFile(t.Context(), name, []byte("W")) })
		group.Wait()
		must(t, errors.Join(errs[:]...))
	}
}

func TestReadingUpToTheLimit(t *testing.T) {
	p := newPlace(t)
	f, err := p.dir(t, sandbox.Config{MaxFile: 5}).Open(t.Context(), "a.txt")
	must(t, err)
	defer f.Close()
	if n, err := f.ReadAt(make([]byte, 10), 0); n != 5 || !errors.Is(err, io.EOF) {
		t.Errorf("ReadAt = %d, %v, want 5, io.EOF", n, err)
	}
	if n, err := f.ReadAt(make([]byte, 10), 50); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("ReadAt behind the end = %d, %v, want 0, io.EOF", n, err)
	}
	if text, err := io.ReadAll(io.NewSectionReader(f, 0, 1<<20)); string(text) != "alpha" || err != nil {
		t.Errorf("a SectionReader reads %q, %v", text, err)
	}
	_, err = f.Seek(-1, io.SeekStart)
	p.wantCode(t, "Seek to a negative offset", err, guard.CodeInvalidArgument)
}

func TestNarrowingIsAnIntersection(t *testing.T) {
	p, ctx := newPlace(t), t.Context()
	d := p.rw.Narrow(ctx, uri(p.root+"/sub/deep"))
	for _, u := range []string{uri(p.root), uri(p.root + "/sub"), "file:///"} {
		again := d.Narrow(ctx, u)
		if _, err := again.ReadFile(ctx, "sub/deep/b.txt"); err != nil {
			t.Errorf("Narrow(%q) of a narrowed Dir takes away what both grant: %v", u, err)
		}
		if _, err := again.ReadFile(ctx, "a.txt"); err == nil {
			t.Errorf("Narrow(%q) of a narrowed Dir gives more", u)
		}
	}
	p.wantCode(t, "RemoveAll of a client's root", d.RemoveAll(ctx, "sub/deep"), guard.CodePathNotAllowed)
	p.wantCode(t, "Rename of a client's root", d.Rename(ctx, "sub/deep", "sub/x"), guard.CodePathNotAllowed)
	p.put(t, "root/sub/x/deep/y", "")
	both := p.rw.Narrow(ctx, uri(p.root+"/sub"), uri(p.root+"/sub/x/deep"))
	p.wantCode(t, "Rename around a client's root", both.Rename(ctx, "sub/x", "sub/z"), guard.CodePathNotAllowed)
	p.wantCode(t, "RemoveAll around a client's root", both.RemoveAll(ctx, "sub/x"), guard.CodePathNotAllowed)
}

func TestTheRootOfTheSystem(t *testing.T) {
	slash, err := sandbox.New(sandbox.Config{Root: filepath.VolumeName(t.TempDir()) + string(filepath.Separator)})
	must(t, err)
	defer slash.Close()
	temp, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	name, err := slash.ParseURI(uri(temp))
	must(t, err)
	sub, err := slash.Sub(t.Context(), name)
	must(t, err)
	defer sub.Close()
	if got, err := sub.ParseURI(uri(temp + "/x")); got != "x" {
		t.Errorf("ParseURI in a Sub of the root = %q, %v, want x", got, err)
	}
}

// With Sync files are written like without.
func TestSync(t *testing.T) {
	p, ctx := newPlace(t), t.Context()
	d := p.dir(t, sandbox.Config{Writable: true, Sync: true})
	for op, err := range map[string]error{
		"WriteFile": d.WriteFile(ctx, "w", []byte("x")), "CreateFile": d.CreateFile(ctx, "c", []byte("x")), "Overwrite": d.Overwrite(ctx, "o", []byte("x")),
		"Append": d.Append(ctx, "p", []byte("x")), "Copy": d.Copy(ctx, "sub/deep/b.txt", "copy"), "Mkdir": d.Mkdir(ctx, "m"), "Rename": d.Rename(ctx, "a.txt", "r"), "RemoveAll": d.RemoveAll(ctx, "sub"),
	} {
		p.wantCode(t, op, err, "")
	}
	for _, name := range []string{"w", "c", "o", "p"} {
		if got := p.content("root/" + name); got != "x" {
			t.Errorf("%s holds %q", name, got)
		}
	}
}

// A file that is read while it grows is read as far as it was long, or further,
// and never beyond MaxFile.
func TestReadFileOfAGrowingFile(t *testing.T) {
	p := newPlace(t)
	d := p.dir(t, sandbox.Config{MaxFile: 4 << 20})
	p.put(t, "root/log", strings.Repeat("x", 3<<20))
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() {
		f, err := os.OpenFile(p.root+"/log", os.O_WRONLY|os.O_APPEND, 0)
		for err == nil && ctx.Err() == nil {
			if _, err = f.WriteString(strings.Repeat("x", 4096)); err == nil {
				var info os.FileInfo
				if info, err = f.Stat(); err == nil && info.Size() > 8<<20 {
					err = f.Truncate(3 << 20)
				}
			}
		}
		f.Close()
	})
	for range 50 {
		data, err := d.ReadFile(ctx, "log")
		if err == nil && (len(data) < 3<<20 || len(data) > 4<<20) {
			t.Errorf("ReadFile gave %d bytes", len(data))
		}
		if code := guard.CodeOf(err); err != nil && code != guard.CodeResultTooLarge {
			t.Errorf("ReadFile = %v", err)
		}
	}
	cancel()
	group.Wait()
}
