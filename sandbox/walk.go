package sandbox

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"slices"
	"syscall"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Walk yields what lies below a folder, each folder before what is in it, in
// the order of List and with the same omissions. It does not enter links to
// folders. A folder that cannot be read, or lies deeper than MaxDepth, is
// yielded with an error, and the walk goes on. The walk ends with a last error
// when ctx or the Timeout ends, or with CodeResultTooLarge after MaxEntries
// entries.
func (d *Dir) Walk(ctx context.Context, name string) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		d.walk(ctx, "walk", name, func(found Entry, _ visit, err error) bool { return yield(found, err) })
	}
}

// A visit is where the visitor found an entry.
type visit struct {
	tree *tree
	real string
}

// walk calls see for what Walk yields.
func (d *Dir) walk(ctx context.Context, op, asked string, see func(Entry, visit, error) bool) {
	var w *work
	if d != nil {
		w = d.long(ctx, op)
	}
	n, f, real, err := d.enter(ctx, op, asked)
	switch {
	case err != nil:
		see(Entry{}, visit{}, err)
	case n.tree != nil:
		defer f.close()
		v := visitor{d, n.tree, w, see}
		v.walk(f, d.display(n), real, 0)
	default:
		d.walkRoots(w, see)
	}
}

func (d *Dir) walkRoots(w *work, see func(Entry, visit, error) bool) {
	for _, e := range d.roots("") {
		n, f, _, err := d.enter(w.ctx, w.op, e.Name)
		if err != nil {
			continue // gone meanwhile
		}
		v := visitor{d, n.tree, w, see}
		more := see(e, visit{n.tree, "."}, nil) && v.walk(f, e.Name, ".", 0)
		f.close()
		if !more {
			return
		}
	}
}

// A visitor sees the usable entries of folders.
type visitor struct {
	dir  *Dir
	tree *tree
	work *work
	see  func(Entry, visit, error) bool
}

// walk reports whether to go on. shown is what a client calls the folder.
func (v *visitor) walk(f folder, shown, real string, depth int) bool {
	list, err := v.read(f, shown)
	if err != nil {
		more := v.work.entries >= 0 && v.work.ended() == nil
		if !more {
			shown = ""
		}
		return v.see(Entry{Name: shown, Dir: more}, visit{}, err) && more
	}
	for _, base := range list {
		m, link, ok := v.look(f, real, base)
		if link { // which can take long to follow
			if err := v.work.ended(); err != nil {
				v.see(Entry{}, visit{}, err)
				return false
			}
		}
		if !ok {
			continue
		}
		name, path := below(shown, base), below(real, base)
		if !v.see(entry(name, m), visit{v.tree, path}, nil) {
			return false
		}
		if m.mode.IsDir() && !link && !v.descend(f, base, name, path, depth+1) {
			return false
		}
	}
	return true
}

func (v *visitor) descend(f folder, base, shown, real string, depth int) bool {
	if depth > v.dir.maxDepth || len(shown) > maxName-maxComponent-1 {
		return v.see(Entry{Name: shown, Dir: true}, visit{}, guard.Deny(guard.CodeResultTooLarge, hintDeep).
			Because("sandbox: %s %.256q: deeper than MaxDepth", v.work.op, shown))
	}
	sub, err := f.enter(base)
	switch {
	case errors.Is(err, syscall.ELOOP): // a link took its place
		err = fs.ErrNotExist
		fallthrough
	case err != nil:
		return v.see(Entry{Name: shown, Dir: true}, visit{}, refuse(v.work.op, shown, err))
	}
	defer sub.close()
	return v.walk(sub, shown, real, depth)
}

// read returns the names of all entries of a folder, sorted.
func (v *visitor) read(f folder, shown string) (list []string, err error) {
	for {
		batch, err := f.read(256)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, refuse(v.work.op, shown, err)
		}
		if err := v.work.see(len(batch), shown); err != nil {
			return nil, err
		}
		list = append(list, batch...)
		if err != nil {
			slices.Sort(list)
			return list, nil
		}
	}
}

// showable reports whether a client may learn of a name in a folder.
func (v *visitor) showable(real, base string) bool {
	return nameable(base, real == "." && !v.dir.named) && v.dir.permit("list", name{tree: v.tree}, below(real, base), false) == nil
}

// look reports whether an entry of a folder can be used, and describes it.
func (v *visitor) look(f folder, real, base string) (m meta, link, ok bool) {
	if !v.showable(real, base) {
		return meta{}, false, false
	}
	path := below(real, base)
	m, err := f.lstat(base)
	if err != nil { // gone meanwhile, or a mount
		return meta{}, false, false
	}
	if link = m.isLink(); link {
		var target string
		if m, target, err = v.tree.stat(path); err != nil || v.dir.permit("list", name{tree: v.tree}, target, false) != nil {
			return meta{}, true, false
		}
	}
	return m, link, m.mode.IsDir() || m.mode.IsRegular() && !(v.dir.noHardLinks && m.links > 1)
}
