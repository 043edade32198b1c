package sandbox_test

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

// The ways in which servers without a guard open a path.
func join(root, name string) (string, error) {
	data, err := os.ReadFile(filepath.Join(root, name))
	return string(data), err
}

func joinUnlessAbsolute(root, name string) (string, error) {
	if filepath.IsAbs(name) {
		data, err := os.ReadFile(name)
		return string(data), err
	}
	return join(root, name)
}

func joinDecoded(root, name string) (string, error) {
	for strings.Contains(name, "%") {
		decoded, err := url.PathUnescape(name)
		if err != nil {
			return "", err
		}
		name = decoded
	}
	return join(root, name)
}

func joinURL(root, name string) (string, error) {
	u, err := url.Parse(name)
	if err != nil {
		return "", err
	}
	return joinUnlessAbsolute(root, u.Path)
}

func joinSlashed(root, name string) (string, error) {
	return join(root, strings.ReplaceAll(name, `\`, "/"))
}

func joinTerminated(root, name string) (string, error) { // as a C string
	name, _, _ = strings.Cut(name, "\x00")
	return join(root, name)
}

// prefix compares strings, as in CVE-2025-53110.
func prefix(root, name string) (string, error) {
	path := filepath.Join(root, name)
	if !strings.HasPrefix(path, root) {
		return "", errors.New("outside")
	}
	data, err := os.ReadFile(path)
	return string(data), err
}

func TestAttacksOnReading(t *testing.T) {
	p := newPlace(t)
	p.link(t, filepath.Join(p.host, "secret.txt"), "root/file-out")
	p.link(t, "../secret.txt", "root/relative-out")
	p.link(t, p.host, "root/dir-out")
	p.link(t, "..", "root/parent")
	p.link(t, "dir-out", "root/chain")
	p.link(t, "../chain", "root/sub/longer-chain")
	p.link(t, "../root/a.txt", "root/out-and-back")
	t.Setenv("HOME", p.host)
	home := func(_, name string) (string, error) { return join(os.Getenv("HOME"), name[1:]) }

	for _, row := range []struct {
		name    string
		without func(root, name string) (string, error)
	}{
		{"../secret.txt", join},
		{"sub/../../secret.txt", join},
		{"sub/./..//../secret.txt", join},
		{"./../secret.txt", join},
		{"none/../../secret.txt", join},
		{"../root-twin/secret.txt", prefix},
		{filepath.Join(p.host, "secret.txt"), joinUnlessAbsolute},
		{"//" + filepath.Join(p.host, "secret.txt"), joinUnlessAbsolute},
		{"file-out", join},
		{"./file-out", prefix},
		{"relative-out", join},
		{"dir-out/secret.txt", join},
		{"parent/secret.txt", prefix},
		{"chain/secret.txt", prefix},
		{"sub/longer-chain/secret.txt", prefix},
		{"dir-out/root/../secret.txt", prefix},
		{"%2e%2e/secret.txt", joinDecoded},
		{"..%2fsecret.txt", joinDecoded},
		{"%2E%2E%2Fsecret.txt", joinDecoded},
		{"%252e%252e%252fsecret.txt", joinDecoded},
		{"%25252e%25252e/secret.txt", joinDecoded},
		{`..\secret.txt`, joinSlashed},
		{`sub\..\..\secret.txt`, joinSlashed},
		{"../secret.txt\x00.png", joinTerminated},
		{"file-out\x00.png", joinTerminated},
		{"~/secret.txt", home},
		{"file://" + p.host + "/secret.txt", joinURL},
		{"FILE:" + p.host + "/secret.txt", joinURL},
	} {
		if got, err := row.without(p.root, row.name); got != secret {
			t.Errorf("without the guard %q = %q, %v, want the secret", row.name, got, err)
		}
		for op, err := range operations(p.ro, row.name) {
			p.wantCode(t, op+" of "+row.name, err, guard.CodePathNotAllowed)
		}
	}
}

func TestOutsideIsTheSameWhetherItExists(t *testing.T) {
	p := newPlace(t)
	p.link(t, p.host, "root/dir-out")
	p.link(t, "../none", "root/dangling-out")
	p.link(t, "../secret.txt", "root/file-out")
	for _, pair := range [][2]string{
		{"../secret.txt", "../none"},
		{"dir-out/secret.txt", "dir-out/none"},
		{"dir-out/secret.txt", "dir-out/none/none"},
		{"file-out", "dangling-out"},
	} {
		there, not := operations(p.ro, pair[0]), operations(p.ro, pair[1])
		for op := range there {
			p.wantCode(t, op, not[op], guard.CodePathNotAllowed)
			if there[op].Error() != not[op].Error() {
				t.Errorf("%s tells %q from %q: %v / %v", op, pair[0], pair[1], there[op], not[op])
			}
		}
	}
}

func TestTrailingSlashOnLink(t *testing.T) {
	p := newPlace(t)
	p.link(t, p.host, "root/out")
	p.link(t, "sub", "root/in")
	for _, name := range []string{"out/", "out//", "./out/", "out/.", "out/./"} {
		if _, err := os.ReadDir(p.root + "/" + name); err != nil {
			t.Errorf("without the guard %q = %v, want the folder", name, err)
		}
		for op, err := range operations(p.rw, name) {
			p.wantCode(t, op+" of "+name, err, guard.CodePathNotAllowed)
		}
	}
	if _, _, err := p.ro.List(t.Context(), "in/", ""); err != nil {
		t.Errorf("List(in/) = %v, want nil", err)
	}
}

func TestAttacksOnWriting(t *testing.T) {
	p := newPlace(t)
	p.link(t, filepath.Join(p.host, "secret.txt"), "root/file-out")
	p.link(t, "../made.txt", "root/dangling-out")
	p.link(t, p.host, "root/dir-out")
	for _, row := range []struct{ name, victim string }{
		{"../secret.txt", "secret.txt"},
		{"../made.txt", "made.txt"},
		{"file-out", "secret.txt"},
		{"dangling-out", "made.txt"}, // EvalSymlinks fails, and the parent is inside
		{"dir-out/secret.txt", "secret.txt"},
		{"dir-out/made.txt", "made.txt"},
	} {
		before := p.content(row.victim)
		p.wantCode(t, "WriteFile "+row.name, p.rw.WriteFile(t.Context(), row.name, []byte("x")), guard.CodePathNotAllowed)
		if after := p.content(row.victim); after != before {
			t.Errorf("WriteFile(%q) changed %q", row.name, row.victim)
		}
		must(t, os.WriteFile(filepath.Join(p.root, row.name), []byte("owned"), 0o600))
		if got := p.content(row.victim); got != "owned" {
			t.Errorf("without the guard %q holds %q, want it overwritten", row.victim, got)
		}
		p.put(t, "secret.txt", secret)
		must(t, os.RemoveAll(filepath.Join(p.host, "made.txt")))
	}
	for _, name := range []string{".", "./", "sub/..", "sub/deep/../..", "..", "../secret.txt", "dir-out/secret.txt"} {
		p.wantCode(t, "Remove "+name, p.rw.Remove(t.Context(), name), guard.CodePathNotAllowed)
	}
	if got := p.content("secret.txt"); got != secret {
		t.Errorf("the secret is %q", got)
	}
}

// resolveThenOpen is what tutorials advise.
func resolveThenOpen(root, name string, between func()) (string, error) {
	path, err := filepath.EvalSymlinks(filepath.Join(root, name))
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(path, root+"/") {
		return "", errors.New("outside")
	}
	between()
	data, err := os.ReadFile(path)
	return string(data), err
}

func TestLinkSwappedDuringTheCall(t *testing.T) {
	p := newPlace(t)
	p.put(t, "root/door/secret.txt", "public")
	p.put(t, "outside/secret.txt", secret)
	p.link(t, filepath.Join(p.host, "outside"), "root/trap")
	at := func(name string) string { return filepath.Join(p.root, name) }
	swap := func() {
		must(t, os.Rename(at("door"), at("spare")))
		must(t, os.Rename(at("trap"), at("door")))
	}
	back := func() {
		must(t, os.Rename(at("door"), at("trap")))
		must(t, os.Rename(at("spare"), at("door")))
	}

	if got, err := resolveThenOpen(p.root, "door/secret.txt", swap); got != secret {
		t.Errorf("without the guard = %q, %v, want the secret", got, err)
	}
	back()

	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				swap()
				back()
			}
		}
	}()
	opened := 0
	for range 5000 {
		if data, err := p.rw.ReadFile(t.Context(), "door/secret.txt"); err == nil {
			opened++
			if string(data) == secret {
				t.Fatal("ReadFile read the secret")
			}
		}
		if entries, _, err := p.rw.List(t.Context(), "door", ""); err == nil && len(entries) != 1 {
			t.Fatalf("List = %v", entries)
		}
	}
	for range 100 {
		_ = p.rw.WriteFile(t.Context(), "door/made.txt", []byte("x"))
		_ = p.rw.Remove(t.Context(), "door/made.txt")
	}
	for range 200 {
		_ = p.rw.Remove(t.Context(), "door/secret.txt")
	}
	close(stop)
	<-stopped
	if opened == 0 {
		t.Error("ReadFile never succeeded, so nothing was shown")
	}
	entries, err := os.ReadDir(filepath.Join(p.host, "outside"))
	must(t, err)
	if len(entries) != 1 || p.content("outside/secret.txt") != secret {
		t.Errorf("the outside was changed: %v", entries)
	}
}
