//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/sandbox"
)

// An operation returns what it got to see.
type operation struct {
	name   string
	writes bool
	try    func(ctx context.Context) (seen []byte, err error)
}

func (o operation) count(ctx context.Context, t *tally) {
	seen, err := o.try(ctx)
	t.attempts++
	if err != nil {
		t.refused++
	} else {
		t.done++
	}
	if shows(seen) {
		t.escapes++
	}
}

// sizes tells a description of the outside: its files have another size.
func sizes(size int64) []byte {
	if size == int64(len(secret)) {
		return []byte(secret)
	}
	return nil
}

func guardedOperations(a *arena) ([]operation, func() error, error) {
	d, err := sandbox.New(sandbox.Config{Root: a.root, Writable: true})
	if err != nil {
		return nil, nil, err
	}
	g := guarded{a, d}
	return slices.Concat(g.reading(), g.describing(), g.writing(), g.changing()), d.Close, nil
}

// guarded makes the operations of a Dir.
type guarded struct {
	*arena
	dir *sandbox.Dir
}

func (a *arena) file() string  { return a.name("door/file") }
func (a *arena) below() string { return a.name("door/sub/file") }

func (g guarded) reading() []operation {
	d, file, below := g.dir, g.file, g.below
	return []operation{
		{"Open", false, func(ctx context.Context) ([]byte, error) {
			f, err := d.Open(ctx, file())
			if err != nil {
				return nil, err
			}
			defer f.Close()
			return io.ReadAll(f)
		}},
		{"ReadFile", false, func(ctx context.Context) ([]byte, error) { return d.ReadFile(ctx, below()) }},
		{"ReadRange", false, func(ctx context.Context) ([]byte, error) { return d.ReadRange(ctx, file(), 0, 100) }},
		{"FS", false, func(ctx context.Context) ([]byte, error) { return fs.ReadFile(d.FS(ctx), "door/sub/file") }},
		{"Sub", false, func(ctx context.Context) ([]byte, error) {
			sub, err := d.Sub(ctx, g.name("door"))
			if err != nil {
				return nil, err
			}
			defer sub.Close()
			return sub.ReadFile(ctx, "sub/file")
		}},
		{"Copy from", true, func(ctx context.Context) ([]byte, error) {
			if err := d.Copy(ctx, file(), "copy"); err != nil {
				return nil, err
			}
			seen, err := d.ReadFile(ctx, "copy")
			return seen, errors.Join(err, d.Remove(ctx, "copy"))
		}},
	}
}

func (g guarded) describing() []operation {
	d := g.dir
	return []operation{
		{"Stat", false, func(ctx context.Context) ([]byte, error) {
			e, err := d.Stat(ctx, g.file())
			return sizes(e.Size), err
		}},
		{"List", false, func(ctx context.Context) (seen []byte, err error) {
			entries, _, err := d.List(ctx, g.name("door"), "")
			for _, e := range entries {
				seen = append(seen, leaks(e)...)
			}
			return seen, err
		}},
		{"Walk", false, func(ctx context.Context) (seen []byte, err error) {
			for e, failed := range d.Walk(ctx, ".") {
				seen, err = append(seen, leaks(e)...), errors.Join(err, failed)
			}
			return seen, err
		}},
		{"Search", false, func(ctx context.Context) (seen []byte, err error) {
			for m, failed := range d.Search(ctx, "door", sandbox.Query{Text: "SECRET"}) {
				seen, err = append(seen, m.Text...), errors.Join(err, failed)
			}
			return seen, err
		}},
	}
}

func (g guarded) writing() []operation {
	d, file, below, data := g.dir, g.file, g.below, []byte("written")
	nothing := func(err error) ([]byte, error) { return nil, err }
	return []operation{
		{"WriteFile", true, func(ctx context.Context) ([]byte, error) { return nothing(d.WriteFile(ctx, file(), data)) }},
		{"CreateFile", true, func(ctx context.Context) ([]byte, error) {
			name := g.name("door/new")
			err := d.CreateFile(ctx, name, data)
			_ = d.Remove(ctx, name)
			return nil, err
		}},
		{"Overwrite", true, func(ctx context.Context) ([]byte, error) { return nothing(d.Overwrite(ctx, below(), data)) }},
		{"Append", true, func(ctx context.Context) ([]byte, error) { return nothing(d.Append(ctx, file(), []byte("."))) }},
	}
}

func (g guarded) changing() []operation {
	d, file := g.dir, g.file
	return []operation{
		{"Mkdir", true, func(ctx context.Context) ([]byte, error) {
			name := g.name("door/sub/new")
			err := d.Mkdir(ctx, name)
			_ = d.Remove(ctx, name)
			return nil, err
		}},
		{"MkdirAll", true, func(ctx context.Context) ([]byte, error) {
			err := d.MkdirAll(ctx, "door/sub/x/y")
			_ = d.RemoveAll(ctx, "door/sub/x")
			return nil, err
		}},
		{"Copy to", true, func(ctx context.Context) ([]byte, error) {
			name := g.name("door/new")
			err := d.Copy(ctx, "mine", name)
			_ = d.Remove(ctx, name)
			return nil, err
		}},
		{"Rename", true, func(ctx context.Context) ([]byte, error) {
			err := d.Rename(ctx, "mine", "door/mine")
			_ = d.Rename(ctx, "door/mine", "mine")
			return nil, err
		}},
		{"Remove", true, func(ctx context.Context) ([]byte, error) {
			err := d.Remove(ctx, file())
			_ = d.CreateFile(ctx, "door/file", []byte(public))
			return nil, err
		}},
		{"RemoveAll", true, func(ctx context.Context) ([]byte, error) {
			err := d.RemoveAll(ctx, "door/sub")
			_ = d.MkdirAll(ctx, "door/sub")
			_ = d.CreateFile(ctx, "door/sub/file", []byte(public))
			return nil, err
		}},
	}
}

// leaks tells an entry of the outside: it has a name that is only there, or a
// size that only the files there have.
func leaks(e sandbox.Entry) []byte {
	if strings.HasSuffix(e.Name, "leak") {
		return []byte(secret)
	}
	return sizes(e.Size)
}

// naiveOperations are what tutorials advise.
func naiveOperations(a *arena) ([]operation, func() error, error) {
	safe := func(name string) (string, error) {
		real, err := filepath.EvalSymlinks(filepath.Join(a.root, name))
		if err != nil {
			return "", err
		}
		if !strings.HasPrefix(real, a.root+"/") || strings.Contains(real, "/.ssh") {
			return "", errors.New("outside")
		}
		return real, nil
	}
	return []operation{
		{"read", false, func(context.Context) ([]byte, error) {
			path, err := safe("door/file")
			if err != nil {
				return nil, err
			}
			return os.ReadFile(path)
		}},
		{"list", false, func(context.Context) ([]byte, error) {
			path, err := safe("door")
			if err != nil {
				return nil, err
			}
			entries, err := os.ReadDir(path)
			var names bytes.Buffer
			for _, e := range entries {
				names.WriteString(strings.ReplaceAll(e.Name(), "leak", "SECRET"))
			}
			return names.Bytes(), err
		}},
		{"write", true, func(context.Context) ([]byte, error) {
			path, err := safe("door")
			if err != nil {
				return nil, err
			}
			return nil, os.WriteFile(filepath.Join(path, "new"), []byte("written"), 0o600)
		}},
		{"remove", true, func(context.Context) ([]byte, error) {
			path, err := safe("door/sub/file")
			if err != nil {
				return nil, err
			}
			return nil, errors.Join(os.Remove(path), os.WriteFile(path, []byte(public), 0o600))
		}},
	}, func() error { return nil }, nil
}
