package guard

import (
	"context"
	"maps"
)

// Handle runs one call through the pipeline and, if nothing refuses it, through
// the handler. The error is a *Denial that the client may see, or an *Ask; no
// other error and no panic leaves it.
func (g *Guard) Handle(ctx context.Context, call *Call, next Handler) (result Result, err error) {
	c := g.begin(call)
	defer func() { result, err = c.finish(ctx, recover(), result, err) }() // 1 recover and mask, 2 record

	rules, err := g.authorize(ctx, call) // 3 identify, 4 authorize
	if err != nil {
		return nil, err
	}
	release, err := c.meter(ctx, rules) // 5
	if err != nil {
		return nil, err
	}
	defer c.releaseUnless(release) // the handler's goroutine releases once it started
	if err := g.decide(ctx, call, rules); err != nil {
		return nil, err // 6 decode, 7 validate, 8 confine
	}
	if err := g.approve(ctx, call, rules); err != nil {
		return nil, err // 9
	}
	if err := c.intent(ctx, rules); err != nil {
		return nil, err // 2, before anything is destroyed
	}
	result, err = c.run(ctx, rules, next, release) // 10 deadline, 11 the handler
	if err != nil {
		return nil, err
	}
	return c.clean(ctx, rules, result) // 12 redact, cap, validate
}

// Check decides about a call by the same rules as Handle. It runs, meters,
// records and consumes nothing. A call that would be asked about is refused
// with CodeApprovalRequired.
func (g *Guard) Check(ctx context.Context, call *Call) (err error) {
	copied := *call
	defer func() {
		if v := recover(); v != nil {
			err = Deny(CodeInternal, "").Because("panic: %v", v)
		} else if err != nil {
			err = mask(err)
		}
	}()
	rules, err := g.authorize(ctx, &copied)
	if err != nil {
		return err
	}
	if err := g.decide(ctx, &copied, rules); err != nil {
		return err
	}
	if rules.approval != NoApproval {
		return Deny(CodeApprovalRequired, "")
	}
	return nil
}

// decide makes the arguments what the handler may see: steps 6 to 8.
func (g *Guard) decide(ctx context.Context, call *Call, r *rules) error {
	if call.Round != nil && r.approval == NoApproval {
		return Deny(CodeInvalidArgument, "the call carries an answer that nobody asked for")
	}
	args, err := Decode(call.Raw, r.limits)
	if err != nil {
		return err
	}
	call.Args = args
	if r.approval != NoApproval {
		if err := call.TakeToken(); err != nil {
			return err
		}
	}
	if err := g.restore(ctx, call); err != nil {
		return err
	}
	if r.needsSchema {
		if err := r.validate(ctx, call); err != nil {
			return err
		}
	}
	tree := r.args
	if call.Kind == KindCompletion {
		tree = r.complete
	}
	rewrote, err := tree.confine(ctx, call)
	switch {
	case err != nil:
		return err
	case rewrote && r.needsSchema:
		if err := call.Input.validateArgs(call.Args); err != nil {
			return Deny(CodeInternal, "").Because("the schema refuses what a rewriter made: %w", err)
		}
	case !r.needsSchema:
		if path, open := tree.uncovered(call.Args.tree, ""); open {
			return Deny(CodeInvalidArgument, "an argument is unknown").Because("no checker for %s", path)
		}
	}
	call.Raw = call.Args.Raw() // nobody can read anything else from here on
	return r.permit(ctx, call)
}

// TakeToken moves an approval token from the arguments into Token, so that it
// is no part of what is validated, approved, recorded or run. The pipeline
// does it for calls that need an approval; an adapter that runs single
// middlewares does it for all. It refuses a token that is not a string, and
// one under a name in other letters, which would go into the record.
func (call *Call) TakeToken() error {
	tree, fault := call.Args.tree, false
	for key, v := range call.Args.tree {
		if len(key) < len(ApprovalArgument) || Fold(key) != ApprovalArgument {
			continue
		}
		token, isString := v.(string)
		fault = fault || !isString || key != ApprovalArgument
		call.Token = token
		tree = maps.Clone(call.Args.tree)
		delete(tree, key) // there is no other: Decode refuses keys that fold together
	}
	if len(tree) == len(call.Args.tree) {
		return nil
	}
	call.Args = call.Args.with(tree)
	if fault {
		call.Token = ""
		return &Denial{Code: CodeInvalidArgument, Argument: ApprovalArgument, Hint: "must be the string that was given, under this very name"}
	}
	return nil
}

func (r *rules) validate(ctx context.Context, call *Call) error {
	if call.Input == nil || call.Input.shape == nil { // the latter is a result's schema
		return Deny(CodeInternal, "").Because("the tool has no schema that compiles")
	}
	if err := r.covered.check(r.args, call.Input); err != nil {
		return Deny(CodeToolNotAllowed, "").Because("policy: %w", err)
	}
	if err := call.Input.validateArgs(call.Args); err != nil || !call.Input.open {
		return err
	}
	return call.Input.shape.checkNames(ctx, r.args, call.Args.tree, "")
}

func (g *Guard) approve(ctx context.Context, call *Call, r *rules) error {
	if r.approval == NoApproval {
		return nil
	}
	return g.policy.Approve.Approve(ctx, call, r.approval)
}

// Middleware returns the pipeline as a Middleware.
func (g *Guard) Middleware() Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, call *Call) (Result, error) { return g.Handle(ctx, call, next) }
	}
}
