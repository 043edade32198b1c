package sqlguard

import (
	"context"
	"errors"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// messages maps pieces of SQLite's error texts to what the client may know.
// The texts hold names of the client's choice, so a client can choose between
// these hints and nothing more.
var messages = []struct {
	text string
	code guard.Code
	hint string
}{
	{"no such table", guard.CodeInvalidArgument, hintNoTable},
	{"no such column", guard.CodeInvalidArgument, hintNoTable},
	{"too big", guard.CodeResultTooLarge, hintTooBig},
	{"out of memory", guard.CodeResultTooLarge, hintTooBig},
	{"SQL logic error", guard.CodeInvalidArgument, hintEngine},
	{"syntax error", guard.CodeInvalidArgument, hintEngine},
	{"missing argument", guard.CodeInvalidArgument, hintNoArgs},
	{"not enough args", guard.CodeInvalidArgument, hintNoArgs},
}

// outcome maps an error to a Denial. caller is the context of the caller,
// limited the one with the time limit of this package.
func outcome(caller, limited context.Context, err error) error {
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
	for _, m := range messages {
		if strings.Contains(err.Error(), m.text) {
			return guard.Deny(m.code, m.hint).Because("sqlguard: query: %w", err)
		}
	}
	return guard.Deny(guard.CodeInternal, "").Because("sqlguard: query: %w", err)
}
