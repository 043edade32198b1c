package sqlguard_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

func TestCacheDecidesAsThePolicyDoes(t *testing.T) {
	cache := sqlguard.NewCache(lite(), 10)
	var statements []string
	for _, a := range attacks() {
		statements = append(statements, a.sql)
	}
	statements = append(statements, honest()...)
	for range 2 {
		for _, s := range statements {
			want, got := lite().Check(t.Context(), s), cache.Check(t.Context(), s)
			if fmt.Sprint(want) != fmt.Sprint(got) {
				t.Errorf("Check(%q) = %v, want %v", s, got, want)
			}
			if again := cache.Check(t.Context(), s); fmt.Sprint(want) != fmt.Sprint(again) {
				t.Errorf("Check(%q) again = %v, want %v", s, again, want)
			}
		}
	}
}

// A denial that one caller changes is not the one that the next gets.
func TestCacheGivesEachCallerItsOwnDenial(t *testing.T) {
	cache := sqlguard.NewCache(lite(), 0)
	first := cache.Check(t.Context(), "DELETE FROM a").(*guard.Denial)
	first.Hint = "changed"
	if second := cache.Check(t.Context(), "DELETE FROM a").(*guard.Denial); second.Hint == "changed" || second == first {
		t.Errorf("Check again = %v, want the denial of the policy", second)
	}
}

func TestCacheIgnoresLaterChangesOfThePolicy(t *testing.T) {
	policy := lite()
	cache := sqlguard.NewCache(policy, 0)
	policy.Deny = []string{"orders"}
	if err := cache.Check(t.Context(), "SELECT * FROM orders"); err != nil {
		t.Errorf("Check = %v, want that of the policy that was given", err)
	}
	if err := sqlguard.NewCache(nil, 0).Check(t.Context(), "SELECT 1"); guard.CodeOf(err) != guard.CodeStatementNotAllowed {
		t.Errorf("Check without a policy = %v, want %v", err, guard.CodeStatementNotAllowed)
	}
}

func TestZeroValuesRefuse(t *testing.T) {
	var (
		cache *sqlguard.Cache
		db    *sqlguard.DB
	)
	const statement = "SELECT 1"
	refused := func(name string, err error) {
		if guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("%s: %v, want %v", name, err, guard.CodeStatementNotAllowed)
		}
	}
	refused("nil Cache", cache.Check(t.Context(), statement))
	refused("zero Cache", new(sqlguard.Cache).Check(t.Context(), statement))
	for name, db := range map[string]*sqlguard.DB{"nil DB": db, "zero DB": new(sqlguard.DB)} {
		_, err := db.Query(t.Context(), statement)
		refused(name+".Query", err)
		_, err = db.Exec(t.Context(), "DELETE FROM t WHERE id = 1")
		refused(name+".Exec", err)
		_, err = db.Schema(t.Context())
		refused(name+".Schema", err)
	}
}

func TestCacheIsSafeForMany(t *testing.T) {
	cache := sqlguard.NewCache(lite(), 3)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 200 {
				s := fmt.Sprintf("SELECT %d", (i+j)%7)
				if err := cache.Check(t.Context(), s); err != nil {
					t.Errorf("Check(%q) = %v", s, err)
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkCachedCheck(b *testing.B) {
	cache := sqlguard.NewCache(lite(), 0)
	b.ReportAllocs()
	for b.Loop() {
		if err := cache.Check(b.Context(), "SELECT name, total FROM orders WHERE status = 'paid' ORDER BY 2 LIMIT 10"); err != nil {
			b.Fatal(err)
		}
	}
}
