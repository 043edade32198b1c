package command

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Isolation says what the system does to keep a program in. Runner.Isolation
// reports what there is, Config.Require what there has to be.
//
// Each layer is tried on its own when the first Runner is made. A layer that
// the system refuses is left out; where it cannot be found out, New fails.
type Isolation struct {
	// Processes: no process that the program started survives the call,
	// not even one in a session of its own, and no shared memory of System
	// V. Without it, processes that leave the program's group survive.
	// Linux, with PID and IPC namespaces, as root or where users may make
	// user namespaces.
	Processes bool
	// Limits: the Limits are set before the program starts, or the
	// server's own where those are lower; it cannot gain privileges, and
	// keeps no capability. As root it keeps CAP_DAC_READ_SEARCH, to read
	// what others own, and with Spec.Write, where Files holds,
	// CAP_DAC_OVERRIDE. Linux.
	Limits bool
	// Files: the program can open files of Config.Dir, of the system's own
	// folders and of Spec.Read and Spec.Write, and no others, and start
	// itself and what Spec.Exec names. Linux with Landlock, which is not
	// about the modes, owners, times and attributes of files: where
	// Network holds, a program without Spec.Write cannot change those, and
	// one with it can, also of files outside that belong to its user; but
	// it makes nothing setuid or setgid.
	Files bool
	// Network: without Spec.Network the program cannot make a socket, and
	// system calls that lead out of a cage are refused (Seccomp). Linux on
	// amd64 and arm64.
	Network bool
}

// lacks names what is required and not there.
func (have Isolation) lacks(required Isolation) error {
	var missing []string
	for _, row := range []struct {
		name           string
		required, have bool
	}{
		{"Processes", required.Processes, have.Processes},
		{"Limits", required.Limits, have.Limits},
		{"Files", required.Files, have.Files},
		{"Network", required.Network, have.Network},
	} {
		if row.required && !row.have {
			missing = append(missing, row.name)
		}
	}
	if missing == nil {
		return nil
	}
	return fmt.Errorf("command: Require: this system does not isolate %s", strings.Join(missing, ", "))
}

// Limits bound what one program may use. They hold where Isolation.Limits does,
// for each process that the program starts on its own.
type Limits struct {
	// Memory is the address space in bytes, from 16 MiB. Zero means 2 GiB.
	Memory int64
	// CPU is the processor time, in whole seconds. Zero means
	// Config.Timeout.
	CPU time.Duration
	// FileSize is the size of a file that it may write, in bytes. Zero
	// means 64 MiB.
	FileSize int64
	// Files is how many files it may have open, from 8. Zero means 256.
	Files int
	// Processes is how many processes and threads it may have, altogether.
	// It holds in a namespace only (Isolation.Processes); as root it needs
	// Linux 6.14, and is never less than 301. Zero means 128.
	Processes int
}

func (l Limits) withDefaults(timeout time.Duration) Limits {
	if l.Memory == 0 {
		l.Memory = 2 << 30
	}
	if l.CPU == 0 {
		l.CPU = timeout
	}
	if l.FileSize == 0 {
		l.FileSize = 64 << 20
	}
	if l.Files == 0 {
		l.Files = 256
	}
	if l.Processes == 0 {
		l.Processes = 128
	}
	return l
}

// What is less is no limit, but no program: not even true(1) can be started.
const (
	leastMemory = 16 << 20
	leastFiles  = 8
)

func (l Limits) problem() error {
	switch {
	case l.Memory < 0, l.CPU < 0, l.FileSize < 0, l.Files < 0, l.Processes < 0:
		return errors.New("command: one of the Limits is negative")
	case l.Memory > 0 && l.Memory < leastMemory:
		return fmt.Errorf("command: Limits.Memory: nothing can start with less than %d bytes", leastMemory)
	case l.Files > 0 && l.Files < leastFiles:
		return fmt.Errorf("command: Limits.Files: nothing can start with fewer than %d", leastFiles)
	}
	return nil
}
