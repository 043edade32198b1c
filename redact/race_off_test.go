//go:build !race

package redact_test

const raceAllocations = 0
