//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"
)

// What stands in files outside, and what stands inside.
const (
	secret = "SECRET: this is from outside"
	public = "public"
)

// An arena is a root, and a folder outside with files of the same names.
//
//	root/door/file, root/door/sub/file    inside, or behind a link
//	root/trap                             what the door is exchanged with
//	outside/file, outside/sub/file, outside/leak
type arena struct {
	host, root, outside string
	pristine            map[string]string
	random              *rand.Rand
}

// A swap says which name is exchanged with what.
type swap struct {
	name   string
	door   string // below the root
	target func(a *arena) string
}

var swaps = []swap{
	{"folder and absolute link", "door", func(a *arena) string { return a.outside }},
	{"folder and relative link", "door", func(*arena) string { return "../outside" }},
	{"folder below and link", "door/sub", func(*arena) string { return "../../outside/sub" }},
	{"file and link", "door/file", func(*arena) string { return "../../outside/file" }},
	{"folder and protected folder", "door", func(*arena) string { return ".ssh" }},
	{"file and protected file", "door/file", func(*arena) string { return "../.ssh/file" }},
}

func newArena(seed uint64) (*arena, error) {
	host, err := os.MkdirTemp("", "soak-")
	if err != nil {
		return nil, err
	}
	if host, err = filepath.EvalSymlinks(host); err != nil {
		return nil, err
	}
	return &arena{host: host, root: filepath.Join(host, "root"), outside: filepath.Join(host, "outside"), random: rand.New(rand.NewPCG(seed, 0))}, nil
}

// lay makes everything new.
func (a *arena) lay(s swap) error {
	if err := errors.Join(os.RemoveAll(a.root), os.RemoveAll(a.outside)); err != nil {
		return err
	}
	for folder, text := range map[string]string{"root/door": public, "outside": secret, "root/.ssh": secret} {
		folder = filepath.Join(a.host, folder)
		err := errors.Join(os.MkdirAll(filepath.Join(folder, "sub"), 0o700),
			os.WriteFile(filepath.Join(folder, "file"), []byte(text), 0o600),
			os.WriteFile(filepath.Join(folder, "sub", "file"), []byte(text), 0o600))
		if err == nil && text == secret {
			err = os.WriteFile(filepath.Join(folder, "leak"), []byte(secret), 0o600)
		}
		if err != nil {
			return err
		}
	}
	err := errors.Join(os.WriteFile(filepath.Join(a.root, "mine"), []byte(public), 0o600), os.Symlink(s.target(a), a.trap(s)))
	a.pristine = a.guardedFiles()
	return err
}

// trap is what the door is exchanged with. It lies beside it, so that relative
// links lead where they should.
func (a *arena) trap(s swap) string {
	return filepath.Join(a.root, filepath.Dir(s.door), "trap")
}

// guardedFiles is what nobody may change: what is outside, and what is
// protected.
func (a *arena) guardedFiles() map[string]string {
	files := map[string]string{}
	for _, folder := range []string{a.outside, filepath.Join(a.root, ".ssh")} {
		_ = filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil
			}
			content, _ := os.ReadFile(path)
			files[path] = fmt.Sprint(e.Type(), string(content))
			return nil
		})
	}
	return files
}

// changed reports whether somebody did.
func (a *arena) changed() bool {
	now := a.guardedFiles()
	if len(now) != len(a.pristine) {
		return true
	}
	for path, content := range a.pristine {
		if now[path] != content {
			return true
		}
	}
	return false
}

// start swaps until stop is called.
func (a *arena) start(s swap) (stop func()) {
	var running sync.WaitGroup
	ctx, cancel := context.WithCancel(context.Background())
	door, trap := filepath.Join(a.root, s.door), a.trap(s)
	running.Go(func() {
		for ctx.Err() == nil {
			_ = unix.Renameat2(unix.AT_FDCWD, door, unix.AT_FDCWD, trap, unix.RENAME_EXCHANGE)
		}
	})
	return func() { cancel(); running.Wait() }
}

// name spells a name in one of many ways that mean the same.
func (a *arena) name(clean string) string {
	switch a.random.IntN(6) {
	case 0:
		return "./" + clean
	case 1:
		return "door/../" + clean
	case 2:
		return "door/sub/../../" + clean
	default:
		return clean
	}
}

// shows reports whether a text is from outside.
func shows(text []byte) bool { return bytes.Contains(text, []byte("SECRET")) }

// batch is how many attempts are made between two looks at the outside.
const batch = 500

// race runs the operations in turn, a batch each, until the attempts are used
// up. Whatever was destroyed is laid anew between the batches.
func race(ctx context.Context, s swap, operations func(*arena) ([]operation, func() error, error), attempts int, seed uint64) (tallies []tally, err error) {
	a, err := newArena(seed)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(a.host)
	for spent := 0; spent < attempts || len(tallies) == 0; {
		if err := a.lay(s); err != nil {
			return nil, err
		}
		list, end, err := operations(a)
		if err != nil {
			return nil, err
		}
		if tallies == nil {
			tallies = make([]tally, len(list))
		}
		for i := range list {
			op := list[i] // the list is made anew after each write
			tallies[i].name = op.name
			stop := a.start(s)
			for range batch {
				op.count(ctx, &tallies[i])
			}
			stop()
			spent += batch
			if a.changed() {
				tallies[i].escapes++
			}
			if op.writes || a.changed() {
				if err := errors.Join(end(), a.lay(s)); err != nil {
					return nil, err
				}
				if list, end, err = operations(a); err != nil {
					return nil, err
				}
			}
		}
		if err := end(); err != nil {
			return nil, err
		}
	}
	return tallies, nil
}
