package sandbox_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

var contextForTests = context.Background()

// unguarded reads what os.Root reads.
func (p *place) unguarded(name string) (string, error) {
	root, err := os.OpenRoot(p.root)
	if err != nil {
		return "", err
	}
	defer root.Close()
	data, err := root.ReadFile(name)
	return string(data), err
}

// swapping exchanges two files for each other until the returned function is
// called.
func swapping(t testing.TB, a, b string) (stop func()) {
	t.Helper()
	spare := filepath.Join(filepath.Dir(a), "spare")
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-end:
				return
			default:
				exchange(a, b, spare)
			}
		}
	}()
	return func() { close(end); <-ended }
}

// portable reports whether the tests run on what other systems than Linux use.
func portable() bool {
	return runtime.GOOS != "linux" || os.Getenv("MCPCORDON_SANDBOX") == "portable"
}
