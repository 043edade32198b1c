package sandbox

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Mkdir creates a folder of mode 0700. The folder above it must exist. A name
// that exists already gives CodeInvalidArgument.
func (d *Dir) Mkdir(ctx context.Context, name string) error {
	n, err := d.begin(ctx, "mkdir", name, true)
	if err != nil {
		return err
	}
	return d.mkdir(n)
}

// MkdirAll creates a folder and the missing ones above it. It is no error if
// the folder exists.
func (d *Dir) MkdirAll(ctx context.Context, name string) error {
	n, err := d.begin(ctx, "mkdir", name, false)
	switch {
	case err != nil:
		return err
	case n.tree == nil:
		return nil
	case !n.tree.writable:
		return d.changeable("mkdir", n)
	}
	made := n
	made.folder = true
	for i := range len(n.path) + 1 {
		if i < len(n.path) && n.path[i] != '/' {
			continue
		}
		if made.path = n.path[:i]; made.anonymous() {
			continue
		}
		if err := d.ensure(made); err != nil {
			return err
		}
	}
	return nil
}

// ensure makes a folder exist, on the way to the one that was asked for.
func (d *Dir) ensure(n name) error {
	m, real, err := n.tree.stat(n.path)
	switch {
	case err == nil:
		if err := d.permitReal("mkdir", n, real, false); err != nil {
			return err
		}
		return d.usable("mkdir", n, m)
	case !errors.Is(err, fs.ErrNotExist):
		return d.lost("mkdir", n, real, err, true)
	}
	if err := d.permit("mkdir", n, n.clean(), true); err != nil {
		return err
	}
	return d.mkdir(n)
}

func (d *Dir) mkdir(n name) error {
	p, err := d.place("mkdir", n)
	if err != nil {
		return err
	}
	defer p.in.close()
	if err := p.in.mkdir(p.base); err != nil {
		return refuse("mkdir", n.asked, err)
	}
	return nil
}

// Remove removes a file or an empty folder. Of a link it removes the link,
// never what it leads to. The root itself cannot be removed. A folder that is
// not empty gives CodeInvalidArgument.
func (d *Dir) Remove(ctx context.Context, name string) error {
	n, err := d.begin(ctx, "remove", name, true)
	if err != nil {
		return err
	}
	p, err := d.place("remove", n)
	if err != nil {
		return err
	}
	defer p.in.close()
	m, err := p.in.lstat(p.base)
	if err == nil {
		if n.folder && !m.mode.IsDir() {
			return guard.Deny(guard.CodePathNotAllowed, hintFile).Because("sandbox: remove %.256q: spelled as a folder", name)
		}
		err = p.in.remove(p.base, m.mode.IsDir())
	}
	if err != nil {
		return refuse("remove", name, err)
	}
	return nil
}

// Rename moves a file, a folder or a link. It replaces nothing: a new name that
// exists gives CodeInvalidArgument. Both names, and all that a folder holds,
// must be such that the Dir lets them be written before and afterwards; a
// folder whose name protects what is in it, such as ".git", is not moved, and
// none gets such a name. Between two roots it works where both are of one file
// system.
func (d *Dir) Rename(ctx context.Context, from, to string) error {
	source, err := d.placed(ctx, "rename", from)
	if err != nil {
		return err
	}
	defer source.in.close()
	target, err := d.placed(ctx, "rename", to)
	if err != nil {
		return err
	}
	defer target.in.close()
	m, err := source.in.lstat(source.base)
	if err != nil {
		return refuse("rename", from, err)
	}
	if !m.isLink() {
		if err := d.usable("rename", source.name, m); err != nil {
			return err
		}
	}
	if m.mode.IsDir() {
		for _, p := range []*place{source, target} {
			if d.rules.unfinished(p.tree.full(p.real)) {
				return guard.Deny(guard.CodePathNotAllowed, hintPersistent).Because("sandbox: rename %.256q: such a folder keeps its name", p.asked)
			}
		}
	}
	switch err := source.in.rename(source.base, target.in, target.base, false); {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EXDEV), errors.Is(err, syscall.EINVAL):
		return guard.Deny(guard.CodeInvalidArgument, hintInto).Because("sandbox: rename %.256q to %.256q: %w", from, to, bare(err))
	default:
		return refuse("rename", to, err)
	}
}

func (d *Dir) placed(ctx context.Context, op, asked string) (*place, error) {
	n, err := d.begin(ctx, op, asked, true)
	if err != nil {
		return nil, err
	}
	return d.place(op, n)
}

// Copy copies a regular file to a new one of mode 0600, also between roots. It
// replaces nothing, and leaves no file if it fails.
func (d *Dir) Copy(ctx context.Context, from, to string) error {
	source, size, err := d.open(ctx, "copy", from)
	if err != nil {
		return err
	}
	defer source.Close()
	n, err := d.beginWrite(ctx, "copy", to, size)
	if err != nil {
		return err
	}
	p, err := d.place("copy", n)
	if err != nil {
		return err
	}
	defer p.in.close()
	file, err := p.in.create(p.base)
	if err != nil {
		return refuse("copy", to, err)
	}
	err = d.pour(ctx, file, source)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		_ = p.in.remove(p.base, false)
		return refuse("copy", to, err)
	}
	return nil
}

// pour copies to the end of the source, or until it is larger than MaxFile.
func (d *Dir) pour(ctx context.Context, file *os.File, source io.Reader) error {
	work, buffer, total := d.long(ctx, "copy"), make([]byte, 64<<10), int64(0)
	for {
		n, err := source.Read(buffer)
		if total += int64(n); total > d.maxFile {
			return tooLarge("copy", "", d.maxFile)
		}
		if _, err := file.Write(buffer[:n]); err != nil {
			return err
		}
		switch {
		case errors.Is(err, io.EOF) && d.sync:
			return file.Sync()
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := work.ended(); err != nil {
			return err
		}
	}
}
