package ratelimit_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/ratelimit"
)

func benchmark(b *testing.B, l guard.Limiter, calls []*guard.Call) {
	ctx := b.Context()
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		release, _ := l.Limit(ctx, calls[i])
		if release != nil {
			release()
		}
		if i++; i == len(calls) {
			i = 0
		}
	}
}

func callers(n int) []*guard.Call {
	calls := make([]*guard.Call, n)
	for i := range calls {
		calls[i] = call("https://idp.example", fmt.Sprint("user-", i), "read_file")
	}
	return calls
}

func BenchmarkCallOfOneKeyExact(b *testing.B) {
	benchmark(b, ratelimit.Per(100, time.Microsecond), callers(1))
}

func BenchmarkCallOfOneKeyCoarse(b *testing.B) {
	benchmark(b, ratelimit.Per(1000, time.Microsecond), callers(1))
}

func BenchmarkCallOf10kKeysExact(b *testing.B) {
	benchmark(b, ratelimit.Per(128, 100*time.Millisecond), callers(10_000))
}

func BenchmarkCallOf10kKeysCoarse(b *testing.B) {
	benchmark(b, ratelimit.Per(1000, time.Second), callers(10_000))
}

func BenchmarkCallRefused(b *testing.B) {
	benchmark(b, ratelimit.Per(1, time.Hour), callers(1))
}

func BenchmarkCallOfThreeLimits(b *testing.B) {
	benchmark(b, ratelimit.All(ratelimit.PerCaller(100, time.Microsecond), ratelimit.Per(100, time.Microsecond), ratelimit.Concurrent(4)), callers(1))
}
