package injection

import (
	"strings"
	"unicode"
)

// A word is one of a text, in small letters, and where it stands.
type word struct {
	text       string
	start, end int
}

// maxWord bounds a word; what is longer is none of a language.
const maxWord = 40

// wordsOf splits a text into words. A name in camel case is several words, and
// letters that single marks keep apart are one: i-g-n-o-r-e.
func wordsOf(text string) []word {
	list := make([]word, 0, len(text)/6+1)
	start, last := -1, rune(0)
	end := func(i int) {
		if start >= 0 && i-start <= maxWord {
			list = append(list, word{strings.ToLower(text[start:i]), start, i})
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !(r == '\'' || r == '’') || (r == '\'' || r == '’') && start < 0:
			end(i)
		case start < 0:
			start = i
		case unicode.IsUpper(r) && unicode.IsLower(last):
			end(i)
			start = i
		}
		last = r
	}
	end(len(text))
	for i := range list {
		list[i].text = strings.TrimRight(strings.ReplaceAll(list[i].text, "’", "'"), "'")
	}
	return joined(list)
}

// joined puts words of single letters together that stand one byte apart, four
// at least.
func joined(list []word) []word {
	kept := list[:0]
	for i := 0; i < len(list); {
		n := 1
		for single(list[i]) && i+n < len(list) && single(list[i+n]) && list[i+n].start == list[i+n-1].end+1 {
			n++
		}
		if n < 4 {
			kept = append(kept, list[i])
			i++
			continue
		}
		var b strings.Builder
		for _, w := range list[i : i+n] {
			b.WriteString(w.text)
		}
		kept = append(kept, word{b.String(), list[i].start, list[i+n-1].end})
		i += n
	}
	return kept
}

func single(w word) bool { return w.end-w.start == 1 }

// leet has the letters that digits and marks are drawn for.
var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i")

// unleet returns a text with the digits and marks in its words as letters, and
// whether there are any.
func unleet(text string) (string, bool) {
	for i := 0; i < len(text); i++ {
		if strings.IndexByte("0134578@$!", text[i]) < 0 {
			continue
		}
		if i > 0 && letterByte(text[i-1]) && i+1 < len(text) && letterByte(text[i+1]) || (i == 0 || text[i-1] == ' ') && i+1 < len(text) && letterByte(text[i+1]) {
			return leet.Replace(strings.ToLower(text)), true
		}
	}
	return text, false
}

func letterByte(b byte) bool { b |= 0x20; return 'a' <= b && b <= 'z' }

// A pattern is a sequence of words. Steps are separated by blanks; each is
// several words, of which one must stand there; * ends a stem. A step after ..
// may stand up to five words behind the one before, a step after . up to one. A
// step after ! must not stand next. A pattern after ~ does not count behind can,
// may and could.
type pattern struct {
	modal bool
	steps []step
}

type step struct {
	gap   int
	not   bool
	words map[string]bool
	stems []string
}

func (s *step) fits(w string) bool {
	if s.words[w] {
		return true
	}
	for _, stem := range s.stems {
		if strings.HasPrefix(w, stem) {
			return true
		}
	}
	return false
}

// book has patterns by the words and stems that they begin with.
type book struct {
	first map[string][]*pattern
	stems map[string][]*pattern
}

const (
	gapOfDots = 5
	leastStem = 4 // bytes
)

func newBook(lines ...string) *book {
	b := &book{map[string][]*pattern{}, map[string][]*pattern{}}
	for _, line := range lines {
		p := &pattern{}
		if line, p.modal = strings.CutPrefix(line, "~"); line == "" {
			continue
		}
		for _, text := range strings.Fields(line) {
			s := step{words: map[string]bool{}}
			switch {
			case strings.HasPrefix(text, ".."):
				s.gap, text = gapOfDots, text[2:]
			case strings.HasPrefix(text, "."):
				s.gap, text = 1, text[1:]
			case strings.HasPrefix(text, "!"):
				s.not, text = true, text[1:]
			}
			for w := range strings.SplitSeq(text, "|") {
				if stem, ok := strings.CutSuffix(w, "*"); ok {
					s.stems = append(s.stems, stem)
				} else {
					s.words[w] = true
				}
			}
			p.steps = append(p.steps, s)
		}
		for w := range p.steps[0].words {
			b.first[w] = append(b.first[w], p)
		}
		for _, stem := range p.steps[0].stems {
			b.stems[stem] = append(b.stems[stem], p)
		}
	}
	return b
}

// find returns the bytes of the first pattern in the words from i on that starts
// there.
func (b *book) find(words []word, i int) (start, end int, ok bool) {
	w := words[i].text
	try := func(list []*pattern) bool {
		for _, p := range list {
			if p.modal && i > 0 && (words[i-1].text == "can" || words[i-1].text == "may" || words[i-1].text == "could" || words[i-1].text == "safely") {
				continue
			}
			if last := p.follow(words, i+1, 1); last >= 0 {
				start, end, ok = words[i].start, words[max(i, last-1)].end, true
				return true
			}
		}
		return false
	}
	if try(b.first[w]) {
		return start, end, ok
	}
	for n := leastStem; n <= min(len(w), maxWord); n++ {
		if list := b.stems[w[:n]]; list != nil && try(list) {
			return start, end, ok
		}
	}
	return 0, 0, false
}

// follow matches the steps from k on at i, and returns where the words end, or
// -1.
func (p *pattern) follow(words []word, i, k int) int {
	if k == len(p.steps) {
		return i
	}
	s := &p.steps[k]
	if s.not {
		if i < len(words) && s.fits(words[i].text) {
			return -1
		}
		return p.follow(words, i, k+1)
	}
	for j := i; j <= i+s.gap && j < len(words); j++ {
		if s.fits(words[j].text) {
			if last := p.follow(words, j+1, k+1); last >= 0 {
				return last
			}
		}
	}
	return -1
}
