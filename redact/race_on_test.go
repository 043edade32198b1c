//go:build race

package redact_test

// raceAllocations is what the race detector itself allocates at most.
const raceAllocations = 2
