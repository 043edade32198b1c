// Quickstart is a complete MCP server: one tool, guarded.
package main

import (
	"context"
	"log"
	"os"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/ratelimit"
	"github.com/mcpcordon/mcpcordon/redact"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

func main() {
	docs, err := sandbox.Open(append(os.Args, ".")[1]) // the folder to serve
	if err != nil {
		log.Fatal(err)
	}
	g, err := guard.New(guard.Policy{ // what is not in the policy is refused
		Record: audit.New(os.Stderr), Redact: redact.Default(), Limit: ratelimit.PerCaller(60, time.Minute),
		Tools: map[string]guard.Tool{"read_file": {Args: guard.Args{"path": docs}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	s := server.NewMCPServer("docs", "1.0.0", mcpgo.WithGuard(g)) // the one line
	s.AddTool(mcp.NewTool("read_file", mcp.WithString("path", mcp.Required())),
		func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			text, err := docs.ReadFile(ctx, r.GetString("path", ""))
			return mcp.NewToolResultText(string(text)), err
		})
	if err := mcpgo.ServeStdio(context.Background(), s, g); err != nil {
		log.Fatal(err)
	}
}
