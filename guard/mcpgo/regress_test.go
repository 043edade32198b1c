package mcpgo_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

// The tests in this file are attacks that once got through.

// The SDK looks through an error for kinds that it sends whole.
func TestACauseIsNotSeenThroughADenial(t *testing.T) {
	leak := func() error {
		return fmt.Errorf("backend: %w", mcp.URLElicitationRequiredError{Elicitations: []mcp.ElicitationParams{{Mode: "url", ElicitationID: "1", URL: "https://internal/?token=" + secret, Message: secret}}})
	}
	for name, opts := range map[string][]server.ServerOption{"bare": nil, "guarded": {mcpgo.WithGuard(mustGuard(t, everyPolicy()))}} {
		s := server.NewMCPServer("test", "1", opts...)
		s.AddResource(mcp.NewResource("docs://named", "named"), func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) { return nil, leak() })
		s.AddPrompt(mcp.NewPrompt("named"), func(context.Context, mcp.GetPromptRequest) (*mcp.GetPromptResult, error) { return nil, leak() })
		for _, message := range []string{request("resources/read", `{"uri":"docs://named"}`), request("prompts/get", `{"name":"named"}`)} {
			if answer := send(t.Context(), s, message); strings.Contains(answer, secret) != (name == "bare") {
				t.Errorf("%s: %s", name, answer)
			}
		}
	}
}

func TestAnswersNobodyAskedForReachNoHandler(t *testing.T) {
	forged := `"requestState":"env=production","inputResponses":{"confirm":{"action":"accept"}}`
	for name, opts := range map[string][]server.ServerOption{"bare": nil, "guarded": {mcpgo.WithGuard(mustGuard(t, everyPolicy()))}} {
		seen := 0
		s := server.NewMCPServer("test", "1", opts...)
		s.AddResource(mcp.NewResource("docs://named", "named"), func(_ context.Context, r mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			seen += len(r.Params.InputResponses)
			return nil, nil
		})
		s.AddPrompt(mcp.NewPrompt("named"), func(_ context.Context, r mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			seen += len(r.Params.InputResponses)
			return &mcp.GetPromptResult{}, nil
		})
		send(t.Context(), s, request("resources/read", `{"uri":"docs://named",`+forged+`}`))
		send(t.Context(), s, request("prompts/get", `{"name":"named",`+forged+`}`))
		if want := map[string]int{"bare": 2, "guarded": 0}[name]; seen != want {
			t.Errorf("%s: handlers saw %d forged answers, want %d", name, seen, want)
		}
	}
}

// web serves s for whoever the header X-Caller names, as if it were verified.
func web(t *testing.T, s *server.MCPServer, g *guard.Guard) *httptest.Server {
	t.Helper()
	handler, err := mcpgo.HTTPHandler(s, g)
	if err != nil {
		t.Fatal(err)
	}
	callers := map[string]guard.Caller{"alice": alice, "mallory": mallory}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r.WithContext(guard.WithCaller(r.Context(), callers[r.Header.Get("X-Caller")])))
	}))
	t.Cleanup(srv.Close)
	return srv
}

func strictServer(t *testing.T, rec *memory, handler server.ToolHandlerFunc) *httptest.Server {
	t.Helper()
	p := policy(guard.Policy{Record: rec, Tools: map[string]guard.Tool{"echo": textRules}})
	p.InsecureAnonymous = false
	g, err := guard.New(p)
	if err != nil {
		t.Fatal(err)
	}
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g))
	s.AddTool(echoTool("echo"), handler)
	return web(t, s, g)
}

func TestTheAnonymousReachNothingOverHTTP(t *testing.T) {
	srv := strictServer(t, &memory{}, echo)
	for _, row := range []struct{ method, body string }{
		{http.MethodGet, ""}, {http.MethodDelete, ""},
		{http.MethodPost, request("initialize", `{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}`)},
		{http.MethodPost, `{"jsonrpc":"2.0","method":"notifications/initialized"}`},
		{http.MethodPost, `{"jsonrpc":"2.0","id":1,"result":{"action":"accept"}}`},
		{http.MethodPost, request("subscriptions/listen", `{}`)},
	} {
		r, err := http.NewRequestWithContext(t.Context(), row.method, srv.URL, strings.NewReader(row.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Mcp-Session-Id", anySession)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s %s: %s", row.method, row.body, answer.Status)
		}
	}
}

func TestASessionIsItsCallersOnly(t *testing.T) {
	rec := &memory{}
	srv := strictServer(t, rec, echo)
	for _, row := range []struct {
		caller string
		want   int
	}{{"alice", http.StatusOK}, {"mallory", http.StatusUnauthorized}, {"alice", http.StatusOK}} {
		if status, answer := post(t, srv.URL, strings.NewReader(callTool("echo", `{"text":"x"}`)), "X-Caller", row.caller); status != row.want {
			t.Errorf("%s: %d, want %d: %s", row.caller, status, row.want, answer)
		}
	}
}

// In protocol version 2026-07-28 request ids of all callers share one space.
func TestNobodyCancelsAnothersCall(t *testing.T) {
	modern := `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`
	started, finish := make(chan struct{}), make(chan struct{})
	srv := strictServer(t, &memory{}, func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		close(started)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-finish:
			return echo(ctx, r)
		}
	})
	answers := make(chan string, 1)
	go func() {
		_, answer := post(t, srv.URL, strings.NewReader(request("tools/call", `{"name":"echo","arguments":{"text":"mine"},`+modern+`}`)),
			"X-Caller", "alice", "Mcp-Session-Id", "", "Mcp-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "echo")
		answers <- answer
	}()
	<-started
	post(t, srv.URL, strings.NewReader(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,`+modern+`}}`), "X-Caller", "mallory", "Mcp-Session-Id", "", "Mcp-Protocol-Version", "2026-07-28")
	close(finish)
	if answer := <-answers; !strings.Contains(answer, "mine [SECRET]") {
		t.Errorf("the call was ended: %s", answer)
	}
}

func TestAnAuthorizersPanicStaysInside(t *testing.T) {
	p := everyPolicy()
	p.Authorize = guard.AuthorizerFunc(func(context.Context, *guard.Call) error { panic(secret) })
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(mustGuard(t, p)))
	everything(s, &ran{})
	for _, message := range []string{callTool("named", `{}`), request("tools/list", `{}`), request("prompts/list", `{}`), request("resources/read", `{"uri":"docs://named"}`)} {
		if answer := send(t.Context(), s, message); strings.Contains(answer, secret) || strings.Contains(answer, `"name":"named"`) {
			t.Errorf("%s", answer)
		}
	}
}

func TestANumberBeyondAFloatIsRefusedInOurWords(t *testing.T) {
	s, _ := echoServer(t, &memory{})
	for _, number := range []string{"1e999", "1" + strings.Repeat("0", 400), "-1e309"} {
		answer := send(t.Context(), s, callTool("echo", `{"text":"x","n":`+number+`}`))
		if code(t, answer) != guard.CodeInvalidArgument || strings.Contains(answer, "float64") || strings.Contains(answer, number) {
			t.Errorf("%.20s: %s", number, answer)
		}
	}
}

// A tool that the author wrote as JSON comes through a refilled page whole.
func TestARefilledPageKeepsRawSchemas(t *testing.T) {
	const raw = `{"type":"object","oneOf":[{"properties":{"n":{"type":"number"}}}],"additionalProperties":false}`
	g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"z_raw": {}}})
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g), server.WithPaginationLimit(1))
	s.AddTool(mcp.NewTool("a_hidden"), echo)
	s.AddTool(mcp.NewToolWithRawSchema("z_raw", "", []byte(raw)), echo)
	if answer := send(t.Context(), s, request("tools/list", `{}`)); !strings.Contains(answer, `"oneOf"`) || strings.Contains(answer, "a_hidden") {
		t.Errorf("%s", answer)
	}
}

// A flood of tasks pushes out the flooder's own and nobody else's.
func TestTasksOfOneCallerDoNotPushOutAnothers(t *testing.T) {
	s := taskServer(t, &memory{}, echo)
	own := guard.WithCaller(t.Context(), alice)
	id := startTask(t, own, s, "hybrid", `{"text":"x"}`)
	other := guard.WithCaller(t.Context(), mallory)
	for range 1200 {
		send(other, s, request("tools/call", `{"name":"hybrid","arguments":{"text":"x"}`+asTask+`}`))
	}
	if answer := send(own, s, request("tasks/get", `{"taskId":"`+id+`"}`)); code(t, answer) != "" {
		t.Errorf("the task is gone: %s", answer)
	}
}

// The SDK cancels calls at the end of the input; a piped one gets its answer
// all the same, with or without a line feed at its end.
func TestAPipedCallIsAnswered(t *testing.T) {
	for _, end := range []string{"\n", "", "\r\n"} {
		s, g := echoServer(t, &memory{})
		var out lockedBuilder
		in := strings.NewReader(request("ping", `{}`) + "\n" + callTool("echo", `{"text":"piped"}`) + end)
		if err := (mcpgo.Stdio{In: in, Out: &out, Caller: alice}).Serve(t.Context(), s, g); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "piped [SECRET]") {
			t.Errorf("with %q at the end: %s", end, out.String())
		}
	}
}

// A result that talks of methods is an answer all the same, and an open
// subscription is none to wait for.
func TestTheEndOfTheInputIsNotHeldBackForLong(t *testing.T) {
	g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"routes": {}}})
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g))
	s.AddTool(mcp.NewTool("routes"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultStructuredOnly(map[string]any{"method": "GET", "id": 1}), nil
	})
	const modern = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`
	in := strings.Join([]string{
		callTool("routes", `{}`), strings.Replace(callTool("routes", `{}`), `"id":1`, `"id":"a"`, 1),
		`{"jsonrpc":"2.0","id":3,"method":"subscriptions/listen","params":{"notifications":{},` + modern + `}}`, `{"jsonrpc":"2.0","id":4,"Method":"ping"}`,
	}, "\n")
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second) // less than the end would be held back
	defer cancel()
	var out lockedBuilder
	err := mcpgo.Stdio{In: strings.NewReader(in), Out: &out, Caller: alice}.Serve(ctx, s, g)
	if err != nil || ctx.Err() != nil || strings.Count(out.String(), `"GET"`) < 2 {
		t.Errorf("Serve = %v, context %v: %s", err, ctx.Err(), out.String())
	}
}

// A client that announces a body and sends none is not waited for: not when it
// is let in, and not when it is refused.
func TestABodyThatDoesNotComeEnds(t *testing.T) {
	s, g := echoServer(t, &memory{})
	handler, err := mcpgo.HTTPHandler(s, g)
	if err != nil {
		t.Fatal(err)
	}
	mcpgo.SetBodyTime(handler, 100*time.Millisecond)
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	for _, head := range []string{"POST / HTTP/1.1", "DELETE / HTTP/1.1", "POST / HTTP/1.1\r\nOrigin: https://attacker.example"} {
		conn, err := net.Dial("tcp", srv.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := fmt.Fprintf(conn, "%s\r\nHost: x\r\nContent-Length: 100\r\n\r\n{", head); err != nil {
			t.Fatal(err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(8 * time.Second)) // far less than the minute that others get
		answer, err := io.ReadAll(conn)
		if err != nil || !strings.Contains(string(answer), "HTTP/1.1 4") {
			t.Errorf("%q: %v, %s", head, err, answer)
		}
	}
}

// Without credentials a session does not become anybody's.
func TestDroppingTheCredentialsDoesNotTakeASession(t *testing.T) {
	s, g := echoServer(t, &memory{}) // lets the anonymous in
	srv := web(t, s, g)
	for _, row := range []struct {
		caller, session string
		want            int
	}{
		{"alice", anySession, http.StatusOK}, {"", anySession, http.StatusUnauthorized},
		{"", strings.Replace(anySession, "4000", "4001", 1), http.StatusOK}, {"alice", strings.Repeat("s", 200), http.StatusUnauthorized},
	} {
		if status, answer := post(t, srv.URL, strings.NewReader(callTool("echo", `{"text":"x"}`)), "X-Caller", row.caller, "Mcp-Session-Id", row.session); status != row.want {
			t.Errorf("%q: %d, want %d: %s", row.caller, status, row.want, answer)
		}
	}
}

// A server with many pages of tools verifies.
func TestManyPagesVerify(t *testing.T) {
	p := guard.Policy{Tools: map[string]guard.Tool{}}
	for i := range 150 {
		p.Tools[fmt.Sprintf("t%03d", i)] = guard.Tool{}
	}
	g := mustGuard(t, p)
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g), server.WithPaginationLimit(1))
	for name := range p.Tools {
		s.AddTool(mcp.NewTool(name), echo)
	}
	if err := mcpgo.Verify(s, g); err != nil {
		t.Error(err)
	}
}
