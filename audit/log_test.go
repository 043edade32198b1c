package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/guard"
)

var (
	_ guard.Recorder = (*audit.Log)(nil)
	_ guard.Recorder = (*audit.Memory)(nil)
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 5000, time.UTC)

// read is a plain event with a place for text that a client chose.
func read(name string) *guard.Event {
	return &guard.Event{Time: noon, Reference: "r1", Kind: guard.KindTool, Name: name, Arguments: json.RawMessage(`{"path":"notes.txt"}`)}
}

func record(t testing.TB, l guard.Recorder, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := l.Record(t.Context(), read(name)); err != nil {
			t.Fatalf("Record(%q) = %v", name, err)
		}
	}
}

// written returns a log of the named events.
func written(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	record(t, audit.New(&b), names...)
	return b.Bytes()
}

func TestLineHoldsTheWholeEvent(t *testing.T) {
	var b bytes.Buffer
	err := audit.New(&b).Record(t.Context(), &guard.Event{
		Time: noon.In(time.FixedZone("", 3600)), Reference: "r1", Stage: guard.Late, Kind: guard.KindTool, Name: "read_file",
		Caller: guard.Caller{Issuer: "https://id.example", Subject: "alice"}, Session: "s", Client: "c",
		Arguments: json.RawMessage(`{"path":"notes.txt"}`), Digest: "d1", Code: guard.CodeInternal, Failed: true,
		Argument: "/path", Detail: "because", Stack: "main.go:1\nmain.go:2", Duration: 1500 * time.Microsecond,
		Bytes: 12, Cut: true, Findings: []guard.Finding{{Kind: "EMAIL", Count: 2}, {Kind: "CARD", Count: 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(b.String(), `,"prev":"`)
	want := `{"seq":1,"time":"2026-03-04T12:00:00.000005000Z","ref":"r1","stage":"late","kind":"tool","name":"read_file",` +
		`"caller":{"issuer":"https://id.example","subject":"alice"},"session":"s","client":"c","args":{"path":"notes.txt"},` +
		`"digest":"d1","code":"internal","failed":true,"argument":"/path","detail":"because","stack":"main.go:1\nmain.go:2",` +
		`"duration_us":1500,"bytes":12,"cut":true,"findings":[{"kind":"EMAIL","count":2},{"kind":"CARD","count":1}]`
	if diff := cmp.Diff(want, line); diff != "" {
		t.Error(diff)
	}
}

func TestNoTextCanActOnTheLog(t *testing.T) {
	for _, tc := range []struct{ name, value, want string }{
		{"a line feed", "a\nb", `a\nb`},
		{"a fake entry", "x\"}\n{\"seq\":9}", `x\"}\n{\"seq\":9}`},
		{"the end of an entry", `x","hash":"` + strings.Repeat("0", 64) + `"}`, `x\",\"hash\":\"` + strings.Repeat("0", 64) + `\"}`},
		{"an escape sequence", "\x1b[2J\x07\x00", `\u001b[2J\u0007\u0000`},
		{"a delete character", "\x7f", `\u007f`},
		{"C1 controls", "\u009b2J\u0085", `\u009b2J\u0085`},
		{"bidi controls", "\u202etxt.exe\u2066", `\u202etxt.exe\u2066`},
		{"zero-width characters", "a\u200b\ufeff\u00ad", `a\u200b\ufeff\u00ad`},
		{"tag characters", "\U000e0041", `\udb40\udc41`},
		{"line separators", "\u2028\u2029", `\u2028\u2029`},
		{"a variation selector", "\U000e0100", `\udb40\udd00`},
		{"a filler", "\u3164\u2800", `\u3164\u2800`},
		{"invalid UTF-8", "a\xffb\xed\xa0\x80", `a\ufffdb\ufffd\ufffd\ufffd`},
		{"letters of other scripts", "Übung/日本語 🙂", "Übung/日本語 🙂"},
	} {
		line := string(written(t, tc.value))
		if !strings.Contains(line, `"name":"`+tc.want+`","args"`) || strings.Count(line, "\n") != 1 {
			t.Errorf("%s: %s\nwant %s", tc.name, line, tc.want)
		}
		if !harmless(strings.TrimSuffix(line, "\n")) {
			t.Errorf("%s: the line does harm: %q", tc.name, line)
		}
		if tc.value == tc.want { // the benign neighbour
			continue
		}
		// The twin, as logs are usually written, lets it through.
		if harmless(fmt.Sprintf(`{"name":"%s"}`, tc.value)) {
			t.Errorf("%s: it does no harm as it is, so the row shows nothing", tc.name)
		}
		// In arguments, the same value keeps its meaning.
		e := read("x")
		e.Arguments = json.RawMessage(`{"v":"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`, "\x1b", `\u001b`, "\x07", `\u0007`, "\x00", `\u0000`).Replace(tc.value) + `"}`)
		var b bytes.Buffer
		if err := audit.New(&b).Record(t.Context(), e); err != nil || !strings.Contains(b.String(), `"args":{"v":"`+tc.want+`"}`) {
			t.Errorf("%s in arguments: %v, %s", tc.name, err, b.String())
		}
	}
}

// harmless reports whether a line is one JSON value that shows all it holds.
func harmless(line string) bool {
	return json.Valid([]byte(line)) && utf8.ValidString(line) && strings.IndexFunc(line, func(r rune) bool {
		return !unicode.IsPrint(r) || r == '\u2800' || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
	}) < 0
}

func TestLongFieldsAreCutAndMarked(t *testing.T) {
	long := strings.Repeat("é", 100_000)
	e := &guard.Event{
		Time: noon, Reference: long, Name: long, Caller: guard.Caller{Issuer: long, Subject: long}, Session: long, Client: long,
		Arguments: json.RawMessage(`{"v":"` + long + `"}`), Digest: long, Code: guard.Code(long), Argument: long, Detail: long, Stack: strings.Repeat("\x01", 100_000),
	}
	for range 100 {
		e.Findings = append(e.Findings, guard.Finding{Kind: long, Count: math.MinInt})
	}
	var b bytes.Buffer
	l := audit.New(&b)
	if err := l.Record(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 128<<10 {
		t.Errorf("the line has %d bytes", b.Len())
	}
	record(t, l, "next")
	if r, err := audit.Verify(bytes.NewReader(b.Bytes())); err != nil || r.Entries != 2 {
		t.Errorf("Verify = %+v, %v", r, err)
	}
	var got struct {
		Name, Args, Stack string
		Truncated         []string
	}
	if err := json.NewDecoder(&b).Decode(&got); err != nil {
		t.Fatal(err)
	}
	want := []string{"ref", "name", "caller", "session", "client", "args", "digest", "code", "argument", "detail", "stack", "findings"}
	if diff := cmp.Diff(want, got.Truncated); diff != "" {
		t.Error(diff)
	}
	if strings.Trim(got.Name, "é") != "" || len(got.Name) != 512 || !strings.HasPrefix(got.Args, `{"v":"éé`) || len(got.Stack) > 16<<10 {
		t.Errorf("name %q, %d bytes of args, %d of stack", got.Name, len(got.Args), len(got.Stack))
	}
}

func TestOddEventsAreRecorded(t *testing.T) {
	for name, e := range map[string]*guard.Event{
		"an empty event":                   {},
		"a time before the calendar":       {Time: time.Unix(-1<<50, 0)},
		"a time behind it":                 {Time: time.Unix(1<<50, 0)},
		"arguments that are no JSON":       {Arguments: json.RawMessage("{\x1b")},
		"arguments on many lines":          {Arguments: json.RawMessage("{\n\t\"a\": 1\r\n}")},
		"arguments with invalid UTF-8":     {Arguments: json.RawMessage("{\"a\":\"\xff\"}")},
		"an unknown kind and stage":        {Kind: 99, Stage: 99},
		"a subject without an issuer":      {Caller: guard.Caller{Subject: "alice"}},
		"a negative duration and size":     {Duration: -time.Second, Bytes: -1},
		"a name that looks like the chain": {Name: `,"prev":"`, Detail: `,"hash":"`},
	} {
		var b bytes.Buffer
		l := audit.New(&b)
		if err := l.Record(t.Context(), e); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		record(t, l, "next")
		first, _, _ := bytes.Cut(b.Bytes(), []byte("\n"))
		if r, err := audit.Verify(bytes.NewReader(b.Bytes())); err != nil || r.Entries != 2 || !json.Valid(first) {
			t.Errorf("%s: Verify = %+v, %v\n%s", name, r, err, first)
		}
	}
}

func TestLogsWithoutAWriterRefuse(t *testing.T) {
	var none *audit.Log
	closed := audit.New(io.Discard)
	if err := errors.Join(closed.Close(), closed.Close()); err != nil {
		t.Errorf("Close = %v", err)
	}
	for name, l := range map[string]*audit.Log{
		"a nil log": none, "the zero log": new(audit.Log), "a nil writer": audit.New(nil),
		"standard output": audit.New(os.Stdout), "a closed log": closed,
	} {
		if err := l.Record(t.Context(), read("x")); err == nil {
			t.Errorf("%s records", name)
		}
	}
	if err := closed.Record(t.Context(), read("x")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Record after Close = %v", err)
	}
	if audit.New(io.Discard).Record(t.Context(), nil) == nil {
		t.Error("a nil event is recorded")
	}
}

// A failing writer takes n bytes of its next line, then works again.
type failing struct {
	bytes.Buffer
	take []int
}

func (f *failing) Write(p []byte) (int, error) {
	if len(f.take) == 0 {
		return f.Buffer.Write(p)
	}
	n, _ := f.Buffer.Write(p[:f.take[0]])
	f.take = f.take[1:]
	return n, errors.New("no space left")
}

func TestFailedWritesAreErrorsAndCounted(t *testing.T) {
	w := &failing{take: []int{0, 0}}
	l := audit.New(w)
	for range 2 {
		if l.Record(t.Context(), read("lost")) == nil {
			t.Error("a failed write is no error")
		}
	}
	record(t, l, "a", "b")
	if got := strings.Count(w.String(), `,"lost":2,"prev"`); got != 1 || strings.Count(w.String(), "lost") != 1 {
		t.Errorf("the gap is not marked once:\n%s", w.String())
	}
	if r, err := audit.Verify(&w.Buffer); err != nil || r.Entries != 2 {
		t.Errorf("Verify = %+v, %v", r, err)
	}
}

func TestATornStreamIsNotUsedAgain(t *testing.T) {
	w := &failing{take: []int{10}}
	l := audit.New(w)
	for range 2 {
		if l.Record(t.Context(), read("x")) == nil {
			t.Error("Record succeeds behind a torn line")
		}
	}
	if r, err := audit.Verify(&w.Buffer); err != nil || r.Entries != 0 || r.Torn != 10 {
		t.Errorf("Verify = %+v, %v", r, err)
	}
}

// A blocked writer keeps its first Write until it is let go.
type blocked struct{ entered, leave chan struct{} }

func (b blocked) Write(p []byte) (int, error) {
	close(b.entered)
	<-b.leave
	return len(p), nil
}

func TestWaitingForABlockedWriterEndsWithTheContext(t *testing.T) {
	b := blocked{make(chan struct{}), make(chan struct{})}
	l := audit.New(b)
	done := make(chan error)
	go func() { done <- l.Record(context.Background(), read("first")) }()
	<-b.entered
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Record(ctx, read("second")); !errors.Is(err, context.Canceled) {
		t.Errorf("Record = %v", err)
	}
	close(b.leave)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestACanceledContextDoesNotPreventRecording(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := audit.New(io.Discard).Record(ctx, read("x")); err != nil {
		t.Error(err)
	}
}

func TestConcurrentWritersMakeOneChain(t *testing.T) {
	var b bytes.Buffer
	l := audit.New(&b)
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for i := range 50 {
				if err := l.Record(t.Context(), read(fmt.Sprint(w, "/", i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if r, err := audit.Verify(&b); err != nil || r.Entries != 400 {
		t.Errorf("Verify = %+v, %v", r, err)
	}
}

func TestMemoryKeepsTheNewestAsCopies(t *testing.T) {
	m := &audit.Memory{Max: 2}
	e := read("a")
	e.Findings, e.Caller.Roles = []guard.Finding{{Kind: "EMAIL", Count: 1}}, []string{"reader"}
	if err := m.Record(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	want := m.Events()
	e.Arguments[2], e.Findings[0].Count, e.Caller.Roles[0] = 'X', 9, "admin"
	got := m.Events()
	if diff := cmp.Diff(want, got); diff != "" || got[0].Findings[0].Count != 1 {
		t.Errorf("a kept event was changed: %s", diff)
	}
	got[0].Arguments[2] = 'Y'
	if diff := cmp.Diff(want, m.Events()); diff != "" {
		t.Errorf("a kept event was changed through a copy: %s", diff)
	}
	record(t, m, "b", "c", "d")
	if got := m.Events(); len(got) != 2 || got[0].Name != "c" || got[1].Name != "d" || m.Dropped() != 2 {
		t.Errorf("Events = %v, Dropped = %d", got, m.Dropped())
	}
	if (*audit.Memory)(nil).Record(t.Context(), e) == nil {
		t.Error("a nil memory records")
	}
}

func FuzzEncode(f *testing.F) {
	f.Add("read_file", "alice", []byte(`{"path":"notes.txt"}`), "because", int64(5))
	f.Add("a\nb\x1b\u202e", "\xff", []byte("{\n\"a\u200b\":\"\U000e0041\"}"), `","hash":"`, int64(1<<62))
	f.Add(strings.Repeat("é", 300), strings.Repeat("\x01", 300), []byte(`[`), strings.Repeat("\"", 9000), int64(-1))
	f.Fuzz(func(t *testing.T, name, subject string, args []byte, detail string, n int64) {
		var b bytes.Buffer
		l := audit.New(&b)
		e := &guard.Event{
			Time: time.Unix(n, n), Reference: subject, Stage: guard.Stage(n), Kind: guard.Kind(n), Name: name,
			Caller: guard.Caller{Issuer: detail, Subject: subject}, Session: name, Client: detail, Arguments: args, Digest: subject,
			Code: guard.Code(name), Argument: detail, Detail: detail, Stack: detail, Duration: time.Duration(n), Bytes: int(n),
			Findings: []guard.Finding{{Kind: name, Count: int(n)}},
		}
		if err := l.Record(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		line := strings.TrimSuffix(b.String(), "\n")
		var got struct {
			Name      string
			Truncated []string
		}
		if err := json.Unmarshal([]byte(line), &got); err != nil || strings.ContainsAny(line, "\n\r\x1b\x7f\u009b\u202e\u200b\u2028") {
			t.Fatalf("%v: %q", err, line)
		}
		if whole := strings.ToValidUTF8(name, "\ufffd"); len(name) < 80 && strings.Count(name, "\xff") == 0 && name == whole && got.Name != name {
			t.Fatalf("the name %q reads as %q", name, got.Name)
		}
		record(t, l, "next")
		if r, err := audit.Verify(&b); err != nil || r.Entries != 2 {
			t.Fatalf("Verify = %+v, %v", r, err)
		}
	})
}
