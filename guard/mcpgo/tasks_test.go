package mcpgo_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

const asTask = `,"task":{"ttl":60000}`

// taskServer has one hybrid tool and one task tool, both guarded.
func taskServer(t *testing.T, rec *memory, handler server.ToolHandlerFunc) *server.MCPServer {
	t.Helper()
	rules := guard.Tool{Args: guard.Args{"text": guard.FreeText(100)}, Tasks: true}
	g := mustGuard(t, guard.Policy{Record: rec, Tools: map[string]guard.Tool{"hybrid": rules, "task": rules, "plain": textRules}})
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g), server.WithTaskCapabilities(true, true, true))
	hybrid := echoTool("hybrid")
	hybrid.Execution = &mcp.ToolExecution{TaskSupport: mcp.TaskSupportOptional}
	s.AddTool(hybrid, handler)
	plain := echoTool("plain")
	plain.Execution = &mcp.ToolExecution{TaskSupport: mcp.TaskSupportOptional}
	s.AddTool(plain, handler)
	task := echoTool("task")
	task.Execution = &mcp.ToolExecution{TaskSupport: mcp.TaskSupportRequired}
	mcpgo.AddTaskTool(s, g, task, func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CreateTaskResult, error) {
		result, err := handler(ctx, r)
		if err != nil {
			return nil, err
		}
		return &mcp.CreateTaskResult{Content: result.Content, IsError: result.IsError}, nil
	})
	if err := mcpgo.Verify(s, g); err != nil {
		t.Fatal(err)
	}
	return s
}

func startTask(t *testing.T, ctx context.Context, s *server.MCPServer, name, arguments string) string {
	t.Helper()
	answer := send(ctx, s, request("tools/call", `{"name":"`+name+`","arguments":`+arguments+asTask+`}`))
	id := parse(t, answer).Result.Task.TaskID
	if id == "" {
		t.Fatalf("no task: %s", answer)
	}
	return id
}

func TestTasksPassTheGuard(t *testing.T) {
	for _, name := range []string{"hybrid", "task"} {
		t.Run(name, func(t *testing.T) {
			rec := &memory{}
			s := taskServer(t, rec, func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				if ctx.Err() != nil {
					return nil, ctx.Err()
				}
				return echo(ctx, r)
			})
			ctx := guard.WithCaller(t.Context(), alice)
			for _, row := range []struct{ name, arguments, want string }{
				{"honest work is done and redacted", `{"text":"hello"}`, "hello [SECRET]"},
				{"arguments are validated", `{"text":5}`, "invalid_argument"},
				{"arguments are decoded strictly", `{"text":"a","TEXT":"b"}`, "invalid_argument"},
				{"arguments are confined", `{"text":"\u0007"}`, "invalid_argument"},
			} {
				t.Run(row.name, func(t *testing.T) {
					id := startTask(t, ctx, s, name, row.arguments)
					answer := send(ctx, s, request("tasks/result", `{"taskId":"`+id+`"}`))
					if !strings.Contains(answer, row.want) || strings.Contains(answer, secret) {
						t.Errorf("want %q: %s", row.want, answer)
					}
				})
			}
			if e := rec.last(t); e.Kind != guard.KindTool || e.Caller.Subject != "alice" {
				t.Errorf("recorded %+v", e)
			}
		})
	}
}

// Without the guard a panic in a hybrid task ends the process, and an error's
// text goes to every session.
func TestFailingTasksAreMasked(t *testing.T) {
	for _, name := range []string{"hybrid", "task"} {
		for what, handler := range map[string]server.ToolHandlerFunc{
			"a panic":  func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { panic(secret) },
			"an error": func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { return nil, errBackend },
		} {
			t.Run(name+" with "+what, func(t *testing.T) {
				rec := &memory{}
				s := taskServer(t, rec, handler)
				watcher := newSession("watcher")
				if err := s.RegisterSession(t.Context(), watcher); err != nil {
					t.Fatal(err)
				}
				ctx := guard.WithCaller(t.Context(), alice)
				id := startTask(t, ctx, s, name, `{"text":"x"}`)
				answer := send(ctx, s, request("tasks/result", `{"taskId":"`+id+`"}`))
				if !strings.Contains(answer, "internal: the call failed inside the server") {
					t.Errorf("want a masked failure: %s", answer)
				}
				for len(watcher.ch) > 0 {
					answer += marshal(t, <-watcher.ch)
				}
				for _, leak := range []string{secret, "admin", "/srv/internal", "goroutine"} {
					if strings.Contains(answer, leak) {
						t.Errorf("%q leaks: %s", leak, answer)
					}
				}
				if e := rec.last(t); e.Code != guard.CodeInternal || e.Detail == "" {
					t.Errorf("recorded %+v", e)
				}
			})
		}
	}
}

func TestTasksOfOthersDoNotExist(t *testing.T) {
	s := taskServer(t, &memory{}, echo)
	owner, other, anonymous := guard.WithCaller(t.Context(), alice), guard.WithCaller(t.Context(), mallory), t.Context()
	id := startTask(t, owner, s, "hybrid", `{"text":"private"}`)
	for _, method := range []string{"tasks/get", "tasks/result", "tasks/cancel"} {
		for who, ctx := range map[string]context.Context{"another caller": other, "an anonymous one": anonymous} {
			answer := send(ctx, s, request(method, `{"taskId":"`+id+`"}`))
			unknown := send(ctx, s, request(method, `{"taskId":"00000000-0000-4000-8000-000000000000"}`))
			if code(t, answer) != guard.CodeToolNotAllowed || code(t, unknown) != guard.CodeToolNotAllowed {
				t.Errorf("%s reaches %s: %s", who, method, answer)
			}
		}
	}
	for who, ctx := range map[string]context.Context{"another caller": other, "an anonymous one": anonymous} {
		if answer := send(ctx, s, request("tasks/list", `{}`)); strings.Contains(answer, id) {
			t.Errorf("%s lists the task: %s", who, answer)
		}
	}
	if answer := send(owner, s, request("tasks/list", `{}`)); !strings.Contains(answer, id) {
		t.Errorf("the owner does not see the task: %s", answer)
	}
	if answer := send(owner, s, request("tasks/get", `{"taskId":"`+id+`"}`)); code(t, answer) != "" {
		t.Errorf("the owner is refused: %s", answer)
	}
}

func TestTasksAreRefusedByDefaultAndToTheAnonymous(t *testing.T) {
	s := taskServer(t, &memory{}, echo)
	call := func(name string) string {
		return request("tools/call", `{"name":"`+name+`","arguments":{"text":"x"}`+asTask+`}`)
	}
	if got := code(t, send(guard.WithCaller(t.Context(), alice), s, call("plain"))); got != guard.CodeToolNotAllowed {
		t.Errorf("a tool whose rules do not allow tasks: %q", got)
	}
	if got := code(t, send(t.Context(), s, call("hybrid"))); got != guard.CodeUnauthenticated {
		t.Errorf("an anonymous caller: %q", got)
	}
	if got := code(t, send(t.Context(), s, callTool("plain", `{"text":"x"}`))); got != "" {
		t.Errorf("the same tool without a task: %q", got)
	}
}

// A task tool that replaces a wrapped one of the same name is refused again.
func TestATaskToolAddedPastTheGuardIsFound(t *testing.T) {
	rules := guard.Tool{Tasks: true}
	g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"job": rules}})
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g), server.WithTaskCapabilities(true, true, true))
	tool := mcp.NewTool("job")
	tool.Execution = &mcp.ToolExecution{TaskSupport: mcp.TaskSupportRequired}
	reached := false
	raw := func(context.Context, mcp.CallToolRequest) (*mcp.CreateTaskResult, error) {
		reached = true
		return nil, errors.New("reached")
	}
	mcpgo.AddTaskTool(s, g, tool, raw)
	if err := mcpgo.Verify(s, g); err != nil {
		t.Fatal(err)
	}
	s.AddTaskTool(tool, raw)
	if err := mcpgo.Verify(s, g); err == nil || !strings.Contains(err.Error(), `"job"`) {
		t.Errorf("Verify = %v, want the tool's name", err)
	}
	answer := send(guard.WithCaller(t.Context(), alice), s, request("tools/call", `{"name":"job"`+asTask+`}`))
	if code(t, answer) != guard.CodeToolNotAllowed || reached {
		t.Errorf("the raw handler was reached: %v, %s", reached, answer)
	}
}
