// Gitlog is an MCP server for the history of one git repository. Copy it and
// its server package to begin with.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/mcpcordon/mcpcordon/audit"
	"github.com/mcpcordon/mcpcordon/examples/gitlog/server"
	"github.com/mcpcordon/mcpcordon/guard/mcpgo"
	"github.com/mcpcordon/mcpcordon/sandbox"
	"github.com/mcpcordon/mcpcordon/sandbox/command"
)

func main() {
	if err := run(); err != nil && !errors.Is(err, context.Canceled) {
		log.Fatal(err)
	}
}

func run() error {
	record := audit.New(os.Stderr) // standard output is the transport
	repo := flag.String("repo", ".", "`folder` of the repository: the top of its work tree")
	anywhere := flag.Bool("insecure-no-landlock", false, "start git where this Linux cannot keep it inside the repository")
	addr := flag.String("http", "", "loopback `address` to serve on, such as 127.0.0.1:8080; default standard input and output")
	flag.Parse()
	if flag.NArg() > 0 {
		return errors.New("there are flags only; -h lists them")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	tree, err := sandbox.Open(*repo)
	if err != nil {
		return err
	}
	defer tree.Close()
	// Linux can keep git inside the repository whatever a link in it says: here
	// a server that lost this should not start. Other systems have no such layer.
	required := command.Isolation{Files: runtime.GOOS == "linux" && !*anywhere}
	git, err := command.New(command.Config{Dir: *repo, Specs: []command.Spec{command.Git(tree)}, Require: required})
	if err != nil {
		return err
	}
	defer git.Close()
	// Nothing here authenticates who calls over HTTP: whoever is on this machine may.
	s, g, err := server.New(tree, git, record, *addr != "")
	switch {
	case err != nil:
		return err
	case *addr == "":
		return mcpgo.ServeStdio(ctx, s, g)
	default:
		return mcpgo.ListenAndServe(ctx, *addr, s, g, nil)
	}
}
