package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mcpcordon/mcpcordon/audit"
)

const row = "%-39s %-33s %-22s %s\n" // within 120 columns

// showAttacks runs every attack and prints what was seen.
func showAttacks(ctx context.Context, out io.Writer, twin, guarded *side) (ok bool) {
	fmt.Fprintf(out, "\n"+row, "ATTACK", "THE UNGUARDED TWIN", "THE GUARDED SERVER", "REFERENCE")
	list := attacks()
	worked, held := 0, 0
	for _, a := range list {
		t := a.try(ctx, twin, guarded)
		fmt.Fprintf(out, row, t.name, t.twin, t.guard, t.reference)
		if t.worked {
			worked++
		}
		if t.held {
			held++
		}
	}
	fmt.Fprintf(out, "\n%d attacks: %d worked on the twin, %d were held by the guard.\n", len(list), worked, held)
	return worked == len(list) && held == len(list)
}

// showRecord verifies the record, looks up every refusal in it, and shows that
// a changed byte is found.
func showRecord(out io.Writer, file string, references []string) (ok bool, err error) {
	log, err := os.ReadFile(file)
	if err != nil {
		return false, errors.New("the audit record cannot be read")
	}
	report, err := audit.Verify(bytes.NewReader(log))
	if err != nil {
		return false, errors.New("the audit record is not intact")
	}
	fmt.Fprintf(out, "Audit record: %d entries, intact; last hash %s.\n", report.Entries, report.LastHash)
	found := 0
	for _, r := range references {
		if strings.Contains(string(log), `"ref":"`+r+`"`) {
			found++
		}
	}
	fmt.Fprintf(out, "%d of %d refusals with a reference are in it.\n", found, len(references))
	changed := bytes.Replace(log, []byte("mallory"), []byte("malorry"), 1)
	var tampered *audit.TamperError
	_, err = audit.Verify(bytes.NewReader(changed))
	if !errors.As(err, &tampered) {
		return false, errors.New("a change of the audit record was not found")
	}
	fmt.Fprintf(out, "A copy with two letters of a caller's name swapped: refused at line %d, %s.\n", tampered.Line, tampered.Reason)
	return found == len(references) && found > 0, nil
}
