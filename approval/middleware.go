package approval

import (
	"context"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Middleware returns a middleware that runs the handler only after consent of
// at least the given strength. It is for a single handler; a guard.Guard asks
// by itself. Put it innermost, behind everything that can refuse or rewrite
// the arguments, so that what is shown is what runs.
//
// The token of a second call is read from Call.Token: whoever decodes the
// arguments takes guard.ApprovalArgument out of them. A token that is left
// among the arguments is no token, and the call is asked about again. A nil a,
// and guard.NoApproval, deny every call with CodeApprovalUnavailable; so does a
// tool call whose arguments nobody decoded.
func Middleware(a guard.Approver, least guard.Strength) guard.Middleware {
	return func(next guard.Handler) guard.Handler {
		return func(ctx context.Context, call *guard.Call) (guard.Result, error) {
			if a == nil || least == guard.NoApproval {
				return nil, unavailable("approval: the middleware has no approver, or asks for no strength")
			}
			if undecoded(call) {
				return nil, unavailable("approval: the arguments were not decoded")
			}
			if err := a.Approve(ctx, call, least); err != nil {
				return nil, err
			}
			return next(ctx, call)
		}
	}
}

// undecoded reports whether the call has arguments that are not in Args, and
// would run without having been shown. A call with a token was decoded: the
// token came from there.
func undecoded(call *guard.Call) bool {
	if call.Kind != guard.KindTool || call.Token != "" || string(call.Args.Raw()) != "{}" {
		return false
	}
	args, err := guard.Decode(call.Raw, guard.Limits{})
	return err != nil || string(args.Raw()) != "{}"
}
