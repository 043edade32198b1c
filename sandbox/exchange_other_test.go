//go:build !linux

package sandbox_test

import "os"

// exchange gives two files each other's name, one after the other.
func exchange(a, b, spare string) {
	for _, step := range [][2]string{{a, spare}, {b, a}, {spare, b}} {
		_ = os.Rename(step[0], step[1])
	}
}
