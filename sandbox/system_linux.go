package sandbox

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// openSystem opens a root with what this machine has.
func openSystem(path string, mounts bool) (system, error) {
	if forced != "portable" {
		if k, ok, err := newKernel(path, mounts); ok || err != nil {
			return k, err
		}
	}
	return newPortable(path, mounts)
}

// opensUnder reports whether the kernel calls an open file by that path below
// the root. Where /proc is missing nothing can be known.
func opensUnder(root *os.Root, file *os.File, path string) error {
	top, err := root.Open(".")
	if err != nil {
		return err
	}
	defer top.Close()
	folder, err := procName(top)
	if err != nil {
		return err
	}
	name, err := procName(file)
	if err != nil {
		return err
	}
	rest, ok := strings.CutPrefix(name, strings.TrimSuffix(folder, "/"))
	if rest = strings.TrimPrefix(rest, "/"); rest == "" {
		rest = "."
	}
	if !ok || rest != path {
		return errBusy
	}
	return nil
}

func procName(file *os.File) (string, error) {
	raw, err := file.SyscallConn()
	if err != nil {
		return "", err
	}
	var name string
	failed := raw.Control(func(fd uintptr) {
		name, err = os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd))
	})
	if failed != nil || err != nil || !strings.HasPrefix(name, "/") {
		return "", errNoName
	}
	return name, nil
}

const (
	flagsFile   = unix.O_NONBLOCK | unix.O_NOCTTY
	flagsFolder = unix.O_DIRECTORY | unix.O_NONBLOCK
)
