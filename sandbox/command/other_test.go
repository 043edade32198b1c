//go:build !unix

package command_test

import (
	"testing"

	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

func TestNewFailsWhereNothingConfines(t *testing.T) {
	if _, err := command.New(command.Config{Dir: t.TempDir(), Specs: []command.Spec{{Name: "true"}}}); err == nil {
		t.Error("New = nil, want an error")
	}
}
