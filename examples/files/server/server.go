// Package server lets a model work with the files of one folder, and with
// nothing else: every call passes the guard, the sandbox opens every file.
package server

import (
	"context"
	"embed"
	"fmt"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/approval"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/ratelimit"
	"github.com/mcpcordon/mcpcordon/redact"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

// Seed holds a few files to begin with.
//
//go:embed handbook
var Seed embed.FS

// New returns a server for the files in docs, and the guard to serve it with.
// Callers must be authenticated, unless insecureAnonymous lets everybody in.
func New(docs *sandbox.Dir, record guard.Recorder, insecureAnonymous bool) (*server.MCPServer, *guard.Guard, error) {
	g, err := guard.New(guard.Policy{
		Record: record, Redact: redact.Default(), Limit: ratelimit.PerCaller(60, time.Minute), Approve: approval.New(nil),
		Tools: map[string]guard.Tool{
			"list_directory": {Args: guard.Args{"path": docs}},
			"read_file":      {Args: guard.Args{"path": docs}},
			"search_files":   {Args: guard.Args{"path": docs, "pattern": guard.FreeText(200)}},
			"write_file":     {Args: guard.Args{"path": docs, "content": guard.FreeText(256 << 10)}, Destructive: true},
			"delete_file":    {Args: guard.Args{"path": docs}, Approval: guard.TwoPhase},
		},
		InsecureAnonymous: insecureAnonymous,
	})
	s := server.NewMCPServer("files", "1.0.0", mcpgo.WithGuard(g)) // a nil guard denies everything
	f, about, reads := files{docs}, mcp.WithDescription, mcp.WithReadOnlyHintAnnotation(true)
	path := mcp.WithString("path", mcp.Required(), mcp.Description(`below the folder, with slashes; "." is the folder`))
	pattern := mcp.WithString("pattern", mcp.Required(), mcp.MinLength(1), mcp.Description("a text, letter by letter"))
	content := mcp.WithString("content", mcp.Required())
	s.AddTool(mcp.NewTool("list_directory", about("Lists a folder"), path, reads), f.list)
	s.AddTool(mcp.NewTool("read_file", about("Reads a text file"), path, reads), f.read)
	s.AddTool(mcp.NewTool("search_files", about("Finds the lines with a text below a folder"), path, pattern, reads), f.search)
	s.AddTool(mcp.NewTool("write_file", about("Creates or replaces a text file"), path, content), f.write)
	s.AddTool(mcp.NewTool("delete_file", about("Deletes a file or an empty folder"), path), f.delete)
	return s, g, err
}

// files holds the handlers. The sandbox's errors are denials, which the guard
// passes on; all others it masks.
type files struct{ *sandbox.Dir }

func (f files) list(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	entries, err := f.List(ctx, r.GetString("path", ""))
	var lines strings.Builder
	for _, e := range entries {
		if e.Dir {
			e.Name += "/"
		}
		fmt.Fprintf(&lines, "%s\t%d bytes\n", e.Name, e.Size)
	}
	return mcp.NewToolResultText(lines.String()), err
}

func (f files) read(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	text, err := f.ReadFile(ctx, r.GetString("path", ""))
	return mcp.NewToolResultText(string(text)), err
}

// search stops after the first 100 lines. The sandbox bounds the walk, the
// guard's deadline the time.
func (f files) search(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	var found []string
	for e, err := range f.Walk(ctx, r.GetString("path", "")) {
		if err != nil {
			return nil, err
		}
		text, _ := f.ReadFile(ctx, e.Name) // none if it is a folder, or too large
		for i, line := range strings.Split(string(text), "\n") {
			if len(found) < 100 && strings.Contains(line, r.GetString("pattern", "")) {
				found = append(found, fmt.Sprintf("%s:%d: %s", e.Name, i+1, line))
			}
		}
	}
	return mcp.NewToolResultText(strings.Join(found, "\n")), nil
}

func (f files) write(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	err := f.WriteFile(ctx, r.GetString("path", ""), []byte(r.GetString("content", "")))
	return mcp.NewToolResultText("written"), err
}

func (f files) delete(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	return mcp.NewToolResultText("deleted"), f.Remove(r.GetString("path", ""))
}
