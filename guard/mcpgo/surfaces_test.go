package mcpgo_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/redact"
)

// canary is a token that the default filter finds.
var canary = strings.Join([]string{"ghp", "7Kq2mZp9Xc4Vb8Nt3Lw6Rj1Hs5Gd0Fa2Yu4E"}, "_")

func encoded() string { return base64.StdEncoding.EncodeToString([]byte("key " + canary + " end")) }

// tap keeps what passes through it.
type tap struct {
	mu   sync.Mutex
	seen bytes.Buffer
	r    io.Reader
}

func (t *tap) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen.Write(p[:n])
	return n, err
}

func (t *tap) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.seen.String()
}

// desk answers what a server asks its client.
type desk struct{}

func (desk) Elicit(context.Context, mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	return &mcp.ElicitationResult{ElicitationResponse: mcp.ElicitationResponse{Action: mcp.ElicitationResponseActionDecline}}, nil
}

func (desk) CreateMessage(context.Context, mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
	return &mcp.CreateMessageResult{SamplingMessage: mcp.SamplingMessage{Role: mcp.RoleAssistant, Content: mcp.NewTextContent("ok")}, Model: "m"}, nil
}

// A surface is a place of the protocol in which a server can send something. The
// guard is nil on the server that shows that the canary gets there.
type surface struct {
	name string
	tool func(ctx context.Context, g *guard.Guard) (*mcp.CallToolResult, error)
	call func(ctx context.Context, c *client.Client) // instead of the tool

	withheld bool // whole: no placeholder takes the canary's place
}

func answerOf(r *mcp.CallToolResult) func(context.Context, *guard.Guard) (*mcp.CallToolResult, error) {
	return func(context.Context, *guard.Guard) (*mcp.CallToolResult, error) { return r, nil }
}

func content(c ...mcp.Content) func(context.Context, *guard.Guard) (*mcp.CallToolResult, error) {
	return answerOf(&mcp.CallToolResult{Content: c})
}

func noted() *mcp.Meta {
	return &mcp.Meta{AdditionalFields: map[string]any{"note": map[string]any{canary: 1}}}
}

// notified sends a notification, cleaned if there is a guard.
func notified(method string, params map[string]any) func(context.Context, *guard.Guard) (*mcp.CallToolResult, error) {
	return func(ctx context.Context, g *guard.Guard) (*mcp.CallToolResult, error) {
		var err error
		if g != nil {
			err = mcpgo.Notify(ctx, g, method, params)
		} else {
			err = server.ServerFromContext(ctx).SendNotificationToClient(ctx, method, params)
		}
		return mcp.NewToolResultText("sent"), err
	}
}

func elicited(params mcp.ElicitationParams) func(context.Context, *guard.Guard) (*mcp.CallToolResult, error) {
	return func(ctx context.Context, g *guard.Guard) (*mcp.CallToolResult, error) {
		request := mcp.ElicitationRequest{Params: params}
		var err error
		if g != nil {
			_, err = mcpgo.Elicit(ctx, g, request)
		} else {
			_, err = server.ServerFromContext(ctx).RequestElicitation(ctx, request)
		}
		return mcp.NewToolResultText("asked"), err
	}
}

func sampled(params mcp.CreateMessageParams) func(context.Context, *guard.Guard) (*mcp.CallToolResult, error) {
	return func(ctx context.Context, g *guard.Guard) (*mcp.CallToolResult, error) {
		request := mcp.CreateMessageRequest{CreateMessageParams: params}
		var err error
		if g != nil {
			_, err = mcpgo.Sample(ctx, g, request)
		} else {
			//lint:ignore SA1019 what Sample stands for
			_, err = server.ServerFromContext(ctx).RequestSampling(ctx, request)
		}
		return mcp.NewToolResultText("asked"), err
	}
}

var formSchema = map[string]any{"type": "object", "properties": map[string]any{"name": map[string]any{"type": "string", "default": canary}}}

var surfaces = []surface{
	{name: "text", tool: content(mcp.NewTextContent("it is " + canary))},
	{name: "_meta of a text", tool: content(mcp.TextContent{Type: "text", Text: "x", Meta: noted()})},
	{name: "annotations", tool: content(mcp.TextContent{Type: "text", Text: "x", Annotated: mcp.Annotated{Annotations: &mcp.Annotations{LastModified: canary, Audience: []mcp.Role{mcp.Role(canary)}}}})},
	{name: "an image that is text", withheld: true, tool: content(mcp.NewImageContent(encoded(), "text/plain"))},
	{name: "a MIME type", tool: content(mcp.NewAudioContent("AAAA", canary))},
	{name: "an embedded text", tool: content(mcp.NewEmbeddedResource(mcp.TextResourceContents{URI: "docs://x?" + canary, Text: canary}))},
	{name: "an embedded blob", tool: content(mcp.NewEmbeddedResource(mcp.BlobResourceContents{URI: "docs://x", Blob: encoded(), Meta: map[string]any{"k": canary}}))},
	{name: "a link", tool: content(mcp.ResourceLink{Type: "resource_link", URI: "https://x.example/?t=" + canary, Name: canary, Title: canary, Description: canary})},
	{name: "structured content and its twin", tool: answerOf(mcp.NewToolResultStructured(map[string]any{"a": canary, canary: []any{canary}}, `{"a":"`+canary+`"}`))},
	{name: "the result's _meta", tool: answerOf(&mcp.CallToolResult{Result: mcp.Result{Meta: noted()}, Content: []mcp.Content{}})},
	{name: "an error for the model", tool: answerOf(mcp.NewToolResultError("failed with " + canary))},
	{name: "an error of the handler", withheld: true, tool: func(context.Context, *guard.Guard) (*mcp.CallToolResult, error) {
		return nil, errors.New("at " + canary)
	}},
	{name: "a log message", tool: notified("notifications/message", map[string]any{"level": "info", "logger": canary, "data": map[string]any{"k": []any{canary}}})},
	{name: "progress", tool: notified("notifications/progress", map[string]any{"progressToken": "1", "progress": 1, "message": canary})},
	{name: "a changed resource", tool: notified("notifications/resources/updated", map[string]any{"uri": "https://x.example/?t=" + canary})},
	{name: "another notification", tool: notified("notifications/custom", map[string]any{canary: canary, "_meta": map[string]any{"k": canary}})},
	{name: "an elicitation", tool: elicited(mcp.ElicitationParams{Message: "for " + canary, RequestedSchema: formSchema, Meta: noted()})},
	{name: "an elicitation of an address", withheld: true, tool: elicited(mcp.ElicitationParams{Mode: mcp.ElicitationModeURL, Message: "go", ElicitationID: "1", URL: "https://x.example/?t=" + canary})},
	{name: "a sampling", tool: sampled(mcp.CreateMessageParams{SystemPrompt: canary, StopSequences: []string{canary}, Metadata: map[string]any{"k": canary}, MaxTokens: 5,
		Messages: []mcp.SamplingMessage{{Role: mcp.RoleUser, Content: mcp.NewTextContent("say " + canary)}, {Role: mcp.RoleUser, Content: mcp.NewImageContent(encoded(), "image/png")}}})},
	{name: "a prompt", call: func(ctx context.Context, c *client.Client) {
		c.GetPrompt(ctx, mcp.GetPromptRequest{Params: mcp.GetPromptParams{Name: "ask"}})
	}},
	{name: "a resource", call: func(ctx context.Context, c *client.Client) {
		c.ReadResource(ctx, mcp.ReadResourceRequest{Params: mcp.ReadResourceParams{URI: "docs://a"}})
	}},
	{name: "a completion", call: func(ctx context.Context, c *client.Client) {
		c.Complete(ctx, mcp.CompleteRequest{Params: mcp.CompleteParams{Ref: mcp.PromptReference{Type: "ref/prompt", Name: "ask"}, Argument: mcp.CompleteArgument{Name: "topic", Value: "x"}}})
	}},
	{name: "the list of resources", call: func(ctx context.Context, c *client.Client) { c.ListResources(ctx, mcp.ListResourcesRequest{}) }},
}

// probeServer has one tool, a prompt, a resource and a completion with the canary.
func probeServer(x surface, g *guard.Guard) *server.MCPServer {
	options := []server.ServerOption{server.WithCompletions(), server.WithLogging(), server.WithResourceCapabilities(true, true), server.WithElicitation()}
	if g != nil {
		options = append([]server.ServerOption{mcpgo.WithGuard(g), mcpgo.PromptCompletions(g, suggestions{})}, options...)
	} else {
		options = append(options, server.WithPromptCompletionProvider(suggestions{}))
	}
	s := server.NewMCPServer("test", "1", options...)
	s.EnableSampling()
	s.AddTool(echoTool("probe"), func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) { return x.tool(ctx, g) })
	s.AddPrompt(mcp.NewPrompt("ask"), func(context.Context, mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		return &mcp.GetPromptResult{Description: canary, Result: mcp.Result{Meta: noted()}, Messages: []mcp.PromptMessage{{Role: mcp.RoleUser, Content: mcp.NewTextContent(canary)},
			{Role: mcp.RoleUser, Content: mcp.NewEmbeddedResource(mcp.BlobResourceContents{URI: "docs://x", Blob: encoded()})}}}, nil
	})
	read := func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
		return []mcp.ResourceContents{mcp.TextResourceContents{URI: "docs://a#" + canary, MIMEType: canary, Text: canary, Meta: map[string]any{canary: canary}}, mcp.BlobResourceContents{URI: "docs://a", Blob: encoded()}}, nil
	}
	s.AddResource(mcp.Resource{URI: "docs://a", Name: "a", Title: canary, Description: "of " + canary, Meta: noted()}, read)
	s.AddResource(mcp.Resource{URI: "docs://b?t=" + canary, Name: "b"}, read)
	s.AddResource(mcp.Resource{URI: "docs://c", Name: canary}, read)
	return s
}

type suggestions struct{}

func (suggestions) CompletePromptArgument(context.Context, string, mcp.CompleteArgument, mcp.CompleteContext) (*mcp.Completion, error) {
	return &mcp.Completion{Values: []string{"x" + "-" + canary, canary}}, nil
}

// exchange runs one surface between a server and a client, and returns every
// byte that the client received.
func exchange(t *testing.T, x surface, g *guard.Guard) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	inRead, inWrite := io.Pipe()
	outRead, outWrite := io.Pipe()
	s, done := probeServer(x, g), make(chan error, 1)
	go func() {
		if g != nil {
			done <- mcpgo.Stdio{In: inRead, Out: outWrite, Caller: alice}.Serve(ctx, s, g)
		} else {
			done <- server.NewStdioServer(s).Listen(ctx, inRead, outWrite)
		}
		outWrite.Close()
		inRead.Close() // a server that does not start leaves nobody waiting
	}()
	seen := &tap{r: outRead}
	c := client.NewClient(transport.NewIO(seen, inWrite, io.NopCloser(strings.NewReader(""))), client.WithElicitationHandler(desk{}), client.WithSamplingHandler(desk{}))
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	hello := mcp.InitializeRequest{Params: mcp.InitializeParams{ProtocolVersion: "2025-11-25", ClientInfo: mcp.Implementation{Name: "c", Version: "1"},
		Capabilities: mcp.ClientCapabilities{Elicitation: &mcp.ElicitationCapability{Form: &struct{}{}, URL: &struct{}{}}}}}
	if _, err := c.Initialize(ctx, hello); err != nil {
		t.Fatal(err)
	}
	if x.tool != nil {
		c.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: "probe", Arguments: map[string]any{"text": "with " + canary}}})
	} else {
		x.call(ctx, c)
	}
	// A notification has a goroutine of its own, and may come after the answer.
	for strings.Contains(seen.text(), `"text":"sent"`) && !strings.Contains(seen.text(), `"method":"notifications/`) && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if _, err := c.ListTools(ctx, mcp.ListToolsRequest{}); err != nil { // what was sent before has arrived
		t.Fatal(err)
	}
	c.Close()
	cancel()
	<-done
	return seen.text()
}

func probeGuard(t *testing.T, record *memory) *guard.Guard {
	t.Helper()
	g, err := guard.New(guard.Policy{
		Record: record, Redact: redact.Default(), Limit: unlimited{}, InsecureAnonymous: true,
		Tools:     map[string]guard.Tool{"probe": textRules},
		Prompts:   map[string]guard.Prompt{"ask": {Complete: guard.Args{"topic": guard.FreeText(50)}}},
		Resources: map[string]guard.Resource{"docs://a": {}, "docs://b?t=" + canary: {}, "docs://c": {}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// requests are places in which a client can put something that the server would
// echo or keep.
var requests = []surface{
	{name: "the name of a tool", call: func(ctx context.Context, c *client.Client) {
		c.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: canary}})
	}},
	{name: "the name of an argument", call: func(ctx context.Context, c *client.Client) {
		c.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: "probe", Arguments: map[string]any{canary: 1}}})
	}},
	{name: "an argument of another type", call: func(ctx context.Context, c *client.Client) {
		c.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: "probe", Arguments: map[string]any{"text": []any{canary}}}})
	}},
	{name: "the URI of a resource", call: func(ctx context.Context, c *client.Client) {
		c.ReadResource(ctx, mcp.ReadResourceRequest{Params: mcp.ReadResourceParams{URI: "docs://x?t=" + canary}})
	}},
	{name: "the URI of a subscription", call: func(ctx context.Context, c *client.Client) {
		//lint:ignore SA1019 clients of older protocol versions send it
		c.Subscribe(ctx, mcp.SubscribeRequest{Params: mcp.SubscribeParams{URI: "docs://x?t=" + canary}})
	}},
	{name: "a prompt and its argument", call: func(ctx context.Context, c *client.Client) {
		c.GetPrompt(ctx, mcp.GetPromptRequest{Params: mcp.GetPromptParams{Name: canary, Arguments: map[string]string{"x": canary}}})
	}},
	{name: "the argument of a completion", call: func(ctx context.Context, c *client.Client) {
		c.Complete(ctx, mcp.CompleteRequest{Params: mcp.CompleteParams{Ref: mcp.PromptReference{Type: "ref/prompt", Name: "ask"}, Argument: mcp.CompleteArgument{Name: "topic", Value: canary}}})
	}},
	{name: "a cursor", call: func(ctx context.Context, c *client.Client) {
		c.ListTools(ctx, mcp.ListToolsRequest{PaginatedRequest: mcp.PaginatedRequest{Params: mcp.PaginatedParams{Cursor: mcp.Cursor(canary)}}})
	}},
}

func TestNoRequestIsEchoedOrKeptWithItsSecret(t *testing.T) {
	for _, x := range requests {
		t.Run(x.name, func(t *testing.T) {
			record := &memory{}
			if got := exchange(t, x, probeGuard(t, record)); leaks(got) {
				t.Errorf("the client received %s", got)
			}
			kept, err := json.Marshal(record.all())
			if err != nil || len(record.all()) == 0 || leaks(string(kept)) {
				t.Errorf("the record holds %s, %v", kept, err)
			}
		})
	}
}

// No surface lets the canary out, in the clear or in base64, nor does the record
// keep it. The twin without a guard shows that the canary gets to each.
func TestNoSurfaceSendsASecret(t *testing.T) {
	for _, x := range surfaces {
		t.Run(x.name, func(t *testing.T) {
			record := &memory{}
			g := probeGuard(t, record)
			bare := exchange(t, x, nil)
			if !leaks(bare) {
				t.Fatalf("the canary does not get there without a guard: %s", bare)
			}
			got := exchange(t, x, g)
			if leaks(got) || strings.Contains(got, "[API_KEY_") == x.withheld {
				t.Errorf("the client received %s", got)
			}
			if x.name == "the list of resources" && !strings.Contains(got, `"docs://a"`) {
				t.Errorf("the list has nothing left: %s", got)
			}
			kept, err := json.Marshal(record.all())
			if err != nil {
				t.Fatal(err)
			}
			if leaks(string(kept)) {
				t.Errorf("the record holds %s", kept)
			}
		})
	}
}

func leaks(s string) bool {
	return strings.Contains(s, canary[:20]) || strings.Contains(s, encoded()[:30])
}
