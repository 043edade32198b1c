//go:build !unix

package sandbox

import (
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
)

const (
	supported   = runtime.GOOS == "windows"
	flagsFile   = 0
	flagsFolder = 0
)

func linksOf(fs.FileInfo) uint64 { return 0 }

func deviceOf(fs.FileInfo) uint64 { return 0 }

// localTarget reports whether a link leads on from where it lies.
func localTarget(target string) bool {
	return !filepath.IsAbs(target) && filepath.VolumeName(target) == "" && !strings.HasPrefix(filepath.ToSlash(target), "/")
}

func slashed(target string) string { return filepath.ToSlash(target) }
