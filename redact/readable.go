package redact

import "strings"

// Readable returns s as a model reads it: without escapes of programs, URLs,
// HTML and terminals, without characters that nobody sees, and with look-alikes
// of Latin letters as these. It is for detectors, which search in it; offsets
// in it are none in s.
func Readable(s string) string {
	var v view
	for range maxDepth {
		text := v.decode(s, 0, len(s))
		if text == s {
			return s
		}
		s = strings.Clone(text)
	}
	return s
}
