// Fetch is an MCP server that reads web pages of the hosts in a policy. Copy it
// and its server package to begin with.
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
	"github.com/mcpcordon/mcpcordon/examples/fetch/server"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/guard/policyfile"
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
	policy := flag.String("policy", "", "policy `file` with a section \"egress\"; default pages of example.com and www.iana.org")
	addr := flag.String("http", "", "loopback `address` to serve on, such as 127.0.0.1:8080; default standard input and output")
	flag.Parse()
	defer func() { record.Close() }()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	entry := policyfile.Egress{Hosts: []string{"example.com", "www.iana.org"}}
	if *policy != "" {
		file, err := policyfile.Load(*policy)
		if err != nil {
			return err
		}
		if entry, err = policyfile.Pick(file.Egress, ""); err != nil {
			return err
		}
	}
	web, err := entry.Client()
	if err != nil {
		return err
	}
	defer web.Close()
	// Nothing here authenticates who calls over HTTP: whoever is on this machine may.
	s, g, err := server.New(web, record, *addr != "")
	if err != nil {
		return err
	}
	if *addr == "" {
		return mcpgo.ServeStdio(ctx, s, g)
	}
	return mcpgo.ListenAndServe(ctx, *addr, s, g, nil)
}
