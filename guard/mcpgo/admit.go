package mcpgo

import (
	"context"
	"encoding/json"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// admit sees every request before the SDK does. What it refuses goes no
// further: malformed envelopes, unknown methods, names that the policy hides
// or does not know, tasks and cursors of others.
func (a *adapter) admit(ctx context.Context, _ any, message any) error {
	if p := probing(ctx); p != nil {
		p.found = append(p.found, a)
		return nil
	}
	raw, ok := message.(json.RawMessage)
	if !ok {
		return a.refuse(ctx, guard.KindRequest, "", refused("the message is not JSON"))
	}
	e, err := readEnvelope(raw, messageLimits(a.guard))
	if err != nil {
		return a.refuse(ctx, guard.KindRequest, methodOf(e), err)
	}
	if err := e.fits(raw); err != nil {
		return a.refuse(ctx, guard.KindRequest, e.method, err)
	}
	call, err := a.admits(ctx, e)
	if err != nil {
		refused := call // the common call stays on the stack
		return asError(a.guard.Refuse(ctx, &refused, err))
	}
	return nil
}

func methodOf(e *envelope) string {
	if e == nil {
		return ""
	}
	return e.method
}

func (a *adapter) refuse(ctx context.Context, kind guard.Kind, name string, why error) error {
	return asError(a.guard.Refuse(ctx, newCall(ctx, kind, name), why))
}

// admits decides about a well-formed request. The SDK's own refusals come
// after it, so that a name nobody may use and a name that does not exist look
// the same.
func (a *adapter) admits(ctx context.Context, e *envelope) (guard.Call, error) {
	call := briefCall(ctx, guard.KindRequest, e.method)
	switch mcp.MCPMethod(e.method) {
	case mcp.MethodToolsCall:
		call.Kind, call.Name, call.AsTask = guard.KindTool, e.params.String("name"), e.params.Get("task") != nil
		return call, a.admitTool(ctx, &call)
	case mcp.MethodPromptsGet:
		call.Kind, call.Name = guard.KindPrompt, e.params.String("name")
	case mcp.MethodResourcesRead, mcp.MethodResourcesSubscribe, mcp.MethodResourcesUnsubscribe:
		call.Kind, call.Name = guard.KindResource, e.params.String("uri")
	case mcp.MethodSubscriptionsListen:
		return call, a.admitSubscriptions(ctx, e)
	case mcp.MethodCompletionComplete:
		return a.admitCompletion(ctx, e)
	case mcp.MethodTasksGet, mcp.MethodTasksResult, mcp.MethodTasksCancel:
		return call, a.checkTask(call.Caller, e.params.String("taskId"))
	case mcp.MethodTasksList, mcp.MethodToolsList, mcp.MethodPromptsList, mcp.MethodResourcesList, mcp.MethodResourcesTemplatesList:
		_, err := a.cursors.open(e.method, call.Caller, e.params.String("cursor"))
		return call, err
	default: // the handshake, ping, the log level
		return call, nil
	}
	return call, a.guard.Authorize(ctx, &call)
}

// admitTool also refuses a task tool whose handler is not wrapped: the SDK runs
// it past every middleware.
func (a *adapter) admitTool(ctx context.Context, call *guard.Call) error {
	if err := a.guard.Authorize(ctx, call); err != nil || !call.AsTask {
		return err
	}
	if findTool(ctx, call.Name) != nil {
		return nil
	}
	return checkTaskTool(server.ServerFromContext(ctx), call.Name)
}

// admitSubscriptions allows to hear of changes of resources that may be read.
func (a *adapter) admitSubscriptions(ctx context.Context, e *envelope) error {
	if err := a.guard.Identify(guard.CallerFrom(ctx)); err != nil {
		return err
	}
	wanted, _ := e.params.Get("notifications").(map[string]any)
	if err := checkCaseOf(wanted); err != nil {
		return err
	}
	uris, _ := wanted["resourceSubscriptions"].([]any)
	for _, uri := range uris {
		s, _ := uri.(string)
		call := briefCall(ctx, guard.KindResource, s)
		if err := a.guard.Authorize(ctx, &call); err != nil {
			return err
		}
	}
	return nil
}
