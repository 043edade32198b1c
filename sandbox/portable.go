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
	return wrapPortable(root, mounts)
}

func wrapPortable(root *os.Root, mounts bool) (*portable, error) {
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
	if err := p.same(file, real); err != nil {
		file.Close()
		return nil, "", err
	}
	return osFile{file}, real, nil
}

// same reports whether an open file is the one of that path.
func (p *portable) same(file *os.File, real string) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := p.mounted(info); err != nil {
		return err
	}
	return opensUnder(p.root, file, real)
}

func (p *portable) mounted(info fs.FileInfo) error {
	if !p.mounts && deviceOf(info) != p.device {
		return errMount
	}
	return nil
}

func (p *portable) stat(path string) (meta, string, error) {
	real, err := p.follow(path)
	if err != nil {
		return meta{}, real, err
	}
	info, err := p.root.Lstat(real)
	if err != nil {
		return meta{}, real, err
	}
	return metaOf(info), real, p.mounted(info)
}

func (p *portable) folder(path string) (folder, string, error) {
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
	sub, err := wrapPortable(root, p.mounts)
	if err != nil {
		return nil, real, err
	}
	if !p.mounts && sub.device != p.device {
		root.Close()
		return nil, real, errMount
	}
	top, err := root.OpenFile(".", os.O_RDONLY|flagsFolder, 0)
	if err != nil {
		root.Close()
		return nil, real, err
	}
	defer top.Close()
	if err := opensUnder(p.root, top, real); err != nil {
		root.Close()
		return nil, real, err
	}
	return sub, real, nil
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
			return "", syscall.ELOOP
		}
		if target == "" || !localTarget(target) {
			return "", errEscapes
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
