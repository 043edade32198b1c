package sandbox

import (
	"context"
	"errors"
	"io/fs"

	"github.com/mcpcordon/mcpcordon/guard"
)

// RemoveAll removes a file, or a folder with all that is in it, also what
// listings leave out. Links are removed and not followed. A folder that holds
// a name of Secrets or Persistence, a mount, more than MaxEntries entries, or
// folders deeper than MaxDepth, is refused before anything is removed. What
// appears in it meanwhile is removed by the same rules, or stops the removal
// halfway. A name that does not exist gives CodeInvalidArgument.
func (d *Dir) RemoveAll(ctx context.Context, name string) error {
	n, err := d.begin(ctx, "remove", name, true)
	if err != nil {
		return err
	}
	p, err := d.place("remove", n)
	if err != nil {
		return err
	}
	defer p.in.close()
	for _, act := range []bool{false, true} {
		r := remover{visitor{dir: d, tree: n.tree, work: d.long(ctx, "remove")}, n, act}
		if err := r.remove(p.in, p.base, p.real, 0); err != nil {
			return refuse("remove", name, err)
		}
	}
	return nil
}

// A remover goes through a folder twice: to look, and to act.
type remover struct {
	visitor
	name name
	act  bool
}

func (r *remover) remove(f folder, base, real string, depth int) error {
	if err := r.dir.permit("remove", r.name, real, true); err != nil {
		return err
	}
	m, err := f.lstat(base)
	if err != nil {
		return err
	}
	if m.mode.IsDir() {
		if err := r.empty(f, base, real, depth+1); err != nil {
			return err
		}
	}
	if !r.act {
		return nil
	}
	return f.remove(base, m.mode.IsDir())
}

func (r *remover) empty(f folder, base, real string, depth int) error {
	if depth > r.dir.maxDepth {
		return guard.Deny(guard.CodeResultTooLarge, hintDeep).Because("sandbox: remove %.256q: deeper than MaxDepth", real)
	}
	sub, err := f.enter(base)
	if err != nil {
		return err
	}
	defer sub.close()
	list, err := r.read(sub, real)
	if err != nil {
		return err
	}
	for _, entry := range list {
		err := r.remove(sub, entry, below(real, entry), depth)
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // somebody was faster
			return err
		}
	}
	return nil
}
