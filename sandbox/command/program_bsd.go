//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package command

import "os"

// executable knows ELF, and the four forms of Mach-O.
func executable(magic [4]byte) bool {
	switch string(magic[:]) {
	case "\x7fELF", "\xcf\xfa\xed\xfe", "\xfe\xed\xfa\xcf", "\xca\xfe\xba\xbe", "\xce\xfa\xed\xfe":
		return true
	}
	return false
}

// changed returns when the file was last modified. With its inode, size and
// mode this finds a replaced program; it does not find one that was changed in
// place by somebody who sets the time back.
func changed(info os.FileInfo) int64 { return info.ModTime().UnixNano() }
