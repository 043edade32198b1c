package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/mcpcordon/mcpcordon/guard"
)

// ErrInUse says that another Log, of this or another process, has the file
// open.
var ErrInUse = errors.New("audit: the file is in use by another log")

const (
	wholeFile = 256 << 20 // a file of at most this size is verified when it is opened
	tailSize  = 1 << 20   // what is verified of a longer one
)

// Open opens the log in the named file and continues its chain; it creates the
// file with mode 0600 if there is none. The mode of an existing file stays.
// Symbolic links and special files are refused. Where the system has flock the
// file is locked, and a second Open returns ErrInUse; on Windows, Solaris and
// AIX nothing keeps two processes from spoiling each other's chain. The lock
// is advisory and not dependable on network file systems.
//
// Open verifies what is there and returns a *TamperError if it was altered:
// move the file away, and keep it. Of a file of more than 256 MiB it verifies
// the last MiB only, and a TamperError counts lines from there. An unfinished last line, as a crash leaves it, is taken
// off; an entry with stage "recovered" holds its size, its SHA-256 and, as far
// as there is room, its text.
//
// Each Record looks whether the file is still there under its name, and as
// long as it was. If it was removed, replaced, cut or written to by others,
// Record fails from then on, until the log is opened again. A change that
// leaves the size as it is shows when the log is verified. If a write fails,
// what was written of the line is cut off again, and the log can be used.
func Open(path string) (*Log, error) { return open(path, wholeFile) }

func open(path string, whole int64) (*Log, error) {
	out, err := openFile(path)
	if err != nil {
		return nil, err
	}
	l := newLog(out)
	if err := l.resume(out, whole); err != nil {
		out.f.Close()
		return nil, err
	}
	return l, nil
}

// A file is a sink that can take back what it wrote.
type file struct {
	f    *os.File
	path string // absolute: the working directory may change
	id   os.FileInfo
	size int64 // where the last whole line ends
}

func openFile(path string) (*file, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("audit: opening the log: %w", err)
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("audit: the log is not a regular file")
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE|openFlags, 0o600)
	if err != nil {
		return nil, fmt.Errorf("audit: opening the log: %w", err)
	}
	out := &file{f: f, path: path}
	if err := out.claim(); err != nil {
		f.Close()
		return nil, err
	}
	return out, nil
}

func (s *file) claim() (err error) {
	if err := lock(s.f); err != nil {
		return err
	}
	if s.id, err = s.f.Stat(); err != nil {
		return fmt.Errorf("audit: opening the log: %w", err)
	}
	if !s.id.Mode().IsRegular() {
		return errors.New("audit: the log is not a regular file")
	}
	s.size = s.id.Size()
	return s.check()
}

// resume finds the end of the chain and repairs an unfinished last line.
func (l *Log) resume(out *file, whole int64) error {
	c := chain{hash: genesis}
	var from int64
	if out.size > whole {
		from = out.size - tailSize
		skipped, err := lineAfter(out.f, from)
		if err != nil {
			return err
		}
		from, c.adopt = from+skipped, true
	}
	report, err := c.read(io.NewSectionReader(out.f, from, out.size-from), "")
	if err != nil {
		return err
	}
	l.seq, l.hash = c.seq, c.hash
	if report.Torn == 0 {
		return nil
	}
	return l.repair(out, report.Torn)
}

// lineAfter returns how far behind the offset the next line starts.
func lineAfter(f *os.File, offset int64) (int64, error) {
	buf := make([]byte, maxLine)
	n, err := f.ReadAt(buf, offset)
	if err != nil && err != io.EOF {
		return 0, fmt.Errorf("audit: reading the log: %w", err)
	}
	for i, c := range buf[:n] {
		if c == '\n' {
			return int64(i) + 1, nil
		}
	}
	return 0, &TamperError{Line: 1, Reason: reasonLong}
}

func (l *Log) repair(out *file, torn int) error {
	tail := make([]byte, torn)
	if _, err := out.f.ReadAt(tail, out.size-int64(torn)); err != nil {
		return fmt.Errorf("audit: reading an unfinished line: %w", err)
	}
	if err := out.f.Truncate(out.size - int64(torn)); err != nil {
		return fmt.Errorf("audit: taking off an unfinished line: %w", err)
	}
	out.size -= int64(torn)
	e := guard.Event{Detail: fmt.Sprintf("%d bytes of an unfinished line, sha256 %s: %s", torn, hexSum(tail), tail)}
	err := l.record(context.Background(), appendBody(nil, &e, "recovered"))
	if err != nil {
		// Without the entry the piece would be gone: put it back.
		_, undone := out.f.Write(tail)
		return errors.Join(err, undone)
	}
	return nil
}

func (s *file) write(line []byte) (broken bool, err error) {
	n, err := s.f.Write(line)
	if err != nil {
		undone := s.undo(int64(n))
		return undone != nil, errors.Join(err, undone)
	}
	s.size += int64(n)
	err = s.check()
	return err != nil, err
}

// undo cuts off what a failed write left, so that the next line does not
// continue it.
func (s *file) undo(written int64) error {
	info, err := s.f.Stat()
	if err != nil {
		return err
	}
	if info.Size() == s.size {
		return nil
	}
	if info.Size() != s.size+written {
		return errAltered // cutting would remove, or make up, what others did
	}
	return s.f.Truncate(s.size)
}

var errAltered = errors.New("the file was removed, replaced, cut or written to by others")

func (s *file) check() error {
	info, err := os.Lstat(s.path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return errAltered
	case err != nil:
		return err
	case !os.SameFile(info, s.id) || info.Size() != s.size:
		return errAltered
	}
	return nil
}

func (s *file) close() error { return s.f.Close() }
