package sandbox

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// An Entry describes a file or a folder.
type Entry struct {
	// Name is the last element from List, and the slash path from the root
	// from Stat and Walk.
	Name string
	// Dir says that it is a folder.
	Dir bool
	// Size is the file's, in bytes. A folder's is zero.
	Size    int64
	ModTime time.Time
}

func entry(name string, info fs.FileInfo) Entry {
	e := Entry{Name: name, Dir: info.IsDir(), ModTime: info.ModTime()}
	if !e.Dir {
		e.Size = info.Size()
	}
	return e
}

// Stat describes a file or a folder. A link stands for what it leads to.
func (d *Dir) Stat(name string) (Entry, error) {
	n, info, err := d.stat(context.Background(), "stat", name)
	if err != nil {
		return Entry{}, err
	}
	return entry(n.path, info), nil
}

func (d *Dir) stat(ctx context.Context, op, asked string) (name, fs.FileInfo, error) {
	n, err := d.begin(ctx, op, asked)
	if err != nil {
		return name{}, nil, err
	}
	info, err := d.root.Stat(n.path)
	if err != nil {
		return name{}, nil, refuse(op, asked, err)
	}
	if err := usable(op, n, info); err != nil {
		return name{}, nil, err
	}
	return n, info, nil
}

// List returns the entries of a folder, sorted by name. What Open and List
// would refuse is left out: pipes, devices, links that leave or lead to
// nothing, and names outside the package's rules. A link stands for what it
// leads to. A folder with more than MaxEntries entries, counted before any is
// left out, gives CodeResultTooLarge.
func (d *Dir) List(ctx context.Context, name string) ([]Entry, error) {
	n, info, err := d.folder(ctx, "list", name)
	if err != nil {
		return nil, err
	}
	l := lister{dir: d, op: "list", left: d.maxEntries}
	found, err := l.read(ctx, n.path, info)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(found))
	for i, f := range found {
		entries[i] = entry(f.name, f.info)
	}
	return entries, nil
}

// folder returns the name and the description of an existing folder.
func (d *Dir) folder(ctx context.Context, op, asked string) (name, fs.FileInfo, error) {
	n, info, err := d.stat(ctx, op, asked)
	if err == nil && !info.IsDir() {
		err = guard.Deny(guard.CodeInvalidArgument, hintFile).Because("sandbox: %s %.256q: a file", op, asked)
	}
	return n, info, err
}

// Walk yields what lies below a folder, each folder before what is in it, in
// the order of List and with the same omissions. It does not enter links to
// folders. A folder that cannot be read is yielded with an error, and the walk
// goes on. The walk ends with a last error when ctx ends, or with
// CodeResultTooLarge after MaxEntries entries.
func (d *Dir) Walk(ctx context.Context, name string) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		n, info, err := d.folder(ctx, "walk", name)
		if err != nil {
			yield(Entry{}, err)
			return
		}
		l := lister{dir: d, op: "walk", left: d.maxEntries}
		l.walk(ctx, n.path, info, yield)
	}
}

// A lister reads folders until it has seen its share of entries.
type lister struct {
	dir  *Dir
	op   string
	left int
}

// A found is an entry of a folder. info describes what a link leads to.
type found struct {
	name string
	info fs.FileInfo
	link bool
}

// walk reports whether to go on. Recursion is as deep as a name may be long.
func (l *lister) walk(ctx context.Context, folder string, info fs.FileInfo, yield func(Entry, error) bool) bool {
	list, err := l.read(ctx, folder, info)
	switch {
	case err == nil:
	case l.left < 0 || ctx.Err() != nil:
		yield(Entry{}, err)
		return false
	default:
		return yield(Entry{Name: folder, Dir: true, ModTime: info.ModTime()}, err)
	}
	for _, f := range list {
		path := below(folder, f.name)
		if !yield(entry(path, f.info), nil) {
			return false
		}
		if f.info.IsDir() && !f.link && !l.walk(ctx, path, f.info, yield) {
			return false
		}
	}
	return true
}

// read returns the usable entries of a folder that was seen before as info.
// Another one in its place, as behind a link put there meanwhile, is refused.
func (l *lister) read(ctx context.Context, folder string, info fs.FileInfo) ([]found, error) {
	file, err := l.dir.root.OpenFile(folder, os.O_RDONLY|flagsFolder, 0)
	if err != nil {
		return nil, refuse(l.op, folder, err)
	}
	defer file.Close()
	now, err := file.Stat()
	if err != nil {
		return nil, refuse(l.op, folder, err)
	}
	if !now.IsDir() || !os.SameFile(info, now) {
		return nil, missing(l.op, name{asked: folder})
	}
	var list []found
	for {
		batch, end, err := l.batch(ctx, folder, file)
		if err != nil {
			return nil, err
		}
		list = append(list, batch...)
		if end {
			slices.SortFunc(list, func(a, b found) int { return strings.Compare(a.name, b.name) })
			return list, nil
		}
	}
}

func (l *lister) batch(ctx context.Context, folder string, file *os.File) (list []found, end bool, err error) {
	if err := ended(ctx, l.op); err != nil {
		return nil, false, err
	}
	entries, err := file.ReadDir(256)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, refuse(l.op, folder, err)
	}
	if l.left -= len(entries); l.left < 0 {
		return nil, false, guard.Deny(guard.CodeResultTooLarge, hintManyEntries).
			Because("sandbox: %s %.256q: more than %d entries", l.op, folder, l.dir.maxEntries)
	}
	for _, e := range entries {
		if f, ok := l.look(folder, e); ok {
			list = append(list, f)
		}
	}
	return list, err != nil, nil
}

// look reports whether an entry can be used, and describes it.
func (l *lister) look(folder string, e fs.DirEntry) (found, bool) {
	path := below(folder, e.Name())
	if _, err := parse(path); err != nil {
		return found{}, false
	}
	info, err := e.Info()
	if err != nil { // gone meanwhile
		return found{}, false
	}
	f := found{name: e.Name(), info: info, link: info.Mode().Type() == fs.ModeSymlink}
	if f.link {
		if f.info, err = l.dir.root.Stat(path); err != nil {
			return found{}, false
		}
	}
	return f, f.info.IsDir() || f.info.Mode().IsRegular()
}

func below(folder, name string) string {
	if folder == "." {
		return name
	}
	return folder + "/" + name
}
