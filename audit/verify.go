package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

// A Report says what Verify read.
type Report struct {
	// Entries is the number of entries whose place in the chain is right.
	Entries int
	// First and Last are the times of the first and the last of them, as
	// the writer's clock said. Neighbours may be out of order: an event is
	// written when its call ends.
	First, Last time.Time
	// LastHash is the hash of the last of them, empty if there is none.
	// Noted in another place, it makes a later Verifier see whether entries
	// up to here are missing.
	LastHash string
	// Torn is the size in bytes of an unfinished last line, as a crash
	// leaves it. It is not part of the chain and nothing vouches for it.
	Torn int
}

// A TamperError says where a log is not what was written.
type TamperError struct {
	Line   int // from 1
	Reason string
}

func (e *TamperError) Error() string {
	return fmt.Sprintf("audit: line %d: %s", e.Line, e.Reason)
}

const (
	reasonForm    = "it is not an entry of this log"
	reasonLong    = "it is longer than an entry can be"
	reasonHash    = "the entry was changed"
	reasonRepeat  = "the entry is repeated or out of order"
	reasonMissing = "an entry before it is missing"
	reasonPrev    = "the entry does not follow the one before it"
	reasonNoted   = "the noted hash is not in the log: entries are missing at the end, or it is another log"
)

// Verify checks a log with the zero Verifier, which cannot see that entries
// are missing at the end.
func Verify(r io.Reader) (Report, error) { return Verifier{}.Verify(r) }

// A Verifier checks logs. It is safe for concurrent use.
type Verifier struct {
	// LastHash is a Report.LastHash that was noted at an earlier time. The
	// log must contain that entry. Empty leaves entries that were cut off
	// at the end unnoticed.
	LastHash string
}

// Verify reads a log from its first line to its end and checks that it is the
// unbroken chain that one Log wrote. The error is a *TamperError if it is not;
// the Report then covers the entries before the fault. Any other error is the
// reader's. A line takes at most 128 KiB of memory.
//
// A log in which everything was written anew by somebody who knows the format
// passes.
func (v Verifier) Verify(r io.Reader) (Report, error) {
	c := chain{hash: genesis}
	report, err := c.read(r, v.LastHash)
	if err == nil && v.LastHash != "" && !c.noted {
		err = &TamperError{Line: report.Entries + 1, Reason: reasonNoted}
	}
	return report, err
}

// A chain is the state of a reader between two lines.
type chain struct {
	seq   uint64
	hash  string
	adopt bool // take the first line's place in the chain on trust
	noted bool // the hash that was asked for has passed
}

func (c *chain) read(r io.Reader, noted string) (report Report, err error) {
	lines := bufio.NewReaderSize(r, maxLine)
	for {
		line, err := lines.ReadSlice('\n')
		switch {
		case err == io.EOF:
			report.Torn = len(line)
			return report, nil
		case errors.Is(err, bufio.ErrBufferFull):
			return report, &TamperError{Line: report.Entries + 1, Reason: reasonLong}
		case err != nil:
			return report, fmt.Errorf("audit: reading line %d: %w", report.Entries+1, err)
		}
		at, reason := c.next(line[:len(line)-1])
		if reason != "" {
			return report, &TamperError{Line: report.Entries + 1, Reason: reason}
		}
		if report.Entries++; report.Entries == 1 {
			report.First = at
		}
		report.Last, report.LastHash = at, c.hash
		c.noted = c.noted || c.hash == noted
	}
}

// next takes one line and returns its time, or why it is not the next one.
func (c *chain) next(line []byte) (at time.Time, reason string) {
	e, ok := parse(line)
	if !ok {
		return at, reasonForm
	}
	if c.adopt {
		c.seq, c.hash, c.adopt = e.seq-1, e.prev, false
	}
	switch {
	case hexSum(e.sealed) != e.hash:
		return at, reasonHash
	case e.seq <= c.seq:
		return at, reasonRepeat
	case e.seq > c.seq+1:
		return at, reasonMissing
	case e.prev != c.hash:
		return at, reasonPrev
	}
	c.seq, c.hash = e.seq, e.hash
	return e.at, ""
}

// An entry is what the chain needs of a line.
type entry struct {
	seq        uint64
	at         time.Time
	prev, hash string
	sealed     []byte // what the hash covers
}

func parse(line []byte) (e entry, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte(lineStart))
	number, rest, found := bytes.Cut(rest, []byte(timeStart))
	if !ok || !found || len(number) > 20 || len(rest) < len(timeLayout) {
		return e, false
	}
	var err, timeErr error
	e.seq, err = strconv.ParseUint(string(number), 10, 64)
	e.at, timeErr = time.Parse(timeLayout, string(rest[:len(timeLayout)]))
	if err != nil || timeErr != nil || e.seq == 0 {
		return e, false
	}
	e.sealed, e.hash, ok = cutHash(line, hashStart, lineEnd)
	if !ok {
		return e, false
	}
	_, e.prev, ok = cutHash(e.sealed, prevStart, `"`)
	return e, ok
}

// cutHash takes start, a hash and end off the end of b.
func cutHash(b []byte, start, end string) (before []byte, hash string, ok bool) {
	b, ok = bytes.CutSuffix(b, []byte(end))
	if !ok || len(b) < hashSize {
		return nil, "", false
	}
	hash = string(b[len(b)-hashSize:])
	before, ok = bytes.CutSuffix(b[:len(b)-hashSize], []byte(start))
	return before, hash, ok
}
