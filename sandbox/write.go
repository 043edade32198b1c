package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"

	"github.com/mcpcordon/mcpcordon/guard"
)

// WriteFile replaces or creates a regular file. Readers see the old content or
// the new, never a mixture: the data goes to a new file beside the old one,
// which takes its name once it is on the disk. The file has mode 0600 then,
// whatever the old one had; a hard link to the old file keeps the old content.
// A crash may leave a file whose name starts with ".mcpcordon-".
//
// No folder is created. A name that is a link is refused, wherever it leads,
// with CodePathNotAllowed; so is everything if the Dir is read-only. Data
// larger than MaxFile is refused with CodeInvalidArgument.
func (d *Dir) WriteFile(ctx context.Context, name string, data []byte) error {
	n, err := d.beginWrite(ctx, "write", name)
	if err != nil {
		return err
	}
	if int64(len(data)) > d.maxFile {
		return guard.Deny(guard.CodeInvalidArgument, hintTooMuch).Because("sandbox: write %.256q: %d bytes", name, len(data))
	}
	if err := d.replaceable(n); err != nil {
		return err
	}
	temp := n.parent() + "/.mcpcordon-" + rand.Text()
	if err := d.create(ctx, n, temp, data); err != nil {
		return err
	}
	if err := d.root.Rename(temp, n.path); err != nil {
		_ = d.root.Remove(temp) // the first error is the one that counts
		return refuse("write", name, err)
	}
	return nil
}

// replaceable decides about what bears the name now. Rename follows no link,
// so that one put there afterwards is replaced itself.
func (d *Dir) replaceable(n name) error {
	if n.folder {
		return guard.Deny(guard.CodePathNotAllowed, hintFolder).Because("sandbox: write %.256q: spelled as a folder", n.asked)
	}
	info, err := d.root.Lstat(n.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return refuse("write", n.asked, err)
	case info.Mode().Type() == fs.ModeSymlink:
		return isLink("write", n)
	case info.IsDir():
		return isFolder("write", n)
	}
	return usable("write", n, info)
}

// create writes the temporary file, or leaves none.
func (d *Dir) create(ctx context.Context, n name, temp string, data []byte) error {
	file, err := d.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return refuse("write", n.asked, err)
	}
	err = fill(ctx, file, data)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		return nil
	}
	_ = d.root.Remove(temp)
	if _, ok := errors.AsType[*guard.Denial](err); ok {
		return err
	}
	return refuse("write", n.asked, err)
}

func fill(ctx context.Context, file *os.File, data []byte) error {
	const step = 1 << 20
	for {
		if err := ended(ctx, "write"); err != nil {
			return err
		}
		if len(data) == 0 {
			return file.Sync()
		}
		n, err := file.Write(data[:min(len(data), step)])
		if err != nil {
			return err
		}
		data = data[n:]
	}
}

// Remove removes a file or an empty folder. Of a link it removes the link,
// never what it leads to. The root itself cannot be removed. A folder that is
// not empty gives CodeInvalidArgument.
func (d *Dir) Remove(name string) error {
	n, err := d.beginWrite(context.Background(), "remove", name)
	if err != nil {
		return err
	}
	if n.folder {
		info, err := d.root.Lstat(n.path)
		if err != nil {
			return refuse("remove", name, err)
		}
		if !info.IsDir() {
			return guard.Deny(guard.CodePathNotAllowed, hintFile).Because("sandbox: remove %.256q: spelled as a folder", name)
		}
	}
	err = d.root.Remove(n.path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist): // how ENOTEMPTY is known to package fs
		return guard.Deny(guard.CodeInvalidArgument, hintNotEmpty).Because("sandbox: remove %.256q: %w", name, bare(err))
	default:
		return refuse("remove", name, err)
	}
}

// beginWrite is begin for what changes the disk.
func (d *Dir) beginWrite(ctx context.Context, op, asked string) (name, error) {
	n, err := d.begin(ctx, op, asked)
	if err != nil {
		return name{}, err
	}
	if !d.writable {
		return name{}, guard.Deny(guard.CodePathNotAllowed, hintReadOnly).Because("sandbox: %s %.256q: the Dir is read-only", op, asked)
	}
	if n.anonymous() {
		return name{}, guard.Deny(guard.CodePathNotAllowed, "").Because("sandbox: %s %.256q: not a name of its own", op, asked)
	}
	return n, nil
}
