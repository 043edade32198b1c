// Package command lets the handlers of an MCP server start programs, without a
// shell and with arguments that were described. There is no string form of a
// command anywhere: a program gets the words that the policy understood.
//
//	runner, err := command.New(command.Config{Dir: "/srv/repo", Specs: []command.Spec{command.Git(nil)}})
//	...
//	out, err := runner.Run(ctx, "git", []string{"log", "--max-count=5"})
//
// # Arguments
//
// A Spec describes a program's sub-commands, flags and positions with their
// types. What is not described is refused: an unknown flag, the abbreviation of
// a long one, a value for a flag that takes none, "-" alone in front of "--" and
// as a path or host, an argument that is empty, has control characters or is
// not UTF-8. Short flags may be clustered, and the last one may take the
// next argument. Nothing is split, expanded or unquoted: ";" and "$(id)" are
// text. The program never sees the caller's words: its arguments are written
// anew, fixed ones first, then the flags by their first names, in the caller's
// order, then "--" and the positions.
//
// A command line is a language of its own for each program, and a flag that is
// described carelessly gives away what the types protect: of the 478 programs
// that GTFOBins lists, 433 need no shell to do harm. Describe few flags. New
// refuses shells, interpreters, wrappers and flags such as find's -exec unless
// a Spec opts in; the list is a fence against mistakes, no proof that other
// programs are harmless.
//
// # Programs
//
// The path of a program is resolved when the policy is built. The file has to
// be a native program that nobody but root and the server's own user can
// change or replace, and it is held open: what is started later is that file.
// If it was replaced or changed, calls are refused until the policy is built
// again. Scripts are refused.
//
// # The process
//
// It gets PATH, HOME (where nothing can be), LANG and what the Spec says; no
// standard input, no other descriptors, no terminal; the folder Config.Dir,
// which was opened when the policy was built. Its output is kept up to a cap
// and read on to nowhere. When the call ends, in time or not, the process and
// its group are killed, and on Linux everything it started (Isolation).
//
// On Linux a server starts itself once more for each call, as a helper that
// sets limits, gives up rights and then becomes the program: one to two
// milliseconds, and one more if the server is linked with cgo. The init
// functions of the packages that Go initialises before this one's helper run in
// it (see internal/helper); main does not. No package may start a program of
// Config from its init function. A server that is setuid, setgid or has file
// capabilities cannot use the helper, and New fails.
//
// # What differs
//
// Linux has everything; Runner.Isolation tells what the system at hand lacks,
// and Config.Require insists. On macOS and the BSDs there are no limits and no
// confinement of files or network, and a process that leaves its group
// survives. On other systems, Windows among them, New fails.
//
// # Limits of the protection
//
// A permitted command can still be the wrong one. A program that was described
// can have flaws that data reaches, and reads all of Config.Dir and of the
// system's own folders. Paths are decided when the arguments are, and opened
// later by the program: where Isolation.Files is false, a link that was
// exchanged in between leads outside. Output is text from the folder: redact
// it like any other. A limit of memory is one of address space, per process.
//
// The rules come from CVE-2025-68143, -68144 and -68145 (mcp-server-git,
// argument injection), CVE-2026-61459 (a value with dashes), CVE-2025-53107,
// CVE-2025-59377, CVE-2026-55580 and -55582 (shells), CWE-78 and CWE-88.
package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	defaultTimeout    = 30 * time.Second
	defaultOutput     = 1 << 20
	defaultConcurrent = 8
	maxArgs           = 256
	maxArgBytes       = 64 << 10
)

// Config says which programs may be started and how.
type Config struct {
	// Dir is the folder on the host that programs start in. It is opened
	// by New. Empty is an error.
	Dir string
	// Specs describe the programs. Empty is an error.
	Specs []Spec
	// Timeout is how long a program may run; a context that ends earlier
	// counts. Zero means 30 seconds, and 10 for Git; less is an error.
	Timeout time.Duration
	// MaxOutput is how much of standard output, and how much of standard
	// error, is kept, in bytes. Zero means 1 MiB; less is an error.
	MaxOutput int
	// RefuseExcess refuses a call with more output with
	// CodeResultTooLarge. False cuts it and sets Output.Truncated.
	RefuseExcess bool
	// Concurrent is how many programs may run at a time; more are refused
	// with CodeTooBusy. Zero means 8; less is an error.
	Concurrent int
	// Limits bound each program. The zero Limits are the default ones.
	Limits Limits
	// Require makes New fail if the system lacks what it names. Zero
	// requires nothing: what the system has is used anyway.
	Require Isolation
	// KeepPaths leaves the path of Dir in the output. False takes it out,
	// as a client should not learn host paths.
	KeepPaths bool
	// InsecureNoLimits starts programs without the helper: one or two
	// milliseconds sooner, without Limits, and without confinement of
	// files and network. Each call then marks all descriptors of the
	// server but the first three as close-on-exec, also those that it got
	// from its own parent to pass on. False uses what the system has.
	InsecureNoLimits bool
}

// A Runner starts the programs of a Config. It is safe for concurrent use. A
// nil or zero Runner refuses everything.
type Runner struct {
	config    Config
	dir, null *os.File
	dirInfo   os.FileInfo
	hidden    []string // spellings of Dir
	programs  map[string]*bound
	slots     chan struct{}
	isolation Isolation
	life      life
}

// An Output is what a program left.
type Output struct {
	// Stdout and Stderr hold what it wrote, up to Config.MaxOutput.
	Stdout, Stderr []byte
	// ExitCode is the program's own; -1 if a signal ended it, for instance
	// because of a limit. What it means is the program's business: it is
	// no error.
	ExitCode int
	// Truncated says that it wrote more than was kept, or left a process
	// behind that could still write.
	Truncated bool
}

// New returns a Runner. Its errors are for the operator, and name the program,
// the flag and the path at fault.
func New(c Config) (r *Runner, err error) {
	if err := c.problem(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	r = &Runner{config: c, programs: map[string]*bound{}, slots: make(chan struct{}, c.Concurrent)}
	if r.isolation, err = isolation(c); err != nil {
		return nil, err
	}
	if err := r.isolation.lacks(c.Require); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			r.Close()
			r = nil
		}
	}()
	if err := r.openDir(); err != nil {
		return r, fmt.Errorf("command: Dir: %w", err)
	}
	for _, s := range c.Specs {
		if r.programs[s.Name] != nil {
			return r, fmt.Errorf("command: the program %q is described twice", s.Name)
		}
		b, err := r.bind(s)
		if err != nil {
			return r, fmt.Errorf("command: program %q: %w", s.Name, err)
		}
		r.programs[s.Name] = b
	}
	return r, nil
}

func (c Config) problem() error {
	switch {
	case !supported:
		return errors.New("command: programs cannot be confined on this system")
	case c.Dir == "":
		return errors.New("command: no Dir")
	case len(c.Specs) == 0:
		return errors.New("command: no Specs")
	case c.Timeout < 0, c.MaxOutput < 0, c.Concurrent < 0:
		return errors.New("command: Timeout, MaxOutput or Concurrent is negative")
	}
	return c.Limits.problem()
}

func (c Config) withDefaults() Config {
	if c.MaxOutput == 0 {
		c.MaxOutput = defaultOutput
	}
	if c.Concurrent == 0 {
		c.Concurrent = defaultConcurrent
	}
	c.Limits = c.Limits.withDefaults(cmp.Or(c.Timeout, defaultTimeout))
	return c
}

func (r *Runner) openDir() (err error) {
	if r.dir, err = os.Open(r.config.Dir); err != nil {
		return err
	}
	if r.dirInfo, err = r.dir.Stat(); err != nil {
		return err
	}
	if !r.dirInfo.IsDir() {
		return fmt.Errorf("%s is no folder", r.config.Dir)
	}
	if r.null, err = os.OpenFile(os.DevNull, os.O_RDONLY, 0); err != nil {
		return err
	}
	absolute, err := filepath.Abs(r.config.Dir)
	if err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(absolute)
	if err != nil {
		return err
	}
	r.config.Dir, r.hidden = absolute, []string{absolute, real}
	return nil
}

// Isolation returns what keeps the programs in, on this system and by this
// Config.
func (r *Runner) Isolation() Isolation {
	if r == nil {
		return Isolation{}
	}
	return r.isolation
}

// Explain decides about a call as Run does, and returns the program's
// arguments, its name in front, as Run would pass them on. It starts nothing.
// What a profile finds in the folder is decided by Run only.
func (r *Runner) Explain(ctx context.Context, name string, args []string) (argv []string, err error) {
	_, _, argv, err = r.decide(ctx, name, args)
	return argv, err
}

// Check is Explain for those who want to know no more than whether.
func (r *Runner) Check(ctx context.Context, name string, args []string) error {
	_, _, _, err := r.decide(ctx, name, args)
	return err
}

func (r *Runner) decide(ctx context.Context, name string, args []string) (b *bound, canonical, argv []string, err error) {
	if r == nil || r.programs == nil {
		return nil, nil, nil, guard.Deny(guard.CodeCommandNotAllowed, "").Because("command: there is no Runner")
	}
	if err := ended(ctx); err != nil {
		return nil, nil, nil, err
	}
	b = r.programs[name]
	if b == nil {
		return nil, nil, nil, refuse("there is no such program here").Because("command: there is no program %.256q", name)
	}
	size := 0
	for _, arg := range args {
		size += len(arg)
	}
	if len(args) > maxArgs || size > maxArgBytes {
		return nil, nil, nil, refuse("there are too many arguments").Because("command: %s: %d arguments of %d bytes", name, len(args), size)
	}
	canonical, passed, err := b.grammar.parse(ctx, args)
	if err != nil {
		return nil, nil, nil, err
	}
	return b, canonical, append([]string{name}, passed...), nil
}

// ended returns the denial of a call whose context has ended.
func ended(ctx context.Context) error {
	err := ctx.Err()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return guard.Deny(guard.CodeDeadlineExceeded, "").Because("command: %w", err)
	default:
		return guard.Deny(guard.CodeCanceled, "").Because("command: %w", err)
	}
}
