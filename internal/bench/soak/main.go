//go:build linux

// Soak races a swapper against every operation of a sandbox.Dir. The swapper
// exchanges names below the root with links that leave it, or that lead to a
// protected name, as fast as it can (renameat2, RENAME_EXCHANGE). An escape is
// any byte or name from outside that an operation returns, and any change of
// the outside. The way that tutorials advise, EvalSymlinks and a comparison of
// prefixes, runs against the same swapper for comparison.
//
//	go run ./soak -attempts 10000000
//
// It exits with status 1 if the sandbox lets anything escape, or if nothing
// escaped from the comparison, as then the race was not on.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

func main() {
	attempts := flag.Int("attempts", 10_000_000, "how many attempts in `total`, spread over the operations and the swaps")
	seed := flag.Uint64("seed", 1, "the `number` that the spellings of names are drawn with")
	flag.Parse()
	ok, err := soak(context.Background(), os.Stdout, *attempts, *seed)
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// A tally counts what became of the attempts of one operation.
type tally struct {
	name                             string
	attempts, done, refused, escapes int
}

// soak reports whether the sandbox held and the comparison did not.
func soak(ctx context.Context, out io.Writer, attempts int, seed uint64) (ok bool, err error) {
	var guarded, naive []tally
	for _, s := range swaps {
		for _, run := range []struct {
			operations func(*arena) ([]operation, func() error, error)
			attempts   int
			into       *[]tally
		}{{guardedOperations, attempts / len(swaps), &guarded}, {naiveOperations, attempts / len(swaps) / 20, &naive}} {
			tallies, err := race(ctx, s, run.operations, run.attempts, seed)
			if err != nil {
				return false, fmt.Errorf("%s: %w", s.name, err)
			}
			*run.into = merge(*run.into, tallies)
		}
	}
	total, escaped, idle := report(out, "sandbox.Dir", guarded)
	_, leaked, _ := report(out, "EvalSymlinks and prefix", naive)
	fmt.Fprintf(out, "\n%d attempts on sandbox.Dir: %d escapes. The comparison: %d escapes.\n", total, escaped, leaked)
	if idle != "" {
		return false, fmt.Errorf("%s never did anything, so nothing was shown", idle)
	}
	return escaped == 0 && leaked > 0, nil
}

func merge(all, more []tally) []tally {
	if all == nil {
		return more
	}
	for i, t := range more {
		all[i].attempts += t.attempts
		all[i].done += t.done
		all[i].refused += t.refused
		all[i].escapes += t.escapes
	}
	return all
}

// report also returns the name of an operation that was always refused.
func report(out io.Writer, title string, tallies []tally) (attempts, escapes int, idle string) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\n%s\tattempts\tdone\trefused\tescapes\t\n", title)
	for _, t := range tallies {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", t.name, t.attempts, t.done, t.refused, t.escapes)
		attempts, escapes = attempts+t.attempts, escapes+t.escapes
		if t.done == 0 {
			idle = t.name
		}
	}
	w.Flush()
	return attempts, escapes, idle
}
