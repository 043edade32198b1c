package sandbox

import (
	"io/fs"
	"os"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// maxTries is how often an open is tried again while others rename what it
// passes through.
const maxTries = 32

// A kernel is a system that openat2 confines. Every path that it opens is free
// of links and "..", so that its text is the real one.
type kernel struct {
	mu      sync.RWMutex // held for reading while top is in use
	top     int          // -1 once closed
	resolve uint64
}

// newKernel opens a folder of the host. It reports false if the system has no
// openat2 or does not let it be used.
func newKernel(path string, mounts bool) (k *kernel, ok bool, err error) {
	top, err := retry(func() (int, error) {
		return unix.Open(path, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	})
	if err != nil {
		return nil, false, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	k = wrapKernel(top, unix.RESOLVE_BENEATH|unix.RESOLVE_NO_SYMLINKS|unix.RESOLVE_NO_MAGICLINKS|unix.RESOLVE_NO_XDEV)
	if mounts {
		k.resolve &^= unix.RESOLVE_NO_XDEV
	}
	probe, err := k.openat2(".", unix.O_PATH|unix.O_DIRECTORY)
	switch err {
	case nil:
		unix.Close(probe)
		return k, true, nil
	case unix.ENOSYS, unix.EPERM, unix.E2BIG, unix.EINVAL: // an older kernel, or a filter
		return nil, false, k.close()
	default:
		k.close()
		return nil, false, &fs.PathError{Op: "openat2", Path: path, Err: err}
	}
}

func wrapKernel(top int, resolve uint64) *kernel {
	return &kernel{top: top, resolve: resolve}
}

func (k *kernel) close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.top < 0 {
		return nil
	}
	top := k.top
	k.top = -1
	return unix.Close(top)
}

// openat2 opens a path without links and "..". It fails with ELOOP at a link.
func (k *kernel) openat2(path string, flag int) (int, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.top < 0 {
		return -1, os.ErrClosed
	}
	return openBelow(k.top, path, flag, k.resolve)
}

// openBelow is openat2, again if something was renamed on the way.
func openBelow(top int, path string, flag int, resolve uint64) (int, error) {
	how := unix.OpenHow{Flags: uint64(flag) | unix.O_CLOEXEC, Resolve: resolve}
	for range maxTries {
		fd, err := unix.Openat2(top, path, &how)
		switch err {
		case nil:
			return fd, nil
		case unix.EINTR, unix.EAGAIN:
		case unix.EXDEV:
			return -1, errMount
		default:
			return -1, err
		}
	}
	return -1, errBusy
}

// reach opens what a path leads to. Most paths have no link in them and need
// one system call.
func (k *kernel) reach(path string, flag int) (fd int, real string, err error) {
	if real = path; !hasUp(path) {
		if fd, err = k.openat2(path, flag); err != unix.ELOOP {
			return fd, path, err
		}
	}
	for range maxTries { // a link may be put there between the two steps
		real, err = k.follow(path)
		switch {
		case err == errBusy:
			continue
		case err != nil:
			return -1, real, err
		}
		if fd, err = k.openat2(real, flag); err != unix.ELOOP {
			return fd, real, err
		}
	}
	return -1, "", errBusy
}

func hasUp(path string) bool {
	return strings.Contains(path, "..") && (path == ".." || strings.HasPrefix(path, "../") || strings.Contains(path, "/../") || strings.HasSuffix(path, "/.."))
}

func (k *kernel) open(path string, flag int) (opened, string, error) {
	fd, real, err := k.reach(path, flag|unix.O_NONBLOCK|unix.O_NOCTTY)
	if err != nil {
		return nil, real, err
	}
	return &descriptor{fd: fd, name: path}, real, nil
}

func (k *kernel) stat(path string) (meta, string, error) {
	fd, real, err := k.reach(path, unix.O_PATH)
	if err != nil {
		return meta{}, real, err
	}
	defer unix.Close(fd)
	m, err := statOf(fd)
	return m, real, err
}

func (k *kernel) folder(path string, read bool) (folder, string, error) {
	flag := unix.O_PATH | unix.O_DIRECTORY
	if read {
		flag = unix.O_RDONLY | unix.O_DIRECTORY
	}
	fd, real, err := k.reach(path, flag)
	if err != nil {
		return nil, real, err
	}
	return newKernelFolder(k, fd), real, nil
}

func (k *kernel) sub(path string) (system, string, error) {
	fd, real, err := k.reach(path, unix.O_PATH|unix.O_DIRECTORY)
	if err != nil {
		return nil, real, err
	}
	return wrapKernel(fd, k.resolve), real, nil
}
