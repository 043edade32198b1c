package sandbox

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"syscall"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A File is a regular file, open for reading. It implements fs.File, io.Seeker
// and io.ReaderAt. Unlike an os.File it does not know its path on the host. It
// is not safe for concurrent use, except for ReadAt and Close.
type File struct {
	file opened
	name string
	max  int64
	at   int64
}

var (
	_ fs.File     = (*File)(nil)
	_ io.Seeker   = (*File)(nil)
	_ io.ReaderAt = (*File)(nil)
)

// Open opens a regular file for reading. The caller must close it. A file
// larger than MaxFile is refused with CodeResultTooLarge, a folder with
// CodeInvalidArgument.
func (d *Dir) Open(ctx context.Context, name string) (*File, error) {
	f, _, err := d.open(ctx, "open", name)
	if err != nil {
		return nil, err
	}
	file := &File{file: f, name: name, max: d.maxFile}
	runtime.SetFinalizer(file, (*File).Close)
	return file, nil
}

// ReadFile returns the content of a regular file. It refuses what Open
// refuses, before it reserves any memory.
func (d *Dir) ReadFile(ctx context.Context, name string) ([]byte, error) {
	f, size, err := d.open(ctx, "read", name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, 0, size+1) // one more to meet the end without growing
	work := d.begun(ctx, "read", size)
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := f.Read(data[len(data):min(cap(data), len(data)+step)])
		data = data[:len(data)+n]
		switch {
		case errors.Is(err, io.EOF), err == nil && int64(len(data)) == size && n > 0:
			return data, nil // a regular file is read short at its end only
		case err != nil:
			return nil, refuse("read", name, err)
		case int64(len(data)) > d.maxFile:
			return nil, tooLarge("read", name, d.maxFile)
		}
		if err := work.ended(); err != nil {
			return nil, err
		}
	}
}

// ReadRange returns up to length bytes from an offset on; fewer if the file
// ends there, none behind its end. A negative offset or length, or a length of
// more than MaxFile, gives CodeInvalidArgument. The file may be larger than
// MaxFile.
func (d *Dir) ReadRange(ctx context.Context, name string, offset, length int64) ([]byte, error) {
	if d != nil && (offset < 0 || length < 0 || length > d.maxFile) {
		return nil, badRange("read", name, offset)
	}
	f, m, err := d.vetted(ctx, "read", name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, max(0, min(length, m.size-offset)))
	work := d.begun(ctx, "read", int64(len(data)))
	for filled := 0; filled < len(data); {
		n, err := f.ReadAt(data[filled:min(len(data), filled+step)], offset+int64(filled))
		filled += n
		switch {
		case errors.Is(err, io.EOF):
			return data[:filled], nil
		case err != nil:
			return nil, refuse("read", name, err)
		}
		if err := work.ended(); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// open opens a regular file of at most MaxFile bytes, and returns its size.
func (d *Dir) open(ctx context.Context, op, asked string) (opened, int64, error) {
	f, m, err := d.vetted(ctx, op, asked)
	if err != nil {
		return nil, 0, err
	}
	if m.size > d.maxFile {
		f.Close()
		return nil, 0, tooLarge(op, asked, d.maxFile)
	}
	return f, m.size, nil
}

// vetted opens a regular file. What was opened decides, not what a stat before
// saw.
func (d *Dir) vetted(ctx context.Context, op, asked string) (opened, meta, error) {
	n, err := d.begin(ctx, op, asked, false)
	if err != nil {
		return nil, meta{}, err
	}
	if n.tree == nil {
		return nil, meta{}, isFolder(op, n)
	}
	f, real, err := n.tree.open(n.path, os.O_RDONLY)
	if err != nil {
		return nil, meta{}, d.lost(op, n, real, err, false)
	}
	m, err := d.accept(op, n, f, real, false)
	if err != nil {
		f.Close()
		return nil, meta{}, err
	}
	return f, m, nil
}

// accept decides about an open file.
func (d *Dir) accept(op string, n name, f opened, real string, writes bool) (meta, error) {
	if err := d.permitReal(op, n, real, writes); err != nil {
		return meta{}, err
	}
	m, err := f.stat()
	if err != nil {
		return meta{}, refuse(op, n.asked, err)
	}
	if err := d.usable(op, n, m); err != nil {
		return meta{}, err
	}
	if m.mode.IsDir() {
		return meta{}, isFolder(op, n)
	}
	return m, nil
}

// Read reads up to len(p) bytes. A file that has grown beyond MaxFile since it
// was opened gives CodeResultTooLarge after MaxFile bytes.
func (f *File) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if f.at >= f.max {
		return 0, f.end()
	}
	n, err := f.file.Read(p[:min(int64(len(p)), f.max-f.at)])
	f.at += int64(n)
	return n, f.scrub(err)
}

// end tells a file that ends at the limit from one that goes on.
func (f *File) end() error {
	var one [1]byte
	n, err := f.file.ReadAt(one[:], f.at)
	if n > 0 {
		return tooLarge("read", f.name, f.max)
	}
	return f.scrub(err)
}

// ReadAt reads len(p) bytes from an offset on, within the first MaxFile bytes.
func (f *File) ReadAt(p []byte, offset int64) (int, error) {
	if offset < 0 {
		return 0, badRange("read", f.name, offset)
	}
	room := max(0, min(int64(len(p)), f.max-offset))
	n, err := f.file.ReadAt(p[:room], offset)
	if err == nil && room < int64(len(p)) {
		var one [1]byte
		if more, _ := f.file.ReadAt(one[:], max(offset, f.max)); more > 0 {
			return n, tooLarge("read", f.name, f.max)
		}
		err = io.EOF
	}
	return n, f.scrub(err)
}

func badRange(op, asked string, at int64) error {
	return guard.Deny(guard.CodeInvalidArgument, hintRange).Because("sandbox: %s %.256q: at %d", op, asked, at)
}

// Seek sets where the next Read begins, as io.Seeker says.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	at, err := f.file.Seek(offset, whence)
	switch {
	case errors.Is(err, syscall.EINVAL):
		return 0, badRange("seek", f.name, offset)
	case err != nil:
		return 0, f.scrub(err)
	}
	f.at = at
	return at, nil
}

// Stat describes the open file. The name in it is the last element of the name
// that it was opened by, and the mode tells a file from a folder only.
func (f *File) Stat() (fs.FileInfo, error) {
	m, err := f.file.stat()
	if err != nil {
		return nil, f.scrub(err)
	}
	return info{entry(f.name, m)}, nil
}

// Close closes the file.
func (f *File) Close() error {
	runtime.SetFinalizer(f, nil)
	return f.scrub(f.file.Close())
}

// scrub takes the path on the host off an error, as readers expect io.EOF
// itself to stay.
func (f *File) scrub(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return refuse("read", f.name, err)
}
