package redact

import (
	"math/bits"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A match is a value found at s[start:end]. The zero match is none.
type match struct {
	start, end int
	meta
	value uint32 // in the session's values, if it is not what stands at s[start:end]
}

// meta stands apart as a struct of more than four fields is not kept in
// registers.
type meta struct {
	rule     ruleID
	conf     Confidence
	encoding encoding // in which it stood, beyond the text's own
	quote    uint8    // a number of a document: 1, doubled by each document around it
}

func hit(start, end int, rule ruleID, conf Confidence) match {
	return match{start: start, end: end, meta: meta{rule: rule, conf: conf}}
}

// A scanner walks over one text, from the end of each match to the next. It
// lives on the stack or in a session: what it calls must not keep it.
//
// What stands before floor is as good as gone: a second run over the edited
// text sees a placeholder there, jumps over it and sets floor behind it. No
// look back crosses floor, so both runs decide alike, and redacting twice
// changes nothing, unless a look ahead saw a value that is gone the second time.
type scanner struct {
	filter *Filter
	caller guard.Caller // whose tokens are known
	s      string
	hints  hints
	above  pathKey // the labels among the keys of hints
	floor  int
	memory
	footer      int             // of the next PEM footer, if not before the position; see nextFooter
	windows     []span          // to be read again; see window
	mark        int             // the first of them in this text
	lists       []span          // lists of bytes; see listed
	listMark    int             // the first of them in this text
	paired      match           // the secret key of an AWS key id, which follows it
	keyword     bool            // a keyword stands in the text; the walk over a document asks
	number      [maxDigits]byte // of the groups at hand
	placeholder bool            // and so does a placeholder
	open        int             // one more than where a token begins that the text's end cuts; 0 without one
	names       []int           // the ends of names that may head lists; see listed
	unframed    bool            // a private key has a BEGIN line and no END line
	samples     []span          // that stay
	whole       bool            // samples count as values; see passes
	hot         int             // where the pair stands that called for the last match
	held        []match         // values that wait for what stands before them; see seek
}

type span struct{ start, end int }

// A memory is what a scanner remembers of one text, so that no run of characters
// is read twice.
type memory struct {
	runs    [numSets]span
	chars   *[256]bool // of the operator's rule that charRun was read for
	charRun span

	cookie    span // a part of a cookie header's value; see cookieEnd
	dullParts span // parts of one that are not opaque
}

func (c *scanner) reset(f *Filter, caller guard.Caller) {
	if c.filter == nil { // nothing was scanned since
		c.filter, c.caller = f, caller
		return
	}
	*c = scanner{filter: f, caller: caller, windows: c.windows[:0], lists: c.lists[:0], names: c.names[:0], samples: c.samples[:0], held: c.held[:0]}
}

// next returns the first match from position i on. The floor is set already;
// the next one is the end of the match.
func (c *scanner) next(i int) match {
	m := c.seek(i)
	if m.end > 0 && !c.whole && c.filter.isSample(m.rule, c.s[m.start:m.end]) {
		m = c.behindSamples(m)
	}
	if p := c.paired; p.end > 0 {
		if p.start < c.floor || m.end > 0 && m.end > p.start && m.start < p.end || c.passes(p) {
			c.paired = match{}
		} else if m.end == 0 || p.start < m.start {
			c.paired = match{}
			m = p
		}
	}
	if m.end > 0 {
		c.leave(m)
	}
	return m
}

// leastBetween is how many bytes between a name and its value may hold another one.
const leastBetween = 12

// seek returns the next match. One that stands far behind what called for it waits
// for those between, such as the token before a password: https://ghp_...:x@host.
func (c *scanner) seek(i int) match {
	m := c.ahead(i)
	for m.end > 0 && m.start-c.hot >= leastBetween {
		c.held = append(c.held, m)
		m = c.ahead(c.hot + 1)
	}
	if last := len(c.held) - 1; m.end == 0 && last >= 0 {
		m, c.held = c.held[last], c.held[:last]
	}
	return m
}

// ahead is scan before the value that waits.
func (c *scanner) ahead(i int) match {
	if len(c.held) == 0 {
		return c.scan(i)
	}
	s, footer, open, unframed := c.s, c.footer, c.open, c.unframed
	c.s = s[:c.held[len(c.held)-1].start]
	m := c.scan(i)
	c.s, c.footer, c.open, c.unframed = s, footer, open, unframed
	return m
}

// leave goes on behind a match.
func (c *scanner) leave(m match) {
	if c.filter.rules[m.rule].pairs {
		c.pair(m)
	}
	c.floor = m.end
}

func (c *scanner) scan(i int) match {
	s, f := c.s, c.filter
	block, hits := i-8, uint(0) // eight pairs, and those ahead that call
	for {
		if hits == 0 {
			if block, hits = f.triggers.first(s, block+8); hits == 0 {
				return match{}
			}
		}
		i := block + bits.TrailingZeros(hits)
		hits &= hits - 1
		var m match
		var resume int
		switch {
		case s[i]-'0' < 10 && s[i+1]-'0' < 10 && !f.careful:
			if end := c.dull(i); end > 0 {
				block, hits = skipTo(end-1, block, hits)
				continue
			}
			m, resume = c.digits(i)
		case f.fits(s, i):
			m, resume = c.at(i)
		default:
			continue
		}
		if m.end > 0 {
			c.hot = i
			return m
		}
		if resume > i+1 {
			block, hits = skipTo(resume, block, hits)
		}
	}
}

// idle reports whether no matcher would find anything in s[lo:hi], of a document:
// hits are the first pairs that call for something, of the eight at block. Most
// strings that call for something only look a little like it.
func (c *scanner) idle(s string, lo, hi, block int, hits uint) bool {
	lists, outer := len(c.lists), c.listMark
	c.s, c.floor, c.hints.columns, c.listMark = s[:hi], lo, nil, lists
	idle := c.quiet(s, hi, block, hits) && len(c.lists) == lists
	c.lists, c.listMark = c.lists[:lists], outer
	return idle
}

// quiet is idle but for lists of bytes. It reads eight bytes at a time also where
// the string ends, as the document goes on.
func (c *scanner) quiet(s string, hi, block int, hits uint) bool {
	f := c.filter
	for {
		for hits == 0 {
			if block += 8; block+1 >= hi {
				return true
			}
			if block, hits = f.triggers.first(s, block); hits == 0 {
				return true
			}
		}
		i := block + bits.TrailingZeros(hits)
		if i+1 >= hi {
			return true
		}
		hits &= hits - 1
		if s[i]-'0' < 10 && s[i+1]-'0' < 10 && !f.careful {
			end := c.dull(i)
			if end == 0 {
				return false
			}
			block, hits = skipTo(end-1, block, hits)
			continue
		}
		if !f.fits(s, i) {
			continue
		}
		around := wordAt(s, i-before)
		probes := f.classes[f.classOf[uint16(s[i])|uint16(s[i+1])<<8]]
		for k := range probes {
			if p := &probes[k]; around&p.mask == p.value && !c.declines(i, p) {
				return false
			}
		}
	}
}

// skipTo returns what is left of the hits of a block from i on.
func skipTo(i, block int, hits uint) (int, uint) {
	if i >= block+8 {
		return i - 8, 0
	}
	return block, hits >> (uint(i-block) & 7) << (uint(i-block) & 7)
}

// declines reports whether a probe at i finds nothing, by the first question that
// its matcher asks.
func (c *scanner) declines(i int, p *probe) bool {
	switch p.do {
	case probeURL:
		return i <= c.floor || c.s[i-1] != ':' || c.userInfo(i+2).end == 0
	case probeLiteral:
		l, start := &c.filter.literals[p.lit], i-int(p.off)
		return start < c.floor || !l.exact && l.lead == 0 && c.inWord(start)
	}
	return false
}

// at asks the probes of the pair of bytes at i. Without a match the scan goes
// on at resume, if that is further than the next byte.
func (c *scanner) at(i int) (m match, resume int) {
	f := c.filter
	around := wordAt(c.s, i-before)
	probes := f.classes[f.classOf[uint16(c.s[i])|uint16(c.s[i+1])<<8]]
	for k := range probes {
		p := &probes[k]
		if around&p.mask != p.value {
			continue
		}
		var after int
		switch p.do {
		case probeLiteral:
			m = c.literal(i-int(p.off), p.lit)
		case probeBytes:
			after = c.listed(i)
		case probeDigits:
			if f.careful {
				c.dumpedFrom(i)
			}
			if m, after = c.digits(i); f.careful {
				after = 0
			}
		case probeBracket:
			_, end := f.placeholderAt(c.s, i)
			if end == 0 {
				end = c.sealed(i)
			}
			if end > 0 {
				c.floor, c.placeholder = end, true
				return match{}, end
			}
		case probeAt:
			m = c.address(i + 1)
		case probeName:
			m = c.after(i, c.named(i-int(p.off), p.lit))
		case probeURL:
			if i > c.floor && c.s[i-1] == ':' {
				if m = c.userInfo(i + 2); m.start == i+2 && m.end > 0 && c.paired.end == 0 {
					c.paired, m = m, match{} // a rule of its own may know the token
				}
			}
		case probeCommand:
			if m = c.command(i-int(p.off), p.lit); m.end > 0 && c.paired.end == 0 {
				c.paired, m = m, match{} // more may stand before it
			}
		case probeView:
			if after = c.window(i); f.careful {
				after = 0
			}
		case probeColon:
			m = c.colon(i)
		default:
			m = c.rare(p, i)
		}
		if m.end > 0 {
			return m, 0
		}
		resume = max(resume, after)
	}
	return match{}, resume
}

// after keeps the match of a name at i for later if an address or a number may stand
// between the two: password for alice@example.com is x.
func (c *scanner) after(i int, m match) match {
	if m.end == 0 || c.paired.end > 0 || m.start <= i {
		return m
	}
	between := c.s[i:m.start]
	if strings.IndexByte(between, '@') < 0 && (!strings.Contains(between, " for ") || !strings.ContainsAny(between, "0123456789")) {
		return m
	}
	c.paired = m
	return match{}
}

// rare asks a probe that few texts call for, as at does.
func (c *scanner) rare(p *probe, i int) match {
	switch p.do {
	case probeFrame:
		return c.framed(i-int(p.off), p.lit)
	case probeCookie:
		return c.cookies(i-int(p.off), p.lit)
	case probeJWK:
		return c.jwk(i - int(p.off))
	case probeConnection:
		return c.connection(i-int(p.off), p.lit)
	case probeMRZ:
		return c.mrz(i)
	case probePlus:
		return c.international(i)
	case probePlace:
		return c.place(i)
	case probeDegree:
		return c.sexagesimal(i)
	}
	return match{}
}
