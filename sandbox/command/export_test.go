package command

// WithoutLook returns the Spec of a profile that does not look at the folder
// first, so that the layers behind that can be tested.
func WithoutLook(s Spec) Spec {
	s.profile.before = nil
	return s
}

// Reparse returns the arguments of a caller as they are written anew, without
// what is fixed.
var Reparse = (*Runner).reparse

var GitHarmless = func(text string) (bool, error) {
	list, err := gitSettings(text)
	for _, s := range list {
		if !s.harmless() {
			return false, err
		}
	}
	return true, err
}

var Hide = hide

var IsRunner = isRunner
