package mcpgo

import (
	"context"
	"encoding/json"
	"maps"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	promptProvider   = "promptCompletionProvider"
	resourceProvider = "resourceCompletionProvider"
)

// PromptCompletions is server.WithPromptCompletionProvider for a guarded
// server. The SDK runs providers past every middleware; one that was set
// otherwise is refused.
func PromptCompletions(g *guard.Guard, p server.PromptCompletionProvider) server.ServerOption {
	return server.WithPromptCompletionProvider(promptCompleter{g, p})
}

// ResourceCompletions is server.WithResourceCompletionProvider for a guarded
// server.
func ResourceCompletions(g *guard.Guard, p server.ResourceCompletionProvider) server.ServerOption {
	return server.WithResourceCompletionProvider(resourceCompleter{g, p})
}

type promptCompleter struct {
	guard *guard.Guard
	next  server.PromptCompletionProvider
}

// CompletePromptArgument passes the request through the guard.
func (c promptCompleter) CompletePromptArgument(ctx context.Context, name string, argument mcp.CompleteArgument, known mcp.CompleteContext) (*mcp.Completion, error) {
	return complete(ctx, c.guard, guard.KindPrompt, name, argument, known, func(ctx context.Context, a mcp.CompleteArgument, k mcp.CompleteContext) (*mcp.Completion, error) {
		return c.next.CompletePromptArgument(ctx, name, a, k)
	})
}

type resourceCompleter struct {
	guard *guard.Guard
	next  server.ResourceCompletionProvider
}

// CompleteResourceArgument passes the request through the guard.
func (c resourceCompleter) CompleteResourceArgument(ctx context.Context, uri string, argument mcp.CompleteArgument, known mcp.CompleteContext) (*mcp.Completion, error) {
	return complete(ctx, c.guard, guard.KindResource, uri, argument, known, func(ctx context.Context, a mcp.CompleteArgument, k mcp.CompleteContext) (*mcp.Completion, error) {
		return c.next.CompleteResourceArgument(ctx, uri, a, k)
	})
}

// completer is what both kinds of providers do once the name is fixed.
type completer func(context.Context, mcp.CompleteArgument, mcp.CompleteContext) (*mcp.Completion, error)

// complete runs a completion through the pipeline. Its arguments are the
// beginning that is to be completed and the values that are chosen already,
// all by the Complete rules of the prompt or resource.
func complete(ctx context.Context, g *guard.Guard, of guard.Kind, name string, argument mcp.CompleteArgument, known mcp.CompleteContext, next completer) (*mcp.Completion, error) {
	call := newCall(ctx, guard.KindCompletion, name)
	call.Of = of
	arguments := maps.Clone(known.Arguments)
	if arguments == nil {
		arguments = map[string]string{}
	}
	arguments[argument.Name] = argument.Value
	call.Raw, _ = json.Marshal(arguments) // strings always marshal
	result, err := g.Handle(ctx, call, func(ctx context.Context, call *guard.Call) (guard.Result, error) {
		checked := stringsOf(call.Args.Map())
		a := mcp.CompleteArgument{Name: argument.Name, Value: checked[argument.Name]}
		delete(checked, argument.Name)
		completion, err := next(ctx, a, mcp.CompleteContext{Arguments: checked})
		if err != nil {
			return nil, err
		}
		if completion == nil {
			completion = &mcp.Completion{}
		}
		return completionResult{completion}, nil
	})
	if err != nil {
		return nil, asError(err)
	}
	return result.(completionResult).Completion, nil
}

func stringsOf(m map[string]any) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k], _ = v.(string)
	}
	return out
}

// admitCompletion refuses what an unwrapped provider would answer. The rest is
// decided in the provider, where the pipeline runs.
func (a *adapter) admitCompletion(ctx context.Context, e *envelope) (guard.Call, error) {
	call := briefCall(ctx, guard.KindCompletion, "")
	ref, _ := e.params.Get("ref").(map[string]any)
	if err := checkCaseOf(ref); err != nil {
		return call, err
	}
	provider := promptProvider
	call.Of = guard.KindPrompt
	call.Name, _ = ref["name"].(string)
	if ref["type"] == "ref/resource" {
		provider, call.Of = resourceProvider, guard.KindResource
		call.Name, _ = ref["uri"].(string)
	}
	if err := a.guard.Authorize(ctx, &call); err != nil {
		return call, err
	}
	return call, checkProvider(server.ServerFromContext(ctx), a.guard, provider)
}
