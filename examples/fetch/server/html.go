package server

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// unread holds the elements whose text is not for readers.
var unread = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Svg: true}

// inline holds the elements that do not end a line.
var inline = map[atom.Atom]bool{atom.A: true, atom.Abbr: true, atom.B: true, atom.Code: true, atom.Em: true, atom.I: true, atom.Span: true, atom.Strong: true}

// plain returns the text of a page, one line for each block. What a style sheet
// hides is part of it: no reader without a browser can tell. Where an element ends
// is decided as browsers do it, which no look at single tags can: "<script/>" ends
// nothing. The error says that the page is nested deeper than 512 elements.
func plain(page string) (string, error) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return "", err
	}
	var out lines
	out.add(root)
	return strings.TrimSpace(out.String()), nil
}

type lines struct{ strings.Builder }

// add writes what is to be read of a node.
func (l *lines) add(n *html.Node) {
	if n.Type == html.TextNode {
		if words := strings.Join(strings.Fields(n.Data), " "); words != "" {
			l.WriteString(words + " ")
		}
		return
	}
	if n.Type == html.ElementNode && unread[n.DataAtom] {
		return
	}
	l.end(n)
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		l.add(child)
	}
	l.end(n)
}

// end begins a new line before and behind a block.
func (l *lines) end(n *html.Node) {
	if n.Type == html.ElementNode && !inline[n.DataAtom] && !strings.HasSuffix(l.String(), "\n") {
		l.WriteString("\n")
	}
}

// part returns where up to n bytes of a text begin and end, without a part of a
// letter: what does not fit belongs to the next part.
func part(text string, start, n int) (from, to int) {
	back := func(at int) int {
		for at < len(text) && !utf8.RuneStart(text[at]) {
			at--
		}
		return at
	}
	from = back(min(start, len(text)))
	return from, back(min(from+n, len(text)))
}
