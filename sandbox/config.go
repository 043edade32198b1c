package sandbox

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// Config says what a Dir allows.
type Config struct {
	// Root is the folder on the host. It must exist. The folder that it
	// leads to when New is called stays the root, even if it is renamed
	// later. Empty is an error, unless there are Roots.
	Root string
	// Writable allows to change what is below Root. False is read-only.
	Writable bool
	// Roots are several folders, instead of Root and Writable. A folder
	// inside another one must have the same rights. Nil means that Root is
	// the only one.
	Roots []Root

	// MaxFile is the size of the largest file, in bytes, that is read or
	// written. Zero means 16 MiB; less is an error.
	MaxFile int64
	// MaxTotal is how many bytes one Search reads. Zero means 64 MiB; less
	// is an error.
	MaxTotal int64
	// MaxEntries is how many entries one page of List holds, and how many
	// one Walk, Search or RemoveAll comes across. Zero means 10000; less
	// is an error.
	MaxEntries int
	// MaxDepth is how many folders below its start one Walk, Search or
	// RemoveAll descends. Each holds one descriptor. Zero means 64; less,
	// and more than 255, is an error.
	MaxDepth int
	// Timeout ends one List, Walk, Search, RemoveAll or Copy, and a read or
	// write of more than 1 MiB. A system call in progress is waited for.
	// Zero means 30 seconds; less is an error.
	Timeout time.Duration

	// Protect adds names that are treated like those of Secrets. Nil adds
	// none.
	Protect []string
	// Allow takes names off Secrets, Persistence and Protect. An entry
	// lifts the protection of names that it matches from the same
	// component on, if it has at least as many components as the entry that
	// protects: ".env.ci" lifts ".env.*" for one name, ".git" does not lift
	// ".git/hooks". One that lifts nothing is an error. Nil lifts none.
	Allow []string

	// HostPaths takes absolute host paths and "file:" URLs that lie below
	// a root, besides names. Errors and listings still hold names only.
	// False refuses them.
	HostPaths bool
	// Sync makes WriteFile, Overwrite, CreateFile, Append and Copy wait
	// until the content is on the disk. False leaves a file that was
	// written shortly before a power cut to the file system.
	Sync bool
	// NoHardLinks refuses to read a file that has several names. False
	// reads it; writing to one in place is refused anyway.
	NoHardLinks bool

	// InsecureHardLinks lets Overwrite and Append change a file that has
	// several names, one of which may be outside. False refuses.
	InsecureHardLinks bool
	// InsecureMounts lets names lead into file systems that are mounted
	// below a root. False refuses.
	InsecureMounts bool
	// InsecureSecrets does without Secrets. False protects them.
	InsecureSecrets bool
	// InsecurePersistence does without Persistence. False protects them.
	InsecurePersistence bool
}

// A Root is one of several folders.
type Root struct {
	// Name is the first component of the names in it. Empty means the last
	// element of Path.
	Name string
	// Path is the folder on the host, as Config.Root. Empty is an error.
	Path string
	// Writable allows to change what is in it. False is read-only.
	Writable bool

	real string // the path without links
}

// limits holds the Config's numbers with their defaults.
type limits struct {
	maxFile, maxTotal    int64
	maxEntries, maxDepth int
	timeout              time.Duration
	noHardLinks, sharing bool
}

func (c Config) limits() (limits, error) {
	l := limits{c.MaxFile, c.MaxTotal, c.MaxEntries, c.MaxDepth, c.Timeout, c.NoHardLinks, c.InsecureHardLinks}
	for name, value := range map[string]int64{
		"MaxFile": c.MaxFile, "MaxTotal": c.MaxTotal, "MaxEntries": int64(c.MaxEntries), "MaxDepth": int64(c.MaxDepth), "Timeout": int64(c.Timeout),
	} {
		if value < 0 {
			return l, fmt.Errorf("sandbox: %s is negative", name)
		}
	}
	switch {
	case c.MaxDepth > maxComponents:
		return l, fmt.Errorf("sandbox: MaxDepth is more than %d", maxComponents)
	case c.NoHardLinks && c.InsecureHardLinks:
		return l, errors.New("sandbox: NoHardLinks and InsecureHardLinks contradict each other")
	}
	defaultTo(&l.maxFile, 16<<20)
	defaultTo(&l.maxTotal, 64<<20)
	defaultTo(&l.maxEntries, 10000)
	defaultTo(&l.maxDepth, 64)
	defaultTo(&l.timeout, 30*time.Second)
	return l, nil
}

func defaultTo[T int | int64 | time.Duration](value *T, standard T) {
	if *value == 0 {
		*value = standard
	}
}

// roots returns the roots with their names, in the order of the Config.
func (c Config) roots() ([]Root, error) {
	switch {
	case c.Root == "" && len(c.Roots) == 0:
		return nil, errors.New("sandbox: no root")
	case c.Root != "" && len(c.Roots) > 0, c.Writable && len(c.Roots) > 0:
		return nil, errors.New("sandbox: Root and Writable stand instead of Roots, not beside them")
	case c.Root != "":
		c.Roots = []Root{{Path: c.Root, Writable: c.Writable}}
	}
	list, seen := make([]Root, len(c.Roots)), map[string]string{}
	for i, r := range c.Roots {
		if r.Path == "" {
			return nil, fmt.Errorf("sandbox: root %d (%q) has no path", i+1, r.Name)
		}
		if r.Name == "" {
			r.Name = filepath.Base(r.Path)
		}
		if len(c.Roots) > 1 {
			if _, problem := understand(r.Name, true); problem != "" || strings.ContainsAny(r.Name, "/") || r.Name == "." {
				return nil, fmt.Errorf("sandbox: root %q: %q is not a plain name; set Name", r.Path, r.Name)
			}
		}
		if other, ok := seen[fold(r.Name)]; ok {
			return nil, fmt.Errorf("sandbox: the roots %q and %q have the same name %q", other, r.Path, r.Name)
		}
		seen[fold(r.Name)] = r.Path
		list[i] = r
	}
	return list, nil
}

// contradiction finds a root that is another one, or lies inside of one, with
// other rights: which of them a name has would depend on its spelling.
func contradiction(roots []Root) error {
	for i := range roots {
		for j := range roots {
			inner, outer := roots[i], roots[j]
			if i == j || !within(inner.real, outer.real) {
				continue
			}
			if inner.Writable != outer.Writable {
				return fmt.Errorf("sandbox: the root %q lies inside of %q but has other rights", inner.Path, outer.Path)
			}
		}
	}
	return nil
}

// within reports whether a clean host path is a folder or lies below it.
func within(path, folder string) bool {
	rest, ok := strings.CutPrefix(path, strings.TrimSuffix(folder, string(filepath.Separator)))
	return ok && (rest == "" || rest[0] == filepath.Separator)
}
