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
	ctx, cancel := context.WithTimeout(ctx, r.timeout(b))
	defer cancel()
	if !r.life.enter() {
		return nil, failed(b, errClosed)
	}
	defer func() {
		if r.life.leave() {
			r.release()
		}
	}()
	if err := r.ready(ctx, b); err != nil {
		return nil, err
	}
	return r.run(ctx, b, argv)
}

// timeout is how long a call may take, the look at the folder included.
func (r *Runner) timeout(b *bound) time.Duration {
	switch {
	case r.config.Timeout > 0:
		return r.config.Timeout
	case b.spec.profile.timeout > 0:
		return b.spec.profile.timeout
	}
	return defaultTimeout
}

// ready looks at the program, the folder and what the profile asks for, once
// more.
func (r *Runner) ready(ctx context.Context, b *bound) error {
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
		if err := b.spec.profile.before(ctx, r.folder(), r.isolation.Files); err != nil {
			if denial := ended(ctx); denial != nil {
				return denial
			}
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
	out := &Output{ExitCode: code, Truncated: streams[0].excess || streams[1].excess}
	if out.Truncated && r.config.RefuseExcess {
		return nil, guard.Deny(guard.CodeResultTooLarge, "").Because("command: %s: more than %d bytes of output, or no end of it", b.spec.Name, r.config.MaxOutput)
	}
	out.Stdout, out.Stderr = r.shown(&streams[0]), r.shown(&streams[1])
	return out, nil
}

// shown is what a client may see of a stream.
func (r *Runner) shown(c *capture) []byte {
	text := c.kept
	if r.config.KeepPaths {
		return text
	}
	for _, folder := range r.hidden {
		if c.excess {
			text = uncut(text, folder)
		}
		text = hide(text, folder)
	}
	return text
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

func (c *capture) keep(block []byte) {
	n := min(len(block), c.max-len(c.kept))
	c.kept = append(c.kept, block[:n]...)
	c.excess = c.excess || n < len(block)
}

// drain reads to the end, or to the deadline, and then what the pipe holds: a
// server that is busy may get here late. If that is not the end, something
// holds the pipe, and what it writes is lost.
func (c *capture) drain() {
	var block [16 << 10]byte
	for {
		n, err := c.read.Read(block[:])
		c.keep(block[:n])
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			c.excess = !c.empty(block[:]) || c.excess
			return
		case err != nil:
			return // io.EOF
		}
	}
}

// maxPipe bounds what is read behind the deadline: what a pipe can hold.
const maxPipe = 1 << 20

// empty reads without waiting, and reports whether that was all.
func (c *capture) empty(block []byte) (end bool) {
	raw, err := c.read.SyscallConn()
	if err != nil || c.read.SetReadDeadline(time.Time{}) != nil {
		return false
	}
	_ = raw.Read(func(fd uintptr) bool {
		for taken := 0; taken < maxPipe; {
			n, err := syscall.Read(int(fd), block)
			if errors.Is(err, syscall.EINTR) {
				continue
			}
			if end = n == 0 && err == nil; end || err != nil {
				break
			}
			c.keep(block[:n])
			taken += n
		}
		return true
	})
	return end
}
