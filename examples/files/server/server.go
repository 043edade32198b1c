// Package server lets a model work with the files of some folders, and with
// nothing else: every call passes the guard, the sandbox opens every file.
package server

import (
	"context"
	"embed"
	"errors"
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
	reads, writes := guard.Tool{Args: guard.Args{"path": docs}}, guard.Tool{Args: guard.Args{"path": docs.Writing()}}
	content := guard.Args{"path": docs.Writing(), "content": guard.FreeText(256 << 10)}
	g, err := guard.New(guard.Policy{
		Record: record, Redact: redact.Default(), Limit: ratelimit.PerCaller(60, time.Minute), Approve: approval.New(nil), InsecureAnonymous: insecureAnonymous,
		Tools: map[string]guard.Tool{
			"directory_tree": reads, "read_file": reads, "create_directory": writes,
			"list_directory": {Args: guard.Args{"path": docs, "cursor": guard.Optional(guard.FreeText(400))}},
			"search_files":   {Args: guard.Args{"path": docs, "pattern": guard.FreeText(200), "files": guard.Optional(guard.FreeText(100))}},
			"write_file":     {Args: content, Destructive: true}, "append_file": {Args: content},
			"copy_file": {Args: guard.Args{"from": docs, "to": docs.Writing()}}, "move_file": {Args: guard.Args{"from": docs.Writing(), "to": docs.Writing()}, Destructive: true},
			"delete_file": {Args: writes.Args, Approval: guard.TwoPhase},
		},
	})
	s := server.NewMCPServer("files", "1.0.0", mcpgo.WithGuard(g)) // a nil guard denies everything
	path := mcp.WithString("path", mcp.Required(), mcp.Description(`below the folder, with slashes; "." is the folder`))
	f, text := files{docs}, func(name string) mcp.ToolOption { return mcp.WithString(name, mcp.Required()) }
	add(s, "list_directory", "Lists a folder; the cursor behind a listing continues it", f.list, path, mcp.WithString("cursor"))
	add(s, "directory_tree", "Lists all that lies below a folder", f.tree, path)
	add(s, "read_file", "Reads a text file: length bytes, 1 MiB unless it is given, from offset on", f.read, path, mcp.WithInteger("offset"), mcp.WithInteger("length"))
	add(s, "search_files", `Finds the lines with a text below a folder, in files such as "*.md"`, f.search, path, text("pattern"), mcp.WithString("files"))
	add(s, "write_file", "Creates or replaces a text file", changes(docs.WriteFile, "path", "content"), path, text("content"))
	add(s, "append_file", "Adds to the end of a text file", changes(docs.Append, "path", "content"), path, text("content"))
	add(s, "copy_file", "Copies a file to a new name", changes(docs.Copy, "from", "to"), text("from"), text("to"))
	add(s, "move_file", "Moves a file or a folder to a new name", changes(docs.Rename, "from", "to"), text("from"), text("to"))
	add(s, "create_directory", "Creates a folder and those above it", changes(alone(docs.MkdirAll), "path", "path"), path)
	add(s, "delete_file", "Deletes a file, or a folder with all that is in it", changes(alone(docs.RemoveAll), "path", "path"), path)
	return s, g, err
}

// A handler returns the text of a result. The sandbox's errors are denials,
// which the guard passes on; all others it masks.
type handler func(context.Context, mcp.CallToolRequest) (string, error)

func add(s *server.MCPServer, name, about string, handle handler, arguments ...mcp.ToolOption) {
	tool := mcp.NewTool(name, append(arguments, mcp.WithDescription(about))...)
	s.AddTool(tool, func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		text, err := handle(ctx, r)
		return mcp.NewToolResultText(text), err
	})
}

func changes[T string | []byte](do func(context.Context, string, T) error, first, second string) handler {
	return func(ctx context.Context, r mcp.CallToolRequest) (string, error) {
		return "done", do(ctx, r.GetString(first, ""), T(r.GetString(second, "")))
	}
}

func alone(do func(context.Context, string) error) func(context.Context, string, string) error {
	return func(ctx context.Context, path, _ string) error { return do(ctx, path) }
}

type files struct{ *sandbox.Dir }

func (f files) list(ctx context.Context, r mcp.CallToolRequest) (lines string, err error) {
	entries, next, err := f.List(ctx, r.GetString("path", ""), r.GetString("cursor", ""))
	for _, e := range entries {
		lines += line(e)
	}
	return lines + "cursor: " + next, err
}

func (f files) tree(ctx context.Context, r mcp.CallToolRequest) (lines string, err error) {
	for e, failed := range f.Walk(ctx, r.GetString("path", "")) {
		if lines += line(e); e.Name == "" { // else only that folder cannot be read
			return "", failed
		}
	}
	return lines, nil
}

func line(e sandbox.Entry) string {
	return fmt.Sprintf("%s%s\t%d bytes\n", e.Name, map[bool]string{true: "/"}[e.Dir], e.Size)
}

func (f files) read(ctx context.Context, r mcp.CallToolRequest) (string, error) {
	text, err := f.ReadRange(ctx, r.GetString("path", ""), int64(r.GetInt("offset", 0)), int64(r.GetInt("length", 1<<20)))
	return strings.ToValidUTF8(string(text), "\uFFFD"), err // a range may cut a character
}

// search ends after 100 lines. The sandbox bounds what it reads.
func (f files) search(ctx context.Context, r mcp.CallToolRequest) (found string, err error) {
	query := sandbox.Query{Text: r.GetString("pattern", ""), Files: r.GetString("files", "")}
	for m, failed := range f.Search(ctx, r.GetString("path", ""), query) {
		found, err = found+fmt.Sprintf("%s:%d: %s\n", m.Name, m.Line, m.Text), errors.Join(err, failed)
	}
	return found, err
}
