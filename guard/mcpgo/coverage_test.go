package mcpgo_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

// ran counts the handlers that were reached.
type ran struct{ names []string }

func (r *ran) tool(name string) server.ToolHandlerFunc {
	return func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		r.names = append(r.names, name)
		return mcp.NewToolResultText("result " + secret), nil
	}
}

func (r *ran) resource(ctx context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
	r.names = append(r.names, request.Params.URI)
	return []mcp.ResourceContents{mcp.TextResourceContents{URI: request.Params.URI, Text: "page " + secret}}, nil
}

func (r *ran) prompt(_ context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
	r.names = append(r.names, request.Params.Name)
	return &mcp.GetPromptResult{Messages: []mcp.PromptMessage{{Role: mcp.RoleUser, Content: mcp.NewTextContent("say " + secret)}}}, nil
}

func (r *ran) CompletePromptArgument(context.Context, string, mcp.CompleteArgument, mcp.CompleteContext) (*mcp.Completion, error) {
	r.names = append(r.names, "completion")
	return &mcp.Completion{Values: []string{"value " + secret}}, nil
}

func (r *ran) CompleteResourceArgument(context.Context, string, mcp.CompleteArgument, mcp.CompleteContext) (*mcp.Completion, error) {
	return r.CompletePromptArgument(context.Background(), "", mcp.CompleteArgument{}, mcp.CompleteContext{})
}

// everything adds one of each kind of thing that a client can reach, once with
// and once without rules.
func everything(s *server.MCPServer, r *ran) {
	for _, name := range []string{"named", "unnamed"} {
		s.AddTool(mcp.NewTool(name), r.tool(name))
		hybrid := mcp.NewTool("hybrid_" + name)
		hybrid.Execution = &mcp.ToolExecution{TaskSupport: mcp.TaskSupportOptional}
		s.AddTool(hybrid, r.tool("hybrid_"+name))
		s.AddResource(mcp.NewResource("docs://"+name, name), r.resource)
		s.AddPrompt(mcp.NewPrompt(name), r.prompt)
	}
	s.AddResourceTemplate(mcp.NewResourceTemplate("page://{name}", "page"), r.resource)
	s.AddResourceTemplate(mcp.NewResourceTemplate("hidden://{name}", "hidden"), r.resource)
	task := mcp.NewTool("raw_task")
	task.Execution = &mcp.ToolExecution{TaskSupport: mcp.TaskSupportRequired}
	s.AddTaskTool(task, func(context.Context, mcp.CallToolRequest) (*mcp.CreateTaskResult, error) {
		r.names = append(r.names, "raw_task")
		return &mcp.CreateTaskResult{}, nil
	})
}

// everyPolicy names one of each kind.
func everyPolicy() guard.Policy {
	name := guard.Args{"name": guard.FreeText(50)}
	return guard.Policy{
		Tools: map[string]guard.Tool{
			"named": {}, "hybrid_named": {Tasks: true}, "session_named": {Session: true}, "raw_task": {Tasks: true}, "absent": {},
		},
		Resources: map[string]guard.Resource{"docs://named": {}, "page://{name}": {Args: name, Complete: name}},
		Prompts:   map[string]guard.Prompt{"named": {Complete: name}},
	}
}

// TestEveryWayInPassesTheGuardOrIsRefused sends one message down every way in.
// Each row is run against a bare server first, where it must reach a handler:
// so a row that proves nothing fails.
func TestEveryWayInPassesTheGuardOrIsRefused(t *testing.T) {
	const task = `,"task":{"ttl":60000}`
	for _, row := range []struct {
		name    string
		message string
		want    guard.Code // "" means that the handler runs and its result is redacted
	}{
		{"a tool with rules runs", callTool("named", `{}`), ""},
		{"a tool without rules is refused", callTool("unnamed", `{}`), guard.CodeToolNotAllowed},
		{"a session's tool with rules runs", callTool("session_named", `{}`), ""},
		{"a session's tool without rules is refused", callTool("session_unnamed", `{}`), guard.CodeToolNotAllowed},
		{"a hybrid tool without rules is refused as a task", request("tools/call", `{"name":"hybrid_unnamed"`+task+`}`), guard.CodeToolNotAllowed},
		{"a task tool that was added past the guard is refused", request("tools/call", `{"name":"raw_task"`+task+`}`), guard.CodeToolNotAllowed},
		{"a resource with rules is read", request("resources/read", `{"uri":"docs://named"}`), ""},
		{"a resource without rules is refused", request("resources/read", `{"uri":"docs://unnamed"}`), guard.CodeToolNotAllowed},
		{"a template with rules is read", request("resources/read", `{"uri":"page://one"}`), ""},
		{"a template without rules is refused", request("resources/read", `{"uri":"hidden://one"}`), guard.CodeToolNotAllowed},
		{"a prompt with rules is got", request("prompts/get", `{"name":"named"}`), ""},
		{"a prompt without rules is refused", request("prompts/get", `{"name":"unnamed"}`), guard.CodeToolNotAllowed},
		{"a completion of a prompt without rules is refused", request("completion/complete", `{"ref":{"type":"ref/prompt","name":"unnamed"},"argument":{"name":"name","value":"a"}}`), guard.CodeToolNotAllowed},
		{"a completion of a resource without rules is refused", request("completion/complete", `{"ref":{"type":"ref/resource","uri":"hidden://{name}"},"argument":{"name":"name","value":"a"}}`), guard.CodeToolNotAllowed},
		{"a completion by an unwrapped provider is refused", request("completion/complete", `{"ref":{"type":"ref/prompt","name":"named"},"argument":{"name":"name","value":"a"}}`), guard.CodeToolNotAllowed},
	} {
		t.Run(row.name, func(t *testing.T) {
			reach := func(opts ...server.ServerOption) (string, *ran) {
				r := &ran{}
				opts = append(opts, server.WithPromptCompletionProvider(r), server.WithResourceCompletionProvider(r), server.WithCompletions(),
					server.WithTaskCapabilities(true, true, true))
				s := server.NewMCPServer("test", "1", opts...)
				everything(s, r)
				client := newSession("s")
				client.tools = map[string]server.ServerTool{}
				for _, name := range []string{"session_named", "session_unnamed"} {
					client.tools[name] = server.ServerTool{Tool: mcp.NewTool(name), Handler: r.tool(name)}
				}
				ctx := guard.WithCaller(s.WithContext(t.Context(), client), alice)
				answer := send(ctx, s, row.message)
				settle(t, ctx, s, answer)
				return answer, r
			}
			if answer, r := reach(); len(r.names) != 1 {
				t.Fatalf("on a bare server the message must reach one handler, reached %v: %s", r.names, answer)
			}
			answer, r := reach(mcpgo.WithGuard(mustGuard(t, everyPolicy())))
			if got := code(t, answer); got != row.want {
				t.Errorf("code %q, want %q: %s", got, row.want, answer)
			}
			if strings.Contains(answer, secret) {
				t.Errorf("the result was not redacted: %s", answer)
			}
			if reached := len(r.names) > 0; reached != (row.want == "") {
				t.Errorf("handlers reached: %v", r.names)
			}
		})
	}
}

// settle waits for the task that an answer announces, if any, so that a row can
// see whether its handler ran.
func settle(t *testing.T, ctx context.Context, s *server.MCPServer, answer string) {
	t.Helper()
	if id := parse(t, answer).Result.Task.TaskID; id != "" {
		send(ctx, s, request("tasks/result", `{"taskId":"`+id+`"}`))
	}
}

func TestAWrappedCompletionIsCheckedAndRedacted(t *testing.T) {
	r := &ran{}
	g := mustGuard(t, everyPolicy())
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g), server.WithCompletions(), mcpgo.PromptCompletions(g, r), mcpgo.ResourceCompletions(g, r))
	everything(s, r)
	const one = `{"ref":{"type":"ref/prompt","name":"named"},"argument":{"name":%s,"value":%s}%s}`
	for _, row := range []struct {
		name, argument, value, context string
		want                           guard.Code
	}{
		{"a value within the rules is completed", `"name"`, `"ab"`, ``, ""},
		{"a value with a control character is refused", `"name"`, `"a\u0000"`, ``, guard.CodeInvalidArgument},
		{"an argument without a rule is refused", `"path"`, `"ab"`, ``, guard.CodeInvalidArgument},
		{"a chosen value without a rule is refused", `"name"`, `"ab"`, `,"context":{"arguments":{"path":"x"}}`, guard.CodeInvalidArgument},
		{"names in the wrong case are refused", `"name","Name":"path"`, `"ab"`, ``, guard.CodeInvalidArgument},
	} {
		t.Run(row.name, func(t *testing.T) {
			message := strings.Replace(strings.Replace(strings.Replace(one, "%s", row.argument, 1), "%s", row.value, 1), "%s", row.context, 1)
			answer := send(t.Context(), s, request("completion/complete", message))
			if got := code(t, answer); got != row.want {
				t.Fatalf("code %q, want %q: %s", got, row.want, answer)
			}
			if row.want == "" && !strings.Contains(answer, "value [SECRET]") {
				t.Errorf("not completed or not redacted: %s", answer)
			}
		})
	}
}

func TestUnknownMethodsAndSubscriptionsAreDecided(t *testing.T) {
	r := &ran{}
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(mustGuard(t, everyPolicy())), server.WithResourceCapabilities(true, true))
	everything(s, r)
	for _, row := range []struct {
		name, message string
		want          guard.Code
	}{
		{"ping is answered", request("ping", `{}`), ""},
		{"an unknown method is refused without an echo", request("sesame/open", `{}`), guard.CodeInvalidArgument},
		{"a subscription to a hidden resource is refused", request("resources/subscribe", `{"uri":"docs://unnamed"}`), guard.CodeToolNotAllowed},
		{"a subscription hidden by letter case is refused", request("resources/subscribe", `{"URI":"docs://unnamed"}`), guard.CodeInvalidArgument},
		{"listening to a hidden resource is refused", request("subscriptions/listen", `{"notifications":{"resourceSubscriptions":["docs://unnamed"]}}`), guard.CodeToolNotAllowed},
		{"listening hidden by letter case is refused", request("subscriptions/listen", `{"notifications":{"ResourceSubscriptions":["docs://unnamed"]}}`), guard.CodeInvalidArgument},
		{"params that do not fit are refused in our words", request("tools/call", `{"name":5}`), guard.CodeInvalidArgument},
		{"a task that is no object is refused in our words", request("tools/call", `{"name":"named","task":{"ttl":"x"}}`), guard.CodeInvalidArgument},
		{"a cursor that is not ours is refused", request("tools/list", `{"cursor":"bmFtZWQ="}`), guard.CodeInvalidArgument},
	} {
		t.Run(row.name, func(t *testing.T) {
			answer := send(s.WithContext(t.Context(), newSession("s")), s, row.message)
			if got := code(t, answer); got != row.want {
				t.Errorf("code %q, want %q: %s", got, row.want, answer)
			}
			for _, leak := range []string{"sesame", "Go struct", "json:", "mcp.", "unnamed"} {
				if strings.Contains(answer, leak) {
					t.Errorf("the answer holds %q: %s", leak, answer)
				}
			}
		})
	}
}

// A name that exists and is hidden must not be told from one that does not.
func TestHiddenAndUnknownNamesLookTheSame(t *testing.T) {
	r := &ran{}
	rec := &memory{}
	p := everyPolicy()
	p.Record = rec
	p.Tools["named"] = guard.Tool{Authorize: guard.AuthorizerFunc(func(_ context.Context, c *guard.Call) error {
		if c.Caller.Subject == alice.Subject {
			return nil
		}
		return guard.Deny(guard.CodeForbidden, "members only")
	})}
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(mustGuard(t, p)))
	everything(s, r)
	ctx := guard.WithCaller(t.Context(), mallory)
	var first string
	for _, name := range []string{"named", "unnamed", "never_added", strings.Repeat("x", 10_000)} {
		answer := send(ctx, s, callTool(name, `{}`))
		message := parse(t, answer).Error.Message
		withoutReference := message[:strings.LastIndex(message, "(ref ")]
		if first == "" {
			first = withoutReference
		}
		if withoutReference != first || parse(t, answer).Error.Code != -32600 {
			t.Errorf("%.20q is told apart: %s", name, answer)
		}
		if e := rec.last(t); e.Code != guard.CodeToolNotAllowed || !strings.Contains(message, e.Reference) || len(e.Name) > 300 {
			t.Errorf("record of %.20q: %+v", name, e)
		}
	}
	if got := code(t, send(guard.WithCaller(t.Context(), alice), s, callTool("named", `{}`))); got != "" {
		t.Errorf("the caller who may is refused: %q", got)
	}
}
