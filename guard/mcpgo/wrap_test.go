package mcpgo_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	_ "modernc.org/sqlite"

	"github.com/mcpcordon/mcpcordon/approval"
	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/ratelimit"
	"github.com/mcpcordon/mcpcordon/redact"
	"github.com/mcpcordon/mcpcordon/sandbox"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// TestEachLeafWorksAloneAroundOneHandler wraps a handler with one middleware
// and nothing else. Of each row the attack works on the bare handler, is
// refused by the wrapped one, and the honest call passes.
func TestEachLeafWorksAloneAroundOneHandler(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "notes.txt"), []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	docs, err := sandbox.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = docs.Close() })
	pool, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = pool.Close() })
	exec := func(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if _, err := pool.Exec(r.GetString("text", "")); err != nil {
			return nil, err
		}
		return mcp.NewToolResultText("done"), nil
	}
	open := func(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		b, err := os.ReadFile(filepath.Join(root, r.GetString("text", "")))
		if err != nil {
			return nil, err
		}
		return mcp.NewToolResultText(string(b)), nil
	}
	say := func(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText(r.GetString("text", "")), nil
	}
	for _, row := range []struct {
		name           string
		handler        server.ToolHandlerFunc
		m              guard.Middleware
		honest, attack string
		want           guard.Code // "" means that the result must differ from the bare handler's
	}{
		{"sandbox", open, sandbox.Confine(docs, "text"), "notes.txt", "../" + filepath.Base(root) + "/notes.txt", guard.CodePathNotAllowed},
		{"sqlguard", exec, sqlguard.Middleware("text", sqlguard.ReadOnly(sqlguard.SQLite)), "SELECT 1", "CREATE TABLE IF NOT EXISTS t (a)", guard.CodeStatementNotAllowed},
		{"redact", say, redact.Results(redact.Default()), "hello", "write to ada@example.org", ""},
		{"ratelimit", say, ratelimit.Middleware(ratelimit.Per(1, time.Hour)), "hello", "hello", guard.CodeRateLimited},
		{"approval", say, approval.Middleware(approval.New(nil), guard.TwoPhase), "", "hello", guard.CodeApprovalRequired},
		{"audit that cannot write", say, audit.Middleware(failing{}, redact.Default()), "", "hello", guard.CodeAuditUnavailable},
	} {
		t.Run(row.name, func(t *testing.T) {
			serve := func(h server.ToolHandlerFunc) func(string) string {
				s := server.NewMCPServer("test", "1")
				s.AddTool(echoTool("tool"), h)
				return func(text string) string {
					arguments, _ := json.Marshal(map[string]string{"text": text})
					return send(t.Context(), s, callTool("tool", string(arguments)))
				}
			}
			bare, wrapped := serve(row.handler), serve(mcpgo.Wrap(row.handler, row.m))
			if answer := bare(row.attack); code(t, answer) != "" {
				t.Fatalf("the attack does not work on the bare handler: %s", answer)
			}
			if row.honest != "" {
				if answer := wrapped(row.honest); code(t, answer) != "" {
					t.Errorf("the honest call is refused: %s", answer)
				}
			}
			answer := wrapped(row.attack)
			if row.want == "" && text(t, answer) == text(t, bare(row.attack)) {
				t.Errorf("the result left as it was: %s", answer)
			}
			if row.want != "" && !strings.HasPrefix(text(t, answer), string(row.want)) {
				t.Errorf("want %s: %s", row.want, answer)
			}
		})
	}
}

type failing struct{}

func (failing) Record(context.Context, *guard.Event) error { return errors.New("disk full") }

func TestWrapGivesTheHandlerTheCanonicalArguments(t *testing.T) {
	for name, handler := range readers {
		s := server.NewMCPServer("test", "1")
		s.AddTool(mcp.NewTool("open"), mcpgo.Wrap(handler))
		if got := text(t, send(t.Context(), s, callTool("open", `{"path":"a"}`))); got != "opens a" {
			t.Errorf("%s: %q", name, got)
		}
		for _, arguments := range []string{`{"path":"a","PATH":"shadow"}`, `{"path":"a","path":"shadow"}`, `[1]`} {
			if got := code(t, send(t.Context(), s, callTool("open", arguments))); got != guard.CodeInvalidArgument {
				t.Errorf("%s: %s: %q", name, arguments, got)
			}
		}
	}
}

// A whole guard can stand around one handler too.
func TestAGuardAsAMiddleware(t *testing.T) {
	g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"tool": textRules}})
	s := server.NewMCPServer("test", "1", server.WithToolHandlerMiddleware(mcpgo.Middleware(g.Middleware())))
	s.AddTool(echoTool("tool"), echo)
	s.AddTool(echoTool("other"), echo)
	if got := text(t, send(t.Context(), s, callTool("tool", `{"text":"x"}`))); got != "x [SECRET]" {
		t.Errorf("%q", got)
	}
	if got := code(t, send(t.Context(), s, callTool("other", `{"text":"x"}`))); got != guard.CodeToolNotAllowed {
		t.Errorf("%q", got)
	}
}
