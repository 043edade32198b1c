package sandbox

import (
	"fmt"
	"path/filepath"
	"slices"
)

// A tree is one root of a Dir.
type tree struct {
	system
	name     string // in front of the path, if there are several
	writable bool
	// prefix is where the root of a Sub lies in the root it came from. The
	// rules about names judge the whole path.
	prefix string
	// spellings are the root's host paths, as clean slash paths: as it was
	// given, and without links.
	spellings []string
}

// openTree opens a root, and finds out what it is called without links.
func openTree(r *Root, mounts bool) (*tree, error) {
	given, err := filepath.Abs(r.Path)
	if err != nil {
		return nil, fmt.Errorf("sandbox: root %q: %w", r.Path, err)
	}
	if r.real, err = filepath.EvalSymlinks(given); err != nil {
		return nil, fmt.Errorf("sandbox: root %q: %w", r.Path, err)
	}
	s, err := openSystem(r.real, mounts)
	if err != nil {
		return nil, fmt.Errorf("sandbox: root %q: %w", r.Path, err)
	}
	spellings := slices.Compact([]string{filepath.ToSlash(given), filepath.ToSlash(r.real)})
	return &tree{system: s, name: r.Name, writable: r.Writable, spellings: spellings}, nil
}

// full returns the path that the rules judge.
func (t *tree) full(path string) string {
	if t.prefix == "" {
		return path
	}
	return below(t.prefix, path)
}

// shown returns the name of a path as a client writes it.
func (d *Dir) shown(t *tree, path string) string {
	if !d.named {
		return path
	}
	return below(t.name, path)
}
