package redact

import (
	"context"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Results returns the middleware that passes every text of a result through r.
// It works alone around one handler. It denies with CodeResultBlocked if r
// fails, if the result holds content that its adapter does not know, and, before
// the handler runs, if r is nil. An error of the handler passes unchanged and
// without a result; its text is not redacted.
func Results(r guard.Redactor) guard.Middleware {
	return func(next guard.Handler) guard.Handler {
		return func(ctx context.Context, call *guard.Call) (guard.Result, error) {
			if r == nil {
				return nil, guard.Deny(guard.CodeResultBlocked, "").Because("redact: no redactor")
			}
			result, err := next(ctx, call)
			if err != nil {
				return nil, err
			}
			if result == nil {
				return nil, guard.Deny(guard.CodeResultBlocked, "").Because("redact: no result")
			}
			clean, err := redactResult(ctx, r, call, result)
			if err != nil {
				return nil, guard.Deny(guard.CodeResultBlocked, "").Because("redact: result: %w", err)
			}
			return clean, nil
		}
	}
}

func redactResult(ctx context.Context, r guard.Redactor, call *guard.Call, result guard.Result) (guard.Result, error) {
	texts, err := result.Texts()
	if err != nil {
		return nil, err
	}
	if _, err := r.Redact(ctx, call, texts); err != nil {
		return nil, err
	}
	return result.WithTexts(texts)
}
