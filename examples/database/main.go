// Database is an MCP server for a PostgreSQL, MySQL, MariaDB or SQLite database
// that it never changes. Copy it and its server package to begin with.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/examples/database/server"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
)

func main() {
	if err := run(); err != nil && !errors.Is(err, context.Canceled) {
		log.Fatal(err)
	}
}

func run() error {
	record := audit.New(os.Stderr) // standard output is the transport
	flag.Func("audit", "`file` for the audit record; default standard error", func(name string) (err error) {
		record, err = audit.Open(name)
		return err
	})
	dsn := flag.String("dsn", "", "`address` postgres://user@host/name, mysql://user@host:3306/name, or a SQLite file, created if it does not exist; default a temporary one")
	addr := flag.String("http", "", "loopback `address` to serve on, such as 127.0.0.1:8080; default standard input and output")
	flag.Parse()
	if flag.NArg() > 0 {
		return errors.New("there are flags only; -h lists them")
	}
	defer func() { record.Close() }()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *dsn == "" {
		temporary, err := os.MkdirTemp("", "database-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		*dsn = filepath.Join(temporary, "shop.db")
	}
	db, err := server.Connect(*dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	// Nothing here authenticates who calls over HTTP: whoever is on this machine may.
	s, g, err := server.New(db, record, *addr != "")
	switch {
	case err != nil:
		return err
	case *addr == "":
		return mcpgo.ServeStdio(ctx, s, g)
	}
	return mcpgo.ListenAndServe(ctx, *addr, s, g, nil)
}
