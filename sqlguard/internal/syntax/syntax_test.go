package syntax_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/sqlguard/internal/syntax"
)

// positions are not part of what a tree means.
var withoutPositions = cmp.FilterPath(func(p cmp.Path) bool {
	f, ok := p.Last().(cmp.StructField)
	return ok && (f.Name() == "Pos" || slices.Contains([]string{"Tokens", "Refs", "Calls", "Operators"}, f.Name()))
}, cmp.Ignore())

// roundTrip fails if the canonical form of a statement is not understood as the
// same statement, or has another canonical form. It reports whether the
// statement was understood.
func roundTrip(t *testing.T, d syntax.Dialect, sql string) bool {
	t.Helper()
	tree, err := syntax.Parse(d, sql)
	if err != nil {
		return false
	}
	canonical := syntax.String(d, tree)
	again, err := syntax.Reparse(d, canonical)
	if err != nil {
		t.Errorf("the canonical form of %q is %q, which is not understood: %v", sql, canonical, err)
		return true
	}
	if diff := cmp.Diff(tree, again, withoutPositions); diff != "" {
		t.Errorf("%q and its canonical form %q differ (-sent +canonical):\n%s", sql, canonical, diff)
	}
	if text := syntax.String(d, again); text != canonical {
		t.Errorf("the canonical form %q has the canonical form %q", canonical, text)
	}
	return true
}
