package guard

import (
	"errors"
	"fmt"
	"regexp"
	"time"
)

// A Policy says what the server's tools, resources and prompts may do. What it
// does not name is denied and not listed. The zero Policy is refused by New.
//
// A Policy must not be changed after New.
type Policy struct {
	// Tools holds the rules by tool name. Nil: no tool may be called.
	Tools map[string]Tool
	// Resources holds the rules by URI, or by URI template as registered
	// ("docs://{name}"). Nil: no resource may be read.
	Resources map[string]Resource
	// Prompts holds the rules by prompt name. Nil: no prompt may be got.
	Prompts map[string]Prompt

	// Record keeps the record. Nil: New fails, unless InsecureNoAudit.
	Record Recorder
	// Redact cleans results and records. Nil: New fails, unless
	// InsecureNoRedaction.
	Redact Redactor
	// Limit meters every call. Nil: New fails, unless InsecureNoLimit.
	Limit Limiter
	// Approve obtains consent. Nil: New fails if any tool asks for it.
	Approve Approver
	// Authorize decides which caller may do what. Nil: every
	// authenticated caller may do what the rest of the policy allows.
	Authorize Authorizer

	// Deadline is how long a handler may take. Zero: 30 seconds.
	Deadline time.Duration
	// MaxResult is how many bytes of text a result may hold. Zero: 1 MiB.
	MaxResult int
	// MaxAbandoned is how many handlers may go on after their calls were
	// answered for them; beyond it calls are refused with CodeTooBusy.
	// Zero: 64.
	MaxAbandoned int

	// InsecureAnonymous lets callers without verified credentials in.
	// False: they are refused with CodeUnauthenticated.
	InsecureAnonymous bool
	// InsecureNoAudit allows a nil Record. False: it is an error.
	InsecureNoAudit bool
	// InsecureNoRedaction allows a nil Redact. False: it is an error.
	InsecureNoRedaction bool
	// InsecureNoLimit allows a nil Limit. False: it is an error.
	InsecureNoLimit bool
}

// A Tool holds the rules of one tool. The zero Tool lets every authenticated
// caller call a tool that takes no text.
type Tool struct {
	// Args holds a checker for every argument that can carry text, unless
	// the schema limits it to an enum or const. Nil: there is none, and a
	// tool that has such an argument is refused.
	Args Args
	// Authorize is asked besides the policy's. Nil: nobody is.
	Authorize Authorizer
	// Limit meters besides the policy's. Nil: nothing does.
	Limit Limiter
	// Approval is the least consent a call needs. Zero: none.
	Approval Strength
	// Destructive has the call recorded before the handler runs. False:
	// only if Approval asks for consent.
	Destructive bool
	// Tasks allows calls whose result is fetched later, by authenticated
	// callers. False: they are refused.
	Tasks bool
	// Session says that sessions bring the tool, so that a server without
	// it can start. False: the adapter's Verify wants it to be there.
	Session bool
	// Deadline and MaxResult are as in Policy. Zero: the policy's.
	Deadline  time.Duration
	MaxResult int
	// Limits bound the arguments. Zero fields: the defaults.
	Limits Limits
}

// A Resource holds the rules of one resource, or of all that match a template.
type Resource struct {
	// Args holds a checker for every variable of the template. Nil: there
	// is none, and a template that has variables is refused.
	Args Args
	// Complete holds checkers for the beginnings of values that a client
	// wants completed, by variable. Nil: completion is refused.
	Complete Args
	// Authorize, Limit, Deadline, MaxResult are as in Tool.
	Authorize Authorizer
	Limit     Limiter
	Deadline  time.Duration
	MaxResult int
}

// A Prompt holds the rules of one prompt.
type Prompt struct {
	// Args holds a checker for every argument. Nil: there is none, and
	// any argument is refused.
	Args Args
	// Complete is as in Resource.
	Complete Args
	// Authorize, Limit, Deadline, MaxResult are as in Tool.
	Authorize Authorizer
	Limit     Limiter
	Deadline  time.Duration
	MaxResult int
}

const (
	defaultDeadline     = 30 * time.Second
	defaultMaxResult    = 1 << 20
	defaultMaxAbandoned = 64
)

// nameRule is the tool name rule of MCP (SEP-986).
var nameRule = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,128}$`)

// ValidName reports whether s can be the name of a tool.
func ValidName(s string) bool { return nameRule.MatchString(s) }

// check reports what the policy itself lacks.
func (p *Policy) check() error {
	if isNil(p.Record) && !p.InsecureNoAudit {
		return errors.New("guard: policy: Record is nil; set it, or InsecureNoAudit")
	}
	if isNil(p.Redact) && !p.InsecureNoRedaction {
		return errors.New("guard: policy: Redact is nil; set it, or InsecureNoRedaction")
	}
	if isNil(p.Limit) && !p.InsecureNoLimit {
		return errors.New("guard: policy: Limit is nil; set it, or InsecureNoLimit")
	}
	if p.Deadline < 0 || p.MaxResult < 0 || p.MaxAbandoned < 0 {
		return errors.New("guard: policy: a limit is negative")
	}
	for name, t := range p.Tools {
		if !ValidName(name) {
			return fmt.Errorf("guard: tool %q: a name is 1 to 128 of the letters A-Z, a-z, 0-9, _, . and -", name)
		}
		if t.Approval > ClientAttested {
			return fmt.Errorf("guard: tool %q: Approval %d is not a Strength", name, t.Approval)
		}
		if t.Approval != NoApproval && isNil(p.Approve) {
			return fmt.Errorf("guard: tool %q: it needs an approval, and the policy's Approve is nil", name)
		}
		if t.Approval != NoApproval && t.Tasks {
			return fmt.Errorf("guard: tool %q: a task has nobody to ask; it takes Approval or Tasks, not both", name)
		}
		l := t.Limits
		if min(l.Bytes, l.Depth, l.Keys, l.Items, l.String) < 0 {
			return fmt.Errorf("guard: tool %q: a limit is negative", name)
		}
		if _, ok := t.Args[ApprovalArgument]; ok && t.Approval != NoApproval {
			return fmt.Errorf("guard: tool %q: the argument %q is taken by approvals", name, ApprovalArgument)
		}
	}
	return nil
}

// rules are the compiled rules of one tool, resource, prompt or completion.
type rules struct {
	authorize   []Authorizer
	limit       []Limiter
	args        *ruleNode
	complete    *ruleNode // nil refuses completion
	limits      Limits
	approval    Strength
	intent      bool
	tasks       bool
	deadline    time.Duration
	maxResult   int
	needsSchema bool
	covered     coverage
}

func (p *Policy) compile(what string, t Tool) (*rules, error) {
	args, err := compileRules(t.Args)
	if err != nil {
		return nil, fmt.Errorf("guard: %s: %w", what, err)
	}
	if t.Deadline < 0 || t.MaxResult < 0 {
		return nil, fmt.Errorf("guard: %s: a limit is negative", what)
	}
	r := &rules{
		args:      args,
		limits:    t.Limits,
		approval:  t.Approval,
		intent:    t.Destructive || t.Approval != NoApproval,
		tasks:     t.Tasks,
		deadline:  first(t.Deadline, p.Deadline, defaultDeadline),
		maxResult: first(t.MaxResult, p.MaxResult, defaultMaxResult),
	}
	for _, a := range []Authorizer{p.Authorize, t.Authorize} {
		if a != nil && isNil(a) { // a mistake that would let everybody in
			return nil, fmt.Errorf("guard: %s: Authorize holds a nil %T", what, a)
		}
		if a != nil {
			r.authorize = append(r.authorize, a)
		}
	}
	for _, l := range []Limiter{p.Limit, t.Limit} {
		if l != nil && isNil(l) {
			return nil, fmt.Errorf("guard: %s: Limit holds a nil %T", what, l)
		}
		if l != nil {
			r.limit = append(r.limit, l)
		}
	}
	return r, nil
}

func (p *Policy) compileOther(what string, t Tool, complete Args) (*rules, error) {
	r, err := p.compile(what, t)
	if err != nil || complete == nil {
		return r, err
	}
	if r.complete, err = compileRules(complete); err != nil {
		return nil, fmt.Errorf("guard: %s: Complete: %w", what, err)
	}
	for _, child := range r.complete.children { // one is completed at a time
		child.optional = true
	}
	return r, nil
}

// first returns the first value that is not zero.
func first[T comparable](values ...T) T {
	var zero T
	for _, v := range values {
		if v != zero {
			return v
		}
	}
	return zero
}
