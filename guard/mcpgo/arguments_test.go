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

func marshal(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// readers are the ways in which a handler can read its arguments. Each returns
// the path it would open.
var readers = map[string]server.ToolHandlerFunc{
	"a typed handler": mcp.NewTypedToolHandler(func(_ context.Context, _ mcp.CallToolRequest, args struct {
		Path string `json:"path"`
	}) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText("opens " + args.Path), nil
	}),
	"BindArguments": func(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		var args struct{ Path string }
		if err := r.BindArguments(&args); err != nil {
			return nil, err
		}
		return mcp.NewToolResultText("opens " + args.Path), nil
	},
	"a map reader": func(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText("opens " + r.GetString("path", "")), nil
	},
	"a reader of the raw bytes": func(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		raw, _ := json.Marshal(r.GetRawArguments())
		var args struct{ Path string }
		if err := json.Unmarshal(raw, &args); err != nil {
			return nil, err
		}
		return mcp.NewToolResultText("opens " + args.Path), nil
	},
}

// noShadow refuses paths under /etc and rewrites the rest.
type noShadow struct{}

func (noShadow) Check(_ context.Context, path string) error {
	if strings.Contains(path, "shadow") {
		return guard.Deny(guard.CodePathNotAllowed, "")
	}
	return nil
}

func (n noShadow) Rewrite(ctx context.Context, path string) (string, error) {
	return strings.TrimPrefix(path, "./"), n.Check(ctx, path)
}

// TestHandlersSeeExactlyWhatWasChecked sends arguments that different readers
// understand differently. On the bare server some reader opens the shadow file.
func TestHandlersSeeExactlyWhatWasChecked(t *testing.T) {
	open := mcp.NewTool("open", mcp.WithString("path", mcp.Required()), mcp.WithSchemaAdditionalProperties(true))
	for _, row := range []struct {
		name, arguments string
		want            guard.Code
		opens           string
	}{
		{"an honest path is opened", `{"path":"notes.txt"}`, "", "opens notes.txt"},
		{"a rewritten path is what every reader gets", `{"path":"./notes.txt"}`, "", "opens notes.txt"},
		{"a key in another case beside it", `{"path":"notes.txt","PATH":"shadow"}`, guard.CodeInvalidArgument, ""},
		{"a key in another case, escaped", `{"path":"notes.txt","pa\u0074H":"shadow"}`, guard.CodeInvalidArgument, ""},
		{"a key in another case alone", `{"PATH":"shadow"}`, guard.CodeInvalidArgument, ""},
		{"the same key twice", `{"path":"notes.txt","path":"shadow"}`, guard.CodeInvalidArgument, ""},
		{"the same key once escaped", `{"path":"notes.txt","p\u0061th":"shadow"}`, guard.CodeInvalidArgument, ""},
		{"the checked path itself", `{"path":"shadow"}`, guard.CodePathNotAllowed, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			shadow := 0
			for name, handler := range readers {
				bare := server.NewMCPServer("bare", "1")
				bare.AddTool(open, handler)
				if strings.Contains(send(t.Context(), bare, callTool("open", row.arguments)), "opens shadow") {
					shadow++
				}
				g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"open": {Args: guard.Args{"path": noShadow{}, "*": guard.FreeText(100)}}}})
				s := server.NewMCPServer("guarded", "1", mcpgo.WithGuard(g))
				s.AddTool(open, handler)
				answer := send(t.Context(), s, callTool("open", row.arguments))
				if got := code(t, answer); got != row.want {
					t.Errorf("%s: code %q, want %q: %s", name, got, row.want, answer)
				}
				if row.want == "" && text(t, answer) != row.opens {
					t.Errorf("%s: %q, want %q", name, text(t, answer), row.opens)
				}
			}
			if attack := row.want != ""; attack != (shadow > 0) {
				t.Errorf("on the bare server %d readers open the shadow file", shadow)
			}
		})
	}
}

func TestNumbersAreOneNumberForEveryReader(t *testing.T) {
	tool := mcp.NewTool("count", mcp.WithNumber("n", mcp.Required()))
	handler := func(_ context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		var typed struct{ N json.Number }
		if err := r.BindArguments(&typed); err != nil {
			return nil, err
		}
		mapped := marshal(t, r.GetArguments()["n"])
		return mcp.NewToolResultText(typed.N.String() + " and " + mapped), nil
	}
	for _, row := range []struct {
		name, n string
		exact   bool
		want    string
	}{
		{"a number that a float64 holds", "9007199254740992", false, "9007199254740992 and 9007199254740992"},
		{"one that it does not hold is refused", "9007199254740993", false, "invalid_argument"},
		{"one that it does not hold, to a tool that wants exact numbers", "9007199254740993", true, "9007199254740993 and 9007199254740993"},
		{"another spelling of a number", "1.0e2", false, "100 and 100"},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"count": {Limits: guard.Limits{ExactNumbers: row.exact}}}})
			s := server.NewMCPServer("guarded", "1", mcpgo.WithGuard(g))
			s.AddTool(tool, handler)
			if answer := send(t.Context(), s, callTool("count", `{"n":`+row.n+`}`)); !strings.HasPrefix(text(t, answer), row.want) {
				t.Errorf("%s: want %q", answer, row.want)
			}
		})
	}
	bare := server.NewMCPServer("bare", "1")
	bare.AddTool(tool, handler)
	if got := text(t, send(t.Context(), bare, callTool("count", `{"n":9007199254740993}`))); got != "9007199254740993 and 9007199254740992" {
		t.Errorf("the SDK's two views agree now: %q", got)
	}
}

// A tool that is replaced, and a session's tool of the same name, are judged by
// their own schemas.
func TestSchemasAreFoundByWhatTheyAre(t *testing.T) {
	g := mustGuard(t, guard.Policy{Tools: map[string]guard.Tool{"echo": textRules}})
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(g))
	number := mcp.NewTool("echo", mcp.WithNumber("text", mcp.Required()))
	s.AddTool(echoTool("echo"), echo)
	if got := code(t, send(t.Context(), s, callTool("echo", `{"text":"x"}`))); got != "" {
		t.Fatalf("a string for a string: %q", got)
	}
	client := newSession("s")
	client.tools = map[string]server.ServerTool{"echo": {Tool: number, Handler: echo}}
	if got := code(t, send(s.WithContext(t.Context(), client), s, callTool("echo", `{"text":"x"}`))); got != guard.CodeInvalidArgument {
		t.Errorf("a string for the session's number: %q", got)
	}
	for range 3 {
		s.AddTool(number, echo)
		if got := code(t, send(t.Context(), s, callTool("echo", `{"text":"x"}`))); got != guard.CodeInvalidArgument {
			t.Errorf("a string for the new tool's number: %q", got)
		}
		s.AddTool(echoTool("echo"), echo)
		if got := code(t, send(t.Context(), s, callTool("echo", `{"text":"x"}`))); got != "" {
			t.Errorf("a string for the old tool's string: %q", got)
		}
	}
	broken := mcp.NewToolWithRawSchema("echo", "", json.RawMessage(`{"type":"object","properties":{"text":{"type":"strin"}}}`))
	s.AddTool(broken, echo)
	if got := code(t, send(t.Context(), s, callTool("echo", `{"text":"x"}`))); got != guard.CodeInternal {
		t.Errorf("a schema that does not compile: %q", got)
	}
}
