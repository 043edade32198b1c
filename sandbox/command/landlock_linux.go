package command

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// abi returns the version of Landlock that the kernel has; 0 means none.
var abi = sync.OnceValue(func() int {
	version, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(version)
})

const (
	accessExec  = unix.LANDLOCK_ACCESS_FS_EXECUTE
	accessRead  = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	accessWrite = accessRead | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_REMOVE_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE |
		unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_MAKE_SYM |
		unix.LANDLOCK_ACCESS_FS_REFER | unix.LANDLOCK_ACCESS_FS_TRUNCATE
	// onFiles are the rights that a rule about a file may name.
	onFiles = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE |
		unix.LANDLOCK_ACCESS_FS_TRUNCATE | unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
)

// handled returns all rights that a version of Landlock knows about. What is
// handled and not granted is refused.
func handled(version int) uint64 {
	last := map[bool]uint{true: 12}[version >= 1]
	for _, step := range []struct {
		version int
		bit     uint
	}{{2, 13}, {3, 14}, {5, 15}} {
		if version >= step.version {
			last = step.bit
		}
	}
	return 1<<(last+1) - 1
}

// What every program may read: libraries and data of the system, no
// configuration but what finds the libraries, no other user's files.
var (
	systemRead  = words("/usr /lib /lib32 /lib64 /libx32 /etc/ld.so.cache /etc/ld.so.preload /etc/ld-musl-x86_64.path /etc/localtime /etc/locale.alias /dev/zero /dev/random /dev/urandom")
	networkRead = words("/etc/resolv.conf /etc/hosts /etc/host.conf /etc/nsswitch.conf /etc/gai.conf /etc/services /etc/ssl /etc/ca-certificates /etc/pki /run/systemd/resolve")
)

// ruleset prepares what a program may open. It refers to files as they are now,
// whatever happens to their names. The file is to be passed to the helper.
func ruleset(b *bound, dir *os.File) (*os.File, error) {
	rules, err := newRuleset(b.spec.Network)
	if err != nil {
		return nil, err
	}
	if err := fill(rules, handled(abi()), b, dir); err != nil {
		rules.Close()
		return nil, err
	}
	return rules, nil
}

// emptyRuleset grants nothing. It is an error where there is no Landlock.
func emptyRuleset() (*os.File, error) {
	if abi() == 0 {
		return nil, unix.ENOSYS
	}
	return newRuleset(false)
}

func newRuleset(network bool) (*os.File, error) {
	version := abi()
	attr := unix.LandlockRulesetAttr{Handled_access_fs: handled(version)}
	size := unsafe.Sizeof(attr.Handled_access_fs)
	if version >= 4 {
		size += unsafe.Sizeof(attr.Handled_access_net)
		if !network {
			attr.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
		}
	}
	if version >= 6 {
		size += unsafe.Sizeof(attr.Scoped)
		attr.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL
	}
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), size, 0)
	if errno != 0 {
		return nil, fmt.Errorf("landlock: %w", errno)
	}
	return os.NewFile(fd, "landlock"), nil
}

func fill(rules *os.File, all uint64, b *bound, dir *os.File) error {
	s := b.spec
	read := slices.Clone(systemRead)
	if s.Network {
		read = append(read, networkRead...)
	}
	var exec []string
	for _, p := range append([]*program{b.program}, b.exec...) {
		exec = append(exec, fdPath(p.file))
		if l := loader(p.file); l != "" {
			exec = append(exec, l)
		}
	}
	for _, group := range []struct {
		paths  []string
		access uint64
		must   bool
	}{
		{read, accessRead, false},
		{[]string{"/dev/null"}, accessRead | unix.LANDLOCK_ACCESS_FS_WRITE_FILE, false},
		{exec, accessExec | accessRead, true},
		{[]string{fdPath(dir)}, accessRead, true},
		{s.Read, accessRead, true},
		{s.Write, accessWrite, true},
		{s.profile.exec, accessExec | accessRead, false},
	} {
		for _, path := range group.paths {
			if err := addRule(rules, path, group.access&all); err != nil && group.must {
				return fmt.Errorf("landlock: %s: %w", path, err)
			}
		}
	}
	return nil
}

func addRule(rules *os.File, path string, access uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return err
	}
	if stat.Mode&unix.S_IFMT != unix.S_IFDIR {
		access &= onFiles
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: access, Parent_fd: int32(fd)}
	if _, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, rules.Fd(), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0); errno != 0 {
		return errno
	}
	return nil
}
