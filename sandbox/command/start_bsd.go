//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package command

import (
	"os"
	"sync"
	"syscall"
)

// A cage is how a program is started: here, no more than in a session of its own.
type cage struct{}

func (cage) close() {}

func isolation(Config) (Isolation, error) { return Isolation{}, nil }

func (r *Runner) build(*bound) error { return nil }

// folder is the path of the folder: there is none that leads to an open one.
func (r *Runner) folder() string { return r.config.Dir }

// A process is a started program.
type process struct {
	*os.Process
	mu   sync.Mutex
	over bool
}

// start starts the program. Between the last look at the file and its start,
// only root and the server's own user can exchange it.
func (r *Runner) start(b *bound, argv []string, stdout, stderr *os.File) (*process, error) {
	p, err := os.StartProcess(b.program.path, argv, &os.ProcAttr{
		Dir: r.folder(), Env: b.env, Files: []*os.File{r.null, stdout, stderr}, Sys: &syscall.SysProcAttr{Setsid: true},
	})
	return &process{Process: p}, err
}

// kill ends the process and its group.
func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.over {
		_ = syscall.Kill(-p.Pid, syscall.SIGKILL)
	}
}

// wait waits for the end, kills what is left of the group and returns the exit
// status, or -1 after a signal. The group's number stays taken as long as one
// of its processes lives; if none does, there is nothing to kill, and the
// number is not given away that soon.
func (p *process) wait() (code int, err error) {
	state, err := p.Wait()
	p.kill()
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
	if err != nil {
		return -1, err
	}
	return state.ExitCode(), nil
}
