package server_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/examples/files/server"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

const secret = "the content of a file out of reach"

// start serves a copy of the handbook that has a secret beside it.
func start(t *testing.T) (context.Context, *client.Client, string) {
	t.Helper()
	base := t.TempDir()
	root := filepath.Join(base, "docs")
	for _, err := range []error{
		os.Mkdir(root, 0o700), os.CopyFS(root, server.Seed), os.Mkdir(root+"-private", 0o700),
		os.WriteFile(filepath.Join(base, "secret.txt"), []byte(secret), 0o600),
		os.WriteFile(filepath.Join(root+"-private", "key.txt"), []byte(secret), 0o600),
		os.Symlink("../docs-private", filepath.Join(root, "link")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	docs, err := sandbox.New(sandbox.Config{Root: root, Writable: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { docs.Close() })
	s, g, err := server.New(docs, &audit.Memory{}, false)
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
	return ctx, c, base
}

// call returns all that a client gets, and the code of a refusal.
func call(ctx context.Context, t *testing.T, c *client.Client, tool, arguments string) (text string, code guard.Code, meta map[string]any) {
	t.Helper()
	r, err := c.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, Arguments: json.RawMessage(arguments)}})
	if err != nil {
		text = err.Error()
		for _, code := range []guard.Code{guard.CodeToolNotAllowed, guard.CodeInvalidArgument, guard.CodeUnauthenticated} {
			if strings.Contains(text, string(code)) {
				return text, code, nil
			}
		}
		t.Fatal(err)
	}
	all, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Meta != nil {
		meta, _ = r.Meta.AdditionalFields[mcpgo.DenialMeta].(map[string]any)
	}
	s, _ := meta["code"].(string)
	if r.IsError && s == "" {
		t.Errorf("%s %s: an error without a code: %s", tool, arguments, all)
	}
	return string(all), guard.Code(s), meta
}

func TestAttacksAreRefusedAndTheirNeighboursPass(t *testing.T) {
	for _, row := range []struct {
		name, tool, arguments string
		want                  guard.Code
	}{
		{"a file is read", "read_file", `{"path":"handbook/todo.txt"}`, ""},
		{"a file outside is not read", "read_file", `{"path":"../secret.txt"}`, guard.CodePathNotAllowed},
		{"a file outside is not read by its absolute path", "read_file", `{"path":"/etc/passwd"}`, guard.CodePathNotAllowed},
		{"a file of a sibling folder is not read", "read_file", `{"path":"../docs-private/key.txt"}`, guard.CodePathNotAllowed},
		{"a file behind a link that leaves is not read", "read_file", `{"path":"link/key.txt"}`, guard.CodePathNotAllowed},
		{"a second path in other letters is refused", "read_file", `{"path":"handbook/todo.txt","PATH":"../secret.txt"}`, guard.CodeInvalidArgument},
		{"a path in other letters is refused alone", "read_file", `{"PATH":"handbook/todo.txt"}`, guard.CodeInvalidArgument},
		{"a file that does not exist is refused in plain words", "read_file", `{"path":"handbook/none.txt"}`, guard.CodeInvalidArgument},
		{"a folder is listed", "list_directory", `{"path":"."}`, ""},
		{"the folder above is not listed", "list_directory", `{"path":".."}`, guard.CodePathNotAllowed},
		{"files are searched", "search_files", `{"path":".","pattern":"MISSING"}`, ""},
		{"files outside are not searched", "search_files", `{"path":"..","pattern":"content"}`, guard.CodePathNotAllowed},
		{"an empty pattern is refused", "search_files", `{"path":".","pattern":""}`, guard.CodeInvalidArgument},
		{"a secret is not read", "read_file", `{"path":"handbook/.env"}`, guard.CodePathNotAllowed},
		{"a part of a file is read", "read_file", `{"path":"handbook/todo.txt","offset":3,"length":5}`, ""},
		{"a tree is listed", "directory_tree", `{"path":"handbook"}`, ""},
		{"a cursor that nobody gave is refused", "list_directory", `{"path":".","cursor":"!"}`, guard.CodeInvalidArgument},
		{"files are searched by their names", "search_files", `{"path":".","pattern":"the","files":"*.md"}`, ""},
		{"a file is appended to", "append_file", `{"path":"handbook/todo.txt","content":"new"}`, ""},
		{"a file outside is not appended to", "append_file", `{"path":"../secret.txt","content":"new"}`, guard.CodePathNotAllowed},
		{"a file that a shell runs is not written", "write_file", `{"path":".bashrc","content":"new"}`, guard.CodePathNotAllowed},
		{"a folder is created", "create_directory", `{"path":"handbook/a/b"}`, ""},
		{"a folder for hooks is not created", "create_directory", `{"path":".git/hooks"}`, guard.CodePathNotAllowed},
		{"a file is copied", "copy_file", `{"from":"handbook/todo.txt","to":"handbook/done.txt"}`, ""},
		{"a file is not copied in from outside", "copy_file", `{"from":"../secret.txt","to":"handbook/s.txt"}`, guard.CodePathNotAllowed},
		{"a file is moved", "move_file", `{"from":"handbook/todo.txt","to":"handbook/later.txt"}`, ""},
		{"a file is not moved out", "move_file", `{"from":"handbook/todo.txt","to":"link/todo.txt"}`, guard.CodePathNotAllowed},
		{"a file is written", "write_file", `{"path":"handbook/new.txt","content":"new"}`, ""},
		{"a file outside is not written", "write_file", `{"path":"../secret.txt","content":"new"}`, guard.CodePathNotAllowed},
		{"a file is not deleted without approval", "delete_file", `{"path":"handbook/draft.md"}`, guard.CodeApprovalRequired},
		{"a file is not deleted with an invented approval", "delete_file", `{"path":"handbook/draft.md","approval_token":"yes"}`, guard.CodeApprovalExpired},
		{"a file outside is not even asked about", "delete_file", `{"path":"../secret.txt"}`, guard.CodePathNotAllowed},
		{"a tool that does not exist is refused", "run_command", `{"path":"."}`, guard.CodeToolNotAllowed},
	} {
		t.Run(row.name, func(t *testing.T) {
			ctx, c, base := start(t)
			text, code, _ := call(ctx, t, c, row.tool, row.arguments)
			if code != row.want {
				t.Errorf("code %q, want %q: %s", code, row.want, text)
			}
			if strings.Contains(text, secret) || strings.Contains(text, base) {
				t.Errorf("the answer holds what must not leave: %s", text)
			}
			kept, err := os.ReadFile(filepath.Join(base, "secret.txt"))
			if err != nil || string(kept) != secret {
				t.Errorf("the file outside was changed: %q, %v", kept, err)
			}
		})
	}
}

func TestAnApprovalIsGoodForOneFileOnce(t *testing.T) {
	ctx, c, base := start(t)
	_, _, meta := call(ctx, t, c, "delete_file", `{"path":"handbook/draft.md"}`)
	token, _ := meta[guard.ApprovalArgument].(string)
	for _, row := range []struct {
		path string
		want guard.Code
	}{
		{"handbook/todo.txt", guard.CodeApprovalExpired},
		{"handbook/draft.md", ""},
		{"handbook/draft.md", guard.CodeApprovalExpired},
	} {
		if text, code, _ := call(ctx, t, c, "delete_file", `{"path":"`+row.path+`","approval_token":"`+token+`"}`); code != row.want {
			t.Errorf("delete_file %s: code %q, want %q: %s", row.path, code, row.want, text)
		}
	}
	if _, err := os.Stat(filepath.Join(base, "docs", "handbook", "draft.md")); !os.IsNotExist(err) {
		t.Errorf("the approved file is still there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(base, "docs", "handbook", "todo.txt")); err != nil {
		t.Errorf("the other file is gone: %v", err)
	}
}

func TestAddressesAreRedacted(t *testing.T) {
	ctx, c, _ := start(t)
	text, _, _ := call(ctx, t, c, "read_file", `{"path":"handbook/README.md"}`)
	if strings.Contains(text, "handbook@example.com") || !strings.Contains(text, "[EMAIL_1]") {
		t.Errorf("not redacted: %s", text)
	}
}

func TestNobodyIsServedWithoutCredentials(t *testing.T) {
	_, c, _ := start(t)
	if text, code, _ := call(t.Context(), t, c, "read_file", `{"path":"handbook/todo.txt"}`); code != guard.CodeUnauthenticated {
		t.Errorf("code %q, want %q: %s", code, guard.CodeUnauthenticated, text)
	}
}
