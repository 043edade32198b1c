package sandbox

import (
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

// A portableFolder is a folder opened as a root of its own.
type portableFolder struct {
	portable
	above *os.Root // of the tree
	path  string   // in above
	dir   *os.File // once read was called
}

func (f *portableFolder) close() error {
	if f.dir != nil {
		f.dir.Close()
	}
	return f.root.Close()
}

// sync does nothing on Windows, where a folder cannot be flushed.
func (f *portableFolder) sync() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := f.root.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

func (f *portableFolder) read(n int) ([]string, error) {
	if f.dir == nil {
		dir, err := f.root.OpenFile(".", os.O_RDONLY|flagsFolder, 0)
		if err != nil {
			return nil, err
		}
		f.dir = dir
	}
	return f.dir.Readdirnames(n)
}

func (f *portableFolder) lstat(base string) (meta, error) {
	info, err := f.root.Lstat(base)
	if err != nil {
		return meta{}, err
	}
	return metaOf(info), nil
}

func (f *portableFolder) create(base string) (*os.File, error) {
	return f.root.OpenFile(base, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (f *portableFolder) mkdir(base string) error { return f.root.Mkdir(base, 0o700) }

func (f *portableFolder) remove(base string, _ bool) error { return f.root.Remove(base) }

// rename goes through the tree's root, which both folders have to share, unless
// they are the same one.
func (f *portableFolder) rename(base string, to folder, newBase string, replace bool) error {
	other, ok := to.(*portableFolder)
	if !ok || other.above != f.above {
		return syscall.EXDEV
	}
	if !replace {
		if _, err := other.root.Lstat(newBase); err == nil {
			return fs.ErrExist
		}
	}
	if other == f {
		return f.root.Rename(base, newBase)
	}
	return f.above.Rename(below(f.path, base), below(other.path, newBase))
}

func (f *portableFolder) enter(base string) (folder, error) {
	if m, err := f.lstat(base); err != nil || !m.mode.IsDir() {
		if err == nil {
			err = syscall.ENOTDIR
		}
		return nil, err
	}
	sub, _, err := f.portable.enter(base)
	if err != nil {
		return nil, err
	}
	return &portableFolder{portable: *sub, above: f.above, path: below(f.path, base)}, nil
}
