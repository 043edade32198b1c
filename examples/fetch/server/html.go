package server

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// unread holds the elements whose text is not for readers.
var unread = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Svg: true}

// inline holds the elements that do not end a line.
var inline = map[atom.Atom]bool{atom.A: true, atom.Abbr: true, atom.B: true, atom.Code: true, atom.Em: true, atom.I: true, atom.Span: true, atom.Strong: true}

// plain returns the text of a page, one line for each block. What a style sheet
// hides is part of it: no reader without a browser can tell.
func plain(page string) string {
	var out strings.Builder
	skip := 0
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		token := z.Token()
		switch {
		case kind == html.ErrorToken: // the end, as all is in memory
			return strings.TrimSpace(out.String())
		case kind == html.StartTagToken && unread[token.DataAtom]:
			skip++
		case kind == html.EndTagToken && unread[token.DataAtom]:
			skip = max(0, skip-1)
		case skip == 0 && kind == html.TextToken:
			if words := strings.Join(strings.Fields(token.Data), " "); words != "" {
				out.WriteString(words + " ")
			}
		case (kind == html.StartTagToken || kind == html.EndTagToken || kind == html.SelfClosingTagToken) && !inline[token.DataAtom] && !strings.HasSuffix(out.String(), "\n"):
			out.WriteString("\n")
		}
	}
}
