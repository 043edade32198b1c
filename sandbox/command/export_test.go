package command

import (
	"context"
	"strings"
)

// WithoutLook returns the Spec of a profile that does not look at the folder
// first, so that the layers behind that can be tested.
func WithoutLook(s Spec) Spec {
	s.profile.before = nil
	return s
}

// Reparse returns the arguments of a caller as they are written anew, without
// what is fixed.
var Reparse = (*Runner).reparse

// GitHarmless reports whether the text of a configuration is understood, and
// holds harmless settings only.
func GitHarmless(text string) (bool, error) {
	reader, harmless := gitReader{ctx: context.Background()}, true
	for line := range strings.SplitSeq(text, "\n") {
		list, err := reader.line(line)
		if err != nil {
			return false, err
		}
		for _, s := range list {
			harmless = harmless && s.harmless()
		}
	}
	return harmless, reader.end()
}

var Hide = hide

var IsRunner = isRunner

// GitLook is what the profile does before each start.
var GitLook = gitBefore
