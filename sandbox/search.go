package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"path"
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
)

// A Query says what Search looks for.
type Query struct {
	// Text is found letter by letter. Empty, with no Pattern, finds files
	// by their names alone.
	Text string
	// Pattern is found instead of Text, in the first 16 KiB of each line. It
	// takes time in proportion to the text times the size of the pattern,
	// so that one with more than 1000 instructions, as "(x?){900}" has, is
	// an error. Nil means Text.
	Pattern *regexp.Regexp
	// Files is a pattern of path.Match that a file must fit: its name, or
	// if there is a slash in it, its path below the folder. Empty means
	// every file.
	Files string
	// MaxMatches ends the search. Zero means 100; less is an error.
	MaxMatches int
	// MaxLine is how many bytes of a line a Match holds. Zero means 400;
	// less is an error.
	MaxLine int
}

// A Match is a line of a file, or a file.
type Match struct {
	// Name is the file's, as Walk has it.
	Name string
	// Line is its number, from 1; 0 if only names were asked for.
	Line int
	// Text is the line or the part of it around the match, without its
	// end.
	Text string
}

// Search yields the lines of the files below a folder, or of one file, that fit
// a query, in the order of Walk. Files that Open would refuse, that are larger
// than MaxFile or have a NUL in their first 8000 bytes are passed over. A
// folder that cannot be read is yielded with an error, and the search goes on.
// It ends with a last error like Walk, with CodeResultTooLarge after MaxTotal
// bytes, or with CodeInvalidArgument if the query is malformed.
func (d *Dir) Search(ctx context.Context, name string, q Query) iter.Seq2[Match, error] {
	return func(yield func(Match, error) bool) {
		s, err := newSearcher(d, ctx, q, yield)
		if err != nil {
			yield(Match{}, err)
			return
		}
		if s.single(name) {
			return
		}
		d.walk(ctx, "search", name, func(e Entry, v visit, err error) bool {
			switch {
			case err != nil:
				return yield(Match{Name: e.Name}, err)
			case e.Dir:
				return true
			}
			return s.file(e, v.tree, v.real)
		})
	}
}

const (
	maxInstructions = 1000
	maxMatched      = 16 << 10 // bytes of a line that a pattern is held against
)

// affordable reports whether a pattern is small enough for whoever runs it.
func affordable(pattern *regexp.Regexp) bool {
	if pattern == nil {
		return true
	}
	tree, err := syntax.Parse(pattern.String(), syntax.Perl)
	if err != nil {
		return false
	}
	program, err := syntax.Compile(tree.Simplify())
	return err == nil && len(program.Inst) <= maxInstructions
}

type searcher struct {
	dir   *Dir
	work  *work
	query Query
	text  []byte
	start string // the folder, as it stands in front of names
	yield func(Match, error) bool
}

func newSearcher(d *Dir, ctx context.Context, q Query, yield func(Match, error) bool) (*searcher, error) {
	_, err := path.Match(q.Files, "")
	switch {
	case d == nil:
		_, err := d.begin(ctx, "search", ".", false)
		return nil, err
	case err != nil, q.MaxMatches < 0, q.MaxLine < 0, q.Text == "" && q.Pattern == nil && q.Files == "", !affordable(q.Pattern):
		return nil, guard.Deny(guard.CodeInvalidArgument, hintQuery).Because("sandbox: search: text %.64q, files %.64q", q.Text, q.Files)
	}
	defaultTo(&q.MaxMatches, 100)
	defaultTo(&q.MaxLine, 400)
	return &searcher{dir: d, work: d.long(ctx, "search"), query: q, text: []byte(q.Text), yield: yield}, nil
}

// single searches a file that was named itself, and reports whether it did.
func (s *searcher) single(asked string) bool {
	n, m, real, err := s.dir.look(s.work.ctx, "search", asked)
	if err != nil || m.mode.IsDir() {
		if s.start = s.dir.shownFolder(n); err != nil {
			s.yield(Match{}, err)
		}
		return err != nil
	}
	s.start, _ = splitPath(s.dir.display(n))
	s.file(entry(s.dir.display(n), m), n.tree, real)
	return true
}

func (d *Dir) shownFolder(n name) string {
	if n.asked == "" {
		return "."
	}
	return d.display(n)
}

// file searches a file, and reports whether to go on.
func (s *searcher) file(e Entry, t *tree, real string) bool {
	if !s.fits(e.Name) {
		return true
	}
	if len(s.text) == 0 && s.query.Pattern == nil {
		return s.found(Match{Name: e.Name})
	}
	if e.Size > s.dir.maxFile {
		return true
	}
	data, err := s.read(e, t, real)
	if err != nil {
		s.yield(Match{Name: e.Name}, err)
		return false
	}
	unseen := 0 // bytes since the clock was looked at
	for number := 1; len(data) > 0; number++ {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if unseen += len(line) + 1; unseen > maxMatched { // patterns and files can be hostile
			if err := s.work.ended(); err != nil {
				s.yield(Match{Name: e.Name}, err)
				return false
			}
			unseen = 0
		}
		if from, to := s.where(line); from >= 0 && !s.found(Match{e.Name, number, s.excerpt(line, from, to)}) {
			return false
		}
		data = rest
	}
	return true
}

func (s *searcher) fits(shown string) bool {
	if s.query.Files == "" {
		return true
	}
	of := path.Base(shown)
	if strings.Contains(s.query.Files, "/") {
		of = strings.TrimPrefix(shown, s.start+"/")
	}
	ok, _ := path.Match(s.query.Files, of) // it was tried before
	return ok
}

// read returns the content, or nothing if it is not text or cannot be read any
// more. An error ends the search.
func (s *searcher) read(e Entry, t *tree, real string) ([]byte, error) {
	if err := s.work.ended(); err != nil {
		return nil, err
	}
	f, opened, err := t.open(real, 0)
	if err != nil {
		return nil, nil
	}
	defer f.Close()
	n := name{asked: e.Name, tree: t, path: real}
	m, err := s.dir.accept("search", n, f, opened, false)
	if err != nil || m.size > s.dir.maxFile {
		return nil, nil
	}
	if s.work.bytes -= m.size; s.work.bytes < 0 {
		return nil, guard.Deny(guard.CodeResultTooLarge, hintTotal).Because("sandbox: search: more than MaxTotal bytes")
	}
	data := make([]byte, m.size)
	filled, err := io.ReadFull(f, data)
	if data = data[:filled]; err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, nil
	}
	if bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
		return nil, nil
	}
	return data, nil
}

func (s *searcher) where(line []byte) (from, to int) {
	if s.query.Pattern == nil {
		from = bytes.Index(line, s.text)
		return from, from + len(s.text)
	}
	if at := s.query.Pattern.FindIndex(line[:min(len(line), maxMatched)]); at != nil {
		return at[0], at[1]
	}
	return -1, -1
}

// excerpt returns the part of a line around a match. What is no UTF-8, as a
// character that was cut is none, becomes "?".
func (s *searcher) excerpt(line []byte, from, to int) string {
	if len(line) > s.query.MaxLine {
		start := max(0, min(from-(s.query.MaxLine-(to-from))/2, len(line)-s.query.MaxLine))
		line = line[start : start+s.query.MaxLine]
	}
	return strings.ToValidUTF8(string(line), "?")
}

// found yields a match, and reports whether to go on.
func (s *searcher) found(m Match) bool {
	s.query.MaxMatches--
	return s.yield(m, nil) && s.query.MaxMatches > 0
}
