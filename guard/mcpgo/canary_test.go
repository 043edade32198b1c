package mcpgo_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// The tests in this file run the SDK without a guard. Each shows a behaviour
// that the adapter is built against. When an update of the SDK changes one,
// its test fails and says what may be simpler now.

func bareServer(opts ...server.ServerOption) *server.MCPServer {
	s := server.NewMCPServer("bare", "1", opts...)
	s.AddTool(echoTool("echo"), echo)
	return s
}

func TestCanaryTaskToolsSkipMiddlewareAndValidation(t *testing.T) {
	passed := 0
	s := bareServer(server.WithTaskCapabilities(true, true, true), server.WithInputSchemaValidation(), server.WithToolHandlerMiddleware(func(next server.ToolHandlerFunc) server.ToolHandlerFunc {
		passed++
		return next
	}))
	tool := echoTool("task")
	tool.Execution = &mcp.ToolExecution{TaskSupport: mcp.TaskSupportRequired}
	s.AddTaskTool(tool, func(context.Context, mcp.CallToolRequest) (*mcp.CreateTaskResult, error) {
		return &mcp.CreateTaskResult{Content: []mcp.Content{mcp.NewTextContent("ran")}}, nil
	})
	id := startTask(t, t.Context(), s, "task", `{"text":5}`)
	if answer := send(t.Context(), s, request("tasks/result", `{"taskId":"`+id+`"}`)); !strings.Contains(answer, "ran") || passed != 0 {
		t.Errorf("task tools pass middlewares (%d) or validation now: AddTaskTool may not be needed: %s", passed, answer)
	}
}

func TestCanaryHybridTasksGetACanceledContext(t *testing.T) {
	s := server.NewMCPServer("bare", "1", server.WithTaskCapabilities(true, true, true))
	tool := mcp.NewTool("hybrid")
	tool.Execution = &mcp.ToolExecution{TaskSupport: mcp.TaskSupportOptional}
	canceled := make(chan error, 1)
	s.AddTool(tool, func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		<-ctx.Done()
		canceled <- ctx.Err()
		return mcp.NewToolResultText("x"), nil
	})
	startTask(t, t.Context(), s, "hybrid", `{}`)
	if err := <-canceled; err == nil {
		t.Error("the context of a task lives now: context.WithoutCancel may not be needed")
	}
}

func TestCanaryAHybridTasksPanicEndsTheProcess(t *testing.T) {
	if os.Getenv("MCPCORDON_CANARY") == "panic" {
		s := server.NewMCPServer("bare", "1", server.WithTaskCapabilities(true, true, true))
		tool := mcp.NewTool("hybrid")
		tool.Execution = &mcp.ToolExecution{TaskSupport: mcp.TaskSupportOptional}
		s.AddTool(tool, func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { panic("canary") })
		startTask(t, t.Context(), s, "hybrid", `{}`)
		select {} // until the panic
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCanaryAHybridTasksPanicEndsTheProcess$", "-test.timeout=10s")
	child.Env = append(os.Environ(), "MCPCORDON_CANARY=panic")
	output, err := child.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "panic: canary") {
		t.Errorf("the process survives now: %v, %s", err, output)
	}
}

func TestCanaryCompletionAndListingsPassNoMiddleware(t *testing.T) {
	r := &ran{}
	s := bareServer(server.WithCompletions(), server.WithPromptCompletionProvider(r), server.WithPromptHandlerMiddleware(func(server.PromptHandlerFunc) server.PromptHandlerFunc {
		t.Error("completion passes the prompt middleware now")
		return nil
	}))
	send(t.Context(), s, request("completion/complete", `{"ref":{"type":"ref/prompt","name":"x"},"argument":{"name":"a","value":"b"}}`))
	if len(r.names) != 1 {
		t.Error("the provider was not reached")
	}
}

func TestCanaryEnvelopeKeysMatchInAnyCaseAndTheLastOneWins(t *testing.T) {
	s := bareServer()
	for _, message := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"tools/list","Method":"tools/call","params":{"name":"echo","arguments":{"text":"x"}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"none","Name":"echo","arguments":{"text":"x"}}}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call","params":{"name":"echo","arguments":{"text":"x"}}}`,
	} {
		if answer := send(t.Context(), s, message); text(t, answer) != "x "+secret {
			t.Errorf("the SDK reads %s strictly now: %s", message, answer)
		}
	}
}

func TestCanaryErrorsReachTheClientAsTheyAre(t *testing.T) {
	s := server.NewMCPServer("bare", "1", server.WithRecovery())
	s.AddTool(mcp.NewTool("fail"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { return nil, errBackend })
	s.AddTool(mcp.NewTool("panic"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { panic(secret) })
	s.AddTool(echoTool("typed"), readers["a typed handler"])
	for message, leak := range map[string]string{
		callTool("fail", `{}`):               "/srv/internal",
		callTool("panic", `{}`):              secret,
		callTool("typed", `{"path":5}`):      "Go struct field",
		request("tools/call", `{"name":5}`):  "Go struct field",
		callTool("the name is echoed", `{}`): "the name is echoed",
	} {
		if answer := send(t.Context(), s, message); !strings.Contains(answer, leak) {
			t.Errorf("%s does not leak %q any more: %s", message, leak, answer)
		}
	}
}

func TestCanaryASchemaThatDoesNotCompileIsSkipped(t *testing.T) {
	s := server.NewMCPServer("bare", "1", server.WithInputSchemaValidation())
	s.AddTool(mcp.NewToolWithRawSchema("echo", "", json.RawMessage(`{"type":"object","properties":{"text":{"type":"strin"}}}`)), echo)
	if got := code(t, send(t.Context(), s, callTool("echo", `{"text":5}`))); got != "" {
		t.Errorf("it is refused now: %q", got)
	}
}

func TestCanaryAFirstCallMayCarryInventedAnswers(t *testing.T) {
	s := server.NewMCPServer("bare", "1")
	s.AddTool(mcp.NewTool("delete"), func(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if answer := server.ElicitationResponse(r.Params.InputResponses, "confirm"); answer != nil && answer.Action == mcp.ElicitationResponseActionAccept {
			return mcp.NewToolResultText("deleted " + r.Params.RequestState), nil
		}
		return mcp.NewToolResultError("not confirmed"), nil
	})
	answer := send(t.Context(), s, request("tools/call", `{"name":"delete","requestState":"env=production","inputResponses":{"confirm":{"action":"accept"}}}`))
	if text(t, answer) != "deleted env=production" {
		t.Errorf("the SDK checks answers now: %s", answer)
	}
}

func TestCanaryTasksBelongToNobody(t *testing.T) {
	s := server.NewMCPServer("bare", "1", server.WithTaskCapabilities(true, true, true))
	tool := mcp.NewTool("hybrid")
	tool.Execution = &mcp.ToolExecution{TaskSupport: mcp.TaskSupportOptional}
	s.AddTool(tool, echo)
	id := startTask(t, t.Context(), s, "hybrid", `{}`)
	if answer := send(t.Context(), s, request("tasks/list", `{}`)); !strings.Contains(answer, id) {
		t.Errorf("tasks/list hides tasks now: %s", answer)
	}
}

func TestCanaryHTTPTakesAnyOriginSessionAndSize(t *testing.T) {
	httpServer := httptest.NewServer(server.NewStreamableHTTPServer(bareServer()))
	defer httpServer.Close()
	body := callTool("echo", `{"text":"`+strings.Repeat("x", 8<<20)+`"}`)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, httpServer.URL, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", "https://attacker.example")
	r.Header.Set("Mcp-Session-Id", anySession)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the SDK refuses something of it now: %s", answer.Status)
	}
}
