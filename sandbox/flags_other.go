//go:build !unix && !windows

package sandbox

const (
	supported   = false
	flagsFile   = 0
	flagsFolder = 0
)
