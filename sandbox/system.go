package sandbox

import (
	"io"
	"io/fs"
	"os"
	"time"
)

// A system is what a tree needs of the operating system. Paths are slash paths
// from the root that may contain "..", and links on the way are followed as
// long as they stay inside. real is the path of what was opened, without links
// and ".."; with an error it is how far the links led, if that is known. Errors
// are those of package os, or this package's.
type system interface {
	// open opens what exists, for reading or writing. It never waits, and
	// never creates or truncates.
	open(path string, flag int) (f opened, real string, err error)
	// stat describes what a path leads to, without opening it.
	stat(path string) (m meta, real string, err error)
	// folder opens a folder: to read it, or to act on what is in it only, which
	// needs less permission.
	folder(path string, read bool) (f folder, real string, err error)
	// sub returns a system whose root is the given folder.
	sub(path string) (s system, real string, err error)
	close() error
}

// opened is an open file, of which nothing is known yet. Closing it is safe
// while another method runs, and once more.
type opened interface {
	io.ReadSeekCloser
	io.ReaderAt
	stat() (meta, error)
	// file returns the same as an *os.File, which takes over closing it.
	file() *os.File
}

// A folder is an open directory. Names are single components, and links are
// never followed.
type folder interface {
	lstat(base string) (meta, error)
	// create makes a regular file of mode 0600, open for writing.
	create(base string) (*os.File, error)
	mkdir(base string) error // of mode 0700
	remove(base string, dir bool) error
	// rename replaces what bears the new name, if replace says so.
	rename(base string, to folder, newBase string, replace bool) error
	// enter opens a folder in it, to read it.
	enter(base string) (folder, error)
	// read returns up to n names, and io.EOF behind the last.
	read(n int) ([]string, error)
	// sync waits until the names in it are on the disk.
	sync() error
	close() error
}

// meta describes a file.
type meta struct {
	mode  fs.FileMode
	size  int64
	time  time.Time
	links uint64 // how many names it has; 0 is unknown
}

// metaOf describes a file as package os does.
func metaOf(info fs.FileInfo) meta {
	return meta{info.Mode(), info.Size(), info.ModTime(), linksOf(info)}
}

func (m meta) isLink() bool { return m.mode.Type() == fs.ModeSymlink }
