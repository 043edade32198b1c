package redact

import (
	"math/rand/v2"
	"testing"
)

// slowLuhn is luhn a digit at a time.
func slowLuhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	return sum%10 == 0
}

func TestLuhnOfEveryLength(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for n := range 3 * 8 {
		d := make([]byte, n)
		passed := 0
		for range 2000 {
			for i := range d {
				d[i] = byte('0' + r.IntN(10))
			}
			want := slowLuhn(string(d))
			if got := luhn(string(d)); got != want {
				t.Fatalf("luhn(%q) = %t, want %t", d, got, want)
			}
			if want {
				passed++
			}
		}
		if n > 0 && (passed < 100 || passed > 400) { // one in ten
			t.Errorf("%d of 2000 numbers of %d digits pass", passed, n)
		}
	}
}
