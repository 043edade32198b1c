package mcpgo_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

// s is a string that must not leave as it is; hidden is a character that must
// not leave either.
const (
	s      = "a " + secret + " b"
	hidden = "\u202e"
)

func meta() *mcp.Meta {
	return &mcp.Meta{AdditionalFields: map[string]any{"k " + secret: []any{s, map[string]any{"deep": s}}}}
}

func annotated() mcp.Annotated {
	return mcp.Annotated{Annotations: &mcp.Annotations{Audience: []mcp.Role{mcp.Role(s)}, LastModified: s}}
}

// contents holds every kind of block that the adapter knows, with the secret in
// every field that reaches a reader.
func contents() map[string]mcp.Content {
	text := mcp.TextContent{Annotated: annotated(), Meta: meta(), Type: "text", Text: s}
	link := mcp.ResourceLink{Annotated: annotated(), Meta: meta(), Type: "resource_link", URI: s, Name: s, Title: s, Description: s, MIMEType: s}
	page := mcp.TextResourceContents{Meta: map[string]any{"k": s}, URI: s, MIMEType: s, Text: s}
	blob := mcp.BlobResourceContents{Meta: map[string]any{"k": s}, URI: s, MIMEType: s, Blob: s}
	image := mcp.ImageContent{Annotated: annotated(), Meta: meta(), Type: "image", Data: s, MIMEType: s}
	audio := mcp.AudioContent{Annotated: annotated(), Meta: meta(), Type: "audio", Data: s, MIMEType: s}
	embedded := mcp.EmbeddedResource{Annotated: annotated(), Meta: meta(), Type: "resource", Resource: page}
	return map[string]mcp.Content{
		"text": text, "a pointer to text": &text, "link": link, "a pointer to a link": &link, "image": image, "a pointer to an image": &image,
		"audio": audio, "a pointer to audio": &audio, "embedded text": embedded, "a pointer to embedded text": &embedded,
		"an embedded pointer": mcp.EmbeddedResource{Type: "resource", Resource: &page},
		"an embedded blob":    mcp.EmbeddedResource{Type: "resource", Resource: blob}, "an embedded blob pointer": mcp.EmbeddedResource{Type: "resource", Resource: &blob},
	}
}

// deliver sends a handler's result through a guarded server.
func deliver(t *testing.T, rules guard.Tool, result *mcp.CallToolResult, options ...mcp.ToolOption) string {
	t.Helper()
	g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"get": rules}})
	srv := server.NewMCPServer("test", "1", mcpgo.WithGuard(g))
	srv.AddTool(mcp.NewTool("get", options...), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { return result, nil })
	return send(t.Context(), srv, callTool("get", `{}`))
}

func TestEveryStringOfAResultIsRedacted(t *testing.T) {
	for name, content := range contents() {
		t.Run(name, func(t *testing.T) {
			result := &mcp.CallToolResult{Content: []mcp.Content{content}}
			before := marshal(t, result)
			answer := deliver(t, guard.Tool{}, result)
			if code(t, answer) != "" || strings.Contains(answer, secret) || !strings.Contains(answer, "[SECRET]") {
				t.Errorf("%s", answer)
			}
			if got, want := strings.Count(answer, "[SECRET]"), strings.Count(before, secret); got != want {
				t.Errorf("%d of %d were redacted: %s", got, want, answer)
			}
			if after := marshal(t, result); after != before {
				t.Error("the handler's own result was changed")
			}
		})
	}
}

func TestStructuredContentAndMetaAreRedacted(t *testing.T) {
	for name, result := range map[string]*mcp.CallToolResult{
		"structured": {StructuredContent: map[string]any{"k " + secret: []string{s}}},
		"raw":        {RawStructuredContent: json.RawMessage(`{"k":"` + s + `"}`)},
		"_meta":      {Result: mcp.Result{Meta: meta()}},
		"an error":   {IsError: true, Content: []mcp.Content{mcp.NewTextContent(s)}},
	} {
		if answer := deliver(t, guard.Tool{}, result); strings.Contains(answer, secret) || !strings.Contains(answer, "[SECRET]") {
			t.Errorf("%s: %s", name, answer)
		}
	}
}

func TestHiddenCharactersDoNotLeave(t *testing.T) {
	for name, result := range map[string]*mcp.CallToolResult{
		"text":       mcp.NewToolResultText("a" + hidden + "b"),
		"structured": {StructuredContent: map[string]any{"k" + hidden: "a" + hidden}},
		"split":      mcp.NewToolResultText("x " + secret[:4] + hidden + secret[4:]),
	} {
		if answer := deliver(t, guard.Tool{}, result); strings.Contains(answer, hidden) || strings.Contains(answer, `\u202e`) || strings.Contains(answer, secret) {
			t.Errorf("%s: %s", name, answer)
		}
	}
}

// What nobody looked at does not leave.
func TestUnknownContentIsWithheld(t *testing.T) {
	for name, content := range map[string]mcp.Content{
		"tool use":              mcp.ToolUseContent{Type: "tool_use", Name: s},
		"a tool's result":       mcp.ToolResultContent{Type: "tool_result", Content: []mcp.Content{mcp.NewTextContent(s)}},
		"nil":                   nil,
		"a nil pointer":         (*mcp.TextContent)(nil),
		"an embedded nil":       mcp.EmbeddedResource{Type: "resource"},
		"an unmarshalable meta": mcp.TextContent{Type: "text", Meta: &mcp.Meta{AdditionalFields: map[string]any{"f": func() {}}}},
	} {
		if answer := deliver(t, guard.Tool{}, &mcp.CallToolResult{Content: []mcp.Content{content}}); code(t, answer) != guard.CodeResultBlocked || strings.Contains(answer, secret) {
			t.Errorf("%s: %s", name, answer)
		}
	}
	if answer := deliver(t, guard.Tool{}, &mcp.CallToolResult{StructuredContent: func() {}}); code(t, answer) != guard.CodeResultBlocked {
		t.Errorf("structured content that does not marshal: %s", answer)
	}
	if answer := deliver(t, guard.Tool{}, nil); code(t, answer) != guard.CodeInternal {
		t.Errorf("no result: %s", answer)
	}
}

func TestLargeResultsAreCutOrRefused(t *testing.T) {
	long := strings.Repeat("ä", 5000)
	rules := guard.Tool{MaxResult: 1000}
	for name, row := range map[string]struct {
		result *mcp.CallToolResult
		want   guard.Code
	}{
		"text is cut":              {mcp.NewToolResultText(long), ""},
		"structured is refused":    {mcp.NewToolResultStructured(map[string]string{"k": long}, "short"), guard.CodeResultTooLarge},
		"a text twin is refused":   {mcp.NewToolResultStructured(map[string]string{"k": "v"}, long), guard.CodeResultTooLarge},
		"an image is refused":      {mcp.NewToolResultImage("", long, "image/png"), guard.CodeResultTooLarge},
		"many blocks are cut":      {&mcp.CallToolResult{Content: []mcp.Content{mcp.NewTextContent(long), mcp.NewTextContent(long)}}, ""},
		"what fits is not touched": {mcp.NewToolResultText(long[:900]), ""},
	} {
		answer := deliver(t, rules, row.result)
		if got := code(t, answer); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
		if row.want == "" && (len(answer) > 1500 || !json.Valid([]byte(answer)) || strings.Contains(answer, "\ufffd")) {
			t.Errorf("%s: %d bytes: %s", name, len(answer), answer)
		}
	}
}

func TestResultsAreHeldAgainstTheOutputSchema(t *testing.T) {
	type out struct {
		N int `json:"n"`
	}
	schema := mcp.WithOutputSchema[out]()
	for name, row := range map[string]struct {
		structured any
		want       guard.Code
	}{
		"what fits leaves":              {map[string]any{"n": 5}, ""},
		"what does not fit is withheld": {map[string]any{"n": "five"}, guard.CodeResultBlocked},
		"a key that redaction renamed":  {map[string]any{"n": 5, secret: 5}, guard.CodeResultBlocked},
	} {
		if got := code(t, deliver(t, guard.Tool{}, &mcp.CallToolResult{StructuredContent: row.structured}, schema)); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}
