package redact

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Detector finds what no rule can: names, addresses, the words of a
// dictionary. It is asked once for each text and each decoded string of a
// document, must be safe for concurrent use, must not keep the text, and must
// find nothing in a placeholder. A failure blocks the result, as what nobody
// looked at does not leave. A panic is a failure.
type Detector interface {
	Detect(ctx context.Context, text string) ([]Span, error)
}

// DetectorFunc makes a function a Detector.
type DetectorFunc func(ctx context.Context, text string) ([]Span, error)

// Detect calls f.
func (f DetectorFunc) Detect(ctx context.Context, text string) ([]Span, error) { return f(ctx, text) }

// A Span is a value that a Detector found: text[Start:End].
type Span struct {
	Start, End int
	// Kind is one of the filter's kinds: a built-in one, or one of
	// Config.Rules or Config.DetectorKinds.
	Kind Kind
	// Confidence of zero is Possible.
	Confidence Confidence
}

// detect asks the detectors about the text s[lo:hi].
func (n *session) detect(s string, lo, hi int) {
	if hi-lo < 2 || n.err != nil {
		return
	}
	for _, d := range n.filter.detectors {
		spans, err := safeDetect(n.ctx, d, s[lo:hi])
		if err != nil {
			n.err = fmt.Errorf("a detector failed: %w", err)
			return
		}
		for _, span := range spans {
			id, ok := n.filter.detected[span.Kind]
			if !ok || span.Start < 0 || span.End > hi-lo || span.Start >= span.End {
				n.err = fmt.Errorf("a detector returned the kind %q, or a span outside of the text", span.Kind)
				return
			}
			if n.filter.hasPlaceholder(s[lo+span.Start : lo+span.End]) {
				continue
			}
			n.found = append(n.found, hit(lo+span.Start, lo+span.End, id, max(span.Confidence, Possible)))
		}
	}
}

func safeDetect(ctx context.Context, d Detector, text string) (spans []Span, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic in %T", d) // the value may hold text
		}
	}()
	if ctx == nil {
		ctx = context.Background()
	}
	return d.Detect(ctx, text)
}

// Dictionary returns a Detector for words of the operator: names of customers,
// of projects. A word counts in any case, where no letter or digit stands
// beside it. Words of fewer than three bytes are an error. It takes time linear
// in the text for each different first word.
func Dictionary(kind Kind, words []string) (Detector, error) {
	d := dictionary{kind: kind, first: map[string][]string{}}
	for _, w := range words {
		w = lowerInPlace(strings.TrimSpace(w))
		if len(w) < 3 || len(w) > maxDictionaryWord {
			return nil, fmt.Errorf("redact: dictionary: a word has %d bytes, 3 to %d are allowed", len(w), maxDictionaryWord)
		}
		head, _, _ := strings.Cut(w, " ")
		d.first[head] = append(d.first[head], w)
	}
	return d, nil
}

const maxDictionaryWord = 100

type dictionary struct {
	kind  Kind
	first map[string][]string // phrases by their first word
}

// Format keeps the words out of every print.
func (dictionary) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "redact.Dictionary") }

func (d dictionary) Detect(_ context.Context, text string) (found []Span, err error) {
	lowered := lowerInPlace(text)
	for i := 0; i < len(lowered); {
		if !wordByte(lowered[i]) {
			i++
			continue
		}
		end := i
		for end < len(lowered) && wordByte(lowered[end]) {
			end++
		}
		next := end
		for _, phrase := range d.first[lowered[i:end]] {
			if stop := i + len(phrase); strings.HasPrefix(lowered[i:], phrase) && (stop == len(lowered) || !wordByte(lowered[stop])) && stop >= next {
				found = append(found, Span{Start: i, End: stop, Kind: d.kind, Confidence: Likely})
				next = stop
			}
		}
		i = next
	}
	return found, nil
}

// lowerInPlace returns s in lower case, but for the few letters that would then
// take another number of bytes, as offsets have to fit.
func lowerInPlace(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if small := unicode.ToLower(r); r != utf8.RuneError && utf8.RuneLen(small) == size {
			out = utf8.AppendRune(out, small)
		} else {
			out = append(out, s[i:i+size]...)
		}
		i += size
	}
	return string(out)
}

func wordByte(b byte) bool { return class[b]&alnum != 0 || b >= 0x80 }
