package bench

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	rqlite "github.com/rqlite/sql"
	xwb "github.com/xwb1989/sqlparser"
	vitess "vitess.io/vitess/go/vt/sqlparser"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// The statements have the lengths that parsers are usually measured with, and
// are understood by all contenders.
var statements = map[string]string{
	"72B": "SELECT name, total FROM orders WHERE status = 'paid' ORDER BY 2 LIMIT 10",
	"550B": `SELECT c.country, c.segment, COUNT(*) AS orders, SUM(o.total) AS revenue, AVG(o.total) AS average, MAX(o.ordered_at) AS latest
FROM customers c JOIN orders o ON o.customer_id = c.id LEFT JOIN order_items i ON i.order_id = o.id WHERE o.ordered_at BETWEEN '2024-01-01' AND '2024-12-31'
AND o.status IN ('paid', 'sent', 'open') AND (c.score > 5 OR c.email LIKE '%@example.com') AND c.segment IS NOT NULL AND o.total > (SELECT AVG(total) FROM orders)
GROUP BY c.country, c.segment HAVING SUM(o.total) > 1000 ORDER BY revenue DESC, c.country LIMIT 20`,
	"21kB": longStatement(),
}

func longStatement() string {
	var b strings.Builder
	b.WriteString("SELECT c.country, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.country IN ('AA'")
	for i := range 1100 {
		fmt.Fprintf(&b, ", 'C%d'", i)
	}
	b.WriteString(")")
	for i := range 130 {
		fmt.Fprintf(&b, " AND (o.total + %d > c.score * 2 OR c.name <> 'n%d' AND o.status = 'paid')", i, i)
	}
	return b.String()
}

// contenders decide about a statement, or only parse it.
func contenders(b *testing.B) map[string]func(string) error {
	parser, err := vitess.New(vitess.Options{})
	if err != nil {
		b.Fatal(err)
	}
	list := map[string]func(string) error{
		"vitess parses":  func(s string) error { _, err := parser.Parse(s); return err },
		"xwb1989 parses": func(s string) error { _, err := xwb.Parse(s); return err },
		"rqlite parses":  func(s string) error { _, err := rqlite.NewParser(strings.NewReader(s)).ParseStatement(); return err },
	}
	for _, d := range []sqlguard.Dialect{sqlguard.SQLite, sqlguard.Postgres, sqlguard.MySQL} {
		policy := sqlguard.ReadOnly(d)
		list["sqlguard checks "+d.String()] = func(s string) error { return policy.Check(b.Context(), s) }
	}
	return list
}

// BenchmarkCheckAgainstParsers runs the contenders in turn and reports the
// shortest time of each, and how many times the fastest bare parse the check
// takes in each dialect.
func BenchmarkCheckAgainstParsers(b *testing.B) {
	for name, statement := range statements {
		b.Run(name, func(b *testing.B) {
			list := contenders(b)
			best := map[string]float64{}
			for contender, run := range list {
				best[contender] = math.Inf(1)
				if err := run(statement); err != nil {
					b.Fatalf("%s: %v", contender, err)
				}
			}
			for b.Loop() {
				for contender, run := range list {
					start := time.Now()
					for range 10 {
						run(statement)
					}
					best[contender] = min(best[contender], float64(time.Since(start).Nanoseconds())/10)
				}
			}
			rival := min(best["vitess parses"], best["xwb1989 parses"], best["rqlite parses"])
			for contender, ns := range best {
				b.ReportMetric(ns, strings.ReplaceAll(contender, " ", "-")+"-ns")
				if strings.HasPrefix(contender, "sqlguard") {
					b.ReportMetric(ns/rival, strings.Fields(contender)[2]+"/fastest-rival")
				}
			}
		})
	}
}
