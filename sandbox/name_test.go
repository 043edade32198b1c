package sandbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

var names = []struct{ name, path, problem string }{
	{".", ".", ""},
	{"./", ".", ""},
	{"a.txt", "a.txt", ""},
	{"./a.txt", "a.txt", ""},
	{"a//b/./c", "a/b/c", ""},
	{"a/../b.txt", "a/../b.txt", ""},
	{"docs/", "docs", ""},
	{".github/workflows", ".github/workflows", ""},
	{"...", "...", ""},
	{"..a/b..", "..a/b..", ""},
	{"my file (1).txt", "my file (1).txt", ""},
	{" lead", " lead", ""},
	{"100%.txt", "100%.txt", ""},
	{"50%25 off.txt", "50%25 off.txt", ""},
	{"a%20b", "a%20b", ""},
	{"grüße/日本語.md", "grüße/日本語.md", ""},
	{"\u202fscreenshot.png", "\u202fscreenshot.png", ""},
	{"a/~/b~", "a/~/b~", ""},
	{"12:30 notes.txt", "12:30 notes.txt", ""},
	{"profile:x", "profile:x", ""},
	{"-rf", "-rf", ""},
	{"$HOME;`id`*", "$HOME;`id`*", ""},
	{strings.Repeat("x", 255), strings.Repeat("x", 255), ""},
	{strings.Repeat("x/", 254) + "x", strings.Repeat("x/", 254) + "x", ""},
	{"", "", "empty"},
	{"/", "", "absolute"},
	{"/etc/passwd", "", "absolute"},
	{"//server/share", "", "absolute"},
	{"..", "", "leaves the root"},
	{"a/../..", "", "leaves the root"},
	{"a/../../root/a.txt", "", "leaves the root"},
	{"~", "", "home folder"},
	{"~root/x", "", "home folder"},
	{"C:/x", "", "drive letter"},
	{"c:x", "", "drive letter"},
	{"file:a", "", "URL"},
	{"File:///etc", "", "URL"},
	{`a\b`, "", "backslash"},
	{`\\server\share`, "", "backslash"},
	{"a\x00b", "", "control character"},
	{"a\nb", "", "control character"},
	{"a\x7f", "", "control character"},
	{"a\u0085b", "", "control character"},
	{"\xff", "", "not UTF-8"},
	{"\xc0\xae\xc0\xae/x", "", "not UTF-8"},
	{"a%2Fb", "", "percent-encoded separator"},
	{"a%5cb", "", "percent-encoded separator"},
	{"a%25252Eb", "", "percent-encoded separator"},
	{"a%00.png", "", "percent-encoded separator"},
	{strings.Repeat("x", 256), "", "a component is too long"},
	{strings.Repeat("x/", 255) + "x", "", "too many components"},
	{strings.Repeat("x", 4097), "", "too long"},
}

func TestNames(t *testing.T) {
	for _, row := range names {
		if path, problem := sandbox.Understand(row.name, false); path != row.path || problem != row.problem {
			t.Errorf("Understand(%.40q) = %.40q, %q, want %.40q, %q", row.name, path, problem, row.path, row.problem)
		}
	}
	for _, row := range []struct{ name, problem string }{
		{"a.txt", ""},
		{"sub/../a b.txt", ""},
		{"a.txt:stream", "not a plain name on Windows"},
		{"a.txt::$DATA", "not a plain name on Windows"},
		{"a.txt.", "not a plain name on Windows"},
		{"a /b", "not a plain name on Windows"},
		{".../b", "not a plain name on Windows"},
		{"nul", "not a plain name on Windows"},
		{"sub/CON.txt", "not a plain name on Windows"},
		{"com1 .log", "not a plain name on Windows"},
		{"LPT²", "not a plain name on Windows"},
		{"PROGRA~1", "not a plain name on Windows"},
		{"a~b~2.txt", "not a plain name on Windows"},
		{"what?", "not a plain name on Windows"},
		{"COM12", ""},
		{"LPT345.txt", ""},
		{"console.txt", ""},
		{"a~b", ""},
	} {
		if _, problem := sandbox.Understand(row.name, true); problem != row.problem {
			t.Errorf("on Windows Understand(%q) = %q, want %q", row.name, problem, row.problem)
		}
	}
}

func TestHarmlessNamesWork(t *testing.T) {
	p := newPlace(t)
	for _, row := range names {
		if row.problem != "" || strings.HasSuffix(row.name, "/") || strings.Contains(row.name, "..") || row.name == "." || strings.Contains(row.path, "/") {
			continue
		}
		must(t, p.rw.WriteFile(t.Context(), row.name, []byte(row.name)))
		if data, err := p.ro.ReadFile(t.Context(), row.name); string(data) != row.name {
			t.Errorf("ReadFile(%.40q) = %.40q, %v", row.name, data, err)
		}
	}
}

// FuzzName holds the Dir against the operating system: whatever it accepts,
// the system too finds below the root.
func FuzzName(f *testing.F) {
	p := newPlace(f)
	p.link(f, p.host, "root/out")
	p.link(f, "..", "root/up")
	p.link(f, "../a.txt", "root/sub/in")
	p.link(f, "sub/deep", "root/hop")
	p.link(f, "out", "root/sub/chain")
	for _, row := range names {
		f.Add(row.name)
	}
	for _, name := range []string{"out/secret.txt", "up", "up/secret.txt", "sub/in", "hop/../deep/b.txt", "hop/../../a.txt", "hop/../../../secret.txt", "sub/chain/secret.txt"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if path, problem := sandbox.Understand(name, false); problem == "" && !filepath.IsLocal(path) {
			t.Fatalf("Understand(%q) = %q, which is not local", name, path)
		}
		entry, err := p.ro.Stat(t.Context(), name)
		check := p.ro.Check(t.Context(), name)
		if err != nil {
			if code := guard.CodeOf(err); code != guard.CodePathNotAllowed && code != guard.CodeInvalidArgument {
				t.Fatalf("Stat(%q) = %v", name, err)
			}
			if code := guard.CodeOf(err); code == guard.CodePathNotAllowed && check == nil {
				t.Fatalf("Check(%q) = nil, but Stat: %v", name, err)
			}
			return
		}
		if check != nil {
			t.Fatalf("Stat(%q) = nil, but Check: %v", name, check)
		}
		real, err := filepath.EvalSymlinks(p.root + "/" + name)
		if err != nil || (real != p.root && !strings.HasPrefix(real, p.root+"/")) {
			t.Fatalf("Stat(%q) = nil, but the system resolves it to %q, %v", name, real, err)
		}
		info, err := os.Stat(p.root + "/" + name)
		if err != nil || info.IsDir() != entry.Dir || (!entry.Dir && info.Size() != entry.Size) {
			t.Fatalf("Stat(%q) = %+v, but the system says %v, %v", name, entry, info, err)
		}
		if data, _ := p.ro.ReadFile(t.Context(), name); string(data) == secret {
			t.Fatalf("ReadFile(%q) read the secret", name)
		}
	})
}
