//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package command

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

const supported = true

// doNotWait opens a pipe without its other end.
const doNotWait = syscall.O_NONBLOCK

// grace is how long the output is read on once the program has ended: a
// process that survived can hold the pipes open for ever.
const grace = 100 * time.Millisecond

// Run starts a program with arguments and waits for its end. Arguments that
// are not allowed give CodeCommandNotAllowed, or what the checker of a path or
// host says; a program that takes too long CodeDeadlineExceeded; a call that
// is canceled CodeCanceled; one too many CodeTooBusy; what fails on the server
// CodeInternal. Every error is a *guard.Denial.
func (r *Runner) Run(ctx context.Context, name string, args []string) (*Output, error) {
	b, _, argv, err := r.decide(ctx, name, args)
	if err != nil {
		return nil, err
	}
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	default:
		return nil, guard.Deny(guard.CodeTooBusy, "").Because("command: %d programs are running", cap(r.slots))
	}
	if !r.life.enter() {
		return nil, failed(b, errClosed)
	}
	defer func() {
		if r.life.leave() {
			r.release()
		}
	}()
	if err := r.ready(b); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.config.Timeout)
	defer cancel()
	return r.run(ctx, b, argv)
}

// ready looks at the program, the folder and what the profile asks for, once
// more.
func (r *Runner) ready(b *bound) error {
	for _, p := range append([]*program{b.program}, b.exec...) {
		if err := p.recheck(); err != nil {
			return failed(b, err)
		}
	}
	info, err := os.Stat(r.config.Dir)
	if err != nil {
		return failed(b, err)
	}
	if !os.SameFile(info, r.dirInfo) {
		return failed(b, errors.New("the folder was replaced since the policy was built"))
	}
	if b.spec.profile.before != nil {
		if err := b.spec.profile.before(r.folder()); err != nil {
			return refuse("this folder is not safe to work on with "+b.spec.Name).Because("command: %s: %w", b.spec.Name, err)
		}
	}
	return nil
}

func failed(b *bound, err error) error {
	return guard.Deny(guard.CodeInternal, "").Because("command: %s: %w", b.spec.Name, err)
}

// run starts the program and stays on its thread, as the program is killed
// should the thread end (Pdeathsig).
func (r *Runner) run(ctx context.Context, b *bound, argv []string) (*Output, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var streams [2]capture
	defer func() { streams[0].close(); streams[1].close() }()
	for i := range streams {
		if err := streams[i].open(r.config.MaxOutput); err != nil {
			return nil, failed(b, err)
		}
	}
	p, err := r.start(b, argv, streams[0].write, streams[1].write)
	if err != nil {
		return nil, failed(b, err)
	}
	var reading sync.WaitGroup
	for i := range streams {
		streams[i].write.Close()
		reading.Go(streams[i].drain)
	}
	stop := context.AfterFunc(ctx, p.kill)
	code, err := p.wait()
	stop()
	until := time.Now().Add(grace)
	for i := range streams {
		_ = streams[i].read.SetReadDeadline(until)
	}
	reading.Wait()
	if denial := ended(ctx); denial != nil && code < 0 {
		return nil, denial
	}
	if err != nil {
		return nil, failed(b, err)
	}
	return r.finish(b, &streams, code)
}

func (r *Runner) finish(b *bound, streams *[2]capture, code int) (*Output, error) {
	out := &Output{Stdout: streams[0].kept, Stderr: streams[1].kept, ExitCode: code, Truncated: streams[0].excess || streams[1].excess}
	if out.Truncated && r.config.RefuseExcess {
		return nil, guard.Deny(guard.CodeResultTooLarge, "").Because("command: %s: more than %d bytes of output", b.spec.Name, r.config.MaxOutput)
	}
	if !r.config.KeepPaths {
		for _, folder := range r.hidden {
			out.Stdout, out.Stderr = hide(out.Stdout, folder), hide(out.Stderr, folder)
		}
	}
	return out, nil
}

// A capture keeps the beginning of a stream and lets the rest go.
type capture struct {
	read, write *os.File
	kept        []byte
	max         int
	excess      bool
}

func (c *capture) open(most int) (err error) {
	c.max = most
	c.read, c.write, err = os.Pipe()
	return err
}

func (c *capture) close() {
	c.read.Close()
	c.write.Close()
}

// drain reads to the end, or to the deadline.
func (c *capture) drain() {
	var block [16 << 10]byte
	for {
		n, err := c.read.Read(block[:])
		keep := min(n, c.max-len(c.kept))
		c.kept = append(c.kept, block[:keep]...)
		c.excess = c.excess || n > keep
		if err != nil {
			return // io.EOF, or the deadline
		}
	}
}
