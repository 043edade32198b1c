package sandbox

import (
	"os"
	"path/filepath"
	"sync"
)

// leaky reports whether os.Root can be left through a link on this system:
// with a trailing slash on Go before 1.26.5 (CVE-2026-39822), or because the
// kernel follows a link despite O_NOFOLLOW|O_DIRECTORY, as gVisor did. It is
// tried once per process.
var leaky = sync.OnceValue(func() bool { return tryLink(openIn) })

// openIn opens a name in a folder the way a Dir does.
func openIn(folder, name string) (*os.File, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.OpenFile(name, os.O_RDONLY|flagsFolder, 0)
}

// tryLink reports whether open gets out of a folder through a link to its
// neighbour. Where the links cannot be made it reports false.
func tryLink(open func(folder, name string) (*os.File, error)) bool {
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
	if err := os.Symlink(outside, filepath.Join(inside, "link")); err != nil {
		return false
	}
	for _, name := range []string{"link", "link/", "./link//"} {
		if file, err := open(inside, name); err == nil {
			file.Close()
			return true
		}
	}
	return false
}
