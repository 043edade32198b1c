package house_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/mcpcordon/mcpcordon/"

const (
	mcpGo      = "github.com/mark3labs/mcp-go"
	goSDK      = "github.com/modelcontextprotocol/go-sdk"
	jsonSchema = "github.com/santhosh-tekuri/jsonschema/v6"

	secondParser = "github.com/xwb1989/sqlparser"
)

// allowed holds, for each package that others build on, which packages outside
// of the standard library it may depend on, directly or not. A prefix is
// enough. Packages that are not here stand on top and may import any.
var allowed = map[string][]string{
	"guard":       {jsonSchema, "golang.org/x/text"},
	"guard/mcpgo": {module + "guard", mcpGo, jsonSchema, "golang.org/x/text", "github.com/google/", "github.com/spf13/cast", "github.com/yosida95/uritemplate"},
	"sandbox":     append([]string{"golang.org/x/sys"}, leaf...),
	"sqlguard":    append([]string{module + "sqlguard/internal/syntax"}, leaf...), "redact": leaf, "audit": leaf, "ratelimit": leaf, "approval": leaf,

	"sqlguard/xwbcheck":    append([]string{module + "sqlguard", secondParser}, leaf...),
	"sqlguard/sqliteguard": append([]string{module + "sqlguard", "modernc.org/", "github.com/dustin/go-humanize", "github.com/google/uuid", "github.com/mattn/go-isatty", "github.com/ncruces/go-strftime", "github.com/remyoudompheng/bigfft", "golang.org/x/sys"}, leaf...),

	"sqlguard/pgxguard": append([]string{module + "sqlguard", "github.com/jackc/", "golang.org/x/sync"}, leaf...),

	"sandbox/egress":   append([]string{"golang.org/x/net/idna", "golang.org/x/net/publicsuffix"}, leaf...),
	"sandbox/command":  append([]string{module + "sandbox/command/internal", "golang.org/x/sys/unix"}, leaf...),
	"redact/vault":     append([]string{module + "redact", "github.com/tink-crypto/tink-go/v2"}, leaf...),
	"redact/injection": append([]string{module + "redact"}, leaf...),
}

// leaf is what a leaf may import: guard for its vocabulary, and what comes
// with that.
var leaf = []string{module + "guard", jsonSchema, "golang.org/x/text"}

func dependencies(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", module+pkg).CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, out)
	}
	return strings.Fields(string(out))
}

func TestImportsPointDownwards(t *testing.T) {
	for pkg, prefixes := range allowed {
		for _, dependency := range dependencies(t, pkg) {
			if dependency == module+pkg {
				continue
			}
			fits := func(prefix string) bool {
				if prefix == module+"guard" { // not its adapters
					return dependency == prefix
				}
				return strings.HasPrefix(dependency, prefix)
			}
			if !slices.ContainsFunc(prefixes, fits) {
				t.Errorf("%s depends on %s", pkg, dependency)
			}
		}
	}
}

// The vocabulary must be usable without any SDK.
func TestGuardKnowsNoSDK(t *testing.T) {
	for _, dependency := range dependencies(t, "guard") {
		if strings.HasPrefix(dependency, mcpGo) || strings.HasPrefix(dependency, goSDK) {
			t.Errorf("guard depends on %s", dependency)
		}
	}
	if !slices.Contains(dependencies(t, "guard/mcpgo"), mcpGo+"/server") {
		t.Error("the list of dependencies misses the SDK of the adapter: this test sees nothing")
	}
}

// Rivals and heavy engines stay out of what a user of the library compiles.
func TestRivalsStayInTheBenchModule(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Path}}", "all").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, out)
	}
	for _, rival := range []string{"github.com/santhosh-tekuri/jsonschema/v5", "github.com/gitleaks/gitleaks", "github.com/doyensec/safeurl", "code.dny.dev/ssrf", "vitess.io/vitess"} {
		if slices.Contains(strings.Fields(string(out)), rival) {
			t.Errorf("go.mod reaches %s", rival)
		}
	}
}

// The second parser is for those who ask for it.
func TestOnlyTheUsersOfXwbcheckCompileTheSecondParser(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.ImportPath}}: {{join .Deps \" \"}}", module+"...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, out)
	}
	seen := false
	for line := range strings.Lines(string(out)) {
		pkg, deps, _ := strings.Cut(line, ": ")
		switch compiles := slices.Contains(strings.Fields(deps), secondParser); {
		case pkg == module+"sqlguard/xwbcheck":
			seen = compiles
		case compiles:
			t.Errorf("%s compiles %s", pkg, secondParser)
		}
	}
	if !seen {
		t.Error("sqlguard/xwbcheck does not compile it: this test sees nothing")
	}
}
