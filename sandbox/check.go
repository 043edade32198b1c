package sandbox

import (
	"context"
	"errors"
	"io/fs"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Check decides about a name by the rules of Open and List, and changes
// nothing. It makes a *Dir a guard.Checker. What the handler will do with the
// name, and what the disk will look like by then, it cannot know: the methods
// that open, write and remove decide again.
//
// A name that does not exist passes, so that the handler can say so. If its
// root is writable, only one that could be created passes: the folder must
// exist.
func (d *Dir) Check(ctx context.Context, value string) error { return d.check(ctx, value, false) }

// Writing returns a checker for names that the handler is going to create,
// change or remove. It refuses what Check refuses, and read-only roots, the
// root itself, and the names of Persistence. The folder that a new name would
// be in may be missing, as MkdirAll creates it.
func (d *Dir) Writing() guard.Checker {
	return guard.CheckerFunc(func(ctx context.Context, value string) error { return d.check(ctx, value, true) })
}

func (d *Dir) check(ctx context.Context, value string, writes bool) error {
	n, err := d.begin(ctx, "check", value, writes)
	if err != nil || n.tree == nil {
		return err
	}
	m, real, err := n.tree.stat(n.path)
	switch {
	case err == nil:
		if err := d.permitReal("check", n, real, writes); err != nil {
			return err
		}
		return d.usable("check", n, m)
	case !absent(err):
		return d.lost("check", n, real, err, writes)
	case real != "" && real != n.path:
		if err := d.permit("check", n, real, writes); err != nil {
			return err
		}
	}
	if !n.tree.writable {
		return nil
	}
	return d.creatable(n, writes)
}

// creatable decides about a name that stat did not find. folders says that the
// folder it would be in may be missing too.
func (d *Dir) creatable(n name, folders bool) error {
	if n.anonymous() {
		return missing("check", n)
	}
	parent, base := n.split()
	f, _, err := n.tree.folder(parent, false)
	switch {
	case folders && errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return refuse("check", n.asked, err)
	}
	defer f.close()
	if _, err := f.lstat(base); err == nil { // a link to nothing
		return isLink("check", n)
	}
	if n.folder && !folders {
		return missing("check", n)
	}
	return nil
}

// usable refuses what is neither a regular file nor a folder, and a file that
// is spelled as a folder.
func (d *Dir) usable(op string, n name, m meta) error {
	switch {
	case m.mode.IsDir():
		return nil
	case !m.mode.IsRegular():
		return guard.Deny(guard.CodePathNotAllowed, hintKind).Because("sandbox: %s %.256q: mode %v", op, n.asked, m.mode.Type())
	case n.folder:
		return guard.Deny(guard.CodePathNotAllowed, hintFile).Because("sandbox: %s %.256q: a file spelled as a folder", op, n.asked)
	case d.noHardLinks && m.links > 1:
		return guard.Deny(guard.CodePathNotAllowed, hintHardLink).Because("sandbox: %s %.256q: it has %d names", op, n.asked, m.links)
	}
	return nil
}

// Confine returns the middleware that applies d to the named arguments, which
// are written as the keys of guard.Args: nested ones as "filter/path", and each
// element of an array. It refuses early and in words that help a model; the
// guarantee is the Dir that the handler opens with. A nil d, no argument, or
// one that guard.Confine would not take, refuses every call.
func Confine(d guard.Checker, args ...string) guard.Middleware {
	return guard.ConfineEach(guard.CodePathNotAllowed, d, args...)
}
