package server

import (
	"strings"
	"testing"
)

func TestPlain(t *testing.T) {
	for page, want := range map[string]string{
		"<p>a <b>b</b></p>c":                         "a b \nc",
		"a<script/>b</script>c":                      "a c",
		"a<style/>b</style>c":                        "a c",
		"a<iframe/>b</iframe>c":                      "a c",
		"a<svg/>b":                                   "a b",
		"a<svg><text>b</text></svg>c":                "a c",
		"a</script>b":                                "ab",
		"<textarea>a<script>b</textarea>c":           "a<script>b \nc",
		"a<template>b</template>c":                   "a c",
		"<template><script></template>b</script>c":   "", // the template has no end: browsers show nothing either
		"<script><template></script>b":               "b",
		"a<!-- <p>b -->c":                            "a c",
		"a<noscript>b</noscript>c":                   "a c",
		"<scr<script>ipt>a":                          "ipt>a",
		strings.Repeat("<b>", 300) + "deep":          "deep",
		"<p>one<p>two":                               "one \ntwo",
		"<table><tr><td>a<td>b</table><script>c":     "a \nb",
		"<title>t</title><body onload='x'>&lt;p&gt;": "t \n<p>",
	} {
		if got, err := plain(page); got != want || err != nil {
			t.Errorf("plain(%.60q) = %q, %v, want %q", page, got, err, want)
		}
	}
	if got, err := plain(strings.Repeat("<div>", 10000)); err == nil {
		t.Errorf("plain of 10000 elements in one another = %.60q, want an error", got)
	}
}

// The parts of a text are the text, whatever its letters are.
func TestParts(t *testing.T) {
	for _, text := range []string{"", "abcdefghij", "äöüäöü", "a€b€c€", "😀😀😀"} {
		var all strings.Builder
		for at := 0; ; {
			from, to := part(text, at, 5)
			if from != at || to-from > 5 || to == from && to < len(text) {
				t.Fatalf("part(%q, %d) = %d, %d", text, at, from, to)
			}
			all.WriteString(text[from:to])
			if at = to; at == len(text) {
				break
			}
		}
		if all.String() != text {
			t.Errorf("the parts of %q are %q", text, all.String())
		}
	}
	if from, to := part("a€b", 2, 5); from != 1 || to != 5 {
		t.Errorf("part within a letter = %d, %d, want 1, 5", from, to)
	}
	if from, to := part("abc", 99, 5); from != 3 || to != 3 {
		t.Errorf("part behind the end = %d, %d, want 3, 3", from, to)
	}
}
