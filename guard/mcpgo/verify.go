package mcpgo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Verify reports everything that a client could reach past the guard, and
// everything that the guard would refuse although the server offers it. It
// lists through the server itself what there is. It fails when
//
//   - WithGuard(g) was not installed, not first, or its hooks were replaced;
//   - a tool, resource or prompt has no rules, or a tool's schema does not
//     compile;
//   - an argument that can carry text has no checker, or a checker names an
//     argument that does not exist;
//   - a task tool or a completion provider is not wrapped;
//   - the SDK's own validation is on, which answers past the guard;
//   - the policy names something that the server does not have.
//
// What sessions bring later is not there to be seen; the guard refuses it
// unless the policy names it. Hooks that the server's author adds run outside
// of the guard and are not judged.
func Verify(s *server.MCPServer, g *guard.Guard) error {
	if s == nil || g == nil {
		return errors.New("mcpgo: verify: the server or the guard is nil")
	}
	v := verification{s: s, g: g, ctx: context.Background()}
	if err := v.installed(); err != nil {
		return fmt.Errorf("mcpgo: verify: %w", err)
	}
	v.tools()
	v.prompts()
	v.resources()
	v.completions()
	v.validators()
	if err := errors.Join(v.faults...); err != nil {
		return fmt.Errorf("mcpgo: verify: %w", err)
	}
	return nil
}

type verification struct {
	s      *server.MCPServer
	g      *guard.Guard
	a      *adapter
	ctx    context.Context
	faults []error
}

func (v *verification) fault(err error) {
	if err != nil {
		v.faults = append(v.faults, err)
	}
}

// installed finds the adapter that WithGuard left, by a request that only its
// hooks can see.
func (v *verification) installed() error {
	p := &probe{}
	ask[mcp.EmptyResult](v.ctx, v.s, p, mcp.MethodPing, "")
	switch {
	case len(p.found) == 0:
		return errors.New("WithGuard is not installed, or WithHooks replaced its hooks; add hooks with GetHooks")
	case len(p.found) > 1:
		return errors.New("WithGuard is installed twice")
	case p.found[0].guard != v.g:
		return errors.New("WithGuard was given another guard")
	}
	v.a = p.found[0]
	return v.a.order
}

// every lists all pages of a listing, past the guard.
func every[T, R any](v *verification, method mcp.MCPMethod, page func(R) ([]T, mcp.Cursor)) []T {
	var all []T
	var cursor mcp.Cursor
	for {
		result, ok := ask[R](v.ctx, v.s, &probe{}, method, cursor)
		if !ok {
			return all // the server does not have the capability
		}
		items, next := page(result)
		all = append(all, items...)
		if next == "" || next == cursor || len(items) == 0 {
			return all
		}
		cursor = next
	}
}

func toolsPage(r mcp.ListToolsResult) ([]mcp.Tool, mcp.Cursor)       { return r.Tools, r.NextCursor }
func promptsPage(r mcp.ListPromptsResult) ([]mcp.Prompt, mcp.Cursor) { return r.Prompts, r.NextCursor }
func resourcesPage(r mcp.ListResourcesResult) ([]mcp.Resource, mcp.Cursor) {
	return r.Resources, r.NextCursor
}
func templatesPage(r mcp.ListResourceTemplatesResult) ([]mcp.ResourceTemplate, mcp.Cursor) {
	return r.ResourceTemplates, r.NextCursor
}

func (v *verification) tools() {
	var names []string
	for _, t := range v.allTools() {
		names = append(names, t.Name)
		input, _, err := v.a.schemas.compile(t)
		if err != nil {
			v.fault(fmt.Errorf("tool %q: %w", t.Name, err))
			continue
		}
		v.fault(v.g.Covers(t.Name, input))
		v.task(t.Name)
	}
	for _, name := range v.g.Missing(guard.KindTool, names) {
		v.fault(fmt.Errorf("tool %q: the policy names it, and the server does not have it; if sessions bring it, set Session", name))
	}
}

// allTools returns the tools that the server has, and those that it lists: a
// filter of the author's may hide one, and task tools are only listed.
func (v *verification) allTools() []mcp.Tool {
	all := every(v, mcp.MethodToolsList, toolsPage)
	known := map[string]bool{}
	for _, t := range all {
		known[t.Name] = true
	}
	for name, t := range v.s.ListTools() {
		if !known[name] {
			all = append(all, t.Tool)
		}
	}
	names, err := taskToolNames(v.s)
	v.fault(err)
	for _, name := range names {
		if !known[name] {
			v.fault(fmt.Errorf("tool %q: a filter hides the task tool, so that it cannot be verified", name))
		}
	}
	return all
}

func (v *verification) allPrompts() []mcp.Prompt {
	all := every(v, mcp.MethodPromptsList, promptsPage)
	for name, p := range v.s.ListPrompts() {
		if !slices.ContainsFunc(all, func(listed mcp.Prompt) bool { return listed.Name == name }) {
			all = append(all, p.Prompt)
		}
	}
	return all
}

func (v *verification) task(name string) {
	found, guarded, err := taskTool(v.s, name)
	v.fault(err)
	if found && !guarded {
		v.fault(fmt.Errorf("tool %q: it is a task tool that AddTaskTool of this package did not add", name))
	}
}

func (v *verification) prompts() {
	var names []string
	for _, p := range v.allPrompts() {
		names = append(names, p.Name)
		var arguments []string
		for _, a := range p.Arguments {
			arguments = append(arguments, a.Name)
		}
		v.fault(v.g.CoversPrompt(p.Name, arguments))
	}
	for _, name := range v.g.Missing(guard.KindPrompt, names) {
		v.fault(fmt.Errorf("prompt %q: the policy names it, and the server does not have it", name))
	}
}

func (v *verification) resources() {
	var uris []string
	for _, r := range every(v, mcp.MethodResourcesList, resourcesPage) {
		uris = append(uris, r.URI)
	}
	for _, t := range every(v, mcp.MethodResourcesTemplatesList, templatesPage) {
		uri := templateURI(t)
		uris = append(uris, uri)
		if !slices.Contains(v.g.Names(guard.KindResource), uri) {
			v.fault(fmt.Errorf("resource template %q: the policy does not name it", uri))
		}
	}
	for _, uri := range uris {
		v.fault(v.g.CoversResource(uri))
	}
	for _, uri := range v.g.Missing(guard.KindResource, uris) {
		v.fault(fmt.Errorf("resource %q: the policy names it, and the server does not have it", uri))
	}
}

// completions accepts the SDK's own providers, which complete nothing.
func (v *verification) completions() {
	for _, name := range []string{promptProvider, resourceProvider} {
		if !isDefaultProvider(v.s, name) && checkProvider(v.s, v.g, name) != nil {
			v.fault(fmt.Errorf("%s: it is not wrapped; use PromptCompletions or ResourceCompletions", name))
		}
	}
}

// validators refuses the SDK's own validation: it answers in Go's words and
// with the client's values, in front of the guard, and nothing records it.
func (v *verification) validators() {
	for name, option := range map[string]string{"inputValidator": "WithInputSchemaValidation", "outputValidator": "WithOutputSchemaValidation"} {
		f, err := field(v.s, name)
		v.fault(err)
		if err == nil && !f.IsNil() {
			v.fault(fmt.Errorf("%s is set; the guard validates, and the SDK's messages leak", option))
		}
	}
}
