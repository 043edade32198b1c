package mcpgo

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	maxTasksRunning = 64        // at once, of all callers
	maxTaskTTL      = 3_600_000 // milliseconds; the SDK keeps a task without one for ever
)

func (a *adapter) ownsTask(caller guard.Caller, id string) bool {
	who, known := a.tasks.ownerOf(id)
	return known && !caller.Anonymous() && who == caller.ID()
}

// checkTask refuses a task of somebody else exactly as one that does not
// exist.
func (a *adapter) checkTask(caller guard.Caller, id string) error {
	if a.ownsTask(caller, id) {
		return nil
	}
	return guard.Deny(guard.CodeToolNotAllowed, "there is no such task")
}

// boundTask makes the SDK forget a task in the end.
func boundTask(_ context.Context, _ any, request *mcp.CallToolRequest) {
	task := request.Params.Task
	if task == nil || task.TTL != nil && 0 < *task.TTL && *task.TTL <= maxTaskTTL {
		return
	}
	ttl := int64(maxTaskTTL)
	request.Params.Task = &mcp.TaskParams{TTL: &ttl}
}

// ownTask gives a task that a call made to its caller, before the caller
// learns its id.
func (a *adapter) ownTask(ctx context.Context, _ any, _ *mcp.CallToolRequest, result any) {
	if r, ok := result.(*mcp.CreateTaskResult); ok {
		a.tasks.own(r.Task.TaskId, guard.CallerFrom(ctx))
	}
}

// filterTasks leaves a caller's own tasks in a listing.
func (a *adapter) filterTasks(ctx context.Context, r *mcp.ListTasksResult) {
	caller := guard.CallerFrom(ctx)
	own := make([]mcp.Task, 0, len(r.Tasks))
	for _, t := range r.Tasks {
		if a.ownsTask(caller, t.TaskId) {
			own = append(own, t)
		}
	}
	r.Tasks = own
	a.sealPage(ctx, mcp.MethodTasksList, &r.NextCursor)
}

// AddTaskTool adds a task tool to the server so that its calls pass the guard.
// The SDK runs the handlers of task tools past every middleware; one that was
// added otherwise is refused. The policy's tool must allow Tasks.
//
// The SDK ends the request's context when it has answered that the task
// exists, so the handler gets one that ends at the policy's deadline instead;
// tasks/cancel does not reach it. A task is forgotten after an hour at most,
// and 64 may run at once unless server.WithMaxConcurrentTasks says otherwise.
// The guard must be the one of WithGuard: Verify cannot tell.
func AddTaskTool(s *server.MCPServer, g *guard.Guard, tool mcp.Tool, handler server.TaskToolHandlerFunc) {
	s.AddTaskTool(tool, guardedTask(g, tool, handler))
}

// guardedTask is the one function whose closures checkTaskTool accepts. Inlined
// it would leave a copy of the closure's code at each call.
//
//go:noinline
func guardedTask(g *guard.Guard, tool mcp.Tool, handler server.TaskToolHandlerFunc) server.TaskToolHandlerFunc {
	var schemas schemaCache
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CreateTaskResult, error) {
		call := toolCall(ctx, request)
		call.AsTask = true
		call.Input, call.Output = schemas.of(&tool)
		result, err := g.Handle(context.WithoutCancel(ctx), call, taskHandler(handler, request))
		if err != nil {
			return nil, asError(err)
		}
		return result.(taskResult).CreateTaskResult, nil
	}
}

func taskHandler(next server.TaskToolHandlerFunc, request mcp.CallToolRequest) guard.Handler {
	return func(ctx context.Context, call *guard.Call) (guard.Result, error) {
		result, err := next(ctx, checkedRequest(request, call))
		if err != nil || result == nil {
			return nil, err
		}
		return taskResult{result}, nil
	}
}
