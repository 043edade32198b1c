package sandbox

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
)

// forced makes Linux do without openat2 ("portable"), for the tests.
var forced string

func usableHere() error {
	switch {
	case !supported:
		return errors.New("sandbox: nothing confines files on this system")
	case leaky():
		return errors.New("sandbox: a root can be left through a link here; use Go 1.26.5 or later, or another kernel")
	}
	return nil
}

// leaky reports whether a root can be left on this system: with a trailing
// slash on Go before 1.26.5 (CVE-2026-39822), because the kernel follows a link
// despite O_NOFOLLOW|O_DIRECTORY, as gVisor did, or because an emulation of
// openat2 ignores what it does not know. It is tried once per process.
var leaky = sync.OnceValue(func() bool {
	return tryEscape(func(path string) (system, error) { return openSystem(path, false) }) ||
		tryEscape(func(path string) (system, error) { return newPortable(path, false) }) ||
		tryEscape(openRaw)
})

// tryEscape reports whether a system gets out of its root. Where the folders
// and links for it cannot be made it reports false.
func tryEscape(open func(path string) (system, error)) bool {
	temp, err := os.MkdirTemp("", "mcpcordon-")
	if err != nil {
		return false
	}
	defer os.RemoveAll(temp)
	inside, outside := filepath.Join(temp, "inside"), filepath.Join(temp, "outside")
	for _, folder := range []string{inside, outside} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			return false
		}
	}
	for name, target := range map[string]string{"link": outside, "relative": "../outside", "chain": "relative"} {
		if err := os.Symlink(target, filepath.Join(inside, name)); err != nil {
			return false
		}
	}
	s, err := open(inside)
	if err != nil {
		return false // New says why
	}
	defer s.close()
	for _, name := range []string{"link", "link/", "./link//", "link/.", "relative", "relative/", "chain", "chain/.", "../outside", ".."} {
		if f, _, err := s.folder(name, true); err == nil {
			f.close()
			return true
		}
	}
	return false
}
