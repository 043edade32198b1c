package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/mcpcordon/mcpcordon/guard"
	"github.com/mcpcordon/mcpcordon/redact"
)

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
				return c.decideLines(s, onText("text", func(text string) verdict { return redacted(ctx, text) }))
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
