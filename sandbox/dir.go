package sandbox

import (
	"context"
	"errors"
	"path"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Dir is what handlers may use of the file system. It is safe for concurrent
// use. A nil or zero Dir refuses everything.
type Dir struct {
	limits
	trees  []*tree
	named  bool // names begin with the name of a root
	rules  *rules
	grants []grant // nil: everything
	host   bool    // Config.HostPaths
	sync   bool
	// growing has one place, for who appends to a file.
	growing chan struct{}
}

// Open returns a read-only Dir with the default limits. Several roots are named
// by the last element of their paths. It is short for New.
func Open(roots ...string) (*Dir, error) {
	c := Config{}
	for _, path := range roots {
		c.Roots = append(c.Roots, Root{Path: path})
	}
	return New(c)
}

// New returns a Dir. Its errors are for the operator: they name the entry of
// the Config that is wrong, and may hold host paths.
func New(c Config) (*Dir, error) {
	if err := usableHere(); err != nil {
		return nil, err
	}
	roots, err := c.roots()
	if err != nil {
		return nil, err
	}
	d := &Dir{named: len(roots) > 1, host: c.HostPaths, sync: c.Sync, growing: make(chan struct{}, 1)}
	if d.limits, err = c.limits(); err != nil {
		return nil, err
	}
	if d.rules, err = newRules(c); err != nil {
		return nil, err
	}
	for i := range roots {
		t, err := openTree(&roots[i], d.rules, c.InsecureMounts)
		if err != nil {
			d.Close()
			return nil, err
		}
		d.trees = append(d.trees, t)
	}
	if err := contradiction(roots); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// Close releases the roots. Open files stay usable; everything else fails from
// then on with CodeInternal. What Sub returned is closed by itself; what Narrow
// returned is closed with d.
func (d *Dir) Close() error {
	if d == nil {
		return nil
	}
	var all []error
	for _, t := range d.trees {
		if err := t.close(); err != nil {
			all = append(all, refuse("close", ".", err))
		}
	}
	return errors.Join(all...)
}

// begin is what every operation starts with. writes says that the operation
// changes something.
func (d *Dir) begin(ctx context.Context, op, asked string, writes bool) (name, error) {
	if d == nil || len(d.trees) == 0 {
		return name{}, guard.Deny(guard.CodePathNotAllowed, "").Because("sandbox: %s %.256q: no Dir was opened", op, asked)
	}
	if err := ended(ctx, op); err != nil {
		return name{}, err
	}
	n, err := d.parse(asked)
	if err != nil {
		return name{}, err
	}
	if writes {
		if err := d.changeable(op, n); err != nil {
			return name{}, err
		}
	}
	if n.tree == nil {
		return n, nil
	}
	if n.up {
		if err := d.permitTurns(op, n); err != nil {
			return name{}, err
		}
	}
	return n, d.permit(op, n, n.clean(), writes)
}

// permitTurns applies the rules to each folder that a ".." leads out of again:
// whether it exists is to be asked of nobody.
func (d *Dir) permitTurns(op string, n name) error {
	for at := range n.path {
		if behind := n.path[at:]; behind != "/.." && !strings.HasPrefix(behind, "/../") {
			continue
		}
		if err := d.permit(op, n, path.Clean(n.path[:at]), false); err != nil {
			return err
		}
	}
	return nil
}

// changeable refuses what no writer may touch.
func (d *Dir) changeable(op string, n name) error {
	switch {
	case n.tree != nil && !n.tree.writable:
		return guard.Deny(guard.CodePathNotAllowed, hintReadOnly).Because("sandbox: %s %.256q: the root is read-only", op, n.asked)
	case n.tree == nil || n.anonymous():
		return guard.Deny(guard.CodePathNotAllowed, "").Because("sandbox: %s %.256q: not a name of its own", op, n.asked)
	}
	return nil
}

// permit applies the rules to the path that n leads to in its tree: first to
// the text of the name, then to what a link on the way made of it.
func (d *Dir) permit(op string, n name, path string, writes bool) error {
	switch {
	case d.rules.secret(n.tree.prefix, path):
		return guard.Deny(guard.CodePathNotAllowed, hintSecret).Because("sandbox: %s %.256q: %.256q is a protected name", op, n.asked, path)
	case writes && d.rules.persistent(n.tree.prefix, path):
		return guard.Deny(guard.CodePathNotAllowed, hintPersistent).Because("sandbox: %s %.256q: %.256q is run by other programs", op, n.asked, path)
	case !d.granted(n.tree, path, writes):
		return guard.Deny(guard.CodePathNotAllowed, "").Because("sandbox: %s %.256q: %.256q is outside of the client's roots", op, n.asked, path)
	}
	return nil
}

// lost makes a denial of an error on the way to a name. Where links led to a
// name that the rules refuse, that is the answer whether or not it exists.
func (d *Dir) lost(op string, n name, real string, err error, writes bool) error {
	if real != "" && real != n.path {
		if err := d.permit(op, n, real, writes); err != nil {
			return err
		}
	}
	return refuse(op, n.asked, err)
}

// permitReal is permit for the path that was opened, if it is another one.
func (d *Dir) permitReal(op string, n name, real string, writes bool) error {
	if real == n.path { // no link and no ".." was on the way
		return nil
	}
	return d.permit(op, n, real, writes)
}
