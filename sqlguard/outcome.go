package sqlguard

import (
	"context"
	"errors"

	"github.com/mcpcordon/mcpcordon/guard"
)

// outcome maps an error to a Denial. caller is the context of the caller,
// limited the one with the time limit of this package.
func (d *DB) outcome(caller, limited context.Context, err error) error {
	var denial *guard.Denial
	switch {
	case err == nil:
		return nil
	case errors.As(err, &denial):
		return denial
	case errors.Is(caller.Err(), context.Canceled):
		return guard.Deny(guard.CodeCanceled, "").Because("sqlguard: query: %w", err)
	case limited.Err() != nil:
		return guard.Deny(guard.CodeDeadlineExceeded, hintTimedOut).Because("sqlguard: query: %w", err)
	}
	known := d.explained(err)
	return guard.Deny(known.code, known.hint).Because("sqlguard: query: %w", err)
}
