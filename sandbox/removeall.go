package sandbox

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// RemoveAll removes a file, or a folder with all that is in it, also what
// listings leave out. Links are removed and not followed. A folder that holds
// a name of Secrets or Persistence, a mount, more than MaxEntries entries, or
// folders deeper than MaxDepth, is refused before anything is removed. What
// appears in it meanwhile is removed by the same rules, or stops the removal
// halfway. A name that does not exist gives CodeInvalidArgument.
func (d *Dir) RemoveAll(ctx context.Context, name string) error {
	p, err := d.placed(ctx, "remove", name)
	if err != nil {
		return err
	}
	defer p.in.close()
	for _, act := range []bool{false, true} {
		r := remover{visitor: visitor{dir: d, tree: p.tree, work: d.long(ctx, "remove")}, name: p.name, act: act}
		if err := r.remove(p.in, p.base, p.real, 0); err != nil {
			return refuse("remove", name, err)
		}
	}
	return d.settle(p)
}

// A remover goes through a folder, to look or to act.
type remover struct {
	visitor
	name name
	act  bool
	// from and target are what is moved, and where to; nil if nothing is.
	from, target *place
}

// permitted decides about a path, and about what it is going to be.
func (r *remover) permitted(base, real string) error {
	if strings.HasPrefix(base, tempName) && r.target == nil {
		return nil // what a crash left behind
	}
	if err := r.dir.permit(r.work.op, r.name, real, true); err != nil || r.target == nil {
		return err
	}
	moved := r.target.real + strings.TrimPrefix(real, r.from.real)
	return r.dir.permit(r.work.op, r.target.name, moved, true)
}

func (r *remover) remove(f folder, base, real string, depth int) error {
	if err := r.permitted(base, real); err != nil {
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
		return guard.Deny(guard.CodeResultTooLarge, hintDeep).Because("sandbox: %s %.256q: deeper than MaxDepth", r.work.op, real)
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
