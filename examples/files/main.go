// Files is an MCP server for the files of one folder. Copy it and its server
// package to begin with.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/examples/files/server"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/sandbox"
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
	root := flag.String("root", "", "`folder` to serve; default a temporary one with a few files")
	addr := flag.String("http", "", "loopback `address` to serve on, such as 127.0.0.1:8080; default standard input and output")
	flag.Parse()
	defer func() { record.Close() }()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *root == "" {
		temporary, err := os.MkdirTemp("", "files-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		if err := os.CopyFS(temporary, server.Seed); err != nil {
			return err
		}
		*root = temporary
	}
	docs, err := sandbox.New(sandbox.Config{Root: *root, Writable: true})
	if err != nil {
		return err
	}
	defer docs.Close()
	// Nothing here authenticates who calls over HTTP: whoever is on this machine may.
	s, g, err := server.New(docs, record, *addr != "")
	if err != nil {
		return err
	}
	if *addr == "" {
		return mcpgo.ServeStdio(ctx, s, g)
	}
	return mcpgo.ListenAndServe(ctx, *addr, s, g, nil)
}
