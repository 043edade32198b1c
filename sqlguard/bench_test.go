package sqlguard_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// The statements have the lengths that parsers are usually measured with.
func BenchmarkCheck(b *testing.B) {
	for _, statement := range []string{
		"SELECT name, total FROM orders WHERE status = 'paid' ORDER BY 2 LIMIT 10",
		`WITH spend AS (SELECT c.id, c.name, SUM(i.quantity * i.unit_price * (1 - i.discount)) AS total, COUNT(DISTINCT o.id) AS orders FROM customers c
JOIN orders o ON o.customer_id = c.id JOIN order_items i ON i.order_id = o.id WHERE o.ordered_at BETWEEN '2024-01-01' AND '2024-12-31' AND o.status IN ('paid', 'sent')
GROUP BY c.id, c.name HAVING SUM(i.quantity) > 1) SELECT name, ROUND(total, 2), RANK() OVER (ORDER BY total DESC) AS place, CASE WHEN orders > 5 THEN 'often' ELSE 'seldom' END AS habit
FROM spend WHERE name NOT LIKE 'test%' ORDER BY total DESC LIMIT 20`,
		long(),
	} {
		b.Run(fmt.Sprintf("%dB", len(statement)), func(b *testing.B) {
			policy := lite()
			if err := policy.Check(b.Context(), statement); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.SetBytes(int64(len(statement)))
			for b.Loop() {
				if err := policy.Check(b.Context(), statement); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// long returns a report of about 20 kB: many WITH tables and a long list.
func long() string {
	var b strings.Builder
	b.WriteString("WITH start AS (SELECT 1 AS id)")
	for i := range 28 {
		fmt.Fprintf(&b, `, month%d AS (SELECT c.country, SUM(o.total) AS revenue, COUNT(*) AS orders, AVG(o.total) AS average,
SUM(CASE WHEN o.status = 'paid' THEN o.total ELSE 0 END) AS paid, MAX(o.ordered_at) AS latest FROM orders o INNER JOIN customers c ON c.id = o.customer_id
WHERE strftime('%%Y-%%m', o.ordered_at) = '2024-%02d' AND c.segment IS NOT NULL AND (c.score > 5 OR c.email LIKE '%%@example.com') GROUP BY c.country)`, i, i%12+1)
	}
	b.WriteString(" SELECT m.country, m.revenue - n.revenue AS change FROM month0 m LEFT JOIN month1 n ON n.country = m.country WHERE m.country IN ('AA'")
	for i := range 800 {
		fmt.Fprintf(&b, ", 'C%d'", i)
	}
	b.WriteString(") ORDER BY change DESC LIMIT 10")
	return b.String()
}

// BenchmarkQuery is one statement through DB, with everything that happens on
// the connection, and the same statement without.
func BenchmarkQuery(b *testing.B) {
	const statement = "SELECT name, country FROM customers WHERE id = 1"
	b.Run("guarded", func(b *testing.B) {
		db := newDB(b, lite(), sqlguard.Options{})
		b.ReportAllocs()
		for b.Loop() {
			if _, err := db.Query(b.Context(), statement); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("plain", func(b *testing.B) {
		db, _ := open(b)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := drain(b.Context(), db, statement); err != nil {
				b.Fatal(err)
			}
		}
	})
}
