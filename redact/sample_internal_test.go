package redact

import (
	"os"
	"strings"
	"testing"
)

// Every row is a value of the list, so that none is there whose value nobody can
// look at; and what tells them apart cheaply holds for each.
func TestSamplesAreThoseOfTheList(t *testing.T) {
	text, err := os.ReadFile("testdata/samples.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := 0
	for line := range strings.Lines(string(text)) {
		value := strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(line), "labelled "), "|", "")
		if value == "" || value[0] == '#' {
			continue
		}
		if listed++; !knownSample(value) || !sampleLengths[len(value)] {
			t.Errorf("%q is not among the samples", line)
		}
	}
	if listed != len(samples) {
		t.Errorf("%d samples are listed, and the table has %d", listed, len(samples))
	}
}
