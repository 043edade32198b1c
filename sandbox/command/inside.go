package command

import (
	"context"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// inside is the rule of the profiles where no checker is given: a relative path
// that does not go up. It reads no disk: a link that leads outside is stopped
// by Isolation.Files alone.
var inside = guard.CheckerFunc(func(_ context.Context, value string) error {
	up := false
	for part := range strings.SplitSeq(value, "/") {
		up = up || part == ".."
	}
	if up || strings.HasPrefix(value, "/") || strings.Contains(value, `\`) {
		return guard.Deny(guard.CodePathNotAllowed, "").Because("command: the path %.256q can leave the folder", value)
	}
	return nil
})

// pathsOr returns the value of a profile's paths.
func pathsOr(c guard.Checker) Value {
	if missing(c) {
		c = inside
	}
	return Path(c)
}
