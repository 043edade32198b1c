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
	"github.com/mcpcordon/mcpcordon/sandbox"
)

const secret = "the secret"

// A place is a folder on the host with a root in it and a secret beside it.
type place struct {
	host, root string
	ro, rw     *sandbox.Dir
}

func newPlace(t testing.TB) *place {
	t.Helper()
	host, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	p := &place{host: host, root: filepath.Join(host, "root")}
	p.put(t, "root/a.txt", "alpha")
	p.put(t, "root/sub/deep/b.txt", "beta")
	p.put(t, "secret.txt", secret)
	p.put(t, "root-twin/secret.txt", secret) // shares the prefix of the root
	p.ro = p.dir(t, sandbox.Config{})
	p.rw = p.dir(t, sandbox.Config{Writable: true})
	return p
}

func (p *place) dir(t testing.TB, c sandbox.Config) *sandbox.Dir {
	t.Helper()
	c.Root = p.root
	d, err := sandbox.New(c)
	must(t, err)
	t.Cleanup(func() { d.Close() })
	return d
}

func (p *place) put(t testing.TB, name, content string) {
	t.Helper()
	path := filepath.Join(p.host, name)
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, []byte(content), 0o600))
}

func (p *place) link(t testing.TB, target, name string) {
	t.Helper()
	if err := os.Symlink(target, filepath.Join(p.host, name)); err != nil {
		if runtime.GOOS != "windows" { // where they need a privilege
			t.Fatal(err)
		}
		t.Skip("no links on this Windows:", err)
	}
}

func (p *place) content(name string) string {
	data, err := os.ReadFile(p.host + "/" + name)
	if err != nil {
		return "error: " + err.Error()
	}
	return string(data)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantCode checks the code of a denial, and that nothing of the host shows in
// what a client could be given.
func (p *place) wantCode(t testing.TB, what string, err error, want guard.Code) {
	t.Helper()
	if got := guard.CodeOf(err); got != want {
		t.Errorf("%s = %v, want %q", what, err, want)
	}
	for ; err != nil; err = errors.Unwrap(err) {
		if strings.Contains(err.Error(), p.host) {
			t.Errorf("%s: the error names the host's path: %v", what, err)
		}
	}
}

// operations calls every method of d with a name.
func operations(d *sandbox.Dir, name string) map[string]error {
	ctx := context.Background()
	errs := map[string]error{"Check": d.Check(ctx, name)}
	f, err := d.Open(ctx, name)
	if err == nil {
		f.Close()
	}
	errs["Open"] = err
	_, errs["ReadFile"] = d.ReadFile(ctx, name)
	_, errs["Stat"] = d.Stat(ctx, name)
	_, _, errs["List"] = d.List(ctx, name, "")
	for _, err := range d.Walk(ctx, name) {
		if errs["Walk"] = err; err != nil {
			break
		}
	}
	errs["WriteFile"] = d.WriteFile(ctx, name, []byte("overwritten"))
	errs["Remove"] = d.Remove(ctx, name)
	return errs
}

func TestDirThatWasNeverOpenedRefuses(t *testing.T) {
	p := newPlace(t)
	for _, d := range []*sandbox.Dir{nil, {}} {
		for op, err := range operations(d, "a.txt") {
			p.wantCode(t, op, err, guard.CodePathNotAllowed)
		}
		must(t, d.Close())
	}
}

func TestClosedDirFails(t *testing.T) {
	p := newPlace(t)
	f, err := p.rw.Open(t.Context(), "a.txt")
	must(t, err)
	defer f.Close()
	must(t, p.rw.Close())
	must(t, p.rw.Close())
	for op, err := range operations(p.rw, "a.txt") {
		p.wantCode(t, op, err, guard.CodeInternal)
	}
	if n, err := f.Read(make([]byte, 5)); n != 5 || err != nil {
		t.Errorf("Read of a file opened before = %d, %v, want 5, nil", n, err)
	}
}

func TestCanceledCallIsRefused(t *testing.T) {
	p := newPlace(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := p.rw.ReadFile(ctx, "a.txt")
	p.wantCode(t, "ReadFile", err, guard.CodeCanceled)
	_, _, err = p.rw.List(ctx, ".", "")
	p.wantCode(t, "List", err, guard.CodeCanceled)
	p.wantCode(t, "WriteFile", p.rw.WriteFile(ctx, "new", nil), guard.CodeCanceled)
	p.wantCode(t, "Check", p.rw.Check(ctx, "a.txt"), guard.CodeCanceled)

	late, cancel := context.WithTimeout(context.Background(), -1)
	defer cancel()
	_, err = p.rw.ReadFile(late, "a.txt")
	p.wantCode(t, "ReadFile", err, guard.CodeDeadlineExceeded)
}

func TestCheck(t *testing.T) {
	p := newPlace(t)
	p.link(t, "sub/nothing", "root/dangling")
	p.link(t, "a.txt", "root/inner")
	for _, row := range []struct {
		name   string
		ro, rw guard.Code
	}{
		{".", "", ""},
		{"a.txt", "", ""},
		{"inner", "", ""},
		{"sub", "", ""},
		{"sub/", "", ""},
		{"new.txt", "", ""},
		{"sub/new.txt", "", ""},
		{"none/new.txt", "", guard.CodeInvalidArgument},
		{"a.txt/new.txt", "", guard.CodeInvalidArgument},
		{"new/", "", guard.CodeInvalidArgument},
		{"dangling", "", guard.CodePathNotAllowed},
		{"a.txt/", guard.CodePathNotAllowed, guard.CodePathNotAllowed},
		{"../secret.txt", guard.CodePathNotAllowed, guard.CodePathNotAllowed},
		{"", guard.CodePathNotAllowed, guard.CodePathNotAllowed},
	} {
		p.wantCode(t, "read-only Check("+row.name+")", p.ro.Check(t.Context(), row.name), row.ro)
		p.wantCode(t, "writable Check("+row.name+")", p.rw.Check(t.Context(), row.name), row.rw)
	}
	if _, err := os.Lstat(filepath.Join(p.root, "new.txt")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Check created a file: %v", err)
	}
}

func TestConfine(t *testing.T) {
	p := newPlace(t)
	var none *sandbox.Dir
	for _, row := range []struct {
		name string
		m    guard.Middleware
		args string
		want guard.Code
	}{
		{"a name inside passes", sandbox.Confine(p.ro, "path"), `{"path":"a.txt"}`, ""},
		{"a list of names inside passes", sandbox.Confine(p.ro, "path"), `{"path":["a.txt","sub"]}`, ""},
		{"a name outside is refused", sandbox.Confine(p.ro, "path"), `{"path":"../secret.txt"}`, guard.CodePathNotAllowed},
		{"one name outside in a list is refused", sandbox.Confine(p.ro, "path"), `{"path":["a.txt","../secret.txt"]}`, guard.CodePathNotAllowed},
		{"the second argument is checked too", sandbox.Confine(p.ro, "from", "to"), `{"from":"a.txt","to":"../x"}`, guard.CodePathNotAllowed},
		{"a missing argument is refused", sandbox.Confine(p.ro, "path"), `{}`, guard.CodeInvalidArgument},
		{"no checker refuses", sandbox.Confine(nil, "path"), `{"path":"a.txt"}`, guard.CodePathNotAllowed},
		{"a nil Dir refuses", sandbox.Confine(none, "path"), `{"path":"a.txt"}`, guard.CodePathNotAllowed},
		{"a malformed argument name refuses", sandbox.Confine(p.ro, "a//b"), `{"path":"a.txt"}`, guard.CodePathNotAllowed},
		{"an optional argument may be missing", sandbox.Confine(guard.Optional(p.ro), "path"), `{}`, ""},
		{"no argument name refuses", sandbox.Confine(p.ro), `{"path":"a.txt"}`, guard.CodePathNotAllowed},
	} {
		args, err := guard.Decode([]byte(row.args), guard.Limits{})
		must(t, err)
		ran := false
		h := row.m(func(context.Context, *guard.Call) (guard.Result, error) { ran = true; return nil, nil })
		_, err = h(t.Context(), &guard.Call{Kind: guard.KindTool, Name: "read", Args: args})
		p.wantCode(t, row.name, err, row.want)
		if ran != (row.want == "") {
			t.Errorf("%s: handler ran: %v", row.name, ran)
		}
	}
}

func TestSelfTestSeesALeak(t *testing.T) {
	p := newPlace(t)
	p.link(t, "a.txt", "root/works") // skips where there are no links
	for name, open := range map[string]func(string) (sandbox.System, error){"system": sandbox.OpenSystem, "portable": sandbox.OpenPortable} {
		if sandbox.TryEscape(open) {
			t.Errorf("the %s leaks here", name)
		}
	}
	for _, leak := range []string{"link", "link/", "./link//", "relative/", "chain/.", "../outside"} {
		if !sandbox.TryEscape(func(path string) (sandbox.System, error) {
			s, err := sandbox.OpenSystem(path)
			return sandbox.Leaky{System: s, Name: leak, Root: path}, err
		}) {
			t.Errorf("TryEscape of a system that leaks through %q = false, want true", leak)
		}
	}
}
