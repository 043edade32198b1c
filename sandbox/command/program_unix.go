//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// systemPath is where a program without a path is looked for.
var systemPath = []string{"/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"}

// maxLinks bounds the links on the way to a program.
const maxLinks = 16

// A program is a file that was found fit to be started.
type program struct {
	path  string   // without links
	names []string // of the file and of each link that led to it
	file  *os.File // the file itself, held open
	info  os.FileInfo
}

// resolve finds the program at a path, or of a name. It must be a regular file
// that nobody but root and the server's own user can change or replace.
func resolve(name, at string, writable []string) (*program, error) {
	if at == "" {
		at = name
	}
	if !strings.ContainsRune(at, '/') {
		var err error
		if at, err = lookUp(at); err != nil {
			return nil, err
		}
	}
	if !filepath.IsAbs(at) || filepath.Clean(at) != at {
		return nil, fmt.Errorf("the program %q is not an absolute path in its shortest form", at)
	}
	p := &program{names: []string{name}}
	if err := p.follow(at); err != nil {
		return nil, err
	}
	for _, folder := range writable {
		if below(p.path, folder) {
			return nil, fmt.Errorf("the program %s lies in %s, where it could be replaced", p.path, folder)
		}
	}
	if err := p.open(); err != nil {
		return nil, err
	}
	return p, nil
}

func lookUp(name string) (string, error) {
	for _, folder := range systemPath {
		if info, err := os.Stat(filepath.Join(folder, name)); err == nil && info.Mode().IsRegular() {
			return filepath.Join(folder, name), nil
		}
	}
	return "", fmt.Errorf("there is no program %s in %s", name, strings.Join(systemPath, ", "))
}

// follow walks the links one by one, so that each name can be judged.
func (p *program) follow(at string) error {
	for range maxLinks {
		p.names = append(p.names, filepath.Base(at))
		folder, err := filepath.EvalSymlinks(filepath.Dir(at))
		if err != nil {
			return err
		}
		at = filepath.Join(folder, filepath.Base(at))
		info, err := os.Lstat(at)
		if err != nil {
			return err
		}
		if info.Mode().Type() != os.ModeSymlink {
			p.path = at
			return nil
		}
		next, err := os.Readlink(at)
		if err != nil {
			return err
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(folder, next)
		}
		at = next
	}
	return errors.New("too many links lead to the program")
}

// open vets the file and the folders above it, and keeps it open.
func (p *program) open() error {
	file, err := os.OpenFile(p.path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := p.vet(file); err != nil {
		file.Close()
		return err
	}
	p.file = file
	return nil
}

func (p *program) vet(file *os.File) (err error) {
	if p.info, err = file.Stat(); err != nil {
		return err
	}
	switch mode := p.info.Mode(); {
	case !mode.IsRegular():
		return fmt.Errorf("the program %s is no regular file", p.path)
	case mode&0o111 == 0:
		return fmt.Errorf("the program %s is not executable", p.path)
	case mode&(os.ModeSetuid|os.ModeSetgid) != 0:
		return fmt.Errorf("the program %s runs as another user (setuid or setgid)", p.path)
	}
	if err := native(file); err != nil {
		return fmt.Errorf("the program %s %w", p.path, err)
	}
	if err := owned(p.path, p.info); err != nil {
		return err
	}
	for folder := filepath.Dir(p.path); ; folder = filepath.Dir(folder) {
		info, err := os.Lstat(folder)
		if err != nil {
			return err
		}
		if err := owned(folder, info); err != nil {
			return err
		}
		if folder == filepath.Dir(folder) {
			return nil
		}
	}
}

// native refuses what the kernel hands to an interpreter.
func native(file *os.File) error {
	var magic [4]byte
	if _, err := file.ReadAt(magic[:], 0); err != nil {
		return fmt.Errorf("cannot be read: %w", err)
	}
	if magic[0] == '#' && magic[1] == '!' {
		return errors.New(`is a script, and so a call of its interpreter ("#!"): describe the interpreter, with the script as Fixed`)
	}
	if !executable(magic) {
		return errors.New("is no program of this system")
	}
	return nil
}

// owned refuses what others than root and the server's own user may change. In
// a folder with the sticky bit, others cannot replace what is not theirs.
func owned(name string, info os.FileInfo) error {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Errorf("the owner of %s is not known", name)
	}
	if uid := int(stat.Uid); uid != 0 && uid != os.Geteuid() {
		return fmt.Errorf("%s belongs to another user", name)
	}
	if sticky := info.IsDir() && info.Mode()&os.ModeSticky != 0; info.Mode()&0o022 != 0 && !sticky {
		return fmt.Errorf("%s can be changed by its group or by everybody (mode %v)", name, info.Mode())
	}
	return nil
}

// below reports whether a path without links is a folder or lies below it.
func below(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, strings.TrimSuffix(folder, "/")+"/")
}

// recheck refuses a program that is not what New saw any more.
func (p *program) recheck() error {
	for _, look := range []func() (os.FileInfo, error){p.file.Stat, func() (os.FileInfo, error) { return os.Lstat(p.path) }} {
		info, err := look()
		if err != nil {
			return err
		}
		if !os.SameFile(info, p.info) || info.Mode() != p.info.Mode() || info.Size() != p.info.Size() || changed(info) != changed(p.info) {
			return errors.New("the program was changed or replaced since the policy was built")
		}
	}
	return nil
}
