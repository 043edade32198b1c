package mcpgo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// WithGuard makes every call of the server pass the guard. It must be the
// first option, so that nothing sees a call before the guard or a result after
// it; Verify says when it was not. A nil guard denies everything.
//
// One option cannot reach task handlers and completion providers: see
// AddTaskTool, PromptCompletions and ResourceCompletions. Unwrapped ones are
// refused. Nor can it cap what a transport reads: see ServeStdio and
// HTTPHandler.
func WithGuard(g *guard.Guard) server.ServerOption {
	return func(s *server.MCPServer) {
		a := newAdapter(g)
		a.order = optionIsFirst(s)
		server.WithMaxConcurrentTasks(maxTasksRunning)(s) // a later option may say otherwise
		server.WithToolHandlerMiddleware(a.tool)(s)
		server.WithResourceHandlerMiddleware(a.resource)(s)
		server.WithPromptHandlerMiddleware(a.prompt)(s)
		server.WithPromptFilter(a.listPrompts)(s)
		if s.GetHooks() == nil {
			server.WithHooks(&server.Hooks{})(s)
		}
		a.hook(s.GetHooks())
	}
}

// adapter is what one WithGuard leaves behind in one server.
type adapter struct {
	guard   *guard.Guard
	schemas schemaCache
	cursors cursorSeal
	tasks   owners
	order   error // why WithGuard was not the first option
}

func newAdapter(g *guard.Guard) *adapter {
	return &adapter{guard: g, cursors: newCursorSeal()}
}

func (a *adapter) hook(h *server.Hooks) {
	h.AddOnRequestInitialization(a.admit)
	h.AddOnError(a.failed)
	h.AddBeforeCallTool(boundTask)
	h.AddAfterCallTool(a.ownTask)
	h.AddAfterListTasks(func(ctx context.Context, _ any, _ *mcp.ListTasksRequest, r *mcp.ListTasksResult) {
		a.filterTasks(ctx, r)
	})
	a.hookListings(h)
}

// tool is the tool middleware. The SDK runs it outermost, for regular, session
// and hybrid tools alike.
func (a *adapter) tool(next server.ToolHandlerFunc) server.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		call := toolCall(ctx, request)
		call.Input, call.Output = a.schemas.of(findTool(ctx, request.Params.Name))
		if call.AsTask {
			// The SDK cancels the request's context when it has answered
			// that the task exists; the guard's deadline still ends it.
			ctx = context.WithoutCancel(ctx)
		}
		result, err := a.guard.Handle(ctx, call, toolHandler(next, request))
		return answerTool(result, err)
	}
}

func (a *adapter) resource(next server.ResourceHandlerFunc) server.ResourceHandlerFunc {
	return func(ctx context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
		call, err := resourceCall(ctx, request)
		if err != nil {
			return nil, asError(a.guard.Refuse(ctx, call, err))
		}
		result, err := a.guard.Handle(ctx, call, resourceHandler(next, request))
		if err != nil {
			return nil, asError(err)
		}
		return result.(resourceResult).contents, nil
	}
}

func (a *adapter) prompt(next server.PromptHandlerFunc) server.PromptHandlerFunc {
	return func(ctx context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		call := promptCall(ctx, request)
		result, err := a.guard.Handle(ctx, call, promptHandler(next, request))
		if err != nil {
			return nil, asError(err)
		}
		return result.(promptResult).GetPromptResult, nil
	}
}

func (a *adapter) listPrompts(ctx context.Context, prompts []mcp.Prompt) []mcp.Prompt {
	if probing(ctx) != nil {
		return prompts
	}
	visible := make([]mcp.Prompt, 0, len(prompts))
	for _, p := range prompts {
		if a.visible(ctx, guard.KindPrompt, p.Name) {
			visible = append(visible, p)
		}
	}
	return visible
}

func (a *adapter) visible(ctx context.Context, kind guard.Kind, name string) bool {
	call := briefCall(ctx, kind, name)
	return a.guard.Authorize(ctx, &call) == nil
}

// failed records what the SDK refused after admit let it in: a tool that was
// deleted meanwhile, a task that is gone. Denials of the guard are recorded
// already.
func (a *adapter) failed(ctx context.Context, _ any, method mcp.MCPMethod, _ any, err error) {
	var denied *guard.Denial
	if probing(ctx) != nil || errors.As(err, &denied) {
		return
	}
	a.guard.Refuse(ctx, newCall(ctx, guard.KindRequest, string(method)), fmt.Errorf("sdk: %s", strings.ToValidUTF8(err.Error(), "?")))
}
