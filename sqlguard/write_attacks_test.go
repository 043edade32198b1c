package sqlguard_test

import (
	"strings"
	"testing"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

// Each attack is refused, by the policy or by DB.Exec, and changes nothing; on a
// plain connection it does what the list says.
func TestAttacksByWritingAreRefusedAndWorkWithoutTheGuard(t *testing.T) {
	onOffices(t, sqlguard.Options{}, func(t *testing.T, o *office) {
		policy, start := clerk(o.dialect), contents(o.dialect, o.plain)
		attacks := lines(t, o.dialect, "writes_attacks.tsv")
		for _, line := range attacks {
			parts := strings.SplitN(line, "\t", 3)
			by, effect, statement := parts[0], parts[1], parts[2]
			err := policy.Check(t.Context(), statement)
			if by == "check" && guard.CodeOf(err) != guard.CodeStatementNotAllowed || by == "exec" && err != nil {
				t.Errorf("Check(%q) = %#v, want a refusal by %s", statement, err, by)
			}
			_, err = o.db.Exec(t.Context(), statement)
			if code := guard.CodeOf(err); code != guard.CodeStatementNotAllowed && !(by == "exec" && code == guard.CodeInvalidArgument) {
				t.Errorf("Exec(%q) = %#v, want %v", statement, err, guard.CodeStatementNotAllowed)
			}
			if contents(o.dialect, o.plain) != start {
				t.Fatalf("Exec(%q) changed something", statement)
			}
			if got := o.effect(t, start, statement); got != effect {
				t.Errorf("on a plain connection %q %s, want %s", statement, got, effect)
			}
		}
		if len(attacks) < 60 {
			t.Errorf("%d attacks, want at least 60", len(attacks))
		}
	})
}

// effect runs a statement on a plain connection and says what it did: it changes
// something, it runs, or it is absent, which means that this engine refuses it.
func (o *office) effect(t *testing.T, start, statement string) string {
	t.Helper()
	after, err := o.try(t, statement)
	if contents(o.dialect, o.plain) != start {
		o.again()
		after = "" // it ended the transaction
	}
	switch {
	case err != nil:
		return "absent"
	case after != start:
		return "changes"
	}
	return "runs"
}
