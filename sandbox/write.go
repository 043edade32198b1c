package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// WriteFile replaces or creates a regular file. Readers see the old content or
// the new, never a mixture: the data goes to a new file beside the old one,
// which then takes its name. The file has mode 0600 then, whatever the old one
// had; a hard link to the old file keeps the old content. A crash may leave a
// file whose name starts with ".mcpcordon-", which only the operator, or
// RemoveAll of its folder, can remove.
//
// No folder is created. A name that is a link is refused, wherever it leads,
// with CodePathNotAllowed; so is everything if the root is read-only. Data
// larger than MaxFile is refused with CodeInvalidArgument.
func (d *Dir) WriteFile(ctx context.Context, name string, data []byte) error {
	p, err := d.newFile(ctx, "write", name, int64(len(data)))
	if err != nil {
		return err
	}
	defer p.in.close()
	if err := d.replaceable(p); err != nil {
		return refuse("write", name, err)
	}
	return d.publish(p, true, func(file *os.File) error { return d.fill(ctx, p.op, file, data) })
}

// CreateFile creates a regular file of mode 0600, which appears with its whole
// content. A name that exists already, whatever it is, is refused with
// CodeInvalidArgument.
func (d *Dir) CreateFile(ctx context.Context, name string, data []byte) error {
	p, err := d.newFile(ctx, "create", name, int64(len(data)))
	if err != nil {
		return err
	}
	defer p.in.close()
	return d.publish(p, false, func(file *os.File) error { return d.fill(ctx, p.op, file, data) })
}

// Overwrite replaces the content of a regular file in place, or creates it as
// CreateFile does. The file keeps its mode, its owner and its links. Readers
// may see a part of the content, and a failure leaves one. Links are followed.
// A file with several names is refused with CodePathNotAllowed, unless
// Config.InsecureHardLinks.
func (d *Dir) Overwrite(ctx context.Context, name string, data []byte) error {
	return d.inPlace(ctx, "overwrite", name, data, 0)
}

// Append adds to the end of a regular file, or creates it as CreateFile does.
// It refuses what Overwrite refuses, and with CodeInvalidArgument what would
// make the file larger than MaxFile.
func (d *Dir) Append(ctx context.Context, name string, data []byte) error {
	return d.inPlace(ctx, "append", name, data, os.O_APPEND)
}

func (d *Dir) inPlace(ctx context.Context, op, asked string, data []byte, flag int) error {
	n, err := d.beginWrite(ctx, op, asked, int64(len(data)))
	if err != nil {
		return err
	}
	if flag == os.O_APPEND { // so that MaxFile holds for all who append at a time
		release, err := d.turn(ctx, op)
		if err != nil {
			return err
		}
		defer release()
	}
	for again := true; ; again = false {
		f, real, err := n.tree.open(n.path, os.O_WRONLY|flag)
		if err == nil {
			return d.change(ctx, op, n, f, real, data, flag)
		}
		if err = d.lost(op, n, real, err, true); errors.Is(err, fs.ErrNotExist) {
			err = d.CreateFile(ctx, asked, data)
		}
		if !again || !errors.Is(err, fs.ErrExist) { // else somebody was faster
			return err
		}
	}
}

// turn waits until nobody else appends, within the Timeout.
func (d *Dir) turn(ctx context.Context, op string) (release func(), err error) {
	clock := time.NewTimer(d.timeout)
	defer clock.Stop()
	select {
	case d.growing <- struct{}{}:
		return func() { <-d.growing }, nil
	case <-ctx.Done():
		return nil, ended(ctx, op)
	case <-clock.C:
		return nil, guard.Deny(guard.CodeTooBusy, hintBusy).Because("sandbox: %s: others append all the time", op)
	}
}

// change writes to an open file.
func (d *Dir) change(ctx context.Context, op string, n name, f opened, real string, data []byte, flag int) error {
	m, err := d.accept(op, n, f, real, true)
	if err != nil {
		f.Close()
		return err
	}
	file := f.file()
	defer file.Close()
	if err := ended(ctx, op); err != nil { // before anything is lost
		return err
	}
	switch {
	case m.links > 1 && !d.sharing:
		return guard.Deny(guard.CodePathNotAllowed, hintHardLink).Because("sandbox: %s %.256q: it has %d names", op, n.asked, m.links)
	case flag == 0:
		err = file.Truncate(0)
	case m.size+int64(len(data)) > d.maxFile:
		return tooMuch(op, n.asked, m.size+int64(len(data)))
	}
	if err == nil {
		err = d.fill(ctx, op, file, data)
	}
	if err != nil {
		return refuse(op, n.asked, err)
	}
	return nil
}

// A place is a name in a folder that is open: what changes the folder acts on
// it.
type place struct {
	name
	op   string
	in   folder
	base string
	real string // of the name, below the root
}

// place opens the folder that holds a name, and applies the rules to what the
// name really is.
func (d *Dir) place(op string, n name) (*place, error) {
	parent, base := n.split()
	in, real, err := n.tree.folder(parent, d.sync)
	if err != nil {
		if real != "" {
			real = below(real, base)
		}
		return nil, d.lost(op, n, real, err, true)
	}
	p := &place{name: n, op: op, in: in, base: base, real: below(real, base)}
	if err := d.permitReal(op, n, p.real, true); err != nil {
		in.close()
		return nil, err
	}
	return p, nil
}

func (d *Dir) beginWrite(ctx context.Context, op, asked string, size int64) (name, error) {
	n, err := d.begin(ctx, op, asked, true)
	switch {
	case err != nil:
		return name{}, err
	case size > d.maxFile:
		return name{}, tooMuch(op, asked, size)
	case n.folder:
		return name{}, guard.Deny(guard.CodePathNotAllowed, hintFolder).Because("sandbox: %s %.256q: spelled as a folder", op, n.asked)
	}
	return n, nil
}

func tooMuch(op, asked string, size int64) error {
	return guard.Deny(guard.CodeInvalidArgument, hintTooMuch).Because("sandbox: %s %.256q: %d bytes", op, asked, size)
}

// newFile opens the folder for a file that is about to be written.
func (d *Dir) newFile(ctx context.Context, op, asked string, size int64) (*place, error) {
	n, err := d.beginWrite(ctx, op, asked, size)
	if err != nil {
		return nil, err
	}
	return d.place(op, n)
}

// replaceable decides about what bears the name now. A rename follows no link,
// so that one put there afterwards is replaced itself.
func (d *Dir) replaceable(p *place) error {
	m, err := p.in.lstat(p.base)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case m.isLink():
		return isLink("write", p.name)
	case m.mode.IsDir():
		return isFolder("write", p.name)
	case m.mode.IsRegular(): // with however many names: it only loses this one
		return nil
	}
	return d.usable("write", p.name, m)
}

// publish writes a new file under a name that nobody else may use, and then
// gives it its own. If that fails it leaves none.
func (d *Dir) publish(p *place, replace bool, fill func(*os.File) error) error {
	temp := tempName + rand.Text()
	file, err := p.in.create(temp)
	if err != nil {
		return refuse(p.op, p.asked, err)
	}
	err = fill(file)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = p.in.rename(temp, p.in, p.base, replace)
	}
	if err != nil {
		_ = p.in.remove(temp, false) // the first error is the one that counts
		return refuse(p.op, p.asked, err)
	}
	return d.settle(p)
}

// settle waits until a changed folder is on the disk, if the Config says so.
func (d *Dir) settle(p *place) error {
	if !d.sync {
		return nil
	}
	if err := p.in.sync(); err != nil {
		return refuse(p.op, p.asked, err)
	}
	return nil
}

// fill writes the content, and looks at the clock between its parts.
func (d *Dir) fill(ctx context.Context, op string, file *os.File, data []byte) error {
	work := d.begun(ctx, op, int64(len(data)))
	for {
		if err := work.ended(); err != nil {
			return err
		}
		if len(data) == 0 {
			break
		}
		n, err := file.Write(data[:min(len(data), step)])
		if err != nil {
			return err
		}
		data = data[n:]
	}
	if d.sync {
		return file.Sync()
	}
	return nil
}
