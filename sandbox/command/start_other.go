//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package command

import (
	"context"
	"errors"
	"os"

	"github.com/mcpcordon/mcpcordon/guard"
)

// New fails here, so that nothing below is reached but by a zero Runner.
const supported = false

const doNotWait = 0

var errUnsupported = errors.New("command: programs cannot be confined on this system")

var systemPath []string

type program struct {
	names []string
	path  string
	file  *os.File
	info  os.FileInfo
}

type cage struct{}

func (cage) close() {}

func isolation(Config) (Isolation, error) { return Isolation{}, nil }

func resolve(string, string, []string) (*program, error) { return nil, errUnsupported }

func (r *Runner) build(*bound) error { return errUnsupported }

// Run refuses everything on this system.
func (r *Runner) Run(context.Context, string, []string) (*Output, error) {
	return nil, guard.Deny(guard.CodeCommandNotAllowed, "").Because("%w", errUnsupported)
}
