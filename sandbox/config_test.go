package sandbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/sandbox"
)

func TestNewRefuses(t *testing.T) {
	p := newPlace(t)
	in := func(name string) string { return filepath.Join(p.host, name) }
	p.link(t, "root", "alias")
	for name, row := range map[string]struct {
		c    sandbox.Config
		says string
	}{
		"no root":                              {sandbox.Config{}, "no root"},
		"a root that is missing":               {sandbox.Config{Root: in("none")}, in("none")},
		"a root that is a file":                {sandbox.Config{Root: in("root/a.txt")}, in("root/a.txt")},
		"a root and roots":                     {sandbox.Config{Root: p.root, Roots: []sandbox.Root{{Path: p.root}}}, "not beside"},
		"roots that are all writable":          {sandbox.Config{Writable: true, Roots: []sandbox.Root{{Path: p.root}}}, "not beside"},
		"one of the roots has no path":         {sandbox.Config{Roots: []sandbox.Root{{Path: p.root}, {Name: "x"}}}, `"x"`},
		"two roots of one name":                {sandbox.Config{Roots: []sandbox.Root{{Path: in("root")}, {Path: in("root-twin"), Name: "Root"}}}, `"Root"`},
		"a root's name with a slash":           {sandbox.Config{Roots: []sandbox.Root{{Path: in("root")}, {Path: in("root-twin"), Name: "a/b"}}}, `"a/b"`},
		"a root's name of dots":                {sandbox.Config{Roots: []sandbox.Root{{Path: in("root")}, {Path: in("root-twin"), Name: ".."}}}, `".."`},
		"a writable root in a read-only":       {sandbox.Config{Roots: []sandbox.Root{{Path: in("root")}, {Path: in("root/sub"), Writable: true}}}, "root/sub"},
		"a read-only root in a writable":       {sandbox.Config{Roots: []sandbox.Root{{Path: in("root"), Writable: true}, {Path: in("root/sub")}}}, "root/sub"},
		"a root twice with other rights":       {sandbox.Config{Roots: []sandbox.Root{{Path: in("root"), Writable: true}, {Path: in("root"), Name: "ro"}}}, "other rights"},
		"the same through a link":              {sandbox.Config{Roots: []sandbox.Root{{Path: in("root"), Writable: true}, {Path: in("alias")}}}, in("alias")},
		"a negative file size":                 {sandbox.Config{Root: p.root, MaxFile: -1}, "MaxFile"},
		"a negative total":                     {sandbox.Config{Root: p.root, MaxTotal: -1}, "MaxTotal"},
		"a negative number of entries":         {sandbox.Config{Root: p.root, MaxEntries: -1}, "MaxEntries"},
		"a negative depth":                     {sandbox.Config{Root: p.root, MaxDepth: -1}, "MaxDepth"},
		"a depth no name can have":             {sandbox.Config{Root: p.root, MaxDepth: 256}, "MaxDepth"},
		"a negative time":                      {sandbox.Config{Root: p.root, Timeout: -time.Second}, "Timeout"},
		"a contradiction about hard links":     {sandbox.Config{Root: p.root, NoHardLinks: true, InsecureHardLinks: true}, "NoHardLinks"},
		"an empty protected name":              {sandbox.Config{Root: p.root, Protect: []string{""}}, "Protect"},
		"a protected name of anything":         {sandbox.Config{Root: p.root, Protect: []string{"*"}}, `"*"`},
		"a protected name of dots":             {sandbox.Config{Root: p.root, Protect: []string{"a/.."}}, `"a/.."`},
		"a protected name with two stars":      {sandbox.Config{Root: p.root, Protect: []string{"a*b*"}}, `"a*b*"`},
		"a protected name that cannot be seen": {sandbox.Config{Root: p.root, Protect: []string{"\u200b*"}}, "stands for no name"},
		"a protected name that ends in a dot":  {sandbox.Config{Root: p.root, Protect: []string{"*."}}, "ends in a dot"},
		"an empty component":                   {sandbox.Config{Root: p.root, Protect: []string{"/a"}}, `"/a"`},
		"an allowed name that lifts nothing":   {sandbox.Config{Root: p.root, Allow: []string{"readme.md"}}, `"readme.md"`},
		"an allowed name less than a rule":     {sandbox.Config{Root: p.root, Allow: []string{".config"}}, `".config"`},
	} {
		d, err := sandbox.New(row.c)
		if err == nil || d != nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: New = %v, %v, want an error that says %s", name, d, err, row.says)
		}
	}
	for name, c := range map[string]sandbox.Config{
		"roots side by side with other rights": {Roots: []sandbox.Root{{Path: in("root"), Writable: true}, {Path: in("root-twin")}}},
		"a root in another with equal rights":  {Roots: []sandbox.Root{{Path: in("root")}, {Path: in("root/sub")}}},
		"a link to a root":                     {Root: in("alias")},
		"a relative root":                      {Root: "."},
	} {
		d, err := sandbox.New(c)
		if err != nil {
			t.Errorf("%s: New = %v, want nil", name, err)
			continue
		}
		must(t, d.Close())
	}
}

// A root that is exchanged after New stays the one it was.
func TestRootIsRememberedNotItsName(t *testing.T) {
	p := newPlace(t)
	must(t, os.Rename(p.root, p.root+"-moved"))
	must(t, os.Symlink(p.host, p.root))
	if text, err := p.ro.ReadFile(t.Context(), "a.txt"); string(text) != "alpha" {
		t.Errorf("ReadFile = %q, %v, want the file of the root that was opened", text, err)
	}
	if text, err := p.ro.ReadFile(t.Context(), "secret.txt"); err == nil {
		t.Errorf("ReadFile = %q of what took the root's name", text)
	}
}
