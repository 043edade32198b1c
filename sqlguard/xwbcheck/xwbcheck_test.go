package xwbcheck_test

import (
	"os"
	"strings"
	"testing"

	"github.com/xwb1989/sqlparser"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
	"github.com/mcpcordon/mcpcordon/sqlguard/xwbcheck"
)

func policy() *sqlguard.Policy {
	return &sqlguard.Policy{Dialect: sqlguard.MySQL, AllowRecursive: true, AllowExplain: true, AllowShow: true}
}

func checker(t *testing.T) *xwbcheck.Checker {
	t.Helper()
	c, err := xwbcheck.New(policy())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// harmless reports whether the second parser alone would let a statement pass as a
// query. A panic is its way to refuse.
func harmless(sql string) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	statement, err := sqlparser.ParseStrictDDL(sql)
	if err != nil {
		return false
	}
	switch statement.(type) {
	case sqlparser.SelectStatement, *sqlparser.OtherRead, *sqlparser.Show:
		return true
	}
	return false
}

func TestWhatTheSecondParserTakesForHarmlessIsRefused(t *testing.T) {
	for _, statement := range []string{
		"SELECT 1--1 INTO OUTFILE '/tmp/x'",
		"SELECT 1 /*M! INTO OUTFILE '/tmp/x' */",
		"SELECT 1 /*M!100000 INTO OUTFILE '/tmp/x' */",
		"SELECT 1--(SELECT LENGTH(LOAD_FILE('/etc/hostname')))",
		`SELECT 'a\', SLEEP(9) -- '`,
		"SELECT NEXT VALUE FOR invoice_no",
		"SELECT GET_LOCK('x', 1)",
		"SELECT * FROM mysql.user",
		"SELECT * FROM note FOR UPDATE",
		"EXPLAIN garbage $$ (((",
		"DESCRIBE t; DROP TABLE t",
		"SHOW GRANTS",
	} {
		if err := checker(t).Check(t.Context(), statement); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("Check(%q) = %v, want %v", statement, err, guard.CodeStatementNotAllowed)
		}
		if !harmless(statement) {
			t.Errorf("the second parser alone refuses %q: it is no example", statement)
		}
	}
}

func TestDisagreementIsRefused(t *testing.T) {
	for _, row := range []struct{ ours, theirs, want string }{
		{"SELECT 1 FROM a", "SELECT 1 FROM b", "other tables"},
		{"SELECT 1 FROM a", "SELECT 1 FROM s.a", "other tables"},
		{"SELECT 1 FROM a", "SELECT 1 FROM a, a", "other tables"},
		{"SELECT 1 FROM a", "SELECT 1", "other tables"},
		{"SELECT 1", "SELECT (SELECT 1 FROM a)", "other tables"},
		{"SELECT 1 FROM a UNION SELECT 1 FROM a", "SELECT 1 FROM a UNION SELECT 1 FROM a ORDER BY (SELECT 1 FROM b)", "other tables"},
		{"SELECT 1 FROM a", "SELECT 1 FROM a FOR UPDATE", "lock"},
		{"SELECT 1 FROM a", "SELECT NEXT VALUE FROM a", "sequence"},
		{"SELECT 1 FROM a", "DELETE FROM a", "Delete"},
		{"SELECT 1 FROM a", "SET @a = 1", "Set"},
		{"SELECT 1 FROM a", "EXPLAIN SELECT 1 FROM a", "OtherRead"},
		{"EXPLAIN SELECT 1 FROM a", "SELECT 1 FROM a", "query"},
		{"DESCRIBE a", "SELECT 1 FROM a", "query"},
		{"DESCRIBE a", "DROP TABLE a", "DDL"},
		{"SELECT 1", "SELECT /*!*/ 1", "panicked"},
		{"SELECT 1 FROM a", "WITH a AS (SELECT 1) SELECT 1 FROM a", ""}, // not understood
		{"SELECT 1 FROM dual", "SELECT 1", ""},
		{"EXPLAIN SELECT 1 FROM a", "EXPLAIN SELECT 1 FROM b", ""}, // not read
		{"SELECT 1 FROM a ORDER BY (SELECT 1 FROM b)", "SELECT 1 FROM b ORDER BY (SELECT 1 FROM a)", ""},
	} {
		facts, err := sqlguard.Parse(sqlguard.MySQL, row.ours)
		if err != nil {
			t.Fatal(err)
		}
		err = xwbcheck.Agree(facts, row.theirs)
		if row.want == "" && err != nil || row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)) {
			t.Errorf("of %q the second parser reads %q: %v, want %q", row.ours, row.theirs, err, row.want)
		}
	}
}

// It must be no burden: it agrees on all that it understands of what honest users
// ask.
func TestParsersAgreeOnHonestStatements(t *testing.T) {
	text, err := os.ReadFile("../testdata/mysql/honest.sql")
	if err != nil {
		t.Fatal(err)
	}
	allowed, understood := 0, 0
	for line := range strings.Lines(string(text)) {
		statement := strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(strings.TrimSuffix(line, "\n"))
		if policy().Check(t.Context(), statement) != nil {
			continue
		}
		allowed++
		if harmless(statement) {
			understood++
		}
		if err := checker(t).Check(t.Context(), statement); err != nil {
			t.Errorf("Check(%q) = %#v, want none", statement, err)
		}
	}
	t.Logf("%d allowed, the second parser understands %d", allowed, understood)
	if allowed < 100 || understood < allowed/2 {
		t.Errorf("%d allowed and %d understood: this test sees little", allowed, understood)
	}
}

// What it is given is bounded by sqlguard, so that its recursion is.
func TestLongestStatementsAreDecided(t *testing.T) {
	for _, piece := range []string{"NOT ", "-1+", "(", "1 AND ", "1 OR ", "CASE WHEN ", "f(", "1,"} {
		for _, n := range []int{90, 1900, 20_000} {
			statement := "SELECT " + strings.Repeat(piece, min(n, 90_000/len(piece))) + "1"
			if err := checker(t).Check(t.Context(), statement); err != nil && guard.CodeOf(err) != guard.CodeStatementNotAllowed {
				t.Errorf("%d of %q: Check = %v", n, piece, err)
			}
		}
	}
}

func TestCheckerWithoutAPolicyOfMySQLIsRefused(t *testing.T) {
	for _, p := range []*sqlguard.Policy{nil, {}, sqlguard.ReadOnly(sqlguard.Postgres), sqlguard.ReadOnly(sqlguard.SQLite)} {
		if _, err := xwbcheck.New(p); err == nil {
			t.Errorf("New(%v) = nil, want an error", p)
		}
	}
	var none *xwbcheck.Checker
	for _, c := range []*xwbcheck.Checker{none, {}} {
		if err := c.Check(t.Context(), "SELECT 1"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("Check of a zero Checker = %v, want %v", err, guard.CodeStatementNotAllowed)
		}
	}
}

func FuzzCheckNeverPanics(f *testing.F) {
	for _, statement := range []string{"SELECT 1", "SELECT /*!*/ 1", "SELECT a FROM b WHERE c = 'd' UNION SELECT 1 ORDER BY 1", "EXPLAIN SELECT 1", "SHOW TABLES"} {
		f.Add(statement)
	}
	f.Fuzz(func(t *testing.T, statement string) {
		err := checker(t).Check(t.Context(), statement)
		if err == nil && policy().Check(t.Context(), statement) != nil {
			t.Errorf("Check(%q) = nil, but the policy refuses it", statement)
		}
		facts, _ := sqlguard.Parse(sqlguard.MySQL, "SELECT 1")
		_ = xwbcheck.Agree(facts, statement) // which panics on some texts inside
	})
}
