//go:build unix && !linux

package sandbox

import "syscall"

const (
	flagsFile   = syscall.O_NONBLOCK | syscall.O_NOCTTY
	flagsFolder = syscall.O_DIRECTORY | syscall.O_NONBLOCK
)
