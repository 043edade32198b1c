// Package audit keeps a record of every call that shows whether it was
// altered.
//
//	record, err := audit.Open("audit.jsonl")
//	if err != nil { ... }
//	defer record.Close()
//	g, err := guard.New(guard.Policy{Record: record, ...})
//
// A Log is a file of JSON lines, one per event. Every line carries its number,
// the hash of the line before it and its own hash, SHA-256 over its bytes up
// to the hash field. Verify finds a byte that was changed, and a line that was
// removed, added, repeated or moved. Text that a client chose is escaped, so
// that no value can end a line, act on a terminal or hide.
//
// What the record does not show by itself: that lines were cut off at the end
// (note Report.LastHash elsewhere and verify with it), and that somebody who
// can write the file replaced it by a new, consistent one. There is no secret
// in the chain. The texts are recorded as they come: redaction is the work of
// the guard or of Middleware.
//
// A line is written to the operating system before Record returns. It survives
// the end of the process, not a power failure. An event that cannot be written
// is an error, and the guard then refuses the call. The number of events that
// failed is in the field "lost" of the next line that could be written.
//
// The fields, in this order, the empty ones left out: seq, time (RFC 3339,
// UTC), ref, stage, kind, name, caller (issuer, subject), session, client,
// args, digest, code, failed, argument, detail, stack, duration_us
// (microseconds), bytes, cut, findings, truncated (names of fields that were
// shortened; shortened args are a string), lost, prev, hash.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Log writes events as chained JSON lines. It implements guard.Recorder and
// is safe for concurrent use. The zero Log records nothing and returns an
// error.
type Log struct {
	busy chan struct{} // a lock that a caller can stop waiting for
	lost atomic.Uint64 // events that failed since the last line

	// The rest belongs to whoever holds busy.
	out  sink
	seq  uint64
	hash string // of the last line
	line []byte
	err  error // why nothing more is written; nil while the log works
}

// A sink takes whole lines. After an error it has taken nothing of the line,
// or it is broken and takes no more.
type sink interface {
	write(line []byte) (broken bool, err error)
	close() error
}

// genesis stands for the hash before the first line: the SHA-256 of
// "mcpcordon audit v1".
var genesis = hexSum([]byte("mcpcordon audit v1"))

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

var (
	errNotOpen = errors.New("audit: the log was not opened")
	errClosed  = fmt.Errorf("audit: the log is closed: %w", os.ErrClosed)
)

// New returns a Log that writes to w, for instance os.Stderr. Every Log of New
// starts a chain of its own, with number 1. Each line is one Write. A writer
// that fails after it took part of a line is not used again. While w blocks,
// Record blocks; other Records give up when their contexts end.
//
// The Log of a nil writer, and of os.Stdout, which is the transport of a stdio
// server, returns an error from Record. Close leaves w open.
func New(w io.Writer) *Log {
	l := newLog(&stream{w})
	if f, ok := w.(*os.File); w == nil || ok && f == os.Stdout {
		l.err = errors.New("audit: the writer is nil or standard output")
	}
	return l
}

func newLog(out sink) *Log {
	return &Log{busy: make(chan struct{}, 1), out: out, hash: genesis}
}

// Record appends one event. It returns after the line was handed to the
// operating system. If it must wait for other Records, it waits until ctx
// ends; a context that has ended already does not keep it from writing.
func (l *Log) Record(ctx context.Context, e *guard.Event) error {
	if l == nil || l.busy == nil || e == nil {
		return errNotOpen
	}
	body := bodies.Get().(*[]byte)
	defer bodies.Put(body)
	*body = appendBody((*body)[:0], e, e.Stage.String())
	return l.record(ctx, *body)
}

var bodies = sync.Pool{New: func() any { return new([]byte) }}

func (l *Log) record(ctx context.Context, body []byte) error {
	if err := l.lock(ctx); err != nil {
		l.lost.Add(1)
		return err
	}
	defer l.unlock()
	err := l.append(body)
	if err != nil {
		l.lost.Add(1)
	}
	return err
}

func (l *Log) lock(ctx context.Context) error {
	select {
	case l.busy <- struct{}{}:
		return nil
	default:
	}
	select {
	case l.busy <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("audit: waiting for the log: %w", context.Cause(ctx))
	}
}

func (l *Log) unlock() { <-l.busy }

// append links the body to the chain and writes it.
func (l *Log) append(body []byte) error {
	if l.err != nil {
		return l.err
	}
	lost := l.lost.Load()
	line := append(l.line[:0], lineStart...)
	line = strconv.AppendUint(line, l.seq+1, 10)
	line = append(line, body...)
	if lost > 0 {
		line = strconv.AppendUint(append(line, `,"lost":`...), lost, 10)
	}
	line = append(append(append(line, prevStart...), l.hash...), '"')
	hash := hexSum(line)
	line = append(append(append(line, hashStart...), hash...), lineEnd...)
	line = append(line, '\n')
	l.line = line
	broken, err := l.out.write(line)
	if err != nil {
		err = fmt.Errorf("audit: writing an event: %w", err)
		if broken {
			l.err = err
		}
		return err
	}
	l.seq, l.hash = l.seq+1, hash
	l.lost.Add(-lost)
	return nil
}

// Close waits for the Record in progress, releases the file and its lock, and
// makes every later Record fail. A second Close does nothing.
func (l *Log) Close() error {
	if l == nil || l.busy == nil {
		return errNotOpen
	}
	l.busy <- struct{}{}
	defer l.unlock()
	if errors.Is(l.err, os.ErrClosed) {
		return nil
	}
	l.err = errClosed
	return l.out.close()
}

// A stream is a sink that cannot take back what it wrote.
type stream struct{ w io.Writer }

func (s *stream) write(line []byte) (broken bool, err error) {
	n, err := s.w.Write(line)
	if err == nil && n != len(line) {
		err = io.ErrShortWrite
	}
	return n != 0, err
}

func (s *stream) close() error { return nil }
