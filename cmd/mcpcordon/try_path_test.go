package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// policyOf writes a policy file, with $ for a new folder.
func policyOf(t *testing.T, text string) (file, folder string) {
	t.Helper()
	folder = t.TempDir()
	file = filepath.Join(folder, "policy.json")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(text, "$", filepath.ToSlash(folder))), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, folder
}

func TestTryPathWithAPolicy(t *testing.T) {
	file, folder := policyOf(t, `{"files":{"docs":{"roots":[{"path":"$/docs","writable":true},{"path":"$/more"}]},"other":{"roots":[{"path":"$/docs"}]}}}`)
	for _, name := range []string{"docs", "more"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct{ name, entry, in, want string }{
		{"reading is meant", "docs", `{"id":1,"path":"docs/CLAUDE.md"}`, `"allow"`},
		{"writing is another question", "docs", `{"id":1,"path":"docs/CLAUDE.md","op":"write"}`, `"path_not_allowed"`},
		{"a new file may be written", "docs", `{"id":1,"path":"docs/new/a.txt","op":"write"}`, `"allow"`},
		{"a read-only root is not written", "docs", `{"id":1,"path":"more/a.txt","op":"write"}`, `the root is read-only`},
		{"a secret is not read", "docs", `{"id":1,"path":"docs/.env","op":"read"}`, `"path_not_allowed"`},
		{"the entry counts", "other", `{"id":1,"path":"docs/.env/../a.txt","op":"write"}`, `the root is read-only`},
		{"an operation that there is not is an error", "docs", `{"id":1,"path":"docs/a","op":"eat"}`, `neither`},
		{"an operation that is no text is an error", "docs", `{"id":1,"path":"docs/a","op":null}`, `neither`},
	} {
		status, out, complaint := run(t, row.in, "try", "path", "-policy", file, "-entry", row.entry)
		if !strings.Contains(out, row.want) || complaint != "" || (status == done) == strings.Contains(out, `"error"`) {
			t.Errorf("%s: %d, %s%s, want %s", row.name, status, out, complaint, row.want)
		}
	}
	for _, row := range []struct {
		name string
		args []string
		says string
	}{
		{"an entry must be chosen", []string{"-policy", file}, "choose one of the entries docs, other"},
		{"an entry must exist", []string{"-policy", file, "-entry", "none"}, "docs, other"},
		{"a policy and a root are too much", []string{"-policy", file, "-root", folder}, "either"},
		{"a policy must exist", []string{"-policy", file + "x"}, "policy.jsonx"},
	} {
		status, out, complaint := run(t, "", append([]string{"try", "path"}, row.args...)...)
		if status != unusable || out != "" || !strings.Contains(complaint, row.says) {
			t.Errorf("%s: %d, %s%s, want %s", row.name, status, out, complaint, row.says)
		}
	}
	if entries, err := os.ReadDir(filepath.Join(folder, "docs")); err != nil || len(entries) > 0 {
		t.Errorf("trying made %v, %v", entries, err)
	}
}
