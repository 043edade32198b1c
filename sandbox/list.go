package sandbox

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// An Entry describes a file or a folder.
type Entry struct {
	// Name is what can be asked for, in slashes. List gives the last
	// element only.
	Name string
	// Dir says that it is a folder.
	Dir bool
	// Size is that of a file in bytes; of a folder it is 0.
	Size int64
	// ModTime is when the content was last changed.
	ModTime time.Time
}

func entry(name string, m meta) Entry {
	e := Entry{Name: name, Dir: m.mode.IsDir(), ModTime: m.time}
	if !e.Dir {
		e.Size = m.size
	}
	return e
}

// Stat describes a file or a folder. A link stands for what it leads to.
func (d *Dir) Stat(ctx context.Context, name string) (Entry, error) {
	n, m, _, err := d.look(ctx, "stat", name)
	if err != nil {
		return Entry{}, err
	}
	return entry(d.display(n), m), nil
}

// display is a name as a client wrote it, without its peculiarities.
func (d *Dir) display(n name) string {
	if n.tree == nil {
		return "."
	}
	return d.shown(n.tree, n.path)
}

// look describes what a name leads to.
func (d *Dir) look(ctx context.Context, op, asked string) (n name, m meta, real string, err error) {
	if n, err = d.begin(ctx, op, asked, false); err != nil {
		return n, m, "", err
	}
	if n.tree == nil {
		return n, meta{mode: fs.ModeDir}, ".", nil
	}
	if m, real, err = n.tree.stat(n.path); err != nil {
		return n, m, "", d.lost(op, n, real, err, false)
	}
	if err = d.permitReal(op, n, real, false); err == nil {
		err = d.usable(op, n, m)
	}
	return n, m, real, err
}

// List returns entries of a folder, sorted by name: the first MaxEntries, or
// those behind a cursor that an earlier List returned. next is empty if there
// are no more. What Open and List would refuse is left out: pipes, devices,
// protected names, links that leave or lead to nothing, and names outside the
// package's rules; a page can be empty for that reason. A link stands for what
// it leads to.
//
// A cursor holds the last name, which was on the page or led to nothing usable.
// Every page reads the whole folder.
func (d *Dir) List(ctx context.Context, name, cursor string) (entries []Entry, next string, err error) {
	after, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(after) > maxComponent {
		return nil, "", guard.Deny(guard.CodeInvalidArgument, hintCursor).Because("sandbox: list %.256q: cursor %.64q", name, cursor)
	}
	n, f, real, err := d.enter(ctx, "list", name)
	switch {
	case err != nil:
		return nil, "", err
	case n.tree == nil:
		if entries = d.roots(string(after)); len(entries) > d.maxEntries {
			entries, next = entries[:d.maxEntries], cursorAt(entries[d.maxEntries-1].Name)
		}
		return entries, next, nil
	}
	defer f.close()
	v := visitor{dir: d, tree: n.tree, work: d.long(ctx, "list")}
	page, more, err := v.page(f, real, string(after))
	if err != nil {
		return nil, "", refuse("list", name, err)
	}
	for _, base := range page {
		m, link, ok := v.look(f, real, base)
		if link { // which can take long to follow
			if err := v.work.ended(); err != nil {
				return nil, "", err
			}
		}
		if ok {
			entries = append(entries, entry(base, m))
		}
	}
	if more {
		next = cursorAt(page[len(page)-1])
	}
	return entries, next, nil
}

func cursorAt(name string) string { return base64.RawURLEncoding.EncodeToString([]byte(name)) }

// enter opens the folder that a name leads to.
func (d *Dir) enter(ctx context.Context, op, asked string) (n name, f folder, real string, err error) {
	if n, err = d.begin(ctx, op, asked, false); err != nil || n.tree == nil {
		return n, nil, "", err
	}
	if f, real, err = n.tree.folder(n.path, true); err == nil {
		if err = d.permitReal(op, n, real, false); err != nil {
			f.close()
		}
		return n, f, real, err
	}
	if _, m, _, err := d.look(ctx, op, asked); err != nil || !m.mode.IsDir() { // to say what is wrong
		if err == nil {
			err = isFile(op, n)
		}
		return n, nil, "", err
	}
	return n, nil, "", refuse(op, asked, err)
}

// roots lists the folder that holds the roots.
func (d *Dir) roots(after string) (entries []Entry) {
	for _, t := range d.trees {
		if m, _, err := t.stat("."); err == nil && t.name > after && d.granted(t, ".", false) {
			entries = append(entries, entry(t.name, m))
		}
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries
}

// page returns the first MaxEntries showable names behind a name, and whether
// there are more. It keeps twice as many in memory at most, and a batch.
func (v *visitor) page(f folder, real, after string) (page []string, more bool, err error) {
	for {
		batch, err := f.read(256)
		for _, base := range batch {
			if base > after && v.showable(real, base) {
				page = append(page, base)
			}
		}
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return nil, false, err
		}
		if end || len(page) >= 2*v.dir.maxEntries {
			slices.Sort(page)
			if limit := v.dir.maxEntries; len(page) > limit {
				clear(page[limit:])
				page, more = page[:limit], true
			}
		}
		if end {
			return page, more, nil
		}
		if err := v.work.ended(); err != nil {
			return nil, false, err
		}
	}
}
