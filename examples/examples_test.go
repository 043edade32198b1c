package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Lines of code: no blank lines, no comments, no imports.
func TestExamplesAreShort(t *testing.T) {
	for _, row := range []struct {
		folder string
		want   int
	}{
		{"quickstart", 25},
		{"files", 120},
		{"database", 120},
		{"fetch", 120},
		{"gitlog", 120},
	} {
		total := 0
		for _, file := range goFiles(t, row.folder) {
			total += lines(t, file)
		}
		if total > row.want {
			t.Errorf("%s has %d lines of code, want %d at most", row.folder, total, row.want)
		}
	}
}

// goFiles returns the files of an example that are no tests.
func goFiles(t *testing.T, folder string) (list []string) {
	t.Helper()
	for _, pattern := range []string{"*.go", "*/*.go"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range found {
			if !strings.HasSuffix(file, "_test.go") {
				list = append(list, file)
			}
		}
	}
	if len(list) == 0 {
		t.Fatalf("%s has no files", folder)
	}
	return list
}

func lines(t *testing.T, file string) (n int) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	imports := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "import (":
			imports = true
		case imports:
			imports = line != ")"
		case line != "" && !strings.HasPrefix(line, "//"):
			n++
		}
	}
	return n
}

// A stranger copies an example into a module of their own. There it has to
// build without anything of internal/.
func TestExamplesBuildElsewhere(t *testing.T) {
	if testing.Short() && os.Getenv("MCPCORDON_REQUIRE_SERVICES") == "" {
		t.Skip("runs the compiler")
	}
	repository, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"quickstart", "files", "database", "fetch", "gitlog"} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.CopyFS(folder, os.DirFS(name)); err != nil {
				t.Fatal(err)
			}
			module(t, repository, folder, name)
			build := exec.CommandContext(t.Context(), "go", "build", "-o", os.DevNull, ".")
			build.Dir = folder
			build.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("go build: %v\n%s", err, out)
			}
			for _, file := range goFiles(t, folder) {
				if text, err := os.ReadFile(file); err != nil || strings.Contains(string(text), "mcpcordon/internal") {
					t.Errorf("%s uses internal/, or cannot be read: %v", filepath.Base(file), err)
				}
			}
		})
	}
}

// module makes the folder a module of its own: the example's import of its
// server package follows it, everything else comes from the repository.
func module(t *testing.T, repository, folder, name string) {
	t.Helper()
	const here = "github.com/mcpcordon/mcpcordon"
	for _, file := range goFiles(t, folder) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		own := strings.ReplaceAll(string(text), here+"/examples/"+name+"/", "example.com/copied/")
		if err := os.WriteFile(file, []byte(own), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mod, err := os.ReadFile(filepath.Join(repository, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(repository, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(mod), "module "+here, "module example.com/copied", 1) +
		"\nrequire " + here + " v0.0.0\nreplace " + here + " => " + filepath.ToSlash(repository) + "\n"
	for file, text := range map[string]string{"go.mod": own, "go.sum": string(sum)} {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
