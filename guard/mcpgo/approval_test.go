package mcpgo_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/approval"
	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

func approver(t *testing.T) *approval.Approver {
	t.Helper()
	return approval.New(nil)
}

// counter meters, and counts what it metered.
type counter struct{ n int }

func (c *counter) Limit(context.Context, *guard.Call) (func(), error) { c.n++; return nil, nil }

// deleteServer has one tool that needs an approval. What it deletes is noted.
func deleteServer(t *testing.T, rec *memory, least guard.Strength) (*server.MCPServer, *guard.Guard, *[]string, *counter) {
	t.Helper()
	meter := &counter{}
	p := policy(guard.Policy{Record: rec, Approve: approver(t), Tools: map[string]guard.Tool{
		"delete": {Args: guard.Args{"text": guard.FreeText(100)}, Approval: least}, "other": textRules,
	}})
	p.Limit = meter
	g, err := guard.New(p)
	if err != nil {
		t.Fatal(err)
	}
	deleted := &[]string{}
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g), server.WithElicitation())
	s.AddTool(echoTool("delete"), func(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if len(r.Params.InputResponses) > 0 || r.Params.RequestState != "" || r.GetString(guard.ApprovalArgument, "") != "" {
			t.Error("the handler sees the approval")
		}
		*deleted = append(*deleted, r.GetString("text", ""))
		return mcp.NewToolResultText("deleted"), nil
	})
	s.AddTool(echoTool("other"), echo)
	return s, g, deleted, meter
}

// user answers every question in the same way, and remembers the questions.
type user struct {
	action mcp.ElicitationResponseAction
	asked  []string
}

func (u *user) Elicit(_ context.Context, r mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	u.asked = append(u.asked, r.Params.Message)
	return &mcp.ElicitationResult{ElicitationResponse: mcp.ElicitationResponse{Action: u.action, Content: map[string]any{}}}, nil
}

// transports connect a client to the server in each way there is.
var transports = map[string]func(*testing.T, *server.MCPServer, *guard.Guard, ...client.ClientOption) *client.Client{
	"in process": func(t *testing.T, s *server.MCPServer, _ *guard.Guard, o ...client.ClientOption) *client.Client {
		c, err := client.NewInProcessClientWithOptions(s, o...)
		if err != nil {
			t.Fatal(err)
		}
		return c
	},
	"stdio": func(t *testing.T, s *server.MCPServer, g *guard.Guard, o ...client.ClientOption) *client.Client {
		inRead, inWrite := io.Pipe()
		outRead, outWrite := io.Pipe()
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() {
			err := mcpgo.Stdio{In: inRead, Out: outWrite, Caller: alice}.Serve(ctx, s, g)
			_ = inRead.CloseWithError(err) // so that a client does not wait for a server that did not start
			_ = outWrite.CloseWithError(err)
			done <- err
		}()
		t.Cleanup(func() {
			cancel()
			_ = inWrite.Close()
			<-done
		})
		return client.NewClient(transport.NewIO(outRead, inWrite, io.NopCloser(strings.NewReader(""))), o...)
	},
	"streamable HTTP": func(t *testing.T, s *server.MCPServer, g *guard.Guard, o ...client.ClientOption) *client.Client {
		handler, err := mcpgo.HTTPHandler(s, g)
		if err != nil {
			t.Fatal(err)
		}
		httpServer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			handler.ServeHTTP(w, r.WithContext(guard.WithCaller(r.Context(), alice)))
		}))
		t.Cleanup(httpServer.Close)
		c, err := transport.NewStreamableHTTP(httpServer.URL)
		if err != nil {
			t.Fatal(err)
		}
		return client.NewClient(c, o...)
	},
}

func connect(t *testing.T, c *client.Client, version string) {
	t.Helper()
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = version
	request.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
	if _, err := c.Initialize(t.Context(), request); err != nil {
		t.Fatal(err)
	}
}

// TestAUserApproves runs the whole round in both protocol eras on the
// transports: one question, one execution, metered once.
func TestAUserApproves(t *testing.T) {
	for _, version := range []string{mcp.ProtocolVersion20260728, "2025-11-25"} {
		for name, dial := range transports {
			t.Run(name+" "+version, func(t *testing.T) {
				rec := &memory{}
				s, g, deleted, meter := deleteServer(t, rec, guard.ClientAttested)
				u := &user{action: mcp.ElicitationResponseActionAccept}
				c := dial(t, s, g, client.WithElicitationHandler(u), client.WithProtocolVersion(version))
				connect(t, c, version)
				call := mcp.CallToolRequest{Params: mcp.CallToolParams{Name: "delete", Arguments: map[string]any{"text": "old.txt"}}}
				result, err := c.CallTool(t.Context(), call)
				if err != nil || result.IsError {
					t.Fatalf("%+v, %v", result, err)
				}
				if len(u.asked) != 1 || !strings.Contains(u.asked[0], "old.txt") || len(*deleted) != 1 || meter.n != 1 {
					t.Errorf("asked %q, deleted %q, metered %d times", u.asked, *deleted, meter.n)
				}
				checkOneCall(t, rec)
				u.action = mcp.ElicitationResponseActionDecline
				if result, err = c.CallTool(t.Context(), call); err != nil || !result.IsError || len(*deleted) != 1 {
					t.Errorf("declined, and got %+v, %v, deleted %q", result, err, *deleted)
				}
			})
		}
	}
}

// checkOneCall wants one reference, one outcome, an intent in front of it.
func checkOneCall(t *testing.T, rec *memory) {
	t.Helper()
	var stages []string
	references := map[string]bool{}
	for _, e := range rec.all() {
		if e.Kind == guard.KindTool {
			stages = append(stages, e.Stage.String())
			references[e.Reference] = true
		}
	}
	if got := strings.Join(stages, " "); got != "asked intent outcome" || len(references) != 1 {
		t.Errorf("recorded %q under %d references", got, len(references))
	}
}

func TestTwoPhaseWithoutAUser(t *testing.T) {
	rec := &memory{}
	s, _, deleted, _ := deleteServer(t, rec, guard.TwoPhase)
	ctx := guard.WithCaller(t.Context(), alice)
	token := func(ctx context.Context, arguments string) string {
		t.Helper()
		var a struct {
			Result struct {
				Meta map[string]map[string]string `json:"_meta"`
			}
		}
		raw := send(ctx, s, callTool("delete", arguments))
		if err := json.Unmarshal([]byte(raw), &a); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		return a.Result.Meta[mcpgo.DenialMeta][guard.ApprovalArgument]
	}
	with := func(arguments, token string) string {
		return callTool("delete", strings.TrimSuffix(arguments, "}")+`,"`+guard.ApprovalArgument+`":"`+token+`"}`)
	}
	const file = `{"text":"old.txt"}`
	good := token(ctx, file)
	if good == "" || len(*deleted) != 0 {
		t.Fatalf("token %q, deleted %v", good, *deleted)
	}
	for name, row := range map[string]struct {
		ctx     context.Context
		message string
	}{
		"an invented token":               {ctx, with(file, "yes")},
		"the token for another file":      {ctx, with(`{"text":"new.txt"}`, good)},
		"the token of another caller":     {guard.WithCaller(t.Context(), mallory), with(file, good)},
		"the token as an answer":          {ctx, request("tools/call", `{"name":"delete","arguments":`+file+`,"requestState":"`+good+`","inputResponses":{"mcpcordon.approval":{"action":"accept"}}}`)},
		"an invented answer":              {ctx, request("tools/call", `{"name":"delete","arguments":`+file+`,"requestState":"approved","inputResponses":{"mcpcordon.approval":{"action":"accept"}}}`)},
		"the token hidden by letter case": {ctx, callTool("delete", `{"text":"old.txt","Approval_Token":"`+good+`"}`)},
	} {
		if answer := send(row.ctx, s, row.message); code(t, answer) == "" || len(*deleted) != 0 {
			t.Errorf("%s: %s, deleted %v", name, answer, *deleted)
		}
	}
	if answer := send(ctx, s, with(file, good)); code(t, answer) != "" || len(*deleted) != 1 {
		t.Errorf("the right token: %s", answer)
	}
	if answer := send(ctx, s, with(file, good)); code(t, answer) != guard.CodeApprovalExpired || len(*deleted) != 1 {
		t.Errorf("the token once more: %s", answer)
	}
	for _, e := range rec.all() {
		if strings.Contains(marshal(t, e), good) {
			t.Errorf("the record holds the token: %+v", e)
		}
	}
}

func TestAnswersNobodyAskedForAreRefused(t *testing.T) {
	s, _, _, _ := deleteServer(t, &memory{}, guard.TwoPhase)
	answer := send(t.Context(), s, request("tools/call", `{"name":"other","arguments":{"text":"x"},"requestState":"env=production"}`))
	if code(t, answer) != guard.CodeInvalidArgument {
		t.Errorf("%s", answer)
	}
}

// A handler's own question is not passed on: nothing would vouch for the
// answer.
func TestHandlersThatAskThemselvesAreRefused(t *testing.T) {
	g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"ask": {}}})
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g))
	s.AddTool(mcp.NewTool("ask"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return server.NewInputRequestBuilder("env=production").Elicit("q", mcp.ElicitationParams{Message: "?", RequestedSchema: map[string]any{}}).ToolResult(), nil
	})
	if answer := send(t.Context(), s, callTool("ask", `{}`)); code(t, answer) != guard.CodeInternal || strings.Contains(answer, "production") {
		t.Errorf("%s", answer)
	}
}
