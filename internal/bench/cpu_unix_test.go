//go:build unix

package bench

import (
	"syscall"
	"time"
)

// cpuTime is what this process has used: other work on the machine does not
// count.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
