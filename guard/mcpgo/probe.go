package mcpgo

import (
	"context"
	"encoding/json"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// probe marks a request that the adapter itself makes to the server, to see
// what a client could reach. Its context key is private, so that no message
// and no other package can make one.
type probe struct {
	found []*adapter // whose hooks saw the request
}

type probeKey struct{}

func probing(ctx context.Context) *probe {
	p, _ := ctx.Value(probeKey{}).(*probe)
	return p
}

// ask sends a list request to the server as the adapter and returns the SDK's
// own result. It is not decoded from JSON: the SDK's types lose parts of a
// schema on that way.
func ask[T any](ctx context.Context, s *server.MCPServer, p *probe, method mcp.MCPMethod, cursor mcp.Cursor) (result T, ok bool) {
	message, err := json.Marshal(map[string]any{"jsonrpc": mcp.JSONRPC_VERSION, "id": 0, "method": method, "params": map[string]any{"cursor": cursor}})
	if err != nil {
		return result, false
	}
	answer, ok := s.HandleMessage(context.WithValue(ctx, probeKey{}, p), message).(mcp.JSONRPCResponse)
	if !ok {
		return result, false
	}
	result, ok = answer.Result.(T)
	return result, ok
}
