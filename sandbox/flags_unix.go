//go:build unix

package sandbox

import "syscall"

const (
	supported = true
	// O_NONBLOCK returns at once from a pipe without a writer. O_NOCTTY
	// keeps a terminal device from becoming the server's own.
	flagsFile = syscall.O_NONBLOCK | syscall.O_NOCTTY
	// O_DIRECTORY opens nothing but folders.
	flagsFolder = flagsFile | syscall.O_DIRECTORY
)
