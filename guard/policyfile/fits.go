package policyfile

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
)

// fits refuses an entry of the section "files" that decides about paths of
// another folder than the one that the programs open them in. An entry that
// does not exist is an error where it is used.
func (c Commands) fits(files map[string]Files) error {
	if decides, known := files[c.Paths]; known && !decides.are(c.Dir) {
		return fmt.Errorf("paths: the only root of %q has to be the dir, %q", c.Paths, c.Dir)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Programs)) {
		for _, path := range c.Programs[name].Syntax.paths() {
			if decides, known := files[path]; known && !decides.HostPaths && !decides.are(c.Dir) {
				return fmt.Errorf("programs/%s: the only root of %q has to be the dir, %q, or host_paths be set", name, path, c.Dir)
			}
		}
	}
	return nil
}

// are reports whether the files are those of one folder.
func (f Files) are(folder string) bool {
	return len(f.Roots) == 1 && filepath.Clean(f.Roots[0].Path) == filepath.Clean(folder)
}

// paths returns the entries of the section "files" that a Syntax refers to.
func (s Syntax) paths() (names []string) {
	for _, flag := range s.Flags {
		names = append(names, flag.Value.Path)
	}
	for _, position := range s.Positions {
		names = append(names, position.Value.Path)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Commands)) {
		names = append(names, s.Commands[name].paths()...)
	}
	return names
}
