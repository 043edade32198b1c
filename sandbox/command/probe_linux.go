package command

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mcpcordon/mcpcordon/sandbox/command/internal/helper"
)

// probeTime is how long one try may take.
const probeTime = 10 * time.Second

// features are what this machine allows, each found by trying it.
type features struct {
	limits    bool // the helper can set them
	files     bool // Landlock
	filter    bool // seccomp
	namespace bool // PID and IPC namespaces, as root or with user namespaces
	pidMax    bool // of the own PID namespace
}

var probed struct {
	sync.Mutex
	known *features
}

// available tries what there is, once. What it could not find out, for instance
// because the machine was busy, is an error, and tried again the next time: no
// answer is not taken for a no.
func available() (f features, err error) {
	probed.Lock()
	defer probed.Unlock()
	if probed.known != nil {
		return *probed.known, nil
	}
	if f, err = probe(); err == nil {
		probed.known = &f
	}
	return f, err
}

func probe() (f features, err error) {
	runtime.LockOSThread() // whose end would be the end of what it started
	defer runtime.UnlockOSThread()
	if helper.Raised() {
		return f, errors.New("this server is setuid, setgid or has file capabilities, where the helper obeys nobody (InsecureNoLimits goes without it)")
	}
	orders := helper.Orders{Memory: 1 << 40, CPU: 10, FileSize: 1 << 20, Files: 64, Probe: true}
	if f.limits, err = try(orders, false, nil); err != nil || !f.limits {
		return f, err
	}
	filtered, ruled, bounded := orders, orders, orders
	filtered.Filter, ruled.Rules, bounded.PIDMax = true, true, leastPIDs
	if helper.Filters() {
		if f.filter, err = try(filtered, false, nil); err != nil {
			return f, err
		}
	}
	if rules, problem := emptyRuleset(); problem == nil {
		f.files, err = try(ruled, false, rules)
		rules.Close()
		if err != nil {
			return f, err
		}
	}
	if f.namespace, err = try(orders, true, nil); err != nil {
		return f, err
	}
	if f.namespace && os.Geteuid() == 0 && perNamespace() {
		f.pidMax, err = try(bounded, true, nil)
	}
	return f, err
}

// try starts the helper without a program, and reports whether it could do what
// it was told. An error is no answer: the helper did not get that far.
func try(orders helper.Orders, namespace bool, rules *os.File) (works bool, err error) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return false, err
	}
	defer null.Close()
	p, err := startHelper(orders, []string{"probe"}, &os.ProcAttr{Env: []string{}, Files: []*os.File{null, null, null}, Sys: attributes(namespace)}, null, rules)
	if err != nil {
		if namespace && !scarce(err) {
			return false, nil
		}
		return false, err
	}
	late := time.AfterFunc(probeTime, p.kill)
	code, complaint := p.wait()
	switch {
	case !late.Stop():
		return false, fmt.Errorf("the helper did not end within %v", probeTime)
	case code == 0 && complaint == nil:
		return true, nil
	case code == helper.Failed, namespace, orders.Filter, orders.Rules:
		return false, nil
	}
	return false, fmt.Errorf("the server did not become the helper (status %d): is an init function in the way, or a limit of processes?", code)
}

// scarce reports whether a process was not started for want of something that
// the next one may find: it says nothing about what the system allows.
func scarce(err error) bool {
	for _, errno := range []error{syscall.EAGAIN, syscall.ENOMEM, syscall.EMFILE, syscall.ENFILE} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

// perNamespace reports whether pid_max is about a namespace (Linux 6.14) and
// not about the machine.
func perNamespace() bool {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return false
	}
	parts := strings.SplitN(unix.ByteSliceToString(name.Release[:]), ".", 3)
	if len(parts) < 2 {
		return false
	}
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(strings.TrimRight(parts[1], "-+abcdefghijklmnopqrstuvwxyz"))
	return err1 == nil && err2 == nil && (major > 6 || major == 6 && minor >= 14)
}

// isolation finds what there is for a Config. Without the helper, it does not
// matter whether it works.
func isolation(c Config) (i Isolation, err error) {
	have, err := available()
	if c.InsecureNoLimits {
		return Isolation{Processes: have.namespace}, nil
	}
	if err != nil {
		return i, fmt.Errorf("command: it is not known what this system isolates: %w", err)
	}
	return Isolation{Processes: have.namespace, Limits: have.limits, Files: have.files, Network: have.filter}, nil
}
