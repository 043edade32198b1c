package helper

import "golang.org/x/sys/unix"

// Calls that newer architectures do without.
var (
	aboutFilesBefore   = []uint32{unix.SYS_CHMOD, unix.SYS_CHOWN, unix.SYS_LCHOWN, unix.SYS_UTIME, unix.SYS_UTIMES, unix.SYS_FUTIMESAT}
	modeArgumentBefore = map[uint32]uint32{unix.SYS_CHMOD: 1}
)
