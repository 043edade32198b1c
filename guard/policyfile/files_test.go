package policyfile_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/policyfile"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

func open(t *testing.T, text string) (*sandbox.Dir, error) {
	t.Helper()
	f, err := policyfile.Parse([]byte(strings.ReplaceAll(text, "$", filepath.ToSlash(t.TempDir()))))
	if err != nil {
		return nil, err
	}
	entry, err := policyfile.Pick(f.Files, "")
	if err != nil {
		return nil, err
	}
	d, err := entry.Open()
	if err == nil {
		t.Cleanup(func() { d.Close() })
	}
	return d, err
}

func TestFiles(t *testing.T) {
	d, err := open(t, `{"files":{"docs":{"roots":[{"path":"$","writable":true}],"max_file":"1KiB","timeout":"5s","protect":["private"],"allow":[".env.ci"]}}}`)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]guard.Code{"a.txt": "", ".env.ci": "", ".env": guard.CodePathNotAllowed, "private": guard.CodePathNotAllowed} {
		if err := d.WriteFile(t.Context(), name, make([]byte, 1024)); guard.CodeOf(err) != want {
			t.Errorf("WriteFile(%q) = %v, want %q", name, err, want)
		}
	}
	if err := d.WriteFile(t.Context(), "b.txt", make([]byte, 1025)); guard.CodeOf(err) != guard.CodeInvalidArgument {
		t.Errorf("WriteFile beyond max_file = %v", err)
	}
	for _, row := range []struct{ text, says string }{
		{`{"files":{"docs":{}}}`, "no root"},
		{`{"files":{"docs":{"roots":[{"path":"$/none"}]}}}`, "none"},
		{`{"files":{"docs":{"roots":[{"path":"$","Writable":true}]}}}`, "/files/docs/roots/0/Writable"},
		{`{"files":{"docs":{"roots":[{"path":"$"}],"max_file":"1KB"}}}`, "1KB"},
		{`{"files":{"docs":{"root":"$"}}}`, "/files/docs/root"},
		{`{"files":{"docs":{"roots":{}}}}`, ""},
		{`{"files":[]}`, ""},
	} {
		if _, err := open(t, row.text); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s = %v, want an error that says %s", row.text, err, row.says)
		}
	}
}

// Every field of a sandbox.Config can be written in a file.
func TestFilesHasTheFieldsOfTheConfig(t *testing.T) {
	entry := reflect.TypeFor[policyfile.Files]()
	for field := range reflect.TypeFor[sandbox.Config]().Fields() {
		if _, ok := entry.FieldByName(field.Name); !ok && field.Name != "Root" && field.Name != "Writable" {
			t.Errorf("the section has no %s", field.Name)
		}
	}
}
