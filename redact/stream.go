package redact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	segment  = 64 << 10 // bytes that are written at a time, about
	holdBack = 8 << 10  // bytes behind them that are looked at first
	clearing = 256      // bytes before a labelled value that may hold its label
	maxHeld  = 1 << 20  // bytes of one value that the stream waits for
)

// A Writer redacts a stream. It holds back what a value may still go on in: no
// part of a value is written before all of it was seen. How the stream is cut
// into Write calls changes nothing in what comes out.
//
// A stream of more than 72 KiB is read as plain text in pieces of about 64 KiB
// that end with a line, not as one document: keys far above a value, and the
// head of a table, count in the first piece only, and what a label gave away is not
// looked for elsewhere, as it is in the texts of a call. Numbers go on from piece to
// piece, and the counts of Findings; a stream may be endless. More than MaxFindings
// values in one piece, a single value of more than 1 MiB, or an error of the
// destination, ends the stream: nothing more is written, and all calls return the
// error.
//
// A Writer is not safe for concurrent use. Close it: the last 72 KiB are written
// by Close.
type Writer struct {
	dst   io.Writer
	n     *session
	texts [1]guard.Text
	held  []byte
	most  int // bytes to hold before the next look
	err   error
	found []guard.Finding
}

// Writer returns a Writer that writes what is left to dst. The call says whose
// stream it is; nil means nobody's. MaxBytes and
// Report do not apply.
func (f *Filter) Writer(ctx context.Context, call *guard.Call, dst io.Writer) *Writer {
	w := &Writer{dst: dst, most: segment + holdBack}
	if f.empty() {
		w.err = errEmpty
		return w
	}
	w.n = f.session(ctx, call, w.texts[:])
	return w
}

// Format keeps what a Writer holds back out of every print.
func (*Writer) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "redact.Writer") }

// Write takes p. It returns len(p) unless the stream has ended with an error.
func (w *Writer) Write(p []byte) (int, error) {
	taken := 0
	for w.err == nil && taken < len(p) {
		n := min(len(p)-taken, w.most-len(w.held))
		w.held = append(w.held, p[taken:taken+n]...)
		taken += n
		if len(w.held) == w.most {
			w.err = w.flush()
		}
	}
	return taken, w.err
}

// flush writes the part of what is held that nothing reaches over.
func (w *Writer) flush() error {
	s := string(w.held)
	w.n.anew()
	w.n.scanner.reset(w.n.filter, w.n.caller())
	w.n.scanner.whole = true
	w.n.scan(s, 0, len(s), hints{}, 0)
	if w.n.err != nil {
		return w.n.block(0, w.n.err)
	}
	cut := w.n.cut(s, w.most+segment > maxHeld)
	if cut == 0 { // one value that has not ended
		if w.most += segment; w.most > maxHeld {
			return w.n.block(0, &BudgetError{"bytes of one value", maxHeld})
		}
		return nil
	}
	w.most = segment + holdBack
	w.held = append(w.held[:0], s[cut:]...)
	return w.emit(s[:cut])
}

func (w *Writer) emit(s string) error {
	w.n.anew()
	w.texts[0].Value, w.n.total = s, 0
	if w.n.begun {
		w.n.reserve(w.n.filter, w.n.texts)
	}
	out, err := w.n.turns(0, guard.Plain, s)
	w.texts[0].Value = "" // printed, a Writer shows nothing of it
	if err != nil {
		return w.n.block(0, err)
	}
	_, err = io.WriteString(w.dst, out)
	return err
}

var errClosed = errors.New("redact: the writer is closed")

// Close writes the rest. It does not close the destination.
func (w *Writer) Close() error {
	if w.n == nil {
		return w.err
	}
	if w.err == nil {
		w.err = w.emit(string(w.held))
	}
	err := w.err
	w.found = w.n.counted()
	w.n.done()
	w.n, w.held = nil, nil
	if w.err == nil {
		w.err = errClosed
		return nil
	}
	return err
}

// Findings counts what was found. It is complete after Close.
func (w *Writer) Findings() []guard.Finding {
	if w.n != nil {
		return w.n.counted()
	}
	return w.found
}

// Reader returns a Reader of what is left of src, which it reads as a Writer
// would get it. It is not safe for concurrent use. After an error of src what
// was held back is lost.
func (f *Filter) Reader(ctx context.Context, call *guard.Call, src io.Reader) io.Reader {
	r := &reader{src: src}
	r.w = f.Writer(ctx, call, &r.out)
	return r
}

type reader struct {
	src   io.Reader
	w     *Writer
	out   bytes.Buffer
	chunk [4096]byte
	err   error
}

// Format keeps what a Reader holds out of every print.
func (*reader) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "redact.Reader") }

func (r *reader) Read(p []byte) (int, error) {
	for r.out.Len() == 0 && r.err == nil {
		n, err := r.src.Read(r.chunk[:])
		if _, failed := r.w.Write(r.chunk[:n]); failed != nil {
			r.err = failed
		} else if r.err = err; err == io.EOF {
			if failed := r.w.Close(); failed != nil {
				r.err = failed
			}
		}
	}
	if r.out.Len() > 0 {
		return r.out.Read(p)
	}
	return 0, r.err
}
