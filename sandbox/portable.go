package sandbox

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
)

// A portable is a system that os.Root confines. It follows links itself, so
// that it knows where they lead, and then opens a path that had none.
type portable struct {
	root   *os.Root
	device uint64 // of the root; 0 is unknown
	mounts bool
}

func newPortable(path string, mounts bool) (*portable, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	info, err := root.Stat(".")
	if err != nil {
		root.Close()
		return nil, err
	}
	return &portable{root, deviceOf(info), mounts}, nil
}

func (p *portable) close() error { return p.root.Close() }

func (p *portable) open(path string, flag int) (opened, string, error) {
	real, err := p.follow(path)
	if err != nil {
		return nil, real, err
	}
	file, err := p.root.OpenFile(real, flag|flagsFile, 0)
	if err != nil {
		return nil, real, err
	}
	if err := opensUnder(p.root, file, real); err != nil {
		file.Close()
		return nil, real, err
	}
	return osFile{file}, real, nil
}

// stat describes the last component from the open folder that holds it.
func (p *portable) stat(path string) (meta, string, error) {
	real, err := p.follow(path)
	if err != nil {
		return meta{}, real, err
	}
	parent, base := splitPath(real)
	f, _, err := p.folder(parent, false)
	if err != nil {
		return meta{}, real, err
	}
	defer f.close()
	m, err := f.lstat(base)
	return m, real, err
}

func (p *portable) folder(path string, _ bool) (folder, string, error) {
	sub, real, err := p.enter(path)
	if err != nil {
		return nil, real, err
	}
	return &portableFolder{portable: *sub, above: p.root, path: real}, real, nil
}

func (p *portable) sub(path string) (system, string, error) {
	sub, real, err := p.enter(path)
	if err != nil {
		return nil, real, err
	}
	return sub, real, nil
}

// enter opens a folder as a root of its own. os.Root.OpenRoot would wait at a
// pipe that takes the folder's place, so the path is made to ask for a folder.
func (p *portable) enter(path string) (*portable, string, error) {
	real, err := p.follow(path)
	if err != nil {
		return nil, real, err
	}
	root, err := p.root.OpenRoot(real + "/.")
	if err != nil {
		return nil, real, err
	}
	top, err := root.OpenFile(".", os.O_RDONLY|flagsFolder, 0)
	if err == nil {
		err = opensUnder(p.root, top, real)
		top.Close()
	}
	if err != nil {
		root.Close()
		return nil, real, err
	}
	return &portable{root, p.device, p.mounts}, real, nil
}

// follow returns what a path is called without links and "..". What it returns
// may have a new link in it by the time it is used: os.Root sees to it that
// this does not lead out. With an error comes what the path had become by then.
func (p *portable) follow(given string) (string, error) {
	done, todo := ".", split(given)
	for links := 0; len(todo) > 0; {
		part := todo[0]
		todo = todo[1:]
		if part == ".." {
			if done == "." {
				return "", errEscapes
			}
			done = path.Dir(done)
			continue
		}
		at := below(done, part)
		info, err := p.root.Lstat(at)
		switch {
		case err != nil:
			return below(at, squeeze(strings.Join(todo, "/"))), err
		case info.Mode().Type() != fs.ModeSymlink:
			// Files may have another number than their folder (overlayfs).
			if info.IsDir() && !p.mounts && deviceOf(info) != p.device {
				return "", errMount
			}
			if len(todo) > 0 && !info.IsDir() {
				return below(at, squeeze(strings.Join(todo, "/"))), syscall.ENOTDIR
			}
			done = at
			continue
		}
		target, err := p.root.Readlink(at)
		if err != nil {
			return "", err
		}
		if links++; links > maxLinks {
			return at, syscall.ELOOP
		}
		if target == "" || !localTarget(target) {
			return at, errEscapes
		}
		if todo = append(split(slashed(target)), todo...); len(todo) > maxComponents {
			return "", syscall.ENAMETOOLONG
		}
	}
	return done, nil
}

// An osFile is an opened of package os.
type osFile struct{ *os.File }

func (f osFile) file() *os.File { return f.File }

func (f osFile) stat() (meta, error) {
	info, err := f.Stat()
	if err != nil {
		return meta{}, err
	}
	return metaOf(info), nil
}
