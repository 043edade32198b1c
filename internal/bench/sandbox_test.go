package bench

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	securejoin "github.com/cyphar/filepath-securejoin"

	"github.com/mcpcordon/mcpcordon/sandbox"
)

// compare runs the contenders in turn, in short batches, and reports the median
// time of each, and the ratios to the first one, so that other work on the
// machine hits all alike.
func compare(b *testing.B, batch int, names []string, contenders map[string]func()) {
	b.Helper()
	times := map[string][]float64{}
	for b.Loop() {
		for _, name := range names {
			start := time.Now()
			for range batch {
				contenders[name]()
			}
			times[name] = append(times[name], float64(time.Since(start).Nanoseconds())/float64(batch))
		}
	}
	median := func(name string) float64 {
		slices.Sort(times[name])
		return times[name][len(times[name])/2]
	}
	for _, name := range names {
		b.ReportMetric(median(name), "ns_"+name)
		b.ReportMetric(median(name)/median(names[0]), "x_"+name)
	}
}

// A tree is a folder with a file of 1 KiB at several depths, in a file system
// as the machine has it.
type tree struct {
	root string
	dir  *sandbox.Dir
	os   *os.Root
}

func newTree(b *testing.B) *tree {
	b.Helper()
	t := &tree{root: b.TempDir()}
	var err error
	if t.dir, err = sandbox.New(sandbox.Config{Root: t.root, Writable: true}); err != nil {
		b.Fatal(err)
	}
	if t.os, err = os.OpenRoot(t.root); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { t.dir.Close(); t.os.Close() })
	return t
}

// at makes a file with so many folders above it, and returns its name.
func (t *tree) at(b *testing.B, depth int) string {
	b.Helper()
	name := strings.Repeat("folder/", depth-1) + "file.txt"
	path := filepath.Join(t.root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, 1024), 0o600); err != nil {
		b.Fatal(err)
	}
	return name
}

// read reads an open file as a handler does.
func read(b *testing.B, f fs.File, err error) {
	var buffer [1024]byte
	if err == nil {
		_, err = f.Read(buffer[:])
		f.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
}

// readers are the ways to open, read and close one file.
func (t *tree) readers(b *testing.B, name string) map[string]func() {
	path := filepath.Join(t.root, name)
	return map[string]func(){
		"os.Open": func() { f, err := os.Open(path); read(b, f, err) },
		"os.Root": func() { f, err := t.os.Open(name); read(b, f, err) },
		"securejoin": func() {
			joined, err := securejoin.SecureJoin(t.root, name)
			if err != nil {
				b.Fatal(err)
			}
			f, err := os.Open(joined)
			read(b, f, err)
		},
		"resolve": func() { // what tutorials advise
			real, err := filepath.EvalSymlinks(path)
			if err != nil || !strings.HasPrefix(real, t.root+"/") {
				b.Fatal(err)
			}
			f, err := os.Open(real)
			read(b, f, err)
		},
		"sandbox": func() { f, err := t.dir.Open(b.Context(), name); read(b, f, err) },
	}
}

// BenchmarkSandboxOpen opens and reads a file of 1 KiB without links on the
// way, at three depths.
func BenchmarkSandboxOpen(b *testing.B) {
	t := newTree(b)
	for _, depth := range []int{1, 5, 15} {
		b.Run(fmt.Sprintf("depth%d", depth), func(b *testing.B) {
			compare(b, 200, []string{"os.Open", "os.Root", "securejoin", "resolve", "sandbox"}, t.readers(b, t.at(b, depth)))
		})
	}
}

// BenchmarkSandboxOpenLink does the same five folders down, through a link at
// the end, in the middle and at the beginning.
func BenchmarkSandboxOpenLink(b *testing.B) {
	t := newTree(b)
	t.at(b, 5)
	for name, link := range map[string][2]string{
		"last":   {"file.txt", "folder/folder/folder/folder/link"},
		"middle": {"folder", "folder/folder/link"},
		"first":  {"folder", "link"},
	} {
		if err := os.Symlink(link[0], filepath.Join(t.root, link[1])); err != nil {
			b.Fatal(err)
		}
		file := map[string]string{"last": "", "middle": "/folder/file.txt", "first": "/folder/folder/folder/file.txt"}[name]
		b.Run(name, func(b *testing.B) {
			compare(b, 200, []string{"os.Root", "os.Open", "securejoin", "resolve", "sandbox"}, t.readers(b, link[1]+file))
		})
	}
}

// BenchmarkSandboxReadFile reads the whole file in one call.
func BenchmarkSandboxReadFile(b *testing.B) {
	t := newTree(b)
	name := t.at(b, 5)
	check := func(data []byte, err error) {
		if err != nil || len(data) != 1024 {
			b.Fatal(err)
		}
	}
	compare(b, 200, []string{"os.ReadFile", "os.Root", "sandbox"}, map[string]func(){
		"os.ReadFile": func() { data, err := os.ReadFile(filepath.Join(t.root, name)); check(data, err) },
		"os.Root":     func() { data, err := t.os.ReadFile(name); check(data, err) },
		"sandbox":     func() { data, err := t.dir.ReadFile(b.Context(), name); check(data, err) },
	})
}

// BenchmarkSandboxWrite replaces a file of 1 KiB: in place, as os.WriteFile
// does, and by a new file that takes its name.
func BenchmarkSandboxWrite(b *testing.B) {
	t := newTree(b)
	name, data := t.at(b, 5), make([]byte, 1024)
	path := filepath.Join(t.root, name)
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	compare(b, 20, []string{"os.WriteFile", "os.Root", "renamed", "Overwrite", "WriteFile"}, map[string]func(){
		"os.WriteFile": func() { check(os.WriteFile(path, data, 0o600)) },
		"os.Root":      func() { check(t.os.WriteFile(name, data, 0o600)) },
		"renamed": func() {
			check(os.WriteFile(path+"-new", data, 0o600))
			check(os.Rename(path+"-new", path))
		},
		"Overwrite": func() { check(t.dir.Overwrite(b.Context(), name, data)) },
		"WriteFile": func() { check(t.dir.WriteFile(b.Context(), name, data)) },
	})
}

// BenchmarkSandboxWalk walks 10 000 files in 100 folders. Unlike the others,
// the Dir describes each entry.
func BenchmarkSandboxWalk(b *testing.B) {
	t := newTree(b)
	for i := range 100 {
		folder := filepath.Join(t.root, fmt.Sprintf("folder-%02d", i))
		if err := os.Mkdir(folder, 0o700); err != nil {
			b.Fatal(err)
		}
		for j := range 99 {
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("file-%02d.txt", j)), nil, 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
	check := func(n int) {
		if n != 10000 {
			b.Fatalf("%d entries", n)
		}
	}
	count := func(n *int) fs.WalkDirFunc {
		return func(path string, e fs.DirEntry, err error) error {
			if path != "." && path != t.root {
				*n++
			}
			return err
		}
	}
	compare(b, 1, []string{"WalkDir", "os.Root", "sandbox"}, map[string]func(){
		"WalkDir": func() { n := 0; filepath.WalkDir(t.root, count(&n)); check(n) },
		"os.Root": func() { n := 0; fs.WalkDir(t.os.FS(), ".", count(&n)); check(n) },
		"sandbox": func() {
			n := 0
			for _, err := range t.dir.Walk(b.Context(), ".") {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			check(n)
		},
	})
}
