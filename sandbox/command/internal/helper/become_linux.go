package helper

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// failed is the exit status of a helper that could not do what it was told.
const failed = 125

func init() {
	if len(os.Args) < 3 || os.Args[0] != Name {
		return
	}
	runtime.LockOSThread() // what is given up below is given up by a thread
	step, err := become(os.Args[1], os.Args[2:])
	_, _ = unix.Write(StatusFD, []byte(step+": "+err.Error()))
	os.Exit(failed)
}

// become gives up what the orders say and starts the program. It returns only
// if it could not.
func become(orders string, argv []string) (step string, err error) {
	o, ok := decode(orders)
	if !ok {
		return "orders", unix.EINVAL
	}
	if err := unix.CloseRange(3, ^uint(0), unix.CLOSE_RANGE_CLOEXEC); err != nil {
		return "close_range", err
	}
	args, err := syscall.SlicePtrFromStrings(argv)
	if err != nil {
		return "argv", err
	}
	env, err := syscall.SlicePtrFromStrings(os.Environ())
	if err != nil {
		return "environment", err
	}
	filter := seccomp(o.Network)
	for _, part := range []struct {
		step string
		do   func() error
	}{
		{"pid_max", func() error { return limitPIDs(o.PIDMax) }},
		{"capabilities", func() error { return dropCapabilities(o.Root) }},
		{"no_new_privs", func() error { return unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) }},
		{"landlock", func() error { return restrict(o.Rules) }},
		{"seccomp", func() error { return install(filter) }},
		{"limits", func() error { return limit(o) }},
	} {
		if err := part.do(); err != nil {
			return part.step, err
		}
	}
	if o.Probe {
		os.Exit(0)
	}
	empty := [1]byte{}
	_, _, errno := unix.RawSyscall6(unix.SYS_EXECVEAT, ProgramFD, uintptr(unsafe.Pointer(&empty[0])), uintptr(unsafe.Pointer(&args[0])),
		uintptr(unsafe.Pointer(&env[0])), unix.AT_EMPTY_PATH, 0)
	return "exec", errno
}

// limitPIDs bounds the processes of the own PID namespace. Before Linux 6.14
// the file is about the whole machine: who gives the order has to know.
func limitPIDs(most uint64) error {
	if most == 0 {
		return nil
	}
	fd, err := unix.Open("/proc/sys/kernel/pid_max", unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	_, err = unix.Write(fd, []byte(strconv.FormatUint(most, 10)))
	return err
}

// dropCapabilities leaves a root user the right to read and write files of
// others, which Landlock bounds, and nothing else.
func dropCapabilities(root bool) error {
	if !root {
		return nil
	}
	for c := uintptr(0); c <= unix.CAP_LAST_CAP+8; c++ {
		if c == unix.CAP_DAC_OVERRIDE || c == unix.CAP_DAC_READ_SEARCH {
			continue
		}
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0); err != nil && err != unix.EINVAL { // EINVAL: this kernel has fewer
			return err
		}
	}
	return nil
}

func restrict(rules bool) error {
	if !rules {
		return nil
	}
	if _, _, errno := unix.RawSyscall(unix.SYS_LANDLOCK_RESTRICT_SELF, RulesFD, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

// limit comes last: an address space that is smaller than what the Go runtime
// has already does not let it grow.
func limit(o Orders) error {
	for _, l := range []struct {
		resource int
		max      uint64
	}{
		{unix.RLIMIT_CORE, 0}, {unix.RLIMIT_CPU, o.CPU}, {unix.RLIMIT_FSIZE, o.FileSize}, {unix.RLIMIT_NOFILE, o.Files},
		{unix.RLIMIT_NPROC, o.Processes}, {unix.RLIMIT_AS, o.Memory},
	} {
		if l.resource == unix.RLIMIT_NPROC && l.max == 0 {
			continue
		}
		want := unix.Rlimit{Cur: l.max, Max: l.max}
		if _, _, errno := unix.RawSyscall6(unix.SYS_PRLIMIT64, 0, uintptr(l.resource), uintptr(unsafe.Pointer(&want)), 0, 0, 0); errno != 0 {
			return errno
		}
	}
	return nil
}
