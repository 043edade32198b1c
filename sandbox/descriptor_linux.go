package sandbox

import (
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A descriptor is an open regular file, or something that will be found out not
// to be one. An os.File would cost two more system calls.
type descriptor struct {
	mu   sync.RWMutex // held for reading while fd is in use
	fd   int          // -1 once closed
	name string
}

// use makes a system call with the descriptor, again if a signal interrupts it.
func (d *descriptor) use(call func(fd int) (int, error)) (int, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.fd < 0 {
		return 0, os.ErrClosed
	}
	return retry(func() (int, error) { return call(d.fd) })
}

// release ends the use of the descriptor, and returns it.
func (d *descriptor) release() (fd int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fd, d.fd = d.fd, -1
	return fd
}

func (d *descriptor) file() *os.File { return os.NewFile(uintptr(d.release()), d.name) }

func (d *descriptor) Close() error {
	fd := d.release()
	if fd < 0 {
		return os.ErrClosed
	}
	return unix.Close(fd)
}

func (d *descriptor) Read(p []byte) (int, error) {
	n, err := d.use(func(fd int) (int, error) { return unix.Read(fd, p) })
	return ending(n, err, len(p))
}

// ReadAt reads until p is full, as io.ReaderAt says.
func (d *descriptor) ReadAt(p []byte, offset int64) (filled int, err error) {
	for filled < len(p) && err == nil {
		var n int
		n, err = d.use(func(fd int) (int, error) { return unix.Pread(fd, p[filled:], offset+int64(filled)) })
		n, err = ending(n, err, len(p))
		filled += n
	}
	return filled, err
}

// ending makes of a read what package io expects.
func ending(n int, err error, wanted int) (int, error) {
	switch {
	case err != nil:
		return 0, err
	case n == 0 && wanted > 0:
		return 0, io.EOF
	}
	return n, nil
}

func (d *descriptor) Seek(offset int64, whence int) (at int64, err error) {
	_, err = d.use(func(fd int) (int, error) {
		at, err = unix.Seek(fd, offset, whence)
		return 0, err
	})
	return at, err
}

func (d *descriptor) stat() (m meta, err error) {
	_, err = d.use(func(fd int) (int, error) {
		m, err = statOf(fd)
		return 0, err
	})
	return m, err
}

func statOf(fd int) (meta, error) {
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return meta{}, err
	}
	return metaOfStat(&st), nil
}

func metaOfStat(st *unix.Stat_t) meta {
	return meta{modeOf(st.Mode), st.Size, time.Unix(st.Mtim.Unix()), uint64(st.Nlink)}
}

func modeOf(mode uint32) fs.FileMode {
	switch mode & unix.S_IFMT {
	case unix.S_IFREG:
		return fs.FileMode(mode & 0o777)
	case unix.S_IFDIR:
		return fs.FileMode(mode&0o777) | fs.ModeDir
	case unix.S_IFLNK:
		return fs.ModeSymlink
	default:
		return fs.ModeIrregular
	}
}

// retry repeats a system call that a signal interrupted.
func retry(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != unix.EINTR {
			return n, err
		}
	}
}
