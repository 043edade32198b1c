package command

import (
	"debug/elf"
	"io"
	"os"
	"strings"
	"syscall"
)

func executable(magic [4]byte) bool { return string(magic[:]) == elf.ELFMAG }

// changed returns when the file or its inode was last changed.
func changed(info os.FileInfo) syscall.Timespec { return info.Sys().(*syscall.Stat_t).Ctim }

// loader returns the path of the program's dynamic loader, or "" if it has none.
func loader(file *os.File) string {
	f, err := elf.NewFile(file)
	if err != nil {
		return ""
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP && p.Filesz < 4096 {
			name, err := io.ReadAll(p.Open())
			if err != nil {
				return ""
			}
			return strings.TrimRight(string(name), "\x00")
		}
	}
	return ""
}
