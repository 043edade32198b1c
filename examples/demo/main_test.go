package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEveryAttackWorksOnTheTwinAndIsHeldByTheGuard(t *testing.T) {
	var out bytes.Buffer
	ok, err := run(t.Context(), &out, filepath.Join(t.TempDir(), "audit.jsonl"))
	if !ok || err != nil {
		t.Fatalf("run = %v, %v, want true, nil\n%s", ok, err, out.String())
	}
	for line := range strings.Lines(out.String()) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 120 {
			t.Errorf("%d columns, want 120 at most: %s", n, line)
		}
	}
	list := attacks()
	if len(list) < 12 {
		t.Errorf("%d attacks, want a dozen at least", len(list))
	}
	for _, a := range list {
		if want := a.refused + a.cleaned; !rowHas(out.String(), a.name, a.effect, want, a.reference) {
			t.Errorf("no row %q with %q, %q, %q", a.name, a.effect, want, a.reference)
		}
		if a.refused == "" == (a.cleaned == "") || a.effect == "" || a.reference == "" {
			t.Errorf("attack %q: it needs an effect, a reference, and either a code or what is done instead", a.name)
		}
	}
}

func rowHas(out string, cells ...string) bool {
	for line := range strings.Lines(out) {
		rest, all := line, true
		for _, cell := range cells {
			var found bool
			_, rest, found = strings.Cut(rest, cell)
			all = all && found
		}
		if all {
			return true
		}
	}
	return false
}

// An attack that gets through, one that the twin holds, and one that is held
// with another code each turn the result.
func TestAFalseRowIsSeen(t *testing.T) {
	twin, err := newSide(t.Context(), t.TempDir(), &unguarded{})
	if err != nil {
		t.Fatal(err)
	}
	defer twin.Close()
	through := attacks()[1]
	if got := through.try(t.Context(), twin, twin); got.held || !got.worked {
		t.Errorf("a twin in the guard's place: held %v, worked %v", got.held, got.worked)
	}
	nothing := attack{name: "none", refused: "invalid_argument", run: reading(arguments{"path": "handbook/todo.txt"})}
	if got := nothing.try(t.Context(), twin, twin); got.worked || got.held {
		t.Errorf("an attack that is none: held %v, worked %v", got.held, got.worked)
	}
}
