package helper

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

func init() {
	if len(os.Args) < 1 || os.Args[0] != Name {
		return
	}
	if len(os.Args) < 3 || Raised() {
		os.Exit(Refused)
	}
	orders, ok := receive(os.Args[1])
	if !ok {
		os.Exit(Refused)
	}
	runtime.LockOSThread() // what is given up below is given up by a thread
	step, err := become(orders, os.Args[2:])
	_, _ = unix.Write(StatusFD, []byte(step+": "+err.Error()))
	os.Exit(Failed)
}

// atSecure is AT_SECURE of the auxiliary vector (getauxval(3)).
const atSecure = 23

// Raised reports whether this process has rights that who started it may not
// have: its file is setuid, setgid or has capabilities.
func Raised() bool {
	if os.Getuid() != os.Geteuid() || os.Getgid() != os.Getegid() {
		return true
	}
	vector, err := unix.Auxv()
	if err != nil {
		return true
	}
	for _, pair := range vector {
		if pair[0] == atSecure {
			return pair[1] != 0
		}
	}
	return false
}

// receive reads the orders. A server that was started by this name without the
// pipe has something else there, or nothing.
func receive(token string) (o Orders, ok bool) {
	var stat unix.Stat_t
	if unix.Fstat(OrdersFD, &stat) != nil || stat.Mode&unix.S_IFMT != unix.S_IFIFO {
		return o, false
	}
	var text [maxOrders]byte
	n, err := unix.Read(OrdersFD, text[:])
	if err != nil || n <= 0 {
		return o, false
	}
	return decode(string(text[:n]), token)
}

// become gives up what the orders say and starts the program. It returns only
// if it could not.
func become(o Orders, argv []string) (step string, err error) {
	if err := CloseOnExec(); err != nil {
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
	filter := seccomp(o)
	for _, part := range []struct {
		step string
		do   func() error
	}{
		{"pid_max", func() error { return limitPIDs(o.PIDMax) }},
		{"capabilities", func() error { return dropCapabilities(o.Keep) }},
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

// CloseOnExec makes sure that no descriptor but the first three reaches the
// next program. Kernels before Linux 5.11, and filters of some containers, do
// not know the call for it.
func CloseOnExec() error {
	if unix.CloseRange(3, ^uint(0), unix.CLOSE_RANGE_CLOEXEC) == nil {
		return nil
	}
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	for _, entry := range list {
		if fd, err := strconv.Atoi(entry.Name()); err == nil && fd > 2 {
			unix.CloseOnExec(fd)
		}
	}
	return nil
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

// dropCapabilities leaves those that are to be kept, if they are there. What
// cannot be taken out of the bounding set for want of CAP_SETPCAP cannot come
// back with no_new_privs either.
func dropCapabilities(keep uint64) error {
	for c := range uintptr(64) {
		there, err := unix.PrctlRetInt(unix.PR_CAPBSET_READ, c, 0, 0, 0)
		if err != nil { // this kernel has no more
			break
		}
		if there == 0 || keep>>c&1 != 0 {
			continue
		}
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0); err != nil && err != unix.EPERM {
			return err
		}
	}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var now [2]unix.CapUserData
	if err := unix.Capget(&header, &now[0]); err != nil {
		return err
	}
	for i := range now {
		left := uint32(keep >> (32 * i))
		now[i].Permitted &= left
		now[i].Effective, now[i].Inheritable = now[i].Permitted, 0
	}
	return unix.Capset(&header, &now[0]) // this empties the ambient set as well
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
// has already does not let it grow. A limit is never raised: an unprivileged
// process may not.
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
		var now unix.Rlimit
		if _, _, errno := unix.RawSyscall6(unix.SYS_PRLIMIT64, 0, uintptr(l.resource), 0, uintptr(unsafe.Pointer(&now)), 0, 0); errno != 0 {
			return errno
		}
		most := min(l.max, now.Max)
		want := unix.Rlimit{Cur: most, Max: most}
		if _, _, errno := unix.RawSyscall6(unix.SYS_PRLIMIT64, 0, uintptr(l.resource), uintptr(unsafe.Pointer(&want)), 0, 0, 0); errno != 0 {
			return errno
		}
	}
	return nil
}
