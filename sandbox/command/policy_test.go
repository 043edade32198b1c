//go:build unix

package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// one is a Spec of a program that does nothing, with one flag.
func one(f command.Flag) command.Spec {
	return command.Spec{Name: "true", Syntax: command.Syntax{Flags: []command.Flag{f}}}
}

func position(p command.Position) command.Spec {
	return command.Spec{Name: "true", Syntax: command.Syntax{Positions: []command.Position{p}}}
}

func as(name, program string) command.Spec { return command.Spec{Name: name, Program: program} }

func TestDangerousPoliciesAreRefused(t *testing.T) {
	dir := t.TempDir()
	text, err := os.ReadFile("/bin/true")
	must(t, err)
	at := func(name string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, text, 0o755))
		must(t, os.Chmod(path, mode))
		return path
	}
	inside := filepath.Join(dir, "dir")
	must(t, os.Mkdir(inside, 0o755))
	must(t, os.Symlink("/bin/sh", filepath.Join(dir, "tool")))
	must(t, os.Symlink("tool", filepath.Join(dir, "harmless")))
	shell, err := filepath.EvalSymlinks("/bin/sh")
	must(t, err)
	put(t, filepath.Join(dir, "script"), "#!/bin/sh\n")
	must(t, os.Chmod(filepath.Join(dir, "script"), 0o755))
	put(t, filepath.Join(dir, "text"), "no program\n")
	must(t, os.Chmod(filepath.Join(dir, "text"), 0o755))
	must(t, os.Mkdir(filepath.Join(dir, "open"), 0o755))
	inOpen := at("open/true", 0o755)
	must(t, os.Chmod(filepath.Join(dir, "open"), 0o777))
	subs := func(program string, commands ...string) command.Spec {
		s := command.Spec{Name: program, Syntax: command.Syntax{Commands: map[string]command.Syntax{}}}
		for _, c := range commands {
			s.Syntax.Commands[c] = command.Syntax{}
		}
		return s
	}
	flagOf := func(program, flag string) command.Spec {
		return command.Spec{Name: program, Syntax: command.Syntax{Flags: []command.Flag{{Names: []string{flag}}}}}
	}
	for _, row := range []struct {
		name, says string
		spec       command.Spec
	}{
		{"a shell", "interpreter", as("sh", "")},
		{"a shell under another name", "interpreter", as("lister", "/bin/sh")},
		{"a shell behind a link", "interpreter", as("tool", filepath.Join(dir, "tool"))},
		{"a shell behind two links", "interpreter", as("harmless", filepath.Join(dir, "harmless"))},
		{"the name of an interpreter for another program", "interpreter", as("python3.11", "/bin/true")},
		{"a version with a dash", "interpreter", as("gawk-5.2.1", "/bin/true")},
		{"an interpreter in other letters", "interpreter", as("Perl", "/bin/true")},
		{"a wrapper", "interpreter", as("env", "")},
		{"xargs", "interpreter", as("xargs", "")},
		{"timeout", "interpreter", as("timeout", "")},
		{"sed", "interpreter", as("sed", "")},
		{"awk", "interpreter", as("awk", "")},
		{"nice", "interpreter", as("nice", "")},
		{"setsid", "interpreter", as("setsid", "")},
		{"the dynamic loader", "interpreter", as("ld-linux-x86-64.so.2", "/bin/true")},
		{"a script", "#!", as("script1", filepath.Join(dir, "script"))},
		{"a file that is no program", "no program", as("text", filepath.Join(dir, "text"))},
		{"find -exec", "-exec", flagOf("find", "-exec")},
		{"find -okdir", "-okdir", flagOf("find", "-okdir")},
		{"tar --to-command", "--to-command", flagOf("tar", "--to-command")},
		{"tar --checkpoint-action", "--checkpoint-action", flagOf("tar", "--checkpoint-action")},
		{"git -c", "-c", flagOf("git", "-c")},
		{"git config", "config", subs("git", "log", "config")},
		{"git submodule", "submodule", subs("git", "submodule")},
		{"git log --ext-diff", "--ext-diff", command.Spec{Name: "git", Syntax: command.Syntax{Commands: map[string]command.Syntax{"log": {Flags: []command.Flag{{Names: []string{"--ext-diff"}}}}}}}},
		{"rg --pre under another name", "--pre", command.Spec{Name: "search", Program: "rg", Syntax: command.Syntax{Flags: []command.Flag{{Names: []string{"--pre"}, Value: command.Text(10)}}}}},
		{"tar --to-command abbreviated", "--to-comm", flagOf("tar", "--to-comm")},
		{"sort --compress-program abbreviated", "--comp", flagOf("sort", "--comp")},
		{"git --ext-diff abbreviated", "--ext", command.Spec{Name: "git", Syntax: command.Syntax{Commands: map[string]command.Syntax{"log": {Flags: []command.Flag{{Names: []string{"--ext"}}}}}}}},
		{"the name of the helper", "name", as("mcpcordon-command-helper", "/bin/true")},
		{"RSYNC_CONNECT_PROG", "RSYNC_CONNECT_PROG", command.Spec{Name: "true", Env: map[string]string{"RSYNC_CONNECT_PROG": "x"}}},
		{"GNUPGHOME", "GNUPGHOME", command.Spec{Name: "true", Env: map[string]string{"GNUPGHOME": "x"}}},
		{"HGRCPATH", "HGRCPATH", command.Spec{Name: "true", Env: map[string]string{"HGRCPATH": "x"}}},
		{"SSLKEYLOGFILE", "SSLKEYLOGFILE", command.Spec{Name: "true", Env: map[string]string{"SSLKEYLOGFILE": "x"}}},
		{"sort --compress-program", "--compress-program", flagOf("sort", "--compress-program")},
		{"a shell that it may start", "Exec", command.Spec{Name: "true", Exec: []string{shell}}},
		{"a folder that it may start from", "Exec", command.Spec{Name: "true", Exec: []string{"/usr/bin"}}},
		{"a program that everybody can change", "changed", as("loose", at("loose", 0o777))},
		{"a program that its group can change", "changed", as("group", at("group", 0o775))},
		{"a program in a folder that everybody can change", "changed", as("true", inOpen)},
		{"a program below the folder it works in", "replaced", as("true", at("dir/true", 0o755))},
		{"a program below a folder it may write", "replaced", command.Spec{Name: "true", Program: at("w/true", 0o755), Write: []string{filepath.Join(dir, "w")}}},
		{"a program that is not executable", "executable", as("plain", at("plain", 0o644))},
		{"a setuid program", "setuid", as("rooted", at("rooted", 0o755|os.ModeSetuid))},
		{"a relative program", "absolute", as("true", "bin/true")},
		{"a program with dots in its path", "absolute", as("true", "/bin/../bin/true")},
		{"a program that does not exist", "no program", as("no-such-program", "")},
		{"a program without a name", "name", as("", "/bin/true")},
		{"a name with a slash", "name", as("a/b", "/bin/true")},
		{"LD_PRELOAD", "LD_PRELOAD", command.Spec{Name: "true", Env: map[string]string{"LD_PRELOAD": "x"}}},
		{"GIT_SSH_COMMAND", "GIT_SSH_COMMAND", command.Spec{Name: "true", Env: map[string]string{"GIT_SSH_COMMAND": "x"}}},
		{"PATH", "PATH", command.Spec{Name: "true", Env: map[string]string{"PATH": "/tmp"}}},
		{"DYLD in other letters", "dyld_insert_libraries", command.Spec{Name: "true", Env: map[string]string{"dyld_insert_libraries": "x"}}},
		{"a variable without a name", "name", command.Spec{Name: "true", Env: map[string]string{"A=B": "x"}}},
		{"a pattern that is not anchored", "anchored", one(command.Flag{Names: []string{"--x"}, Value: command.Pattern("[a-z]+")})},
		{"a pattern that is anchored in front only", "anchored", one(command.Flag{Names: []string{"--x"}, Value: command.Pattern("^[a-z]+")})},
		{"a pattern that is anchored in parts", "anchored", one(command.Flag{Names: []string{"--x"}, Value: command.Pattern("^a$|b$")})},
		{"a pattern that is anchored for lines", "anchored", one(command.Flag{Names: []string{"--x"}, Value: command.Pattern("(?m)^a$")})},
		{"a pattern that is anchored in a group", "anchored", position(command.Position{Name: "x", Value: command.Pattern("^a|(^b$)")})},
		{"a pattern that is none", "missing", one(command.Flag{Names: []string{"--x"}, Value: command.Pattern("^(a$")})},
		{"an empty range", "range", one(command.Flag{Names: []string{"--x"}, Value: command.Int(2, 1)})},
		{"a choice of nothing", "choice", one(command.Flag{Names: []string{"--x"}, Value: command.OneOf()})},
		{"a path without a checker", "nil", one(command.Flag{Names: []string{"--x"}, Value: command.Path(nil)})},
		{"a host without a checker", "nil", position(command.Position{Name: "x", Value: command.Host(guard.CheckerFunc(nil))})},
		{"text without a bound", "bounded", position(command.Position{Name: "x", Value: command.Text(0)})},
		{"a flag without a name", "name", one(command.Flag{})},
		{"a flag without dashes", "name", one(command.Flag{Names: []string{"x"}})},
		{"a flag with a value in its name", "name", one(command.Flag{Names: []string{"--x=y"}})},
		{"a flag twice", "twice", one(command.Flag{Names: []string{"--x", "--x"}})},
		{"a negative count", "negative", one(command.Flag{Names: []string{"--x"}, Max: -1})},
		{"a position without a value", "value", position(command.Position{Name: "x"})},
		{"a position without a name", "name", position(command.Position{Value: command.Text(1)})},
		{"a position that cannot occur", "times", position(command.Position{Name: "x", Value: command.Text(1), Min: 3, Max: 2})},
		{"a long name with one dash that is glued", "Separate", one(command.Flag{Names: []string{"-name"}, Value: command.Text(1)})},
		{"two readings of one word", "can be read as", command.Spec{Name: "true", Syntax: command.Syntax{Flags: []command.Flag{{Names: []string{"-n"}, Value: command.Text(9)}, {Names: []string{"-name"}}}}}},
		{"no sub-command to call", "Commands", command.Spec{Name: "true", Syntax: command.Syntax{Commands: map[string]command.Syntax{}}}},
		{"sub-commands and positions", "positions", command.Spec{Name: "true", Syntax: command.Syntax{Commands: map[string]command.Syntax{"a": {}}, Positions: []command.Position{{Name: "x", Value: command.Text(1)}}}}},
		{"a folder to read that is relative", "absolute", command.Spec{Name: "true", Read: []string{"x"}}},
		{"a folder to write that does not exist", "no such", command.Spec{Name: "true", Write: []string{"/no/such"}}},
	} {
		if strings.Contains(row.name, "rg") {
			need(t, "rg")
		}
		r, err := command.New(command.Config{Dir: inside, Specs: []command.Spec{row.spec}})
		if err == nil {
			r.Close()
			t.Errorf("%s passes", row.name)
			continue
		}
		if !strings.Contains(err.Error(), row.says) || !strings.Contains(err.Error(), row.spec.Name) {
			t.Errorf("%s: %v, want %q and the program's name in it", row.name, err, row.says)
		}
	}
}

func TestBadConfigsAreRefused(t *testing.T) {
	yes, dir := []command.Spec{{Name: "true"}}, t.TempDir()
	for name, c := range map[string]command.Config{
		"the zero Config": {}, "no folder": {Specs: yes}, "no program": {Dir: dir}, "a folder that does not exist": {Dir: dir + "/none", Specs: yes},
		"a file as the folder": {Dir: "/bin/true", Specs: yes}, "a program twice": {Dir: dir, Specs: append(yes, yes...)}, "a negative time": {Dir: dir, Specs: yes, Timeout: -time.Second},
		"a negative cap": {Dir: dir, Specs: yes, MaxOutput: -1}, "a negative limit": {Dir: dir, Specs: yes, Limits: command.Limits{Files: -1}},
		"too little memory": {Dir: dir, Specs: yes, Limits: command.Limits{Memory: 16<<20 - 1}}, "too few files": {Dir: dir, Specs: yes, Limits: command.Limits{Files: 7}},
		"limits that are required and refused": {Dir: dir, Specs: yes, InsecureNoLimits: true, Require: command.Isolation{Limits: true}},
	} {
		if r, err := command.New(c); err == nil {
			r.Close()
			t.Errorf("%s passes", name)
		}
	}
}

// With the least that is accepted, programs run.
func TestTheLeastLimits(t *testing.T) {
	r := newRunner(t, command.Config{Specs: []command.Spec{{Name: "true"}}, Limits: command.Limits{Memory: 16 << 20, Files: 8, Processes: 1, FileSize: 1, CPU: 1}})
	if out, err := r.Run(t.Context(), "true", nil); err != nil || out.ExitCode != 0 {
		t.Errorf("true = %+v, %v", out, err)
	}
}

func TestSoundPoliciesPass(t *testing.T) {
	need(t, "git", "rg", "find", "tar")
	newRunner(t, command.Config{Specs: corpusSpecs()})
	newRunner(t, command.Config{Specs: []command.Spec{{Name: "git", Env: map[string]string{"GIT_CONFIG_NOSYSTEM": "1"}, Syntax: command.Syntax{Commands: map[string]command.Syntax{
		"log": {Flags: []command.Flag{{Names: []string{"--text"}}, {Names: []string{"--filter"}, Value: command.Text(9)}}},
	}}}}})
	for _, name := range []string{"cat", "grep", "rg", "git", "jq", "base64", "sha256sum", "b2sum", "md5sum", "wc", "uniq", "sort", "file", "stat", "du", "xz", "bzip2", "nl", "tr", "cut", "x86_64-tool", "date", "uname", "whoami", "ripgrep", "fd", "ls"} {
		if command.IsRunner(name) {
			t.Errorf("%s is taken for an interpreter", name)
		}
	}
	for _, name := range []string{"python3.11-config", "ruby2.7", "perl5.36.0", "PHP8.2", "lua5.4", "node20", "bash.exe", "busybox", "go1.26.8", "ld-linux-x86-64.so.2", "vim.basic", "nc.openbsd", "perl5.36-x86_64-linux-gnu", "x86_64-linux-gnu-gcc-12", "python3.11-aarch64-linux-musl"} {
		if name != "vim.basic" && !command.IsRunner(name) {
			t.Errorf("%s is not known as an interpreter", name)
		}
	}
}

func TestGitConfigurations(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "[core]\n\tbare = false\n": true, "# core.fsmonitor = x\n[core]\r\n\tfilemode = true\r\n": true, "\uFEFF[core]\nbare\n": true,
		"[branch \"a]b\"]\n\tremote = o\n": true, "[remote \"o\"] url = x\n": true, "[Core] FileMode = true ; x\n": true, "[branch.main]\n\tremote=o\n": true,
		"[alias]\n\tx = \"!f() { git log; }; f\"\n": true, "[core]\n\thooksPath = .husky\n": true, "[core]\n\tfsmonitor = true\n": true,
		"[fetch]\nrecurseSubmodules=false": true, "[credential]\ninteractive=never": true, "[credential \"https://x\"]\nhelper=store": true, "[submodule \"x\"]\nupdate=none": true, "[feature]\nmanyFiles=true": true, "[protocol]\nversion=2": true,
		"[status]\naheadBehind=false": true, "[merge]\ntool=vimdiff": true, "[notes]\ndisplayRef=refs/notes/x": true, "[pretty]\nx=%h": true, "[checkout]\ndefaultRemote=o": true, "[push]\nrecurseSubmodules=check": true, "[core]\nfscache=true": true,
		"[log]\nshowSignature=true": true, "[gpg \"ssh\"]\nallowedSignersFile=x": true, "[alias]\n x = !f() { \\\n echo; }; f": true, "[alias]\n x = \"a # \\\n b\" ; c \\\n": true,
		"[pretty]\nx=%G?": false, "[format]\npretty=%G?": false, "[pretty]\nx=%(describe)": false, "[submodule \"x\"]\nupdate=\"!x\"": false, "[alias]\nx = a \\\\\n[core]\nfsmonitor=x": false, "[alias]\nx = a # \\\n[core]\nfsmonitor=x": false,
		"[core]\n\tfsmonitor = ./x\n": false, "[core]fsmonitor=x": false, "[filter \"a\"]\n\tclean = x\n": false, "[include]\n\tpath = x\n": false,
		"[includeIf \"gitdir:/\"]\n\tpath = x\n": false, "[diff \"x\"]\n\ttextconv = x\n": false, "[diff]\n\texternal = x\n": false, "[gpg]\n\tprogram = x\n": false,
		"[extensions]\n\tpartialClone = o\n": false, "[remote \"o\"]\n\tpromisor = true\n": false, "[submodule \"s\"]\n\tupdate = !x\n": false, "[unknown]\n\tx = y\n": false,
		"[branch \"a\\\"b\"]\n\tremote = o\n": true, "[protocol \"ext\"]\n\tallow = always\n": false, "[hook \"x\"]\n\tcommand = y\n": false, "[user] name = a [core] fsmonitor = x\n": true, // all of it is a name
		"[user][core]fsmonitor=x\n": false,
	} {
		got, err := command.GitHarmless(text)
		if err != nil || got != want {
			t.Errorf("%q: harmless = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"x = y\n", "[core\n", "[core]\n\tname = a \\\n\tfsmonitor = x\n", "[a b]\n", "[core]\n\t=x\n", "[core]\n1x = y\n", "[core \"x]\n", "[core]\n\tx = a\x00b\n", "[core]\n\tx y = z\n", "[alias]\nx = a \\", "[alias]\nx = \"a\n", "[alias]\nx = \\x\n", "[user]\nname = a \\\nb\n", "[alias]\nx = a \\\r\r\nb"} {
		if _, err := command.GitHarmless(text); err == nil {
			t.Errorf("%q is understood", text)
		}
	}
}
