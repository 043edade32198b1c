package main

import "context"

// An attack is one known way to misuse a server.
type attack struct {
	name string
	// effect says what happened if the attack got through.
	effect string
	// refused is the code that the guarded server answers with. Empty means
	// that it answers, without what the attacker is after.
	refused string
	// cleaned says what is done instead, if refused is empty.
	cleaned   string
	reference string
	// run attacks a side. It looks for the effect itself, in the answer or
	// behind the server's back, and reports whether it is there.
	run func(context.Context, *side) (through bool, a answer)
}

func attacks() []attack {
	return append(append(fileAttacks(), consentAttacks()...), append(serverAttacks(), databaseAttacks()...)...)
}

// A trial is what an attack did on both sides.
type trial struct {
	attack
	worked bool // on the twin
	held   bool // on the guarded side, with the right answer
	twin   string
	guard  string
}

// try runs an attack on both sides.
func (a attack) try(ctx context.Context, twin, guarded *side) trial {
	t := trial{attack: a}
	through, got := a.run(ctx, twin)
	if t.worked, t.twin = through, a.effect; !through {
		t.twin = "NOTHING: " + got.code
	}
	through, got = a.run(ctx, guarded)
	t.held = !through && got.code == a.refused
	switch {
	case through:
		t.guard = "GOT THROUGH"
	case got.code == "":
		t.guard = a.cleaned
	default:
		t.guard = got.code
	}
	return t
}
