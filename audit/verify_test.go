package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/guard"
)

// plainVerify is all that can be checked of a log of plain JSON lines.
func plainVerify(log []byte) bool {
	for line := range bytes.Lines(log) {
		if !json.Valid(line) {
			return false
		}
	}
	return true
}

func TestTamperingIsFound(t *testing.T) {
	swap := func(old, new string) func([][]byte) [][]byte {
		return func(l [][]byte) [][]byte {
			l[1] = bytes.Replace(l[1], []byte(old), []byte(new), 1)
			return l
		}
	}
	other := bytes.SplitAfter(written(t, "x", "y", "z"), []byte("\n"))
	for _, tc := range []struct {
		name   string
		edit   func(lines [][]byte) [][]byte
		line   int
		reason string // part of it
	}{
		{"a changed value", swap("delete_file", "read_files!"), 2, "changed"},
		{"a changed time", swap("2026", "2025"), 2, "changed"},
		{"a changed number", swap(`"seq":2`, `"seq":3`), 2, "changed"},
		{"a changed hash", func(l [][]byte) [][]byte { l[1][len(l[1])-5] ^= 1; return l }, 2, "changed"},
		{"an added field", swap(`,"name"`, `,"failed":true,"name"`), 2, "changed"},
		{"white space", swap(`,"name"`, `, "name"`), 2, "changed"},
		{"a removed line", func(l [][]byte) [][]byte { return slices.Delete(l, 1, 2) }, 2, "missing"},
		{"the first line removed", func(l [][]byte) [][]byte { return l[1:] }, 1, "missing"},
		{"swapped lines", func(l [][]byte) [][]byte { l[1], l[2] = l[2], l[1]; return l }, 2, "missing"},
		{"a repeated line", func(l [][]byte) [][]byte { return slices.Insert(l, 1, l[0]) }, 2, "repeated"},
		{"a repeated last line", func(l [][]byte) [][]byte { return append(l, l[len(l)-1]) }, 4, "repeated"},
		{"a line of another log", func(l [][]byte) [][]byte { l[1] = other[1]; return l }, 2, "follow"},
		{"another log behind it", func(l [][]byte) [][]byte { return append(l, other[0]) }, 4, "repeated"},
		{"the hash left out", func(l [][]byte) [][]byte {
			before, _, _ := bytes.Cut(l[1], []byte(`,"hash"`))
			l[1] = append(bytes.Clone(before), "}\n"...)
			return l
		}, 2, "not an entry"},
		{"the end of a fake entry in a value", swap(`"name":"`, `"name":"","prev":"`+strings.Repeat("0", 64)+`","hash":"`+strings.Repeat("0", 64)+`"}`), 2, ""},
		{"an inserted object", func(l [][]byte) [][]byte { return slices.Insert(l, 1, []byte("{}\n")) }, 2, "not an entry"},
		{"an empty object at the end", func(l [][]byte) [][]byte { return append(l, []byte("{}\n")) }, 4, "not an entry"},
		{"keys in another order", func(l [][]byte) [][]byte {
			var v map[string]any
			_ = json.Unmarshal(l[1], &v)
			l[1], _ = json.Marshal(v)
			l[1] = append(l[1], '\n')
			return l
		}, 2, "not an entry"},
	} {
		lines := bytes.SplitAfter(written(t, "read_file", "delete_file", "read_file"), []byte("\n"))
		edited := bytes.Join(tc.edit(lines[:3]), nil)
		report, err := audit.Verify(bytes.NewReader(edited))
		var tampered *audit.TamperError
		if !errors.As(err, &tampered) || tampered.Line != tc.line || !strings.Contains(tampered.Reason, tc.reason) {
			t.Errorf("%s: Verify = %v, want line %d, %q", tc.name, err, tc.line, tc.reason)
		}
		if report.Entries != tc.line-1 {
			t.Errorf("%s: the report covers %d entries", tc.name, report.Entries)
		}
		if tc.name != "the end of a fake entry in a value" && !plainVerify(edited) {
			t.Errorf("%s: plain JSON lines would show it too", tc.name)
		}
	}
}

func TestGarbageIsFound(t *testing.T) {
	whole := written(t, "a", "b")
	for name, tail := range map[string]string{
		"an empty line": "\n", "a carriage return": "\r\n", "words": "no JSON\n", "zeros": "\x00\x00\n",
		"a line without an end": strings.Repeat("x", 1<<20),
		"a huge line":           strings.Repeat("x", 1<<20) + "\n",
	} {
		_, err := audit.Verify(strings.NewReader(string(whole) + tail))
		var tampered *audit.TamperError
		if !errors.As(err, &tampered) || tampered.Line != 3 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryByteCounts(t *testing.T) {
	log := written(t, "a", "b", "c")
	for i := range log {
		for _, flip := range []byte{1, 0x20, 0x80} {
			log[i] ^= flip
			r, err := audit.Verify(bytes.NewReader(log))
			log[i] ^= flip
			if err == nil && !(r.Torn > 0 && i == len(log)-1) { // without its line feed the last line is unfinished
				t.Fatalf("byte %d with %#x: %+v", i, flip, r)
			}
		}
	}
}

func TestReportOfAWholeLog(t *testing.T) {
	var b bytes.Buffer
	l := audit.New(&b)
	for i := range 3 {
		if err := l.Record(t.Context(), &guard.Event{Time: noon.Add(time.Duration(i) * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := audit.Verify(iotest.OneByteReader(&b))
	if err != nil || len(got.LastHash) != 64 {
		t.Fatalf("Verify = %+v, %v", got, err)
	}
	want := audit.Report{Entries: 3, First: noon, Last: noon.Add(2 * time.Hour), LastHash: got.LastHash}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, err := audit.Verify(strings.NewReader("")); err != nil || got != (audit.Report{}) {
		t.Errorf("an empty log: %+v, %v", got, err)
	}
	if _, err := audit.Verify(iotest.ErrReader(errors.ErrUnsupported)); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a broken reader: %v", err)
	}
}

func TestUnfinishedLastLineIsReported(t *testing.T) {
	log := written(t, "a", "b")
	first := bytes.IndexByte(log, '\n') + 1
	for end := first + 1; end < len(log); end++ {
		r, err := audit.Verify(bytes.NewReader(log[:end]))
		if err != nil || r.Entries != 1 || r.Torn != end-first {
			t.Fatalf("cut at %d: %+v, %v", end, r, err)
		}
	}
}

func TestNotedHashShowsMissingEnd(t *testing.T) {
	log := written(t, "a", "b", "c")
	lines := bytes.SplitAfter(log, []byte("\n"))
	report, err := audit.Verify(bytes.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	noted := audit.Verifier{LastHash: report.LastHash}
	cut := bytes.Join(lines[:2], nil)
	if _, err := audit.Verify(bytes.NewReader(cut)); err != nil {
		t.Errorf("without the noted hash a cut log = %v; the row below shows nothing", err)
	}
	for name, log := range map[string][]byte{"a cut log": cut, "an empty log": nil, "another log": written(t, "a", "b", "d")} {
		var tampered *audit.TamperError
		if _, err := noted.Verify(bytes.NewReader(log)); !errors.As(err, &tampered) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, log := range map[string][]byte{"the same log": log, "a continued log": written(t, "a", "b", "c", "d")} {
		if _, err := noted.Verify(bytes.NewReader(log)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	log := written(f, "a", "b")
	f.Add(log)
	f.Add(log[:len(log)-1])
	f.Add([]byte(`{"seq":18446744073709551615,"time":"2026-03-04T12:00:00.000005000Z"`))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := audit.Verify(bytes.NewReader(b))
		// Without a key anybody can write a log, but a fuzzer does not
		// find SHA-256 hashes: what passes is a beginning of this one.
		if whole := len(b) - r.Torn; err == nil && !bytes.HasPrefix(log, b[:whole]) {
			t.Errorf("%q passes", b)
		}
	})
}

func Example() {
	var file bytes.Buffer
	record := audit.New(&file)
	ctx := context.Background()
	for _, name := range []string{"read_file", "delete_file", "read_file"} {
		if err := record.Record(ctx, &guard.Event{Kind: guard.KindTool, Name: name}); err != nil {
			fmt.Println(err)
		}
	}
	report, err := audit.Verify(bytes.NewReader(file.Bytes()))
	fmt.Println(report.Entries, err)

	altered := bytes.Replace(file.Bytes(), []byte("delete_file"), []byte("read_file"), 1)
	_, err = audit.Verify(bytes.NewReader(altered))
	fmt.Println(err)
	// Output:
	// 3 <nil>
	// audit: line 2: the entry was changed
}

func BenchmarkVerifyEntry(b *testing.B) {
	log := written(b, slices.Repeat([]string{"read_file"}, 1000)...)
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := audit.Verify(bytes.NewReader(log)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/entry")
}
