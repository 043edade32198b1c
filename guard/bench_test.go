package guard_test

import (
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
)

func BenchmarkDecode(b *testing.B) {
	for name, raw := range map[string]string{
		"ThreeArguments": `{"path":"docs/notes.txt","limit":20,"recursive":true}`,
		"OneKiB":         `{"path":"docs/notes.txt","text":"` + strings.Repeat("lorem ipsum ", 82) + `"}`,
	} {
		b.Run(name, func(b *testing.B) {
			data := []byte(raw)
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := guard.Decode(data, guard.Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkHandle is one call through every step, with ports that do nothing.
func BenchmarkHandle(b *testing.B) {
	policy := pathPolicy(&ports{}, &journal{})
	policy.Limit = limiter(benchLimit)
	policy.Record = guard.RecorderFunc(benchRecord)
	g := mustNew(b, policy)
	call := toolCall(b, `{"path":"docs/notes.txt"}`)
	b.ReportAllocs()
	for b.Loop() {
		copied := *call
		if _, err := g.Handle(b.Context(), &copied, okHandler); err != nil {
			b.Fatal(err)
		}
	}
}
