// Package twin holds the tools of the example servers once more, written the
// way tutorials write them.
//
// EVERY HANDLER HERE IS VULNERABLE, ON PURPOSE. The demonstration attacks them
// to show that its attacks work. Copy nothing from this package, and serve
// nothing with it: it is meant for one temporary folder and the loopback
// interface.
package twin

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// Files returns the vulnerable file server for a folder.
func Files(root string) *server.MCPServer {
	f := &files{root: root, tokens: map[string]bool{}}
	s := server.NewMCPServer("files", "1.0.0")
	path := mcp.WithString("path", mcp.Required())
	s.AddTool(mcp.NewTool("read_file", path), f.prefixed(mcp.NewTypedToolHandler(f.read)))
	s.AddTool(mcp.NewTool("write_file", path, mcp.WithString("content", mcp.Required())), f.write)
	s.AddTool(mcp.NewTool("delete_file", path), f.delete)
	return s
}

type files struct {
	root   string
	mu     sync.Mutex
	tokens map[string]bool
}

// prefixed is the check that CVE-2025-53110 is about: it compares texts. It
// knows nothing of links (CVE-2025-53109), and it looks at one view of the
// arguments while the handler binds the other.
func (f *files) prefixed(next server.ToolHandlerFunc) server.ToolHandlerFunc {
	return func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		path := filepath.Join(f.root, r.GetString("path", ""))
		if !strings.HasPrefix(path, f.root) {
			return mcp.NewToolResultErrorf("access denied: %s is outside of %s", path, f.root), nil
		}
		return next(ctx, r)
	}
}

type named struct {
	Path string `json:"path"`
}

func (f *files) read(_ context.Context, _ mcp.CallToolRequest, args named) (*mcp.CallToolResult, error) {
	text, err := os.ReadFile(filepath.Join(f.root, args.Path))
	if err != nil {
		return mcp.NewToolResultError(err.Error()), nil // with the host's path
	}
	return mcp.NewToolResultText(string(text)), nil
}

// write forgot the check that read has.
func (f *files) write(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	path := filepath.Join(f.root, r.GetString("path", ""))
	if err := os.WriteFile(path, []byte(r.GetString("content", "")), 0o600); err != nil {
		return mcp.NewToolResultError(err.Error()), nil
	}
	return mcp.NewToolResultText("written"), nil
}

// delete asks first. It believes any answer, whether or not it asked, its
// tokens count up, and a token is good for any file.
func (f *files) delete(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	const question = "mcpcordon.approval"
	answer := server.ElicitationResponse(r.Params.InputResponses, question)
	if answer != nil && answer.Action == mcp.ElicitationResponseActionAccept || f.redeem(r.GetString("approval_token", "")) {
		if err := os.Remove(filepath.Join(f.root, r.GetString("path", ""))); err != nil {
			return mcp.NewToolResultError(err.Error()), nil
		}
		return mcp.NewToolResultText("deleted"), nil
	}
	result := mcp.NewToolResultError("repeat the call with the approval_token in _meta")
	result.Meta = &mcp.Meta{AdditionalFields: map[string]any{"approval_token": f.issue()}}
	return result, nil
}

func (f *files) issue() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	token := strconv.Itoa(len(f.tokens) + 1)
	f.tokens[token] = true
	return token
}

func (f *files) redeem(token string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tokens[token]
}

// Hide leaves a tool out of the listing, and only there (CVE-2026-46519). It
// belongs behind server.WithRecovery, which sends a panic's value to the
// client.
func Hide(name string) server.ServerOption {
	hooks := &server.Hooks{}
	hooks.AddAfterListTools(func(_ context.Context, _ any, _ *mcp.ListToolsRequest, result *mcp.ListToolsResult) {
		var shown []mcp.Tool
		for _, t := range result.Tools {
			if t.Name != name {
				shown = append(shown, t)
			}
		}
		result.Tools = shown
	})
	return server.WithHooks(hooks)
}
