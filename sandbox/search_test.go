package sandbox_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

func (p *place) search(t testing.TB, d *sandbox.Dir, name string, q sandbox.Query) (found []string) {
	t.Helper()
	for m, err := range d.Search(t.Context(), name, q) {
		if err != nil {
			p.wantCode(t, "Search", err, guard.CodeOf(err))
			found = append(found, m.Name+"!"+string(guard.CodeOf(err)))
			continue
		}
		found = append(found, fmt.Sprintf("%s:%d:%s", m.Name, m.Line, m.Text))
	}
	return found
}

func TestSearch(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/sub/c.go", "one\r\ntwo alpha\n\nalpha three")
	p.put(t, "root/.env", "alpha "+secret)
	p.put(t, "root/picture", "alpha\x00alpha")
	p.put(t, "root/large", strings.Repeat("alpha\n", 20))
	p.put(t, "root/wide.txt", strings.Repeat("ä", 300)+"needle"+strings.Repeat("ö", 300))
	p.put(t, "root/broken.txt", "\xffneedle")
	p.put(t, "secret.txt", "alpha "+secret)
	p.link(t, "../secret.txt", "root/out")
	p.link(t, "a.txt", "root/inner")
	d := p.dir(t, sandbox.Config{MaxFile: 1500})
	for _, row := range []struct {
		name  string
		query sandbox.Query
		want  []string
	}{
		{".", sandbox.Query{Text: "alpha", Files: "*.go"}, []string{"sub/c.go:2:two alpha", "sub/c.go:4:alpha three"}},
		{"sub", sandbox.Query{Text: "three"}, []string{"sub/c.go:4:alpha three"}},
		{"sub/../sub", sandbox.Query{Text: "three"}, []string{"sub/../sub/c.go:4:alpha three"}},
		{"a.txt", sandbox.Query{Text: "alpha"}, []string{"a.txt:1:alpha"}},
		{"inner", sandbox.Query{Text: "alpha"}, []string{"inner:1:alpha"}},
		{".", sandbox.Query{Pattern: regexp.MustCompile(`^o.e$|b[e]ta`)}, []string{"sub/c.go:1:one", "sub/deep/b.txt:1:beta"}},
		{".", sandbox.Query{Text: "alpha", MaxMatches: 2}, []string{"a.txt:1:alpha", "inner:1:alpha"}},
		{".", sandbox.Query{Files: "*.txt"}, []string{"a.txt:0:", "broken.txt:0:", "sub/deep/b.txt:0:", "wide.txt:0:"}},
		{".", sandbox.Query{Files: "sub/*.go"}, []string{"sub/c.go:0:"}},
		{"sub", sandbox.Query{Files: "deep/b.*"}, []string{"sub/deep/b.txt:0:"}},
		{".", sandbox.Query{Text: "needle", MaxLine: 10}, []string{"broken.txt:1:?needle", "wide.txt:1:äneedleö"}},
		{".", sandbox.Query{Text: secret}, nil},
		{".", sandbox.Query{Text: "nowhere"}, nil},
		{".", sandbox.Query{}, []string{"!invalid_argument"}},
		{".", sandbox.Query{Files: "["}, []string{"!invalid_argument"}},
		{".", sandbox.Query{Text: "x", MaxLine: -1}, []string{"!invalid_argument"}},
		{"none", sandbox.Query{Text: "x"}, []string{"!invalid_argument"}},
		{"..", sandbox.Query{Text: "x"}, []string{"!path_not_allowed"}},
		{".env", sandbox.Query{Text: "x"}, []string{"!path_not_allowed"}},
		{"out", sandbox.Query{Text: "x"}, []string{"!path_not_allowed"}},
	} {
		if diff := cmp.Diff(row.want, p.search(t, d, row.name, row.query)); diff != "" {
			t.Errorf("Search(%q, %+v) (-want +got):\n%s", row.name, row.query, diff)
		}
	}
	all := p.search(t, p.ro, ".", sandbox.Query{Text: "alpha"})
	if len(all) != 2+20+2 {
		t.Errorf("without MaxFile Search finds %d lines", len(all))
	}
	poor := p.dir(t, sandbox.Config{MaxTotal: 10})
	if got := p.search(t, poor, ".", sandbox.Query{Text: "alpha"}); got[len(got)-1] != "broken.txt!result_too_large" {
		t.Errorf("Search beyond MaxTotal = %q", got)
	}
	for range p.ro.Search(t.Context(), ".", sandbox.Query{Text: "alpha"}) {
		break // must not panic
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range p.ro.Search(ctx, ".", sandbox.Query{Text: "alpha"}) {
		p.wantCode(t, "Search of a canceled call", err, guard.CodeCanceled)
	}
	var none *sandbox.Dir
	if got := p.search(t, none, ".", sandbox.Query{Text: "x"}); len(got) != 1 || got[0] != "!path_not_allowed" {
		t.Errorf("Search of no Dir = %q", got)
	}
}

func TestSearchOfSeveralRoots(t *testing.T) {
	p := newPlace(t)
	d := p.two(t, sandbox.Config{})
	want := []string{"docs/a.txt:0:", "docs/sub/deep/b.txt:0:", "work/x.txt:0:"}
	if diff := cmp.Diff(want, p.search(t, d, ".", sandbox.Query{Files: "*.txt"})); diff != "" {
		t.Errorf("Search (-want +got):\n%s", diff)
	}
}
