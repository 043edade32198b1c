package redact_test

import (
	"slices"
	"testing"

	"github.com/mcpcordon/mcpcordon/redact"
)

func TestFound(t *testing.T) {
	f := redact.Default()
	for _, r := range slices.Concat(positives, evasions) {
		t.Run(r.name, func(t *testing.T) {
			got := f.String(r.text)
			if got != r.want {
				t.Errorf("String(%q) = %q, want %q", r.text, got, r.want)
			}
			if again := f.String(got); again != got {
				t.Errorf("String(%q) = %q, want no change", got, again)
			}
		})
	}
}

func TestLookalikesStay(t *testing.T) {
	f := redact.Default()
	for _, r := range lookalikes {
		t.Run(r.name, func(t *testing.T) {
			if got := f.String(r.text); got != r.text {
				t.Errorf("String(%q) = %q, want no change", r.text, got)
			}
		})
	}
}

// TestOneKindAlone proves that the other kinds' values pass when they are not
// asked for, and that the rows of a kind need no other.
func TestOneKindAlone(t *testing.T) {
	values := map[redact.Kind]string{
		redact.Email: "alice@example.com", redact.SSN: "219-45-6789", redact.Card: "4111111111111111",
		redact.APIKey: githubToken, redact.PrivateKey: pem,
	}
	for on := range values {
		f, err := redact.New(redact.Config{Kinds: []redact.Kind{on}})
		if err != nil {
			t.Fatalf("New(%v): %v", on, err)
		}
		for k, value := range values {
			want := value
			if k == on {
				want = "[" + string(k) + "_1]"
			}
			if got := f.String(value); got != want {
				t.Errorf("with %v alone: String(%q) = %q, want %q", on, value, got, want)
			}
		}
	}
}
