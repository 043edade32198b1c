package redact

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/mcpcordon/mcpcordon/guard"
)

var (
	errNotJSON   = errors.New("not a JSON document")
	errAmbiguous = errors.New("two keys of one object are equal after redaction")
	errTooDeep   = &BudgetError{"documents within documents", maxDepth}
	errUnstable  = errors.New("the text does not come to rest")
)

// A session is the work on the texts of one call. Sessions are pooled, so that
// texts without findings cost no memory; nothing of a call stays in one.
type session struct {
	work
	ledger
	scanner scanner
	walker  walker
	views   [maxDepth]view
	values  []string // of matches; the first is none
	found   []match  // in the text at hand, in order, without overlaps
	out     []byte
	edits   []edit // so far, if findings are wanted
	steps   []step // of the edits
	places  []span // of what was replaced in this turn
	doubts  []span // those beside which something may read differently now
}

// work is what a session knows of its call, beside its buffers.
type work struct {
	ctx        context.Context
	call       *guard.Call
	filter     *Filter
	texts      []guard.Text
	findings   []Finding
	latest     []int // one more than the index of the last step of each text
	echoes     echoes
	total      int // findings of the call
	err        error
	detailed   bool // findings are wanted one by one
	again      bool // what was found may have hidden something else
	renamed    bool // a key of a document was edited
	decoded    bool // the text was decoded from base64: offsets say nothing
	later      bool // the texts were looked at before
	edited     bool // a value was replaced
	joint      bool // the texts are looked at together until nothing more is found
	tokensOnly bool // a file of a known format is read
	ahead      int  // bytes before the text at hand that say what it is
}

var sessions = sync.Pool{New: func() any { return new(session) }}

func (f *Filter) session(ctx context.Context, call *guard.Call, texts []guard.Text) *session {
	n := sessions.Get().(*session)
	n.ctx, n.call, n.filter, n.texts = ctx, call, f, texts
	n.values = append(n.values[:0], "")
	return n
}

// done gives a session back without anything of the call.
func (n *session) done() {
	n.work = work{}
	n.ledger.forget()
	n.scanner.reset(nil, guard.Caller{})
	if n.walker.n != nil { // after a panic
		n.walker = walker{}
	}
	for i := range n.views {
		n.views[i].shrink()
	}
	clear(n.values)
	clear(n.out[:cap(n.out)]) // the end of what was masked
	n.edits, n.steps = n.edits[:0], n.steps[:0]
	if cap(n.out) > maxKept {
		n.out = nil
	}
	if cap(n.found) > maxMatches {
		n.found = nil
	}
	sessions.Put(n)
}

const (
	maxKept    = 1 << 20 // bytes of a buffer that a pooled session keeps
	maxMatches = 1 << 18 // of a slice that a pooled session keeps: 8 MiB
	maxTurns   = 8       // how often one text is looked at again
)

// all edits the texts of the call.
func (n *session) all() error {
	size := 0
	for i := range n.texts {
		size += len(n.texts[i].Value)
	}
	if size > n.filter.maxBytes {
		return n.block(0, &BudgetError{"bytes", n.filter.maxBytes})
	}
	if len(n.texts) == 0 || len(n.texts) == 1 && n.texts[0].Form != guard.Base64 { // edited, data may be a text
		return n.each()
	}
	n.joint = size <= maxRested
	for range maxTurns {
		n.edited = false
		if err := n.together(); err != nil {
			return err
		}
		if !n.edited || !n.joint {
			return nil
		}
		n.later, n.echoes = true, echoes{}
	}
	return n.block(0, errUnstable)
}

// each edits one text after the other.
func (n *session) each() error {
	header, key := "", frames{}
	for i := range n.texts {
		if err := n.inBlock(i, &key); err != nil {
			return n.block(i, err)
		}
		raw := n.texts[i].Value
		value, err := n.edit(i)
		if err != nil {
			return n.block(i, err)
		}
		n.texts[i].Value = value
		if len(n.texts) == 1 || n.texts[i].Form != guard.Plain {
			continue
		}
		if err := n.follow(i, header); err != nil {
			return n.block(i, err)
		}
		key.opens(raw, n.texts[i].Value)
		header = n.lead(i, header)
	}
	return nil
}

// together edits the texts, and what stands in several of them.
func (n *session) together() error {
	if err := n.each(); err != nil {
		return err
	}
	if err := n.seams(); err != nil {
		return n.block(0, err)
	}
	if err := n.scattered(); err != nil {
		return err
	}
	if err := n.grouped(); err != nil {
		return err
	}
	return n.echo()
}

func (n *session) block(text int, err error) error {
	return guard.Deny(guard.CodeResultBlocked, "").Because("redact: text %d: %w", text, err)
}

// edit returns the text at index i of the call without its values.
func (n *session) edit(i int) (string, error) {
	t := &n.texts[i]
	if t.Form == guard.Base64 {
		return n.base64(i, t.Value)
	}
	return n.turns(i, t.Form, t.Value)
}

// turns looks at a text until nothing more is found. One turn is enough unless
// a value stood behind an encoding.
func (n *session) turns(text int, form guard.Form, value string) (string, error) {
	size := len(value)
	for turn := range maxTurns {
		n.found, n.places, n.doubts, n.again, n.renamed = n.found[:0], n.places[:0], n.doubts[:0], false, false
		n.scanner.reset(n.filter, n.caller())
		err := n.look(form, value)
		if err == nil {
			err = n.err
		}
		if n.tokensOnly {
			n.found = onlyTokens(n.found, 0, n.filter)
		}
		if err != nil {
			return "", err
		}
		n.behindLead(value)
		if len(n.found) == 0 {
			return value, nil
		}
		out, err := n.rewrite(text, turn, value)
		if err != nil {
			return "", err
		}
		if form == guard.JSON && n.renamed && duplicateKeys(out) {
			return "", errAmbiguous
		}
		if out == value || !n.again && n.rests(out, size) {
			return out, nil
		}
		value = out
	}
	return "", errUnstable
}

// anew forgets the matches and their values.
func (n *session) anew() {
	clear(n.values[1:])
	n.found, n.values = n.found[:0], n.values[:1]
}

// keep notes a value that stands nowhere in the text as it is.
func (n *session) keep(value string) uint32 {
	n.values = append(n.values, strings.Clone(value))
	return uint32(len(n.values) - 1)
}

func (n *session) caller() guard.Caller {
	if n.call == nil {
		return guard.Caller{}
	}
	return n.call.Caller
}

// look fills found.
func (n *session) look(form guard.Form, value string) error {
	if form == guard.JSON {
		if !n.document(value, 0, len(value), hints{}, 0) {
			return errNotJSON
		}
		return nil
	}
	n.plain(value, 0, len(value), hints{}, 0)
	return nil
}

// plain looks at the text s[lo:hi] of one JSON string, or of none. What is
// JSON by its looks is read as such, for escapes hide values from the scanner.
func (n *session) plain(s string, lo, hi int, h hints, depth int) {
	if depth < maxDepth && looksLikeJSON(s[lo:hi]) {
		mark := len(n.found)
		if n.document(s, lo, hi, h, depth) {
			return
		}
		n.found = n.found[:mark]
		n.again = true // without what is removed it may be a document
	}
	mark := len(n.found)
	h.columns = findTables(s, lo, hi)
	n.scan(s, lo, hi, h, depth)
	if h.columns == nil {
		return
	}
	plain := len(n.found)
	for _, t := range h.columns.tables {
		n.again = n.again || touches(n.found[mark:plain], span{t.start, t.body})
		n.cells(t)
	}
	if len(n.found) > plain {
		n.merge(mark)
	}
}

func looksLikeJSON(s string) bool {
	if s == "" || s[0] != '{' && s[0] != '[' && s[0] > ' ' {
		return false
	}
	s = strings.TrimLeft(s, " \t\r\n")
	return len(s) > 1 && (s[0] == '{' || s[0] == '[' && !(class[s[1]]&upper != 0)) // not a placeholder
}

// scan is the engine over s[lo:hi]: the text as it stands, then what its
// escapes and encodings hide.
func (n *session) scan(s string, lo, hi int, h hints, depth int) {
	c := &n.scanner
	first, mark, listMark, outer, samples := len(n.found), len(c.windows), len(c.lists), c.listMark, len(c.samples)
	c.s, c.hints, c.above, c.footer, c.mark = s[:hi], h, pathKey{}, 0, mark
	if c.paired.end > 0 {
		c.paired = match{}
	}
	c.floor, c.open, c.unframed, c.listMark, c.names = lo, 0, false, listMark, c.names[:0]
	for m := c.next(lo); m.end > 0; m = c.next(m.end) {
		if len(n.found) == cap(n.found) {
			n.expect(hi-m.end, m.end-lo, first)
		}
		n.found = append(n.found, m)
	}
	scanned, open, unframed := len(n.found), c.open, c.unframed
	if len(c.names) > 0 {
		n.listed(s[:hi], lo)
	}
	if n.filter.exact != nil {
		n.known(s, lo)
	}
	if n.echoes.on {
		n.repeated(s[:hi], lo)
	}
	if len(n.filter.detectors) > 0 {
		n.detect(s, lo, hi)
	}
	if len(n.found) > scanned {
		n.merge(first)
	}
	plain := len(n.found)
	if depth < maxDepth-1 {
		for i := mark; i < len(c.windows); i++ {
			n.again = n.again || touches(n.found[first:plain], c.windows[i])
			n.behind(s, c.windows[i], h, depth)
		}
		for i := listMark; i < len(c.lists); i++ {
			n.views[depth+1].list(s, c.lists[i].start, c.lists[i].end)
			n.inside(&n.views[depth+1], c.lists[i].start, c.lists[i].end, h, depth, bytesOfText)
		}
		n.encoded(s, lo, hi, h, depth)
	}
	c.lists, c.listMark = c.lists[:listMark], outer
	c.windows, c.open, c.unframed = c.windows[:mark], open, unframed
	if len(c.samples) > samples {
		n.outside(samples, plain)
	}
	if len(n.found) > plain {
		n.again = true
		n.merge(first)
	}
}

// expect makes room for the matches in the rest of a text, if they stand there as
// close as in what was read, from index first on.
func (n *session) expect(rest, read, first int) {
	if have := len(n.found); have >= 1<<10 {
		n.found = slices.Grow(n.found, min((have-first)*(rest/read+1), 7*have))
	}
}

// touches reports whether one of the matches, which are in order, is a part of a
// window: without it the window may read differently.
func touches(found []match, w span) bool {
	i := sort.Search(len(found), func(i int) bool { return found[i].end > w.start })
	return i < len(found) && found[i].start < w.end
}

// behind looks at a window as it reads without escapes.
func (n *session) behind(s string, w span, h hints, depth int) {
	v := &n.views[depth+1]
	text := v.decode(s, w.start, w.end)
	mark, outer, keyword := len(n.found), n.scanner.memory, n.scanner.mark
	h.columns = nil
	n.scanner.memory = memory{}
	n.scan(text, 0, len(text), h, depth+1)
	n.scanner.memory, n.scanner.mark = outer, keyword
	for i := mark; i < len(n.found); i++ {
		n.outward(v, &n.found[i], text)
	}
}

// appendQuote puts a quotation mark around what takes the place of a number,
// escaped as often as documents stand around its own.
func appendQuote(dst []byte, quote int) []byte {
	if quote == 0 {
		return dst
	}
	for range quote - 1 {
		dst = append(dst, '\\')
	}
	return append(dst, '"')
}
