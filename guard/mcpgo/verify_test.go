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

// TestVerifyNamesWhatIsMissing changes one thing in a server that verifies.
func TestVerifyNamesWhatIsMissing(t *testing.T) {
	noTool := func(next server.ToolHandlerFunc) server.ToolHandlerFunc { return next }
	noResource := func(next server.ResourceHandlerFunc) server.ResourceHandlerFunc { return next }
	rules := func() guard.Policy {
		return guard.Policy{
			Tools:     map[string]guard.Tool{"echo": textRules},
			Prompts:   map[string]guard.Prompt{"ask": {Args: guard.Args{"topic": guard.FreeText(9)}}},
			Resources: map[string]guard.Resource{"docs://a": {}, "page://{name}": {Args: guard.Args{"name": guard.FreeText(9)}}},
		}
	}
	for _, row := range []struct {
		name   string
		policy func(*guard.Policy)
		before []server.ServerOption
		after  func(*guard.Guard) []server.ServerOption
		server func(*server.MCPServer)
		want   string // "" verifies
	}{
		{name: "a complete policy verifies"},
		{name: "a tool without rules", server: func(s *server.MCPServer) { s.AddTool(mcp.NewTool("forgotten"), echo) }, want: `tool "forgotten"`},
		{name: "a tool that does not exist", policy: func(p *guard.Policy) { p.Tools["typo"] = guard.Tool{} }, want: `tool "typo"`},
		{name: "a tool that sessions bring", policy: func(p *guard.Policy) { p.Tools["later"] = guard.Tool{Session: true} }},
		{name: "a tool that needs an approval", policy: func(p *guard.Policy) {
			p.Approve = approver(t)
			p.Tools["echo"] = guard.Tool{Args: textRules.Args, Approval: guard.TwoPhase}
		}},
		{name: "an argument without a rule", policy: func(p *guard.Policy) { p.Tools["echo"] = guard.Tool{} }, want: "no checker for text"},
		{name: "a rule without an argument", policy: func(p *guard.Policy) {
			p.Tools["echo"] = guard.Tool{Args: guard.Args{"text": guard.FreeText(9), "txet": guard.FreeText(9)}}
		}, want: "txet"},
		{name: "a schema that does not compile", server: func(s *server.MCPServer) {
			s.AddTool(mcp.NewToolWithRawSchema("echo", "", []byte(`{"type":"objct"}`)), echo)
		}, want: `tool "echo"`},
		{name: "a prompt without rules", server: func(s *server.MCPServer) { s.AddPrompt(mcp.NewPrompt("more"), (&ran{}).prompt) }, want: `prompt "more"`},
		{name: "a prompt's argument without a rule", server: func(s *server.MCPServer) {
			s.AddPrompt(mcp.NewPrompt("ask", mcp.WithArgument("style")), (&ran{}).prompt)
		}, want: "no checker for style"},
		{name: "a prompt that does not exist", policy: func(p *guard.Policy) { p.Prompts["typo"] = guard.Prompt{} }, want: `prompt "typo"`},
		{name: "a resource without rules", server: func(s *server.MCPServer) {
			s.AddResource(mcp.NewResource("docs://b", "b"), (&ran{}).resource)
		}, want: `resource "docs://b"`},
		{name: "a template without rules", server: func(s *server.MCPServer) {
			s.AddResourceTemplate(mcp.NewResourceTemplate("files://{path}", "f"), (&ran{}).resource)
		}, want: `"files://{path}"`},
		{name: "a resource that does not exist", policy: func(p *guard.Policy) { p.Resources["docs://typo"] = guard.Resource{} }, want: `"docs://typo"`},
		{name: "a tool middleware in front", before: []server.ServerOption{server.WithToolHandlerMiddleware(noTool)}, want: "not the first option"},
		{name: "a recovery in front", before: []server.ServerOption{server.WithRecovery()}, want: "not the first option"},
		{name: "a resource middleware in front", before: []server.ServerOption{server.WithResourceHandlerMiddleware(noResource)}, want: "not the first option"},
		{name: "a filter in front", before: []server.ServerOption{server.WithToolFilter(func(_ context.Context, t []mcp.Tool) []mcp.Tool { return t })}, want: "not the first option"},
		{name: "hooks in front", before: []server.ServerOption{server.WithHooks(&server.Hooks{})}, want: "not the first option"},
		{name: "hooks that were replaced", after: func(*guard.Guard) []server.ServerOption {
			return []server.ServerOption{server.WithHooks(&server.Hooks{})}
		}, want: "not installed"},
		{name: "a middleware behind", after: func(*guard.Guard) []server.ServerOption {
			return []server.ServerOption{server.WithToolHandlerMiddleware(noTool)}
		}},
		{name: "a second guard", after: func(g *guard.Guard) []server.ServerOption { return []server.ServerOption{mcpgo.WithGuard(g)} }, want: "twice"},
		{name: "a completion provider past the guard", after: func(*guard.Guard) []server.ServerOption {
			return []server.ServerOption{server.WithPromptCompletionProvider(&ran{})}
		}, want: "promptCompletionProvider"},
		{name: "a completion provider of another guard", after: func(*guard.Guard) []server.ServerOption {
			other, _ := guard.New(policy(guard.Policy{}))
			return []server.ServerOption{mcpgo.PromptCompletions(other, &ran{})}
		}, want: "promptCompletionProvider"},
		{name: "the SDK's own validation", after: func(*guard.Guard) []server.ServerOption {
			return []server.ServerOption{server.WithInputSchemaValidation()}
		}, want: "WithInputSchemaValidation"},
		{name: "a filter that hides an honest tool", after: func(*guard.Guard) []server.ServerOption {
			return []server.ServerOption{server.WithToolFilter(func(context.Context, []mcp.Tool) []mcp.Tool { return nil })}
		}},
		{name: "a filter that hides a tool without rules", after: func(*guard.Guard) []server.ServerOption {
			return []server.ServerOption{server.WithToolFilter(func(context.Context, []mcp.Tool) []mcp.Tool { return nil })}
		}, server: func(s *server.MCPServer) { s.AddTool(mcp.NewTool("forgotten"), echo) }, want: `tool "forgotten"`},
		{name: "an argument that the schema does not require", server: func(s *server.MCPServer) {
			s.AddTool(mcp.NewTool("echo", mcp.WithString("text")), echo)
		}, want: "guard.Optional"},
		{name: "a wrapped completion provider", after: func(g *guard.Guard) []server.ServerOption {
			return []server.ServerOption{mcpgo.PromptCompletions(g, &ran{}), mcpgo.ResourceCompletions(g, &ran{})}
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := rules()
			if row.policy != nil {
				row.policy(&p)
			}
			g := mustGuard(t, p)
			opts := append(row.before, mcpgo.WithGuard(g))
			if row.after != nil {
				opts = append(opts, row.after(g)...)
			}
			s := server.NewMCPServer("test", "1", opts...)
			s.AddTool(echoTool("echo"), echo)
			s.AddPrompt(mcp.NewPrompt("ask", mcp.WithArgument("topic")), (&ran{}).prompt)
			s.AddResource(mcp.NewResource("docs://a", "a"), (&ran{}).resource)
			s.AddResourceTemplate(mcp.NewResourceTemplate("page://{name}", "p"), (&ran{}).resource)
			if row.server != nil {
				row.server(s)
			}
			err := mcpgo.Verify(s, g)
			if (err == nil) != (row.want == "") || err != nil && !strings.Contains(err.Error(), row.want) {
				t.Errorf("Verify = %v, want %q", err, row.want)
			}
		})
	}
}

func TestVerifyWantsItsOwnGuard(t *testing.T) {
	g, other := mustGuard(t, guard.Policy{}), mustGuard(t, guard.Policy{})
	guarded := server.NewMCPServer("test", "1", mcpgo.WithGuard(g))
	for name, row := range map[string]struct {
		s *server.MCPServer
		g *guard.Guard
	}{
		"another guard":              {guarded, other},
		"no guard":                   {guarded, nil},
		"no server":                  {nil, g},
		"a server without an option": {server.NewMCPServer("test", "1"), g},
		"a nil guard in the option":  {server.NewMCPServer("test", "1", mcpgo.WithGuard(nil)), g},
	} {
		if err := mcpgo.Verify(row.s, row.g); err == nil {
			t.Errorf("%s verifies", name)
		}
	}
	if err := mcpgo.Verify(guarded, g); err != nil {
		t.Errorf("its own: %v", err)
	}
}

func TestANilGuardDeniesEverything(t *testing.T) {
	r := &ran{}
	s := server.NewMCPServer("test", "1", mcpgo.WithGuard(nil))
	everything(s, r)
	for _, message := range []string{callTool("named", `{}`), request("resources/read", `{"uri":"docs://named"}`), request("prompts/get", `{"name":"named"}`)} {
		if answer := send(t.Context(), s, message); code(t, answer) != guard.CodeInternal || len(r.names) > 0 {
			t.Errorf("%s: %s", message, answer)
		}
	}
	for _, method := range listMethods {
		if got := namesOf(parse(t, send(t.Context(), s, request(method, `{}`)))); len(got) > 0 {
			t.Errorf("%s shows %v", method, got)
		}
	}
}
