package sandbox

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A tree is one root of a Dir.
type tree struct {
	system
	name     string // in front of the path, if there are several
	writable bool
	// prefix is what the rules about names judge in front of a path.
	prefix string
	// spellings are the root's host paths, as clean slash paths: as it was
	// given, and without links.
	spellings []string
}

// openTree opens a root, and finds out what it is called without links.
func openTree(r *Root, rules *rules, mounts bool) (*tree, error) {
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
	t := &tree{system: s, name: r.Name, writable: r.Writable}
	t.spellings = slices.Compact([]string{filepath.ToSlash(given), filepath.ToSlash(r.real)})
	t.under(rules, strings.Trim(strings.TrimPrefix(filepath.ToSlash(r.real), filepath.VolumeName(r.real)), "/"))
	return t, nil
}

// under remembers the folders above the root, if a name in it could be
// protected because of them.
func (t *tree) under(rules *rules, folders string) {
	if rules.crosses(folders) {
		t.prefix = folders
	}
}

// shown returns the name of a path as a client writes it.
func (d *Dir) shown(t *tree, path string) string {
	if !d.named {
		return path
	}
	return below(t.name, path)
}
