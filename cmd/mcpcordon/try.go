package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
	"github.com/mcpcordon/mcpcordon/sandbox"
	"github.com/mcpcordon/mcpcordon/sqlguard"
)

var trySQL = command{
	name:    "try sql",
	summary: "decides about SQL statements as a read-only policy does; runs nothing",
	usage:   "[-dialect NAME] < FILE",
	example: `$ echo '{"id":1,"sql":"SELECT 1; DROP TABLE orders"}' | mcpcordon try sql
{"id":1,"verdict":"deny","code":"statement_not_allowed","reason":"only one statement is allowed; ..."}

Reason is what a model is told, detail what the audit record holds.`,
	setup: func(flags *flag.FlagSet) action {
		dialect := flags.String("dialect", "sqlite", "the `NAME` of the language; sqlite is the only one so far")
		return func(ctx context.Context, c command, args []string, s streams) int {
			if len(args) > 0 {
				return c.misused(s, "statements are read from standard input")
			}
			if *dialect != sqlguard.SQLite.String() {
				return c.misused(s, "this dialect is not known")
			}
			return c.decideLines(s, "sql", checking(ctx, sqlguard.ReadOnly(sqlguard.SQLite)))
		}
	},
}

var tryPath = command{
	name:    "try path",
	summary: "decides about paths below a folder as a sandbox does; opens no file",
	usage:   "-root DIR < FILE",
	example: `$ echo '{"id":1,"path":"../secret.txt"}' | mcpcordon try path -root /srv/docs
{"id":1,"verdict":"deny","code":"path_not_allowed","reason":"the path is not one this server may use; ..."}`,
	setup: func(flags *flag.FlagSet) action {
		root := flags.String("root", "", "the folder `DIR` that the paths are below")
		return func(ctx context.Context, c command, args []string, s streams) int {
			if *root == "" || len(args) > 0 {
				return c.misused(s, "-root is needed, and paths are read from standard input")
			}
			dir, err := sandbox.Open(*root)
			if err != nil {
				return c.failed(s, err)
			}
			defer dir.Close()
			return c.decideLines(s, "path", checking(ctx, dir))
		}
	},
}

// checking makes a decision of a checker.
func checking(ctx context.Context, c guard.Checker) func(string) verdict {
	return func(text string) verdict {
		err := c.Check(ctx, text)
		if err == nil {
			return verdict{Verdict: "allow"}
		}
		v := verdict{Verdict: "deny", Code: guard.CodeOf(err), Reason: reason(err)}
		var d *guard.Denial
		if errors.As(err, &d) {
			v.Detail = d.Detail
		}
		return v
	}
}

// reason is what a denial tells a model, without the code.
func reason(err error) string {
	var d *guard.Denial
	if !errors.As(err, &d) {
		return err.Error()
	}
	return strings.TrimPrefix(guard.Deny(d.Code, d.Hint).Error(), string(d.Code)+": ")
}

var tryText = command{
	name:    "try text",
	summary: "shows what redaction makes of texts",
	usage:   "[-plain] < FILE",
	example: `$ echo '{"id":1,"text":"mail alice@example.com"}' | mcpcordon try text
{"id":1,"text":"mail [EMAIL_1]","findings":[{"kind":"EMAIL","count":1}]}
$ mcpcordon try text -plain < letter.txt`,
	setup: func(flags *flag.FlagSet) action {
		plain := flags.Bool("plain", false, "read standard input as one text, and write it redacted")
		return func(ctx context.Context, c command, args []string, s streams) int {
			switch {
			case len(args) > 0:
				return c.misused(s, "texts are read from standard input")
			case *plain:
				return c.plain(ctx, s)
			default:
				return c.decideLines(s, "text", func(text string) verdict { return redacted(ctx, text) })
			}
		}
	},
}

func redacted(ctx context.Context, text string) verdict {
	texts := []guard.Text{{Form: guard.Plain, Value: text}}
	found, err := redact.Default().Redact(ctx, nil, texts)
	if err != nil {
		return verdict{Error: reason(err)}
	}
	findings := make([]finding, 0, len(found))
	for _, f := range found {
		findings = append(findings, finding{f.Kind, f.Count})
	}
	return verdict{Text: &texts[0].Value, Findings: &findings}
}

// maxPlain bounds a text that is read as a whole: a private key has many lines.
const maxPlain = 64 << 20

func (c command) plain(ctx context.Context, s streams) int {
	text, err := io.ReadAll(io.LimitReader(s.in, maxPlain+1))
	switch {
	case err != nil:
		return c.failed(s, err)
	case len(text) > maxPlain:
		return c.failed(s, fmt.Errorf("the text is longer than %d bytes", maxPlain))
	}
	v := redacted(ctx, string(text))
	if v.Error != "" {
		return c.failed(s, errors.New(v.Error))
	}
	if _, err := io.WriteString(s.out, *v.Text); err != nil {
		return c.failed(s, err)
	}
	return done
}
