package main

import (
	"context"
	"fmt"
	"io"
	"strings"
)

// A job is a call that a server is there for.
type job struct {
	name string
	want string // in the answer
	run  func(context.Context, *side) answer
}

func jobs() []job {
	file := func(name, want, tool string, args arguments) job {
		return job{name, want, func(ctx context.Context, s *side) answer { return s.call(ctx, s.files, tool, args) }}
	}
	query := func(name, want, statement string) job {
		return job{name, want, func(ctx context.Context, s *side) answer {
			return s.call(ctx, s.database, "query", arguments{"sql": statement})
		}}
	}
	return []job{
		file("list_directory", "todo.txt", "list_directory", arguments{"path": "handbook"}),
		file("read_file", "How a release is made", "read_file", arguments{"path": "handbook/guide/release.md"}),
		file("search_files", "onboarding.md:5", "search_files", arguments{"path": ".", "pattern": "MISSING"}),
		file("write_file", "done", "write_file", arguments{"path": "handbook/minutes.md", "content": "# Minutes\n\nNothing was decided.\n"}),
		file("read_file, what was written", "Nothing was decided", "read_file", arguments{"path": "handbook/minutes.md"}),
		{"delete_file, the client asks its user", "done", func(ctx context.Context, s *side) answer {
			return s.call(ctx, s.asking, "delete_file", arguments{"path": "handbook/minutes.md"})
		}},
		{"delete_file, called again with its token", "done", func(ctx context.Context, s *side) answer {
			args := arguments{"path": "handbook/agenda.md", "content": "# Agenda\n"}
			s.call(ctx, s.files, "write_file", args)
			delete(args, "content")
			args["approval_token"] = s.call(ctx, s.files, "delete_file", args).token
			return s.call(ctx, s.files, "delete_file", args)
		}},
		{"schema", "customers", func(ctx context.Context, s *side) answer { return s.call(ctx, s.database, "schema", nil) }},
		query("query", "Canvas apron", "SELECT name, price_cents FROM products ORDER BY name"),
		query("query, joined and grouped", "Northwind Bakery", `SELECT c.name, sum(o.quantity * p.price_cents) AS total FROM orders o
			JOIN customers c ON c.id = o.customer_id JOIN products p ON p.id = o.product_id GROUP BY c.id ORDER BY total DESC`),
	}
}

// showWork drives the guarded side the way it is meant to be.
func showWork(ctx context.Context, out io.Writer, s *side) (ok bool) {
	list := jobs()
	done := 0
	var failed []string
	for _, j := range list {
		if a := j.run(as(ctx, alice), s); a.code != "" || !strings.Contains(a.text, j.want) {
			failed = append(failed, fmt.Sprintf("  NOT DONE: %s %s\n", j.name, a.code))
			continue
		}
		done++
	}
	fmt.Fprintf(out, "Honest work on the guarded servers: %d of %d calls done (files in-process, database over HTTP).\n%s", done, len(list), strings.Join(failed, ""))
	return done == len(list)
}
