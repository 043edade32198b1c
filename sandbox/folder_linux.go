package sandbox

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// A kernelFolder is an open directory.
type kernelFolder struct {
	*os.File
	fd      int
	resolve uint64
}

func newKernelFolder(k *kernel, fd int) *kernelFolder {
	return &kernelFolder{os.NewFile(uintptr(fd), ""), fd, k.resolve}
}

func (f *kernelFolder) close() error { return f.Close() }

func (f *kernelFolder) read(n int) ([]string, error) { return f.Readdirnames(n) }

func (f *kernelFolder) lstat(base string) (meta, error) {
	var st unix.Stat_t
	_, err := retry(func() (int, error) { return 0, unix.Fstatat(f.fd, base, &st, unix.AT_SYMLINK_NOFOLLOW) })
	return metaOfStat(&st), err
}

func (f *kernelFolder) create(base string) (*os.File, error) {
	fd, err := retry(func() (int, error) {
		return unix.Openat(f.fd, base, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0o600)
	})
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), base), nil
}

func (f *kernelFolder) mkdir(base string) error {
	_, err := retry(func() (int, error) { return 0, unix.Mkdirat(f.fd, base, 0o700) })
	return err
}

func (f *kernelFolder) remove(base string, dir bool) error {
	flag := 0
	if dir {
		flag = unix.AT_REMOVEDIR
	}
	_, err := retry(func() (int, error) { return 0, unix.Unlinkat(f.fd, base, flag) })
	return err
}

// rename needs a file system that knows RENAME_NOREPLACE, unless it replaces.
func (f *kernelFolder) rename(base string, to folder, newBase string, replace bool) error {
	other, ok := to.(*kernelFolder)
	if !ok {
		return unix.EXDEV
	}
	flag := uint(unix.RENAME_NOREPLACE)
	if replace {
		flag = 0
	}
	_, err := retry(func() (int, error) { return 0, unix.Renameat2(f.fd, base, other.fd, newBase, flag) })
	return err
}

func (f *kernelFolder) enter(base string) (folder, error) {
	how := unix.OpenHow{Flags: unix.O_RDONLY | unix.O_DIRECTORY | unix.O_CLOEXEC, Resolve: f.resolve}
	fd, err := retry(func() (int, error) {
		fd, err := unix.Openat2(f.fd, base, &how)
		if errors.Is(err, unix.EAGAIN) {
			err = unix.EINTR
		}
		return fd, err
	})
	switch {
	case err == unix.EXDEV:
		return nil, errMount
	case err != nil:
		return nil, err
	}
	return &kernelFolder{os.NewFile(uintptr(fd), ""), fd, f.resolve}, nil
}
