package examples_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/audit"
)

// build compiles an example.
func build(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() && os.Getenv("MCPCORDON_REQUIRE_SERVICES") == "" {
		t.Skip("runs the compiler")
	}
	binary := filepath.Join(t.TempDir(), name+".exe") // Windows asks for the ending, others allow it
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./"+name).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

func initialize(t *testing.T, c *client.Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := c.Initialize(ctx, mcp.InitializeRequest{}); err != nil {
		t.Fatal(err)
	}
}

// ask calls a tool and returns all that the client gets.
func ask(t *testing.T, c *client.Client, tool string, arguments map[string]any) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, err := c.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, Arguments: arguments}})
	if err != nil {
		return err.Error()
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// site serves a page, and a way out of it, on loopback. It returns the page's
// URL and a policy file that allows it.
func site(t *testing.T, folder string) (page, policy string) {
	t.Helper()
	internal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "out of reach") }))
	t.Cleanup(internal.Close)
	pages := http.NewServeMux()
	pages.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "a page") })
	pages.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, internal.URL, http.StatusFound) })
	public := httptest.NewServer(pages)
	t.Cleanup(public.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(public.URL, "http://"), ":")
	policy = filepath.Join(folder, "policy.json")
	text := fmt.Sprintf(`{"egress":{"web":{"hosts":["127.0.0.1"],"insecure_http":["127.0.0.1"],"ports":[%s],"allow_cidrs":{"127.0.0.1":["127.0.0.1/32"]}}}}`, port)
	if err := os.WriteFile(policy, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return public.URL + "/", policy
}

// repository makes a repository with one commit.
func repository(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, args := range [][]string{{"init", "-q"}, {"-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "first commit", "--allow-empty"}} {
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Dir = folder
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return folder
}

func TestExamplesServeStdio(t *testing.T) {
	base := t.TempDir()
	root := filepath.Join(base, "docs")
	for _, err := range []error{
		os.Mkdir(root, 0o700),
		os.WriteFile(filepath.Join(root, "hello.txt"), []byte("hello, mail me@example.com"), 0o600),
		os.WriteFile(filepath.Join(base, "secret.txt"), []byte("out of reach"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	record := filepath.Join(base, "audit.jsonl")
	page, policy := site(t, base)
	repo := repository(t)
	for _, row := range []struct {
		example string
		flags   []string
		tool    string
		good    map[string]any
		answer  string
		bad     map[string]any
		code    string
	}{
		{"quickstart", []string{root}, "read_file", map[string]any{"path": "hello.txt"}, "hello, mail [EMAIL_1]", map[string]any{"path": "../secret.txt"}, "path_not_allowed"},
		{"files", []string{"-root", root, "-audit", record}, "search_files", map[string]any{"path": ".", "pattern": "hello"}, "hello.txt:1", map[string]any{"path": "..", "pattern": "reach"}, "path_not_allowed"},
		{"files", nil, "read_file", map[string]any{"path": "handbook/todo.txt"}, "printer", map[string]any{"path": "/etc/passwd"}, "path_not_allowed"},
		{"database", []string{"-dsn", filepath.Join(base, "shop.db")}, "query", map[string]any{"sql": "SELECT name FROM products"}, "Canvas apron", map[string]any{"sql": "SELECT 1; DROP TABLE orders"}, "statement_not_allowed"},
		{"fetch", []string{"-policy", policy}, "fetch", map[string]any{"url": page}, "a page", map[string]any{"url": page + "out"}, "host_not_allowed"},
		{"fetch", nil, "fetch", map[string]any{"url": "https://example.com/", "start": -1}, "invalid_argument", map[string]any{"url": page + "out"}, "host_not_allowed"},
		{"gitlog", []string{"-repo", repo}, "git_log", map[string]any{"grep": "first"}, "first commit", map[string]any{"revision": "--output=made"}, "command_not_allowed"},
	} {
		if row.example == "gitlog" && runtime.GOOS == "windows" { // programs are not started there
			continue
		}
		t.Run(row.example+" "+row.tool, func(t *testing.T) {
			c, err := client.NewStdioMCPClient(build(t, row.example), nil, row.flags...)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			initialize(t, c)
			if text := ask(t, c, row.tool, row.good); !strings.Contains(text, row.answer) {
				t.Errorf("%s %v: %s, want %s", row.tool, row.good, text, row.answer)
			}
			if text := ask(t, c, row.tool, row.bad); !strings.Contains(text, row.code) || strings.Contains(text, "out of reach") {
				t.Errorf("%s %v: %s, want %s", row.tool, row.bad, text, row.code)
			}
		})
	}
	log, err := os.Open(record)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	if report, err := audit.Verify(log); err != nil || report.Entries != 2 {
		t.Errorf("audit.Verify = %d entries, %v, want 2, nil", report.Entries, err)
	}
}

func TestExamplesServeHTTPOnLoopbackOnly(t *testing.T) {
	binary := build(t, "files")
	out, err := exec.CommandContext(t.Context(), binary, "-http", "0.0.0.0:0").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "loopback") {
		t.Errorf("-http 0.0.0.0:0: %v, %s, want a refusal", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") // to learn of a free port
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	files, temporary := exec.CommandContext(t.Context(), binary, "-http", addr), t.TempDir()
	files.Env = append(os.Environ(), "TMPDIR="+temporary)
	if err := files.Start(); err != nil {
		t.Fatal(err)
	}
	defer stop(t, files, temporary)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) { // until the process listens
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the server does not listen")
		}
	}
	c, err := client.NewStreamableHttpClient("http://" + addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	initialize(t, c)
	if text := ask(t, c, "read_file", map[string]any{"path": "handbook/todo.txt"}); !strings.Contains(text, "printer") {
		t.Errorf("read_file: %s", text)
	}
	if text := ask(t, c, "read_file", map[string]any{"path": "../todo.txt"}); !strings.Contains(text, "path_not_allowed") {
		t.Errorf("read_file ../todo.txt: %s, want path_not_allowed", text)
	}
}

// stop interrupts a server, which then has to clean up behind itself.
func stop(t *testing.T, c *exec.Cmd, temporary string) {
	t.Helper()
	if runtime.GOOS == "windows" { // a process cannot be interrupted there
		_, _ = c.Process.Kill(), c.Wait()
		return
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Error(err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("after an interrupt: %v, want exit status 0", err)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("the server left %v behind, %v", left, err)
	}
}
