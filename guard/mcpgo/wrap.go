package mcpgo

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Wrap puts middlewares around one handler, the first outermost. The arguments
// are decoded strictly before, with the default limits, and the handler sees
// exactly what was decoded, in both of the SDK's views. Denials become results
// with isError; other errors go to the SDK as they are.
//
//	s.AddTool(tool, mcpgo.Wrap(read, sandbox.Confine(docs, "path"), redact.Results(redact.Default())))
//
// Wrap is for a single tool, or for a start: nothing authorizes, validates,
// limits or records unless a middleware does. WithGuard does all of it, for
// every tool.
func Wrap(handler server.ToolHandlerFunc, m ...guard.Middleware) server.ToolHandlerFunc {
	return Middleware(m...)(handler)
}

// Middleware is Wrap for every tool of a server: use it with
// server.WithToolHandlerMiddleware. Task tools do not pass it.
func Middleware(m ...guard.Middleware) server.ToolHandlerMiddleware {
	chain := guard.Chain(m...)
	var schemas schemaCache // here, as the SDK builds its chain for every call
	return func(next server.ToolHandlerFunc) server.ToolHandlerFunc {
		return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			call := toolCall(ctx, request)
			args, err := guard.Decode(call.Raw, guard.Limits{})
			if err != nil {
				return answerTool(nil, err)
			}
			call.Args = args
			call.Input, call.Output = schemas.of(findTool(ctx, call.Name))
			if err := call.TakeToken(); err != nil {
				return answerTool(nil, err)
			}
			result, err := chain(toolHandler(next, request))(ctx, call)
			return answerTool(result, err)
		}
	}
}
