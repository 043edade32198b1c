package main

import (
	"context"
	"errors"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// checking makes a decision of a checker.
func checking(ctx context.Context, c guard.Checker) func(string) verdict {
	return func(text string) verdict { return decided(c.Check(ctx, text)) }
}

// decided makes a verdict of what a check returned.
func decided(err error) verdict {
	if err == nil {
		return verdict{Verdict: "allow"}
	}
	v := verdict{Verdict: "deny", Code: guard.CodeOf(err), Reason: reason(err)}
	var d *guard.Denial
	if errors.As(err, &d) {
		v.Detail = d.Detail
	}
	return v
}

// reason is what a denial tells a model, without the code.
func reason(err error) string {
	var d *guard.Denial
	if !errors.As(err, &d) {
		return err.Error()
	}
	return strings.TrimPrefix(guard.Deny(d.Code, d.Hint).Error(), string(d.Code)+": ")
}
