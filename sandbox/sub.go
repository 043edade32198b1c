package sandbox

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// Sub returns a Dir whose root is the named folder, with the same rights, rules
// and limits. What it leads to now stays its root. It must be closed by itself,
// and outlives d.
func (d *Dir) Sub(ctx context.Context, name string) (*Dir, error) {
	n, err := d.begin(ctx, "sub", name, false)
	switch {
	case err != nil:
		return nil, err
	case n.tree == nil:
		return nil, guard.Deny(guard.CodeInvalidArgument, "").Because("sandbox: sub %.256q: it is no root", name)
	}
	s, real, err := n.tree.sub(n.path)
	if err != nil {
		return nil, refuse("sub", name, err)
	}
	if err := d.permitReal("sub", n, real, false); err != nil {
		s.close()
		return nil, err
	}
	t := &tree{system: s, name: n.tree.name, writable: n.tree.writable}
	for _, spelling := range n.tree.spellings {
		t.spellings = append(t.spellings, path.Join(spelling, real))
	}
	t.under(d.rules, path.Join(n.tree.prefix, real))
	sub := *d
	sub.trees, sub.named, sub.grants = []*tree{t}, false, nil
	for _, g := range d.grants {
		switch {
		case g.tree != n.tree:
		case covers(g.path, real):
			sub.grants = append(sub.grants, grant{t, "."})
		case covers(real, g.path):
			sub.grants = append(sub.grants, grant{t, strings.TrimPrefix(g.path, real+"/")})
		}
	}
	return &sub, nil
}

// A grant is a folder that stays within reach of a narrowed Dir.
type grant struct {
	tree *tree
	path string // real
}

// Narrow returns a Dir that reaches only what d reaches and what lies below one
// of the given "file:" URLs: the roots that an MCP client sends. They can take
// away and never add. Names mean the same as before, and what a URL leads to
// through links is granted under its own name, not under theirs; the folders above the
// granted ones can be listed, and show nothing else. A URL that is malformed,
// or leads to nothing d reaches, grants nothing; without one that grants
// something the Dir refuses everything but that. A URL of a folder around a
// root grants the root.
//
// The Dir shares d's roots: it is of no use once d was closed.
func (d *Dir) Narrow(ctx context.Context, uris ...string) *Dir {
	if d == nil {
		return nil
	}
	narrow := *d
	narrow.grants = []grant{}
	for _, uri := range uris {
		narrow.grants = append(narrow.grants, d.meant(ctx, uri)...)
	}
	return &narrow
}

// meant returns what a URL grants.
func (d *Dir) meant(ctx context.Context, uri string) (grants []grant) {
	folder, problem := "", "not a file URL"
	if isFileURL(uri) {
		folder, problem = uriPath(uri, filepath.Separator == '\\')
	}
	if problem != "" {
		return nil
	}
	folder = strings.TrimSuffix(filepath.ToSlash(filepath.Clean(folder)), "/")
	for _, t := range d.trees {
		for _, spelling := range t.spellings {
			if strings.HasPrefix(spelling+"/", folder+"/") {
				grants = append(grants, d.intersection(t, ".")...)
			}
		}
	}
	asked, err := d.ParseURI(uri)
	if err != nil {
		return grants
	}
	n, err := d.begin(ctx, "narrow", asked, false)
	if err != nil || n.tree == nil {
		return grants
	}
	_, real, err := n.tree.stat(n.path)
	if err != nil || d.permitReal("narrow", n, real, false) != nil {
		return grants
	}
	return append(grants, d.intersection(n.tree, real)...)
}

// intersection returns what d reaches of a folder.
func (d *Dir) intersection(t *tree, path string) (grants []grant) {
	if d.grants == nil {
		return []grant{{t, path}}
	}
	for _, g := range d.grants {
		switch {
		case g.tree != t:
		case covers(path, g.path):
			grants = append(grants, g)
		case covers(g.path, path):
			grants = append(grants, grant{t, path})
		}
	}
	return grants
}

// granted reports whether a narrowed Dir reaches a path. The folders on the way
// to a granted one may be looked at, and not changed.
func (d *Dir) granted(t *tree, path string, whole bool) bool {
	if d.grants == nil {
		return true
	}
	for _, g := range d.grants {
		if g.tree == t && (covers(g.path, path) || !whole && covers(path, g.path)) {
			return true
		}
	}
	return false
}

// isGrant reports whether a path is that of a client's root, or of a folder
// around one.
func (d *Dir) isGrant(t *tree, path string) bool {
	return slices.ContainsFunc(d.grants, func(g grant) bool { return g.tree == t && covers(path, g.path) })
}

// covers reports whether a path is a folder's or lies below it.
func covers(folder, path string) bool {
	return folder == "." || path == folder || strings.HasPrefix(path, folder) && path[len(folder)] == '/'
}
