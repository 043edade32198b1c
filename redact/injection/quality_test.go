package injection_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/redact/injection"
)

// A labelledText is a line of testdata: attacks.jsonl, or benign.jsonl.
type labelledText struct{ Family, Text string }

func labelled(t testing.TB, name string) (list []labelledText) {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var l labelledText
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		list = append(list, l)
	}
	return list
}

// TestQuality measures how many attacks are found and how many honest texts are
// taken for one. Two lists were written beside the detector: their figures say how
// it does on what we thought of. The third, unseen.jsonl, was written when the
// phrases were done, and no phrase may be made for it: its figure says what to
// expect of wordings that nobody thought of. To see them, with what is missed:
//
//	go test ./redact/injection -run TestQuality -v
func TestQuality(t *testing.T) {
	d := injection.New(injection.Config{})
	rate := func(name string, want bool) float64 {
		list := labelled(t, name)
		found, families := 0, map[string][2]int{}
		for _, l := range list {
			counts := families[l.Family]
			counts[1]++
			if kinds := d.Find(l.Text); len(kinds) > 0 {
				found++
				counts[0]++
				if !want {
					t.Logf("false alarm %v: %q", kinds, l.Text)
				}
			} else if want {
				t.Logf("missed (%s): %q", l.Family, l.Text)
			}
			families[l.Family] = counts
		}
		percent := 100 * float64(found) / float64(len(list))
		var parts []string
		for f, c := range families {
			if want != (c[0] == c[1]) || !want && c[0] > 0 {
				parts = append(parts, f)
			}
		}
		slices.Sort(parts)
		t.Logf("%s: %d of %d, %.1f %%; families that are not whole: %s", name, found, len(list), percent, strings.Join(parts, ", "))
		return percent
	}
	unseen := func(family string) float64 {
		found, all := 0, 0
		for _, l := range labelled(t, "unseen.jsonl") {
			if l.Family != family {
				continue
			}
			all++
			if len(d.Find(l.Text)) > 0 {
				found++
			}
		}
		percent := 100 * float64(found) / float64(all)
		t.Logf("unseen.jsonl, %s: %d of %d, %.1f %%", family, found, all, percent)
		return percent
	}
	if recall, alarms := unseen("attack"), unseen("benign"); recall < 35 || alarms > 5 {
		t.Errorf("of texts that the phrases were not made for %.1f %% of the attacks are found, %.1f %% false alarms", recall, alarms)
	}
	if recall := rate("attacks.jsonl", true); recall < 95 {
		t.Errorf("%.1f %% of the attacks are found, want 95", recall)
	}
	if alarms := rate("benign.jsonl", false); alarms > 2 {
		t.Errorf("%.1f %% of the honest texts are taken for attacks, want 2 at most", alarms)
	}
}
