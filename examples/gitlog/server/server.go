// Package server lets a model read the history of one git repository, and do
// nothing else: git gets no word that the policy does not describe, and obeys
// nothing that the repository says.
package server

import (
	"context"
	"strconv"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/ratelimit"
	"github.com/mcpcordon/mcpcordon/redact"
	"github.com/mcpcordon/mcpcordon/sandbox"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

// New returns a server for the repository whose work tree is tree, and the guard
// to serve it with. Git runs by git; its paths have to be those of tree. Callers
// must be authenticated, unless insecureAnonymous lets everybody in.
func New(tree *sandbox.Dir, git *command.Runner, record guard.Recorder, insecureAnonymous bool) (*server.MCPServer, *guard.Guard, error) {
	revision, path := guard.Optional(command.Revision()), guard.Optional(tree)
	g, err := guard.New(guard.Policy{
		Record: record, Redact: redact.Default(), Limit: ratelimit.All(ratelimit.PerCaller(60, time.Minute), ratelimit.Concurrent(4)),
		Tools: map[string]guard.Tool{
			"git_log":    {Args: guard.Args{"revision": revision, "path": path, "grep": guard.Optional(guard.FreeText(200))}},
			"git_show":   {Args: guard.Args{"revision": command.Revision()}},
			"git_diff":   {Args: guard.Args{"from": command.Revision(), "to": revision, "path": path}},
			"git_blame":  {Args: guard.Args{"revision": revision, "path": tree}},
			"git_status": {},
		},
		InsecureAnonymous: insecureAnonymous,
	})
	s := server.NewMCPServer("gitlog", "1.0.0", mcpgo.WithGuard(g)) // a nil guard denies everything
	about, reads := mcp.WithDescription, mcp.WithReadOnlyHintAnnotation(true)
	text := func(name, what string, more ...mcp.PropertyOption) mcp.ToolOption {
		return mcp.WithString(name, append(more, mcp.Description(what))...)
	}
	count := mcp.WithInteger("max_count", mcp.Min(1), mcp.Max(200), mcp.Description("20 if left out"))
	s.AddTool(mcp.NewTool("git_log", about("Lists commits, the newest first"), text("revision", "such as main or v1.0..HEAD"), text("path", "a file or folder"),
		text("grep", "what the message has to contain"), count, reads), tool(git, func(r mcp.CallToolRequest) []string {
		args := []string{"log", "--date=iso", "--max-count=" + strconv.Itoa(r.GetInt("max_count", 20))}
		if grep := r.GetString("grep", ""); grep != "" {
			args = append(args, "--fixed-strings", "--grep", grep)
		}
		return words(args, r.GetString("revision", ""), "--", r.GetString("path", ""))
	}))
	s.AddTool(mcp.NewTool("git_show", about("Shows a commit, or a file of one (HEAD:go.mod)"), text("revision", "what to show", mcp.Required()), reads),
		tool(git, func(r mcp.CallToolRequest) []string {
			return words(nil, "show", "--patch", r.GetString("revision", ""), "--")
		}))
	s.AddTool(mcp.NewTool("git_diff", about("Compares two commits, or one with the work tree"), text("from", "a commit", mcp.Required()), text("to", "another"),
		text("path", "a file or folder"), reads), tool(git, func(r mcp.CallToolRequest) []string {
		return words(nil, "diff", r.GetString("from", ""), r.GetString("to", ""), "--", r.GetString("path", ""))
	}))
	s.AddTool(mcp.NewTool("git_blame", about("Shows who wrote each line of a file"), text("path", "a file", mcp.Required()), text("revision", "as of which commit"), reads),
		tool(git, func(r mcp.CallToolRequest) []string {
			return words(nil, "blame", r.GetString("revision", ""), "--", r.GetString("path", ""))
		}))
	s.AddTool(mcp.NewTool("git_status", about("Shows what is changed and not committed"), reads),
		tool(git, func(mcp.CallToolRequest) []string { return []string{"status", "--short", "--branch"} }))
	return s, g, err
}

// tool makes a handler of what git's arguments are. The Runner decides about
// them again: its errors are denials, which the guard passes on.
func tool(git *command.Runner, args func(mcp.CallToolRequest) []string) server.ToolHandlerFunc {
	return func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		out, err := git.Run(ctx, "git", args(r))
		switch {
		case err != nil:
			return nil, err
		case out.ExitCode != 0:
			return mcp.NewToolResultError(string(out.Stderr)), nil
		case out.Truncated:
			return mcp.NewToolResultText(string(out.Stdout) + "\n[more was left out; ask for less]"), nil
		}
		return mcp.NewToolResultText(string(out.Stdout)), nil
	}
}

// words appends the words that are not empty.
func words(args []string, more ...string) []string {
	for _, word := range more {
		if word != "" {
			args = append(args, word)
		}
	}
	return args
}
