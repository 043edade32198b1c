package command

import (
	"errors"
	"sync"
)

var errClosed = errors.New("the Runner was closed")

// A life counts the calls in progress. A descriptor that is closed while a call
// hands its number to a process can be another one by then: that of the folder
// of the next Runner.
type life struct {
	mu     sync.Mutex
	calls  int
	closed bool
}

// enter reports whether a call may begin.
func (l *life) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.calls++
	}
	return !l.closed
}

// leave ends a call, and reports whether it was the last one of a closed life.
func (l *life) leave() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls--
	return l.closed && l.calls == 0
}

// end reports whether nothing is in progress. It says so once.
func (l *life) end() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := !l.closed
	l.closed = true
	return first && l.calls == 0
}

// Close releases the folder and the programs as soon as no call is in progress:
// those that are end on their own; later ones fail. It does not wait.
func (r *Runner) Close() error {
	if r != nil && r.life.end() {
		r.release()
	}
	return nil
}

func (r *Runner) release() {
	for _, b := range r.programs {
		b.close()
	}
	r.null.Close()
	r.dir.Close() // nil files say ErrInvalid, and nothing was written: no error matters
}
