package sandbox

import (
	"os"
	"time"

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

func (f *kernelFolder) sync() error { return f.Sync() }

func (f *kernelFolder) read(n int) ([]string, error) { return f.Readdirnames(n) }

// lstat uses statx, which tells where something is mounted.
func (f *kernelFolder) lstat(base string) (meta, error) {
	var st unix.Statx_t
	_, err := retry(func() (int, error) {
		return 0, unix.Statx(f.fd, base, unix.AT_SYMLINK_NOFOLLOW|unix.AT_NO_AUTOMOUNT, unix.STATX_BASIC_STATS, &st)
	})
	switch {
	case err != nil:
		return meta{}, err
	case f.resolve&unix.RESOLVE_NO_XDEV != 0 && st.Attributes&unix.STATX_ATTR_MOUNT_ROOT != 0:
		return meta{}, errMount
	}
	return meta{modeOf(uint32(st.Mode)), int64(st.Size), time.Unix(st.Mtime.Sec, int64(st.Mtime.Nsec)), uint64(st.Nlink)}, nil
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

// rename replaces nothing by itself where the file system knows
// RENAME_NOREPLACE. Elsewhere a file gets its new name as a second one first.
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
	if err == unix.EINVAL && !replace && unix.Linkat(f.fd, base, other.fd, newBase, 0) == nil {
		return f.remove(base, false)
	}
	return err
}

func (f *kernelFolder) enter(base string) (folder, error) {
	fd, err := openBelow(f.fd, base, unix.O_RDONLY|unix.O_DIRECTORY, f.resolve)
	if err != nil {
		return nil, err
	}
	return &kernelFolder{os.NewFile(uintptr(fd), ""), fd, f.resolve}, nil
}
