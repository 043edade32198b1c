package house_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../.."

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The README's program is the quickstart, from its package clause on.
func TestTheProgramInTheReadmeIsTheQuickstart(t *testing.T) {
	source := read(t, "examples/quickstart/main.go")
	program := strings.TrimSpace(source[strings.Index(source, "package main"):])
	if !strings.Contains(read(t, "README.md"), "```go\n"+program+"\n```") {
		t.Error("the README does not hold examples/quickstart/main.go as it is")
	}
}

func TestTheReadmeHoldsItsTwoCommandsAndItsFirstSentence(t *testing.T) {
	readme := read(t, "README.md")
	for _, want := range []string{"go run ./examples/demo", "go test ./..."} {
		if !strings.Contains(readme, "\n    "+want) {
			t.Errorf("the README misses the command %q", want)
		}
	}
	_, text, _ := strings.Cut(readme, "\n\n")
	first, _, _ := strings.Cut(text, "\n\n")
	for _, want := range []string{"v6", "v5", "internal/bench", "JSONSchema"} {
		if !strings.Contains(first, want) {
			t.Errorf("the first sentence does not say %q", want)
		}
	}
}

// Every direct requirement has a row with its version, and no row is stale.
func TestTheReadmeExplainsEveryDependency(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{if not (or .Indirect .Main)}}{{.Path}} {{.Version}}{{end}}", "all").Output()
	if err != nil {
		t.Fatal(err)
	}
	direct := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if line != "" {
			direct[line] = true
		}
	}
	if len(direct) == 0 {
		t.Fatal("go.mod requires nothing: this test sees nothing")
	}
	rows := regexp.MustCompile(`(?m)^\| (\S+\.\S+/\S+ v\S+) \| .{20,}`).FindAllStringSubmatch(read(t, "README.md"), -1)
	for _, row := range rows {
		if !direct[row[1]] {
			t.Errorf("the README explains %s, which go.mod does not require directly", row[1])
		}
		delete(direct, row[1])
	}
	for module := range direct {
		t.Errorf("the README does not explain %s", module)
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	for _, name := range []string{"README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		for _, link := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(read(t, name), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, link[1])); err != nil {
				t.Errorf("%s links to %s", name, link[1])
			}
		}
	}
}

// The README says that there are these opt-outs and no others.
func TestTheReadmeNamesEveryOptOut(t *testing.T) {
	readme, found := read(t, "README.md"), 0
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		source, err := os.ReadFile(path)
		for _, name := range regexp.MustCompile(`\bInsecure[A-Z]\w+`).FindAllString(string(source), -1) {
			found++
			if !strings.Contains(readme, "`"+name+"`") {
				t.Errorf("the README does not name %s", name)
			}
		}
		return err
	})
	if err != nil || found == 0 {
		t.Errorf("found %d opt-outs, %v", found, err)
	}
}
