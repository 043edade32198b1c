package helper

import (
	"maps"
	"runtime"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// architectures are those whose system call conventions the filter knows, with
// the number that the kernel gives them.
var architectures = map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}

// Filters reports whether Seccomp filters work on this architecture.
func Filters() bool { return architectures[runtime.GOARCH] != 0 }

// forbidden are system calls that no described program needs, and that others
// have left sandboxes with: io_uring makes sockets that no filter sees, a file
// in memory is a program that no rule names, and what System V's calls make
// outlives the program where it has no namespace of its own.
var forbidden = []uint32{
	unix.SYS_IO_URING_SETUP, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_GETFD, unix.SYS_BPF,
	unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD, unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_MOUNT, unix.SYS_UMOUNT2,
	unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_MOVE_MOUNT, unix.SYS_FSOPEN,
	unix.SYS_OPEN_TREE, unix.SYS_MOUNT_SETATTR, unix.SYS_KEXEC_LOAD, unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE,
	unix.SYS_MEMFD_CREATE, unix.SYS_SHMGET, unix.SYS_MSGGET, unix.SYS_SEMGET, unix.SYS_MQ_OPEN,
}

// aboutFiles change what a file is beside its content: mode, owner, times and
// attributes. No rule of Landlock is about them, so that they reach every file
// of the server's user, wherever it is.
var aboutFiles = append([]uint32{
	unix.SYS_FCHMOD, unix.SYS_FCHMODAT, unix.SYS_FCHMODAT2, unix.SYS_FCHOWN, unix.SYS_FCHOWNAT, unix.SYS_UTIMENSAT, unix.SYS_SETXATTR, unix.SYS_LSETXATTR,
	unix.SYS_FSETXATTR, unix.SYS_SETXATTRAT, unix.SYS_REMOVEXATTR, unix.SYS_LREMOVEXATTR, unix.SYS_FREMOVEXATTR, unix.SYS_REMOVEXATTRAT, unix.SYS_FILE_SETATTR,
}, aboutFilesBefore...)

// modeArgument says which argument of a call is a file's new mode.
var modeArgument = map[uint32]uint32{unix.SYS_FCHMOD: 1, unix.SYS_FCHMODAT: 2, unix.SYS_FCHMODAT2: 2}

// raising are the bits of a mode that let a program run as its owner or group.
const raising = unix.S_ISUID | unix.S_ISGID

// Offsets in struct seccomp_data.
const (
	offsetNumber = 0
	offsetArch   = 4
	offsetFirst  = 16 // the low half of the first argument
)

const (
	allow = unix.SECCOMP_RET_ALLOW
	fail  = unix.SECCOMP_RET_ERRNO
	load  = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
	equal = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
	ret   = unix.BPF_RET | unix.BPF_K
)

// seccomp returns the filter: no forbidden call, no other convention, no new
// user namespace, and no socket, or with the network those of the internet
// only. Unix sockets lead to daemons that do as they are asked.
func seccomp(o Orders) []unix.SockFilter {
	arch := architectures[runtime.GOARCH]
	if arch == 0 || !o.Filter {
		return nil
	}
	f := []unix.SockFilter{
		{Code: load, K: offsetArch},
		{Code: equal, Jt: 1, K: arch},
		{Code: ret, K: unix.SECCOMP_RET_KILL_PROCESS},
		{Code: load, K: offsetNumber},
		// The x32 convention of amd64 has numbers of its own.
		{Code: unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K, Jf: 1, K: 0x40000000},
		{Code: ret, K: fail | uint32(unix.ENOSYS)},
	}
	refused := forbidden
	if o.Write {
		f = append(f, plainModes()...)
	} else {
		refused = slices.Concat(forbidden, aboutFiles)
	}
	for _, number := range refused {
		f = append(f, unix.SockFilter{Code: equal, Jf: 1, K: number}, unix.SockFilter{Code: ret, K: fail | uint32(unix.EPERM)})
	}
	f = append(f,
		// The flags of clone3 are out of sight: without it, libraries use clone.
		unix.SockFilter{Code: equal, Jf: 1, K: unix.SYS_CLONE3}, unix.SockFilter{Code: ret, K: fail | uint32(unix.ENOSYS)},
		unix.SockFilter{Code: equal, Jf: 4, K: unix.SYS_CLONE}, unix.SockFilter{Code: load, K: offsetFirst},
		unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, Jf: 1, K: unix.CLONE_NEWUSER},
		unix.SockFilter{Code: ret, K: fail | uint32(unix.EPERM)}, unix.SockFilter{Code: ret, K: allow},
		unix.SockFilter{Code: equal, Jt: 1, K: unix.SYS_SOCKET}, unix.SockFilter{Code: ret, K: allow},
		unix.SockFilter{Code: load, K: offsetFirst})
	if o.Network {
		for _, family := range []uint32{unix.AF_INET, unix.AF_INET6, unix.AF_NETLINK} {
			f = append(f, unix.SockFilter{Code: equal, Jf: 1, K: family}, unix.SockFilter{Code: ret, K: allow})
		}
	}
	return append(f, unix.SockFilter{Code: ret, K: fail | uint32(unix.EACCES)})
}

// plainModes refuses modes that make a file setuid or setgid.
func plainModes() (f []unix.SockFilter) {
	all := maps.Clone(modeArgument)
	maps.Copy(all, modeArgumentBefore)
	for number, argument := range all {
		f = append(f,
			unix.SockFilter{Code: equal, Jf: 4, K: number}, unix.SockFilter{Code: load, K: offsetFirst + 8*argument},
			unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, Jf: 1, K: raising},
			unix.SockFilter{Code: ret, K: fail | uint32(unix.EPERM)}, unix.SockFilter{Code: ret, K: allow})
	}
	return f
}

func install(filter []unix.SockFilter) error {
	if filter == nil {
		return nil
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if _, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&program))); errno != 0 {
		return errno
	}
	return nil
}
