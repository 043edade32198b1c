//go:build !amd64

package helper

// Calls of an older convention: this architecture has none that the filter is
// about.
var (
	aboutFilesBefore   []uint32
	modeArgumentBefore map[uint32]uint32
)
