package sandbox

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A File is a regular file, open for reading. It implements fs.File. Unlike an
// os.File it does not know its path on the host. It is not safe for concurrent
// use, except for Close.
type File struct {
	file *os.File
	name string
	max  int64
	left int64
	one  [1]byte
}

var _ fs.File = (*File)(nil)

// Open opens a regular file for reading. The caller must close it. A file
// larger than MaxFile is refused with CodeResultTooLarge, a folder with
// CodeInvalidArgument.
func (d *Dir) Open(name string) (*File, error) {
	f, _, err := d.open(context.Background(), "open", name)
	return f, err
}

// ReadFile returns the content of a regular file. It refuses what Open
// refuses, before it reserves any memory.
func (d *Dir) ReadFile(ctx context.Context, name string) ([]byte, error) {
	f, size, err := d.open(ctx, "read", name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	const step = 1 << 20
	data := make([]byte, 0, size+1) // one more to meet the end without growing
	for {
		if err := ended(ctx, "read"); err != nil {
			return nil, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := f.Read(data[len(data):min(cap(data), len(data)+step)])
		data = data[:len(data)+n]
		if errors.Is(err, io.EOF) {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// open returns the file and its size. The flags make it return at once if the
// name is a pipe's; what was opened decides, not what a stat before saw.
func (d *Dir) open(ctx context.Context, op, asked string) (*File, int64, error) {
	n, err := d.begin(ctx, op, asked)
	if err != nil {
		return nil, 0, err
	}
	file, err := d.root.OpenFile(n.path, os.O_RDONLY|flagsFile, 0)
	if err != nil {
		return nil, 0, refuse(op, asked, err)
	}
	size, err := d.accept(op, n, file)
	if err != nil {
		file.Close()
		return nil, 0, err
	}
	return &File{file: file, name: asked, max: d.maxFile, left: d.maxFile}, size, nil
}

// accept decides about an open file and returns its size.
func (d *Dir) accept(op string, n name, file *os.File) (int64, error) {
	info, err := file.Stat()
	if err != nil {
		return 0, refuse(op, n.asked, err)
	}
	if err := usable(op, n, info); err != nil {
		return 0, err
	}
	if info.IsDir() {
		return 0, isFolder(op, n)
	}
	if info.Size() > d.maxFile {
		return 0, tooLarge(op, n.asked, d.maxFile)
	}
	return info.Size(), nil
}

// Read reads up to len(p) bytes. A file that has grown beyond MaxFile since it
// was opened gives CodeResultTooLarge after MaxFile bytes.
func (f *File) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if f.left == 0 {
		return 0, f.end()
	}
	n, err := f.file.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	return n, f.scrub(err)
}

// end tells a file that ends at the limit from one that goes on.
func (f *File) end() error {
	n, err := f.file.Read(f.one[:])
	if n > 0 {
		return tooLarge("read", f.name, f.max)
	}
	return f.scrub(err)
}

// Stat describes the open file. The name in it is the last element only.
func (f *File) Stat() (fs.FileInfo, error) {
	info, err := f.file.Stat()
	if err != nil {
		return nil, f.scrub(err)
	}
	return info, nil
}

// Close closes the file.
func (f *File) Close() error { return f.scrub(f.file.Close()) }

// scrub keeps the host's path, which every error of an os.File names, away
// from the caller.
func (f *File) scrub(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return guard.Deny(guard.CodeInternal, "").Because("sandbox: %.256q: %w", f.name, bare(err))
}
