// Package sandbox gives the handlers of an MCP server files of one folder and
// nothing else. A Dir opens the file itself: there is no checked path to hand
// around, and so no moment between check and use. It stands on os.Root, which
// walks a name component by component and refuses links that leave.
//
//	docs, err := sandbox.Open("/srv/docs")
//	...
//	text, err := docs.ReadFile(ctx, args.Path)
//
// # Names
//
// A name is a relative slash path, as in "guide/intro.md". It is never decoded
// or expanded. Refused before the file system is asked:
//
//   - the empty name; absolute paths, even below the root; drive letters;
//     "file:" URLs; a "~" at the start
//   - ".." that leaves, counted in the text of the name
//   - backslashes, control characters, invalid UTF-8
//   - percent-encoded dots, separators and NULs, also when encoded repeatedly:
//     somebody hopes that they will be decoded (CWE-22, CWE-158)
//   - more than 4096 bytes, 255 components, or 255 bytes in one component
//   - on Windows also colons, and components that end in a dot or a blank
//
// "." is the root; only Stat, List, Walk and Check take it. A trailing slash
// says that the name is a folder's, and a file is then refused.
//
// Only regular files are opened. Pipes, devices and sockets are refused, and
// opening a pipe does not wait for its other end. Links may lead anywhere
// within the root; os.Root refuses absolute ones.
//
// # Errors
//
// Every error is a *guard.Denial, but for io.EOF from File.Read. Its text
// and the texts of the errors it wraps hold no host path and no part of the
// name; the detail, for the operator, holds the name that was asked for. A
// name that leaves gives CodePathNotAllowed whether or not something exists
// there; a name inside that does not exist gives CodeInvalidArgument, and
// errors.Is(err, fs.ErrNotExist) holds.
//
// # Limits of the protection
//
// Whatever lies below the root is within reach: secrets, hard links to files
// elsewhere, mounted file systems, /proc. Whoever may move folders out of the
// root while a call is in progress takes that call along. A device is opened
// before it is known to be one, which matters to devices that act on being
// opened. There is no quota: a writer can fill the disk, one MaxFile at a time.
//
// The protection is that of os.Root, which had escapes of its own: build with
// Go 1.26.5 or later (CVE-2026-39822). New tries that escape in a temporary
// folder and refuses to work on a system that allows it; where it cannot make
// such a folder with a link in it, the try is left out. Unix and Windows are
// supported; on js and wasip1 New fails, and the package does not build on
// Plan 9.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	defaultMaxFile    = 16 << 20
	defaultMaxEntries = 10000
)

// Config says what a Dir allows.
type Config struct {
	// Root is the folder on the host. It must exist. The folder that it
	// leads to when New is called stays the root, even if it is renamed
	// later. Empty is an error.
	Root string
	// Writable allows WriteFile and Remove. False is read-only.
	Writable bool
	// MaxFile is the size of the largest file, in bytes, that is read or
	// written. Zero means 16 MiB; less is an error.
	MaxFile int64
	// MaxEntries is how many entries one List or one Walk reads. Zero
	// means 10000; less is an error.
	MaxEntries int
}

// A Dir is a folder that handlers may use. It is safe for concurrent use. A
// nil or zero Dir refuses everything.
type Dir struct {
	root       *os.Root
	writable   bool
	maxFile    int64
	maxEntries int
}

// Open returns a read-only Dir with the default limits. It is short for New.
func Open(root string) (*Dir, error) { return New(Config{Root: root}) }

// New returns a Dir. Its errors are for the operator and may name the root.
func New(c Config) (*Dir, error) {
	switch {
	case !supported:
		return nil, errors.New("sandbox: os.Root does not confine on this system")
	case c.Root == "":
		return nil, errors.New("sandbox: no root")
	case c.MaxFile < 0:
		return nil, errors.New("sandbox: MaxFile is negative")
	case c.MaxEntries < 0:
		return nil, errors.New("sandbox: MaxEntries is negative")
	case leaky():
		return nil, errors.New("sandbox: os.Root can be left through a link here; use Go 1.26.5 or later, or another kernel")
	}
	root, err := os.OpenRoot(c.Root)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	d := &Dir{root: root, writable: c.Writable, maxFile: c.MaxFile, maxEntries: c.MaxEntries}
	if d.maxFile == 0 {
		d.maxFile = defaultMaxFile
	}
	if d.maxEntries == 0 {
		d.maxEntries = defaultMaxEntries
	}
	return d, nil
}

// Close releases the root. Open files stay usable; everything else fails
// from then on with CodeInternal.
func (d *Dir) Close() error {
	if d == nil || d.root == nil {
		return nil
	}
	if err := d.root.Close(); err != nil {
		return refuse("close", ".", err)
	}
	return nil
}

// Check decides about a name by the rules of Open and List, and changes
// nothing. It makes a *Dir a guard.Checker. What the handler will do with the
// name, and what the disk will look like by then, it cannot know: the methods
// that open, write and remove decide again.
//
// A name that does not exist passes, so that the handler can say so. If the
// Dir is writable, only a name that WriteFile could create passes: the folder
// must exist.
func (d *Dir) Check(ctx context.Context, value string) error {
	n, err := d.begin(ctx, "check", value)
	if err != nil {
		return err
	}
	info, err := d.root.Stat(n.path)
	switch {
	case err == nil:
		return usable("check", n, info)
	case !absent(err):
		return refuse("check", value, err)
	case !d.writable:
		return nil
	default:
		return d.creatable(n)
	}
}

// creatable decides about a name that Stat did not find.
func (d *Dir) creatable(n name) error {
	if n.folder {
		return missing("check", n)
	}
	if _, err := d.root.Lstat(n.path); err == nil { // a link to nothing
		return isLink("check", n)
	}
	parent, err := d.root.Stat(n.parent())
	if err != nil {
		return refuse("check", n.asked, err)
	}
	if !parent.IsDir() {
		return missing("check", n)
	}
	return nil
}

// Confine returns the middleware that applies d to the named arguments, which
// are written as the keys of guard.Args. It refuses early and in words that
// help a model; the guarantee is the Dir that the handler opens with. A nil d,
// no argument, or one that guard.Confine would not take, refuses every call.
func Confine(d guard.Checker, args ...string) (m guard.Middleware) {
	defer func() {
		if mistake := recover(); mistake != nil { // how guard.Confine reports one
			m = refuseAll(mistake)
		}
	}()
	if len(args) == 0 {
		return refuseAll("no argument is named")
	}
	checks := make(guard.Args, len(args))
	for _, arg := range args {
		checks[arg] = d
	}
	return guard.Confine(checks)
}

func refuseAll(mistake any) guard.Middleware {
	return func(guard.Handler) guard.Handler {
		return func(context.Context, *guard.Call) (guard.Result, error) {
			return nil, guard.Deny(guard.CodePathNotAllowed, "").Because("sandbox: Confine: %v", mistake)
		}
	}
}
