package egress_test

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/mcpcordon/mcpcordon/sandbox/egress"
)

// The settings of a pod of Kubernetes: with them a resolver puts the domain of
// the search list behind a name before it tries the name itself.
const searching = "nameserver 127.0.0.1\nsearch corp.test\noptions ndots:5\n"

const inSearch = "MCPCORDON_TEST_SEARCH"

// Whoever can name a host of the search domain would be reached in place of the
// host that the policy lists. The settings are a file at a fixed place, so that
// the test runs again where it can mount another one there.
func TestTheSearchListIsNotUsed(t *testing.T) {
	if os.Getenv(inSearch) != "" {
		testSearch(t)
		return
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTheSearchListIsNotUsed$", "-test.v")
	again.Env = append(os.Environ(), inSearch+"=1")
	again.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{Size: 1, HostID: os.Getuid()}}, GidMappings: []syscall.SysProcIDMap{{Size: 1, HostID: os.Getgid()}}}
	out, err := again.CombinedOutput()
	if errors.Is(err, syscall.EPERM) && os.Getenv("MCPCORDON_REQUIRE_SERVICES") == "" {
		t.Skip("this system gives no mount namespaces")
	}
	if err != nil || !strings.Contains(string(out), "mounted") {
		t.Errorf("%v\n%s", err, out)
	}
}

func testSearch(t *testing.T) {
	settings := filepath.Join(t.TempDir(), "resolv.conf")
	if err := os.WriteFile(settings, []byte(searching), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount(settings, "/etc/resolv.conf", "", syscall.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	t.Log("mounted")
	w := newWorld(t)
	w.dns.set("good.test.corp.test", inside)
	w.dns.set("wiki.corp.test", loopback)
	w.mux.HandleFunc("/sni", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		_, _ = rw.Write([]byte(r.Host + " " + r.TLS.ServerName))
	})
	if got, err := w.naive(w.https("good.test")); got != secret {
		t.Errorf("without the guard = %q, %v, want the secret", got, err)
	}
	web := w.client(t, func(p *egress.Policy) {
		p.Hosts, p.InsecureHTTP = append(p.Hosts, "wiki"), []string{"wiki"}
		p.AllowCIDRs["good.test"], p.AllowCIDRs["wiki"] = []string{"127.0.0.0/8"}, []string{"127.0.0.0/8"}
	})
	resp, err := web.Get(t.Context(), w.https("good.test")+"sni")
	if want := "good.test:" + portOf(w) + " good.test"; err != nil || string(resp.Body) != want {
		t.Errorf("Get = %+v, %v: %s, want %q", resp, err, detail(err), want)
	}
	if resp, err := web.Get(t.Context(), w.http("wiki")); err != nil || !strings.HasPrefix(string(resp.Body), "hello") {
		t.Errorf("Get of a name without a dot = %+v, %v: %s, want the page", resp, err, detail(err))
	}
}
