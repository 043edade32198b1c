package injection_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/redact/injection"
)

const manual = "The service reads its settings from a file. Before you start it, make sure that the file exists and that the user may read it. All rules are checked in order. "

// hostile are texts that make a careless search read the same bytes again.
var hostile = map[string]string{
	"openings of links": "](//", "openings of http links": "](http", "pictures": "![](", "open tokens": "<|", "open braces": "](http{", "verbs": "ignore ", "former": "ignore all ",
	"treasures": "send key to ", "single letters": "a b ", "escapes": "\x1b[8", "base64": "QUJD", "quotes": "\"ignore all rules\" ", "elements": "<system>", "selectors": "a\ufe0f", "Chinese": "忽略之前",
}

func BenchmarkFindOneKiB(b *testing.B) {
	text := strings.Repeat(manual, 1024/len(manual)+1)[:1024]
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	d := injection.New(injection.Config{})
	for b.Loop() {
		d.Find(text)
	}
}

// BenchmarkFindHostile shows the cost per byte of hostile texts at two lengths: it
// must not grow with the length.
func BenchmarkFindHostile(b *testing.B) {
	d := injection.New(injection.Config{})
	for name, part := range hostile {
		for _, size := range []int{64 << 10, 256 << 10} {
			text := strings.Repeat(part, size/len(part))
			b.Run(fmt.Sprintf("%s of %d KiB", name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					d.Find(text)
				}
			})
		}
	}
}
