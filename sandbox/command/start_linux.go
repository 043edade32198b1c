package command

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mcpcordon/mcpcordon/sandbox/command/internal/helper"
)

const self = "/proc/self/exe"

// leastPIDs is the least that the kernel takes for pid_max.
const leastPIDs = 301

// A cage is how a program is started.
type cage struct {
	rules  *os.File // nil: files are not restricted
	orders string   // for the helper; empty: without it
}

func (c cage) close() {
	if c.rules != nil {
		c.rules.Close()
	}
}

// features are what this machine allows, found by trying it once.
type features struct {
	namespace bool // PID namespaces, as root or with user namespaces
	pidMax    bool // of the own PID namespace
	helper    bool
}

var available = sync.OnceValue(func() (f features) {
	root := os.Geteuid() == 0
	orders := helper.Orders{Memory: 1 << 40, CPU: 10, FileSize: 1 << 20, Files: 64, Root: root, Probe: true}
	f.helper = try(orders, false)
	if !f.helper {
		return f
	}
	f.namespace = try(orders, true)
	if f.namespace && root && perNamespace() {
		orders.PIDMax = leastPIDs
		f.pidMax = try(orders, true)
	}
	return f
})

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

// try starts the helper without a program.
func try(orders helper.Orders, namespace bool) bool {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer null.Close()
	p, err := os.StartProcess(self, []string{helper.Name, orders.Encode(), "probe"}, &os.ProcAttr{
		Env: []string{}, Files: []*os.File{null, null, null}, Sys: attributes(namespace),
	})
	if err != nil {
		return false
	}
	late := time.AfterFunc(5*time.Second, func() { _ = p.Kill() })
	defer late.Stop()
	state, err := p.Wait()
	return err == nil && state.Success()
}

func isolation(c Config) Isolation {
	have := available()
	i := Isolation{Processes: have.namespace}
	if have.helper && !c.InsecureNoLimits {
		i.Limits, i.Files, i.Network = true, abi() > 0, helper.Filters()
	}
	return i
}

// attributes of every process: a session of its own, without a terminal, and
// dead with this process.
func attributes(namespace bool) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	if !namespace {
		return a
	}
	a.Cloneflags = syscall.CLONE_NEWPID
	if uid, gid := os.Geteuid(), os.Getegid(); uid != 0 {
		a.Cloneflags |= syscall.CLONE_NEWUSER
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}}
	}
	return a
}

// build prepares what does not change from call to call.
func (r *Runner) build(b *bound) (c cage, err error) {
	if !r.isolation.Limits {
		return c, nil
	}
	l := r.config.Limits
	orders := helper.Orders{
		Memory: uint64(l.Memory), CPU: uint64((l.CPU + time.Second - 1) / time.Second), FileSize: uint64(l.FileSize), Files: uint64(l.Files),
		Rules: r.isolation.Files, Network: b.spec.Network, Root: os.Geteuid() == 0,
	}
	switch {
	case available().pidMax:
		orders.PIDMax = uint64(max(l.Processes, leastPIDs))
	case r.isolation.Processes && !orders.Root:
		orders.Processes = uint64(l.Processes)
	}
	c.orders = orders.Encode()
	if orders.Rules {
		c.rules, err = ruleset(b.spec, b.program, r.dir)
	}
	return c, err
}

// A process is a started program.
type process struct {
	*os.Process
	mu     sync.Mutex
	over   bool
	status *os.File // what the helper complains to; nil without it
}

// start starts a program. Its file and its folder are those that are held
// open, whatever their names lead to by now.
func (r *Runner) start(b *bound, argv []string, stdout, stderr *os.File) (*process, error) {
	p := &process{}
	attr := &os.ProcAttr{Dir: r.folder(), Env: b.env, Files: []*os.File{r.null, stdout, stderr}, Sys: attributes(r.isolation.Processes)}
	path := fdPath(b.program.file)
	if b.cage.orders != "" {
		read, write, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		defer write.Close()
		p.status = read
		attr.Files = append(attr.Files, write, b.program.file)
		if b.cage.rules != nil {
			attr.Files = append(attr.Files, b.cage.rules)
		}
		path, argv = self, append([]string{helper.Name, b.cage.orders}, argv...)
	} else if err := closeOnExec(); err != nil {
		return nil, err
	}
	var err error
	if p.Process, err = os.StartProcess(path, argv, attr); err != nil {
		return nil, errors.Join(err, p.complaint())
	}
	return p, nil
}

// closeOnExec makes sure that no descriptor reaches a program that this process
// inherited, or that somebody opened without close-on-exec. The helper does it
// for itself.
func closeOnExec() error { return unix.CloseRange(3, ^uint(0), unix.CLOSE_RANGE_CLOEXEC) }

// folder is a path to the folder that is held open.
func (r *Runner) folder() string { return fdPath(r.dir) }

// fdPath is a path that leads to an open file, in this process and in one that
// it starts.
func fdPath(f *os.File) string { return "/proc/self/fd/" + strconv.Itoa(int(f.Fd())) }

// kill ends the process, its group and, as it is the first of its namespace,
// everything in that.
func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.over {
		_ = unix.Kill(-p.Pid, unix.SIGKILL)
		_ = p.Kill()
	}
}

// wait waits for the end, kills what is left of the group and returns the exit
// status, or -1 after a signal. The group is killed while its number is still
// taken by the process.
func (p *process) wait() (code int, err error) {
	for {
		err = unix.Waitid(unix.P_PID, p.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	p.kill()
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
	state, err := p.Wait()
	if err != nil {
		return -1, errors.Join(err, p.complaint())
	}
	return state.ExitCode(), p.complaint()
}

// complaint returns what the helper could not do.
func (p *process) complaint() error {
	if p.status == nil {
		return nil
	}
	defer p.status.Close()
	var text [256]byte
	_ = p.status.SetReadDeadline(time.Now().Add(grace))
	if n, _ := p.status.Read(text[:]); n > 0 {
		return fmt.Errorf("the helper failed: %s", text[:n])
	}
	return nil
}
