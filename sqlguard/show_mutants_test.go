package sqlguard_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// heldBack are names that describing holds back, as they stand in an answer, and
// pieces of the names of files.
var heldBack = []string{`"token"`, `"email"`, `"hidden_price"`, `"credential"`, "shop.db", "/data", ".conf"}

// TestMutantsDescribeNothingThatIsHeldBack changes the tokens of statements that
// describe and looks for names in what DB answers which the statement did not
// have already.
func TestMutantsDescribeNothingThatIsHeldBack(t *testing.T) {
	for d := range letterOf {
		t.Run(d.String(), func(t *testing.T) {
			db, err := sqlguard.NewDB(shopOf(t, d), describing(d), sqlguard.Options{InsecureAnyRole: true, Timeout: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			var seeds [][]string
			for _, row := range leaks[d] {
				if !strings.Contains(row[0], "EXPLAIN") && !strings.Contains(row[0], "||") { // a plan may name further columns, and || may make any name
					seeds = append(seeds, pieces.FindAllString(row[0], -1))
				}
			}
			for _, row := range described[d] {
				if !strings.Contains(row[0], "EXPLAIN") {
					seeds = append(seeds, pieces.FindAllString(row[0], -1))
				}
			}
			random := rand.New(rand.NewPCG(fuzzSeed(), 4))
			mutants, answered := 0, 0
			for end := time.Now().Add(fuzzTime(t)); time.Now().Before(end) && !t.Failed(); mutants++ {
				statement := mutant(random, seeds)
				rows, err := db.Query(t.Context(), statement)
				if err != nil {
					continue
				}
				answered++
				text, _ := json.Marshal(rows.Rows)
				for _, name := range heldBack {
					if strings.Contains(strings.ToLower(string(text)), name) && !strings.Contains(strings.ToLower(statement), strings.Trim(name, `"`)) {
						t.Errorf("Query(%q) = %s, which has %q", statement, text, name)
					}
				}
			}
			t.Logf("%d mutants, %d answered", mutants, answered)
		})
	}
}
