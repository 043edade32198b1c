package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"time"

	"github.com/mcpcordon/mcpcordon/audit"
)

var auditVerify = command{
	name:    "audit verify",
	summary: "checks that an audit record is what was written",
	usage:   "[-last HASH] FILE",
	example: `$ mcpcordon audit verify audit.jsonl
entries    102
first      2026-03-01T09:15:02Z
last       2026-03-01T17:40:11Z
last hash  460acc0e0a041c87e2a451bf62ba4287e741aaa61743761dd88b29bc5561e07d

Note the last hash in another place, and give it to -last the next time: then
entries that were cut off at the end show too. A FILE of - is standard input.`,
	setup: func(flags *flag.FlagSet) action {
		last := flags.String("last", "", "the `HASH` that an earlier check printed; the record must contain it")
		return func(_ context.Context, c command, args []string, s streams) int { return c.verify(*last, args, s) }
	},
}

// hash is the form of a hash. A mistyped one must not look like tampering.
var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (c command) verify(last string, args []string, s streams) int {
	if len(args) != 1 {
		return c.misused(s, "one FILE is needed")
	}
	if last != "" && !hash.MatchString(last) {
		return c.misused(s, "-last takes 64 digits 0-9, a-f")
	}
	in := s.in
	if args[0] != "-" {
		file, err := os.Open(args[0])
		if err != nil {
			return c.failed(s, err)
		}
		defer file.Close()
		in = file
	}
	report, err := audit.Verifier{LastHash: last}.Verify(in)
	var fault *audit.TamperError
	if err != nil && !errors.As(err, &fault) {
		return c.failed(s, err)
	}
	printReport(s.out, report)
	if fault != nil {
		fmt.Fprintf(s.out, "TAMPERED   line %d: %s; what is above covers the entries before it\n", fault.Line, fault.Reason)
		return tampered
	}
	return done
}

func printReport(out io.Writer, r audit.Report) {
	fmt.Fprintf(out, "entries    %d\n", r.Entries)
	if r.Entries > 0 {
		fmt.Fprintf(out, "first      %s\nlast       %s\nlast hash  %s\n", r.First.UTC().Format(time.RFC3339), r.Last.UTC().Format(time.RFC3339), r.LastHash)
	}
	if r.Torn > 0 {
		fmt.Fprintf(out, "torn       %d bytes of an unfinished last line, for which nothing vouches\n", r.Torn)
	}
}
