package redact_test

import (
	"go/build"
	"hash/fnv"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/redact"
)

// inSources are the values, beside e-mail addresses, that Go's own sources hold
// outside of tests: samples of documentation, but for the last one, which is the
// name of a variable.
var inSources = map[string]string{
	"crypto/x509/platform_root_key.pem":             "private-key",
	"net/http/request.go":                           "basic",
	"net/url/url.go":                                "url-password",
	"crypto/internal/fips140/mlkem/generate1024.go": "secret-assignment",
}

// TestSourcesStayAsTheyAre reads one in eight of Go's own sources: only what is in
// inSources is found, a second run changes nothing, and a stream in pieces of any
// size is as good as the text.
func TestSourcesStayAsTheyAre(t *testing.T) {
	root := filepath.Join(build.Default.GOROOT, "src")
	if _, err := os.Stat(root); err != nil {
		if os.Getenv("MCPCORDON_REQUIRE_SERVICES") != "" {
			t.Fatal(err)
		}
		t.Skip("Go was installed without its sources")
	}
	f, files := redact.Default(), 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		name, _ := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		hash := fnv.New32a()
		_, _ = io.WriteString(hash, name)
		if _, known := inSources[name]; !known && hash.Sum32()%8 != 0 || !d.Type().IsRegular() || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".syso") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		staysAsItIs(t, f, name, string(text))
		return nil
	})
	if err != nil || files < 500 {
		t.Errorf("%d files, %v", files, err)
	}
}

func staysAsItIs(t *testing.T, f *redact.Filter, name, text string) {
	out, found, err := f.Text(t.Context(), text)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	for _, m := range found {
		if m.Kind != redact.Email && inSources[name] != m.Rule {
			t.Errorf("%s: %s in %q", name, m.Rule, text[max(0, m.Start-40):min(len(text), m.End+20)])
		}
	}
	if again, _, err := f.Text(t.Context(), out); err != nil || again != out {
		t.Errorf("%s: a second run changes it: %v", name, err)
	}
	var written strings.Builder
	w := f.Writer(t.Context(), nil, &written)
	r := rand.New(rand.NewPCG(1, uint64(len(text))))
	for rest := text; rest != ""; {
		n := min(len(rest), 1+r.IntN(20_000))
		if _, err := io.WriteString(w, rest[:n]); err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		rest = rest[n:]
	}
	if err := w.Close(); err != nil || written.String() != out {
		t.Errorf("%s: the stream differs: %v", name, err)
	}
}
