package policyfile_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard/policyfile"
)

func TestParseRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, row := range []struct{ name, text, says string }{
		{"nothing", ``, ""},
		{"no object", `[]`, ""},
		{"an unknown section", `{"file":{}}`, "/file"},
		{"a section twice", `{"files":{},"files":{}}`, ""},
		{"a section in two cases", `{"files":{},"Files":{}}`, ""},
		{"text behind the object", `{} {}`, ""},
		{"too much text", `{"files":{}}` + strings.Repeat(" ", policyfile.MaxBytes), "bytes"},
	} {
		if _, err := policyfile.Parse([]byte(row.text)); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: Parse = %v, want an error that says %q", row.name, err, row.says)
		}
	}
	if _, err := policyfile.Parse([]byte("{}\n")); err != nil {
		t.Errorf("an empty policy: Parse = %v, want nil", err)
	}
}

func TestPick(t *testing.T) {
	none, one, two := map[string]int{}, map[string]int{"a": 1}, map[string]int{"a": 1, "b": 2}
	for _, row := range []struct {
		section map[string]int
		name    string
		want    int
		fails   bool
	}{
		{none, "", 0, true},
		{one, "", 1, false},
		{one, "a", 1, false},
		{one, "b", 0, true},
		{two, "", 0, true},
		{two, "b", 2, false},
	} {
		if got, err := policyfile.Pick(row.section, row.name); got != row.want || (err != nil) != row.fails {
			t.Errorf("Pick(%v, %q) = %v, %v, want %v", row.section, row.name, got, err, row.want)
		}
	}
}

func TestUnits(t *testing.T) {
	for text, want := range map[string]policyfile.Size{`0`: 0, `65536`: 65536, `"64KiB"`: 64 << 10, `"16MiB"`: 16 << 20, `"2GiB"`: 2 << 30} {
		var got policyfile.Size
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("Size of %s = %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{`-1`, `1.5`, `"1"x`, `"KiB"`, `"1KB"`, `"99999999999GiB"`, `true`, `""`} {
		var got policyfile.Size
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("Size of %s = %d, want an error", text, got)
		}
	}
	var d policyfile.Duration
	if err := json.Unmarshal([]byte(`"1m30s"`), &d); err != nil || time.Duration(d) != 90*time.Second {
		t.Errorf("Duration = %v, %v, want 90 s", d, err)
	}
	for _, text := range []string{`30`, `"30"`, `"-1s"`, `""`, `null0`} {
		if err := json.Unmarshal([]byte(text), &d); err == nil {
			t.Errorf("Duration of %s passes, want an error", text)
		}
	}
}
