//go:build !unix

package bench

import "time"

var began = time.Now()

func cpuTime() time.Duration { return time.Since(began) }
