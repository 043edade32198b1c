package redact

import (
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

const (
	maxParts  = 64  // of one token
	maxJoined = 512 // bytes of them together
	maxMisses = 4   // strings between two of them, at most
)

// A part is a piece of a token: s[start:end] of the text at an index.
type part struct{ text, start, end int }

// parts are the pieces of a token that was cut into several strings of a
// document, or texts of a call. What stands between two of them may be names and
// marks, but nothing that looks like a piece.
type parts struct {
	list   []part
	joined string
	misses int
}

func (p *parts) pending() bool { return len(p.list) > 0 }

func (p *parts) begin(text int, s string, start, end int) {
	*p = parts{list: append(p.list[:0], part{text, start, end}), joined: strings.Clone(s[start:end])}
}

func (p *parts) drop() { *p = parts{list: p.list[:0]} }

// isPiece reports whether s can be a piece of a token that a machine made.
func isPiece(s string) bool {
	if len(s) < 4 || len(s) > maxJoined || !mixed(s) {
		return false
	}
	for i := range len(s) {
		if class[s[i]]&masks[urlSet] == 0 {
			return false
		}
	}
	return true
}

// next takes one more piece. It reports the match in the joined pieces, if they
// are a token now; its end may be before that of the last piece.
func (p *parts) next(n *session, text int, s string, start, end int) (match, bool) {
	before := len(p.joined)
	if !isPiece(s[start:end]) || before+end-start > maxJoined || len(p.list) >= maxParts {
		if p.misses++; p.misses > maxMisses {
			p.drop()
		}
		return match{}, false
	}
	p.list = append(p.list, part{text, start, end})
	p.joined, p.misses = p.joined+s[start:end], 0
	mark, outer, depth := len(n.found), n.scanner.memory, n.scanner.mark
	n.scanner.memory = memory{}
	n.scan(p.joined, 0, len(p.joined), hints{}, maxDepth-1)
	n.scanner.memory, n.scanner.mark = outer, depth
	found := n.found[mark:]
	n.found = n.found[:mark]
	switch {
	case len(found) == 1 && found[0].end > before && n.filter.rules[found[0].rule].kind.secret():
		return found[0], true
	case n.scanner.open == 0:
		p.drop()
	}
	return match{}, false
}

// begins notes the token that the string of a document that ends at end cuts.
func (w *walker) begins(end int) {
	c := &w.n.scanner
	if c.open > 0 && len(c.s) == end {
		w.parts.begin(0, w.s, c.open-1, end)
	}
	if c.unframed {
		w.frames = frames{open: true}
	}
	c.open, c.unframed = 0, false
}

// goesOn tries the string w.s[lo:hi] as one more piece.
func (w *walker) goesOn(lo, hi int) bool {
	m, ok := w.parts.next(w.n, 0, w.s, lo, hi)
	if !ok {
		return false
	}
	value := w.n.keep(w.parts.joined[:m.end])
	over := len(w.parts.joined) - m.end
	for i, p := range w.parts.list {
		if i == len(w.parts.list)-1 {
			p.end -= over
		}
		part := hit(p.start, p.end, m.rule, m.conf)
		part.value, part.encoding = value, pieces
		w.n.found = append(w.n.found, part)
	}
	w.unsorted = true
	w.parts.drop()
	return true
}

// frames tell that the lines of a private key follow, each in a string of its
// own.
type frames struct {
	open   bool
	misses int
}

func (f *frames) pending() bool { return f.open }

// line judges one string: it is a line of the key, or the last one.
func (f *frames) line(s string) bool {
	if strings.Contains(s, "-----END ") || strings.Contains(s, "[PRIVATE_KEY") { // or a line that was replaced
		f.open = false
		return false
	}
	s = strings.Trim(s, " \t\r\n")
	ok := len(s) >= leastLine || len(s) >= 4 && (mixed(s) || s[len(s)-1] == '=')
	for i := 0; ok && i < len(s); i++ {
		ok = class[s[i]]&(masks[base64Set]) != 0 || s[i] == '\n' || s[i] == '\r'
	}
	if ok {
		f.misses = 0
		return true
	}
	if f.misses++; f.misses > maxMisses {
		f.open = false
	}
	return false
}

// inFrame makes a match of a line of a private key.
func (w *walker) inFrame(lo, hi int) bool {
	if w.n.filter.special[spPEM] == 0 || !w.frames.line(w.s[lo:hi]) {
		return false
	}
	w.n.found = append(w.n.found, hit(lo, hi, w.n.filter.special[spPEM], Sure))
	return true
}

// inBlock edits the Plain text at index i if an earlier one began a private key
// that goes on in it.
func (n *session) inBlock(i int, f *frames) error {
	t := &n.texts[i]
	if t.Form != guard.Plain || len(n.texts) == 1 || n.filter.special[spPEM] == 0 {
		return nil
	}
	s := t.Value
	if s == "" && n.filter.actions[privateKey] == Drop { // as one that was dropped
		f.open = false
	}
	if f.open {
		end := len(s)
		if footer := strings.Index(s, "-----END "); footer >= 0 {
			if _, after := frameLine(s[footer:], "END "); after > 0 {
				end = footer + after
			}
		}
		body, _, _ := strings.Cut(s[:end], "-----END ")
		if f.line(body) || body != s[:end] && strings.TrimSpace(body) == "" {
			m := hit(0, end, n.filter.special[spPEM], Sure)
			m.encoding = pieces
			if kept, err := n.note(i, 0, &m, s[:end]); err != nil || kept {
				return err
			}
			mark := string(n.act(nil, &m, s[:end]))
			n.moved(i, span{0, end}, span{0, len(mark)})
			t.Value = mark + s[end:]
		}
		f.open = f.open && body == s[:end]
	}
	return nil
}

// opens notes that a Plain text begins a private key and does not end it. It judges
// the text as it leaves, so that a second run finds no more; of a key that it
// replaced to its end, more may follow.
func (f *frames) opens(raw, left string) {
	replaced := strings.LastIndexByte(left, '[')
	cut := left == "" || replaced >= 0 && strings.HasPrefix(left[replaced:], "[PRIVATE_KEY") && strings.HasSuffix(strings.TrimSpace(left), "]")
	if beginsKey(left) || cut && beginsKey(raw) {
		*f = frames{open: true}
	}
}

// beginsKey reports whether the last line of a frame in s begins a private key, of
// which nothing was replaced.
func beginsKey(s string) bool {
	begin := strings.LastIndex(s, "BEGIN ")
	return begin >= 0 && begin > strings.LastIndex(s, "END ") && strings.Contains(s[begin:], "PRIVATE KEY") && !strings.Contains(s[begin:], "[PRIVATE_KEY")
}

// blankMarks may stand around a piece in a text.
const blankMarks = " \t\r\n`\"'>|"

// scattered looks for tokens that several Plain texts of the call hold in pieces.
func (n *session) scattered() error {
	var p parts
	for i := range n.texts {
		if n.texts[i].Form != guard.Plain {
			continue
		}
		s := n.texts[i].Value
		start := len(s) - len(strings.TrimLeft(s, blankMarks))
		n.anew()
		n.scanner.reset(n.filter, n.caller())
		if p.pending() && start < len(s) {
			end := start
			for end < len(s) && class[s[end]]&masks[urlSet] != 0 {
				end++
			}
			m, ok := p.next(n, i, s, start, end)
			if ok {
				if err := n.replaceParts(&p, &m); err != nil {
					return n.block(i, err)
				}
				continue
			}
			if p.pending() && p.misses == 0 && strings.Trim(s[end:], blankMarks) != "" { // it ended, and was none
				p.drop()
			}
		}
		if !p.pending() {
			end := len(strings.TrimRight(s, blankMarks))
			from := max(0, end-seam)
			n.found = n.found[:0]
			n.scan(s[from:end], 0, end-from, hints{}, maxDepth-1)
			if open := n.scanner.open; open > 0 {
				p.begin(i, s, from+open-1, end)
			}
		}
	}
	return nil
}

// replaceParts edits the texts that hold the pieces of the token m, from the last
// one on.
func (n *session) replaceParts(p *parts, m *match) error {
	value := p.joined[m.start:m.end]
	over := len(p.joined) - m.end
	m.start, m.end, m.encoding = p.list[0].start, p.list[0].end, pieces
	kept, err := n.note(p.list[0].text, 0, m, value)
	if err != nil || kept {
		return err
	}
	mark := string(n.act(nil, m, value))
	for i, part := range p.list {
		t := &n.texts[part.text]
		if i == len(p.list)-1 {
			part.end -= over
		}
		n.moved(part.text, span{part.start, part.end}, span{part.start, part.start + len(mark)})
		t.Value = t.Value[:part.start] + mark + t.Value[part.end:]
	}
	p.drop()
	return nil
}
