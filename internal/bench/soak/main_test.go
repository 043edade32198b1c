//go:build linux

package main

import (
	"strings"
	"testing"
)

// A short race; the command makes a long one.
func TestNothingEscapes(t *testing.T) {
	var out strings.Builder
	ok, err := soak(t.Context(), &out, 120_000, 1)
	if err != nil || !ok {
		t.Errorf("%v\n%s", err, out.String())
	}
	t.Log(out.String())
}
