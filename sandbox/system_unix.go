//go:build unix

package sandbox

import (
	"io/fs"
	"strings"
	"syscall"
)

const supported = true

func linksOf(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Nlink)
	}
	return 0
}

func deviceOf(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Dev)
	}
	return 0
}

// localTarget reports whether a link leads on from where it lies.
func localTarget(target string) bool { return !strings.HasPrefix(target, "/") }

func slashed(target string) string { return target }
