package redact

import (
	"context"
	"slices"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Chain returns the Redactor that runs several, one after the other, and joins
// their findings. The first error ends it. It restores with those that can, the
// last first. A nil Redactor in it blocks everything.
func Chain(r ...guard.Redactor) guard.Redactor { return chain(slices.Clone(r)) }

type chain []guard.Redactor

func (c chain) Redact(ctx context.Context, call *guard.Call, texts []guard.Text) (found []guard.Finding, err error) {
	if len(c) == 0 || slices.Contains(c, nil) {
		return nil, guard.Deny(guard.CodeResultBlocked, "").Because("redact: a chain of no redactors, or with a nil one")
	}
	for _, r := range c {
		more, err := r.Redact(ctx, call, texts)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

func (c chain) Restore(ctx context.Context, call *guard.Call, text string) (string, error) {
	var err error
	for _, r := range slices.Backward(c) {
		if restorer, ok := r.(guard.Restorer); ok {
			if text, err = restorer.Restore(ctx, call, text); err != nil {
				return "", err
			}
		}
	}
	return text, nil
}
