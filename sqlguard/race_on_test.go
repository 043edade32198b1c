//go:build race

package sqlguard_test

const raceDetector = true
