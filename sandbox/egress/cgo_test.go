//go:build cgo

package egress_test

func init() { libc = true }
