package guard

import (
	"context"
	"sync"
	"time"
)

// detached is a context that outlives its parent and ends at a deadline. Its
// timer starts only when somebody waits for the end, which a recorder that
// writes to a file never does.
type detached struct {
	context.Context // the parent's values, and nothing else of it
	deadline        time.Time
	once            sync.Once
	done            chan struct{}
}

func detach(ctx context.Context, limit time.Duration) context.Context {
	return &detached{Context: context.WithoutCancel(ctx), deadline: time.Now().Add(limit)}
}

func (d *detached) Deadline() (time.Time, bool) { return d.deadline, true }

func (d *detached) Done() <-chan struct{} {
	d.once.Do(func() {
		d.done = make(chan struct{})
		time.AfterFunc(time.Until(d.deadline), func() { close(d.done) })
	})
	return d.done
}

func (d *detached) Err() error {
	if time.Now().Before(d.deadline) {
		return nil
	}
	return context.DeadlineExceeded
}
