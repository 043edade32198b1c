// Demo starts the two example servers in this process, drives them with a real
// MCP client through honest work, and then attacks them in known ways. Every
// attack also runs against an unguarded twin of the server, where it must work:
// otherwise it would show nothing.
//
// It uses the loopback interface and one temporary folder, which it removes.
// The exit status is 1 if an attack got through, if honest work was refused,
// or if an attack on a twin did not work.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/mcpcordon/mcpcordon/audit"
)

func main() {
	file := flag.String("audit", "", "`file` that keeps the audit record; default one that is removed at the end")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	ok, err := run(ctx, os.Stdout, *file)
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
	}
	if !ok || err != nil {
		os.Exit(1)
	}
}

// run reports whether everything went as it should. An error means that the
// demonstration itself could not run.
func run(ctx context.Context, out io.Writer, file string) (ok bool, err error) {
	folder, err := os.MkdirTemp("", "mcpcordon-demo-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(folder)
	if file == "" {
		file = filepath.Join(folder, "audit.jsonl")
	}
	record, err := audit.Open(file)
	if err != nil {
		return false, err
	}
	defer record.Close()
	twin, err := newSide(ctx, filepath.Join(folder, "twin"), &unguarded{})
	if err != nil {
		return false, err
	}
	defer twin.Close()
	behind, err := newSide(ctx, filepath.Join(folder, "guarded"), &guarded{record: record})
	if err != nil {
		return false, err
	}
	defer behind.Close()

	worked := showWork(ctx, out, behind)
	held := showAttacks(ctx, out, twin, behind)
	recorded, err := showRecord(out, file, behind.seen)
	return worked && held && recorded, err
}
