package xwbcheck_test

import (
	"os"
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
	"github.com/mcpcordon/mcpcordon/sqlguard/xwbcheck"
)

// Both parsers see the same in the honest writes of MySQL, and what is refused
// stays so.
func TestParsersAgreeOnWrites(t *testing.T) {
	text, err := os.ReadFile("../testdata/mysql/writes_honest.sql")
	if err != nil {
		t.Fatal(err)
	}
	policy := &sqlguard.Policy{Dialect: sqlguard.MySQL}
	for table, columns := range map[string]string{
		"orders": "id customer_id status total ordered_at", "order_items": "order_id line product_id quantity unit_price",
		"customers": "name email city segment", "note": "id body", "serials": "id body", "parents": "id name", "kids": "id parent_id",
	} {
		policy.Writes = append(policy.Writes, sqlguard.Write{
			Table: table, Insert: true, Update: true, Delete: true, AllowQuery: true, MaxRows: 3, Columns: strings.Fields(columns),
		})
	}
	checker, err := xwbcheck.New(policy)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		if err := checker.Check(t.Context(), strings.TrimSuffix(line, "\n")); err != nil {
			t.Errorf("Check(%q) = %#v, want none", line, err)
		}
		n++
	}
	if n < 60 {
		t.Errorf("%d statements, want at least 60", n)
	}
	for _, statement := range []string{"REPLACE INTO note (id) VALUES (1)", "DELETE FROM note", "SELECT 1"} {
		if err := checker.Check(t.Context(), statement); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("Check(%q) = %v, want %v", statement, err, guard.CodeStatementNotAllowed)
		}
	}
}
