package sandbox_test

import (
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

func TestProtectedNames(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/.git/hooks/pre-commit", "#!/bin/sh")
	p.put(t, "root/app/.ENV", secret)
	for _, row := range []struct {
		name        string
		read, write bool // refused
	}{
		{".env", true, true},
		{"app/.env", true, true},
		{"app/.env.production", true, true},
		{"app/.ENV", true, true},
		{".Env.", true, true},
		{".env ", true, true},
		{".env. .", true, true},
		{".e\u200bnv", true, true},  // zero width space
		{"\ufeff.env", true, true},  // byte order mark
		{".env\u00ad", true, true},  // soft hyphen
		{".e\ufe0fnv", true, true},  // variation selector
		{".\u017fsh/x", true, true}, // long s
		{".\u212aube/config", true, true},
		{".ssh", true, true},
		{".ssh/config", true, true},
		{"home/.SSH/id_rsa", true, true},
		{"keys/ID_ED25519", true, true},
		{"tls/server.key", true, true},
		{"tls/server.PEM", true, true},
		{".aws/credentials", true, true},
		{".git/hooks/pre-commit", true, true},
		{"sub/.git/Hooks", true, true},
		{".config/gh/hosts.yml", true, true},
		{"Library/Application Support/Google/Chrome/Default/Cookies", true, true},
		{"vault.kdbx", true, true},
		{".netrc", true, true},
		{".bash_history", true, true},
		{"terraform.tfstate", true, true},
		{"service-account-prod.json", true, true},
		{".bashrc", false, true},
		{"home/.ZSHRC", false, true},
		{".github/workflows/ci.yml", false, true},
		{".vscode/settings.json", false, true},
		{"CLAUDE.md", false, true},
		{"sub/AGENTS.md", false, true},
		{".mcp.json", false, true},
		{".git/config", true, true},
		{".git", false, true},
		{".git/commondir", false, true},
		{".git/hooksx", false, true},
		{"x.sublime-project", false, true},
		{"venv/lib/site-packages/x.pth", false, true},
		{".pgpa\u00df", true, true},        // sharp s, two letters when folded
		{".git/con\ufb01g", true, true},    // ligature
		{".bash_pro\ufb01le", false, true}, // ligature
		{"\uff0eenv", true, true},          // full width dot
		{"id_rsa~", true, true},
		{".mcpcordon-x", true, true},
		{".gitmodules", false, true},
		{"Jenkinsfile", false, true},
		{".cargo/config.toml", false, true},

		{".env.example", false, false},
		{"env", false, false},
		{".environment", false, false},
		{"dotenv.md", false, false},
		{"ssh/config", false, false},
		{"id_rsa.pub", false, false},
		{"keyboard", false, false},
		{"server.key.md", false, false},
		{"pem", false, false},
		{".gitignore", false, false},
		{".gitattributes", false, false},
		{".github/ISSUE_TEMPLATE/bug.md", false, false},
		{".config/other", false, false},
		{"git/hooks/pre-commit", false, false},
		{"x.git/config", false, false},
		{".env.local.example", false, false},
		{"go.env", false, false},
		{"pip/_vendor/certifi/cacert.pem", false, false},
		{"cmd/util/kubeconfig/kubeconfig.go", false, false},
		{"model.pth", false, false},
		{"vscode/settings.json", false, false},
		{"agents.markdown", false, false},
		{"README.md", false, false},
		{"history.txt", false, false},
		{"profile", false, false},
		{"...", false, false},
		{"日本語/.envelope", false, false},
	} {
		want := func(refused bool) (code guard.Code) {
			if refused {
				return guard.CodePathNotAllowed
			}
			return ""
		}
		p.wantCode(t, "Check "+row.name, p.ro.Check(t.Context(), row.name), want(row.read))
		parent := path.Dir(row.name)
		if !row.write {
			must(t, p.rw.MkdirAll(t.Context(), parent))
		}
		p.wantCode(t, "Writing().Check "+row.name, p.rw.Writing().Check(t.Context(), row.name), want(row.write))
		p.wantCode(t, "WriteFile "+row.name, p.rw.WriteFile(t.Context(), row.name, nil), want(row.write))
		if row.write {
			for op, err := range changes(p.rw, row.name) {
				p.wantCode(t, op+" "+row.name, err, guard.CodePathNotAllowed)
			}
		}
	}
	if got := p.content("root/app/.ENV"); got != secret { // without the rule it is a file like any other
		t.Errorf("os.ReadFile = %q", got)
	}
}

// changes calls every method that changes the named file.
func changes(d *sandbox.Dir, name string) map[string]error {
	ctx := contextForTests
	return map[string]error{
		"WriteFile":   d.WriteFile(ctx, name, []byte("x")),
		"CreateFile":  d.CreateFile(ctx, name, []byte("x")),
		"Overwrite":   d.Overwrite(ctx, name, []byte("x")),
		"Append":      d.Append(ctx, name, []byte("x")),
		"Mkdir":       d.Mkdir(ctx, name),
		"MkdirAll":    d.MkdirAll(ctx, name),
		"Rename":      d.Rename(ctx, name, "elsewhere"),
		"Rename to":   d.Rename(ctx, "a.txt", name),
		"Copy to":     d.Copy(ctx, "a.txt", name),
		"Remove":      d.Remove(ctx, name),
		"RemoveAll":   d.RemoveAll(ctx, name),
		"Remove/":     d.Remove(ctx, name+"/"),
		"MkdirAll/x":  d.MkdirAll(ctx, name+"/x"),
		"WriteFile/x": d.WriteFile(ctx, name+"/x", nil),
	}
}

func TestLinksToProtectedNames(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/.env", secret)
	p.put(t, "root/.git/hooks/x", "hook")
	p.put(t, "root/.git/info/x", "info")
	p.link(t, ".env", "root/readme")
	p.link(t, "../.env", "root/sub/up")
	p.link(t, ".git/hooks", "root/scripts")
	p.link(t, ".git", "root/g")
	p.link(t, ".vscode", "root/settings")
	p.put(t, "root/.vscode/tasks.json", "{}")
	for _, name := range []string{"readme", "sub/up", "scripts", "scripts/x", "g/hooks", "g/hooks/x", "g/info/../hooks/x", "scripts/../hooks/x", "sub/../readme"} {
		for op, err := range operations(p.ro, name) {
			p.wantCode(t, op+" "+name, err, guard.CodePathNotAllowed)
		}
	}
	if got := p.content("root/readme"); got != secret {
		t.Errorf("without the guard the link reads %q", got)
	}
	for _, name := range []string{"scripts/new", "g/hooks/new", "g/config", "settings/tasks.json", "settings/new"} {
		for op, err := range changes(p.rw, name) {
			p.wantCode(t, op+" "+name, err, guard.CodePathNotAllowed)
		}
	}
	for _, name := range []string{"g/info/x", "g/../a.txt", "settings/tasks.json"} {
		if _, err := p.ro.ReadFile(t.Context(), name); err != nil {
			t.Errorf("ReadFile(%q) = %v, want nil", name, err)
		}
	}
	var got []string
	for e, err := range p.ro.Walk(t.Context(), ".") {
		must(t, err)
		got = append(got, e.Name)
	}
	want := []string{".git", ".git/info", ".git/info/x", ".vscode", ".vscode/tasks.json", "a.txt", "g", "settings", "sub", "sub/deep", "sub/deep/b.txt"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("Walk (-want +got):\n%s", d)
	}
}

// Renaming a folder must not give what is in it a protected name, or take it
// away.
func TestFolderIsNotRenamedAroundTheRules(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/tools/hooks/pre-commit", "#!/bin/sh")
	p.put(t, "root/.config/gh/hosts.yml", secret)
	p.put(t, "root/x/workflows/ci.yml", "")
	for _, row := range [][2]string{
		{"tools", ".git"},
		{"tools", "sub/.GIT"},
		{"x", ".github"},
		{".config", "config"},
		{".config/gh", "gh"},
		{"x/workflows", ".github/workflows"},
	} {
		p.wantCode(t, "Rename "+row[0]+" to "+row[1], p.rw.Rename(t.Context(), row[0], row[1]), guard.CodePathNotAllowed)
	}
	must(t, p.rw.Rename(t.Context(), "tools", "scripts"))
	must(t, p.rw.Rename(t.Context(), "scripts/hooks", "sub/hooks"))
	must(t, p.rw.Rename(t.Context(), "a.txt", ".gitx"))
}

func TestAllowAndProtect(t *testing.T) {
	p := newPlace(t)
	d := p.dir(t, sandbox.Config{Writable: true, Allow: []string{".env.ci", ".github/workflows", "*.pem"}, Protect: []string{"private", "notes/*.draft"}})
	for name, want := range map[string]guard.Code{
		".env.ci":                         "",
		".env.prod":                       guard.CodePathNotAllowed,
		".ENV.CI":                         "",
		"x.pem":                           "",
		"x.key":                           guard.CodePathNotAllowed,
		"private/x":                       guard.CodePathNotAllowed,
		"Private":                         guard.CodePathNotAllowed,
		"notes/a.draft":                   guard.CodePathNotAllowed,
		"notes/b/a.draft":                 "",
		".github/workflows/ci":            "",
		".github/copilot-instructions.md": guard.CodePathNotAllowed,
	} {
		if want == "" {
			must(t, d.MkdirAll(t.Context(), path.Dir(name)))
		}
		p.wantCode(t, "WriteFile "+name, d.WriteFile(t.Context(), name, nil), want)
	}
	open := p.dir(t, sandbox.Config{Writable: true, InsecureSecrets: true, InsecurePersistence: true})
	for _, name := range []string{".env", ".bashrc", "id_rsa"} {
		must(t, open.WriteFile(t.Context(), name, nil))
	}
}

// A link that is exchanged between a harmless file and a secret, both inside:
// os.Root hands the secret over, as it has no rules about names.
func TestLinkToASecretSwappedDuringTheCall(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/.env", secret)
	p.put(t, "root/public", "public")
	p.link(t, "public", "root/door")
	p.link(t, ".env", "root/trap")
	stop := swapping(t, p.root+"/door", p.root+"/trap")
	opened := 0
	for range 3000 {
		data, err := p.ro.ReadFile(t.Context(), "door")
		if err == nil {
			opened++
		}
		if string(data) == secret {
			t.Fatal("ReadFile read the secret")
		}
	}
	leaked := 0
	for i := 0; i < 200_000 && leaked == 0; i++ {
		if data, _ := p.unguarded("door"); data == secret {
			leaked++
		}
	}
	stop()
	if opened == 0 || leaked == 0 {
		t.Errorf("%d reads succeeded, and without the guard %d leaked: nothing was shown", opened, leaked)
	}
}

// Every entry of the lists is found, in capitals too.
func TestEveryProtectedName(t *testing.T) {
	p := newPlace(t)
	for _, entry := range sandbox.Secrets() {
		name := strings.ReplaceAll(entry, "*", "x")
		for _, name := range []string{name, strings.ToUpper(name), "a/" + name + "/b", name + "."} {
			p.wantCode(t, "Check "+name, p.ro.Check(t.Context(), name), guard.CodePathNotAllowed)
		}
	}
	for _, entry := range sandbox.Persistence() {
		name := strings.ReplaceAll(entry, "*", "x")
		for _, name := range []string{name, strings.ToUpper(name), "a/" + name + "/b", name + " "} {
			p.wantCode(t, "Writing().Check "+name, p.rw.Writing().Check(t.Context(), name), guard.CodePathNotAllowed)
		}
	}
}

func TestFold(t *testing.T) {
	for name, want := range map[string]string{
		"plain": "plain", "UPPER": "upper", "a.": "a", "a ..": "a", " a": " a", "...": "", "ſ": "s", "K": "k", "Ä": "a\u0308", "a\u200d\u2060b": "ab",
	} {
		if got := sandbox.Fold(name); got != want {
			t.Errorf("Fold(%q) = %q, want %q", name, got, want)
		}
	}
	for _, list := range [][]string{sandbox.Secrets(), sandbox.Persistence()} {
		seen := map[string]bool{}
		for _, entry := range list {
			if seen[entry] || entry != strings.ToLower(entry) {
				t.Errorf("the entry %q stands twice, or has a capital", entry)
			}
			seen[entry] = true
		}
	}
}
