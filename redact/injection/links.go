package injection

import (
	"encoding/base64"
	"net/url"
	"strings"
)

// openings are what stands before the address of something that is loaded or
// followed. The address of a picture is loaded without a click.
var openings = [...]struct {
	text    string
	picture bool
}{{"](", false}, {"src=", true}, {"url(", true}, {"]:", true}, {"<http", false}, {"href=", false}}

const (
	maxAlt = 200 // bytes of a picture's description
	maxURL = 2048
)

// carries reports whether a picture or a link, in Markdown, HTML or CSS, has an
// address that is to be filled in with something private, or a picture one that
// holds data: showing it sends them away.
func carries(text string) bool {
	for _, open := range openings {
		for from := 0; ; {
			i := strings.Index(text[from:], open.text)
			if i < 0 {
				break
			}
			at := from + i
			address, end := addressAt(text, at+len(open.text), open.text == "<http")
			if address != "" {
				picture := open.picture || open.text == "](" && strings.Contains(text[max(0, at-maxAlt):at], "![")
				if asks(address, picture) || picture && holds(address) {
					return true
				}
			}
			from = max(end, at+len(open.text)) // never back, whatever stood there
		}
	}
	return false
}

// addressAt returns the address at i, if one stands there, and where it ends. An
// address that does not end in time is none, nor is anything inside it.
func addressAt(text string, i int, bare bool) (address string, end int) {
	start := i
	if bare {
		start = i - len("http")
	}
	for start < len(text) && start-i < 4 && strings.IndexByte(" \"'<", text[start]) >= 0 {
		start++
	}
	window := text[min(start, len(text)):min(len(text), start+maxURL)]
	if !strings.HasPrefix(window, "http") && !strings.HasPrefix(window, "//") {
		return "", i
	}
	n := endOfAddress(window)
	if n < 0 {
		if start+maxURL >= len(text) {
			return window, len(text)
		}
		return "", start + len(window)
	}
	return window[:n], start + n
}

// endOfAddress finds what ends an address outside of the brackets of something to
// fill in.
func endOfAddress(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{', '[', '<':
			depth++
		case '}', ']':
			depth = max(0, depth-1)
		case '>':
			if depth == 0 {
				return i
			}
			depth--
		case '"', '\'', '\n':
			return i
		case ' ', ')':
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}

// private are words of what should not leave.
var private = []string{"key", "secret", "token", "password", "chat", "conversation", "history", "prompt", "email", "data", "content", "summary", "message", "memory",
	"context", "info", "credential", "session", "cookie", "user_", "transcript", "note", "document"}

// asks reports whether an address has something to fill in: in braces, brackets,
// behind a dollar sign, or in capitals with underscores.
func asks(address string, picture bool) bool {
	plain := strings.NewReplacer("%7B", "{", "%7b", "{", "%7D", "}", "%7d", "}", "%3C", "<", "%3E", ">").Replace(address)
	for i := 0; i < len(plain); i++ {
		var name string
		switch plain[i] {
		case '{', '[', '<':
			name = plain[i+1 : min(len(plain), i+60)]
		case '$':
			name = plain[i+1 : min(len(plain), i+40)]
		case '=':
			name = plain[i+1 : min(len(plain), i+60)]
			if end := strings.IndexAny(name, "&#"); end >= 0 {
				name = name[:end]
			}
			if strings.Count(name, "_") < 2 || strings.ToUpper(name) != name || strings.ContainsAny(name, "0123456789") {
				continue
			}
		default:
			continue
		}
		if picture && plain[i] != '[' || mentionsPrivate(name) {
			return true
		}
	}
	return false
}

func mentionsPrivate(name string) bool {
	name = strings.ToLower(name)
	for _, w := range private {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// dataNames are names of a query that say nothing of a picture.
var dataNames = map[string]bool{"d": true, "q": true, "x": true, "c": true, "h": true, "k": true, "m": true, "data": true, "content": true, "info": true, "msg": true,
	"text": true, "payload": true, "secret": true, "b64": true, "body": true, "leak": true, "exfil": true}

const longData = 24

// holds reports whether a value in the query of an address is text in base64, a
// sentence, or long under a name that means data.
func holds(address string) bool {
	_, query, ok := strings.Cut(address, "?")
	if !ok {
		return false
	}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if len(value) < longData || strings.HasPrefix(value, "data:image") {
			continue
		}
		if plain, err := url.QueryUnescape(value); err == nil && len(strings.Fields(plain)) >= 4 {
			return true
		}
		body := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(value), "=")
		if b, err := base64.RawStdEncoding.DecodeString(body); dataNames[strings.ToLower(name)] || err == nil && printable(b) && b[0] != '{' {
			return true
		}
	}
	return false
}
