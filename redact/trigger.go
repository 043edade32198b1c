package redact

import (
	"math"
	"math/bits"
	"slices"
	"strings"
)

// probeKind is a matcher that a pair of bytes calls for.
type probeKind uint8

const (
	probeLiteral probeKind = iota
	probeDigits
	probeBracket
	probeAt
	probeName
	probeURL
	probeFrame
	probePlus
	probeColon
	probeView
	probeCookie
	probeJWK
	probeCommand
	probeBytes
	probeConnection
	probeMRZ
	probePlace
	probeDegree

	probeJWT    // of a literal: what its body is
	probeScheme // of a literal
)

type probe struct {
	do  probeKind
	off uint8 // of the pair in the literal
	lit int16
	// The eight bytes from two before the pair on have the bits of value
	// where mask has some.
	mask, value uint64
}

// before is how many bytes before a pair the mask of a probe begins.
const before = 2

// triggers maps each pair of bytes to the probes it calls for. hot is what the
// scan looks at: 64 KiB of which a text touches a few.
type triggers struct {
	hot     [1 << 16]uint8 // 1: the pair calls for something
	classOf [1 << 16]uint16
	classes [][]probe
	sides   []beside // by class

	extended map[extension]uint16 // while the table is made
}

// A beside has a bit for the low six bits of each byte that may stand before and
// behind a pair, by the masks of its probes.
type beside struct{ before, behind uint64 }

// lookBeside prepares the sides of all classes.
func (t *triggers) lookBeside() {
	t.sides = make([]beside, len(t.classes))
	for class, probes := range t.classes {
		for _, p := range probes {
			for b := range uint64(256) {
				if mask := p.mask >> (8 * (before - 1)) & 0xFF; b&mask == p.value>>(8*(before-1))&0xFF {
					t.sides[class].before |= 1 << (b & 63)
				}
				if mask := p.mask >> (8 * (before + 2)) & 0xFF; b&mask == p.value>>(8*(before+2))&0xFF {
					t.sides[class].behind |= 1 << (b & 63)
				}
			}
		}
	}
}

// fits reports whether a probe of the pair at i may fit the bytes beside it.
func (t *triggers) fits(s string, i int) bool {
	if i == 0 || i+2 >= len(s) {
		return true
	}
	side := &t.sides[t.classOf[pairOf(s[i], s[i+1])]]
	return side.before>>(s[i-1]&63)&(side.behind>>(s[i+2]&63))&1 != 0
}

// first returns the next eight pairs in s from i on of which some call for
// something, and a bit for each that does; no bit if there are none. In most texts
// few pairs begin anything.
func (t *triggers) first(s string, i int) (at int, hits uint) {
	hot := &t.hot
	for i+9 <= len(s) {
		b := s[i : i+9]
		w := word64(b)
		hits = uint(hot[uint16(w)]) | uint(hot[uint16(w>>8)])<<1 | uint(hot[uint16(w>>16)])<<2 | uint(hot[uint16(w>>24)])<<3 |
			uint(hot[uint16(w>>32)])<<4 | uint(hot[uint16(w>>40)])<<5 | uint(hot[uint16(w>>48)])<<6 | uint(hot[uint16(w>>56)|uint16(b[8])<<8])<<7
		if hits != 0 {
			return i, hits
		}
		i += 8
	}
	for k := i; k+1 < len(s); k++ {
		hits |= uint(hot[uint16(s[k])|uint16(s[k+1])<<8]) << (k - i)
	}
	return i, hits
}

// plain returns where the bytes end that may stand in a JSON string as they are,
// from i on, and the first eight pairs, with a bit for each, of which one may call
// for something; no bit if there are none. The last pair may have the byte behind them.
func (t *triggers) plain(s string, i int) (end, at int, calls uint) {
	hot := &t.hot
	for i+9 <= len(s) {
		b := s[i : i+9]
		w := word64(b)
		hits := uint(hot[uint16(w)]) | uint(hot[uint16(w>>8)])<<1 | uint(hot[uint16(w>>16)])<<2 | uint(hot[uint16(w>>24)])<<3 |
			uint(hot[uint16(w>>32)])<<4 | uint(hot[uint16(w>>40)])<<5 | uint(hot[uint16(w>>48)])<<6 | uint(hot[uint16(w>>56)|uint16(b[8])<<8])<<7
		n := uint(bits.TrailingZeros64(breaks(w))) / 8
		if n < 8 {
			hits &= (1<<n - 1) >> 1
		}
		if calls == 0 && hits != 0 {
			at, calls = i, t.fitting(s, i, hits)
		}
		if n < 8 {
			return i + int(n), at, calls
		}
		i += 8
	}
	for ; i < len(s) && plainByte[s[i]]; i++ {
		if calls == 0 && hot[uint16(s[i])|uint16(s[min(i+1, len(s)-1)])<<8] != 0 {
			at, calls = i, 0xFF
		}
	}
	return i, at, calls
}

// fitting returns the hits among the eight pairs from i on that are digits, or of
// which a probe may fit the bytes beside them.
func (t *triggers) fitting(s string, i int, hits uint) (fit uint) {
	for ; hits != 0; hits &= hits - 1 {
		k := bits.TrailingZeros(hits)
		if s[i+k]-'0' < 10 && s[i+k+1]-'0' < 10 || t.fits(s, i+k) {
			return hits
		}
	}
	return 0
}

// classAt returns the class of the pair at i.
func (t *triggers) classAt(s string, i int) uint16 { return t.classOf[pairOf(s[i], s[i+1])] }

func pairOf(a, b byte) uint16 { return uint16(a) | uint16(b)<<8 }

// on calls p at a pair. Pairs that call for the same have one class, so that all
// of them stay close at hand.
func (t *triggers) on(pair uint16, p probe) {
	step := extension{t.classOf[pair], p}
	class, ok := t.extended[step]
	if !ok {
		list := t.classes[step.class]
		if class = step.class; !slices.Contains(list, p) {
			class = uint16(len(t.classes))
			t.classes = append(t.classes, append(slices.Clip(list), p))
		}
		t.extended[step] = class
	}
	t.classOf[pair], t.hot[pair] = class, 1
}

// An extension is a class with one more probe.
type extension struct {
	class uint16
	probe
}

const maxOffset = 64 // of a pair in a literal

// literal calls p at the pair of the text that is rarest in usual texts, at limit
// or before.
func (t *triggers) literal(text string, fold bool, p probe, limit int) {
	off, best := 0, math.Inf(1)
	for i := range min(len(text)-1, limit+1) {
		cost := 2 * among(text, i) // a probe costs more than the look at the bytes beside
		for _, a := range cases(text[i], fold) {
			for _, b := range cases(text[i+1], fold) {
				cost += frequency(a, b)
			}
		}
		if cost < best && class[text[i]]&class[text[i+1]]&digit == 0 {
			off, best = i, cost
		}
	}
	p.off = uint8(off)
	for i := max(0, off-before); i < min(len(text), off-before+8); i++ {
		bits := uint64(0xFF)
		if fold && class[text[i]]&letter != 0 {
			bits = 0xDF
		}
		p.mask |= bits << (8 * (i - off + before))
		p.value |= bits & uint64(text[i]) << (8 * (i - off + before))
	}
	for _, a := range cases(text[off], fold) {
		for _, b := range cases(text[off+1], fold) {
			t.on(pairOf(a, b), p)
		}
	}
}

// limit returns the last place at which a literal may call, so that it is tried
// before those that it contains.
func (f *Filter) limit(l *literal) int {
	limit := maxOffset
	for i := range f.literals {
		if n := strings.Index(l.text, f.literals[i].text); n > 0 {
			limit = min(limit, n)
		}
	}
	return limit
}

// cases are the bytes that a letter may be.
func cases(b byte, fold bool) []byte {
	if !fold || class[b]&letter == 0 {
		return []byte{b}
	}
	return []byte{b | 0x20, b &^ 0x20}
}

// arm fills the table for the rules that are on.
func (f *Filter) arm() {
	t := &f.triggers
	t.classes, t.extended = make([][]probe, 1), map[extension]uint16{}
	defer func() {
		t.extended = nil
		t.lookBeside()
	}()
	for c := byte('A'); c <= 'Z'; c++ {
		t.on(pairOf('[', c), probe{do: probeBracket})
	}
	f.armLiterals()
	f.armViews()
	if f.special[spEmail] != 0 {
		for c := range 256 {
			if c >= 0x80 || class[c]&(alnum|underscore|dash|dot) != 0 || c == '+' || c == '%' || c == '\'' {
				t.on(pairOf(byte(c), '@'), probe{do: probeAt})
			}
		}
	}
	if f.special[spMRZ] != 0 {
		t.on(pairOf('<', '<'), probe{do: probeMRZ})
	}
	if f.wantsDigits() {
		for a := byte('0'); a <= '9'; a++ {
			for b := byte('0'); b <= '9'; b++ {
				t.on(pairOf(a, b), probe{do: probeDigits})
			}
		}
		f.openGate()
	}
	if f.special[spURL] != 0 {
		t.on(pairOf('/', '/'), probe{do: probeURL})
	}
	for c := range 256 {
		if hexDigit(byte(c)) && (f.special[spMAC] != 0 || f.special[spIP] != 0) {
			t.on(pairOf(':', byte(c)), probe{do: probeColon})
		}
		if class[c]&digit != 0 && f.special[spPhone] != 0 {
			t.on(pairOf('+', byte(c)), probe{do: probePlus})
		}
		if class[c]&digit != 0 && f.special[spGeo] != 0 {
			t.on(pairOf('.', byte(c)), probe{do: probePlace})
		}
	}
	if f.special[spGeo] != 0 {
		t.on(pairOf(0xC2, 0xB0), probe{do: probeDegree})
	}
}

// armLiterals links literals that begin alike and calls each at its rarest
// pair.
func (f *Filter) armLiterals() {
	for i := range f.literals {
		l := &f.literals[i]
		for j := range f.literals {
			if o := &f.literals[j]; i != j && !l.exact && !o.exact && l.do == probeLiteral && o.do == probeLiteral &&
				(strings.HasPrefix(o.text, l.text) && len(o.text) > len(l.text)) {
				l.longer = append(l.longer, int16(j))
			}
		}
		slices.SortFunc(l.longer, func(a, b int16) int { return len(f.literals[b].text) - len(f.literals[a].text) })
		do := l.do
		if do == probeJWT || do == probeScheme {
			do = probeLiteral
		}
		f.triggers.literal(l.text, l.fold, probe{do: do, lit: int16(i)}, f.limit(l))
		if class[l.text[0]]&digit != 0 && do == probeLiteral && l.lead == 0 && !l.exact {
			f.digitLiterals = append(f.digitLiterals, int16(i))
		}
	}
}

func (f *Filter) wantsDigits() bool {
	for n := range f.shapes.alone {
		if f.shapes.marks[n] || len(f.shapes.alone[n]) > 0 {
			return true
		}
	}
	for _, list := range f.forms {
		if len(list) > 0 {
			return true
		}
	}
	return f.special[spIBAN] != 0 || f.special[spIP] != 0 || f.special[spMarked] != 0
}

// with returns p for pairs that have b at a distance behind their first byte, if the
// mask reaches so far.
func (p probe) with(distance int, b byte) probe {
	if shift := 8 * (before + distance); shift < 64 {
		p.mask |= 0xFF << shift
		p.value |= uint64(b) << shift
	}
	return p
}

// armWritten calls for a view at quoted-printable, and at signs and dots in
// brackets. One more byte tells them from others.
func (f *Filter) armWritten(view probe) {
	f.triggers.on(pairOf('=', '4'), view.with(2, '0'))
	for high := byte('4'); high <= '5'; high++ { // of capitals and _
		f.triggers.on(pairOf('=', high), view.with(3, '='))
	}
	for i, open := range []byte("([{<") {
		for _, m := range marks {
			f.triggers.on(pairOf(open, m.text[0]), view.with(len(m.text)+1, ")]}>"[i]))
		}
	}
}

// armViews calls for a second view at escapes and unusual characters.
func (f *Filter) armViews() {
	view := probe{do: probeView}
	for c := range 256 {
		b := byte(c)
		switch {
		case hexDigit(b):
			f.triggers.on(pairOf('%', b), view)
		case b == '[' || b == ']' || b == '(' || b == ')':
			f.triggers.on(pairOf(0x1B, b), view)
		}
		if class[b]&letter != 0 {
			f.triggers.on(pairOf('&', b), view)
		}
		if class[b]&(alnum|dash|dot|underscore) != 0 {
			for hidden := range 256 {
				if x := byte(hidden); unseen(x) && x != 0x1B || x >= 0x80 && x < 0xC2 || x > 0xF4 {
					f.triggers.on(pairOf(b, x), view)
				}
			}
		}
		for lead := 0xC2; lead <= 0xF4; lead++ {
			f.triggers.on(pairOf(byte(lead), b), view)
		}
	}
	for c := byte('0'); c <= '9'; c++ {
		for _, open := range []byte("[({") {
			f.triggers.on(pairOf(open, c), probe{do: probeBytes})
		}
	}
	f.triggers.on(pairOf('0', 'x'), probe{do: probeBytes})
	for _, b := range []byte("uxU01_@") {
		f.triggers.on(pairOf('\\', b), view)
	}
	for _, pair := range [...]string{"%u", "=\n", "=\r", "\\e", "\\E"} {
		f.triggers.on(pairOf(pair[0], pair[1]), view)
	}
	f.armWritten(view)
	f.triggers.on(pairOf('&', '#'), view)
}
