package audit_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/audit"
)

func path(t testing.TB) string { return filepath.Join(t.TempDir(), "audit.jsonl") }

func open(t testing.TB, name string) *audit.Log {
	t.Helper()
	l, err := audit.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// logged makes a closed log of the named events.
func logged(t testing.TB, names ...string) string {
	t.Helper()
	name := path(t)
	l := open(t, name)
	record(t, l, names...)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

func verify(t testing.TB, name string) (audit.Report, error) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return audit.Verify(f)
}

func content(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOpenContinuesTheChain(t *testing.T) {
	name := logged(t, "a")
	for range 3 {
		l := open(t, name)
		record(t, l, "b", "c")
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := verify(t, name); err != nil || r.Entries != 7 {
		t.Errorf("Verify = %+v, %v", r, err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
}

func TestOpenRefusesAnAlteredFile(t *testing.T) {
	for name, edit := range map[string]func(string) string{
		"a changed entry":       func(s string) string { return strings.Replace(s, "delete", "create", 1) },
		"a missing first entry": func(s string) string { _, s, _ = strings.Cut(s, "\n"); return s },
		"a foreign line":        func(s string) string { return s + "{}\n" },
		"a flood":               func(s string) string { return s + strings.Repeat("x", 1<<20) },
	} {
		file := logged(t, "read", "delete", "read")
		altered := edit(content(t, file))
		if err := os.WriteFile(file, []byte(altered), 0o600); err != nil {
			t.Fatal(err)
		}
		var tampered *audit.TamperError
		if _, err := audit.Open(file); !errors.As(err, &tampered) {
			t.Errorf("%s: Open = %v", name, err)
		}
		if content(t, file) != altered {
			t.Errorf("%s: the evidence was changed", name)
		}
	}
}

func TestOpenOfALongFileVerifiesItsEnd(t *testing.T) {
	many := make([]string, 5000) // more than the MiB that is verified
	for i := range many {
		many[i] = fmt.Sprint("call-", i)
	}
	name := logged(t, many...)
	reopen := func() error {
		l, err := audit.OpenVerifying(name, 1<<20)
		if err != nil {
			return err
		}
		defer l.Close()
		return l.Record(t.Context(), read("next"))
	}
	if err := reopen(); err != nil {
		t.Fatal(err)
	}
	if r, err := verify(t, name); err != nil || r.Entries != 5001 {
		t.Errorf("Verify = %+v, %v", r, err)
	}
	whole := content(t, name)
	alter := func(old, new string) {
		if err := os.WriteFile(name, []byte(strings.Replace(whole, old, new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var tampered *audit.TamperError
	if alter(`"call-4990"`, `"call-499x"`); !errors.As(reopen(), &tampered) {
		t.Error("a change near the end is not found")
	}
	if alter(`"call-1"`, `"call-x"`); reopen() != nil { // documented
		t.Error("a change far from the end is found; say so in Open")
	}
}

func TestAnUnfinishedLineIsRecovered(t *testing.T) {
	torn := strings.TrimSuffix(string(written(t, "torn\x1b")), "\n")
	for _, tc := range []struct{ name, tail, kept string }{
		{"a piece of an entry", `{"seq":3,"time":"20`, `{\"seq\":3,\"time\":\"20`},
		{"an entry without its line feed", torn, `"stage":"recovered"`},
		{"zeros", strings.Repeat("\x00", 50), `\u0000\u0000`},
		{"an escape sequence", "\x1b[2J", `\u001b[2J`},
		{"a long piece", strings.Repeat("y", 100_000), `"truncated":["detail"]`},
	} {
		name := logged(t, "a", "b")
		if err := os.WriteFile(name, []byte(content(t, name)+tc.tail), 0o600); err != nil {
			t.Fatal(err)
		}
		record(t, open(t, name), "c")
		r, err := verify(t, name)
		if err != nil || r.Entries != 4 || r.Torn != 0 {
			t.Errorf("%s: Verify = %+v, %v", tc.name, r, err)
		}
		if got := content(t, name); !strings.Contains(got, tc.kept) || !strings.Contains(got, fmt.Sprintf("%d bytes of an unfinished line", len(tc.tail))) {
			t.Errorf("%s: it is not kept:\n%s", tc.name, got)
		}
	}
	// The twin: appended to as it is, two records become one broken line.
	if twin := `{"seq":3,"time":"20` + `{"seq":3}` + "\n"; plainVerify([]byte(twin)) {
		t.Error("a torn line does no harm in plain JSON lines")
	}
}

func TestRecordNoticesWhatBecameOfTheFile(t *testing.T) {
	for name, act := range map[string]func(file string) error{
		"removed":  os.Remove,
		"renamed":  func(f string) error { return os.Rename(f, f+".1") },
		"replaced": func(f string) error { return errors.Join(os.Rename(f, f+".1"), os.WriteFile(f, nil, 0o600)) },
		"replaced by one that is as long": func(f string) error {
			old := content(t, f) // and the next line will be as long as the first
			first, _, _ := strings.Cut(old, "\n")
			return errors.Join(os.Remove(f), os.WriteFile(f, []byte(old+first+"\n"), 0o600))
		},
		"emptied": func(f string) error { return os.Truncate(f, 0) },
		"cut":     func(f string) error { return os.Truncate(f, 100) },
		"written to": func(f string) error {
			return os.WriteFile(f, append([]byte("{}\n"), content(t, f)...), 0o600)
		},
	} {
		file := path(t)
		l := open(t, file)
		record(t, l, "a", "b")
		if err := act(file); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if l.Record(t.Context(), read("c")) == nil {
				t.Errorf("%s: Record succeeds", name)
			}
		}
	}
}

// The twin: a plain file takes the record, and it is gone.
func TestAPlainFileLosesItsRecordSilently(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("on Windows an open file cannot be removed")
	}
	f, err := os.Create(path(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Remove(f.Name()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("{}\n"); err != nil {
		t.Errorf("a plain write fails: %v", err)
	}
}

func TestTheWorkingDirectoryMayChange(t *testing.T) {
	t.Chdir(t.TempDir())
	l := open(t, "audit.jsonl")
	t.Chdir(t.TempDir())
	record(t, l, "a")
}

func TestOpenTakesRegularFilesOnly(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.Symlink(target, link); err != nil {
		if runtime.GOOS != "windows" { // where they need a privilege
			t.Fatal(err)
		}
		t.Skipf("no symbolic links on this Windows: %v", err)
	}
	for _, name := range []string{dir, link, os.DevNull, filepath.Join(dir, "none", "audit.jsonl")} {
		if l, err := audit.Open(name); err == nil {
			l.Close()
			t.Errorf("Open(%q) succeeds", name)
		}
	}
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the link was followed: %v", err)
	}
}

// The test is the parent and, with the variable set, the child that writes
// until it is killed.
func TestNothingAcknowledgedIsLostByAKill(t *testing.T) {
	const variable = "AUDIT_TEST_FILE"
	if name := os.Getenv(variable); name != "" {
		l := open(t, name)
		for i := 1; ; i++ {
			record(t, l, fmt.Sprint("call-", i))
			fmt.Fprintf(os.Stderr, "ack %d\n", i)
		}
	}
	name := path(t)
	child := exec.Command(os.Args[0], "-test.run=^TestNothingAcknowledgedIsLostByAKill$")
	child.Env = append(os.Environ(), variable+"="+name)
	acks, err := child.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines, last := bufio.NewScanner(acks), 0
	for lines.Scan() {
		_, _ = fmt.Sscanf(lines.Text(), "ack %d", &last)
		if last == 200 {
			_ = child.Process.Kill()
		}
	}
	_ = child.Wait()
	if last < 200 {
		t.Fatalf("the child stopped after %d", last)
	}
	record(t, open(t, name), "after")
	if r, err := verify(t, name); err != nil || r.Entries <= last {
		t.Errorf("%d acknowledged; Verify = %+v, %v", last, r, err)
	}
	if !bytes.Contains([]byte(content(t, name)), fmt.Appendf(nil, `"call-%d"`, last)) {
		t.Errorf("call %d is lost", last)
	}
}

func BenchmarkRecordEvent(b *testing.B) {
	l := open(b, path(b))
	e := read("read_file")
	e.Caller.Issuer, e.Caller.Subject, e.Digest = "https://id.example", "alice", strings.Repeat("0", 64)
	b.ReportAllocs()
	for b.Loop() {
		if err := l.Record(b.Context(), e); err != nil {
			b.Fatal(err)
		}
	}
}

// What the standard library needs for an unchained line without escaping.
func BenchmarkPlainJSONLine(b *testing.B) {
	f, err := os.OpenFile(path(b), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	e := read("read_file")
	e.Caller.Issuer, e.Caller.Subject, e.Digest = "https://id.example", "alice", strings.Repeat("0", 64)
	b.ReportAllocs()
	for b.Loop() {
		line, err := json.Marshal(e)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := f.Write(append(line, '\n')); err != nil {
			b.Fatal(err)
		}
	}
}
