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
	if err := d.permit("mkdir", n, n.clean(), true); err != nil {
		return err
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
	return d.settle(p)
}

// Remove removes a file or an empty folder. Of a link it removes the link,
// never what it leads to. The root itself cannot be removed. A folder that is
// not empty gives CodeInvalidArgument.
func (d *Dir) Remove(ctx context.Context, name string) error {
	p, err := d.placed(ctx, "remove", name)
	if err != nil {
		return err
	}
	defer p.in.close()
	m, err := p.in.lstat(p.base)
	if err == nil {
		if p.folder && !m.mode.IsDir() {
			return guard.Deny(guard.CodePathNotAllowed, hintFile).Because("sandbox: remove %.256q: spelled as a folder", name)
		}
		err = p.in.remove(p.base, m.mode.IsDir())
	}
	if err != nil {
		return refuse("remove", name, err)
	}
	return d.settle(p)
}

// Rename moves a file, a folder or a link. It replaces nothing: a new name that
// exists gives CodeInvalidArgument. Both names, and all that a folder holds,
// must be such that the Dir lets them be written, under the old name and under
// the new one; what is in the folder is looked at within the limits of
// RemoveAll. Names that protect what is in a folder, such as ".github", are
// neither given nor taken away. Between two roots, and on some layered file
// systems, it works within one file system only, and gives CodeInvalidArgument
// otherwise.
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
	for _, p := range []*place{source, target} {
		if d.rules.keepsName(below(p.tree.prefix, p.real)) {
			return guard.Deny(guard.CodePathNotAllowed, hintKeepsName).Because("sandbox: rename %.256q", p.asked)
		}
	}
	if err := d.movable(ctx, source, target); err != nil {
		return refuse("rename", from, err)
	}
	switch err := source.in.rename(source.base, target.in, target.base, false); {
	case err == nil:
		return errors.Join(d.settle(source), d.settle(target))
	case errors.Is(err, syscall.EXDEV):
		return guard.Deny(guard.CodeInvalidArgument, hintAcross).Because("sandbox: rename %.256q to %.256q: %w", from, to, bare(err))
	case errors.Is(err, syscall.EINVAL):
		return guard.Deny(guard.CodeInvalidArgument, hintInto).Because("sandbox: rename %.256q to %.256q: %w", from, to, bare(err))
	default:
		return refuse("rename", to, err)
	}
}

// movable decides about what bears the old name, and all that is in it.
func (d *Dir) movable(ctx context.Context, source, target *place) error {
	m, err := source.in.lstat(source.base)
	switch {
	case err != nil:
		return err
	case m.mode.IsDir():
		r := remover{visitor: visitor{dir: d, tree: source.tree, work: d.long(ctx, "rename")}, name: source.name, from: source, target: target}
		return r.remove(source.in, source.base, source.real, 0)
	case source.folder || target.folder:
		return guard.Deny(guard.CodePathNotAllowed, hintFile).Because("sandbox: rename %.256q to %.256q: spelled as a folder", source.asked, target.asked)
	case m.isLink() && (d.leadsOn(source) || d.leadsOn(target)):
		return guard.Deny(guard.CodePathNotAllowed, hintKeepsName).Because("sandbox: rename %.256q: a link", source.asked)
	case m.isLink():
		return nil
	}
	return d.usable("rename", source.name, m)
}

// leadsOn reports whether names below a place could be protected because of its
// own. Nobody looks at what lies behind a link.
func (d *Dir) leadsOn(p *place) bool { return d.rules.crosses(below(p.tree.prefix, p.real)) }

func (d *Dir) placed(ctx context.Context, op, asked string) (*place, error) {
	n, err := d.begin(ctx, op, asked, true)
	if err != nil {
		return nil, err
	}
	p, err := d.place(op, n)
	if err == nil && d.isGrant(n.tree, p.real) {
		p.in.close()
		return nil, guard.Deny(guard.CodePathNotAllowed, "").Because("sandbox: %s %.256q: it is one of the client's roots", op, asked)
	}
	return p, err
}

// Copy copies a regular file to a new one of mode 0600, also between roots. It
// replaces nothing; the new file appears with its whole content or not at all.
func (d *Dir) Copy(ctx context.Context, from, to string) error {
	source, size, err := d.open(ctx, "copy", from)
	if err != nil {
		return err
	}
	defer source.Close()
	p, err := d.newFile(ctx, "copy", to, size)
	if err != nil {
		return err
	}
	defer p.in.close()
	return d.publish(p, false, func(file *os.File) error { return d.pour(ctx, file, source) })
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
