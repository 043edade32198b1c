package sqlguard_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// TestMutantsThatAreWrittenChangeWhatIsListed changes the tokens of honest writes
// and attacks and runs what the policy still allows: the canonical form must do
// what the text does, and DB.Exec may change only rows of the table that is named,
// as many as the ceiling. MCPCORDON_FUZZTIME says for how long it looks.
func TestMutantsThatAreWrittenChangeWhatIsListed(t *testing.T) {
	onOffices(t, sqlguard.Options{Timeout: time.Second}, func(t *testing.T, o *office) {
		random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 3))
		var seeds [][]string
		for _, file := range []string{"writes_honest.sql", "writes_attacks.tsv"} {
			for _, line := range lines(t, o.dialect, file) {
				if parts := strings.Split(line, "\t"); len(parts) == 3 {
					line = parts[2]
				}
				if !apart(line) {
					seeds = append(seeds, pieces.FindAllString(line, -1))
				}
			}
		}
		policy, mutants, allowed, done := clerk(o.dialect), 0, 0, 0
		for end := time.Now().Add(fuzzTime(t)); time.Now().Before(end) && !t.Failed(); mutants++ {
			statement := mutant(random, seeds)
			canonical, err := policy.Canonical(statement)
			if err != nil || apart(canonical) {
				continue
			}
			allowed++
			if o.judge(t, policy, statement, canonical) {
				done++
			}
		}
		t.Logf("%d mutants, %d allowed, %d done by Exec", mutants, allowed, done)
	})
}

// apart reports whether a statement may name a table in which what is done stays
// done, or in which only the canonical form says what comes of a conflict.
func apart(statement string) bool {
	return strings.Contains(strings.ToLower(statement), "isam") || strings.Contains(strings.ToLower(statement), "replacing")
}

// judge reports whether Exec ran a statement.
func (o *office) judge(t *testing.T, policy *sqlguard.Policy, statement, canonical string) bool {
	t.Helper()
	before := contents(o.dialect, o.plain)
	want, wantErr := o.try(t, statement)
	got, gotErr := o.try(t, canonical)
	if again, _ := o.try(t, canonical); again != got {
		return false // it depends on the time, or on chance
	}
	if (wantErr == nil) != (gotErr == nil) || want != got {
		t.Errorf("%q (%v) and its canonical form %q (%v) differ: %v", statement, wantErr, canonical, gotErr, differing(want, got))
	}
	_, err := o.db.Exec(t.Context(), statement)
	after := contents(o.dialect, o.plain)
	if err != nil {
		if after != before {
			t.Errorf("Exec(%q) = %v changed %v", statement, err, differing(before, after))
		}
		return false
	}
	st, err := sqlguard.Parse(o.dialect, statement)
	if err != nil {
		t.Fatal(err)
	}
	ceiling := 1
	for _, w := range policy.Writes {
		if strings.EqualFold(w.Table, st.Write.Table.Name) {
			ceiling = max(ceiling, w.MaxRows)
		}
	}
	changed := differing(before, after)
	lines := 0
	for table, n := range changed {
		lines += n
		if table == "sqlite_sequence" { // counts rows with AUTOINCREMENT
			lines -= n
		} else if !strings.EqualFold(table, st.Write.Table.Name) {
			t.Errorf("Exec(%q) changed %v", statement, changed)
		}
	}
	if lines > 2*ceiling { // a row that is updated is gone and there again
		t.Errorf("Exec(%q) changed %v, more than %d rows", statement, changed, ceiling)
	}
	return true
}

// differing counts the rows in which two contents differ, by table.
func differing(a, b string) map[string]int {
	counts := map[string]int{}
	for _, side := range []struct {
		text string
		sign int
	}{{a, 1}, {b, -1}} {
		table := ""
		for line := range strings.Lines(side.text) {
			if _, rest, ok := strings.Cut(line, " FROM "); ok {
				table, _, _ = strings.Cut(rest, " ")
			}
			counts[table+"\t"+line] += side.sign
		}
	}
	changed := map[string]int{}
	for key, n := range counts {
		if table, _, _ := strings.Cut(key, "\t"); n != 0 {
			changed[table] += max(n, -n)
		}
	}
	return changed
}
