package mcpgo_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

// manyServer has n items of each kind, of which the policy names every third.
func manyServer(t *testing.T, n, page int) *server.MCPServer {
	t.Helper()
	r := &ran{}
	p := guard.Policy{Tools: map[string]guard.Tool{}, Prompts: map[string]guard.Prompt{}, Resources: map[string]guard.Resource{}}
	for i := 0; i < n; i += 3 {
		name := fmt.Sprintf("open_%02d", i)
		p.Tools[name], p.Prompts[name], p.Resources["docs://"+name] = guard.Tool{}, guard.Prompt{}, guard.Resource{}
		p.Resources["docs://"+name+"/{v}"] = guard.Resource{Args: guard.Args{"v": guard.FreeText(9)}}
	}
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(mustGuard(t, p)), server.WithPaginationLimit(page))
	for i := range n {
		name := fmt.Sprintf("open_%02d", i)
		if i%3 != 0 {
			name = fmt.Sprintf("secret_%02d", i)
		}
		s.AddTool(mcp.NewTool(name), r.tool(name))
		s.AddPrompt(mcp.NewPrompt(name), r.prompt)
		s.AddResource(mcp.NewResource("docs://"+name, name), r.resource)
		s.AddResourceTemplate(mcp.NewResourceTemplate("docs://"+name+"/{v}", name), r.resource)
	}
	return s
}

func namesOf(a answer) []string {
	var names []string
	for _, t := range a.Result.Tools {
		names = append(names, t.Name)
	}
	for _, p := range a.Result.Prompts {
		names = append(names, p.Name)
	}
	for _, r := range a.Result.Resources {
		names = append(names, r.URI)
	}
	for _, r := range a.Result.ResourceTemplates {
		names = append(names, r.URITemplate)
	}
	return names
}

var listMethods = []string{"tools/list", "prompts/list", "resources/list", "resources/templates/list"}

// TestListingsShowWhatMayBeCalled walks every listing with several page sizes:
// all pages but the last are full, nothing hidden shows in them, and no cursor
// can be decoded to a name.
func TestListingsShowWhatMayBeCalled(t *testing.T) {
	const n = 20 // of which 7 are open
	for _, method := range listMethods {
		for _, page := range []int{1, 2, 3, 7, 8, 50} {
			t.Run(fmt.Sprintf("%s by %d", method, page), func(t *testing.T) {
				s := manyServer(t, n, page)
				var names []string
				cursor := ""
				for range n {
					raw := send(t.Context(), s, request(method, `{"cursor":"`+cursor+`"}`))
					if strings.Contains(raw, "secret") {
						t.Fatalf("a hidden item shows: %s", raw)
					}
					a := parse(t, raw)
					got := namesOf(a)
					names = append(names, got...)
					cursor = a.Result.NextCursor
					if len(got) > page || cursor != "" && len(got) != page {
						t.Errorf("a page of %d holds %d, next %q", page, len(got), cursor)
					}
					if cursor == "" {
						break
					}
					for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
						if plain, err := encoding.DecodeString(cursor); err == nil && (strings.Contains(string(plain), "open") || strings.Contains(string(plain), "secret")) {
							t.Errorf("the cursor tells %q", plain)
						}
					}
				}
				if len(names) != 7 || !slices.IsSorted(names) || cursor != "" {
					t.Errorf("listed %v, next %q", names, cursor)
				}
			})
		}
	}
}

// On the bare server a cursor is the name of an item, hidden or not.
func TestCanaryCursorsNameItems(t *testing.T) {
	r := &ran{}
	s := server.NewMCPServer("bare", "1", server.WithPaginationLimit(1))
	s.AddResource(mcp.NewResource("docs://a", "secret_a"), r.resource)
	s.AddResource(mcp.NewResource("docs://b", "secret_b"), r.resource)
	cursor := parse(t, send(t.Context(), s, request("resources/list", `{}`))).Result.NextCursor
	if plain, err := base64.StdEncoding.DecodeString(cursor); err != nil || string(plain) != "secret_a" {
		t.Errorf("cursor %q is opaque now", cursor)
	}
}

func TestCursorsAreOfOneCallerAndOneListing(t *testing.T) {
	s := manyServer(t, 20, 2)
	ctx := guard.WithCaller(t.Context(), alice)
	cursor := parse(t, send(ctx, s, request("tools/list", `{}`))).Result.NextCursor
	for name, row := range map[string]struct {
		ctx    context.Context
		method string
		cursor string
		want   guard.Code
	}{
		"its own caller":  {ctx, "tools/list", cursor, ""},
		"another caller":  {guard.WithCaller(t.Context(), mallory), "tools/list", cursor, guard.CodeInvalidArgument},
		"another listing": {ctx, "prompts/list", cursor, guard.CodeInvalidArgument},
		"a changed one":   {ctx, "tools/list", "A" + cursor[1:], guard.CodeInvalidArgument},
		"one made up":     {ctx, "tools/list", "b3Blbl8wMA==", guard.CodeInvalidArgument},
	} {
		if row.cursor == cursor && row.want != "" && strings.HasPrefix(cursor, "A") && name == "a changed one" {
			continue // it happens to begin with an A
		}
		if got := code(t, send(row.ctx, s, request(row.method, `{"cursor":"`+row.cursor+`"}`))); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

func TestAToolThatNeedsAnApprovalOffersItsToken(t *testing.T) {
	p := guard.Policy{Approve: approver(t), Tools: map[string]guard.Tool{
		"structured": {Approval: guard.TwoPhase, Args: textRules.Args}, "raw": {Approval: guard.TwoPhase}, "free": textRules,
	}}
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(mustGuard(t, p)))
	for _, name := range []string{"structured", "free"} {
		s.AddTool(echoTool(name), echo)
	}
	s.AddTool(mcp.NewToolWithRawSchema("raw", "", []byte(`{"type":"object"}`)), echo)
	answer := send(t.Context(), s, request("tools/list", `{}`))
	if got := strings.Count(answer, guard.ApprovalArgument); got != 2 {
		t.Errorf("%d of 2 tools offer the token: %s", got, answer)
	}
	if got := s.GetTool("structured").Tool.InputSchema.Properties; len(got) != 1 {
		t.Errorf("the server's own schema was changed: %v", got)
	}
}
