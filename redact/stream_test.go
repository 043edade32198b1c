package redact_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

// piecewise writes text in pieces of n bytes and checks after each that no part
// of the value left.
func piecewise(t testing.TB, text string, n int, value string) string {
	t.Helper()
	var out bytes.Buffer
	w := redact.Default().Writer(t.Context(), nil, &out)
	for rest := text; rest != ""; {
		piece := rest[:min(n, len(rest))]
		if _, err := w.Write([]byte(piece)); err != nil {
			t.Fatal(err)
		}
		rest = rest[len(piece):]
		if value != "" && strings.Contains(out.String(), value) {
			t.Fatalf("a part of a value left: …%q", out.String()[max(0, out.Len()-50):])
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAStreamIsTheSameHoweverItIsCut(t *testing.T) {
	filler := strings.Repeat("a line of words, and 12 numbers\n", 2300) // 73,600 bytes
	for name, text := range map[string]string{
		"short": "mail a@b.io, " + githubToken, "JSON": `{"password":"hunter2a","n":[4111111111111111]}`,
		"across a cut":     filler[:65530] + " " + githubToken + " " + filler,
		"behind a label":   filler[:65500] + "\n\"password\": \"hunter2a\"\n" + filler,
		"a long block":     filler[:60000] + "\n" + block("RSA PRIVATE KEY", strings.Repeat(body(base62, 64)+"\n", 400)) + "\n" + filler,
		"no lines":         strings.ReplaceAll(filler, "\n", " ") + githubToken + " " + filler,
		"no lines, blanks": strings.Repeat("x", 65530) + " " + githubToken + strings.Repeat(" y", 9000),
	} {
		whole := piecewise(t, text, len(text), "")
		for _, secret := range []string{githubToken, "hunter2a", pemBody[:64], "a@b.io"} {
			if strings.Contains(whole, secret) {
				t.Errorf("%s: a value is left", name)
			}
		}
		for _, n := range []int{7, 4096, 65536} {
			if got := piecewise(t, text, n, githubToken[:12]); got != whole {
				t.Errorf("%s: in pieces of %d bytes it differs", name, n)
			}
		}
		if got, err := io.ReadAll(redact.Default().Reader(t.Context(), nil, iotest.HalfReader(strings.NewReader(text)))); err != nil || string(got) != whole {
			t.Errorf("%s: the Reader differs: %v", name, err)
		}
	}
}

// TestAStreamFindsWhatTheWholeTextHolds: no cut parts a label from its value, or
// encoded text from its beginning.
func TestAStreamFindsWhatTheWholeTextHolds(t *testing.T) {
	words, mails := strings.Repeat("filler words ", 5000), strings.Repeat("a@b.io\n", 9400)
	image := repeated("\x89PNG\x00\xff\xfe", 2<<20)
	for name, text := range map[string]string{
		"base64 in one line":    b64("_" + words[:60_000] + githubToken + " " + words[:20_000]),
		"base64 one byte on":    "x " + b64(words[:60_000]+githubToken+" "+words[:20_000]),
		"base64 two bytes on":   "xy " + b64(words[:60_001]+githubToken+" "+words[:20_000]),
		"base64 in lines":       wrap(b64(words[:48_100]+githubToken+" "+words[:20_000]), 76),
		"hexadecimal digits":    hex.EncodeToString([]byte(words[:32_500] + githubToken + " " + words)),
		"a label at the cut":    mails[:65_525] + "\npassword: hunter2Xy9\n" + mails,
		"labelled values alone": strings.Repeat("ssn: 219456789\n", 10_000),
		"labelled, in one line": strings.Repeat("password=hunter2Xy9 ", 8_000),
	} {
		for shift := range 4 {
			text := strings.Repeat("y ", shift) + text
			got := piecewise(t, text, 5000, "")
			if want := redact.Default().String(text); got != want && (strings.Contains(got, "hunter2") || strings.Contains(got, "219456789") || !strings.Contains(got, "_1]")) {
				t.Errorf("%s: moved by %d bytes, it is missed in the stream", name, 2*shift)
			}
		}
	}
	if got := piecewise(t, b64(image), 1<<16, ""); got != b64(image) {
		t.Error("an image in base64 is changed, or ends the stream")
	}
}

func wrap(s string, n int) string {
	return regexp.MustCompile(fmt.Sprintf(".{%d}", n)).ReplaceAllString(s, "$0\n")
}

func TestAStreamEndsWithAnError(t *testing.T) {
	var out bytes.Buffer
	w := redact.Default().Writer(t.Context(), nil, &out)
	_, err := w.Write([]byte("-----BEGIN PRIVATE KEY-----\n" + strings.Repeat(body(base62, 64)+"\n", 20000)))
	var budget *redact.BudgetError
	if guard.CodeOf(err) != guard.CodeResultBlocked || !errors.As(err, &budget) || out.Len() > 0 {
		t.Errorf("an endless value: %v, %d bytes written", err, out.Len())
	}
	if err := w.Close(); err == nil {
		t.Error("Close after an error is nil")
	}
	for _, f := range []*redact.Filter{nil, {}} {
		if _, err := f.Writer(t.Context(), nil, &out).Write([]byte("a@b.io")); err == nil || out.Len() > 0 {
			t.Errorf("a zero filter writes: %v", err)
		}
	}
	done := redact.Default().Writer(t.Context(), nil, &out)
	if err := errors.Join(done.Close(), done.Close()); err == nil {
		t.Error("a second Close is nil")
	}
	if _, err := done.Write([]byte("x")); err == nil {
		t.Error("Write after Close is nil")
	}
	broken := redact.Default().Reader(t.Context(), nil, iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := io.ReadAll(broken); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a broken source: %v", err)
	}
}

// The budget is one of the piece, so that a stream may be endless; beyond it
// nothing more is written.
func TestABudgetOfFindingsIsOneOfThePiece(t *testing.T) {
	f := mustNew(t, redact.Config{MaxFindings: 1000})
	var out bytes.Buffer
	w := f.Writer(t.Context(), nil, &out)
	sparse := strings.Repeat("mail to ada@example.org "+strings.Repeat("word ", 100)+"\n", 5000)
	if _, err := io.WriteString(w, sparse); err != nil || w.Close() != nil || strings.Contains(out.String(), "ada@") || strings.Count(out.String(), "[EMAIL_1]") != 5000 {
		t.Errorf("a long stream of few values in each piece: %v, %d bytes", err, out.Len())
	}
	out.Reset()
	w = f.Writer(t.Context(), nil, &out)
	_, err := io.WriteString(w, strings.Repeat("ada@example.org\n", 5000))
	var budget *redact.BudgetError
	if err = errors.Join(err, w.Close()); guard.CodeOf(err) != guard.CodeResultBlocked || !errors.As(err, &budget) || budget.What != "findings" || out.Len() > 0 {
		t.Errorf("a piece of many values: %v, %d bytes written", err, out.Len())
	}
	if _, err := io.WriteString(w, "more"); err == nil || out.Len() > 0 {
		t.Errorf("behind it %d bytes are written: %v", out.Len(), err)
	}
	if _, err := io.ReadAll(f.Reader(t.Context(), nil, strings.NewReader(strings.Repeat("ada@example.org\n", 5000)))); guard.CodeOf(err) != guard.CodeResultBlocked {
		t.Errorf("a Reader of many values: %v", err)
	}
}

func TestAStreamCountsItsFindings(t *testing.T) {
	w := redact.Default().Writer(t.Context(), nil, io.Discard)
	_, _ = io.WriteString(w, "a@b.io a@b.io c@b.io")
	_ = w.Close()
	if got := w.Findings(); len(got) != 1 || got[0] != (guard.Finding{Kind: "EMAIL", Count: 3}) {
		t.Errorf("Findings = %v", got)
	}
}

// FuzzStream: chunking changes nothing, and planted values do not survive.
func FuzzStream(f *testing.F) {
	f.Add("mail a@b.io", uint16(3), uint16(10))
	f.Add(strings.Repeat("x y\n", 20), uint16(100), uint16(1))
	f.Fuzz(func(t *testing.T, unit string, times, size uint16) {
		defer limit(t)()
		if len(unit) > 200 {
			return
		}
		text := strings.Repeat(unit, int(times)) + "\n" + githubToken + "\n" + strings.Repeat(unit, int(times/2))
		if len(text) > 300_000 || strings.Contains(unit, githubToken) {
			return
		}
		collect := func(n int) (string, error) {
			var out bytes.Buffer
			w := redact.Default().Writer(t.Context(), nil, &out)
			for rest := text; rest != ""; {
				piece := rest[:min(n, len(rest))]
				if _, err := w.Write([]byte(piece)); err != nil {
					return out.String(), err
				}
				rest = rest[len(piece):]
			}
			return out.String(), w.Close()
		}
		whole, err := collect(len(text))
		if strings.Contains(whole, "\n"+githubToken+"\n") {
			t.Fatal("the token is left")
		}
		if got, also := collect(int(size) + 1); got != whole || (err == nil) != (also == nil) {
			t.Fatalf("in pieces of %d bytes it differs: %v, %v", int(size)+1, err, also)
		}
	})
}
