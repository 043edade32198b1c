package guard

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"sync/atomic"
)

// A Guard decides about calls and runs those that may. It is safe for
// concurrent use. A nil *Guard denies.
type Guard struct {
	policy    Policy
	tools     map[string]*rules
	prompts   map[string]*rules
	resources map[string]*rules // by exact URI
	templates []template
	widest    Limits
	abandoned atomic.Int64
}

// New checks the policy and returns the guard that enforces it. It refuses a
// policy that it could not enforce; the error names the tool and the argument.
func New(p Policy) (*Guard, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	p.MaxAbandoned = first(p.MaxAbandoned, defaultMaxAbandoned)
	g := &Guard{policy: p, tools: map[string]*rules{}, prompts: map[string]*rules{}, resources: map[string]*rules{}}
	for name, t := range p.Tools {
		r, err := p.compile(fmt.Sprintf("tool %q", name), t)
		if err != nil {
			return nil, err
		}
		r.needsSchema = true
		g.tools[name] = r
	}
	g.widest = widest(g.tools)
	for name, t := range p.Prompts {
		r, err := p.compileOther(fmt.Sprintf("prompt %q", name),
			Tool{Args: t.Args, Authorize: t.Authorize, Limit: t.Limit, Deadline: t.Deadline, MaxResult: t.MaxResult}, t.Complete)
		if err != nil {
			return nil, err
		}
		g.prompts[name] = r
	}
	return g, g.compileResources()
}

func (g *Guard) compileResources() error {
	for uri, t := range g.policy.Resources {
		what := fmt.Sprintf("resource %q", uri)
		r, err := g.policy.compileOther(what,
			Tool{Args: t.Args, Authorize: t.Authorize, Limit: t.Limit, Deadline: t.Deadline, MaxResult: t.MaxResult}, t.Complete)
		if err != nil {
			return err
		}
		pattern, err := parseTemplate(uri)
		if err != nil {
			return fmt.Errorf("guard: %s: %w", what, err)
		}
		for _, variable := range pattern.variables {
			if r.args.child(variable) == nil {
				return fmt.Errorf("guard: %s: variable %q has no checker", what, variable)
			}
		}
		for _, child := range r.args.children { // a resource without variables has none to check
			child.optional = true
		}
		g.resources[uri] = r
		if len(pattern.variables) > 0 {
			pattern.rules = r
			g.templates = append(g.templates, pattern)
		}
	}
	return nil
}

// Names returns what the policy names of a kind, sorted: tools, prompts, or
// resources with their templates.
func (g *Guard) Names(kind Kind) []string {
	if g == nil {
		return nil
	}
	var names []string
	for name := range map[Kind]map[string]*rules{KindTool: g.tools, KindPrompt: g.prompts, KindResource: g.resources}[kind] {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// find returns the rules for a call, or nil.
func (g *Guard) find(kind Kind, name string) *rules {
	switch {
	case g == nil:
		return nil
	case kind == KindTool:
		return g.tools[name]
	case kind == KindPrompt:
		return g.prompts[name]
	case kind == KindResource:
		return g.findResource(name)
	default:
		return nil
	}
}

// Authorize decides whether the caller may make such a call at all, before its
// arguments are known: steps 3 and 4 of the pipeline. Listings show what it
// does not refuse. It neither meters nor records.
//
// A name that the policy does not know and one that the caller may not use get
// the same answer.
func (g *Guard) Authorize(ctx context.Context, call *Call) (err error) {
	defer func() {
		if v := recover(); v != nil { // of an Authorizer
			err = Deny(CodeInternal, "").Because("panic: %v", v)
		}
	}()
	_, err = g.authorize(ctx, call)
	return err
}

// Identify decides whether the policy lets the caller in at all: step 3 of the
// pipeline, for what is no call, such as a stream of notifications.
func (g *Guard) Identify(c Caller) error {
	if g == nil {
		return Deny(CodeInternal, "").Because("the guard is nil")
	}
	if c.Anonymous() && !g.policy.InsecureAnonymous {
		return Deny(CodeUnauthenticated, "")
	}
	return nil
}

func (g *Guard) authorize(ctx context.Context, call *Call) (*rules, error) {
	if err := g.Identify(call.Caller); err != nil {
		return nil, err
	}
	kind := call.Kind
	if kind == KindCompletion {
		kind = call.Of
	}
	r := g.find(kind, call.Name)
	switch {
	case r == nil:
		return nil, Deny(CodeToolNotAllowed, "").Because("the policy has no %s of this name", kind)
	case call.Kind == KindCompletion && r.complete == nil:
		return nil, Deny(CodeToolNotAllowed, "").Because("the policy allows no completion here")
	}
	if err := r.reveal(ctx, call); err != nil {
		return nil, err
	}
	switch { // only now: a hidden tool must not answer otherwise than an unknown one
	case call.AsTask && !r.tasks:
		return nil, Deny(CodeToolNotAllowed, "the tool cannot run as a task; call it without one")
	case call.AsTask && call.Caller.Anonymous():
		return nil, Deny(CodeUnauthenticated, "a task needs an authenticated caller")
	}
	return r, nil
}

// reveal asks the authorizers whether the caller may know of it, which is
// before there are arguments.
func (r *rules) reveal(ctx context.Context, call *Call) error {
	if len(r.authorize) == 0 {
		return nil
	}
	bare := *call
	bare.Args, bare.Raw = Arguments{}, nil
	for _, a := range r.authorize {
		if err := a.Authorize(ctx, &bare); err != nil {
			return Deny(CodeToolNotAllowed, "").Because("hidden from this caller: %w", err)
		}
	}
	return nil
}

// permit asks the authorizers again, now with the arguments.
func (r *rules) permit(ctx context.Context, call *Call) error {
	for _, a := range r.authorize {
		err := a.Authorize(ctx, call)
		var d *Denial
		if err != nil && !errors.As(err, &d) {
			return Deny(CodeForbidden, "").Because("%w", err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Abandoned returns how many handlers still run although their calls were
// answered for them.
func (g *Guard) Abandoned() int {
	if g == nil {
		return 0
	}
	return int(g.abandoned.Load())
}

// Limits returns limits that no tool's arguments may exceed, for an adapter to
// bound a whole message by.
func (g *Guard) Limits() Limits {
	if g == nil {
		return Limits{}.orDefaults()
	}
	return g.widest
}

func widest(tools map[string]*rules) Limits {
	w := Limits{}.orDefaults()
	for _, r := range tools {
		l := r.limits.orDefaults()
		w = Limits{
			Bytes: max(w.Bytes, l.Bytes), Depth: max(w.Depth, l.Depth), Keys: max(w.Keys, l.Keys),
			Items: max(w.Items, l.Items), String: max(w.String, l.String),
		}
	}
	return w
}

// NeedsApproval reports whether the policy asks for consent to the tool's
// calls.
func (g *Guard) NeedsApproval(tool string) bool {
	r := g.find(KindTool, tool)
	return r != nil && r.approval != NoApproval
}
