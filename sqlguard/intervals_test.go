package sqlguard_test

import (
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// INTERVAL is no operand in MariaDB: with + it belongs to what stands before it,
// or to all that follows.
func TestIntervalsMeanTheSameOrAreRefused(t *testing.T) {
	_, db := mysql.shop(t)
	policy := sqlguard.ReadOnly(sqlguard.MySQL)
	for statement, allowed := range map[string]bool{
		"SELECT '2020-01-01' + INTERVAL 1 DAY":                                                true,
		"SELECT '2020-01-01' + INTERVAL 1 DAY - INTERVAL 2 MONTH":                             true,
		"SELECT '2020-01-01' + INTERVAL 1+1 DAY = '2020-01-03'":                               true,
		"SELECT 2 * '2020-01-01' + INTERVAL 1 DAY":                                            true,
		"SELECT 1 | '2020-01-01' + INTERVAL 1 DAY":                                            true,
		"SELECT ('2020-01-01' + INTERVAL 1 DAY) * 2":                                          true,
		"SELECT INTERVAL 1 DAY + '2020-01-01'":                                                true,
		"SELECT 2 * INTERVAL 1 DAY + '2020-01-01'":                                            true,
		"SELECT (INTERVAL 1 DAY + '2020-01-01') = '2020-01-02'":                               true,
		"SELECT INTERVAL (1) DAY + '2020-01-01'":                                              true,
		"SELECT INTERVAL(2, 1, 3) + 1":                                                        true,
		"SELECT 1 + INTERVAL(2, 1, 3) * 3":                                                    true,
		"SELECT DATE_ADD('2020-01-01', INTERVAL 1 DAY), ADDDATE('2020-01-01', 1)":             true,
		"SELECT INTERVAL 1 DAY + '2020-01-01' = '2020-01-02'":                                 false,
		"SELECT INTERVAL 1 DAY + '2020-01-01' IS NULL":                                        false,
		"SELECT id FROM orders WHERE INTERVAL 1 DAY + '2020-01-01' < '2030-01-01' AND id = 1": false,
		"SELECT '2020-01-01' + INTERVAL 1 DAY * 2":                                            false,
		"SELECT -INTERVAL 1 DAY + '2020-01-01'":                                               false,
		"SELECT INTERVAL 1 DAY":                                                               false,
		"SELECT lower(INTERVAL 1 DAY)":                                                        false,
		"SELECT DATE_ADD(INTERVAL 1 DAY, '2020-01-01')":                                       false,
	} {
		canonical, err := policy.Canonical(statement)
		if !allowed {
			if guard.CodeOf(err) != guard.CodeStatementNotAllowed {
				t.Errorf("Canonical(%q) = %q, %v, want %v", statement, canonical, err, guard.CodeStatementNotAllowed)
			}
			continue
		}
		want, errWant := result(db, statement)
		got, errGot := result(db, canonical)
		if err != nil || errWant != nil || errGot != nil || got != want {
			t.Errorf("%q gives %s, %v, and %q %s, %v, %v", statement, want, errWant, canonical, got, err, errGot)
		}
	}
	// What is refused means something else in parentheses.
	plain, _ := result(db, "SELECT INTERVAL 1 DAY + '2020-01-01' IS NULL AS x")
	closed, _ := result(db, "SELECT (INTERVAL 1 DAY + '2020-01-01') IS NULL AS x")
	if plain == closed {
		t.Errorf("both forms give %s; the rule may no longer be needed", plain)
	}
}
