package guard

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
)

// coverage remembers whether a tool's rules cover a schema. One slot is enough:
// a tool has one schema, but for sessions that bring their own.
type coverage struct {
	last atomic.Pointer[coverageOf]
}

type coverageOf struct {
	schema *Schema
	err    error
}

// check reports an error if an argument that can carry text has no checker.
func (c *coverage) check(r *ruleNode, s *Schema) error {
	if known := c.last.Load(); known != nil && known.schema == s {
		return known.err
	}
	var err error
	if open := uncoveredPaths(s.shape, r); len(open) > 0 {
		err = fmt.Errorf("no checker for %s", strings.Join(open, ", "))
	}
	c.last.Store(&coverageOf{s, err})
	return err
}

// uncoveredPaths returns where a string could stand that no rule checks.
func uncoveredPaths(s *shape, r *ruleNode) []string {
	type pair struct {
		s *shape
		r *ruleNode
	}
	seen := map[pair]bool{}
	var open []string
	var walk func(s *shape, r *ruleNode, path string)
	walk = func(s *shape, r *ruleNode, path string) {
		if s == nil || r != nil && r.checker != nil || seen[pair{s, r}] {
			return
		}
		seen[pair{s, r}] = true
		if s.text && path != "" {
			open = append(open, path)
			return
		}
		walk(s.items, r, path)
		for name, child := range s.props {
			walk(child, r.child(name), join(path, name))
		}
		walk(s.rest, r.child("*"), join(path, "*"))
	}
	walk(s, r, "")
	sort.Strings(open)
	return open
}

// unknownRules returns the rules for arguments that the schema does not have.
func unknownRules(s *shape, r *ruleNode) []string {
	var unknown []string
	for name, child := range r.children {
		place, declared := s.child(name)
		switch {
		case !declared && place == nil:
			unknown = append(unknown, child.path)
		case place != anything && !child.deep:
			for depth := 0; place.items != nil && len(place.props) == 0 && depth < maxDepth; depth++ {
				place = place.items
			}
			unknown = append(unknown, unknownRules(place, child)...)
		}
	}
	sort.Strings(unknown)
	return unknown
}

// overdemanded returns the rules for arguments that the schema lets a client
// leave out and the policy does not.
func overdemanded(s *shape, r *ruleNode) []string {
	var optional []string
	for _, name := range r.names {
		child := r.children[name]
		place, declared := s.child(name)
		if !declared || child.optional {
			continue
		}
		if !s.must[name] {
			optional = append(optional, child.path)
			continue
		}
		for depth := 0; place.items != nil && len(place.props) == 0 && depth < maxDepth; depth++ {
			place = place.items
		}
		optional = append(optional, overdemanded(place, child)...)
	}
	return optional
}

// Covers reports what the policy lacks for one tool that the server offers:
// rules at all, a checker for an argument that can carry text, an argument
// that the schema does not have. Adapters call it when a server starts; the
// pipeline refuses such a tool's calls anyway.
func (g *Guard) Covers(name string, input *Schema) error {
	r := g.find(KindTool, name)
	switch {
	case r == nil:
		return fmt.Errorf("tool %q: the policy does not name it; its calls are refused", name)
	case input == nil:
		return fmt.Errorf("tool %q: it has no schema", name)
	case input.shape == nil:
		return fmt.Errorf("tool %q: its schema is not of CompileInput", name)
	}
	var faults []error
	if err := r.covered.check(r.args, input); err != nil {
		faults = append(faults, fmt.Errorf("tool %q: %w", name, err))
	}
	if unknown := unknownRules(input.shape, r.args); len(unknown) > 0 {
		faults = append(faults, fmt.Errorf("tool %q: the policy checks %s, which its schema does not have", name, strings.Join(unknown, ", ")))
	}
	if optional := overdemanded(input.shape, r.args); len(optional) > 0 {
		faults = append(faults, fmt.Errorf("tool %q: the policy wants %s, which its schema does not require; use guard.Optional", name, strings.Join(optional, ", ")))
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	if _, declared := input.shape.child(ApprovalArgument); declared && r.approval != NoApproval {
		return fmt.Errorf("tool %q: its schema declares %q, which approvals use", name, ApprovalArgument)
	}
	return nil
}

// CoversPrompt reports what the policy lacks for a prompt with the given
// arguments.
func (g *Guard) CoversPrompt(name string, arguments []string) error {
	r := g.find(KindPrompt, name)
	if r == nil {
		return fmt.Errorf("prompt %q: the policy does not name it; it cannot be got", name)
	}
	for _, a := range arguments {
		if r.args.child(a) == nil {
			return fmt.Errorf("prompt %q: no checker for %s", name, a)
		}
	}
	return nil
}

// CoversResource reports whether the policy lacks rules for a resource's URI,
// or for a URI template as registered.
func (g *Guard) CoversResource(uri string) error {
	if g.find(KindResource, uri) == nil {
		return fmt.Errorf("resource %q: the policy does not name it; it cannot be read", uri)
	}
	return nil
}

// Missing returns the names of a kind that the policy has rules for and the
// server, which offers the given ones, does not have.
func (g *Guard) Missing(kind Kind, offered []string) []string {
	var missing []string
	for _, name := range g.Names(kind) {
		if kind == KindTool && g.policy.Tools[name].Session || slices.Contains(offered, name) {
			continue
		}
		if kind == KindResource && slices.ContainsFunc(offered, func(uri string) bool { return g.findResource(uri) == g.resources[name] }) {
			continue // a template of the policy that stands for single resources
		}
		missing = append(missing, name)
	}
	return missing
}
