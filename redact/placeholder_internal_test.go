package redact

import (
	"strconv"
	"testing"
)

func TestNumbersAreWrittenInFull(t *testing.T) {
	for power := 1; power <= 1e8; power *= 10 {
		for _, n := range []int{power, power + 1, 2*power - 1, power*10 - 1, power * 7 / 3} {
			if got, want := string(appendNumbered([]byte("a"), Email, n)), "a[EMAIL_"+strconv.Itoa(n)+"]"; got != want {
				t.Errorf("appendNumbered of %d = %q, want %q", n, got, want)
			}
		}
	}
	for n := range 100_000 {
		if got, want := string(appendNumbered(nil, Card, n)), "[CARD_"+strconv.Itoa(n)+"]"; got != want {
			t.Fatalf("appendNumbered of %d = %q, want %q", n, got, want)
		}
	}
}
