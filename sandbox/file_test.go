package sandbox_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox"
)

func TestReadFile(t *testing.T) {
	p := newPlace(t)
	p.link(t, "../a.txt", "root/sub/inner")
	p.link(t, "sub", "root/folder")
	p.put(t, "root/empty", "")
	for _, row := range []struct {
		name, want string
		code       guard.Code
	}{
		{"a.txt", "alpha", ""},
		{"sub/deep/b.txt", "beta", ""},
		{"sub/../a.txt", "alpha", ""},
		{"sub/inner", "alpha", ""},
		{"folder/deep/b.txt", "beta", ""},
		{"empty", "", ""},
		{"none", "", guard.CodeInvalidArgument},
		{"a.txt/none", "", guard.CodeInvalidArgument},
		{"sub", "", guard.CodeInvalidArgument},
		{"sub/", "", guard.CodeInvalidArgument},
		{".", "", guard.CodeInvalidArgument},
		{"a.txt/", "", guard.CodePathNotAllowed},
		{"a.txt/.", "", guard.CodePathNotAllowed},
	} {
		data, err := p.ro.ReadFile(t.Context(), row.name)
		p.wantCode(t, "ReadFile "+row.name, err, row.code)
		if string(data) != row.want {
			t.Errorf("ReadFile(%q) = %q, want %q", row.name, data, row.want)
		}
	}
	_, err := p.ro.ReadFile(t.Context(), "none")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("errors.Is(%v, fs.ErrNotExist) = false", err)
	}
}

func TestSparseFileIsRefusedBeforeReading(t *testing.T) {
	p := newPlace(t)
	path := filepath.Join(p.root, "huge")
	p.put(t, "root/huge", "")
	if err := os.Truncate(path, 1<<40); err != nil {
		if runtime.GOOS == "linux" {
			t.Fatal(err)
		}
		t.Skip("no sparse files on", runtime.GOOS, err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 1<<40 { // os.ReadFile would ask for that much memory
		t.Fatalf("without the guard: %v, %v", info, err)
	}
	_, err := p.ro.ReadFile(t.Context(), "huge")
	p.wantCode(t, "ReadFile", err, guard.CodeResultTooLarge)
	_, err = p.ro.Open(t.Context(), "huge")
	p.wantCode(t, "Open", err, guard.CodeResultTooLarge)
}

func TestMaxFile(t *testing.T) {
	p := newPlace(t)
	d := p.dir(t, sandbox.Config{MaxFile: 5, Writable: true})
	if data, err := d.ReadFile(t.Context(), "a.txt"); string(data) != "alpha" {
		t.Errorf("ReadFile at the limit = %q, %v", data, err)
	}
	p.put(t, "root/six", "sixsix")
	_, err := d.ReadFile(t.Context(), "six")
	p.wantCode(t, "ReadFile beyond the limit", err, guard.CodeResultTooLarge)
	must(t, d.WriteFile(t.Context(), "five", []byte("12345")))
	p.wantCode(t, "WriteFile beyond the limit", d.WriteFile(t.Context(), "five", []byte("123456")), guard.CodeInvalidArgument)
	if got := p.content("root/five"); got != "12345" {
		t.Errorf("the refused write left %q", got)
	}
}

func TestFileThatGrowsWhileOpen(t *testing.T) {
	p := newPlace(t)
	d := p.dir(t, sandbox.Config{MaxFile: 8})
	f, err := d.Open(t.Context(), "a.txt")
	must(t, err)
	defer f.Close()
	p.put(t, "root/a.txt", "alphabet") // 8 bytes: still allowed
	head := make([]byte, 6)
	_, err = io.ReadFull(f, head)
	must(t, err)
	p.put(t, "root/a.txt", "alphabet soup")
	rest, err := io.ReadAll(f)
	p.wantCode(t, "Read", err, guard.CodeResultTooLarge)
	if got := string(head) + string(rest); got != "alphabet" {
		t.Errorf("read %q, want the first 8 bytes", got)
	}
}

func TestFileIsAnFSFile(t *testing.T) {
	p := newPlace(t)
	f, err := p.ro.Open(t.Context(), "sub/deep/b.txt")
	must(t, err)
	info, err := f.Stat()
	must(t, err)
	if info.Name() != "b.txt" || info.Size() != 4 {
		t.Errorf("Stat = %q, %d", info.Name(), info.Size())
	}
	if n, err := f.Read(nil); n != 0 || err != nil {
		t.Errorf("Read(nil) = %d, %v", n, err)
	}
	must(t, f.Close())
	_, err = f.Read(make([]byte, 1))
	p.wantCode(t, "Read after Close", err, guard.CodeInternal)
	_, err = f.Stat()
	p.wantCode(t, "Stat after Close", err, guard.CodeInternal)
	p.wantCode(t, "Close after Close", f.Close(), guard.CodeInternal)
}

func TestReadFileOfManySteps(t *testing.T) {
	p := newPlace(t)
	big := bytes.Repeat([]byte("0123456789"), 300_000)
	must(t, p.rw.WriteFile(t.Context(), "big", big))
	data, err := p.ro.ReadFile(t.Context(), "big")
	if err != nil || !bytes.Equal(data, big) {
		t.Errorf("ReadFile = %d bytes, %v, want %d", len(data), err, len(big))
	}
}

func TestReadRange(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/ten", "0123456789")
	d := p.dir(t, sandbox.Config{MaxFile: 5})
	for _, row := range []struct {
		offset, length int64
		want           string
		code           guard.Code
	}{
		{0, 5, "01234", ""},
		{8, 5, "89", ""},
		{10, 5, "", ""},
		{1 << 62, 5, "", ""},
		{3, 0, "", ""},
		{-1, 5, "", guard.CodeInvalidArgument},
		{0, -1, "", guard.CodeInvalidArgument},
		{0, 6, "", guard.CodeInvalidArgument},
	} {
		data, err := d.ReadRange(t.Context(), "ten", row.offset, row.length)
		p.wantCode(t, "ReadRange", err, row.code)
		if string(data) != row.want {
			t.Errorf("ReadRange(%d, %d) = %q, want %q", row.offset, row.length, data, row.want)
		}
	}
	_, err := d.ReadRange(t.Context(), "../secret.txt", 0, 5)
	p.wantCode(t, "ReadRange outside", err, guard.CodePathNotAllowed)
}

func TestSeekAndReadAt(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/ten", "0123456789")
	f, err := p.ro.Open(t.Context(), "ten")
	must(t, err)
	defer f.Close()
	if at, err := f.Seek(-4, io.SeekEnd); at != 6 || err != nil {
		t.Errorf("Seek = %d, %v", at, err)
	}
	if rest, err := io.ReadAll(f); string(rest) != "6789" {
		t.Errorf("ReadAll behind it = %q, %v", rest, err)
	}
	three := make([]byte, 3)
	if n, err := f.ReadAt(three, 2); n != 3 || string(three) != "234" || err != nil {
		t.Errorf("ReadAt = %q, %v", three[:n], err)
	}
	for _, err := range []error{second(f.Seek(-1, io.SeekStart)), second(f.ReadAt(three, -1))} {
		if err == nil {
			t.Error("a negative offset passes")
		}
		p.wantCode(t, "a negative offset", err, guard.CodeOf(err))
	}
	p.put(t, "root/small", "12345")
	d := p.dir(t, sandbox.Config{MaxFile: 5})
	g, err := d.Open(t.Context(), "small")
	must(t, err)
	defer g.Close()
	p.put(t, "root/small", "1234567")
	if _, err := g.Seek(5, io.SeekStart); err != nil {
		t.Error(err)
	}
	_, err = g.Read(three)
	p.wantCode(t, "Read beyond MaxFile", err, guard.CodeResultTooLarge)
	n, err := g.ReadAt(three, 4)
	p.wantCode(t, "ReadAt across MaxFile", err, guard.CodeResultTooLarge)
	if n != 1 {
		t.Errorf("ReadAt gave %d bytes", n)
	}
}

func second[T any](_ T, err error) error { return err }
