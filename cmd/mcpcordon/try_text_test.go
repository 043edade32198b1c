package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTryTextWithAPolicy(t *testing.T) {
	policy := filepath.Join(t.TempDir(), "policy.json")
	if err := os.WriteFile(policy, []byte(`{"redact":{"a":{"actions":{"CARD":"mask"}},"b":{"kinds":["EMAIL"]}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	const text = "a@b.io 4111111111111111"
	for _, row := range []struct{ entry, want, complaint string }{
		{"a", "[EMAIL_1] [CARD:****1111]", ""}, {"b", "[EMAIL_1] 4111111111111111", ""}, {"none", "", "no entry"},
	} {
		status, out, complaint := run(t, text, "try", "text", "-plain", "-policy", policy, "-entry", row.entry)
		if out != row.want || (status == done) != (row.complaint == "") || !strings.Contains(complaint, row.complaint) {
			t.Errorf("%s: status %d, %q, %q, want %q", row.entry, status, out, complaint, row.want)
		}
	}
}
