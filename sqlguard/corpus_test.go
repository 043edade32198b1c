package sqlguard_test

import (
	"context"
	_ "embed"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

//go:embed testdata/sqlite/honest.sql
var honestText string

//go:embed testdata/sqlite/attacks.tsv
var attacksText string

var unescape = strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t")

func honest() []string {
	var list []string
	for line := range strings.Lines(honestText) {
		list = append(list, unescape.Replace(strings.TrimSuffix(line, "\n")))
	}
	return list
}

// An attack is a statement and what it does on a connection that may write:
// it changes something, it runs, it burns time without an end, or it is absent,
// which means that this build of SQLite refuses it by itself.
type attack struct{ effect, sql string }

func attacks() []attack {
	var list []attack
	for line := range strings.Lines(attacksText) {
		effect, sql, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		list = append(list, attack{effect, unescape.Replace(sql)})
	}
	return list
}

func TestAttacksAreRefusedAndWorkWithoutTheGuard(t *testing.T) {
	policy := sqlguard.ReadOnly(sqlguard.SQLite)
	for _, a := range attacks() {
		err := policy.Check(t.Context(), a.sql)
		if guard.CodeOf(err) != guard.CodeStatementNotAllowed {
			t.Errorf("Check(%q) = %v, want %v", a.sql, err, guard.CodeStatementNotAllowed)
		}
		if got := effect(t, a); got != a.effect {
			t.Errorf("on a plain connection %q %s, want %s", a.sql, got, a.effect)
		}
	}
	t.Logf("%d attacks", len(attacks()))
}

// effect runs a statement without the guard and says what it did.
func effect(t *testing.T, a attack) string {
	t.Helper()
	db, dir := open(t)
	defer db.Close()
	before := state(t, db, dir)
	limit := time.Minute
	if a.effect == "burns" {
		limit = 100 * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	_, err := drain(ctx, db, strings.ReplaceAll(a.sql, "DIR", dir))
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "burns"
	case state(t, db, dir) != before:
		return "changes"
	case err != nil && !strings.Contains(err.Error(), "missing named argument"):
		return "absent"
	}
	return "runs"
}

func TestHonestStatementsAreAllowed(t *testing.T) {
	policy := sqlguard.ReadOnly(sqlguard.SQLite)
	db, _ := open(t)
	allowed, total := 0, 0
	for _, statement := range honest() {
		if _, err := drain(t.Context(), db, statement); err != nil {
			t.Errorf("the engine refuses %q: %v", statement, err)
			continue
		}
		total++
		if err := policy.Check(t.Context(), statement); err != nil {
			t.Logf("refused %q: %v", statement, err)
			continue
		}
		allowed++
	}
	rate := 100 * float64(allowed) / float64(total)
	t.Logf("allowed %d of %d honest statements: %.1f %%", allowed, total, rate)
	if total < 150 || rate < 99 {
		t.Errorf("allowed %.1f %% of %d, want at least 99 %% of at least 150", rate, total)
	}
}
