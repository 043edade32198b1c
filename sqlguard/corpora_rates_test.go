package sqlguard_test

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ratesFile is where the rates are published.
const ratesFile = "../docs/sqlguard-rates.md"

// measured is what was found out about a corpus.
type measured struct {
	name      string
	total     int
	compared  int               // how many ran, and gave the same rows in canonical form
	canonical map[string]string // of what is allowed
	reasons   map[string]int    // of what is refused
}

func (m measured) rate() float64 { return 100 * float64(len(m.canonical)) / float64(m.total) }

// lines returns the rows of a corpus in the two tables of ratesFile.
func (m measured) lines() (rate, refusals []string) {
	rate = []string{fmt.Sprintf("| %s | %d | %d | %.2f %% | %d |", m.name, m.total, len(m.canonical), m.rate(), m.compared)}
	reasons := slices.SortedFunc(maps.Keys(m.reasons), func(a, b string) int {
		return cmp.Or(m.reasons[b]-m.reasons[a], strings.Compare(a, b))
	})
	for _, reason := range reasons {
		refusals = append(refusals, fmt.Sprintf("| %s | %d | %s |", m.name, m.reasons[reason], strings.ReplaceAll(reason, "|", `\|`)))
	}
	return rate, refusals
}

// publish prints the rows of a corpus and fails if ratesFile has others; with
// -update-rates it writes them there.
func (m measured) publish(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(ratesFile)
	if err != nil {
		t.Fatal(err)
	}
	rates, refusals, ok := strings.Cut(string(text), "## Refusals")
	if !ok {
		t.Fatalf("%s has no section of refusals", ratesFile)
	}
	rate, reasons := m.lines()
	t.Logf("in Markdown:\n%s", strings.Join(append(rate, reasons...), "\n"))
	if *updateRates {
		text := m.replaced(rates, rate) + "## Refusals" + m.replaced(refusals, reasons)
		if err := os.WriteFile(ratesFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	published := m.own(rates)
	if len(published) != 1 || !slices.Equal(m.own(refusals), reasons) {
		t.Fatalf("%s says otherwise; if that is meant, run this test with -update-rates", ratesFile)
	}
	// How many statements run depends a little on the version of the engine.
	was, is := cells(published[0]), cells(rate[0])
	last := len(is) - 1
	if ran, err := strconv.Atoi(was[last]); err != nil || !slices.Equal(was[:last], is[:last]) || m.compared < ran*9/10 {
		t.Errorf("%s says %q; if the change is meant, run this test with -update-rates", ratesFile, published[0])
	}
}

// cells returns the cells of a row.
func cells(row string) []string { return strings.Split(strings.Trim(row, "| "), " | ") }

// own returns the rows of a corpus in a table.
func (m measured) own(table string) (rows []string) {
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "| "+m.name+" |") {
			rows = append(rows, strings.TrimSuffix(line, "\n"))
		}
	}
	return rows
}

// replaced returns a text with a table in which a corpus has the given rows. The
// corpora are in order of their names.
func (m measured) replaced(text string, rows []string) string {
	head, table, _ := strings.Cut(text, "|---|")
	rule, table, _ := strings.Cut(table, "\n")
	var list []string
	rest := ""
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "| ") {
			rest += line
		} else if !strings.HasPrefix(line, "| "+m.name+" |") {
			list = append(list, line)
		}
	}
	for _, row := range rows {
		list = append(list, row+"\n")
	}
	slices.SortStableFunc(list, func(a, b string) int { return strings.Compare(cells(a)[0], cells(b)[0]) })
	return head + "|---|" + rule + "\n" + strings.Join(list, "") + rest
}
