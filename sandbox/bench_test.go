package sandbox_test

import (
	"os"
	"path/filepath"
	"testing"
)

const benchName = "1/2/3/4/file"

func benchPlace(b *testing.B) *place {
	p := newPlace(b)
	p.put(b, "root/"+benchName, string(make([]byte, 1024)))
	return p
}

// One file of 1 KiB, five levels down: with os and with a Dir.
func BenchmarkReadFileWithoutGuard(b *testing.B) {
	path := filepath.Join(benchPlace(b).root, benchName)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := os.ReadFile(path); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadFile(b *testing.B) {
	p := benchPlace(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.ro.ReadFile(b.Context(), benchName); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	p := benchPlace(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := p.ro.Check(b.Context(), benchName); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckRefused(b *testing.B) {
	p := benchPlace(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := p.ro.Check(b.Context(), "1/2/../../../file"); err == nil {
			b.Fatal("passes")
		}
	}
}
