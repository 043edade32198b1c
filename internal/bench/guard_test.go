package bench

import (
	"context"
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/ratelimit"
	"github.com/mcpcordon/mcpcordon/redact"
)

// callMessage is one tools/call as a client sends it.
const callMessage = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"search","arguments":{"path":"reports/2026/q3.txt","pattern":"total revenue","limit":20}}}`

func newServer(opts ...server.ServerOption) *server.MCPServer {
	s := server.NewMCPServer("bench", "1.0.0", opts...)
	tool := mcp.NewTool("search",
		mcp.WithString("path", mcp.Required(), mcp.MaxLength(200)),
		mcp.WithString("pattern", mcp.Required(), mcp.MaxLength(100)),
		mcp.WithNumber("limit", mcp.Min(1), mcp.Max(100)))
	s.AddTool(tool, func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText("reports/2026/q3.txt:14: total revenue 1 204 300"), nil
	})
	return s
}

// newGuard is the guard of a tool with schema, one checker, rate, record to
// memory and redaction.
func newGuard(b *testing.B) *guard.Guard {
	b.Helper()
	relative := guard.CheckerFunc(func(_ context.Context, path string) error {
		if path == "" || path[0] == '/' {
			return guard.Deny(guard.CodePathNotAllowed, "")
		}
		return nil
	})
	g, err := guard.New(guard.Policy{
		Record: &audit.Memory{}, Redact: redact.Default(), Limit: ratelimit.PerCaller(1<<30, time.Second), InsecureAnonymous: true,
		Tools: map[string]guard.Tool{"search": {Args: guard.Args{"path": relative, "pattern": guard.FreeText(100)}}},
	})
	if err != nil {
		b.Fatal(err)
	}
	return g
}

// servers are the three that are compared: mcp-go alone, with its own
// validation, and guarded.
func servers(b *testing.B) map[string]*server.MCPServer {
	return map[string]*server.MCPServer{
		"bare":      newServer(),
		"validated": newServer(server.WithInputSchemaValidation()),
		"guarded":   newServer(mcpgo.WithGuard(newGuard(b))),
	}
}

func call(b *testing.B, s *server.MCPServer) {
	r, ok := s.HandleMessage(context.Background(), json.RawMessage(callMessage)).(mcp.JSONRPCResponse)
	if !ok || r.Result.(*mcp.CallToolResult).IsError {
		b.Fatalf("the call is refused: %+v", r)
	}
}

// BenchmarkCall measures one call of each server.
func BenchmarkCall(b *testing.B) {
	for name, s := range servers(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				call(b, s)
			}
		})
	}
}

// BenchmarkGuardAgainstValidation runs short batches of the three in turn and
// compares their best ones, so that other work on the machine hits all alike.
// It reports what the guard adds to a call in units of what mcp-go's own
// validation adds (x_validation), and both in microseconds.
func BenchmarkGuardAgainstValidation(b *testing.B) {
	const batch = 100
	all := servers(b)
	best := map[string]float64{"bare": math.Inf(1), "validated": math.Inf(1), "guarded": math.Inf(1)}
	for b.Loop() {
		for name, s := range all {
			start := time.Now()
			for range batch {
				call(b, s)
			}
			best[name] = min(best[name], float64(time.Since(start).Nanoseconds())/batch/1000)
		}
	}
	guarded, validated := best["guarded"]-best["bare"], best["validated"]-best["bare"]
	b.ReportMetric(best["bare"], "µs_bare")
	b.ReportMetric(guarded, "µs_guard_adds")
	b.ReportMetric(validated, "µs_validation_adds")
	b.ReportMetric(guarded/validated, "x_validation")
}
