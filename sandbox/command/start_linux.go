package command

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sandbox/command/internal/helper"
)

const self = "/proc/self/exe"

// leastPIDs is the least that the kernel takes for pid_max.
const leastPIDs = 301

// A cage is how a program is started.
type cage struct {
	rules  *os.File       // nil: files are not restricted
	orders *helper.Orders // nil: without the helper
}

func (c cage) close() {
	if c.rules != nil {
		c.rules.Close()
	}
}

// attributes of every process: a session of its own, without a terminal, and
// dead with this process.
func attributes(namespace bool) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	if !namespace {
		return a
	}
	a.Cloneflags = syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC
	if uid, gid := os.Geteuid(), os.Getegid(); uid != 0 {
		a.Cloneflags |= syscall.CLONE_NEWUSER
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}}
	}
	return a
}

// build prepares what does not change from call to call, and tries it.
func (r *Runner) build(b *bound) (err error) {
	if !r.isolation.Limits {
		return nil
	}
	have, err := available()
	if err != nil {
		return err
	}
	l, writes, root := r.config.Limits, len(b.spec.Write) > 0, os.Geteuid() == 0
	orders := &helper.Orders{
		Memory: uint64(l.Memory), CPU: uint64((l.CPU + time.Second - 1) / time.Second), FileSize: uint64(l.FileSize), Files: uint64(l.Files),
		Rules: r.isolation.Files, Filter: r.isolation.Network, Network: b.spec.Network, Write: writes,
	}
	if root {
		orders.Keep = 1 << unix.CAP_DAC_READ_SEARCH
	}
	if root && writes && r.isolation.Files {
		orders.Keep |= 1 << unix.CAP_DAC_OVERRIDE
	}
	switch {
	case have.pidMax:
		orders.PIDMax = uint64(max(l.Processes, leastPIDs))
	case have.namespace && !root:
		orders.Processes = uint64(l.Processes)
	}
	b.cage.orders = orders
	if orders.Rules {
		if b.cage.rules, err = ruleset(b, r.dir); err != nil {
			return err
		}
	}
	return r.rehearse(b)
}

// rehearse does all that a call does but the last step. What would fail every
// call, such as a limit of the server's own, fails New.
func (r *Runner) rehearse(b *bound) error {
	b.cage.orders.Probe = true
	defer func() { b.cage.orders.Probe = false }()
	ctx, cancel := context.WithTimeout(context.Background(), probeTime)
	defer cancel()
	out, err := r.run(ctx, b, []string{b.spec.Name})
	if denial, ok := errors.AsType[*guard.Denial](err); ok && denial.Unwrap() != nil {
		return fmt.Errorf("it cannot be started here: %w", denial.Unwrap())
	}
	if err == nil && out.ExitCode != 0 {
		err = fmt.Errorf("it cannot be started here: the helper ended with status %d", out.ExitCode)
	}
	return err
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
	attr := &os.ProcAttr{Dir: r.folder(), Env: b.env, Files: []*os.File{r.null, stdout, stderr}, Sys: attributes(r.isolation.Processes)}
	if b.cage.orders != nil {
		return startHelper(*b.cage.orders, argv, attr, b.program.file, b.cage.rules)
	}
	// No descriptor is to reach the program that this process inherited, or
	// that somebody opened without close-on-exec.
	if err := helper.CloseOnExec(); err != nil {
		return nil, err
	}
	p, err := os.StartProcess(fdPath(b.program.file), argv, attr)
	return &process{Process: p}, err
}

// startHelper starts this program again, to become another one.
func startHelper(orders helper.Orders, argv []string, attr *os.ProcAttr, program, rules *os.File) (*process, error) {
	token := rand.Text()
	told, err := orderPipe(orders.Encode(token))
	if err != nil {
		return nil, err
	}
	defer told.Close()
	status, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer write.Close()
	attr.Files = append(attr.Files, told, write, program)
	if rules != nil {
		attr.Files = append(attr.Files, rules)
	}
	p := &process{status: status}
	if p.Process, err = os.StartProcess(self, append([]string{helper.Name, token}, argv...), attr); err != nil {
		status.Close()
		return nil, err
	}
	return p, nil
}

// orderPipe returns the end of a pipe that orders can be read from: they are
// shorter than what a pipe holds.
func orderPipe(text string) (*os.File, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer write.Close()
	if _, err := write.WriteString(text); err != nil {
		read.Close()
		return nil, err
	}
	return read, nil
}

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
	if adopts() {
		p.bury()
	}
	return state.ExitCode(), p.complaint()
}

// adopts reports whether orphans become children of this process: it is the
// first one of a container, or asked for them.
func adopts() bool {
	var asked int32
	err := unix.Prctl(unix.PR_GET_CHILD_SUBREAPER, uintptr(unsafe.Pointer(&asked)), 0, 0, 0)
	return os.Getpid() == 1 || err == nil && asked != 0
}

// bury takes the exit status of what was left of the group and killed. The
// group's number is not given away as long as one of them has it.
func (p *process) bury() {
	for {
		if _, err := unix.Wait4(-p.Pid, nil, 0, nil); err != nil && !errors.Is(err, unix.EINTR) {
			return
		}
	}
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
