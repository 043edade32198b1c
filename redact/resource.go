package redact

import (
	"slices"
	"strings"
)

// Here are names that look like values and must stay, as agents work with them: of
// resources of AWS, of accounts that own them, of messages and events.

// inResource reports whether the word that ends at end is a part of the name of a
// resource of AWS, behind so many colons at least:
// arn:aws:secretsmanager:eu-central-1:111122223333:secret:db.
func (c *scanner) inResource(end, colons int) bool {
	before := c.s[max(c.floor, end-sample):end]
	before = before[strings.LastIndexAny(before, " \t\r\n\"'`,=")+1:]
	arn := strings.Index(before, "arn:")
	return arn >= 0 && strings.Count(before[arn:], ":") >= colons
}

const resourceReach = 512 // bytes around the number of an account in which such a name stands

// ownsResources reports whether the number s[start:end] is that of an account of AWS:
// it stands in the name of a resource, or one beside it has it.
func (c *scanner) ownsResources(start, end int) bool {
	if end-start != 12 {
		return false
	}
	if c.inResource(start, 4) {
		return true
	}
	s, number := c.s, c.s[start:end]
	if w := c.hints.path; w != nil && end <= len(w.s) && w.s[start:end] == number {
		s = w.s
	}
	around := s[max(0, start-resourceReach):min(len(s), end+resourceReach)]
	for {
		arn := strings.Index(around, "arn:aws")
		if arn < 0 {
			return false
		}
		around = around[arn+len("arn:aws"):]
		name := around[:min(len(around), 80)]
		if at := strings.Index(name, number); at > 0 && name[at-1] == ':' && at+len(number) < len(name) && name[at+len(number)] == ':' {
			return true
		}
	}
}

// messageHeaders are the names of headers whose identifiers stand in angle brackets
// (RFC 5322, section 3.6.4), and eventHeaders those of events (RFC 5545, section
// 3.8.4.7), which need none; both without the marks in them.
var (
	messageHeaders = [...]string{"messageid", "inreplyto", "references", "contentid", "xmessageid", "internetmessageid"}
	eventHeaders   = [...]string{"uid", "icaluid"}
)

// isMessageID reports whether what looks like an address, with its @ at i, is the
// identifier of a message or an event: a header for such identifiers holds it, and
// no person would have chosen its first part.
func (c *scanner) isMessageID(start, i int) bool {
	local := c.s[start:i]
	if len(local) < 16 {
		return false
	}
	digits := 0
	for _, b := range []byte(local) {
		if b-'0' < 10 {
			digits++
		}
	}
	headers := messageHeaders[:]
	if start == c.floor || c.s[start-1] != '<' {
		if headers = eventHeaders[:]; len(local) < 20 || strings.IndexByte(local, '.') >= 0 {
			return false
		}
	}
	return digits >= 4 && (isOneOf(headers, c.hints.key) || isOneOf(headers, c.header(start)))
}

// header returns the name of the header (RFC 5322, section 2.2) that holds s[i]: what
// stands before the colon of its line, or of one that it goes on.
func (c *scanner) header(i int) string {
	line := c.s[max(c.floor, i-listReach):i]
	for n := strings.LastIndexByte(line, '\n'); n >= 0; n = strings.LastIndexByte(line, '\n') {
		if n+1 == len(line) || line[n+1] != ' ' && line[n+1] != '\t' {
			line = line[n+1:]
			break
		}
		line = line[:n]
	}
	name, _, ok := strings.Cut(line, ":")
	if !ok {
		return ""
	}
	return name
}

// isOneOf reports whether the letters of a name are one of the names.
func isOneOf(names []string, name string) bool {
	var room [24]byte
	if len(name) > len(room) {
		return false
	}
	letters := room[:0]
	for _, b := range []byte(name) {
		if class[b]&letter != 0 {
			letters = append(letters, b|0x20)
		}
	}
	return slices.Contains(names, string(letters))
}
