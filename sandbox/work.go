package sandbox

import (
	"context"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
)

// step is how much is read or written between two looks at the clock.
const step = 1 << 20

// A work is an operation that can take long.
type work struct {
	ctx     context.Context
	op      string
	until   time.Time // zero: there is no end but the context's
	entries int       // that may still be seen
	bytes   int64     // that may still be read
}

// begun starts an operation on so many bytes. The clock is not looked at for a
// few.
func (d *Dir) begun(ctx context.Context, op string, bytes int64) work {
	w := work{ctx: ctx, op: op}
	if bytes > step {
		w.until = time.Now().Add(d.timeout)
	}
	return w
}

// long starts an operation on many files.
func (d *Dir) long(ctx context.Context, op string) *work {
	return &work{ctx: ctx, op: op, until: time.Now().Add(d.timeout), entries: d.maxEntries, bytes: d.maxTotal}
}

// ended returns the denial of an operation that ran out of time.
func (w *work) ended() error {
	if err := ended(w.ctx, w.op); err != nil {
		return err
	}
	if !w.until.IsZero() && time.Now().After(w.until) {
		return guard.Deny(guard.CodeDeadlineExceeded, "").Because("sandbox: %s: it took longer than the Dir's Timeout", w.op)
	}
	return nil
}

// see counts entries, and reports whether there are too many.
func (w *work) see(entries int, folder string) error {
	if w.entries -= entries; w.entries < 0 {
		return guard.Deny(guard.CodeResultTooLarge, hintManyEntries).Because("sandbox: %s %.256q: more than MaxEntries", w.op, folder)
	}
	return w.ended()
}
