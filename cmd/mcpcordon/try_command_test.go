package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTryCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("programs are not started on Windows")
	}
	for _, program := range []string{"git", "find"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("MCPCORDON_REQUIRE_SERVICES") != "" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	dir := t.TempDir()
	policy := filepath.Join(dir, "policy.json")
	text := `{"files":{"docs":{"roots":[{"path":"$"}]}},"commands":{
		"repo":{"dir":"$","profiles":["git"]},
		"own":{"dir":"$","profiles":["find"],"paths":"docs","timeout":"5s","limits":{"memory":"64MiB"},"programs":{"lines":{"program":"/usr/bin/wc","syntax":{
			"flags":[{"names":["--lines","-l"]},{"names":["--max","-m"],"value":{"int":{"min":1,"max":5}}},{"names":["-k"],"value":{"one_of":["a"]},"style":"separate"}],
			"positions":[{"name":"file","value":{"path":"docs"},"min":1}]}}}}}}`
	if err := os.WriteFile(policy, []byte(strings.ReplaceAll(text, "$", dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, entry, in, want string
		status                int
	}{
		{"a call of a profile is allowed", "repo", `{"id":1,"command":"git","args":["status","-s"]}`, `{"id":1,"verdict":"allow","argv":["git","--no-pager","status","--ignore-submodules=all","--short"]}`, 0},
		{"an unknown program is denied", "repo", `{"id":1,"command":"sh"}`, `{"id":1,"verdict":"deny","code":"command_not_allowed","reason":"there is no such program here","detail":"command: there is no program \"sh\""}`, 0},
		{"a flag that is not described is denied", "own", `{"id":1,"command":"lines","args":["--files0-from=x"]}`, `{"id":1,"verdict":"deny","code":"command_not_allowed","reason":"the flags of lines are --lines, --max, -k","detail":"command: lines: there is no flag \"--files0-from=x\""}`, 0},
		{"a program of one's own gets its arguments anew", "own", `{"id":1,"command":"lines","args":["a b.txt","-k","a","-lm3"]}`, `{"id":1,"verdict":"deny","code":"command_not_allowed","reason":"the flags of lines are --lines, --max, -k","detail":"command: lines: there is no flag \"-lm3\""}`, 0},
		{"in the order of the caller", "own", `{"id":1,"command":"lines","args":["policy.json","-k","a","-m3","-l"]}`, `{"id":1,"verdict":"allow","argv":["lines","-k","a","--max=3","--lines","--","policy.json"]}`, 0},
		{"a path is decided by the files", "own", `{"id":1,"command":"lines","args":["../x"]}`, `{"id":1,"verdict":"deny","code":"path_not_allowed","reason":"the path is not one this server may use; use a relative path inside its folder","detail":"sandbox: name \"../x\": leaves the root"}`, 0},
		{"a line without a command is none", "own", `{"id":1,"args":[]}`, `{"id":1,"error":"the line has no string \"command\""}`, 2},
		{"arguments are strings", "own", `{"id":1,"command":"lines","args":[1]}`, `{"id":1,"error":"the \"args\" are no array of strings"}`, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			status, out, complaint := run(t, row.in, "try", "command", "-policy", policy, "-entry", row.entry)
			if diff := cmp.Diff(row.want, strings.TrimSuffix(out, "\n")); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
			if status != row.status || complaint != "" {
				t.Errorf("status %d, want %d; complaint %q", status, row.status, complaint)
			}
		})
	}
	for _, row := range []struct{ name, args, says string }{
		{"a policy is needed", "", "-policy is needed"},
		{"an entry has to be chosen", "-policy " + policy, "choose one"},
		{"an entry has to exist", "-policy " + policy + " -entry none", "no entry"},
		{"a file has to exist", "-policy none.json", "none.json"},
	} {
		status, _, complaint := run(t, "", append([]string{"try", "command"}, strings.Fields(row.args)...)...)
		if status != unusable || !strings.Contains(complaint, row.says) {
			t.Errorf("%s: status %d, complaint %q, want %q in it", row.name, status, complaint, row.says)
		}
	}
}
