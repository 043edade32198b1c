package mcpgo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

func newCall(ctx context.Context, kind guard.Kind, name string) *guard.Call {
	call := briefCall(ctx, kind, name)
	call.Client = clientOf(ctx, server.ClientSessionFromContext(ctx))
	return &call
}

// briefCall leaves out what the client says of itself. It is enough to decide
// who may do what, and to record a refusal.
func briefCall(ctx context.Context, kind guard.Kind, name string) guard.Call {
	call := guard.Call{Kind: kind, Name: name, Caller: guard.CallerFrom(ctx)}
	if session := server.ClientSessionFromContext(ctx); session != nil {
		call.Session = session.SessionID()
	}
	return call
}

// clientOf returns what the client says of itself: in each request's _meta
// since protocol version 2026-07-28, in the handshake before.
func clientOf(ctx context.Context, session server.ClientSession) guard.Client {
	if info := server.RequestProtocolInfoFromContext(ctx); info != nil && info.Modern {
		c := guard.Client{Elicitation: info.ClientCapabilities != nil && info.ClientCapabilities.Elicitation != nil}
		if info.ClientInfo != nil {
			c.Name, c.Version = info.ClientInfo.Name, info.ClientInfo.Version
		}
		return c
	}
	known, ok := session.(server.SessionWithClientInfo)
	if !ok {
		return guard.Client{}
	}
	info := known.GetClientInfo()
	return guard.Client{Name: info.Name, Version: info.Version, Elicitation: known.GetClientCapabilities().Elicitation != nil}
}

func toolCall(ctx context.Context, request mcp.CallToolRequest) *guard.Call {
	call := newCall(ctx, guard.KindTool, request.Params.Name)
	call.Raw = rawArguments(request)
	call.AsTask = request.Params.Task != nil
	call.Round = roundOf(request.Params.MultiRoundTripParams)
	return call
}

// rawArguments returns the arguments as they came, or as a caller inside the
// process put them into the request.
func rawArguments(request mcp.CallToolRequest) json.RawMessage {
	if len(request.Params.RawArguments) > 0 {
		return request.Params.RawArguments
	}
	if request.Params.Arguments == nil {
		return nil
	}
	raw, err := json.Marshal(request.Params.Arguments)
	if err != nil {
		return json.RawMessage("?") // which no decoder accepts
	}
	return raw
}

// approvalInput names the question in an input request of the guard.
const approvalInput = "mcpcordon.approval"

func roundOf(p mcp.MultiRoundTripParams) *guard.Round {
	if p.RequestState == "" && len(p.InputResponses) == 0 {
		return nil
	}
	round := &guard.Round{State: p.RequestState}
	if answer := server.ElicitationResponse(p.InputResponses, approvalInput); answer != nil {
		round.Action = string(answer.Action)
	}
	return round
}

// toolHandler runs the SDK's handler on exactly the arguments that were
// checked: both of the SDK's views of them are replaced, and the answers to
// the guard's own questions are taken out.
func toolHandler(next server.ToolHandlerFunc, request mcp.CallToolRequest) guard.Handler {
	return func(ctx context.Context, call *guard.Call) (guard.Result, error) {
		result, err := next(ctx, checkedRequest(request, call))
		if err != nil || result == nil {
			return nil, err
		}
		if result.NeedsInput() {
			return nil, errNeedsInput
		}
		return toolResult{result}, nil
	}
}

var errNeedsInput = errors.New("the handler asks the client for input itself; the guard cannot vouch for the answer")

func checkedRequest(request mcp.CallToolRequest, call *guard.Call) mcp.CallToolRequest {
	request.Params.RawArguments = call.Args.Raw()
	request.Params.Arguments = call.Args.Map()
	request.Params.MultiRoundTripParams = mcp.MultiRoundTripParams{}
	request.Header = withoutCredentials(request.Header)
	return request
}

// withoutCredentials keeps the caller's credentials from handlers: MCP forbids
// to pass a token on, and what a handler does not have it cannot log.
func withoutCredentials(h http.Header) http.Header {
	if len(h) == 0 {
		return h
	}
	h = h.Clone()
	for _, name := range []string{"Authorization", "Proxy-Authorization", "Cookie"} {
		h.Del(name)
	}
	return h
}

func resourceCall(ctx context.Context, request mcp.ReadResourceRequest) (*guard.Call, error) {
	call := newCall(ctx, guard.KindResource, request.Params.URI)
	raw, err := json.Marshal(request.Params.Arguments)
	if err != nil {
		return call, fmt.Errorf("resource arguments: %w", err)
	}
	call.Raw = raw
	call.Round = roundOf(request.Params.MultiRoundTripParams)
	return call, nil
}

func resourceHandler(next server.ResourceHandlerFunc, request mcp.ReadResourceRequest) guard.Handler {
	return func(ctx context.Context, call *guard.Call) (guard.Result, error) {
		request.Params.Arguments = templateArguments(call.Args.Map())
		request.Params.MultiRoundTripParams = mcp.MultiRoundTripParams{}
		request.Header = withoutCredentials(request.Header)
		contents, err := next(ctx, request)
		if err != nil {
			return nil, err
		}
		return resourceResult{contents}, nil
	}
}

// templateArguments gives the variables of a URI template the type in which
// the SDK hands them to handlers.
func templateArguments(args map[string]any) map[string]any {
	for name, v := range args {
		list, ok := v.([]any)
		if !ok {
			continue
		}
		values := make([]string, 0, len(list))
		for _, e := range list {
			s, _ := e.(string)
			values = append(values, s)
		}
		args[name] = values
	}
	return args
}

func promptCall(ctx context.Context, request mcp.GetPromptRequest) *guard.Call {
	call := newCall(ctx, guard.KindPrompt, request.Params.Name)
	call.Raw, _ = json.Marshal(request.Params.Arguments) // a map of strings always marshals
	call.Round = roundOf(request.Params.MultiRoundTripParams)
	return call
}

func promptHandler(next server.PromptHandlerFunc, request mcp.GetPromptRequest) guard.Handler {
	return func(ctx context.Context, call *guard.Call) (guard.Result, error) {
		request.Params.Arguments = stringsOf(call.Args.Map())
		request.Params.MultiRoundTripParams = mcp.MultiRoundTripParams{}
		request.Header = withoutCredentials(request.Header)
		result, err := next(ctx, request)
		if err != nil || result == nil {
			return nil, err
		}
		if result.NeedsInput() {
			return nil, errNeedsInput
		}
		return promptResult{result}, nil
	}
}

// findTool returns the tool that the SDK is about to run, the session's own
// before the server's, or nil.
func findTool(ctx context.Context, name string) *mcp.Tool {
	if session, ok := server.ClientSessionFromContext(ctx).(server.SessionWithTools); ok {
		if t, ok := session.GetSessionTools()[name]; ok {
			return &t.Tool
		}
	}
	s := server.ServerFromContext(ctx)
	if s == nil {
		return nil
	}
	if t := s.GetTool(name); t != nil {
		return &t.Tool
	}
	return nil
}
