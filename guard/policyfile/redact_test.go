package policyfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard/policyfile"
)

func TestRedact(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(strings.Repeat("k", 32)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CORDON_TEST_SECRET", "xq7-horse-battery")
	const text = "ada@example.org 4111111111111111 219-45-6789 10.1.2.3 xq7-horse-battery"
	for _, row := range []struct{ name, entry, want, fault string }{
		{"the default", `{}`, "[EMAIL_1] [CARD_1] [SSN_1] 10.1.2.3 xq7-horse-battery", ""},
		{"a preset", `{"preset":"strict"}`, "[EMAIL_1] [CARD_1] [SSN_1] [IP_1] xq7-horse-battery", ""},
		{"regions and a known value", `{"regions":["DE"],"known_env":["CORDON_TEST_SECRET"]}`, "[EMAIL_1] [CARD_1] 219-45-6789 10.1.2.3 [KNOWN_1]", ""},
		{"actions and a suppression", `{"actions":{"CARD":"mask","SSN":"drop"},"suppress":[{"rule":"email"}]}`, "ada@example.org [CARD:****1111]  10.1.2.3 xq7-horse-battery", ""},
		{"kinds", `{"kinds":["IP"]}`, "ada@example.org 4111111111111111 219-45-6789 [IP_1] xq7-horse-battery", ""},
		{"an unknown preset", `{"preset":"none"}`, "", "unknown preset"},
		{"an unknown action", `{"actions":{"CARD":"burn"}}`, "", "no action"},
		{"an unset variable", `{"known_env":["CORDON_TEST_UNSET"]}`, "", "not set"},
		{"a hash without a key", `{"actions":{"CARD":"hash"}}`, "", "no Key"},
		{"a key file that is missing", `{"key_file":"/no/such/file"}`, "", "key_file"},
		{"an unknown key", `{"presets":"default"}`, "", "no such key"},
	} {
		t.Run(row.name, func(t *testing.T) {
			f, err := policyfile.Parse([]byte(`{"redact":{"x":` + row.entry + `}}`))
			if err == nil {
				filter, failed := f.Redact["x"].Filter()
				if err = failed; err == nil {
					if got := filter.String(text); got != row.want {
						t.Errorf("String = %q, want %q", got, row.want)
					}
				}
			}
			if (err != nil) != (row.fault != "") || err != nil && !strings.Contains(err.Error(), row.fault) {
				t.Errorf("error %v, want %q", err, row.fault)
			}
		})
	}
	f, err := policyfile.Parse([]byte(`{"redact":{"x":{"preset":"audit","key_file":"` + key + `","max_bytes":"1KiB"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	filter, err := f.Redact["x"].Filter()
	if err != nil {
		t.Fatal(err)
	}
	if got := filter.String("ada@example.org"); !strings.HasPrefix(got, "[EMAIL:") {
		t.Errorf("audit: %q", got)
	}
}
