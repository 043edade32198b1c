package command

import (
	"context"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Confine returns the middleware that refuses a call whose arguments r would
// refuse: those of the program, as an array of strings at the top level of the
// tool's arguments. It refuses early; the guarantee is the Runner that the
// handler starts the program with. A missing array is an empty one. A nil r
// refuses every call.
//
// An array is judged as a whole, so that its tool also needs a checker for the
// strings in it, for instance guard.FreeText.
func Confine(r *Runner, program, arg string) guard.Middleware {
	return func(next guard.Handler) guard.Handler {
		return func(ctx context.Context, call *guard.Call) (guard.Result, error) {
			args, err := argumentsOf(call, arg)
			if err == nil {
				err = r.Check(ctx, program, args)
			}
			if err != nil {
				return nil, err
			}
			return next(ctx, call)
		}
	}
}

func argumentsOf(call *guard.Call, arg string) ([]string, error) {
	value := call.Args.Map()[arg]
	if value == nil {
		return nil, nil
	}
	list, ok := value.([]any)
	args := make([]string, len(list))
	for i := range list {
		if args[i], ok = list[i].(string); !ok {
			break
		}
	}
	if !ok {
		denial := guard.Deny(guard.CodeInvalidArgument, "must be an array of strings")
		denial.Argument = arg
		return nil, denial.Because("command: Confine: %s is no array of strings", arg)
	}
	return args, nil
}
