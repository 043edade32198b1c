package server_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/examples/gitlog/server"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/sandbox"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

const secret = "the content of a file out of reach"

// A place has a repository, a secret beside it, and a program that leaves a mark.
type place struct{ repo, evil, mark, secret string }

func newPlace(t *testing.T) place {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("programs are not started on Windows")
	}
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("MCPCORDON_REQUIRE_SERVICES") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	base := t.TempDir()
	p := place{filepath.Join(base, "repo"), filepath.Join(base, "evil"), filepath.Join(base, "mark"), filepath.Join(base, "secret.txt")}
	for _, err := range []error{
		os.Mkdir(p.repo, 0o755), os.WriteFile(p.secret, []byte(secret), 0o600), os.WriteFile(p.evil, []byte("#!/bin/sh\necho ran > "+p.mark+"\n"), 0o755),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"init", "-q", "."}, {"config", "user.name", "A"}, {"config", "user.email", "a@example.com"}} {
		p.git(t, args...)
	}
	for _, text := range []string{"first", "second"} {
		if err := os.WriteFile(filepath.Join(p.repo, "a.txt"), []byte(text+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		p.git(t, "add", ".")
		p.git(t, "commit", "-qm", text+" commit")
	}
	return p
}

// git runs git as a server without a guard does, and returns what it says.
func (p place) git(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir, cmd.Env = p.repo, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Dir(p.mark)}
	out, _ := cmd.CombinedOutput() // what an attack does counts, not its status
	return string(out)
}

// happened reports whether the attack worked, and clears up behind it.
func (p place) happened(said string) bool {
	worked := strings.Contains(said, secret)
	for _, file := range []string{p.mark, filepath.Join(p.repo, "made")} {
		if os.Remove(file) == nil {
			worked = true
		}
	}
	return worked
}

// start serves the repository.
func (p place) start(t *testing.T) func(tool string, arguments map[string]any) (text string, failed bool) {
	t.Helper()
	tree, err := sandbox.Open(p.repo)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tree.Close() })
	git, err := command.New(command.Config{Dir: p.repo, Specs: []command.Spec{command.Git(tree)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { git.Close() })
	s, g, err := server.New(tree, git, &audit.Memory{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := mcpgo.Verify(s, g); err != nil {
		t.Fatal(err)
	}
	c, err := client.NewInProcessClient(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	ctx := guard.WithCaller(t.Context(), guard.Caller{Issuer: "test", Subject: "alice"})
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Initialize(ctx, mcp.InitializeRequest{}); err != nil {
		t.Fatal(err)
	}
	return func(tool string, arguments map[string]any) (string, bool) { return call(ctx, t, c, tool, arguments) }
}

func call(ctx context.Context, t *testing.T, c *client.Client, tool string, arguments map[string]any) (string, bool) {
	t.Helper()
	r, err := c.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, Arguments: arguments}})
	if err != nil {
		return err.Error(), true
	}
	all, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(all), r.IsError
}

type args = map[string]any

func TestHonestCalls(t *testing.T) {
	p := newPlace(t)
	ask := p.start(t)
	for _, row := range []struct {
		tool string
		args args
		want string
	}{
		{"git_log", args{}, "second commit"},
		{"git_log", args{"max_count": 1, "path": "a.txt", "revision": "HEAD~1"}, "first commit"},
		{"git_log", args{"grep": "second"}, "second commit"},
		{"git_log", args{"grep": "$(id); rm -rf / --output=x"}, "\"text\":\"\""},
		{"git_show", args{"revision": "HEAD"}, "+second"},
		{"git_show", args{"revision": "HEAD~1:a.txt"}, "first"},
		{"git_diff", args{"from": "HEAD~1", "to": "HEAD", "path": "a.txt"}, "-first"},
		{"git_blame", args{"path": "a.txt"}, "second"},
		{"git_status", args{}, "##"},
	} {
		if text, failed := ask(row.tool, row.args); failed || !strings.Contains(text, row.want) {
			t.Errorf("%s %v = %s, want %s", row.tool, row.args, text, row.want)
		}
	}
	if text, failed := ask("git_show", args{"revision": "no-such-branch"}); !failed || strings.Contains(text, p.repo) {
		t.Errorf("a revision that does not exist: %s", text)
	}
}

// Each attack is tried on bare git first, with the words that a careless handler
// would pass on (CVE-2025-68143, -68144, -68145), and then on the server.
func TestAttacksOnArguments(t *testing.T) {
	p := newPlace(t)
	ask := p.start(t)
	for _, row := range []struct {
		name, tool string
		args       args
		bare       []string
	}{
		{"a file is written by --output", "git_diff", args{"from": "--output=made"}, []string{"diff", "--output=made", "HEAD~1"}},
		{"a file is written by --output of log", "git_log", args{"revision": "--output=made"}, []string{"log", "-p", "--output=made"}},
		{"a file is written by an abbreviation", "git_show", args{"revision": "--outpu=made"}, []string{"show", "--output=made"}},
		{"a file outside is read by --no-index", "git_diff", args{"from": "--no-index", "to": "/dev/null", "path": "SECRET"}, []string{"diff", "--no-index", "/dev/null", "SECRET"}},
		{"a file outside is read by its path", "git_diff", args{"from": "HEAD", "path": "SECRET"}, []string{"diff", "--no-index", "--", "/dev/null", "SECRET"}},
		{"a file outside is read by --contents", "git_blame", args{"path": "a.txt", "revision": "--contents=SECRET"}, []string{"blame", "--contents=SECRET", "--", "a.txt"}},
		{"a file beside is read by ..", "git_blame", args{"path": "../secret.txt"}, []string{"blame", "--contents", "../secret.txt", "--", "a.txt"}},
		{"an alias is run by -c", "git_show", args{"revision": "-calias.x=!EVIL"}, []string{"-c", "alias.x=!EVIL", "x"}},
		{"a program is run by --upload-pack", "git_log", args{"revision": "--upload-pack=EVIL"}, []string{"ls-remote", "--upload-pack=EVIL", "."}},
		{"a program is run by an ext:: remote", "git_show", args{"revision": "ext::EVIL"}, []string{"-c", "protocol.ext.allow=always", "ls-remote", "ext::EVIL"}},
		{"a program is run by a pager of grep", "git_log", args{"revision": "--open-files-in-pager=EVIL"}, []string{"grep", "--open-files-in-pager=EVIL", "second"}},
	} {
		fill := strings.NewReplacer("SECRET", p.secret, "EVIL", p.evil)
		for i := range row.bare {
			row.bare[i] = fill.Replace(row.bare[i])
		}
		for name, value := range row.args {
			row.args[name] = fill.Replace(value.(string))
		}
		if said := p.git(t, row.bare...); !p.happened(said) {
			t.Errorf("%s: bare git %v does nothing: %s", row.name, row.bare, said)
		}
		text, failed := ask(row.tool, row.args)
		if p.happened(text) || !failed {
			t.Errorf("%s: %s", row.name, text)
		}
		if strings.Contains(text, p.repo) {
			t.Errorf("%s: the answer holds a path of the host: %s", row.name, text)
		}
	}
}

func TestAttacksByTheRepository(t *testing.T) {
	for name, settings := range map[string][][]string{
		"core.fsmonitor": {{"config", "core.fsmonitor", "EVIL"}},
		"diff.external":  {{"config", "diff.external", "EVIL"}},
		"textconv":       {{"config", "diff.x.textconv", "EVIL"}, {"config", "core.attributesFile", ".git/at"}},
		"clean filter":   {{"config", "filter.x.clean", "EVIL"}, {"config", "core.attributesFile", ".git/at"}},
	} {
		p := newPlace(t)
		for _, err := range []error{
			os.WriteFile(filepath.Join(p.repo, ".git", "at"), []byte("* diff=x filter=x\n"), 0o644), os.WriteFile(filepath.Join(p.repo, "a.txt"), []byte("third\n"), 0o644),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, setting := range settings {
			setting[2] = strings.Replace(setting[2], "EVIL", p.evil, 1)
			p.git(t, setting...)
		}
		if said := p.git(t, "diff", "HEAD"); !p.happened(said) {
			t.Errorf("%s: bare git does nothing: %s", name, said)
		}
		ask := p.start(t)
		for tool, arguments := range map[string]args{"git_status": {}, "git_diff": {"from": "HEAD"}, "git_log": {}, "git_show": {"revision": "HEAD"}, "git_blame": {"path": "a.txt"}} {
			if text, failed := ask(tool, arguments); p.happened(text) || !failed || !strings.Contains(text, string(guard.CodeCommandNotAllowed)) {
				t.Errorf("%s: %s = %s, want a refusal", name, tool, text)
			}
		}
	}
}
